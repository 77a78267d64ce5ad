/** The questions about exposures asked of PostgreSQL beside those of a case (see case/store.ts). An exposure is seen as its case is. */
import type { CaseId } from "@epigraph/authz";
import { grouped, type Page, parameters, type Scope } from "@epigraph/service";
import { caseById } from "../case/store.js";
import { Case, type Exposure } from "../case/types.js";
import type { Contact } from "../contact/types.js";

type Row = Exposure & { readonly caseId: CaseId };

const columns = `e.id, e.case_id as "caseId", e.contact_id as "contactId", e.exposed_case_id as "exposedCaseId", e.last_contact_date::text as "lastContactDate", e.exposure_type as "exposureType", e.setting, e.frequency, e.duration, e.certainty`;
const caseColumns = { caseId: "c.id", regionCode: "c.region_code", sealed: "c.sealed" };

export const exposuresOfContact = (scope: Scope, page: Page) =>
  scope.loader<Contact, Exposure[]>(
    `exposures of contact ${JSON.stringify(page)}`,
    async (contacts) => {
      const { bind, values } = parameters();
      const rows = await scope.db.query<Row>(
        `select x.* from unnest(${bind(contacts.map(({ id }) => id))}::uuid[]) as p(id) cross join lateral (
           select ${columns} from cases.exposure e join cases.case_record c on c.id = e.case_id where e.contact_id = p.id and ${scope.visible("Exposure.id", caseColumns, bind)}
             and e.id > ${bind(page.after?.[0] ?? "00000000-0000-0000-0000-000000000000")}::uuid
           order by e.id limit ${bind(page.first + 1)}::int) x`,
        values,
      );
      return grouped(contacts.map(({ id }) => id), await seen(scope, rows), (row) => row.contactId ?? "");
    },
    ({ id }) => id,
  );

/** One of a case that may be seen. */
export async function exposureById(scope: Scope, id: string): Promise<Exposure | null> {
  const [found] = await seen(scope, await scope.db.query<Row>(`select ${columns} from cases.exposure e where e.id = $1::uuid`, [id]));
  return found ?? null;
}

async function seen(scope: Scope, rows: readonly Row[]): Promise<Exposure[]> {
  const cases = await caseById(scope).loadMany(rows.map(({ caseId }) => caseId));
  return rows.flatMap((row, index) => {
    const ofCase = cases[index];
    return ofCase instanceof Case ? [Object.assign(row, { ofCase })] : [];
  });
}
