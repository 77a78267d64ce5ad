/**
 * What one asker may not see, said by hand from DESIGN section 1 and from nothing in the code under test, and changed: rows of it are rewritten, removed and added. What the
 * declassification list tells stays as it is.
 */
import type { Instant } from "@epigraph/authz";
import { type DataSource, openDatabase } from "@epigraph/datastore";
import type { TestDatabase } from "@epigraph/datastore/testing";
import type { Pseudonyms } from "@epigraph/ledger";
import { keepRecordsAbout } from "./access-records.js";
import { type Asker, investigates } from "./askers.js";
import { type Change, changedWork, removedWork, toldByWork, viewsOfWork } from "./hidden-work.js";
import type { Common } from "./world.js";

/**
 * The entries of the declassification list, by id, that the changes leave as they are: which agency keeps a linked case, notices that a roster of another agency led to, links and exposures of visible cases, referrals, transfers and merges that
 * the asker takes part in, tasks of the own agency, orders of special protection for those who decide on them, emergency accesses for those who oversee them, clusters and places for investigators,
 * official statistics, published yearly counts of notices, and accesses to a person who has a visible case.
 */
export const leftAlike = ["stub", "notice-of-roster", "transmission-link", "exposure", "referral-offer", "transfer-offer", "merge-proposal", "task", "seal", "protected-match", "emergency-access", "cluster", "cluster-count", "region-statistics", "notice-statistics", "place-on-file", "case-access"] as const;

/** How many rows a change touched. */
export type Changed = { readonly change: string; readonly rows: number };

/** Makes the second database of an asker out of a copy of the scene. */
export async function changeHidden(database: TestDatabase, asker: Asker, { names }: Common, now: Instant): Promise<readonly Changed[]> {
  const admin = await openDatabase(database.adminUrl, { name: "verify hidden", poolSize: 1 }); // one connection: the temporary tables are its own
  try {
    for (const statement of views(asker)) await admin.query(statement);
    await admin.query("alter table cases.case_record disable trigger keep_history"); // what differs was never changed
    const runner = admin.createQueryRunner(); // which tells how many rows a statement touched
    const changed: Changed[] = [];
    for (const { change, sql } of changes(asker)) changed.push({ change, rows: (await runner.query(sql, [], true)).affected ?? 0 });
    await runner.release();
    await admin.query("alter table cases.case_record enable trigger keep_history");
    changed.push({ change: "records of the access log", rows: await changeRecords(admin, database, asker, names, now) });
    await admin.query("analyze");
    return changed;
  } finally {
    await admin.destroy();
  }
}

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
const list = (values: readonly string[]): string => `array[${values.map(text).join(", ")}]::text[]`;
const one = (key: string, percent: number): string => `('x' || left(md5((${key})::text), 7))::bit(28)::int % 100 < ${percent}`;
const uuid = (key: string): string => `md5(${key})::uuid`;

/** Whether a region is the asker's own; a province covers its municipalities. */
const own = ({ jurisdictions }: Asker, column: string): string => `(${column} = any (${list(jurisdictions)}) or rpad(left(${column}, 2), 10, '0') = any (${list(jurisdictions)}))`;
/** What the asker's agency was referred or is to keep, accepted or not: what one act of the asker's own opens is left alike. */
const openTo = ({ agency }: Asker, caseId: string): string => `(exists (select from permission.referral f where f.case_id = ${caseId} and f.to_agency = ${text(agency)} and f.ended_at is null) or exists (select from permission.transfer f where f.case_id = ${caseId} and f.to_agency = ${text(agency)} and f.state = 'offered'))`;
/** Held by the account for investigation and not over before the run is. */
const granted = ({ account }: Asker, row: string): string => `exists (select from permission.grant_case gc join permission.grant_holder gh on gh.grant_id = gc.grant_id join permission.access_grant g on g.id = gc.grant_id
  where gc.case_id = ${row}.case_id and gh.account = ${text(account)} and g.data_class = ${row}.data_class and g.purpose = 'investigation' and g.not_before <= now() + interval '1 h' and now() < g.not_after
    and g.window_from <= ${row}.earliest and ${row}.latest <= g.window_to)`;

/** The asker's part of the data, as temporary tables. */
function views(asker: Asker): string[] {
  const { duty, agency } = asker;
  const investigating = String(investigates(asker));
  const cases = duty === "local-investigator" ? `not c.sealed and (${own(asker, "c.region_code")} or ${openTo(asker, "c.id")})` : duty === "national-investigator" || duty === "approver" ? "not c.sealed" : "false";
  const contacts = duty === "local-investigator" ? `${own(asker, "k.region_code")} or exists (select from seen_exposure e where e.contact_id = k.id and ${openTo(asker, "e.case_id")})` : investigating;
  const referrals = duty === "local-investigator" ? `${own(asker, "f.region_code")} or f.to_agency = ${text(agency)} or ${openTo(asker, "f.case_id")}` : investigating;
  const assigned = (caseId: string): string => `exists (select from permission.assignment a where a.case_id = ${caseId} and a.account = ${text(asker.account)})`;
  return [
    `create temp table seen_case as select c.id, c.person_key from cases.case_record c where ${cases}`,
    // a specially protected person is told of neither as a case nor as a contact
    `create temp table protected_person as select c.person_key as key from cases.case_record c where c.sealed`,
    `create temp table seen_exposure as select e.id, e.case_id, e.contact_id, e.exposed_case_id from cases.exposure e where ${investigating} and e.case_id in (select id from seen_case)
       and not exists (select from cases.case_record c where c.id = e.exposed_case_id and c.sealed) and not exists (select from cases.contact k join protected_person p on p.key = k.person_key where k.id = e.contact_id)`,
    `create temp table seen_contact as select k.id, k.person_key from cases.contact k where k.person_key not in (select key from protected_person) and (${contacts})`,
    `create temp table seen_referral as select f.id, f.case_id from permission.referral f join cases.case_record c on c.id = f.case_id where not c.sealed and (${referrals})`,
    `create temp table seen_stay as select s.id, s.case_id from movements.stay s where ${investigating} and ${granted(asker, "s")} and not exists (select from cases.case_record c where c.id = s.case_id and c.sealed)`,
    `create temp table seen_request as select q.id from movements.information_request q join seen_case c on c.id = q.case_id where ${investigating} or ${String(duty === "approver")}`,
    `create temp table seen_person as select c.person_key as key from seen_case c where ${investigating} and ${assigned("c.id")}
       union select k.person_key from seen_contact k join seen_exposure e on e.contact_id = k.id where ${assigned("e.case_id")}`,
    ...viewsOfWork(asker, (column) => own(asker, column)),
    // hidden cases of which a visible row tells the stub: which agency keeps them is declassified, so that must not change
    `create temp table told_case as select c.id from cases.case_record c where ${investigating} and not c.sealed and c.id not in (select id from seen_case) and (
       exists (select from cases.transmission_link l where c.id in (l.infector_case_id, l.infectee_case_id) and (l.infector_case_id in (select id from seen_case) or l.infectee_case_id in (select id from seen_case)))
       or exists (select from seen_exposure e where e.exposed_case_id = c.id)
       or c.id in (select case_id from seen_referral) or c.id in (select case_id from seen_stay) or ${toldByWork})`,
    // that a contact's person is protected is so in both: who sees the contact in one would see it in the other
    `create temp table gone_case as select c.id from cases.case_record c where c.id not in (select id from seen_case) and c.id not in (select id from told_case) and ${one("'gone' || c.id", 35)}
       and not (c.sealed and (c.person_key in (select person_key from cases.contact) or c.person_key in (select person_key from roster_of)))
       and not (${String(duty === "auditor")} and c.id in (select n.case_id from movements.notice n))`, // auditors see the ledger of notices
  ];
}

function changes(asker: Asker): readonly Change[] {
  return [...removed(), ...rewritten(asker), ...added(asker), ...changedWork(asker), ...permissions(asker), ...published(asker)];
}

const unseen = (column: string, of: string): string => `${column} not in (select id from ${of})`;

function removed(): Change[] {
  const gone = (column: string): string => `${column} in (select id from gone_case)`;
  return [
    ...removedWork(),
    { change: "links of removed cases", sql: `delete from cases.transmission_link l where ${gone("l.infector_case_id")} or ${gone("l.infectee_case_id")}` },
    { change: "exposures of removed cases", sql: `delete from cases.exposure e where ${gone("e.case_id")} or ${gone("e.exposed_case_id")}` },
    { change: "samples of removed cases", sql: `delete from cases.sample s where ${gone("s.case_id")}` },
    { change: "what contacts became", sql: `update cases.contact k set became_case_id = null where ${gone("k.became_case_id")}` },
    { change: "referrals of removed cases", sql: `delete from permission.referral f where ${gone("f.case_id")}` },
    { change: "stays of removed cases", sql: `delete from movements.stay s where ${gone("s.case_id")}` },
    { change: "requests of removed cases", sql: `delete from movements.information_request q where ${gone("q.case_id")}` },
    { change: "references of removed cases", sql: `delete from movements.case_reference r where ${gone("r.case_id")}` },
    { change: "removed cases", sql: `delete from cases.case_record c where ${gone("c.id")}` },
  ];
}

function rewritten(asker: Asker): Change[] {
  const elsewhere = asker.jurisdictions.includes("1168000000") ? "1171000000" : "1168000000";
  const [home = elsewhere] = asker.jurisdictions;
  const investigating = String(investigates(asker));
  return [
    { change: "hidden cases", sql: `update cases.case_record c set age_band = '90s', sex = 'other', classification = 'probable', onset_date = c.onset_date + 3, sampling_date = null, confirmation_date = c.confirmation_date + 5, outcome = 'deceased', infection_setting = 'hidden', source_record = 'hidden ' || c.id where ${unseen("c.id", "seen_case")}` },
    { change: "where hidden cases are kept", sql: `update cases.case_record c set region_code = case when c.sealed then ${text(home)} else ${text(elsewhere)} end, cluster_id = (select id from cases.cluster order by id limit 1) where ${unseen("c.id", "seen_case")} and ${unseen("c.id", "told_case")} and ${one("'moved' || c.id", 60)}` },
    { change: "hidden references", sql: `update movements.case_reference r set onset_date = r.onset_date + 3, confirmation_date = r.confirmation_date + 5, isolation_date = null, region_code = case when r.sealed then ${text(home)} else r.region_code end where ${unseen("r.case_id", "seen_case")}` },
    { change: "columns that an approver may not see", sql: `update cases.case_record c set outcome = 'deceased', outcome_date = '2020-12-01', source_record = 'not told ' || c.id where ${String(asker.duty === "approver")}` },
    { change: "hidden samples", sql: `update cases.sample s set result = 'hidden', laboratory = 'hidden' where (s.case_id is not null and (${unseen("s.case_id", "seen_case")} or not ${investigating})) or (s.contact_id is not null and ${unseen("s.contact_id", "seen_contact")})` },
    { change: "hidden links", sql: `update cases.transmission_link l set basis = 'hidden', setting = null where not ${investigating} or (${unseen("l.infector_case_id", "seen_case")} and ${unseen("l.infectee_case_id", "seen_case")}) or exists (select from cases.case_record c where c.sealed and c.id in (l.infector_case_id, l.infectee_case_id))` },
    { change: "exposures to hidden cases", sql: `update cases.exposure e set exposure_type = 'hidden', last_contact_date = null where ${unseen("e.id", "seen_exposure")}` },
    { change: "removed exposures", sql: `delete from cases.exposure e where ${unseen("e.id", "seen_exposure")} and ${one("'gone' || e.id", 40)}` },
    { change: "hidden contacts", sql: `update cases.contact k set status = 'hidden', age_band = '90s', follow_up_to = null where ${unseen("k.id", "seen_contact")}` },
    { change: "that a contact became a hidden case", sql: `update cases.contact k set became_case_id = case when ${one("'becomes' || k.id", 50)} then (select c.id from cases.case_record c where ${unseen("c.id", "seen_case")} order by c.id limit 1) end
       where k.became_case_id is null or ${unseen("k.became_case_id", "seen_case")}` },
    { change: "follow-ups of hidden contacts", sql: `delete from cases.follow_up f where ${unseen("f.contact_id", "seen_contact")} and ${one("f.id", 50)}` },
    { change: "hidden identities", sql: `update cases.person p set identity = decode(repeat('00', 30), 'hex') where p.key not in (select key from seen_person)` },
    { change: "hidden stays", sql: `update movements.stay s set latitude = s.latitude + 0.0001, confidence = 0.5, accuracy_metres = 1, source_record = 'hidden ' || s.id where ${unseen("s.id", "seen_stay")}` },
    { change: "removed stays", sql: `delete from movements.stay s where ${unseen("s.id", "seen_stay")} and ${one("'gone' || s.id", 15)}` },
    { change: "hidden requests", sql: `update movements.information_request q set justification = 'hidden', state = 'closed', approved_at = null, window_from = window_from - interval '1 d' where ${unseen("q.id", "seen_request")}` },
    { change: "hidden referrals", sql: `update permission.referral f set reason = 'hidden', ended_by = case when ended_by is null then 'hidden' end, ended_at = case when ended_by is null then offered_at end where ${unseen("f.id", "seen_referral")}` },
    { change: "clusters", sql: `update cases.cluster k set name_en = 'hidden', reported_count = 7, setting = 'hidden' where not (${investigating} or ${String(asker.duty === "approver")})` },
    { change: "places", sql: `update movements.place p set name = 'hidden', category = 'hidden' where not ${investigating}` },
  ];
}

/** New hidden cases stand beside visible ones: same day, same cluster, same person, same places. */
function added(asker: Asker): Change[] {
  const all = asker.duty === "national-investigator" || asker.duty === "approver";
  const investigating = String(investigates(asker));
  const elsewhere = asker.jurisdictions.includes("1150000000") ? "1171000000" : "1150000000";
  // where the asker sees everything that is not sealed, only a sealed case can be hidden
  const sealed = all ? "true" : one("'sealed' || c.id", 40);
  const id = uuid("'new' || c.id");
  const fresh = `from cases.case_record n join cases.case_record c on n.id = ${id} where n.source_system = 'hidden'`;
  return [
    // special protection is of a person: who has a sealed case has no other
    { change: "their persons", sql: `insert into cases.person (key, source_system, source_record) select ${uuid("'np' || c.id")}, 'hidden', 'new ' || c.id from cases.case_record c where ${sealed} and ${one("'more' || c.id", 60)}` },
    { change: "new hidden cases", sql: `insert into cases.case_record (id, person_key, disease, classification, region_code, age_band, sex, onset_date, confirmation_date, cluster_id, sealed, source_system, source_record)
       select ${id}, case when ${sealed} then ${uuid("'np' || c.id")} else c.person_key end, c.disease, 'confirmed', case when ${sealed} then c.region_code else ${text(elsewhere)} end, c.age_band, c.sex, c.onset_date, c.confirmation_date, c.cluster_id, ${sealed}, 'hidden', 'new ' || c.id
       from cases.case_record c where ${one("'more' || c.id", 60)} and (${sealed} or c.person_key not in (select person_key from roster_of))` },
    { change: "their references", sql: `insert into movements.case_reference (case_id, person_key, region_code, disease, onset_date, confirmation_date, sealed) select n.id, n.person_key, n.region_code, n.disease, n.onset_date, n.confirmation_date, n.sealed ${fresh}` },
    { change: "their samples", sql: `insert into cases.sample (id, case_id, taken_date, result, source_system, source_record) select ${uuid("'s' || n.id")}, n.id, n.confirmation_date, 'positive', 'hidden', n.id::text ${fresh}` },
    { change: "links to sealed new cases", sql: `insert into cases.transmission_link (id, infector_case_id, infectee_case_id, basis, source_system, source_record) select ${uuid("'l' || n.id")}, c.id, n.id, 'hidden', 'hidden', n.id::text ${fresh} and n.sealed` },
    { change: "links of hidden cases", sql: `insert into cases.transmission_link (id, infector_case_id, infectee_case_id, basis, source_system, source_record)
       select ${uuid("'m' || n.id")}, (select h.id from cases.case_record h where h.id <> n.id and ${unseen("h.id", "seen_case")} order by md5(h.id || 'm' || n.id) limit 1), n.id, 'hidden', 'hidden', 'm ' || n.id ${fresh}` },
    { change: "exposures of contacts to new cases", sql: `insert into cases.exposure (id, case_id, contact_id, exposure_type, source_system, source_record)
       select ${uuid("'e' || n.id")}, n.id, (select k.id from cases.contact k order by md5(k.id || 'e' || n.id) limit 1), 'hidden', 'hidden', n.id::text ${fresh}` },
    { change: "exposures of sealed new cases", sql: `insert into cases.exposure (id, case_id, exposed_case_id, exposure_type, source_system, source_record) select ${uuid("'z' || n.id")}, c.id, n.id, 'hidden', 'hidden', 'z ' || n.id ${fresh} and n.sealed` },
    { change: "exposures to protected contacts", sql: `insert into cases.exposure (id, case_id, contact_id, exposure_type, source_system, source_record)
       select ${uuid("'v' || c.id || k.id")}, c.id, k.id, 'hidden', 'hidden', 'v ' || c.id || k.id from cases.case_record c cross join cases.contact k where k.person_key in (select key from protected_person) and ${one("'v' || c.id || k.id", 4)}` },
    { change: "new hidden contacts", sql: `insert into cases.contact (id, person_key, region_code, status, source_system, source_record)
       select ${uuid("'k' || n.id")}, n.person_key, ${text(elsewhere)}, 'hidden', 'hidden', n.id::text ${fresh} and ${String(asker.duty !== "national-investigator")}` },
    { change: "their requests", sql: `insert into movements.information_request (id, case_id, data_class, window_from, window_to, justification, legal_basis, state, requested_by, requested_at, source_system, source_record)
       select ${uuid("'q' || n.id")}, n.id, 'telecom-location', '2020-01-01', '2020-12-31', 'hidden', 'hidden', 'provided', 'hidden', now(), 'hidden', n.id::text ${fresh}` },
    { change: "their stays, where and when others stayed", sql: `insert into movements.stay (person_key, day, id, case_id, request_id, data_class, precision, arrival, departure, earliest, latest, place_id, latitude, longitude, cell, accuracy_metres, confidence, source_record)
       select n.person_key, s.day, ${uuid("'t' || s.id")}, n.id, ${uuid("'q' || n.id")}, 'telecom-location', s.precision, s.arrival, s.departure, s.earliest, s.latest, s.place_id, s.latitude, s.longitude, s.cell, 10, 0.9, 'hidden'
       from cases.case_record n join cases.case_record c on n.id = ${id} join movements.stay s on s.case_id = c.id where n.source_system = 'hidden' and ${one("s.id", 40)}` },
    { change: "more requests for visible cases", sql: `insert into movements.information_request (id, case_id, data_class, window_from, window_to, justification, legal_basis, state, requested_by, requested_at, source_system, source_record)
       select ${uuid("'w' || r.case_id")}, r.case_id, 'card-use', '2020-01-01', '2020-12-31', 'hidden', 'hidden', 'provided', 'hidden', now(), 'hidden', 'w ' || r.case_id from movements.case_reference r where not ${investigating} and ${String(asker.duty !== "approver")}` },
    { change: "ungranted stays of visible cases", sql: `insert into movements.stay (person_key, day, id, case_id, request_id, data_class, precision, arrival, departure, earliest, latest, place_id, latitude, longitude, cell, accuracy_metres, confidence, source_record)
       select s.person_key, s.day, ${uuid("'u' || s.id")}, s.case_id, s.request_id, 'public-report', s.precision, s.arrival, s.departure, s.earliest, s.latest, s.place_id, s.latitude, s.longitude, s.cell, 10, 0.9, 'hidden' from movements.stay s where ${one("'u' || s.id", 5)}` },
  ];
}

/** Others' assignments and grants, and referrals between others. */
function permissions(asker: Asker): Change[] {
  const account = text(asker.account);
  const investigating = String(investigates(asker));
  // who works on a case sees who else does, and what grants there are for it
  const unseenCase = (column: string): string => `(not ${investigating} or ${unseen(column, "seen_case")})`;
  const unseenGrant = (id: string): string => `not exists (select from permission.grant_case gc join seen_case c on c.id = gc.case_id where gc.grant_id = ${id})`;
  return [
    { change: "others' assignments", sql: `delete from permission.assignment a where a.account <> ${account} and ${unseenCase("a.case_id")} and ${one("a.account || a.case_id", 40)}` },
    // not to a case that the asker can take over: its history then says whose assignment ended with that
    { change: "new assignments of others", sql: `insert into permission.assignment (account, case_id, not_before) select 'hidden.' || left(c.id::text, 1), c.id, now() from cases.case_record c
       where not exists (select from permission.transfer f where f.case_id = c.id and f.to_agency = ${text(asker.agency)} and f.state = 'offered')` },
    { change: "others' part in grants", sql: `delete from permission.grant_holder h where h.account <> ${account} and ${unseenGrant("h.grant_id")} and ${one("h.account || h.grant_id", 40)}` },
    { change: "grants of others", sql: `update permission.access_grant g set window_to = window_to + interval '90 d', not_after = not_after + interval '1 d' where ${unseenGrant("g.id")} and not exists (select from permission.grant_holder h where h.grant_id = g.id and h.account = ${account})` },
    { change: "new grants of others", sql: `with made as (insert into permission.access_grant (id, request_id, data_class, window_from, window_to, purpose, not_before, not_after)
         select ${uuid("'g' || c.id")}, ${uuid("'g' || c.id")}, 'card-use', '2020-01-01', '2020-12-31', 'investigation', now() - interval '1 d', now() + interval '9 d' from cases.case_record c returning id),
       held as (insert into permission.grant_holder (grant_id, account) select id, 'hidden.holder' from made)
       insert into permission.grant_case (grant_id, case_id) select ${uuid("'g' || c.id")}, c.id from cases.case_record c` },
    { change: "new hidden referrals", sql: `insert into permission.referral (id, case_id, person_key, region_code, to_agency, reason, offered_by, offered_at)
       select ${uuid("'r' || c.id")}, c.id, c.person_key, c.region_code, 'health-centre.1171000000', 'hidden', 'hidden', now() - interval '1 min' from cases.case_record c
       where ${investigates(asker) ? (asker.duty === "local-investigator" ? `(c.sealed or c.id not in (select id from seen_case))` : "c.sealed") : "true"} and c.region_code <> '1171000000' on conflict do nothing` },
  ];
}

/** Drafts that another agency keeps, and accounts. */
function published(asker: Asker): Change[] {
  const draftOf = (duty: Asker["duty"]): string => `not d.published${asker.duty === duty ? ` and d.agency is distinct from ${text(asker.agency)}` : ""}`;
  const [clinic, program] = [draftOf("clinic-staff"), draftOf("content-editor")];
  return [
    { change: "hidden clinics", sql: `update clinics.clinic d set name_ko = 'hidden', name_en = 'hidden', crowding = 'closed' where ${clinic}` },
    { change: "removed clinics", sql: `delete from clinics.clinic d where ${clinic} and ${one("d.id", 30)}` },
    { change: "new hidden clinics", sql: `insert into clinics.clinic (id, name_ko, region_code, agency, published, source_system, source_record) select ${uuid("'c' || d.id")}, 'hidden', d.region_code, 'hidden', false, 'hidden', d.id::text from clinics.clinic d` },
    { change: "hidden programs", sql: `update programs.support_program d set title_ko = 'hidden', summary_ko = 'hidden', available_to = null where ${program}` },
    { change: "removed programs", sql: `delete from programs.support_program d where ${program} and ${one("'gone' || d.id", 60)}` },
    { change: "new hidden programs", sql: `insert into programs.support_program (id, title_ko, summary_ko, agency_ko, region_code, agency, published, source_system, source_record)
       select ${uuid("'c' || d.id")}, 'hidden', 'hidden', 'hidden', d.region_code, 'hidden', false, 'hidden', d.id::text from programs.support_program d` },
    ...(asker.duty === "security-officer" ? [] : accounts),
  ];
}

const accounts: readonly Change[] = [
  { change: "accounts", sql: `insert into identity.account (id, login, duty, clearance, agency, state, holder, created_at, changed_at) select 'hidden.' || n, 'hidden.' || n, 'auditor', 2, 'hidden', 'locked', '\\x00', now(), now() from generate_series(1, 5) n` },
  { change: "sessions", sql: `insert into identity.session (id, account, client_id, authenticated_by, address, started_at, last_used_at, expires_at) select 'hidden.' || n, 'hidden.' || n, 'hidden', 'otp', 'hidden', now(), now(), now() + interval '1 h' from generate_series(1, 5) n` },
  { change: "events", sql: `insert into identity.event (id, at, kind, account) select md5('hidden event' || n)::uuid, now(), 'lock', 'hidden.' || n from generate_series(1, 5) n` },
];

/** An auditor sees every record; an investigator those about persons of visible cases, by agency. */
async function changeRecords(admin: DataSource, database: TestDatabase, asker: Asker, names: Pseudonyms, now: Instant): Promise<number> {
  if (asker.duty === "auditor") return 0;
  const persons = await admin.query<{ readonly person_key: string }[]>("select distinct c.person_key from cases.case_record c where c.person_key not in (select person_key from seen_case) order by 1");
  await admin.query("create temporary table finding_before as select id from ledger.finding");
  const rows = await keepRecordsAbout(persons.map(({ person_key }) => person_key), { database, names, series: "hidden", from: now - 1_800_000 });
  await admin.query("delete from ledger.finding where id not in (select id from finding_before)"); // what accounts did is no data subject's: findings about it may be seen
  return rows;
}
