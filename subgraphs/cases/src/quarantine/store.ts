/** The questions about quarantines asked of PostgreSQL. A quarantine is seen as its contact is. */
import { grouped, type Page, parameters, type Scope } from "@epigraph/service";
import { contactById } from "../contact/store.js";
import type { Contact } from "../contact/types.js";
import { todayOf } from "../step/words.js";
import { Quarantine } from "./types.js";

const columns = (today: string): string => `q.id, q.contact_id as "contactId", q.starts_on::text as "startsOn", q.ends_on::text as "endsOn", q.released_on::text as "releasedOn",
  case when (q.state = 'in-quarantine' and q.ends_on < ${today}::date) or (q.state = 'ended' and q.released_on = q.ends_on) then 'completed' else q.state end as state, q.ordered_by as "orderedBy", q.ordered_at as "orderedAt"`;

/** One of another jurisdiction's contact is null. */
export async function quarantineById(scope: Scope, id: string): Promise<Quarantine | null> {
  const [row] = await scope.db.query<Quarantine>(`select ${columns("$2")} from cases.quarantine q where q.id = $1::uuid`, [id, todayOf(scope)]);
  const ofContact = row ? await contactById(scope).load(row.contactId) : null;
  return row && ofContact ? Object.assign(new Quarantine(), row, { ofContact }) : null;
}

/** In the order of their first days. */
export const quarantinesOf = (scope: Scope, page: Page) =>
  scope.loader<Contact, Quarantine[]>(
    `quarantines ${JSON.stringify(page)}`,
    async (contacts) => {
      const { bind, values } = parameters();
      const rows = await scope.db.query<Quarantine>(
        `select x.* from unnest(${bind(contacts.map(({ id }) => id))}::uuid[]) as p(id) cross join lateral (
           select ${columns(bind(todayOf(scope)))} from cases.quarantine q where q.contact_id = p.id
             and (q.starts_on, q.id) > (${bind(page.after?.[0] ?? "-infinity")}::date, ${bind(page.after?.[1] ?? "00000000-0000-0000-0000-000000000000")}::uuid)
           order by q.starts_on, q.id limit ${bind(page.first + 1)}::int) x`,
        values,
      );
      const groups = grouped(contacts.map(({ id }) => id), rows, (row) => row.contactId);
      return groups.map((group, index) => group.map((row) => Object.assign(new Quarantine(), row, { ofContact: contacts[index] })));
    },
    ({ id }) => id,
  );

/** What the disease of the case of the contact's last exposure asks for; undefined where no disease row says. */
export async function quarantineDaysOf(scope: Scope, contact: Contact): Promise<number | undefined> {
  const known = await scope.db.query(`select from information_schema.columns where table_schema = 'policy' and table_name = 'disease' and column_name = 'quarantine_days'`);
  if (known.length === 0) return undefined;
  const [row] = await scope.db.query<{ readonly days: number | null }>(
    `select d.quarantine_days as days from cases.exposure e join cases.case_record c on c.id = e.case_id join policy.disease d on d.id = c.disease where e.contact_id = $1 order by e.last_contact_date desc nulls last, e.id limit 1`,
    [contact.id],
  );
  return row?.days ?? undefined;
}
