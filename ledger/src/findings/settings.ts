/** From where on something is a finding: every threshold of this folder, with its unit. Not what a finding means: see finding-kinds.ts. */
import type { WorkingHours } from "./seoul-time.js";

/** More distinct data subjects than this in an hour, or in 24 hours, both sliding and to the minute. At most 1,000 in 24 hours, which is how many a profile may remember. */
export type BulkLimits = { readonly perHour: number; readonly perDay: number };

export type FindingSettings = {
  /** `leastClearance`: accounts below it are not looked at. `holidays`: days `YYYY-MM-DD` in Asia/Seoul, or `MM-DD` for every year: add moving and substitute holidays of each year. */
  readonly outOfHours: { readonly leastClearance: number; readonly hours: Readonly<Record<string, WorkingHours>>; readonly otherDuties: WorkingHours; readonly holidays: readonly string[] };
  /** `perRecord`: more distinct data subjects than this in one record. */
  readonly bulk: { readonly perRecord: number; readonly limits: Readonly<Record<string, BulkLimits>>; readonly otherDuties: BulkLimits };
  /** A record that allowed something about 1 to `mostSubjects` persons looked at them on purpose; about more, it is a list. From the `from`th unassigned person within 24 hours on it is a finding. */
  readonly noAssignedCase: { readonly duties: readonly string[]; readonly mostSubjects: number; readonly from: number };
  /** A coordinate refused about more than `mostSubjects` persons in one request is a list that leaves it out, not an attempt at a person. `withinHours`: at most 48. */
  readonly deniedThenGranted: { readonly mostSubjects: number; readonly withinHours: number };
  /** The `from`th break-glass of an account within so many days is a repeated one; each counts once, however many records are read under it. */
  readonly breakGlass: { readonly from: number; readonly withinDays: number };
  readonly reciprocalApproval: { readonly withinDays: number };
};

const workingWeek: WorkingHours = { days: [1, 2, 3, 4, 5], fromMinute: 7 * 60, toMinute: 22 * 60, onHolidays: false };
/** During a response investigators are on a duty rota that covers weekends and holidays, but not the nights. */
const dutyRota: WorkingHours = { days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 7 * 60, toMinute: 22 * 60, onHolidays: true };

/**
 * An investigator of a district has 5 to 15 cases with 5 to 30 contacts each, and sees the lists of the district besides: some 100 persons an hour at the most, which leaves a factor of two; nationwide
 * lists are longer. Others with access to persons judge single requests.
 */
export const defaultFindingSettings: FindingSettings = {
  outOfHours: {
    leastClearance: 2,
    hours: { "local-investigator": dutyRota, "national-investigator": dutyRota },
    otherDuties: workingWeek,
    // those on the same date every year (관공서의 공휴일에 관한 규정, article 2)
    holidays: ["01-01", "03-01", "05-05", "06-06", "08-15", "10-03", "10-09", "12-25"],
  },
  bulk: { perRecord: 500, limits: { "local-investigator": { perHour: 200, perDay: 500 }, "national-investigator": { perHour: 300, perDay: 800 }, "disclosure-officer": { perHour: 200, perDay: 500 } }, otherDuties: { perHour: 100, perDay: 300 } },
  noAssignedCase: { duties: ["local-investigator", "national-investigator"], mostSubjects: 5, from: 3 },
  deniedThenGranted: { mostSubjects: 5, withinHours: 24 },
  breakGlass: { from: 3, withinDays: 7 },
  reciprocalApproval: { withinDays: 90 },
};
