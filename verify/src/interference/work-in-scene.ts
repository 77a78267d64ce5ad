/** What case work and due process add to the scene: rows of each of their tables, of visible and hidden cases alike. Not what differs between the two databases: see hidden-work.ts. */
import { localInvestigator, nationalInvestigator, ownAgency, ownRegion } from "./askers.js";

const one = (key: string, percent: number): string => `('x' || left(md5((${key})::text), 7))::bit(28)::int % 100 < ${percent}`;
const uuid = (key: string): string => `md5(${key})::uuid`;
const investigatorOf = (row: string): string => `'investigator.' || ${row}.region_code`;
const provider = "'health-centre.1129000000'";
const police = "'health-centre.1150000000'";

/** Written past triggers and foreign keys, as rows that have been there for hours. */
export const workInScene: readonly string[] = [
  `set session_replication_role = replica`,

  // what was published, alike in both
  `insert into cases.notice_statistic (year, kind, data_class, made, sent, counted_at)
   select y, k, d, case when d <> 'qr-entry' then y - 2000 end, case when d = 'card-use' then 5 end, now() - interval '1 d' from generate_series(2015, 2019) y, unnest(array['collection', 'provision']) k, unnest(array['telecom-location', 'card-use', 'qr-entry']) d`,

  // what is done with a case
  `update cases.case_record c set registered_by = ${investigatorOf("c")}, registered_at = now() - interval '9 h' where ${one("'registered' || c.id", 50)}`,
  `insert into cases.confirmation (id, case_id, confirmed_by, confirmed_at, basis)
   select ${uuid("'cf' || c.id")}, c.id, 'confirmer', now() - interval '8 h', 'clinical' from cases.case_record c where c.classification = 'confirmed' and not exists (select from cases.confirmation f where f.case_id = c.id)`,
  `insert into cases.case_change (id, case_id, changed_by, changed_at, of, row_id, field, before, after)
   select ${uuid("'cc' || c.id || n")}, c.id, ${investigatorOf("c")}, now() - n * interval '1 h', 'case_record', c.id, 'outcome', 'null', '"recovered"' from cases.case_record c, generate_series(1, 2) n where ${one("'change' || c.id || n", 60)}`,
  `insert into cases.interview (id, case_id, version, conducted_date, informant, recorded_by, recorded_at)
   select ${uuid("'iv' || c.id")}, c.id, 1, current_date - 1, 'self', ${investigatorOf("c")}, now() - interval '7 h' from cases.case_record c where ${one("'interview' || c.id", 60)}`,

  // possible duplicates, and merges within a region, out of the own one and into it
  `insert into cases.duplicate_review (id, case_id, checked_at, matches, kinds, protected, state)
   select ${uuid("'dr' || c.id")}, c.id, now() - interval '6 h', array[o.id], '{phone}', o.sealed, case when ${one("'same' || c.id", 40)} and not o.sealed then 'same-person' else 'open' end
   from cases.case_record c cross join lateral (select o.id, o.sealed from cases.case_record o where o.id <> c.id order by md5(o.id || 'dr' || c.id) limit 1) o where ${one("'duplicate' || c.id", 40)}`,
  `insert into cases.duplicate_review_step (id, subject, number, step, by, at, reason)
   select ${uuid("'ds' || r.id")}, r.id, 1, 'same-person', 'investigator.national', now() - interval '5 h', 'same birth date' from cases.duplicate_review r where r.state = 'same-person'`,
  `insert into cases.case_merge (id, case_id, duplicate_id, keep, region_code, agency, proposed_at, state)
   select ${uuid("'mg' || c.id")}, c.id, o.id, 'case', o.region_code, 'health-centre.' || c.region_code, now() - interval '4 h' - row_number() over (order by c.id) * interval '1 s', case when ${one("'merged' || c.id", 50)} then 'accepted' else 'proposed' end
   from cases.case_record c cross join lateral (select o.id, o.region_code from cases.case_record o where o.id <> c.id order by md5(o.id || 'mg' || c.id) limit 1) o where ${one("'merge' || c.id", 30)}`,
  `insert into cases.case_merge_step (id, subject, number, step, by, at, reason)
   select ${uuid("'ms' || m.id || n")}, m.id, n, case n when 1 then 'propose' else 'accept' end, 'investigator.' || n, now() - interval '4 h' + n * interval '1 min', 'one person' from cases.case_merge m, generate_series(1, 2) n where n = 1 or m.state = 'accepted'`,
  `update cases.case_record c set merged_into = m.case_id from cases.case_merge m where m.duplicate_id = c.id and m.state = 'accepted'`,

  // contacts, gatherings, tasks, steps
  `insert into cases.quarantine (id, contact_id, starts_on, ends_on, state, ordered_by, ordered_at)
   select ${uuid("'qu' || k.id")}, k.id, k.follow_up_from, k.follow_up_to, 'in-quarantine', ${investigatorOf("k")}, now() - interval '6 h' from cases.contact k where k.follow_up_from is not null and ${one("'quarantine' || k.id", 60)}`,
  `insert into cases.event (id, name_ko, name_en, region_code, setting, started_on)
   select ${uuid("'ev' || r.region_code || n")}, '모임', 'gathering', r.region_code, 'church', current_date - n from (select distinct region_code from cases.case_record) r, generate_series(1, 3) n`,
  `insert into cases.event_member (id, event_id, case_id)
   select ${uuid("'em' || c.id")}, v.id, c.id from cases.case_record c cross join lateral (select v.id from cases.event v order by v.region_code = '${ownRegion}' and ${one("'own event' || c.id", 40)} desc, md5(v.id || 'em' || c.id) limit 1) v where ${one("'member' || c.id", 60)}`,
  `insert into cases.event_member (id, event_id, contact_id)
   select ${uuid("'em' || k.id")}, v.id, k.id from cases.contact k cross join lateral (select v.id from cases.event v order by md5(v.id || 'em' || k.id) limit 1) v where ${one("'member' || k.id", 40)}`,
  `insert into cases.task (id, kind, note, case_id, region_code, agency, due_on, state)
   select ${uuid("'tk' || c.id || n")}, 'interview', 'call in the morning', c.id, c.region_code, case when ${one("'lent task' || c.id || n", 25)} then '${ownAgency}' else 'health-centre.' || c.region_code end, current_date + n, 'open'
   from cases.case_record c, generate_series(1, 2) n where ${one("'task' || c.id || n", 50)}`,
  `insert into cases.task (id, kind, event_id, region_code, agency, due_on, state)
   select ${uuid("'te' || v.id")}, 'place-check', v.id, v.region_code, case when ${one("'event task' || v.id", 30)} then '${ownAgency}' else 'health-centre.' || v.region_code end, current_date + 2, 'open' from cases.event v`,
  `insert into cases.cluster_count (cluster_id, source, day, count) select k.id, 'city bulletin', current_date - n, 10 * n from cases.cluster k, generate_series(1, 3) n`,
  `insert into cases.step (id, action, subject, case_id, account, agency, reason, by_account, by_agency, at)
   select ${uuid("'sa' || a.case_id || a.account")}, 'assignCase', a.case_id, a.case_id, a.account, 'health-centre.' || c.region_code, 'next in line', ${investigatorOf("c")}, 'health-centre.' || c.region_code, now() - interval '3 h'
   from permission.assignment a join cases.case_record c on c.id = a.case_id`,
  `insert into cases.step (id, action, subject, contact_id, reason, by_account, by_agency, at)
   select ${uuid("'sq' || q.id")}, 'orderQuarantine', q.id, q.contact_id, 'close contact', q.ordered_by, 'health-centre.' || k.region_code, q.ordered_at from cases.quarantine q join cases.contact k on k.id = q.contact_id`,
  `insert into cases.step (id, action, subject, region_code, by_account, by_agency, at)
   select ${uuid("'se' || v.id")}, 'registerEvent', v.id, v.region_code, ${investigatorOf("v")}, 'health-centre.' || v.region_code, now() - interval '2 h' from cases.event v`,

  // transfers in every state, from and to the agency of the local investigator, and between others; seals with their orders
  `insert into permission.transfer (id, case_id, person_key, region_code, to_agency, reason, state, offered_by, offered_at, answered_by, answered_at)
   select ${uuid("'tr' || c.id || s.state")}, c.id, c.person_key, c.region_code, case when ${one("'transfer to' || c.id", 50)} and c.region_code <> '${ownRegion}' then '${ownAgency}' else 'health-centre.1150000000' end, 'moved for good', s.state,
     ${investigatorOf("c")}, now() - interval '5 h' - row_number() over (order by c.id, s.state) * interval '1 s', case when s.state <> 'offered' then 'somebody' end, case when s.state <> 'offered' then now() - interval '1 h' end
   from cases.case_record c, (values ('offered'), ('ended')) s (state) where ${one("'transfer' || c.id || s.state", 30)}`,
  `insert into permission.seal (id, person_key, case_id, state, legal_order, reason, proposed_by, proposed_at, confirmed_by, confirmed_at)
   select ${uuid("'sl' || min(c.id::text)")}, c.person_key, (array_agg(c.id order by c.id))[1], 'sealed', 'order 1', 'threatened', 'investigator.one', now() - interval '3 d', 'investigator.two', now() - interval '2 d' from cases.case_record c where c.sealed group by c.person_key`,

  // place rosters with who was there: the case's own person, those of two others, and somebody whom nobody knows; the latest of all requests, so that lists begin with them; read by investigators of the region, by the asker and by nobody
  `insert into movements.information_request (id, case_id, person_key, kind, dwell_minutes, agency, data_class, window_from, window_to, justification, legal_basis, state, requested_by, requested_at, source_system, source_record)
   select ${uuid("'ro' || c.id")}, c.id, c.person_key, 'place-roster', 30, 'health-centre.' || c.region_code, 'qr-entry', now() - interval '9 d', now() - interval '1 d', 'who else was there', 'IDCPA 76-2', 'provided', ${investigatorOf("c")}, now() - interval '1 min' - row_number() over (order by c.id) * interval '1 s', 'scene', 'roster ' || c.id
   from cases.case_record c where ${one("'roster' || c.id", 35)}`,
  `insert into permission.access_grant (id, request_id, roster_id, data_class, window_from, window_to, purpose, not_before, not_after)
   select q.id, q.id, q.id, q.data_class, q.window_from, q.window_to, 'investigation', now() - interval '1 d', now() + interval '5 d' from movements.information_request q where q.kind = 'place-roster'`,
  `insert into permission.grant_case (grant_id, case_id) select q.id, q.case_id from movements.information_request q where q.kind = 'place-roster'`,
  `insert into permission.grant_holder (grant_id, account)
   select q.id, a.account from movements.information_request q cross join (values ('${localInvestigator.account}'), ('${nationalInvestigator.account}')) a (account) where q.kind = 'place-roster' and ${one("'holds' || q.id || a.account", 65)}`,
  `create temp table on_roster as
   select q.id as request, r.number, movements.roster_key(coalesce(p.pseudonym, sha256(uuid_send(q.id)))) as person from movements.information_request q
     cross join lateral (select 0 as number, q.person_key as key union all select 1, null union all (select 1 + row_number() over (order by md5(c.id || 'ro' || q.id)), c.person_key from cases.case_record c order by 1 limit 4)) r
     left join cases.person_pseudonym p on p.person_key = r.key and p.kind = 'phone' where q.kind = 'place-roster' and (r.key is null or p.pseudonym is not null)`,
  `insert into movements.roster_person (request_id, person_key) select distinct o.request, o.person from on_roster o`,
  `insert into movements.roster_stay (request_id, person_key, id, agency, data_class, arrival, departure, earliest, latest, place_id, latitude, longitude, cell, accuracy_metres, confidence, source_record)
   select o.request, o.person, ${uuid("'rs' || o.request || o.number")}, ${provider}, q.data_class, t.at, t.at + interval '1 h', t.at, t.at + interval '1 h', p.id, p.latitude, p.longitude, p.cell, 20, 0.9, 'entry ' || o.number
   from on_roster o join movements.information_request q on q.id = o.request cross join lateral (select q.window_from + o.number * interval '2 h' as at) t cross join lateral (select p.* from movements.place p order by md5(p.id || 'rs' || o.request) limit 1) p`,

  // requests on their way, with what agencies were told, the notices, and emergency access
  `insert into policy.request_policy (id, data_class, second_duty, second_agency, providers, window_days, request_days, grant_days, notice_days, kept_days, roster_persons, roster_square_metres, roster_dwell_minutes, unmatched_days, reason, valid_from, proposed_by, proposed_at, confirmed_by, confirmed_at)
   select ${uuid("'pol' || d.class")}, d.class, d.duty, case when d.duty is not null then ${police} end, array[${provider}], 14, 7, 14, 7, 30, 100, 10000, 5, 14, 'as agreed', now() - interval '10 d', 'approver.one', now() - interval '12 d', 'approver.two', now() - interval '11 d'
   from (values ('telecom-location', 'police-officer'), ('card-use', null), ('qr-entry', null)) d (class, duty)`,
  `insert into movements.request_case (request_id, case_id) select q.id, q.case_id from movements.information_request q on conflict do nothing`,
  `insert into movements.request_holder (request_id, account) select q.id, q.requested_by from movements.information_request q on conflict do nothing`,
  `insert into movements.request_place (request_id, place_id, radius_metres) select q.id, p.id, 50 from movements.information_request q cross join lateral (select p.id from movements.place p order by md5(p.id || 'rp' || q.id) limit 1) p where ${one("'place' || q.id", 20)}`,
  `insert into movements.request_step (request_id, number, step, from_state, to_state, at, account, duty, agency, reason)
   select q.id, n, case n when 1 then 'submit' else 'approve' end, case n when 1 then 'draft' else 'submitted' end, case n when 1 then 'submitted' else 'approved' end, q.requested_at + n * interval '1 min', 'account.' || n, case n when 1 then 'local-investigator' else 'approver' end, 'kdca', 'needed'
   from movements.information_request q, generate_series(1, 2) n on conflict do nothing`,
  `insert into movements.inbox_item (id, request_id, agency, kind, data_class, window_from, window_to, person_key, arrived_at, due_at, done_at, done_as)
   select ${uuid("'in' || q.id")}, q.id, ${provider}, 'provision', q.data_class, q.window_from, q.window_to, c.person_key, q.requested_at, q.requested_at + interval '1 d', q.requested_at + interval '1 h', 'provided'
   from movements.information_request q join movements.case_reference c on c.case_id = q.case_id`,
  `insert into movements.notice (id, request_id, case_id, person_key, kind, data_class, window_from, window_to, legal_basis, made_at, due_at)
   select ${uuid("'no' || q.id || k.kind")}, q.id, q.case_id, c.person_key, k.kind, q.data_class, q.window_from, q.window_to, 'IDCPA 76-2', q.requested_at, now() + interval '3 d'
   from movements.information_request q join movements.case_reference c on c.case_id = q.case_id, (values ('collection'), ('provision')) k (kind) on conflict do nothing`,
  `insert into movements.notice_step (notice_id, number, step, at, account, channel) select n.id, 1, 'sent', now() - interval '1 h', 'investigator.one', 'letter' from movements.notice n where ${one("'sent' || n.id", 50)}`,
  `insert into permission.emergency_access (id, account, agency, case_id, number, person_key, reason, opened_at, until, review_due_at)
   select ${uuid("'ea' || c.id")}, 'investigator.two', 'kdca', c.id, 1, c.person_key, 'a child of the household was taken to hospital', now() - interval '2 h', now() - interval '90 min', now() + interval '22 h' from cases.case_record c where ${one("'emergency' || c.id", 10)}`,

  `set session_replication_role = origin`,
];
