/** Whom and what a purge is about: ids in temporary tables of the session, which the conditions of purge-tables.ts ask. Deletes nothing. */
import type { Query } from "../backup/catalogue.js";

/** `response`: what was recorded for one disease; `pilot`: everything; `due`: what was collected for requests whose purpose is met, and whose policy's time is over. */
export type PurgeScope = { readonly kind: "response"; readonly disease: string } | { readonly kind: "pilot" } | { readonly kind: "due"; readonly requests: readonly string[] };

const parts = ["case", "contact", "person", "request", "emergency", "grant", "upload", "cluster", "event", "place", "note"] as const;

async function fill(query: Query, choice: string, statements: Readonly<Record<(typeof parts)[number], string>>, parameters: readonly unknown[] = []): Promise<void> {
  for (const part of parts) {
    await query(`drop table if exists pg_temp.${choice}_${part}`);
    const sql = statements[part];
    const asked = [...sql.matchAll(/\$([0-9]+)/g)].length > 0;
    await query(`create temporary table ${choice}_${part} (id uuid primary key)`);
    await query(`insert into ${choice}_${part} select distinct x.id from (${sql}) x (id) where x.id is not null`, asked ? parameters : []);
    await query(`analyze ${choice}_${part}`);
  }
}

const none = "select null::uuid";
const withCase = (choice: string) => ({
  request: `select r.id from movements.information_request r where r.case_id in (select id from ${choice}_case) and not exists (select from movements.request_case q where q.request_id = r.id and q.case_id not in (select id from ${choice}_case))`,
  emergency: `select e.id from permission.emergency_access e where e.case_id in (select id from ${choice}_case)`,
  grant: `select g.id from permission.access_grant g where g.request_id in (select id from ${choice}_request) or g.emergency_id in (select id from ${choice}_emergency)`,
  upload: `select u.id from provision.upload u where u.request_id in (select id from ${choice}_request)`,
});

/** Into `going_*`. */
export async function chooseGoing(query: Query, scope: PurgeScope, everything: boolean): Promise<void> {
  if (scope.kind === "due") {
    return await fill(
      query,
      "going",
      {
        case: none, contact: none, person: none, emergency: none, grant: none, cluster: none, event: none, note: none,
        request: "select unnest($1::uuid[])",
        upload: "select u.id from provision.upload u where u.request_id in (select id from going_request)",
        place: none,
      },
      [scope.requests],
    );
  }
  if (everything) {
    return await fill(query, "going", {
      case: "select c.id from cases.case_record c union select r.case_id from movements.case_reference r",
      contact: "select k.id from cases.contact k",
      person: "select p.key from cases.person p union select r.person_key from movements.case_reference r union select s.person_key from movements.stay s union select g.person_key from provision.ping g",
      request: "select r.id from movements.information_request r",
      emergency: "select e.id from permission.emergency_access e",
      grant: "select g.id from permission.access_grant g",
      upload: "select u.id from provision.upload u",
      cluster: "select c.id from cases.cluster c",
      event: "select e.id from cases.event e",
      place: "select p.id from movements.place p",
      note: "select n.id from ledger.note n",
    });
  }
  const disease = scope.kind === "response" ? scope.disease : "";
  const others = (of: string): string => `exists (select from cases.case_record c where c.person_key = ${of} and c.id not in (select id from going_case)) or exists (select from cases.contact k where k.person_key = ${of} and k.id not in (select id from going_contact)) or exists (select from movements.case_reference r where r.person_key = ${of} and r.case_id not in (select id from going_case))`;
  await fill(
    query,
    "going",
    {
      case: "select c.id from cases.case_record c where c.disease = $1 union select r.case_id from movements.case_reference r where r.disease = $1",
      contact: `select k.id from cases.contact k where (k.became_case_id in (select id from going_case) or exists (select from cases.exposure e where e.contact_id = k.id and e.case_id in (select id from going_case)))
        and (k.became_case_id is null or k.became_case_id in (select id from going_case)) and not exists (select from cases.exposure e where e.contact_id = k.id and e.case_id not in (select id from going_case))`,
      person: `select p.key from (select c.person_key from cases.case_record c where c.id in (select id from going_case) union select k.person_key from cases.contact k where k.id in (select id from going_contact)
        union select r.person_key from movements.case_reference r where r.case_id in (select id from going_case)) p (key) where not (${others("p.key")})`,
      ...withCase("going"),
      cluster: "select c.cluster_id from cases.case_record c where c.id in (select id from going_case) and not exists (select from cases.case_record o where o.cluster_id = c.cluster_id and o.id not in (select id from going_case))",
      event: `select m.event_id from cases.event_member m where (m.case_id in (select id from going_case) or m.contact_id in (select id from going_contact))
        and not exists (select from cases.event_member o where o.event_id = m.event_id and not coalesce(o.case_id in (select id from going_case), false) and not coalesce(o.contact_id in (select id from going_contact), false))`,
      place: `select s.place_id from movements.stay s where s.request_id in (select id from going_request) and not exists (select from movements.stay o where o.place_id = s.place_id and o.request_id not in (select id from going_request))
        and not exists (select from movements.request_place q where q.place_id = s.place_id and q.request_id not in (select id from going_request))
        and not exists (select from cases.event e where e.place_id = s.place_id and e.id not in (select id from going_event)) and not exists (select from cases.cluster c where c.place_id = s.place_id and c.id not in (select id from going_cluster))`,
      note: none,
    },
    [disease],
  );
}

/** Into `held_*` those whom a hold keeps among `going_*`, or into `one_*` one of them: with what is theirs, and nothing that others are in too. */
export async function chooseHeld(query: Query, choice: "held" | "one", persons: readonly string[]): Promise<void> {
  await fill(
    query,
    choice,
    {
      person: "select unnest($1::uuid[])",
      case: "select c.id from cases.case_record c where c.person_key = any ($1::uuid[]) union select r.case_id from movements.case_reference r where r.person_key = any ($1::uuid[])",
      contact: "select k.id from cases.contact k where k.person_key = any ($1::uuid[])",
      ...withCase(choice),
      cluster: none, event: none, place: none, note: none,
    },
    [persons],
  );
}

/** The held among those who would go. */
export async function heldAmongGoing(query: Query): Promise<readonly string[]> {
  return (await query("select distinct h.person_key::text as key from policy.held_persons() h where h.person_key in (select id from going_person) order by 1")).map(({ key }) => String(key));
}

/** Whether nothing of anybody would be left: then keys that all share go too. */
export async function leavesNobody(query: Query, scope: PurgeScope): Promise<boolean> {
  if (scope.kind !== "response") return scope.kind === "pilot";
  const [row] = await query(
    "select exists (select from cases.case_record c where c.disease <> $1) or exists (select from movements.case_reference r where r.disease <> $1) or exists (select from policy.response r where r.disease <> $1 and r.state in ('in-force', 'end-proposed')) as others",
    [scope.disease],
  );
  return row?.["others"] === false;
}
