/** The questions about contacts asked of PostgreSQL. */
import type { CaseId } from "@epigraph/authz";
import { grouped, inOrder, namedParameters, type Page, parameters, type Scope } from "@epigraph/service";
import { Contact, type FollowUp } from "./types.js";

/** Once for each exposure that the asker may see, and once for a contact without any: a referred case brings its contacts with it. */
const columns = { caseId: "e.case_id", regionCode: "c.region_code", sealed: "exists (select from permission.sealed_case x where x.person_key = c.person_key)" };

/** A contact of another jurisdiction loads as null. */
export const contactById = (scope: Scope) =>
  scope.loader<string, Contact | null>("contact", async (ids) => {
    const manager = await scope.db.manager();
    const { bind, values } = namedParameters();
    const rows = await manager
      .createQueryBuilder(Contact, "c")
      .where(`c.id = any(${bind(ids)}::uuid[]) and exists (select from (values (1)) one left join cases.exposure e on e.contact_id = c.id where ${scope.visible("Contact.id", columns, bind)})`, values)
      .getMany();
    const exposures = await scope.db.query<{ contact: string; cases: CaseId[] }>(`select contact_id as contact, array_agg(distinct case_id) as cases from cases.exposure where contact_id = any($1::uuid[]) group by contact_id`, [rows.map(({ id }) => id)]);
    const casesOf = new Map(exposures.map(({ contact, cases }) => [contact, cases]));
    // a protected one is not among the rows; the guard is told so, and not left to believe it
    const sealed = await scope.db.query<{ key: string }>(`select person_key as key from permission.sealed_case where person_key = any($1::uuid[])`, [rows.map(({ personKey }) => personKey)]);
    const sealedKeys = new Set(sealed.map(({ key }) => key));
    for (const row of rows) {
      row.caseIds = casesOf.get(row.id) ?? [];
      row.sealed = sealedKeys.has(row.personKey);
    }
    await scope.permissions.load(rows.flatMap(({ caseIds }) => caseIds));
    return inOrder(ids, rows, (row) => row.id);
  });

/** Oldest day first. */
export const followUpsOf = (scope: Scope, page: Page) =>
  scope.loader<Contact, FollowUp[]>(
    `follow-ups ${JSON.stringify(page)}`,
    async (contacts) => {
      const { bind, values } = parameters();
      const rows = await scope.db.query<FollowUp>(
        `select x.* from unnest(${bind(contacts.map(({ id }) => id))}::uuid[]) as p(id) cross join lateral (
           select f.id, f.contact_id as "contactId", f.day::text as day, f.number, f.status from cases.follow_up f
           where f.contact_id = p.id and (f.day, f.id) > (${bind(page.after?.[0] ?? "-infinity")}::date, ${bind(page.after?.[1] ?? "00000000-0000-0000-0000-000000000000")}::uuid)
           order by f.day, f.id limit ${bind(page.first + 1)}::int) x`,
        values,
      );
      const groups = grouped(contacts.map(({ id }) => id), rows, (row) => row.contactId);
      return groups.map((group, index) => group.map((row) => Object.assign(row, { ofContact: contacts[index] })));
    },
    ({ id }) => id,
  );
