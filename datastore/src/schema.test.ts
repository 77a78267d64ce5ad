import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { DataSource } from "typeorm";

import { openDatabase } from "./connection.js";
import { type DatabaseService, databaseServices, groupRole } from "./database-services.js";
import { migrations } from "./migrations/all.js";
import { ensureStayPartitions } from "./partitions.js";
import { createTestDatabase, type TestDatabase } from "./testing.js";

let database: TestDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await createTestDatabase();
  source = await openDatabase(database.adminUrl, { name: "schema lint" });
  await ensureStayPartitions((sql) => source.query(sql), ["2020-02-29"]);
  await source.query("select ledger.make_month('2020-02-29')");
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

const groups = databaseServices.map(groupRole);
const logins = databaseServices.map((service) => `epigraph_${service}_test`);
/** The queue of background jobs is graphile-worker's own, and its worker's alone: see the last test on rights. */
const ours = "n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'graphile_worker')";

/** The only columns that a service may change, by its name and the table's. */
const updated: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  cases: {
    "cases.case_record": [
      "age_band", "classification", "confirmation_date", "infection_setting", "isolation_date", "isolation_end_date", "isolation_place", "onset_date", "outcome", "outcome_date", "reporting_date", "reporting_source",
      "risk_groups", "sampling_date", "sex", "symptoms", "travel",
    ],
    "cases.sample": ["laboratory", "result", "result_date", "test_type"],
    "permission.referral": ["accepted_at", "accepted_by", "ended_at", "ended_by"],
  },
  movements: { "policy.request_policy": ["confirmed_at", "confirmed_by"] },
  clinics: { "clinics.clinic": ["crowding", "crowding_reported_at"] },
};

/** Who keeps which tables as its own, row by row: what exactly is in a test of its own. */
const keepers: Readonly<Record<string, RegExp>> = { identity: /^identity\./, sequencer: /^ledger\./, provision: /^provision\./ };

async function list(sql: string, parameters: unknown[] = []): Promise<string[]> {
  return (await source.query<{ found: string }[]>(sql, parameters)).map((row) => row.found);
}

/** What a role may do with tables, as `schema.table: SELECT, INSERT`. */
async function rights(role: string): Promise<string[]> {
  return await list(
    `select c.oid::regclass || ': ' || string_agg(p, ', ' order by p desc) as found
     from pg_class c join pg_namespace n on n.oid = c.relnamespace,
       unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p
     where ${ours} and c.relkind in ('r', 'p', 'v', 'm', 'f')
       and (has_table_privilege($1, c.oid, p) or (p not in ('DELETE', 'TRUNCATE', 'TRIGGER') and has_any_column_privilege($1, c.oid, p)))
     group by c.oid order by 1`,
    [role],
  );
}

describe("the schema", () => {
  it("has the person key in every unique key of stays, so that they can be distributed by it", async () => {
    const keys = await list(
      `select i.indexrelid::regclass::text as found from pg_index i
       where i.indisunique and i.indrelid in ('movements.stay'::regclass, 'movements.stay_20200229'::regclass)
         and not exists (select from pg_attribute a where a.attrelid = i.indrelid and a.attname = 'person_key' and a.attnum = any (i.indkey))`,
    );
    expect(keys).toEqual([]);
    const checked = await list("select indexrelid::regclass::text as found from pg_index where indisunique and indrelid = 'movements.stay'::regclass");
    expect(checked).toEqual(["movements.stay_pkey"]);
  });

  it("has no sequences, no serial and no identity columns", async () => {
    expect(await list(`select c.oid::regclass::text as found from pg_class c join pg_namespace n on n.oid = c.relnamespace where ${ours} and c.relkind = 'S'`)).toEqual([]);
    expect(await list(`select c.oid::regclass || '.' || a.attname as found from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace where ${ours} and a.attidentity <> ''`)).toEqual([]);
  });

  it("keeps every time that pages are cut at to the millisecond, as cursors do", async () => {
    const kept = await list("select a.attrelid::regclass || '.' || a.attname as found from pg_attribute a join pg_class c on c.oid = a.attrelid where a.atttypid = 'timestamptz'::regtype and a.atttypmod = 3 and c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace <> 'ledger'::regnamespace order by 1");
    expect(await list("select a.attrelid::regclass || '.' || a.attname as found from pg_attribute a join pg_class c on c.oid = a.attrelid where c.relnamespace = 'ledger'::regnamespace and a.atttypid = 'timestamptz'::regtype and a.atttypmod <> 3")).toEqual([]);
    expect(kept).toEqual([
      "cases.case_change.changed_at",
      "cases.case_merge.proposed_at",
      "cases.case_merge_step.at",
      "cases.case_record.registered_at",
      "cases.confirmation.confirmed_at",
      "cases.duplicate_review.checked_at",
      "cases.duplicate_review_step.at",
      "cases.interview.recorded_at",
      "cases.notice_statistic.counted_at",
      "cases.sample.recorded_at",
      "cases.step.at",
      "identity.event.at",
      "identity.security_note.written_at",
      "identity.session.started_at",
      "jobs.job.asked_at",
      "movements.inbox_item.arrived_at",
      "movements.inbox_item.done_at",
      "movements.inbox_item.due_at",
      "movements.information_request.closed_at",
      "movements.information_request.expires_at",
      "movements.information_request.purge_due_at",
      "movements.information_request.purged_at",
      "movements.information_request.requested_at",
      "movements.information_request.sent_at",
      "movements.information_request.submitted_at",
      "movements.information_request.unmatched_due_at",
      "movements.notice.due_at",
      "movements.notice.made_at",
      "movements.notice_step.at",
      "movements.notice_step.until",
      "movements.request_step.at",
      "movements.stay.arrival",
      "movements.stay.departure",
      "movements.stay.earliest",
      "movements.stay.latest",
      "permission.access_grant.not_after",
      "permission.access_grant.not_before",
      "permission.access_grant.revoked_at",
      "permission.emergency_access.opened_at",
      "permission.emergency_access.review_due_at",
      "permission.emergency_access.reviewed_at",
      "permission.emergency_access.until",
      "permission.grant_revocation.at",
      "permission.referral.offered_at",
      "permission.seal.proposed_at",
      "permission.transfer.offered_at",
      "policy.disease_step.at",
      "policy.hold_archive.made_at",
      "policy.legal_hold.made_at",
      "policy.legal_hold_step.at",
      "policy.purge.executed_at",
      "policy.purge_plan.expires_at",
      "policy.purge_plan.made_at",
      "policy.purge_plan_step.at",
      "policy.purge_progress.at",
      "policy.request_policy.confirmed_at",
      "policy.request_policy.proposed_at",
      "policy.request_policy.valid_from",
      "policy.response.declared_at",
      "policy.response_step.at",
      "provision.ping.at",
      "provision.profile.registered_at",
      "provision.upload.ended_at",
      "provision.upload.opened_at",
      "provision.upload.recorded_at",
    ]);
  });

  it("lets cases add steps of case work, said by nobody else and at no other time, and write nothing that follows from them", async () => {
    const written = (await rights("epigraph_cases")).filter((line) => /^(cases|permission)\..*INSERT/.test(line));
    expect(written).toEqual([
      "cases.case_merge: SELECT, INSERT",
      "cases.case_merge_step: SELECT, INSERT",
      "cases.case_record: UPDATE, SELECT, INSERT",
      "cases.confirmation: SELECT, INSERT",
      "cases.duplicate_review_step: SELECT, INSERT",
      "cases.interview: SELECT, INSERT",
      "cases.interview_text: SELECT, INSERT",
      "cases.person: SELECT, INSERT",
      "cases.person_pseudonym: INSERT",
      "cases.sample: UPDATE, SELECT, INSERT",
      "cases.step: SELECT, INSERT",
      "permission.referral: UPDATE, SELECT, INSERT",
    ]);
    const columns = (right: string): Promise<string[]> => list("select attname::text as found from pg_attribute where attrelid = 'cases.step'::regclass and attnum > 0 and has_column_privilege('epigraph_cases', attrelid, attnum, $1) order by 1", [right]);
    expect(await columns("INSERT")).toEqual(["account", "action", "agency", "case_id", "contact_id", "details", "found_by", "id", "identity", "reason", "region_code", "subject"]);
    expect(await columns("SELECT")).not.toContain("identity");
    expect(await list("select attname::text as found from pg_attribute where attrelid = 'permission.seal'::regclass and attname = 'person_key' and has_column_privilege('epigraph_cases', attrelid, attnum, 'SELECT')")).toEqual([]);
  });

  it("requires the information request of every stay", async () => {
    expect(await list("select attname::text as found from pg_attribute where attrelid = 'movements.stay'::regclass and attname = 'request_id' and attnotnull")).toEqual(["request_id"]);
  });

  it("belongs to the migrator, never to a service", async () => {
    const roles = [...groups, ...logins];
    expect(await list(`select c.oid::regclass::text as found from pg_class c where pg_get_userbyid(c.relowner) = any ($1)`, [roles])).toEqual([]);
    expect(await list(`select nspname::text as found from pg_namespace where pg_get_userbyid(nspowner) = any ($1)`, [roles])).toEqual([]);
    expect(await list(`select proname::text as found from pg_proc where pg_get_userbyid(proowner) = any ($1)`, [roles])).toEqual([]);
    expect(await list(`select rolname::text as found from pg_roles where rolname = any ($1) and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)`, [roles])).toEqual([]);
    expect(await list(`select rolname::text as found from pg_roles where rolname = any ($1) and rolcanlogin`, [groups])).toEqual([]);
  });

  it.each([...groups, ...logins])("lets %s create nothing, not even a temporary table", async (role) => {
    expect(await list(`select nspname::text as found from pg_namespace where has_schema_privilege($1, oid, 'CREATE')`, [role])).toEqual([]);
    expect(await list(`select p as found from unnest(array['CREATE', 'TEMPORARY']) p where has_database_privilege($1, current_database(), p)`, [role])).toEqual([]);
  });

  it.each([...groups, ...logins])("lets %s delete nothing and change no more than the columns named here, but the identity provider, the sequencer and the uploads in their own schemas", async (role) => {
    const [, service = ""] = role.split("_");
    const found = (await rights(role)).filter((line) => keepers[service]?.test(line) !== true);
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((line) => /DELETE|TRUNCATE|REFERENCES|TRIGGER/.test(line))).toEqual([]);
    const updates = Object.hasOwn(updated, service) ? (updated[service] ?? {}) : {};
    expect(found.filter((line) => line.includes("UPDATE")).map((line) => line.replace(/:.*/, ""))).toEqual(Object.keys(updates));
    for (const [table, columns] of Object.entries(updates)) {
      expect(await list(`select attname::text as found from pg_attribute where attrelid = $2::regclass and attnum > 0 and has_column_privilege($1, attrelid, attnum, 'UPDATE') order by 1`, [role, table])).toEqual(columns);
    }
  });

  it.each(databaseServices)("lets %s make bodies of the access log durable and nothing more of them", async (service) => {
    expect((await rights(groupRole(service))).filter((line) => line.startsWith("ledger.pending:"))).toEqual([service === "sequencer" ? "ledger.pending: SELECT, INSERT, DELETE" : "ledger.pending: INSERT"]);
    // neither in another's name nor at another time
    expect(await list("select attname::text as found from pg_attribute where attrelid = 'ledger.pending'::regclass and attnum > 0 and has_column_privilege($1, attrelid, attnum, 'INSERT')", [groupRole(service)])).toEqual(["body"]);
  });

  it.each([
    ...(["gateway", "identity", "public", "ledger", "jobs", "provision"] as const).map((service) => [service, ["ledger.pending: INSERT"]] as const),
    ...(["cases", "movements", "clinics", "programs"] as const).map((service) => [service, ["ledger.change: INSERT", "ledger.pending: INSERT"]] as const),
    [
      "sequencer",
      [
        "ledger.change: SELECT, INSERT",
        "ledger.checkpoint: SELECT, INSERT",
        "ledger.cosignature: SELECT, INSERT",
        "ledger.finding: UPDATE, SELECT, INSERT",
        "ledger.head: UPDATE, SELECT",
        "ledger.intent: SELECT, INSERT, DELETE",
        "ledger.log_key: SELECT, INSERT",
        "ledger.pending: SELECT, INSERT, DELETE",
        "ledger.profile: UPDATE, SELECT, INSERT",
        "ledger.record: SELECT, INSERT",
        "ledger.record_subject: INSERT",
        "ledger.shape: SELECT, INSERT",
        "ledger.tile: UPDATE, SELECT, INSERT",
        "ledger.writer: UPDATE, SELECT, INSERT",
      ],
    ],
  ] as const)("lets %s do with the access log just this", async (service, allowed) => {
    expect((await rights(groupRole(service))).filter((line) => line.startsWith("ledger."))).toEqual([...allowed]);
  });

  it("lets audit read the access log and write of it nothing but its own records, changes and signatures of reviews", async () => {
    const found = (await rights("epigraph_audit")).filter((line) => line.startsWith("ledger."));
    expect(found.filter((line) => line.includes("INSERT"))).toEqual(["ledger.change: SELECT, INSERT", "ledger.pending: INSERT", "ledger.report_file: SELECT, INSERT", "ledger.review_signature: SELECT, INSERT"]);
    expect(found.filter((line) => /UPDATE|DELETE/.test(line))).toEqual([]);
  });

  it("shows the sequencer no body and no data subject of what is in the log", async () => {
    const seen = await list("select attname::text as found from pg_attribute where attrelid = 'ledger.record'::regclass and attnum > 0 and has_column_privilege('epigraph_sequencer', attrelid, attnum, 'SELECT') order by 1");
    expect(seen).toEqual(["account", "agency", "calls", "correlation", "duty", "id", "index", "recorded", "sequenced", "service", "standing", "type"]);
  });

  it("lets a change be committed by who made it, and only the sequencer say that one was undone", async () => {
    for (const service of ["cases", "audit"] as const) expect(await list("select attname::text as found from pg_attribute where attrelid = 'ledger.change'::regclass and attnum > 0 and has_column_privilege($1, attrelid, attnum, 'INSERT')", [groupRole(service)])).toEqual(["record"]);
    expect(await list("select attname::text as found from pg_attribute where attrelid = 'ledger.change'::regclass and attnum > 0 and has_column_privilege('epigraph_sequencer', attrelid, attnum, 'INSERT')")).toEqual(["record", "outcome"]);
  });

  it.each([
    ["cases", ["cases", "permission", "policy", "security"]],
    ["movements", ["movements", "permission", "policy", "security"]],
    ["clinics", ["clinics"]],
    ["programs", ["programs"]],
    ["audit", ["identity", "jobs", "ledger", "permission", "security"]],
    ["gateway", ["identity"]],
    ["identity", ["identity"]],
    ["public", ["cases", "clinics", "programs"]],
    ["ledger", []],
    ["sequencer", ["ledger"]],
    ["jobs", []],
    ["provision", ["provision"]],
  ] as const)("lets %s read its own schemas and no other", async (service, schemas) => {
    const read = (await rights(groupRole(service))).filter((line) => line.includes("SELECT")).map((line) => line.replace(/[.:].*/, ""));
    expect([...new Set(read)].filter((schema) => schema !== "schema_migration").sort()).toEqual([...schemas]);
  });

  it("lets the identity provider delete only what expires by itself, and change neither events nor revocations", async () => {
    const own = (await rights("epigraph_identity")).filter((line) => line.startsWith("identity."));
    expect(own).toEqual([
      "identity.account: UPDATE, SELECT, INSERT",
      "identity.account_change: UPDATE, SELECT, INSERT",
      "identity.client: UPDATE, SELECT, INSERT",
      "identity.ended_grant: SELECT, INSERT",
      "identity.enrolment: UPDATE, SELECT, INSERT",
      "identity.event: SELECT, INSERT",
      "identity.notice: UPDATE, SELECT, INSERT",
      "identity.provider_state: UPDATE, SELECT, INSERT, DELETE",
      "identity.revocation: SELECT, INSERT",
      "identity.session: UPDATE, SELECT, INSERT",
      "identity.signing_key: UPDATE, SELECT, INSERT, DELETE",
      "identity.throttle: UPDATE, SELECT, INSERT, DELETE",
    ]);
  });

  it("shows the gateway the revocations only, and audit no password and no secret of an account", async () => {
    const seen = (role: string): Promise<string[]> =>
      list(
        `select c.relname || '.' || a.attname as found from pg_attribute a join pg_class c on c.oid = a.attrelid
         where c.relnamespace = 'identity'::regnamespace and c.relkind = 'r' and a.attnum > 0 and has_column_privilege($1, c.oid, a.attnum, 'SELECT') order by c.relname, a.attnum`,
        [role],
      );
    expect([...new Set((await seen("epigraph_gateway")).map((column) => column.replace(/[.].*/, "")))]).toEqual(["revocation"]);
    const audit = await seen("epigraph_audit");
    expect([...new Set(audit.map((column) => column.replace(/[.].*/, "")))]).toEqual(["account", "event", "revocation", "security_note", "session"]);
    expect(audit.filter((column) => column.startsWith("account."))).toEqual(["id", "login", "duty", "clearance", "agency", "jurisdictions", "state", "created_at", "changed_at"].map((column) => `account.${column}`));
  });

  it("lets audit change nothing of the identity provider's, and keeps from it who has no part in it: accounts, sessions, events, revocations and notes have row security", async () => {
    const reads = ["account", "event", "revocation", "security_note", "session"];
    expect((await rights("epigraph_audit")).filter((line) => line.startsWith("identity."))).toEqual(reads.map((table) => `identity.${table}: SELECT`));
    expect(await list("select relname::text as found from pg_class where relnamespace = 'identity'::regnamespace and relkind = 'r' and relrowsecurity order by 1")).toEqual(reads);
    // not for its owner, with whose rights the functions of the schema work
    expect(await list("select relname::text as found from pg_class where relnamespace = 'identity'::regnamespace and relforcerowsecurity")).toEqual([]);
  });

  it.each([
    ["audit", ["officer_locks_account", "officer_revokes_session"]],
    ["identity", ["end_grants", "end_sessions", "lock_account", "revoke_session"]],
    ["gateway", []],
    ["cases", []],
  ] as const)("lets %s call of the identity functions %p", async (service, callable) => {
    expect(await list("select proname::text as found from pg_proc where pronamespace = 'identity'::regnamespace and has_function_privilege($1, oid, 'EXECUTE') order by 1", [groupRole(service)])).toEqual([...callable]);
  });

  it("lets the cases service write of policy data and of a case's history what its steps say, in nobody's name and at no time of its own", async () => {
    const inserted = (table: string): Promise<string[]> => list("select attname::text as found from pg_attribute where attrelid = $1::regclass and attnum > 0 and has_column_privilege('epigraph_cases', attrelid, attnum, 'INSERT') order by 1", [table]);
    for (const table of ["policy.disease_step", "policy.response_step", "cases.case_merge_step", "cases.duplicate_review_step"]) expect([table, await inserted(table)]).toEqual([table, ["id", "reason", "step", "subject"]]);
    expect(await inserted("policy.legal_hold_step")).toEqual(["id", "reason", "step", "subject"]);
    expect(await inserted("policy.purge_plan_step")).toEqual(["id", "plan_hash", "reason", "step", "subject"]);
    expect(await inserted("policy.legal_hold")).toEqual(["authority", "id", "kind", "order_date", "order_number", "target", "until"]);
    for (const table of ["policy.purge_plan", "policy.hold_archive", "policy.purge_progress", "policy.purge_trace"]) expect([table, await inserted(table)]).toEqual([table, []]);
    expect(await inserted("policy.disease_version")).toEqual(["disease", "id", "name_en", "name_ko", "parameters"]);
    expect(await inserted("policy.response")).toEqual(["disease", "id", "legal_basis"]);
    expect(await inserted("cases.case_merge")).toEqual(["case_id", "duplicate_id", "id", "keep"]);
    expect(await inserted("cases.confirmation")).toEqual(["basis", "case_id", "id", "sample_id"]);
    expect(await inserted("cases.interview")).toEqual(["case_id", "conducted_date", "corrects", "id", "informant"]);
    for (const table of ["cases.case_change", "cases.duplicate_review", "policy.transition"]) expect([table, await inserted(table)]).toEqual([table, []]);
    expect((await rights("epigraph_movements")).filter((line) => line.startsWith("policy."))).toEqual(["policy.disease: SELECT", "policy.request_policy: UPDATE, SELECT, INSERT", "policy.response: SELECT", "policy.transition: SELECT"]);
  });

  it("lets services read, of what row security stands on, views of their own claims and nothing else", async () => {
    const seen = async (service: DatabaseService): Promise<string[]> => (await rights(groupRole(service))).filter((line) => line.startsWith("security."));
    const own = ["security.own_assignment: SELECT", "security.own_grant: SELECT", "security.own_referral: SELECT"];
    expect(await seen("audit")).toEqual(own);
    expect(await seen("movements")).toEqual([...["inbox_item_2", "information_request_1", "notice_1", "notice_step_1", "request_case_1", "request_holder_1", "request_place_1", "request_step_1"].map((view) => `security.open_movements_${view}: SELECT`), ...own]);
    expect((await seen("cases")).filter((line) => !/^security\.open_cases_\w+: SELECT$/.test(line))).toEqual(own);
    for (const service of ["clinics", "programs", "gateway", "identity", "public", "ledger", "sequencer", "jobs", "provision"] as const) expect(await seen(service)).toEqual([]);
  });

  it("has row security, for its owner too, on every table but those that every service may read whole, and on its own bookkeeping", async () => {
    const open = await list(
      `select c.oid::regclass::text as found from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname in ('cases', 'movements', 'clinics', 'programs', 'permission', 'policy', 'ledger', 'jobs', 'live') and c.relkind in ('r', 'p') and not c.relispartition and not (c.relrowsecurity and c.relforcerowsecurity) order by 1`,
    );
    expect(open).toEqual(["cases.notice_statistic", "cases.region", "cases.region_statistics", "cases.step_transition", "movements.notice_tally", "movements.request_transition", "permission.agency", "permission.grant_read", "permission.grant_read_number", "permission.grant_revocation", "permission.sealed_case", "policy.contact_rule", "policy.transition"]);
    for (const role of [...groups, ...logins]) expect((await rights(role)).filter((line) => /grant_read/.test(line))).toEqual([]);
  });

  it("lets a job be changed by functions only: services ask for one and cancel it, the worker takes it and tells of it", async () => {
    const callable = (role: string): Promise<string[]> => list("select p.pronamespace::regnamespace || '.' || p.proname as found from pg_proc p where p.pronamespace in ('jobs'::regnamespace, 'live'::regnamespace, 'graphile_worker'::regnamespace) and has_function_privilege($1, p.oid, 'EXECUTE') order by 1", [role]);
    for (const service of ["cases", "movements", "clinics", "programs", "audit"] as const) expect(await callable(groupRole(service))).toEqual(["jobs.cancel", "jobs.enqueue"]);
    expect(await callable("epigraph_jobs")).toEqual(["beat", "delete_unmatched", "enqueue_due", "expire_requests", "expire_uploads", "find_overdue_notices", "find_overdue_reviews", "finish", "publish_notice_statistics", "put_back", "sweep", "take", "tell", "tidy", "to_stop"].map((name) => `jobs.${name}`));
    expect(await callable("epigraph_gateway")).toEqual(["live.marks"]);
    for (const service of ["identity", "public", "ledger", "sequencer"] as const) expect(await callable(groupRole(service))).toEqual([]);
    expect(await list("select attname::text as found from pg_attribute where attrelid = 'jobs.job'::regclass and attnum > 0 and has_column_privilege('epigraph_audit', attrelid, attnum, 'SELECT') order by 1")).toEqual(
      "agency asked_at asked_by cancel_asked_at changed_at done ended_at error_code id kind phase position runs started_at state total".split(" "),
    );
  });

  it("shows the queue to its worker alone", async () => {
    const queue = (role: string): Promise<string[]> => list("select c.relname || ': ' || p as found from pg_class c, unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) p where c.relnamespace = 'graphile_worker'::regnamespace and c.relkind in ('r', 'v') and (has_table_privilege($1, c.oid, p) or (p <> 'DELETE' and has_any_column_privilege($1, c.oid, p))) order by 1", [role]);
    for (const role of [...groups, ...logins].filter((name) => !name.startsWith("epigraph_jobs"))) expect(await queue(role)).toEqual([]);
    expect(await queue("epigraph_jobs")).toEqual(["_private_job_queues: SELECT", "_private_job_queues: UPDATE", "_private_jobs: DELETE", "_private_jobs: SELECT", "_private_jobs: UPDATE", "_private_tasks: INSERT", "_private_tasks: SELECT"]);
  });

  it("lets what stores uploads put in stays and see none, and keep its own books", async () => {
    expect((await rights("epigraph_provision")).filter((line) => !line.startsWith("ledger."))).toEqual([
      "movements.roster_person: INSERT",
      "movements.roster_stay: INSERT",
      "movements.stay: INSERT",
      "provision.chunk: SELECT, INSERT",
      ...[1, 2, 3, 4].map((lane) => `provision.lane_${lane}: TRUNCATE, SELECT, INSERT`),
      "provision.ping: SELECT, INSERT, DELETE",
      "provision.profile: SELECT",
      "provision.quarantined_row: SELECT, INSERT, DELETE",
      "provision.upload: UPDATE, SELECT",
      "schema_migration: SELECT",
    ]);
    for (const role of groups.filter((group) => group !== "epigraph_provision")) expect((await rights(role)).filter((line) => line.startsWith("provision."))).toEqual([]);
  });

  it("grants nothing on partitions: they are reached through their table, whose policies hold", async () => {
    for (const role of [...groups, ...logins]) expect((await rights(role)).filter((line) => /stay_2020|record_\w*2020/.test(line))).toEqual([]);
  });

  it("opens nothing to everybody", async () => {
    expect(
      await list(`select c.oid::regclass::text as found from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) a where ${ours} and a.grantee = 0`),
    ).toEqual([]);
    expect(await list(`select n.nspname::text as found from pg_namespace n, aclexplode(n.nspacl) a where ${ours} and a.grantee = 0`)).toEqual([]);
  });
});

describe("the migrations", () => {
  it("stand in the order of their files, their names end in rising times, and none is left out", () => {
    const files = readdirSync(join(import.meta.dirname, "migrations"))
      .filter((name) => /^[0-9]{4}-.*\.ts$/.test(name) && !name.endsWith(".test.ts"))
      .map((name) => Number(name.slice(0, 4)));
    const times = migrations.map((migration) => Number(/[0-9]{13}$/.exec(migration.name)?.[0]));
    expect(times).toEqual([...times].sort((one, other) => one - other));
    expect(new Set(times).size).toBe(times.length);
    expect(times.map((time) => time - 1_700_000_000_000)).toEqual(files.sort((one, other) => one - other));
    for (const migration of migrations) expect(new migration().name).toBe(migration.name);
  });

  it("only go forward", async () => {
    for (const migration of migrations) await expect(new migration().down()).rejects.toThrow("only go forward");
  });
});
