/** Which rows of each table a purge takes, and which of them are a held person's; one row for each table there is. Not which persons, cases and requests are chosen: see chosen.ts. */
import { DatastoreError } from "../error.js";

/** What was chosen stands in temporary tables of one column `id`: `going_case`, `held_person`, `one_request` and so on. */
export type Choice = "going" | "held" | "one";

export type PurgedTable = {
  readonly table: string;
  /** Of the row `t`. None: everything, always. */
  readonly goes: (choice: Choice) => string;
  /** Where a held person's rows are told in another way than by `goes`. */
  readonly held?: (choice: Choice) => string;
  /** Grows by what a purge itself does, so that it is not compared with the plan. */
  readonly restless?: true;
};

const by = (...ways: readonly (readonly [column: string, of: string])[]) => (choice: Choice): string => ways.map(([column, of]) => `t.${column} in (select id from ${choice}_${of})`).join(" or ");
const caseId = by(["case_id", "case"]);
const contactId = by(["contact_id", "contact"]);
const requestId = by(["request_id", "request"]);
const grantId = by(["grant_id", "grant"]);
const uploadId = by(["upload_id", "upload"]);
const through = (column: string, table: string, of: (choice: Choice) => string) => (choice: Choice): string => `t.${column} in (select p.id from ${table} p where ${of(choice).replaceAll("t.", "p.")})`;
const merge = by(["case_id", "case"], ["duplicate_id", "case"]);
const review = (choice: Choice): string => `${caseId(choice)} or t.matches && array(select id from ${choice}_case)`;
const notice = by(["request_id", "request"], ["case_id", "case"], ["person_key", "person"]);
const nobody = (): string => "false";
const all = (): string => "true";
const uuids = "'[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'";
const named = (choice: Choice): string => ["case", "contact", "person", "request", "grant", "upload"].map((of) => `exists (select from regexp_matches(t.payload::text || ' ' || t.key, ${uuids}, 'g') m join ${choice}_${of} x on x.id = m[1]::uuid)`).join(" or ");

export const purgedTables: readonly PurgedTable[] = [
  { table: "cases.case_change", goes: caseId },
  { table: "cases.case_merge", goes: merge },
  { table: "cases.case_merge_step", goes: through("subject", "cases.case_merge", merge) },
  { table: "cases.case_record", goes: by(["id", "case"]) },
  { table: "cases.cluster", goes: by(["id", "cluster"]), held: nobody },
  { table: "cases.cluster_count", goes: by(["cluster_id", "cluster"]), held: nobody },
  { table: "cases.confirmation", goes: caseId },
  { table: "cases.contact", goes: by(["id", "contact"]) },
  { table: "cases.duplicate_review", goes: review },
  { table: "cases.duplicate_review_step", goes: through("subject", "cases.duplicate_review", review) },
  { table: "cases.event", goes: by(["id", "event"]), held: nobody },
  { table: "cases.event_member", goes: by(["event_id", "event"], ["case_id", "case"], ["contact_id", "contact"]) },
  { table: "cases.exposure", goes: by(["case_id", "case"], ["exposed_case_id", "case"], ["contact_id", "contact"]) },
  { table: "cases.follow_up", goes: contactId },
  { table: "cases.interview", goes: caseId },
  { table: "cases.interview_text", goes: by(["case_id", "case"], ["person_key", "person"]) },
  { table: "cases.person", goes: by(["key", "person"]) },
  { table: "cases.person_pseudonym", goes: by(["person_key", "person"]) },
  { table: "cases.quarantine", goes: contactId },
  { table: "cases.sample", goes: by(["case_id", "case"], ["contact_id", "contact"]) },
  { table: "cases.step", goes: by(["case_id", "case"], ["contact_id", "contact"], ["subject", "case"], ["subject", "contact"], ["subject", "cluster"], ["subject", "event"]) },
  { table: "cases.task", goes: by(["case_id", "case"], ["event_id", "event"]) },
  { table: "cases.transmission_link", goes: by(["infector_case_id", "case"], ["infectee_case_id", "case"]) },
  { table: "movements.case_reference", goes: caseId },
  { table: "movements.inbox_item", goes: by(["request_id", "request"], ["person_key", "person"]) },
  { table: "movements.information_request", goes: by(["id", "request"]) },
  { table: "movements.notice", goes: notice },
  { table: "movements.notice_step", goes: through("notice_id", "movements.notice", notice) },
  { table: "movements.place", goes: by(["id", "place"]), held: nobody },
  { table: "movements.request_case", goes: by(["request_id", "request"], ["case_id", "case"]) },
  { table: "movements.request_holder", goes: requestId },
  { table: "movements.request_place", goes: requestId },
  { table: "movements.request_step", goes: requestId },
  { table: "movements.roster_person", goes: requestId, held: nobody },
  { table: "movements.roster_stay", goes: requestId, held: nobody },
  // of a roster's persons only who is held: the others were never the order's
  { table: "movements.stay", goes: by(["request_id", "request"], ["case_id", "case"], ["person_key", "person"]), held: by(["person_key", "person"]) },
  { table: "permission.access_grant", goes: by(["id", "grant"]) },
  { table: "permission.assignment", goes: caseId },
  { table: "permission.emergency_access", goes: by(["case_id", "case"], ["person_key", "person"]) },
  { table: "permission.grant_case", goes: by(["grant_id", "grant"], ["case_id", "case"]) },
  { table: "permission.grant_holder", goes: grantId },
  { table: "permission.grant_read", goes: grantId },
  { table: "permission.grant_read_number", goes: grantId },
  { table: "permission.grant_revocation", goes: grantId },
  { table: "permission.referral", goes: by(["case_id", "case"], ["person_key", "person"]) },
  { table: "permission.seal", goes: by(["person_key", "person"], ["case_id", "case"], ["contact_id", "contact"]) },
  { table: "permission.sealed_case", goes: by(["case_id", "case"], ["person_key", "person"]) },
  { table: "permission.transfer", goes: by(["case_id", "case"], ["person_key", "person"]) },
  { table: "provision.chunk", goes: uploadId },
  ...[1, 2, 3, 4].map((lane): PurgedTable => ({ table: `provision.lane_${lane}`, goes: all, held: nobody, restless: true })),
  { table: "provision.ping", goes: uploadId },
  { table: "provision.quarantined_row", goes: uploadId },
  { table: "provision.upload", goes: by(["id", "upload"]) },
  { table: "jobs.job", goes: named, held: nobody, restless: true },
  // typed words beside the log may speak of anybody, so those of the records about the chosen go; the log itself stays
  { table: "ledger.note", goes: by(["id", "note"]), held: nobody, restless: true },
  { table: "ledger.report_file", goes: all, held: nobody, restless: true },
  { table: "ledger.resolution", goes: caseId, held: nobody, restless: true },
];

/** What stays, and why: accounts and sessions of users, the access log, policies and the record of purges, places' regions, what was published, what a database needs to run. */
export const stayingTables: readonly string[] = [
  "cases.notice_statistic", "cases.region", "cases.region_statistics", "cases.step_transition", "clinics.clinic",
  "identity.account", "identity.account_change", "identity.client", "identity.ended_grant", "identity.enrolment", "identity.event", "identity.notice", "identity.provider_state", "identity.revocation",
  "identity.security_note", "identity.session", "identity.signing_key", "identity.throttle",
  "jobs.kind", "jobs.worker",
  "ledger.change", "ledger.checkpoint", "ledger.cosignature", "ledger.finding", "ledger.finding_step", "ledger.head", "ledger.intent", "ledger.log_key", "ledger.pending", "ledger.profile", "ledger.record",
  "ledger.record_subject", "ledger.review_signature", "ledger.shape", "ledger.tile", "ledger.writer", "live.mark",
  "movements.notice_tally", "movements.request_transition", "permission.agency",
  "policy.contact_rule", "policy.disease_step", "policy.disease_version", "policy.hold_archive", "policy.legal_hold", "policy.legal_hold_step", "policy.purge", "policy.purge_plan", "policy.purge_plan_step",
  "policy.purge_progress", "policy.purge_trace", "policy.request_policy", "policy.response", "policy.response_step", "policy.transition",
  "programs.support_program", "provision.profile", "security.key", "security.row_policies", "security.stub_key",
];

/** A table that nobody decided about must not be left behind in silence. @throws DatastoreError PURGE_IMPOSSIBLE */
export function requireKnown(tables: readonly string[]): void {
  const unknown = tables.filter((table) => !stayingTables.includes(table) && purgedTables.every((known) => known.table !== table));
  if (unknown.length > 0) throw new DatastoreError("PURGE_IMPOSSIBLE", `this version does not know what to do with ${unknown.join(", ")}: bring the database to this version, or use the version that made it`);
}
