/** The questions about contacts asked of PostgreSQL. */
import type { CaseId } from "@epigraph/authz";
import { grouped, inOrder, namedParameters, type Page, parameters, type Scope } from "@epigraph/service";
import { Contact, type FollowUp } from "./types.js";

/** A contact of another jurisdiction loads as null. */
export const contactById = (scope: Scope) =>
  scope.loader<string, Contact | null>("contact", async (ids) => {
    const manager = await scope.db.manager();
    const { bind, values } = namedParameters();
    const rows = await manager
      .createQueryBuilder(Contact, "c")
      .where(`c.id = any(${bind(ids)}::uuid[]) and ${scope.visible("Contact.id", { regionCode: "c.region_code", sealed: "false" }, bind)}`, values)
      .getMany();
    const exposures = await scope.db.query<{ contact: string; cases: CaseId[] }>(`select contact_id as contact, array_agg(distinct case_id) as cases from cases.exposure where contact_id = any($1::uuid[]) group by contact_id`, [rows.map(({ id }) => id)]);
    const casesOf = new Map(exposures.map(({ contact, cases }) => [contact, cases]));
    for (const row of rows) row.caseIds = casesOf.get(row.id) ?? [];
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
