/** The protected tables of case work and of policy data, as protected-tables.ts has the others. Not the rules: see rules.ts. */
import type { Described, Way } from "./described-table.js";
import type { Columns } from "./predicate.js";

// worked out once a statement
const account = "(select me.account from security.asker() me)";
const now = "(select me.now from security.asker() me)";

export const caseColumns: Columns = { caseId: "c.id", regionCode: "c.region_code", sealed: "c.sealed" };

export const byCase = (key: string, on: string): NonNullable<Way["through"]> => ({ from: "cases.case_record c", key, on });

/** The case that a row names, beside the row, as the writer sees it. `and`: what else must hold of the two. */
export const caseOf = (caseId: string, and = "true"): string => `(select c.id, c.region_code, c.sealed from cases.case_record c where c.id = ${caseId} and ${and}) c`;

/** The case by which a person comes in: one that the writer registers in the same request. */
export const enteredNow = (personKey: string): string => `(select c.id, c.region_code, c.sealed from cases.case_record c where c.person_key = ${personKey} and c.registered_by = ${account} and c.registered_at = ${now}) c`;

/** Of a new case: in the own name, now, and neither confirmed nor merged. */
export const registered = `case_record.registered_by = ${account} and case_record.registered_at = ${now} and case_record.classification <> 'confirmed' and case_record.merged_into is null`;

const mergeColumns = (row: string): Columns => ({ caseId: `${row}.case_id`, regionCode: `${row}.region_code`, agency: `${row}.agency`, sealed: isSealed(`${row}.case_id`, `${row}.duplicate_id`) });
const isSealed = (...caseIds: string[]): string => `exists (select from permission.sealed_case x where x.case_id in (${caseIds.join(", ")}))`;
const mergeOf = "(select m.id, m.case_id, m.duplicate_id, m.region_code, m.agency from cases.case_merge m where m.id = case_merge_step.subject) m";
const proposersCase = (merge: string): string => `(select c.id, c.region_code, c.sealed from cases.case_merge m join cases.case_record c on c.id = m.case_id where m.id = ${merge}) c`;
const reviewColumns = (row: string): Columns => ({ caseId: `${row}.case_id`, sealed: isSealed(`${row}.case_id`) });

/** Whoever and whenever stands in the triggers, which take both from the claims. */
export const caseWork: readonly Described[] = [
  { table: "cases.person_pseudonym", owner: "writes and reads", read: [], own: "false", insert: [{ coordinate: "Mutation.registerCase", columns: caseColumns, joined: enteredNow("person_pseudonym.person_key") }] },
  {
    table: "cases.confirmation",
    owner: "writes and reads",
    read: [{ coordinate: "Confirmation.id", columns: caseColumns, through: byCase("c.id", "confirmation.case_id") }],
    insert: [{ coordinate: "Mutation.confirmCase", columns: caseColumns, joined: caseOf("confirmation.case_id") }],
  },
  { table: "cases.case_change", owner: "writes and reads", read: [{ coordinate: "CaseChange.id", columns: caseColumns, through: byCase("c.id", "case_change.case_id") }] },
  {
    table: "cases.interview",
    owner: "writes and reads",
    read: [{ coordinate: "Interview.id", columns: caseColumns, through: byCase("c.id", "interview.case_id") }],
    insert: [
      { coordinate: "Mutation.recordInterview", columns: caseColumns, joined: caseOf("interview.case_id"), written: "interview.corrects is null" },
      { coordinate: "Mutation.correctInterview", columns: caseColumns, joined: caseOf("interview.case_id"), written: "interview.corrects is not null" },
    ],
  },
  {
    table: "cases.interview_text",
    owner: "writes",
    read: [{ coordinate: "Interview.text", columns: caseColumns, through: byCase("c.id", "interview_text.case_id") }],
    insert: (["Mutation.recordInterview", "Mutation.correctInterview"] as const).map((coordinate) => ({
      coordinate,
      columns: caseColumns,
      joined: caseOf("interview_text.case_id", `c.person_key = interview_text.person_key and exists (select from cases.interview i where i.id = interview_text.interview_id and i.case_id = c.id and i.recorded_by = ${account} and i.recorded_at = ${now})`),
    })),
  },
  { table: "cases.duplicate_review", owner: "works", read: [{ coordinate: "DuplicateReview.id", columns: reviewColumns("duplicate_review"), besides: "duplicate_review.state <> 'none'" }] },
  {
    table: "cases.duplicate_review_step",
    owner: "works",
    read: [{ coordinate: "DuplicateReview.id", columns: reviewColumns("r"), through: { from: "cases.duplicate_review r", key: "r.id", on: "duplicate_review_step.subject" } }],
    insert: [{ coordinate: "Mutation.answerDuplicateReview", columns: reviewColumns("r"), joined: "(select r.case_id from cases.duplicate_review r where r.id = duplicate_review_step.subject) r" }],
  },
  {
    table: "cases.case_merge",
    owner: "works",
    read: [{ coordinate: "CaseMerge.id", columns: mergeColumns("case_merge") }],
    insert: [{ coordinate: "Mutation.proposeMerge", columns: caseColumns, joined: caseOf("case_merge.case_id") }],
  },
  {
    table: "cases.case_merge_step",
    owner: "works",
    read: [{ coordinate: "CaseMerge.id", columns: mergeColumns("m"), through: { from: "cases.case_merge m", key: "m.id", on: "case_merge_step.subject" } }],
    insert: [
      { coordinate: "Mutation.proposeMerge", columns: caseColumns, joined: proposersCase("case_merge_step.subject"), written: "case_merge_step.step = 'propose'" },
      { coordinate: "Mutation.acceptMerge", columns: mergeColumns("m"), joined: mergeOf, written: "case_merge_step.step = 'accept'" },
      { coordinate: "Mutation.refuseMerge", columns: mergeColumns("m"), joined: mergeOf, written: "case_merge_step.step = 'refuse'" },
      { coordinate: "Mutation.withdrawMerge", columns: mergeColumns("m"), joined: mergeOf, written: "case_merge_step.step = 'withdraw'" },
    ],
  },
];

const stepped = (table: string, steps: Readonly<Record<string, Way["coordinate"]>>): Described => ({
  table,
  owner: "works",
  read: [],
  own: "true",
  insert: Object.entries(steps).map(([step, coordinate]) => ({ coordinate, columns: {}, written: `${table.split(".")[1] ?? ""}.step = '${step}'` })),
});

const deciding = "(select me.duty = 'approver' and me.purpose = 'response' from security.asker() me)";
const confirming = "(select me.duty = 'system-administrator' and me.purpose = 'administration' from security.asker() me)";

/** Read by every service that has the right: no secret and no person stands in them. */
export const policy: readonly Described[] = [
  { table: "policy.disease_version", owner: "works", read: [], own: "true", insert: [{ coordinate: "Mutation.proposeDisease", columns: {} }] },
  stepped("policy.disease_step", { propose: "Mutation.proposeDisease", confirm: "Mutation.confirmDisease", refuse: "Mutation.refuseDisease" }),
  { table: "policy.response", owner: "works", read: [], own: "true", insert: [{ coordinate: "Mutation.declareResponse", columns: {} }] },
  stepped("policy.response_step", {
    declare: "Mutation.declareResponse",
    confirm: "Mutation.confirmResponse",
    withdraw: "Mutation.withdrawResponse",
    "propose-end": "Mutation.proposeEndOfResponse",
    "confirm-end": "Mutation.confirmEndOfResponse",
    continue: "Mutation.continueResponse",
  }),
  { table: "policy.purge_plan", owner: "works", read: [], own: `(${deciding} or ${confirming})` },
  { ...stepped("policy.purge_plan_step", { approve: "Mutation.approvePurge", confirm: "Mutation.confirmPurge", refuse: "Mutation.refusePurge" }), own: `(${deciding} or ${confirming})` },
  { table: "policy.legal_hold", owner: "works", read: [], own: deciding, insert: [{ coordinate: "Mutation.proposeLegalHold", columns: {} }] },
  {
    ...stepped("policy.legal_hold_step", {
      propose: "Mutation.proposeLegalHold",
      confirm: "Mutation.confirmLegalHold",
      withdraw: "Mutation.withdrawLegalHold",
      "propose-release": "Mutation.proposeHoldRelease",
      "confirm-release": "Mutation.confirmHoldRelease",
      keep: "Mutation.keepLegalHold",
    }),
    own: deciding,
  },
];
