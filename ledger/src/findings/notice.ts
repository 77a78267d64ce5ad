/** What was noticed while a record came in, as one finding counts it up. Not what kinds mean: see finding-kinds.ts; not what people said of a finding. */
import type { IntegrityKind } from "../sequencing.js";

/** What accounts do; `overdue-review` and `overdue-notice`: what nobody did in time, noticed by the upkeep and not from records; `incomplete-profile`: what was remembered of an account got lost, so that some of the others may be missing. */
export type BehaviourKind =
  | "out-of-hours"
  | "bulk"
  | "no-assigned-case"
  | "denied-then-granted"
  | "break-glass"
  | "repeated-break-glass"
  | "overdue-review"
  | "overdue-notice"
  | "download-without-reason"
  | "reciprocal-approval"
  | "outside-approval"
  | "incomplete-profile";

/** `IntegrityKind`: what became of the log itself. */
export type FindingKind = BehaviourKind | IntegrityKind;

/**
 * What one record, or several of one finding, add to the finding with that `key`. `account`: about whom; `firstAt` and `lastAt`: milliseconds since the Unix epoch; `count`: records that were
 * noticed; `records`: indexes of them and of earlier ones that explain them, the smallest that there is room for; `subjects`: how many further data subjects. No member names a data subject.
 */
export type Notice = {
  readonly kind: FindingKind;
  readonly key: string;
  readonly account: string | null;
  readonly agency: string | null;
  readonly service: string | null;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly count: number;
  readonly records: readonly number[];
  readonly subjects: number;
};

/** How many indexes a finding keeps. */
export const recordsOfFinding = 100;

/**
 * Two notices of one key as one, for a finding counts up: `count` and `subjects` add up, times span both, the smallest indexes stay. In whatever order notices are merged, the result is the
 * same: a store may merge a batch first, and do the same with what it has. Account, agency and service are those of the notice with the earlier `firstAt`.
 */
export function mergeNotices(one: Notice, other: Notice): Notice {
  const [first] = [one, other].sort((a, b) => a.firstAt - b.firstAt || order(a.account, b.account) || order(a.agency, b.agency) || order(a.service, b.service));
  return {
    ...(first ?? one),
    firstAt: Math.min(one.firstAt, other.firstAt),
    lastAt: Math.max(one.lastAt, other.lastAt),
    count: one.count + other.count,
    subjects: one.subjects + other.subjects,
    records: [...new Set([...one.records, ...other.records])].sort((a, b) => a - b).slice(0, recordsOfFinding),
  };
}

function order(a: string | null, b: string | null): number {
  return (a ?? "") < (b ?? "") ? -1 : (a ?? "") > (b ?? "") ? 1 : 0;
}
