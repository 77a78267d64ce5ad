/** What one asker may not see of case work and due process, said by hand from DESIGN sections 1 and 2.1 and from nothing in the code under test, and how it is changed. Cases, stays and the rest: see hidden.ts. */
import { type Asker, investigates } from "./askers.js";

export type Change = { readonly change: string; readonly sql: string };

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
const one = (key: string, percent: number): string => `('x' || left(md5((${key})::text), 7))::bit(28)::int % 100 < ${percent}`;
const uuid = (key: string): string => `md5(${key})::uuid`;

/** The asker's part of it, after the temporary table `seen_case`. `own`: whether a region is the asker's own. */
export function viewsOfWork(asker: Asker, own: (column: string) => string): string[] {
  const { duty, agency } = asker;
  const local = duty === "local-investigator";
  const national = duty === "national-investigator";
  const open = (...caseIds: string[]): string => `not exists (select from cases.case_record c where c.sealed and c.id in (${caseIds.join(", ")}))`;
  const where = (ofLocal: string): string => (local ? ofLocal : String(national));
  return [
    // rosters whose grant the asker holds, and whom they are about; of specially protected persons nobody is told
    `create temp table seen_roster as select q.id from movements.information_request q join seen_request s on s.id = q.id where ${String(local || national)} and q.kind = 'place-roster' and exists (select from permission.access_grant g join permission.grant_holder h on h.grant_id = g.id where g.roster_id = q.id and h.account = ${text(asker.account)})`,
    `create temp table roster_of as select distinct r.request_id, r.person_key as key, p.person_key from movements.roster_person r join cases.person_pseudonym p on movements.roster_key(p.pseudonym) = r.person_key where r.request_id in (select id from seen_roster)`,
    // the agency that keeps the case, and the one that is to keep it
    `create temp table seen_transfer as select t.id, t.case_id from permission.transfer t where ${open("t.case_id")} and (${where(`${own("t.region_code")} or t.to_agency = ${text(agency)}`)})`,
    // who proposed it, and who is asked
    `create temp table seen_merge as select m.id, m.case_id, m.duplicate_id from cases.case_merge m where ${open("m.case_id", "m.duplicate_id")} and (${where(`${own("m.region_code")} or m.agency = ${text(agency)}`)})`,
    // of a case that is reached, of an own region's event, of the own agency
    `create temp table seen_task as select t.id, t.case_id from cases.task t where (t.case_id is null or ${open("t.case_id")}) and (${where(`t.case_id in (select id from seen_case) or t.case_id is null and ${own("t.region_code")} or t.agency = ${text(agency)}`)})`,
    `create temp table seen_event as select v.id from cases.event v where ${where(own("v.region_code"))}`,
    `create temp table seen_review as select r.id from cases.duplicate_review r where ${String(national)} and r.state <> 'none' and r.case_id in (select id from seen_case)`,
  ];
}

/** Hidden cases of which a visible row of case work tells the stub, as the condition of a case `c`. */
export const toldByWork = `c.id in (select case_id from seen_transfer) or exists (select from seen_merge m where c.id in (m.case_id, m.duplicate_id))
  or exists (select from cases.case_record o where o.id in (select id from seen_case) and o.merged_into = c.id)
  or exists (select from cases.duplicate_review r where r.state = 'same-person' and (c.id = any (r.matches) and r.case_id in (select id from seen_case) or c.id = r.case_id and r.matches && array(select id from seen_case)))
  or c.id in (select case_id from seen_task where case_id is not null)
  or c.person_key in (select person_key from roster_of)`;

/** What goes with the cases in `gone_case`, before they go. */
export function removedWork(): Change[] {
  const gone = (column: string): string => `${column} in (select id from gone_case)`;
  const of = (table: string, row = "case_id"): Change => ({ change: `${table} of removed cases`, sql: `delete from ${table} x where ${gone(`x.${row}`)}` });
  const goneRequest = "x.request_id in (select q.id from movements.information_request q where q.case_id in (select id from gone_case))";
  const merges = `(${gone("m.case_id")} or ${gone("m.duplicate_id")})`;
  return [
    of("cases.interview_text"),
    of("cases.interview"),
    of("cases.confirmation"),
    of("cases.case_change"),
    { change: "answers about removed cases", sql: `delete from cases.duplicate_review_step s using cases.duplicate_review r where r.id = s.subject and ${gone("r.case_id")}` },
    of("cases.duplicate_review"),
    { change: "steps of merges of removed cases", sql: `delete from cases.case_merge_step s using cases.case_merge m where m.id = s.subject and ${merges}` },
    { change: "merges of removed cases", sql: `delete from cases.case_merge m where ${merges}` },
    { change: "what was merged into removed cases", sql: `update cases.case_record c set merged_into = null where ${gone("c.merged_into")}` },
    of("cases.event_member"),
    of("cases.task"),
    of("cases.step"),
    of("permission.transfer"),
    { change: "notices' steps of removed cases", sql: `delete from movements.notice_step s using movements.notice n where n.id = s.notice_id and ${gone("n.case_id")}` },
    of("movements.notice"),
    { change: "holders of grants on rosters of removed cases", sql: `delete from permission.grant_holder x using permission.access_grant g where g.id = x.grant_id and g.roster_id in (select q.id from movements.information_request q where ${gone("q.case_id")})` },
    { change: "cases of grants on rosters of removed cases", sql: `delete from permission.grant_case x using permission.access_grant g where g.id = x.grant_id and g.roster_id in (select q.id from movements.information_request q where ${gone("q.case_id")})` },
    { change: "grants on rosters of removed cases", sql: `delete from permission.access_grant g where g.roster_id in (select q.id from movements.information_request q where ${gone("q.case_id")})` },
    ...["roster_stay", "roster_person", "inbox_item", "request_step", "request_holder", "request_place", "request_case"].map((table): Change => ({ change: `movements.${table} of removed requests`, sql: `delete from movements.${table} x where ${goneRequest}` })),
  ];
}

/** Rows that stay, with other content, and rows that go or come. */
export function changedWork(asker: Asker): Change[] {
  const { duty, account, agency } = asker;
  const investigating = String(investigates(asker));
  const is = (...duties: Asker["duty"][]): string => String(duties.includes(duty));
  const unseen = (column: string): string => `${column} not in (select id from seen_case)`;
  const hidden = (column: string): string => `(not ${investigating} or ${unseen(column)})`;
  const unseenContact = (column: string): string => `(not ${investigating} or ${column} not in (select id from seen_contact))`;
  const not = (of: string, id = "x.id"): string => `${id} not in (select id from ${of})`;
  const overseers = ["approver", "auditor", "security-officer", "national-investigator"] as const;
  return [
    { change: "hidden confirmations", sql: `update cases.confirmation x set confirmed_by = 'hidden', confirmed_at = now() - interval '9 d' where ${unseen("x.case_id")}` },
    { change: "hidden changes", sql: `update cases.case_change x set changed_by = 'hidden', after = '"hidden"' where ${hidden("x.case_id")}` },
    { change: "hidden interviews", sql: `update cases.interview x set recorded_by = 'hidden', informant = 'other' where ${hidden("x.case_id")}` },
    { change: "what was said in interviews that the asker is not assigned to", sql: `update cases.interview_text x set content = decode(repeat('00', 30), 'hex') where not exists (select from permission.assignment a where a.case_id = x.case_id and a.account = ${text(account)}) or ${hidden("x.case_id")}` },
    { change: "hidden reviews of duplicates", sql: `update cases.duplicate_review x set kinds = '{resident-number}' where ${not("seen_review")}` },
    { change: "removed reviews", sql: `delete from cases.duplicate_review x where ${not("seen_review")} and x.state = 'open' and ${one("'gone' || x.id", 40)}` },
    { change: "hidden merges", sql: `update cases.case_merge x set keep = 'duplicate', proposed_at = now() - interval '9 d' where ${not("seen_merge")}` },
    { change: "steps of hidden merges", sql: `update cases.case_merge_step x set reason = 'hidden' where ${not("seen_merge", "x.subject")}` },
    { change: "hidden quarantines", sql: `update cases.quarantine x set ordered_by = 'hidden', ends_on = ends_on + 9 where ${unseenContact("x.contact_id")}` },
    { change: "removed quarantines", sql: `delete from cases.quarantine x where ${unseenContact("x.contact_id")} and ${one("'gone' || x.id", 40)}` },
    { change: "hidden events", sql: `update cases.event x set name_ko = 'hidden', name_en = 'hidden', setting = 'hidden' where ${not("seen_event")}` },
    { change: "hidden cases at events", sql: `delete from cases.event_member x where x.case_id is not null and ${hidden("x.case_id")} and ${one("'gone' || x.id", 50)}` },
    { change: "hidden contacts at events", sql: `delete from cases.event_member x where x.contact_id is not null and ${unseenContact("x.contact_id")} and ${one("'gone' || x.id", 50)}` },
    { change: "hidden tasks", sql: `update cases.task x set note = 'hidden', due_on = due_on + 5 where ${not("seen_task")}` },
    { change: "removed tasks", sql: `delete from cases.task x where ${not("seen_task")} and ${one("'gone' || x.id", 40)}` },
    { change: "steps about hidden cases", sql: `update cases.step x set by_account = 'hidden', reason = 'hidden' where x.case_id is not null and ${hidden("x.case_id")}` },
    { change: "steps about hidden contacts", sql: `delete from cases.step x where x.contact_id is not null and ${unseenContact("x.contact_id")} and ${one("'gone' || x.id", 50)}` },
    { change: "steps of hidden events", sql: `update cases.step x set by_account = 'hidden' where x.case_id is null and x.contact_id is null and ${not("seen_event", "x.subject")}` },
    { change: "what sources counted in clusters", sql: `update cases.cluster_count x set count = 7 where not ${investigating}` },
    { change: "hidden transfers", sql: `update permission.transfer x set reason = 'hidden', offered_by = 'hidden' where ${not("seen_transfer")}` },
    { change: "removed transfers", sql: `delete from permission.transfer x where ${not("seen_transfer")} and ${one("'gone' || x.id", 40)}` },
    { change: "orders of special protection", sql: `update permission.seal x set legal_order = 'hidden', reason = 'hidden' where not ${is("national-investigator")}` },
    { change: "steps of hidden requests", sql: `update movements.request_step x set account = 'hidden', reason = 'hidden' where ${not("seen_request", "x.request_id")}` },
    { change: "who is to read what hidden requests bring", sql: `update movements.request_holder x set account = 'hidden' where ${not("seen_request", "x.request_id")}` },
    { change: "places of hidden requests", sql: `update movements.request_place x set radius_metres = 499 where ${not("seen_request", "x.request_id")}` },
    { change: "what agencies were told of hidden requests", sql: `update movements.inbox_item x set done_as = 'nothing-held' where ${not("seen_request", "x.request_id")}` },
    { change: "who was at the places of hidden rosters", sql: `update movements.roster_stay x set latitude = x.latitude + 0.0001, confidence = 0.5, source_record = 'hidden' where ${not("seen_roster", "x.request_id")}` },
    { change: "removed from hidden rosters", sql: `delete from movements.roster_stay x where ${not("seen_roster", "x.request_id")} and ${one("'gone' || x.id", 40)}` },
    { change: "where specially protected persons were", sql: `update movements.roster_stay x set latitude = x.latitude + 0.0002, source_record = 'hidden' where x.person_key in (select r.key from roster_of r where r.person_key in (select key from protected_person))` },
    { change: "hidden notices", sql: `update movements.notice x set legal_basis = 'hidden', due_at = due_at + interval '9 d' where ${hidden("x.case_id")} and not ${is("auditor")}` },
    { change: "steps of hidden notices", sql: `update movements.notice_step x set channel = 'telephone', account = 'hidden' from movements.notice n where n.id = x.notice_id and ${hidden("n.case_id")} and not ${is("auditor")}` },
    { change: "emergency accesses", sql: `update permission.emergency_access x set reason = 'hidden from whom it does not concern', opened_at = opened_at - interval '1 h' where not ${is(...overseers)}` },
    { change: "why access was opened in an emergency", sql: `update permission.emergency_access x set reason = 'hidden from the officers of security' where ${is("security-officer")}` },
    { change: "policies of requests", sql: `update policy.request_policy x set reason = 'hidden' where not ${is("approver", "national-investigator", "local-investigator")}` },
    { change: "new hidden transfers", sql: `insert into permission.transfer (id, case_id, person_key, region_code, to_agency, reason, state, offered_by, offered_at)
       select ${uuid("'ht' || c.id")}, c.id, c.person_key, c.region_code, 'health-centre.1171000000', 'hidden', 'offered', 'hidden', now() - interval '1 min' from cases.case_record c
       where ${unseen("c.id")} and ${text(agency)} <> 'health-centre.1171000000' and (c.sealed or ${String(duty !== "national-investigator")}) on conflict do nothing` },
  ];
}
