/** Puts a generated world into a real database, as its owner. The tables' own checks against gaps are lifted first, so that unknown attributes can be tried too. */
import type { Instant } from "@epigraph/authz";
import type pg from "pg";
import type { StayRow, World } from "./worlds.js";

/** Columns that may not be empty in the product; here they may, to see that an unknown attribute opens nothing. */
const gaps = [
  ...["region_code", "sealed"].flatMap((column) => [`cases.case_record ${column}`, `movements.case_reference ${column}`]),
  "cases.contact region_code",
  "permission.referral region_code",
  "clinics.clinic published",
  "programs.support_program published",
  ...["case_id", "data_class", "earliest", "latest"].map((column) => `movements.stay ${column}`),
];

const day = "2020-05-01";

export async function prepareTables(owner: pg.Client): Promise<void> {
  for (const gap of gaps) {
    const [table = "", column = ""] = gap.split(" ");
    await owner.query(`alter table ${table} alter column ${column} drop not null`);
  }
  await owner.query(`create table movements.stay_${day.replaceAll("-", "_")} partition of movements.stay for values from ('${day}') to ('2020-05-02')`);
}

export async function fill(owner: pg.Client, world: World): Promise<void> {
  const one = "'generated', gen_random_uuid()::text";
  await owner.query(`truncate cases.step, cases.quarantine, cases.event, cases.event_member, cases.task, cases.cluster_count, permission.transfer, permission.seal, cases.case_record, cases.contact, cases.exposure, cases.transmission_link, cases.follow_up, cases.sample, cases.person_pseudonym, cases.person, cases.cluster, movements.stay, movements.roster_person, movements.roster_stay, movements.information_request, movements.request_case, movements.request_place, movements.request_holder, movements.request_step, movements.inbox_item, movements.notice, movements.notice_step, movements.case_reference,
    policy.request_policy, permission.emergency_access, permission.grant_revocation, movements.place,
    permission.assignment, permission.grant_case, permission.grant_holder, permission.grant_read, permission.grant_read_number, permission.access_grant, permission.referral, permission.sealed_case, clinics.clinic, programs.support_program, ledger.record, ledger.record_subject cascade`);
  const insert = async <Row extends object>(rows: readonly Row[], into: string, select: string, columns: Readonly<Record<string, (row: Row) => unknown>>): Promise<void> => {
    const types = Object.keys(columns);
    const lists = types.map((_, index) => `$${index + 1}`);
    const names = types.map((name) => name.split(" ")[0] ?? "");
    await owner.query(`insert into ${into} select ${select} from unnest(${types.map((name, index) => `${lists[index] ?? ""}::${name.split(" ")[1] ?? "text"}[]`).join(", ")}) as r(${names.join(", ")})`, Object.values(columns).map((column) => rows.map(column)));
  };

  const persons = [...new Set([...world.cases, ...world.contacts].map(({ personKey }) => personKey))].map((key) => ({ key }));
  await insert(persons, "cases.person (key, source_system, source_record)", `r.key, ${one}`, { "key uuid": ({ key }) => key });
  await insert(persons, "cases.person_pseudonym (person_key, kind, pseudonym)", "r.key, 'phone', sha256(uuid_send(r.key))", { "key uuid": ({ key }) => key });
  await insert(world.cases, "cases.case_record (id, person_key, disease, classification, region_code, sealed, source_system, source_record)", `r.id, r.person, 'covid-19', 'confirmed', r.region, r.sealed, ${one}`, {
    "id uuid": (row) => row.id,
    "person uuid": (row) => row.personKey,
    region: (row) => row.region,
    "sealed boolean": (row) => row.sealed,
  });
  await insert(world.references, "movements.case_reference (case_id, person_key, region_code, disease, sealed)", "r.id, r.person, r.region, 'covid-19', r.sealed", {
    "id uuid": (row) => row.id,
    "person uuid": (row) => row.personKey,
    region: (row) => row.region,
    "sealed boolean": (row) => row.sealed,
  });
  await insert(world.contacts, "cases.contact (id, person_key, region_code, source_system, source_record)", `r.id, r.person, r.region, ${one}`, { "id uuid": (row) => row.id, "person uuid": (row) => row.personKey, region: (row) => row.region });
  await insert(world.exposures, "cases.exposure (id, case_id, contact_id, exposed_case_id, source_system, source_record)", `r.id, r.of_case, r.contact, r.exposed, ${one}`, {
    "id uuid": (row) => row.id,
    "of_case uuid": (row) => row.caseId,
    "contact uuid": (row) => row.contactId,
    "exposed uuid": (row) => row.exposedCaseId,
  });
  await insert(world.links, "cases.transmission_link (id, infector_case_id, infectee_case_id, basis, source_system, source_record)", `r.id, r.infector, r.infectee, 'interview', ${one}`, { "id uuid": (row) => row.id, "infector uuid": (row) => row.infector, "infectee uuid": (row) => row.infectee });
  await insert(world.samples, "cases.sample (id, case_id, contact_id, source_system, source_record)", `r.id, r.of_case, r.contact, ${one}`, { "id uuid": (row) => row.id, "of_case uuid": (row) => row.caseId, "contact uuid": (row) => row.contactId });
  await insert(world.followUps, "cases.follow_up (id, contact_id, day, status, source_system, source_record)", `r.id, r.contact, '${day}', 'well', ${one}`, { "id uuid": (row) => row.id, "contact uuid": (row) => row.contactId });
  await insert(world.clusters, "cases.cluster (id, name_ko, name_en, source_system, source_record)", `r.id, '집단', 'cluster', ${one}`, { "id uuid": (row) => row.id });
  await insert(world.places, "movements.place (id, category, latitude, longitude, cell, source_system, source_record)", `r.id, 'shop', 37.5, 127, 0, ${one}`, { "id uuid": (row) => row.id });
  await insert(world.requests, "movements.information_request (id, case_id, kind, dwell_minutes, data_class, window_from, window_to, justification, legal_basis, state, requested_by, requested_at, source_system, source_record)", `r.id, r.of_case, 'place-roster', 1, 'card-use', now(), now() + interval '1 h', 'why', 'law', 'sent', 'somebody', now(), ${one}`, {
    "id uuid": (row) => row.id,
    "of_case uuid": (row) => row.caseId,
  });
  const requested = { "id uuid": (row: { readonly id: string }) => row.id };
  await insert(world.requests, "movements.request_case (request_id, case_id)", "r.id, gen_random_uuid()", requested);
  await insert(world.requests, "movements.request_place (request_id, place_id, radius_metres)", "r.id, gen_random_uuid(), 50", requested);
  await insert(world.requests, "movements.request_holder (request_id, account)", "r.id, 'somebody'", requested);
  await insert(world.requests, "movements.request_step (request_id, number, step, from_state, to_state, at, account, duty, agency)", "r.id, 1, 'submit', 'draft', 'submitted', now(), 'somebody', 'local-investigator', 'somewhere'", requested);
  for (const agency of new Set(world.inbox.map((row) => row.agency))) await owner.query("insert into permission.agency (id, name_ko, name_en) values ($1::text, $1::text, $1::text) on conflict do nothing", [agency]);
  await insert(world.inbox, "movements.inbox_item (id, request_id, agency, kind, data_class, window_from, window_to, person_key, arrived_at, due_at, done_at, done_as)", "r.id, r.request, r.agency, 'provision', 'card-use', now(), now(), r.person, now(), now(), now(), 'closed'", {
    "id uuid": (row) => row.id,
    "request uuid": (row) => row.requestId,
    agency: (row) => row.agency,
    "person uuid": (row) => row.personKey,
  });
  await insert(world.notices, "movements.notice (id, request_id, case_id, person_key, kind, data_class, window_from, window_to, legal_basis, made_at, due_at)", "r.id, r.request, r.of_case, gen_random_uuid(), 'collection', 'card-use', now(), now(), 'law', now(), now()", {
    "id uuid": (row) => row.id,
    "request uuid": (row) => row.requestId,
    "of_case uuid": (row) => row.caseId,
  });
  await insert(world.notices, "movements.notice_step (notice_id, number, step, at, account, channel)", "r.id, 1, 'sent', now(), 'somebody', 'letter'", { "id uuid": (row) => row.id });
  await insert(world.policies, "policy.request_policy (id, data_class, providers, window_days, request_days, grant_days, notice_days, kept_days, roster_persons, roster_square_metres, roster_dwell_minutes, unmatched_days, reason, valid_from, proposed_by, proposed_at)", "r.id, 'card-use', '{somebody}', 1, 1, 1, 1, 0, 0, 0, 1, 1, 'why', now(), 'somebody', now()", { "id uuid": (row) => row.id });
  await insert(world.emergencies, "permission.emergency_access (id, account, agency, case_id, number, person_key, reason, opened_at, until, review_due_at)", "r.id, 'somebody', 'kdca', gen_random_uuid(), 1, gen_random_uuid(), 'a reason of twenty characters', now(), now(), now()", { "id uuid": (row) => row.id });
  await insert(world.stays, "movements.stay (person_key, day, id, case_id, request_id, data_class, precision, earliest, latest, latitude, longitude, cell, accuracy_metres, confidence, source_record)", `r.id, '${day}', r.id, r.of_case, (select id from movements.information_request limit 1), r.data_class, 'day', r.earliest, r.latest, 37.5, 127, 0, 10, 1, 'generated'`, {
    "id uuid": (row) => row.id,
    "of_case uuid": (row) => row.caseId,
    data_class: (row) => row.dataClass,
    "earliest timestamptz": (row: StayRow) => (row.earliest === null ? null : at(row.earliest)),
    "latest timestamptz": (row: StayRow) => (row.latest === null ? null : at(row.latest)),
  });
  await insert(world.rosterStays, "movements.roster_person (request_id, person_key)", "distinct r.request, movements.roster_key(sha256(uuid_send(r.person)))", { "request uuid": (row) => row.requestId, "person uuid": (row) => row.personKey });
  await insert(world.rosterStays, "movements.roster_stay (request_id, person_key, id, agency, data_class, arrival, departure, earliest, latest, latitude, longitude, cell, accuracy_metres, confidence, source_record)", "r.request, movements.roster_key(sha256(uuid_send(r.person))), r.id, 'telecom', r.data_class, r.earliest, r.latest, r.earliest, r.latest, 37.5, 127, 0, 10, 1, 'generated'", {
    "id uuid": (row) => row.id,
    "request uuid": (row) => row.requestId,
    "person uuid": (row) => row.personKey,
    data_class: (row) => row.dataClass,
    "earliest timestamptz": (row) => at(row.earliest),
    "latest timestamptz": (row) => at(row.latest),
  });
  const personOf = new Map(world.cases.map((row) => [row.id, row.personKey]));
  await insert(world.referrals, "permission.referral (id, case_id, person_key, region_code, to_agency, reason, offered_by, offered_at, accepted_by, accepted_at, ended_by, ended_at)", `r.id, r.of_case, r.person, r.region, r.agency, 'moved', 'somebody', r.offered, case when r.accepted is not null then 'somebody' end, r.accepted, case when r.ended is not null then 'somebody' end, r.ended`, {
    "id uuid": (row) => row.id,
    "of_case uuid": (row) => row.caseId,
    "person uuid": (row) => personOf.get(row.caseId),
    region: (row) => row.region,
    agency: (row) => row.toAgency,
    "offered timestamptz": (row) => at(row.offeredAt),
    "accepted timestamptz": (row) => (row.acceptedAt === undefined ? null : at(row.acceptedAt)),
    "ended timestamptz": (row) => (row.endedAt === undefined ? null : at(row.endedAt)),
  });
  await insert(world.assignments, "permission.assignment (account, case_id, not_before, not_after)", "r.account, r.of_case, r.since, r.until", {
    account: (row) => row.account,
    "of_case uuid": (row) => row.caseId,
    "since timestamptz": (row) => at(row.from),
    "until timestamptz": (row) => (row.to === undefined ? null : at(row.to)),
  });
  await insert(world.grants, "permission.access_grant (id, request_id, data_class, window_from, window_to, purpose, not_before, not_after, reads_allowed)", "r.id, r.request, r.data_class, r.begins, r.ends, r.purpose, r.since, r.until, r.reads", {
    "id uuid": ({ grant }) => grant.id,
    data_class: ({ grant }) => grant.dataClass,
    "begins timestamptz": ({ grant }) => at(grant.window.from),
    "ends timestamptz": ({ grant }) => at(grant.window.to),
    purpose: ({ grant }) => grant.purpose,
    "since timestamptz": ({ grant }) => at(grant.notBefore),
    "until timestamptz": ({ grant }) => at(grant.notAfter),
    "reads integer": ({ readsAllowed }) => readsAllowed,
    "request uuid": ({ grant }) => grant.request,
  });
  const holders = world.grants.flatMap(({ grant }) => grant.holders.map((account) => ({ id: grant.id, account })));
  await insert(holders, "permission.grant_holder (grant_id, account)", "r.id, r.account", { "id uuid": (row) => row.id, account: (row) => row.account });
  const granted = world.grants.flatMap(({ grant }) => grant.cases.map((caseId) => ({ id: grant.id, caseId })));
  await insert(granted, "permission.grant_case (grant_id, case_id)", "r.id, r.of_case", { "id uuid": (row) => row.id, "of_case uuid": (row) => row.caseId });
  const reads = world.grants.flatMap(({ grant, takenBy }) => takenBy.map((correlation, index) => ({ id: grant.id, correlation, number: index + 1 })));
  await insert(reads, "permission.grant_read (grant_id, correlation, account, taken_at)", "r.id, r.correlation, 'somebody', now()", { "id uuid": (row) => row.id, correlation: (row) => row.correlation });
  await insert(reads, "permission.grant_read_number (grant_id, number)", "r.id, r.number", { "id uuid": (row) => row.id, "number integer": (row) => row.number });
  for (const [table, rows] of [["clinics.clinic (id, name_ko, region_code", world.clinics], ["programs.support_program (id, title_ko, summary_ko, agency_ko, region_code", world.programs]] as const) {
    const texts = table.startsWith("clinics") ? "'이름'" : "'이름', '요약', '기관'";
    await insert(rows, `${table}, published, agency, source_system, source_record)`, `r.id, ${texts}, '1168000000', r.published, r.agency, ${one}`, { "id uuid": (row) => row.id, "published boolean": (row) => row.published, agency: (row) => row.agency });
  }
  await owner.query("select ledger.make_month(now())");
  await insert(
    world.records.map((row, index) => ({ ...row, index })),
    "ledger.record (index, sequenced, login, standing, id, recorded, type, service, correlation, account, duty, agency, session, purpose, outcome, subjects, unassigned, body)",
    "r.number, now(), 'l', 'sound', r.id, now(), 'operation', r.service, 'c', 'a', 'd', 'a', 's', 'p', r.outcome, 0, 0, ''",
    { "number bigint": ({ index }) => index, "id uuid": ({ id }) => id, service: ({ service }) => service, outcome: ({ outcome }) => outcome },
  );
  await insert(world.records, "ledger.record_subject (subject, sequenced, recorded, index, assigned, allowed)", "r.id, now(), now(), 0, false, true", { id: ({ id }) => id });
  await owner.query("analyze cases.case_record, cases.contact, cases.exposure, movements.stay, permission.assignment, permission.grant_case, permission.access_grant, permission.grant_holder");
}

const at = (instant: Instant): string => new Date(instant).toISOString();
