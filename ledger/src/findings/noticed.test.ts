/** Each rule, with what it finds and what it leaves. 2026-11-23 is a Monday; a local investigator `kim` acts unless said otherwise. */
import { findingKinds } from "./finding-kinds.js";
import type { Notice } from "./notice.js";
import { accountsConcerned, noticed } from "./noticed.js";
import { emptyProfile } from "./profile.js";
import { defaultFindingSettings } from "./settings.js";
import { type Act, persons, recordOfAct, seoul, watch } from "./testing.js";

/** Each finding as `kind account ×count, subjects, records`. */
const told = ({ kind, account, count, subjects, records }: Notice): string => `${kind} ${account} ×${count}, ${subjects} subjects, records ${records.join(" ")}`;
const found = (acts: readonly Act[]): string[] => [...watch(acts).findings.values()].map(told);

const look = (at: string, ...names: string[]): Act => ({ at, allowed: { "Case.onsetDate": names }, assigned: names });
const stray = (at: string, ...names: string[]): Act => ({ at, allowed: { "Case.onsetDate": names } });
const officer = (at: string, more: Partial<Act> = {}): Act => ({ ...look(at, "a"), who: "lee", role: "disclosure-officer", clearance: 3, ...more });

describe("access outside working hours", () => {
  it.each<[string, Act, string[]]>([
    ["an investigator at three in the morning", look("2026-11-24 03:00", "a"), ["out-of-hours kim ×1, 1 subjects, records 0"]],
    ["an investigator a minute before seven", look("2026-11-24 06:59", "a"), ["out-of-hours kim ×1, 1 subjects, records 0"]],
    ["an investigator at seven", look("2026-11-24 07:00", "a"), []],
    ["an investigator a minute before ten at night", look("2026-11-24 21:59", "a"), []],
    ["an investigator at ten at night", look("2026-11-24 22:00", "a"), ["out-of-hours kim ×1, 1 subjects, records 0"]],
    ["an investigator on a Sunday, for the rota covers it", look("2026-11-29 12:00", "a"), []],
    ["an investigator on Christmas Day", look("2026-12-25 12:00", "a"), []],
    ["a disclosure officer on a Sunday", officer("2026-11-29 12:00"), ["out-of-hours lee ×1, 1 subjects, records 0"]],
    ["a disclosure officer on Christmas Day, a Friday", officer("2026-12-25 12:00"), ["out-of-hours lee ×1, 1 subjects, records 0"]],
    ["a disclosure officer on a Friday", officer("2026-12-18 12:00"), []],
    ["who is of clearance 2", officer("2026-11-29 12:00", { clearance: 2 }), ["out-of-hours lee ×1, 1 subjects, records 0"]],
    ["who is of clearance 1", officer("2026-11-29 12:00", { clearance: 1 }), []],
    ["what is about nobody", { at: "2026-11-24 03:00", allowed: { "Query.agencies": [] } }, []],
    ["an attempt that was refused", { at: "2026-11-24 03:00", denied: { "Case.onsetDate": ["a"] } }, ["out-of-hours kim ×1, 1 subjects, records 0"]],
    ["a record that was sequenced only in the morning", { ...look("2026-11-24 03:00", "a"), sequenced: "2026-11-24 09:00" }, ["out-of-hours kim ×1, 1 subjects, records 0"]],
    ["a record from a clock that is ahead", { ...look("2026-11-24 23:00", "a"), sequenced: "2026-11-24 15:00" }, []],
  ])("%s", (_what, act, expected) => {
    expect(found([act])).toEqual(expected);
  });

  it("is one finding a night, over midnight, that counts each person once", () => {
    expect(found([look("2026-11-23 21:50", "a"), look("2026-11-23 22:30", "a"), look("2026-11-23 23:50", "a", "b"), look("2026-11-24 02:00", "b"), look("2026-11-24 22:10", "b")])).toEqual([
      "out-of-hours kim ×3, 2 subjects, records 1 2 3",
      "out-of-hours kim ×1, 1 subjects, records 4",
    ]);
  });

  it("has hours of their own for each duty, and the operator's holidays", () => {
    const settings = { ...defaultFindingSettings, outOfHours: { ...defaultFindingSettings.outOfHours, hours: { "local-investigator": { days: [1], fromMinute: 0, toMinute: 1_440, onHolidays: false } }, holidays: ["2026-11-30"] } };
    const nights = (at: string): number => watch([look(at, "a")], settings).findings.size;
    expect([nights("2026-11-23 03:00"), nights("2026-11-23 23:59"), nights("2026-11-24 00:00"), nights("2026-11-30 12:00")]).toEqual([0, 0, 1, 1]);
  });
});

describe("bulk reading", () => {
  const all = persons(2_000);
  const list = (at: string, from: number, to: number, more: Partial<Act> = {}): Act => ({ ...look(at, ...all.slice(from, to)), ...more });
  it.each<[string, Act[], string[]]>([
    ["200 persons within an hour", [list("2026-11-23 10:00", 0, 100), list("2026-11-23 10:59", 100, 200)], []],
    ["201 within an hour", [list("2026-11-23 10:00", 0, 100), list("2026-11-23 10:59", 100, 201)], ["bulk kim ×1, 201 subjects, records 1"]],
    ["201 within an hour across the full hour", [list("2026-11-23 10:40", 0, 100), list("2026-11-23 11:20", 100, 201)], ["bulk kim ×1, 201 subjects, records 1"]],
    ["201 within 61 minutes", [list("2026-11-23 10:00", 0, 100), list("2026-11-23 11:00", 100, 201)], []],
    ["the same 200 again and again", [list("2026-11-23 10:00", 0, 200), list("2026-11-23 10:10", 0, 200), list("2026-11-23 10:20", 0, 200)], []],
    ["500 within a day, an hour apart", [0, 1, 2, 3].map((hour) => list(`2026-11-23 1${2 * hour}:00`, 125 * hour, 125 * hour + 125)), []],
    ["501 within a day", [0, 1, 2].map((hour) => list(`2026-11-23 1${2 * hour}:00`, 167 * hour, 167 * hour + 167)), ["bulk kim ×1, 501 subjects, records 2"]],
    ["501 within 25 hours", [list("2026-11-23 10:00", 0, 167), list("2026-11-23 12:00", 167, 334), list("2026-11-24 11:00", 334, 501)], []],
    ["300 at once by a national investigator", [list("2026-11-23 10:00", 0, 300, { role: "national-investigator" })], []],
    ["101 at once by an approver", [list("2026-11-23 10:00", 0, 101, { role: "approver" })], ["bulk kim ×1, 101 subjects, records 0"]],
    ["refused about 201", [{ at: "2026-11-23 10:00", denied: { "Case.onsetDate": all.slice(0, 201) } }], ["bulk kim ×1, 201 subjects, records 0"]],
  ])("%s", (_what, acts, expected) => {
    expect(found(acts)).toEqual(expected);
  });

  it("of more than 500 in one record is one whatever the hour allows", () => {
    const settings = { ...defaultFindingSettings, bulk: { ...defaultFindingSettings.bulk, limits: {}, otherDuties: { perHour: 800, perDay: 900 } } };
    const bulks = (count: number): number => watch([list("2026-11-23 10:00", 0, count)], settings).findings.size;
    expect([bulks(500), bulks(501)]).toEqual([0, 1]);
  });

  it("is one finding an hour and one a day, which count those up who are new", () => {
    expect(found([...[0, 10, 20, 30, 40, 50].map((minute) => list(`2026-11-23 10:${minute || "00"}`, minute * 20, minute * 20 + 200)), list("2026-11-23 11:05", 1_000, 1_200)])).toEqual([
      "bulk kim ×5, 1200 subjects, records 1 2 3 4 5",
      "bulk kim ×5, 1200 subjects, records 2 3 4 5 6",
      "bulk kim ×1, 501 subjects, records 6", // of the 1,000 in that window no more are remembered
    ]);
  });
});

describe("persons without an assigned case", () => {
  it.each<[string, Act[], string[]]>([
    ["two within a day", [stray("2026-11-23 10:00", "a"), stray("2026-11-23 11:00", "b")], []],
    ["three within a day", [stray("2026-11-23 10:00", "a"), stray("2026-11-23 11:00", "b"), stray("2026-11-23 12:00", "c")], ["no-assigned-case kim ×3, 3 subjects, records 0 1 2"]],
    ["three at once", [stray("2026-11-23 10:00", "a", "b", "c")], ["no-assigned-case kim ×1, 3 subjects, records 0"]],
    ["three within 25 hours", [stray("2026-11-23 10:00", "a"), stray("2026-11-23 11:00", "b"), stray("2026-11-24 11:00", "c")], []],
    ["the same one three times", [stray("2026-11-23 10:00", "a"), stray("2026-11-23 11:00", "a"), stray("2026-11-23 12:00", "a")], []],
    ["five who are assigned", [look("2026-11-23 10:00", "a", "b", "c", "d", "e")], []],
    ["three beside two who are assigned", [{ ...stray("2026-11-23 10:00", "a", "b", "c", "d", "e"), assigned: ["d", "e"] }], ["no-assigned-case kim ×1, 3 subjects, records 0"]],
    ["a list of six", [stray("2026-11-23 10:00", "a", "b", "c", "d", "e", "f")], []],
    ["three of whom one was assigned meanwhile", [stray("2026-11-23 10:00", "a", "b"), look("2026-11-23 11:00", "a"), stray("2026-11-23 12:00", "c")], []],
    ["four of whom one was assigned meanwhile", [stray("2026-11-23 10:00", "a", "b"), look("2026-11-23 11:00", "a"), stray("2026-11-23 12:00", "c", "d")], ["no-assigned-case kim ×2, 3 subjects, records 0 2"]],
    ["three who were assigned before, and are no longer", [look("2026-11-23 10:00", "a", "b", "c"), stray("2026-11-23 11:00", "a", "b", "c")], ["no-assigned-case kim ×1, 3 subjects, records 1"]],
    ["three about whom nothing was shown", [{ at: "2026-11-23 10:00", denied: { "Case.onsetDate": ["a", "b", "c"] }, redacted: { "Case.age": ["a", "b", "c"] } }], []],
    ["three by an approver, who is assigned to none", [{ ...stray("2026-11-23 10:00", "a", "b", "c"), role: "approver" }], []],
    ["three by a national investigator", [{ ...stray("2026-11-23 10:00", "a", "b", "c"), role: "national-investigator" }], ["no-assigned-case kim ×1, 3 subjects, records 0"]],
  ])("%s", (_what, acts, expected) => {
    expect(found(acts)).toEqual(expected);
  });

  it("is one finding a day, which counts every further look and every further person", () => {
    expect(found([stray("2026-11-23 10:00", "a", "b", "c"), stray("2026-11-23 11:00", "c"), stray("2026-11-23 12:00", "d"), stray("2026-11-24 09:00", "e")])).toEqual([
      "no-assigned-case kim ×3, 4 subjects, records 0 1 2",
      "no-assigned-case kim ×4, 5 subjects, records 0 1 2 3",
    ]);
  });
});

describe("denied, then granted", () => {
  const denied = (at: string, ...names: string[]): Act => ({ at, denied: { "Person.fullName": names, "Person.phone": names }, assigned: names });
  const granted = (at: string, coordinate: string, ...names: string[]): Act => ({ at, allowed: { [coordinate]: names }, assigned: names });
  it.each<[string, Act[], string[]]>([
    ["the same coordinate about the same person", [denied("2026-11-23 10:00", "a"), granted("2026-11-23 15:00", "Person.phone", "a")], ["denied-then-granted kim ×1, 1 subjects, records 1"]],
    ["for want of an approval", [{ at: "2026-11-23 10:00", approvalRequired: { "Stay.place": ["a"] } }, granted("2026-11-23 15:00", "Stay.place", "a")], ["denied-then-granted kim ×1, 1 subjects, records 1"]],
    ["about nobody in particular", [{ at: "2026-11-23 10:00", denied: { "Mutation.approveRequest": [] } }, { at: "2026-11-23 10:01", allowed: { "Mutation.approveRequest": [] } }], ["denied-then-granted kim ×1, 0 subjects, records 1"]],
    ["another coordinate", [denied("2026-11-23 10:00", "a"), granted("2026-11-23 15:00", "Person.birthDate", "a")], []],
    ["another person", [denied("2026-11-23 10:00", "a"), granted("2026-11-23 15:00", "Person.phone", "b")], []],
    ["nobody at first, then somebody", [{ at: "2026-11-23 10:00", denied: { "Person.phone": [] } }, granted("2026-11-23 15:00", "Person.phone", "a")], []],
    ["another account", [denied("2026-11-23 10:00", "a"), { ...granted("2026-11-23 15:00", "Person.phone", "a"), who: "lee" }], []],
    ["24 hours later", [denied("2026-11-23 10:00", "a"), granted("2026-11-24 10:00", "Person.phone", "a")], []],
    ["a minute less than 24 hours later", [denied("2026-11-23 10:00", "a"), granted("2026-11-24 09:59", "Person.phone", "a")], ["denied-then-granted kim ×1, 1 subjects, records 1"]],
    ["granted first", [granted("2026-11-23 10:00", "Person.phone", "a"), denied("2026-11-23 15:00", "a")], []],
    ["still denied", [denied("2026-11-23 10:00", "a"), denied("2026-11-23 15:00", "a")], []],
    ["both in one record, of a person with two cases", [{ ...denied("2026-11-23 10:00", "a"), allowed: { "Person.fullName": ["a"], "Person.phone": ["a"] } }, granted("2026-11-23 15:00", "Person.phone", "a")], []],
    ["in a list of six, which left it out", [denied("2026-11-23 10:00", ...persons(6)), granted("2026-11-23 15:00", "Person.phone", "person-0")], []],
    ["a failed log-in", [{ at: "2026-11-23 10:00", type: "log-in", denied: { "Identity.logIn": [] } }, { at: "2026-11-23 10:01", type: "log-in", allowed: { "Identity.logIn": [] } }], []],
  ])("%s", (_what, acts, expected) => {
    expect(found(acts)).toEqual(expected);
  });

  it("counts what was granted once, until it is denied again; one finding a day", () => {
    const again = granted("2026-11-23 15:00", "Person.phone", "a", "b");
    expect(found([denied("2026-11-23 10:00", "a", "b"), again, again, denied("2026-11-23 16:00", "a"), granted("2026-11-23 17:00", "Person.fullName", "a"), denied("2026-11-23 21:00", "a"), granted("2026-11-24 08:00", "Person.fullName", "a")])).toEqual([
      "denied-then-granted kim ×2, 3 subjects, records 1 4",
      "denied-then-granted kim ×1, 1 subjects, records 6",
    ]);
  });

  it("is not hidden behind many denials without a word", () => {
    const flood = (count: number): Act[] => [denied("2026-11-23 10:00", "a"), ...persons(count).map((name) => denied("2026-11-23 10:01", name)), granted("2026-11-23 15:00", "Person.phone", "a")];
    expect(found(flood(99))).toEqual(["denied-then-granted kim ×1, 1 subjects, records 100"]);
    expect(found(flood(100))).toEqual(["incomplete-profile kim ×1, 0 subjects, records 100"]);
  });
});

describe("emergency access", () => {
  const use = (at: string, id: string, more: Partial<Act> = {}): Act => ({ ...look(at, "a"), refers: { "break-glass": id }, ...more });
  it.each<[string, Act[], string[]]>([
    ["once", [use("2026-11-23 10:00", "one")], ["break-glass kim ×1, 1 subjects, records 0"]],
    ["one of which several records were read", [use("2026-11-23 10:00", "one"), use("2026-11-23 10:05", "one"), use("2026-11-23 10:06", "one")], ["break-glass kim ×3, 3 subjects, records 0 1 2"]],
    ["two within a week", [use("2026-11-23 10:00", "one"), use("2026-11-24 10:00", "two")], ["break-glass kim ×1, 1 subjects, records 0", "break-glass kim ×1, 1 subjects, records 1"]],
    ["another's", [use("2026-11-23 10:00", "one"), use("2026-11-23 11:00", "two"), use("2026-11-23 12:00", "three", { who: "lee" })].slice(1), ["break-glass kim ×1, 1 subjects, records 0", "break-glass lee ×1, 1 subjects, records 1"]],
    ["of a national investigator, in a change", [use("2026-11-23 10:00", "one", { role: "national-investigator", type: "change" })], ["break-glass kim ×1, 1 subjects, records 0"]],
    ["another kind of reference", [{ ...look("2026-11-23 10:00", "a"), refers: { grant: "one" } }], []],
  ])("%s", (_what, acts, expected) => {
    expect(found(acts)).toEqual(expected);
  });

  it("is repeated with the third within seven days, not with the third in eight", () => {
    const repeated = (last: string): string[] => found([use("2026-11-23 10:00", "one"), use("2026-11-24 10:00", "two"), use("2026-11-24 10:10", "two"), use(last, "three")]).filter((text) => text.startsWith("repeated"));
    expect(repeated("2026-11-30 09:59")).toEqual(["repeated-break-glass kim ×1, 0 subjects, records 0 1 3"]);
    expect(repeated("2026-11-30 10:00")).toEqual([]);
  });
});

describe("data that nobody asked for", () => {
  const upload = (more: Partial<Act> = {}): Act => ({ at: "2026-11-23 10:00", who: "telecom", role: "data-provider", clearance: 1, allowed: { "Upload.row": ["a"] }, denied: { "Upload.row": [] }, refers: { request: "r1" }, ...more });
  it.each<[string, Act[], string[]]>([
    ["in one file", [upload()], ["outside-approval telecom ×1, 0 subjects, records 0"]],
    ["in two files of a day for one request", [upload(), upload({ at: "2026-11-23 16:00" })], ["outside-approval telecom ×2, 0 subjects, records 0 1"]],
    ["for two requests", [upload(), upload({ refers: { request: "r2" } })], ["outside-approval telecom ×1, 0 subjects, records 0", "outside-approval telecom ×1, 0 subjects, records 1"]],
    ["on two days", [upload(), upload({ at: "2026-11-24 10:00" })], ["outside-approval telecom ×1, 0 subjects, records 0", "outside-approval telecom ×1, 0 subjects, records 1"]],
    ["of which there is none", [upload({ denied: {} })], []],
    ["of another kind that was refused", [upload({ denied: { "InboxItem.legalBasis": [] } })], []],
  ])("%s", (_what, acts, expected) => {
    expect(found(acts)).toEqual(expected);
  });

  it("is none in a dry run", () => {
    const record = recordOfAct(upload());
    const dry = { ...record, entity: { ...record.entity, detail: { dryRun: true } } };
    expect([record, dry].map((one) => noticed(() => emptyProfile, { index: 0, sequenced: record.recorded, record: one }).notices.length)).toEqual([1, 0]);
  });
});

describe("download without a reason", () => {
  const download = (more: Partial<Act>): Act => ({ ...officer("2026-11-23 10:00"), allowed: { "Mutation.downloadReport": [], "Case.onsetDate": ["a", "b"] }, ...more });
  it.each<[string, Act[], string[]]>([
    ["none", [download({})], ["download-without-reason lee ×1, 2 subjects, records 0"]],
    ["twice a day", [download({}), download({})], ["download-without-reason lee ×2, 4 subjects, records 0 1"]],
    ["only a note", [download({ refers: { note: "n" } })], ["download-without-reason lee ×1, 2 subjects, records 0"]],
    ["with a reason", [download({ refers: { reason: "n" } })], []],
    ["one that was refused", [download({ allowed: {}, denied: { "Mutation.downloadReport": [] } })], []],
    ["no download", [download({ allowed: { "Query.downloads": [], "Mutation.publishReport": [] } })], []],
  ])("%s", (_what, acts, expected) => {
    expect(found(acts)).toEqual(expected);
  });
});

describe("mutual approval", () => {
  const approval = (at: string, who: string, requester: string, more: Partial<Act> = {}): Act => ({ at, who, role: "approver", clearance: 3, type: "change", allowed: { "Mutation.approveRequest": [] }, refers: { requester }, ...more });
  it.each<[string, Act[], string[]]>([
    ["each for the other", [approval("2026-09-01 10:00", "lee", "park"), approval("2026-11-23 10:00", "park", "lee")], ["reciprocal-approval park ×1, 0 subjects, records 0 1"]],
    ["for the own request", [approval("2026-11-23 10:00", "lee", "lee")], ["reciprocal-approval lee ×1, 0 subjects, records 0"]],
    ["one for the other, twice", [approval("2026-11-23 10:00", "lee", "park"), approval("2026-11-23 11:00", "lee", "park")], []],
    ["in a ring of three", [approval("2026-11-23 10:00", "lee", "park"), approval("2026-11-23 11:00", "park", "choi"), approval("2026-11-23 12:00", "choi", "lee")], []],
    ["90 days apart", [approval("2026-08-25 10:00", "lee", "park"), approval("2026-11-23 10:00", "park", "lee")], []],
    ["a minute less than 90 days apart", [approval("2026-08-25 10:01", "lee", "park"), approval("2026-11-23 10:00", "park", "lee")], ["reciprocal-approval park ×1, 0 subjects, records 0 1"]],
    ["one of them refused by the rules", [approval("2026-11-23 10:00", "lee", "park"), approval("2026-11-23 11:00", "park", "lee", { allowed: {}, denied: { "Mutation.approveRequest": [] } })], []],
    ["one of them a denial of the request", [approval("2026-11-23 10:00", "lee", "park"), approval("2026-11-23 11:00", "park", "lee", { allowed: { "Mutation.denyRequest": [] } })], []],
  ])("%s", (_what, acts, expected) => {
    expect(found(acts)).toEqual(expected);
  });

  it("of a pair is one finding a month, whoever was first", () => {
    const { findings } = watch([approval("2026-11-20 10:00", "lee", "park"), approval("2026-11-23 10:00", "park", "lee"), approval("2026-11-24 10:00", "lee", "park"), approval("2026-12-01 10:00", "park", "lee")]);
    expect([...findings.values()].map(({ key, count }) => `${key} ×${count}`)).toEqual(["reciprocal-approval lee park 2026-11 ×2", "reciprocal-approval lee park 2026-12 ×1"]);
  });

  it("says when an account approves for so many that the first are forgotten", () => {
    const busy = (count: number): string[] => found(persons(count).map((requester) => approval("2026-11-23 10:00", "lee", requester)));
    expect([busy(96), busy(97)]).toEqual([[], ["incomplete-profile lee ×1, 0 subjects, records 96"]]);
  });

  it("is judged by the profiles of both, which are asked for together", () => {
    expect(accountsConcerned(recordOfAct(approval("2026-11-23 10:00", "lee", "park")))).toEqual(["lee", "park"]);
    expect(accountsConcerned(recordOfAct(look("2026-11-23 10:00", "a")))).toEqual(["kim"]);
    expect(accountsConcerned(recordOfAct({ at: "2026-11-23 10:00", type: "log-in" }))).toEqual([]);
  });
});

it.each<[string, Partial<Act>]>([
  ["a log-in", { type: "log-in" }],
  ["a request turned away", { type: "refusal" }],
  ["what became of changes", { type: "reconciliation" }],
  ["answers from a cache", { type: "cached" }],
  ["an act on a command line", { type: "administration" }],
  ["somebody who has not logged in", { authenticatedBy: "none" }],
])("%s is nothing of this", (_what, more) => {
  const { findings, profiles } = watch([{ at: "2026-11-23 03:00", allowed: { "Mutation.downloadReport": persons(600) }, refers: { "break-glass": "one" }, ...more }]);
  expect([findings.size, profiles.get("kim")]).toEqual([0, expect.objectContaining({ subjects: { until: 0, names: "" } })]);
});

it("a finding names its account, agency, service and times, and no data subject: neither does its key", () => {
  const { findings } = watch([look("2026-11-23 22:00", "a-person"), { ...look("2026-11-23 22:00", "a-person"), at: "2026-11-24 02:00:30" }]);
  expect([...findings.values()]).toEqual([
    { kind: "out-of-hours", key: "out-of-hours kim 2026-11-23", account: "kim", agency: "gangnam", service: "cases", firstAt: seoul("2026-11-23 22:00"), lastAt: seoul("2026-11-24 02:00:30"), count: 2, records: [0, 1], subjects: 1 },
  ]);
});

it("every kind has a title, a meaning and an honest explanation in both languages, each a sentence", () => {
  for (const { en, ko, meaning, honest } of Object.values(findingKinds)) {
    expect([en, meaning.en, honest.en].join("")).toMatch(/^[\x20-\x7e]+$/);
    for (const text of [ko, meaning.ko, honest.ko]) expect(text).toMatch(/[가-힣]/);
    for (const text of [meaning.en, honest.en, meaning.ko, honest.ko]) expect(text).toMatch(/\.$/);
    for (const title of [en, ko]) expect(title).not.toMatch(/\.$/);
  }
});
