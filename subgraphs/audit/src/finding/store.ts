/** The questions about findings asked of PostgreSQL, and the steps taken about them. Who may take which is bound in the database. */
import { inOrder, type Page, parameters, type Scope } from "@epigraph/service";
import { type FindingKind, findingKinds } from "@epigraph/ledger";
import type { Bind } from "@epigraph/authz";
import { isGiven } from "../given.js";
import { Finding, type FindingState, FindingStep } from "./types.js";

/** Null is as good as not said. */
export type FindingFilter = {
  readonly kind?: string | null;
  readonly state?: string | null;
  readonly account?: string | null;
  readonly agency?: string | null;
  readonly service?: string | null;
  readonly from?: Date | null;
  readonly to?: Date | null;
};

type Words = Pick<Finding, "titleEn" | "titleKo" | "meaningEn" | "meaningKo" | "explanationEn" | "explanationKo" | "urgency">;
type Row = Omit<Finding, keyof Words>;

/** Open again when it was counted up after it was explained. */
const stateNow = "ledger.finding_state(l.state, l.count, f.count)";
const columns = `f.id, f.kind, f.found_at as "foundAt", f.first_at as "firstAt", f.last_at as "lastAt", f.account, f.agency, f.service, f.count, f.subjects, f.records as indexes, ${stateNow} as state`;
/** With the step that says its present state. */
const from = `from ledger.finding f left join lateral (select s.state, s.count from ledger.finding_step s where s.finding = f.id order by s.number desc limit 1) l on true`;

export const findingById = (scope: Scope) =>
  scope.loader<string, Finding | null>("finding", async (ids) => inOrder(ids, (await scope.db.query<Row>(`select ${columns} ${from} where f.id = any($1::uuid[])`, [ids])).map(findingOf), ({ id }) => id));

/** Latest first. */
export async function listFindings(scope: Scope, filter: FindingFilter, page: Page): Promise<Finding[]> {
  const { bind, values } = parameters();
  const after = page.after === undefined ? [] : [`(f.found_at, f.id) < (${bind(page.after[0])}::timestamptz, ${bind(page.after[1])}::uuid)`];
  return (await scope.db.query<Row>(`select ${columns} ${from} where ${["true", ...conditionsOf(filter, bind), ...after].join(" and ")} order by f.found_at desc, f.id desc limit ${bind(page.first + 1)}::int`, values)).map(findingOf);
}

/** First found first: what comes after a cursor is what is new since. */
export async function findingsSince(scope: Scope, filter: FindingFilter, page: Page): Promise<Finding[]> {
  const { bind, values } = parameters();
  const after = page.after === undefined ? [] : [`(f.found_at, f.id) > (${bind(page.after[0])}::timestamptz, ${bind(page.after[1])}::uuid)`];
  return (await scope.db.query<Row>(`select ${columns} ${from} where ${["true", ...conditionsOf(filter, bind), ...after].join(" and ")} order by f.found_at, f.id limit ${bind(page.first + 1)}::int`, values)).map(findingOf);
}

export const findingCursor = ({ foundAt, id }: Finding): string[] => [foundAt.toISOString(), id];

function conditionsOf({ kind, state, account, agency, service, from: since, to }: FindingFilter, bind: Bind): string[] {
  return [
    ...(isGiven(kind) ? [`f.kind = ${bind(kind)}`] : []),
    ...(isGiven(state) ? [`${stateNow} = ${bind(state)}`] : []),
    ...(isGiven(account) ? [`f.account = ${bind(account)}`] : []),
    ...(isGiven(agency) ? [`f.agency = ${bind(agency)}`] : []),
    ...(isGiven(service) ? [`f.service = ${bind(service)}`] : []),
    ...(isGiven(since) ? [`f.found_at >= ${bind(since)}::timestamptz`] : []),
    ...(isGiven(to) ? [`f.found_at < ${bind(to)}::timestamptz`] : []),
  ];
}

/** First step first. */
export const stepsOf = (scope: Scope) =>
  scope.loader<string, FindingStep[]>("steps of findings", async (ids) => {
    const rows = await scope.db.query<FindingStep & { readonly finding: string }>(
      `select s.finding, s.number, s.at as "writtenAt", s.by as "writtenBy", s.state, n.text as note from ledger.finding_step s join ledger.note n on n.id = s.note where s.finding = any($1::uuid[]) order by s.finding, s.number`,
      [ids],
    );
    return ids.map((id) => rows.filter(({ finding }) => finding === id).map((row) => Object.assign(new FindingStep(), row)));
  });

/** What came of it: `done`, or why not. */
export type StepAnswer = "done" | "unknown" | "about oneself" | "so already" | "escalated by oneself";

/** Keeps the words in the asker's name, and the record of the operation refers to them, only when it is done. */
export async function stepFinding(scope: Scope, finding: string, state: FindingState, words: string): Promise<StepAnswer> {
  const [row] = await scope.db.query<{ readonly answer: StepAnswer; readonly note: string | null }>("select answer, note from ledger.step_finding($1::uuid, $2, $3)", [finding, state, words]);
  if (isGiven(row?.note)) scope.refer("note", row.note);
  findingById(scope).clear(finding);
  return row?.answer ?? "unknown";
}

function findingOf(row: Row): Finding {
  return Object.assign(new Finding(), { ...row, ...wordsOn(row.kind) });
}

/** Of a kind that a later version noticed its name is all that is known. */
function wordsOn(kind: string): Words {
  const { en, ko, urgency, meaning, honest } = Object.hasOwn(findingKinds, kind) ? findingKinds[kind as FindingKind] : { en: kind, ko: kind, urgency: "prompt", meaning: nothing, honest: nothing };
  return { titleEn: en, titleKo: ko, meaningEn: meaning.en, meaningKo: meaning.ko, explanationEn: honest.en, explanationKo: honest.ko, urgency };
}
const nothing = { en: "", ko: "" };
