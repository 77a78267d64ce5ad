/** The questions about contacts asked of PostgreSQL. */
import type { Bind, CaseId } from "@epigraph/authz";
import { grouped, inOrder, namedParameters, type Page, parameters, type Scope } from "@epigraph/service";
import { Contact, type FollowUp } from "./types.js";

/** Once for each exposure that the asker may see, and once for a contact without any: a referred case brings its contacts with it. */
const columns = { caseId: "e.case_id", regionCode: "c.region_code", sealed: "exists (select from permission.sealed_case x where x.person_key = c.person_key)" };

const seen = (scope: Scope, bind: Bind): string => `exists (select from (values (1)) one left join cases.exposure e on e.contact_id = c.id where ${scope.visible("Contact.id", columns, bind)})`;

/** A contact of another jurisdiction loads as null. */
export const contactById = (scope: Scope) =>
  scope.loader<string, Contact | null>("contact", async (ids) => {
    const manager = await scope.db.manager();
    const { bind, values } = namedParameters();
    const rows = await manager
      .createQueryBuilder(Contact, "c")
      .where(`c.id = any(${bind(ids)}::uuid[]) and ${seen(scope, bind)}`, values)
      .getMany();
    return inOrder(ids, await withCases(scope, rows), (row) => row.id);
  });

/** Contacts who are to be asked on the day and were not yet, the one whose follow-up ends first before the others. */
export async function listDueContacts(scope: Scope, { day, regionCode }: { readonly day: string; readonly regionCode?: string | undefined }, page: Page): Promise<Contact[]> {
  const manager = await scope.db.manager();
  const { bind, values } = namedParameters();
  const query = manager
    .createQueryBuilder(Contact, "c")
    .where(`${bind(day)}::date between c.follow_up_from and c.follow_up_to and c.status is distinct from 'became-case' and not exists (select from cases.follow_up f where f.contact_id = c.id and f.day = ${bind(day)}::date) and ${seen(scope, bind)}`);
  if (regionCode !== undefined) query.andWhere(`c.region_code = ${bind(regionCode)}`);
  if (page.after) query.andWhere(`(c.follow_up_to, c.id) > (${bind(page.after[0])}::date, ${bind(page.after[1])}::uuid)`);
  return withCases(scope, await query.setParameters(values).orderBy("c.follow_up_to").addOrderBy("c.id").limit(page.first + 1).getMany());
}

async function withCases(scope: Scope, rows: readonly Contact[]): Promise<Contact[]> {
  if (rows.length === 0) return [];
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
  return [...rows];
}

/** The days of the follow-up up to yesterday of which nothing is recorded. */
export const missedDaysOf = (scope: Scope, yesterday: string) =>
  scope.loader<Contact, string[]>(
    "missed follow-up days",
    async (contacts) => {
      const rows = await scope.db.query<{ readonly contact: string; readonly day: string }>(
        `select c.id as contact, d.day::date::text as day from cases.contact c cross join lateral generate_series(c.follow_up_from, least(c.follow_up_to, $2::date), interval '1 day') d(day)
         where c.id = any($1::uuid[]) and not exists (select from cases.follow_up f where f.contact_id = c.id and f.day = d.day::date) order by d.day`,
        [contacts.map(({ id }) => id), yesterday],
      );
      return grouped(contacts.map(({ id }) => id), rows, ({ contact }) => contact).map((days) => days.map(({ day }) => day));
    },
    ({ id }) => id,
  );

/** The day of another contact, and of one that may not be seen, is null. */
export async function followUpById(scope: Scope, id: string): Promise<FollowUp | null> {
  const [row] = await scope.db.query<FollowUp>(
    `select f.id, f.contact_id as "contactId", f.day::text as day, f.number, f.status, f.symptoms, f.temperature_celsius::float8 as "temperatureCelsius", f.reached, f.recorded_by as "recordedBy", f.recorded_at as "recordedAt"
     from cases.follow_up f where f.id = $1::uuid`,
    [id],
  );
  const ofContact = row ? await contactById(scope).load(row.contactId) : null;
  return row && ofContact ? Object.assign(row, { ofContact }) : null;
}

/** Whether the day is told of already, by whatever system. */
export async function hasFollowUp(scope: Scope, contactId: string, day: string): Promise<boolean> {
  return (await scope.db.query(`select from cases.follow_up f where f.contact_id = $1 and f.day = $2::date`, [contactId, day])).length > 0;
}

/** Oldest day first. */
export const followUpsOf = (scope: Scope, page: Page) =>
  scope.loader<Contact, FollowUp[]>(
    `follow-ups ${JSON.stringify(page)}`,
    async (contacts) => {
      const { bind, values } = parameters();
      const rows = await scope.db.query<FollowUp>(
        `select x.* from unnest(${bind(contacts.map(({ id }) => id))}::uuid[]) as p(id) cross join lateral (
           select f.id, f.contact_id as "contactId", f.day::text as day, f.number, f.status, f.symptoms, f.temperature_celsius::float8 as "temperatureCelsius", f.reached,
             f.recorded_by as "recordedBy", f.recorded_at as "recordedAt" from cases.follow_up f
           where f.contact_id = p.id and (f.day, f.id) > (${bind(page.after?.[0] ?? "-infinity")}::date, ${bind(page.after?.[1] ?? "00000000-0000-0000-0000-000000000000")}::uuid)
           order by f.day, f.id limit ${bind(page.first + 1)}::int) x`,
        values,
      );
      const groups = grouped(contacts.map(({ id }) => id), rows, (row) => row.contactId);
      return groups.map((group, index) => group.map((row) => Object.assign(row, { ofContact: contacts[index] })));
    },
    ({ id }) => id,
  );
