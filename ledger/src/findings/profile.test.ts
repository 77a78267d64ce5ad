/** What is remembered of an account: it stays small whatever comes, survives being stored, and a stored one that cannot be read is not believed. */
import fc from "fast-check";
import type { AuditRecord } from "../record.js";
import type { Notice } from "./notice.js";
import { mergeNotices, recordsOfFinding } from "./notice.js";
import { noticed } from "./noticed.js";
import { emptyProfile, type Profile, profileBound, readProfile } from "./profile.js";
import { defaultFindingSettings } from "./settings.js";
import { type Act, persons, recordOfAct, seoul, watch, watchRecords } from "./testing.js";

const bytes = (profile: Profile | undefined): number => Buffer.byteLength(JSON.stringify(profile));
const bound = profileBound(defaultFindingSettings);
const stored = (profile: Profile): Profile => readProfile(JSON.parse(JSON.stringify(profile)));
const told = (findings: ReadonlyMap<string, Notice>): string[] => [...findings.values()].map(({ kind, key, count }) => `${kind} | ${key} ×${count}`);

/** Records as a broken or hostile service may write them: any time, anybody, few names or many. */
const anyRecord: fc.Arbitrary<{ sequenced: number; record: AuditRecord }> = fc
  .record({
    minutes: fc.oneof(fc.integer({ min: -3_000, max: 200_000 }), fc.constantFrom(-1e12, 1e11)),
    late: fc.integer({ min: -5_000, max: 5_000 }),
    role: fc.constantFrom("local-investigator", "national-investigator", "approver", "auditor", "no such duty"),
    who: fc.constantFrom("kim", "lee"),
    outcome: fc.constantFrom("allowed", "denied", "approvalRequired", "redacted"),
    coordinates: fc.uniqueArray(fc.oneof(fc.constantFrom("Mutation.approveRequest", "Mutation.downloadReport", "Case.onsetDate", "Person.phone"), fc.string({ maxLength: 8 })), { maxLength: 60 }),
    first: fc.nat(400),
    many: fc.oneof({ weight: 4, arbitrary: fc.nat(6) }, { weight: 1, arbitrary: fc.nat(1_200) }),
    assigned: fc.boolean(),
    refers: fc.dictionary(fc.constantFrom("break-glass", "requester", "reason", "order"), fc.oneof(fc.constantFrom("kim", "lee"), fc.uuid(), fc.string())),
  })
  .map(({ minutes, late, role, who, outcome, coordinates, first, many, assigned, refers }) => {
    const names = Array.from({ length: many }, (_, number) => `person-${first + number}`);
    const record = recordOfAct({ at: "2026-11-23 10:00", who, role, [outcome]: Object.fromEntries(coordinates.map((coordinate) => [coordinate, names])), assigned: assigned ? names : [], refers });
    const at = seoul("2026-11-23 10:00");
    return { sequenced: Math.min(8e15, Math.max(0, at + (minutes + late) * 60_000)), record: { ...record, recorded: at + minutes * 60_000 } };
  });

it("stays within its bound whatever comes, and comes back from its text as it was", () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 40 }), (entries) => {
      for (const profile of watchRecords(entries).profiles.values()) {
        expect(bytes(profile)).toBeLessThanOrEqual(bound);
        expect(stored(profile)).toEqual(profile);
      }
    }),
    { numRuns: 30 },
  );
});

it("comes close to its bound when everything in it is filled: the bound is no looser than it has to be", () => {
  const full: Act[] = [
    ...persons(24).map((name): Act => ({ at: "2026-11-23 10:00", role: "national-investigator", allowed: { "Case.onsetDate": [name] } })),
    ...persons(96).map((requester): Act => ({ at: "2026-11-23 10:00", role: "national-investigator", allowed: { "Mutation.approveRequest": [] }, refers: { requester, "break-glass": requester } })),
    ...persons(24).map((name, number): Act => ({ at: "2026-11-23 10:00", role: "national-investigator", denied: Object.fromEntries(persons(12, `Case.field-${number}`).map((coordinate) => [coordinate, persons(4, name)])) })),
    { at: "2026-11-23 10:00", role: "national-investigator", allowed: { "Case.onsetDate": persons(5_000) } },
  ];
  const size = bytes(watch(full).profiles.get("kim"));
  expect(size).toBeLessThanOrEqual(bound);
  expect(size).toBeGreaterThan(0.9 * bound);
  expect(bound).toBe(11_802);
});

it("is enough to go on with: the same findings come of a log whether or not profiles are stored in between", () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 30 }), fc.nat(30), (entries, cut) => {
      const whole = watchRecords(entries);
      const before = watchRecords(entries.slice(0, cut));
      const profiles = new Map([...before.profiles].map(([account, profile]) => [account, stored(profile)]));
      const after = entries.slice(cut).map((entry, number) => {
        const { who } = entry.record.agent;
        const { profile, notices } = noticed((account) => profiles.get(account) ?? emptyProfile, { index: Math.min(cut, entries.length) + number, ...entry });
        profiles.set(who, profile);
        return notices;
      });
      const findings = new Map(before.findings);
      for (const notice of after.flat()) {
        const known = findings.get(notice.key);
        findings.set(notice.key, known ? mergeNotices(known, notice) : notice);
      }
      expect(findings).toEqual(whole.findings);
      expect(Object.fromEntries(profiles)).toEqual(Object.fromEntries(whole.profiles));
    }),
    { numRuns: 30 },
  );
});

it("is not changed by a record that tells it nothing: the same object comes back, so that nobody has to store it again", () => {
  const profile = watch([{ at: "2026-11-23 10:00", denied: { "Case.onsetDate": ["a"] } }]).profiles.get("kim") ?? emptyProfile;
  const record = recordOfAct({ at: "2026-11-23 10:05", allowed: { "Query.agencies": [] } });
  expect(noticed(() => profile, { index: 1, sequenced: record.recorded, record }).profile).toBe(profile);
});

it("is not emptied by a record that claims to be from the future, nor by one from long ago", () => {
  const two: Act[] = ["a", "b"].map((name) => ({ at: "2026-11-23 10:00", allowed: { "Case.onsetDate": [name] } }));
  const third: Act = { at: "2026-11-23 10:10", allowed: { "Case.onsetDate": ["c"] } };
  const kinds = (between: Act): unknown => [...watch([...two, between, third]).findings.values()].filter(({ kind }) => kind === "no-assigned-case").map(({ subjects }) => subjects);
  expect(kinds({ at: "2099-01-01 12:00", sequenced: "2026-11-23 10:05", allowed: { "Case.onsetDate": ["d"] } })).toEqual([4]);
  expect(kinds({ at: "1999-01-01 12:00", sequenced: "2026-11-23 10:05", allowed: { "Case.onsetDate": ["d"] } })).toEqual([3]);
});

it("forgets after its time, and takes nobody from days ago for somebody of today", () => {
  const crowd = (at: string, count: number, name: string): Act => ({ at, allowed: { "Case.onsetDate": persons(count, name) } });
  for (const later of ["2026-11-24 10:01", "2026-11-26 06:20", "2026-11-29 02:40"]) {
    const { findings, profiles } = watch([crowd("2026-11-23 10:00", 150, "monday"), { at: "2026-11-23 10:00", denied: { "Person.phone": ["a"] } }, crowd(later, 60, "later"), { ...crowd(later, 0, ""), denied: { "Person.phone": ["b"] } }]);
    expect([...findings.values()].filter(({ kind }) => kind === "bulk")).toEqual([]);
    expect(profiles.get("kim")?.subjects.names.length).toBe(6 * 61);
    expect(profiles.get("kim")?.denials.map(({ subjects }) => subjects.names.length)).toEqual([8]);
  }
});

describe("a stored profile", () => {
  const good = JSON.parse(JSON.stringify(watch([{ at: "2026-11-23 10:00", allowed: { "Case.onsetDate": ["a"] }, denied: { "Person.phone": ["a"] } }]).profiles.get("kim"))) as Record<string, unknown>;
  it.each<[string, unknown]>([
    ["of a later version", { ...good, version: 2 }],
    ["of a later version with other members", { version: 3, memory: [] }],
    ["with a member missing", { ...good, approvals: undefined }],
    ["with a member too many", { ...good, more: 1 }],
    ["with a text cut off", { ...good, unassigned: String(good["unassigned"]).slice(1) }],
    ["with other letters", { ...good, unassigned: "ä".repeat(17) }],
    ["longer than it may be", { ...good, approvals: "A".repeat(17 * 97) }],
    ["with a time that is none", { ...good, subjects: { until: "x", names: "" } }],
    ["with too many denials", { ...good, denials: Array.from({ length: 25 }, () => ({ coordinates: "", subjects: { until: 0, names: "" } })) }],
    ["that is a text", "profile"],
    ["that is a list", [good]],
  ])("%s is not believed: the account begins anew, and its next record is a finding that says so, once", (_what, state) => {
    const began = new Map([["kim", readProfile(state)]]);
    const acts: Act[] = [{ at: "2026-11-23 10:00", type: "log-in" }, { at: "2026-11-23 10:01", allowed: { "Query.cases": [] } }, { at: "2026-11-23 10:02", allowed: { "Query.cases": [] } }];
    const { findings, profiles } = watch(acts, undefined, began);
    expect(told(findings)).toEqual(["incomplete-profile | incomplete-profile kim 2026-11 ×1"]);
    expect(profiles.get("kim")).toEqual(emptyProfile);
  });

  it("that is good is believed, and none is an empty one", () => {
    expect(readProfile(good)).toEqual(good);
    expect([readProfile(undefined), readProfile(null)]).toEqual([emptyProfile, emptyProfile]);
  });

  it("is never more than it may be nor an error, whatever was stored", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => [emptyProfile, { ...emptyProfile, lost: true }].some((profile) => JSON.stringify(profile) === JSON.stringify(readProfile(value)))));
  });

  it("holds no pseudonym, whole or in part", () => {
    const pseudonym = "Zk3rT9wQpL0aXyB7vNcM1d";
    const text = JSON.stringify(watch([{ at: "2026-11-23 03:00", allowed: { "Case.onsetDate": [pseudonym] }, denied: { "Person.phone": [pseudonym] } }]).profiles.get("kim"));
    for (let at = 0; at + 4 <= pseudonym.length; at++) expect(text).not.toContain(pseudonym.slice(at, at + 4));
  });
});

describe("findings", () => {
  it("are the same each time they are worked out from the same records", () => {
    fc.assert(fc.property(fc.array(anyRecord, { maxLength: 20 }), (entries) => expect(watchRecords(entries)).toEqual(watchRecords(entries))), { numRuns: 30 });
  });

  it("of a record alone (out of hours, break-glass, downloads) do not depend on the order of the records, but in the number of subjects", () => {
    const alone = (entries: readonly { readonly index: number; readonly sequenced: number; readonly record: AuditRecord }[]): unknown => {
      const profiles = new Map<string, Profile>();
      const findings = new Map<string, Notice>();
      for (const entry of entries) {
        const { profile, notices } = noticed((account) => profiles.get(account) ?? emptyProfile, entry);
        profiles.set(entry.record.agent.who, profile);
        for (const notice of notices) {
          if (!["out-of-hours", "break-glass", "download-without-reason"].includes(notice.kind)) continue;
          const known = findings.get(notice.key);
          findings.set(notice.key, known ? mergeNotices(known, notice) : notice);
        }
      }
      return [...findings.values()].map((finding) => JSON.stringify({ ...finding, subjects: 0 })).toSorted();
    };
    fc.assert(
      fc.property(
        fc.array(anyRecord, { maxLength: 20 }).chain((entries) => {
          const numbered = entries.map((entry, index) => ({ index, ...entry }));
          return fc.tuple(fc.constant(numbered), fc.shuffledSubarray(numbered, { minLength: numbered.length, maxLength: numbered.length }));
        }),
        ([entries, shuffled]) => expect(alone(shuffled)).toEqual(alone(entries)),
      ),
      { numRuns: 40 },
    );
  });

  it("are merged in any order and grouping to the same", () => {
    const notice = fc.record({ agency: fc.constantFrom("gangnam", "kdca", null), firstAt: fc.nat(5), lastAt: fc.nat(9), count: fc.nat(9), records: fc.array(fc.nat(300), { maxLength: 80 }), subjects: fc.nat(9) }).map((more): Notice => ({ kind: "bulk", key: "bulk kim day", account: "kim", service: "cases", ...more, records: [...new Set(more.records)].sort((one, other) => one - other) }));
    fc.assert(
      fc.property(notice, notice, notice, (one, two, three) => {
        expect(mergeNotices(one, two)).toEqual(mergeNotices(two, one));
        expect(mergeNotices(mergeNotices(one, two), three)).toEqual(mergeNotices(one, mergeNotices(two, three)));
        expect(mergeNotices(one, two).records.length).toBeLessThanOrEqual(recordsOfFinding);
      }),
    );
  });

  it("come of a hostile record too, of as much as a record can hold", () => {
    const record = recordOfAct({ at: "2026-11-23 10:00", allowed: { "Mutation.approveRequest": [], "Case.onsetDate": persons(170_000) } });
    const references = persons(60_000).flatMap((id) => [{ kind: "requester", id }, { kind: "break-glass", id }]);
    const { findings, profiles } = watchRecords([{ sequenced: record.recorded, record: { ...record, entity: { ...record.entity, references } } }]);
    expect(findings.size).toBe(16 + 1 + 2);
    expect(bytes(profiles.get("kim"))).toBeLessThanOrEqual(bound);
  });
});
