/** A record is lossless as text, short for the lists that most answers are, and has one text; whatever is not that text is refused. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { type AuditRecord, type Link, recordTypes, type ResolverEvent, type ResolverOutcome } from "./record.js";
import { encodeRecord, parseRecord, recordBytes } from "./record-text.js";

const subject = (number: number): string => createHash("md5").update(String(number)).digest("base64url");
const link: Link = { writer: "3f2c1c8e-0000-4000-8000-000000000001", sequence: 7, previous: `${"A".repeat(43)}=`, nonce: "AAECAwQFBgcICQoLDA0ODw" };
const plainRecord: AuditRecord = {
  id: "3f2c1c8e-0000-4000-8000-000000000002",
  recorded: Date.UTC(2026, 10, 22, 8, 1, 2, 3),
  type: "operation",
  outcome: "partly-denied",
  purposeOfEvent: "investigation",
  agent: { who: "kim", role: "local-investigator", clearance: 4, agency: "health-centre.1168000000", jurisdictions: ["1168000000"], session: "s", authenticatedBy: "otp", door: "clearance", network: "192.0.2.1", policy: { grants: ["g"], bases: ["IDCPA 76-2"] } },
  source: { observer: "gateway" },
  correlation: "c",
  entity: { name: "CaseList", query: "0".repeat(64), detail: { "Query.cases(open:)": true, "Query.cases(first:)": 20 }, references: [{ kind: "reason", id: "r" }] },
  subjectEpoch: "2026-11",
  events: [
    { coordinate: "Case.sex", outcome: "allowed", ruleId: "case.clinical.local", count: 3, subjects: new Map([[subject(1), 1], [subject(2), 2]]) },
    { coordinate: "Query.cases", outcome: "denied", ruleId: undefined, count: 1, subjects: new Map() },
    { coordinate: "Case.onset", outcome: "allowed", ruleId: "case.clinical.local", count: 3, subjects: new Map([[subject(1), 1], [subject(2), 2]]) },
  ],
  assigned: [subject(2)],
  calls: { movements: 2, cases: 1 },
  refusals: [{ code: "TOKEN_EXPIRED", count: 2, first: 1, last: 2 }],
  reconciled: [{ record: "3f2c1c8e-0000-4000-8000-000000000003", outcome: "undone" }],
  hits: [{ query: "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", count: 9, first: 1, last: 1 }],
};
const plainText = [
  '{"version":2,"writer":"3f2c1c8e-0000-4000-8000-000000000001","sequence":7,"previous":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",',
  '"id":"3f2c1c8e-0000-4000-8000-000000000002","nonce":"AAECAwQFBgcICQoLDA0ODw","recorded":"2026-11-22T08:01:02.003Z","type":"operation","outcome":"partly-denied","purposeOfEvent":"investigation",',
  '"agent":{"who":"kim","role":"local-investigator","clearance":4,"agency":"health-centre.1168000000","jurisdictions":["1168000000"],"session":"s","authenticatedBy":"otp","door":"clearance",',
  '"network":"192.0.2.1","policy":{"grants":["g"],"bases":["IDCPA 76-2"]}},"source":{"observer":"gateway"},"correlation":"c",',
  `"entity":{"name":"CaseList","query":"${"0".repeat(64)}","detail":{"Query.cases(first:)":20,"Query.cases(open:)":true},"references":[{"kind":"reason","id":"r"}]},"subjectEpoch":"2026-11",`,
  '"calls":{"cases":1,"movements":2},"refusals":[{"code":"TOKEN_EXPIRED","count":2,"first":1,"last":2}],"reconciled":[{"record":"3f2c1c8e-0000-4000-8000-000000000003","outcome":"undone"}],',
  '"hits":[{"query":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","count":9,"first":1,"last":1}],"subjects":["xMpCOKC5I4INzFCab3WEmw","yB5yjZ1ML2NvBn-JzBSGLA"],"assigned":"1","tallies":["0,1:2",""],',
  '"events":[["Case.sex","allowed","case.clinical.local",3,0],["Query.cases","denied",null,1,1],["Case.onset","allowed","case.clinical.local",3,0]]}',
].join("");

const anyOf = (least: number, most: number): fc.Arbitrary<string> => fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)), minLength: least, maxLength: most });
const anyWord = anyOf(1, 12);
const anyName = fc.oneof(anyWord.map((word) => `a${word}`), fc.constantFrom("constructor", "toString", "a__proto__", "a0", "a,b"));
const anySubject = fc.nat(30).map(subject);
const anyCount = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.constant(Number.MAX_SAFE_INTEGER));
const anyInstant = fc.oneof(fc.nat(), fc.constantFrom(0, Date.UTC(9999, 11, 31, 23, 59, 59, 999)));
const between = { count: anyCount, first: anyInstant, last: anyInstant };
const anyEvent: fc.Arbitrary<ResolverEvent> = fc.record({
  coordinate: anyWord,
  outcome: fc.constantFrom<ResolverOutcome[]>("allowed", "denied", "approval-required", "redacted", "error"),
  ruleId: fc.option(anyWord, { nil: undefined }),
  count: anyCount,
  subjects: fc.array(fc.tuple(anySubject, anyCount), { maxLength: 6 }).map((met) => new Map(met)),
});
const anyRecord = fc
  .record(
    {
      id: fc.uuid(),
      recorded: anyInstant,
      type: fc.constantFrom(...recordTypes),
      outcome: fc.constantFrom("answered", "partly-denied", "refused", "error"),
      purposeOfEvent: anyWord,
      agent: fc.record(
        {
          who: anyWord, role: anyWord, clearance: fc.nat(4), agency: anyWord, jurisdictions: fc.array(anyWord), session: anyWord, authenticatedBy: anyWord, door: anyWord, network: anyWord,
          policy: fc.record({ grants: fc.array(anyWord), bases: fc.array(anyWord.map((word) => ` ${word}`)) }, { noNullPrototype: true }),
        },
        { noNullPrototype: true, requiredKeys: ["who", "role", "clearance", "agency", "jurisdictions", "session", "authenticatedBy", "door", "policy"] },
      ),
      source: fc.record({ observer: anyWord }, { noNullPrototype: true }),
      correlation: anyWord,
      entity: fc.record(
        {
          name: anyWord,
          query: fc.nat().map((number) => createHash("sha256").update(String(number)).digest("hex")),
          detail: fc.dictionary(anyName, fc.oneof(anyOf(0, 5), fc.boolean(), fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0)), { noNullPrototype: true }),
          references: fc.array(fc.record({ kind: fc.constantFrom("reason", "break-glass"), id: anyWord }, { noNullPrototype: true })),
        },
        { noNullPrototype: true, requiredKeys: ["query", "detail", "references"] },
      ),
      subjectEpoch: fc.constantFrom("1970-01", "2026-11", "9999-12"),
      events: fc.array(anyEvent, { maxLength: 8 }),
      assigned: fc.constant([]),
      calls: fc.dictionary(anyName, anyCount, { noNullPrototype: true }),
      refusals: fc.array(fc.record({ code: anyWord, ...between }, { noNullPrototype: true })),
      reconciled: fc.array(fc.record({ record: fc.uuid(), outcome: fc.constantFrom("committed", "undone") }, { noNullPrototype: true })),
      hits: fc.array(fc.record({ query: fc.constant("bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"), ...between }, { noNullPrototype: true })),
    },
    { noNullPrototype: true, requiredKeys: ["id", "recorded", "type", "outcome", "purposeOfEvent", "agent", "source", "correlation", "entity", "subjectEpoch", "events", "assigned"] },
  )
  .chain((record) => fc.subarray([...new Set(record.events.flatMap(({ subjects }) => [...subjects.keys()]))]).map((assigned) => ({ ...record, assigned }))) as fc.Arbitrary<AuditRecord>;
const anyLink: fc.Arbitrary<Link> = fc.record({
  writer: fc.uuid(),
  sequence: fc.oneof(fc.nat(), fc.constant(Number.MAX_SAFE_INTEGER)),
  previous: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString("base64")),
  nonce: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString("base64url")),
});

/** Maps as lists, so that the order of data subjects counts. */
const plain = (record: AuditRecord): unknown => ({ ...record, events: record.events.map(({ subjects, ...event }) => ({ ...event, subjects: [...subjects] })) });
const reversed = <T>(value: T): T => {
  if (Array.isArray(value)) return value.map(reversed) as T;
  if (typeof value !== "object" || value === null || value instanceof Map) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, member]) => [key, reversed<unknown>(member)])) as T;
};
const failureOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};
const refused = (what: string | RegExp): unknown => expect.objectContaining({ name: "LedgerError", code: "RECORD_INVALID", message: expect.stringMatching(what) });

describe("a record's text", () => {
  it("is this one, member for member", () => {
    expect(encodeRecord(plainRecord, link)).toBe(plainText);
    expect(parseRecord(plainText)).toEqual({ version: 2, record: plainRecord, link });
  });

  it("gives back the record and its link as they were: every event, with whom it met how often, in their order", () => {
    fc.assert(
      fc.property(anyRecord, anyLink, (record, linked) => {
        const parsed = parseRecord(encodeRecord(record, linked));
        expect(plain(parsed.record)).toEqual(plain(record));
        expect(parsed.link).toEqual(linked);
      }),
      { numRuns: 300 },
    );
  });

  it("is what JSON.stringify writes, for every record", () => {
    fc.assert(
      fc.property(anyRecord, anyLink, (record, linked) => {
        const text = encodeRecord(record, linked);
        expect(JSON.stringify(JSON.parse(text))).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it("does not depend on the order in which the object has its members", () => {
    fc.assert(
      fc.property(anyRecord, anyLink, (record, linked) => {
        expect(encodeRecord(reversed(record), linked)).toBe(encodeRecord(record, linked));
      }),
    );
  });

  it("is another one, and refused unless it is a record's, when one byte of it changes, goes or comes", () => {
    const some = encodeRecord({ ...plainRecord, entity: { ...plainRecord.entity, detail: { a: 1.5, b: 'q"\\' } } }, link);
    const anyChange = fc.record({ at: fc.nat(some.length - 1), taken: fc.nat(1), put: fc.oneof(fc.constant(""), fc.constantFrom(...Array.from(" 0123456789abcefntuxEAQgw\"\\,:[]{}-+.")), fc.string({ unit: "binary", minLength: 1, maxLength: 1 })) });
    let accepted = 0;
    fc.assert(
      fc.property(anyChange, ({ at, taken, put }) => {
        const changed = some.slice(0, at) + put + some.slice(at + taken);
        fc.pre(changed !== some);
        const result = failureOf(() => parseRecord(changed));
        if (result instanceof Error) expect(result).toEqual(refused(/./));
        else {
          const { record, link: linked } = result as { record: AuditRecord; link: Link };
          expect(encodeRecord(record, linked)).toBe(changed);
          expect([plain(record), linked]).not.toEqual([plain(parseRecord(some).record), link]);
          accepted += 1;
        }
      }),
      { numRuns: 1_500 },
    );
    expect(accepted).toBeGreaterThan(50); // some changes make another record: then the leaf hash is another
  });
});

describe("what is refused", () => {
  const changed = (from: string | RegExp, to: string): string => {
    const text = plainText.replace(from, to);
    if (text === plainText) throw new RangeError(`nothing to change at ${String(from)}`);
    return text;
  };

  it.each([
    ["no text", "", /is not JSON/],
    ["a text cut short", plainText.slice(0, -1), /is not JSON/],
    ["a list", "[]", /has no version/],
    ["a record without a version", changed('"version":2,', ""), /has no version/],
    ["a version that is a text", changed('"version":2', '"version":"2"'), /has no version/],
    ["a version that is not whole", changed('"version":2', '"version":2.5'), /has no version/],
    ["a version to come", changed('"version":2', '"version":3'), /is of version 3: this epigraph reads versions 1 and 2, a newer one reads it/],
    ["space at the end", `${plainText}\n`, /not the one that its record has/],
    ["space in between", changed('"id":', '"id": '), /not the one that its record has/],
    ["a member too many", changed('"id":', '"comment":"x","id":'), /^`record` has a member that it should not have$/],
    ["a member too many, further in", changed('"who":', '"name":"x","who":'), /^`record\.agent` has a member/],
    ["a member that would be the prototype", changed('"who":', '"__proto__":{},"who":'), /^`record\.agent` has a member/],
    ["a member missing", changed('"correlation":"c",', ""), /^`record\.correlation` is not/],
    ["a member twice", changed('"correlation":"c",', '"correlation":"c","correlation":"c",'), /not the one that its record has/],
    ["members in another order", changed('"role":"local-investigator","clearance":4', '"clearance":4,"role":"local-investigator"'), /not the one that its record has/],
    ["dictionaries in another order", changed('"cases":1,"movements":2', '"movements":2,"cases":1'), /not the one that its record has/],
    ["an escape that is not needed", changed('"who":"kim"', '"who":"k\\u0069m"'), /not the one that its record has/],
    ["an escaped slash", changed('"who":"kim"', '"who":"k\\/m"'), /not the one that its record has/],
    ["another writing of a number", changed('"sequence":7', '"sequence":7e0'), /not the one that its record has/],
    ["minus zero", changed('"sequence":7', '"sequence":-0'), /not the one that its record has/],
    ["an optional member that is null", changed('"name":"CaseList"', '"name":null'), /^`record\.entity\.name` is not/],
    ["a writer that is no UUID", changed('"writer":"3', '"writer":"x'), /^`record\.writer` is not a UUID/],
    ["an id in upper case", changed('"id":"3f2c1c8e', '"id":"3F2C1C8E'), /^`record\.id` is not a UUID/],
    ["a sequence below 0", changed('"sequence":7', '"sequence":-1'), /^`record\.sequence` is not a whole number/],
    ["a sequence that JavaScript rounds", changed('"sequence":7', '"sequence":9007199254740993'), /^`record\.sequence` is not a whole number/],
    ["base64 with bits that say nothing", changed("AAA=", "AAB="), /^`record\.previous` is not 32 bytes in base64$/],
    ["a nonce with bits that say nothing", changed("DA0ODw", "DA0ODx"), /^`record\.nonce` is not 16 bytes in base64url$/],
    ["a time without milliseconds", changed("02.003Z", "02Z"), /^`record\.recorded` is not an instant/],
    ["a day that is not in the calendar", changed("2026-11-22T", "2026-02-30T"), /^`record\.recorded` is not an instant/],
    ["a time before 1970", changed("2026-11-22T", "1969-11-22T"), /^`record\.recorded` is not an instant/],
    ["an unknown type", changed('"type":"operation"', '"type":"operations"'), /^`record\.type` is not a type of record$/],
    ["an unknown outcome", changed('"outcome":"partly-denied"', '"outcome":"denied"'), /^`record\.outcome` is not what becomes of a request$/],
    ["a clearance that there is not", changed('"clearance":4', '"clearance":5'), /^`record\.agent\.clearance` is not a level of clearance$/],
    ["a name with a space", changed('"who":"kim"', '"who":"kim lee"'), /^`record\.agent\.who` is not 1 to 300 visible ASCII characters$/],
    ["a name beyond ASCII", changed('"who":"kim"', '"who":"김"'), /^`record\.agent\.who` is not 1 to 300 visible ASCII/],
    ["an empty name", changed('"who":"kim"', '"who":""'), /^`record\.agent\.who` is not/],
    ["a long operation's name", changed("CaseList", "C".repeat(201)), /^`record\.entity\.name` is not 1 to 200/],
    ["a hash in upper case", changed('"query":"0', '"query":"A'), /^`record\.entity\.query` is not a SHA-256/],
    ["a detail that is an object", changed('"Query.cases(first:)":20', '"Query.cases(first:)":{}'), /^`record\.entity\.detail` has a member, number 1, that is not a boolean, a number or/],
    ["a detail that is what somebody wrote", changed('"Query.cases(first:)":20', '"Query.cases(first:)":"two words"'), /^`record\.entity\.detail` has a member, number 1, that is not/],
    ["a detail that is named like a place", changed('"Query.cases(first:)":20', '"0":20'), /^`record\.entity\.detail` has a member, number 1, that is not named as it must be$/],
    ["a reference without a kind", changed('"kind":"reason"', '"kind":""'), /^`record\.entity\.references\[0\]\.kind` is not a kind of reference$/],
    ["a month that there is not", changed('"2026-11"', '"2026-13"'), /^`record\.subjectEpoch` is not a month$/],
    ["subjects without their epoch", changed('"subjectEpoch":"2026-11",', ""), /^`record\.subjectEpoch` is missing/],
    ["calls of none", changed('"cases":1', '"cases":0'), /^`record\.calls` has a member, number 1, that is not a count from 1 on$/],
    ["a refusal that never was", changed('"count":2,"first"', '"count":0,"first"'), /^`record\.refusals\[0\]\.count` is not a count from 1 on$/],
    ["an unknown end of a change", changed('"outcome":"undone"', '"outcome":"lost"'), /^`record\.reconciled\[0\]\.outcome` is not what becomes of a change$/],
    ["a subject that is none", changed("xMpCOKC5I4INzFCab3WEmw", "kim"), /^`record\.subjects\[0\]` is not 16 bytes in base64url$/],
    ["a subject of version 1", changed("xMpCOKC5I4INzFCab3WEmw", "s1.xMpCOKC5I4INzFCab3WEmw"), /^`record\.subjects\[0\]` is not/],
    ["a subject twice", changed("yB5yjZ1ML2NvBn-JzBSGLA", "xMpCOKC5I4INzFCab3WEmw"), /names a data subject twice/],
    ["a subject that no event met", changed('GLA"]', `GLA","${subject(3)}"]`), /not the one that its record has/],
    ["a tally of somebody who is not there", changed('"0,1:2"', '"0,2"'), /names a data subject that is not in the table/],
    ["a tally with one subject twice", changed('"0,1:2"', '"0,0"'), /names a data subject twice/],
    ["a tally with a count of 0", changed('"0,1:2"', '"0,1:0"'), /less than once/],
    ["a tally with a count of 1 written out", changed('"0,1:2"', '"0:1,1:2"'), /not the one that its record has/],
    ["a tally with zeros in front", changed('"0,1:2"', '"0,01:2"'), /not the one that its record has/],
    ["a tally with more than two parts", changed('"0,1:2"', '"0,1:2:3"'), /not the one that its record has/],
    ["a tally with nothing between commas", changed('"0,1:2"', '"0,,1:2"'), /not in the table/],
    ["a tally with other signs", changed('"0,1:2"', '"0x0,1:2"'), /^`record\.tallies\[0\]` is not a tally$/],
    ["a tally that no event has", changed('""],', '"","1"],'), /not the one that its record has/],
    ["an event with a tally that is not there", changed("3,0]]", "3,2]]"), /names a tally that is not there/],
    ["an event that never was", changed("3,0]]", "0,0]]"), /^`record\.events\[2\]\[3\]` is not a count from 1 on$/],
    ["an event with more parts", changed("3,0]]", "3,0,0]]"), /^`record\.events\[2\]` is not a list of 5$/],
    ["an event that ended otherwise", changed('"denied",null', '"refused",null'), /^`record\.events\[1\]\[1\]` is not what becomes of a resolver call$/],
    ["an assigned subject that is not there", changed('"assigned":"1"', '"assigned":"2"'), /not in the table/],
    ["an assigned subject twice", changed('"assigned":"1"', '"assigned":"1,1"'), /twice/],
    ["an assigned subject that is counted", changed('"assigned":"1"', '"assigned":"1:2"'), /^`record\.assigned` is not a list of places$/],
  ])("%s", (_, text, what) => {
    expect(failureOf(() => parseRecord(text))).toEqual(refused(what));
  });

  it("does not repeat what the text says, wherever it is wrong", () => {
    const members = (value: unknown, path: (string | number)[] = []): (string | number)[][] =>
      typeof value === "object" && value !== null ? Object.entries(value).flatMap(([key, member]) => [[...path, key], ...members(member, [...path, key])]) : [];
    const spoilt = (path: readonly (string | number)[], value: unknown): string => {
      const json = JSON.parse(plainText) as Record<string | number, unknown>;
      const holder = path.slice(0, -1).reduce<Record<string | number, unknown>>((inside, key) => inside[key] as Record<string | number, unknown>, json);
      holder[path.at(-1) ?? ""] = value;
      return JSON.stringify(json);
    };
    const paths = members(JSON.parse(plainText));
    expect(paths.length).toBeGreaterThan(70);
    for (const path of paths) {
      for (const value of ["secret 비밀", 18181818.5, { "a secret": 1 }, [["secret"]]]) {
        const result = failureOf(() => parseRecord(spoilt(path, value)));
        if (!(result instanceof Error)) expect([path.join("."), value]).toEqual([expect.stringContaining("entity.detail."), 18181818.5]);
        else expect(result.message).not.toMatch(/secret|비밀|1818/);
      }
    }
    expect(String(failureOf(() => parseRecord('{"version":2,"who":"secret" 010}')))).not.toMatch(/secret|010/);
  });

  it("holds for who writes as for who reads", () => {
    const wrong = (change: object): unknown => failureOf(() => encodeRecord({ ...plainRecord, ...change }, link));
    expect(wrong({ correlation: "two words" })).toEqual(refused(/^`record\.correlation`/));
    expect(wrong({ recorded: 0.5 })).toEqual(refused(/^`record\.recorded`/));
    expect(wrong({ recorded: Number.NaN })).toEqual(refused(/^`record\.recorded`/));
    expect(wrong({ recorded: 8.64e15 })).toEqual(refused(/^`record\.recorded`/));
    expect(wrong({ assigned: [subject(3)] })).toEqual(refused(/no event met/));
    expect(wrong({ assigned: [subject(1), subject(1)] })).toEqual(refused(/twice/));
    expect(wrong({ events: [{ ...plainRecord.events[0], subjects: new Map([[subject(1), 0]]) }] })).toEqual(refused(/less than once/));
    expect(wrong({ calls: { 7: 1 } })).toEqual(refused(/^`record\.calls` has a member, number 1, that is not named/));
    expect(failureOf(() => encodeRecord(plainRecord, { ...link, nonce: "short" }))).toEqual(refused(/^`record\.nonce`/));
  });
});

describe("the length of a record", () => {
  const list = (length: number, fields = 20): AuditRecord => {
    const names = Array.from({ length }, (_, index) => subject(index));
    const subjects = new Map(names.map((name) => [name, 1]));
    const events = Array.from({ length: fields }, (_, field): ResolverEvent => ({ coordinate: `Case.field${field}`, outcome: "allowed", ruleId: "case.clinical.local", count: length, subjects: new Map(subjects) }));
    return { ...plainRecord, events, assigned: names };
  };

  it("is at most 40 kB for 1,000 rows of 20 fields: each subject and each tally stands there once", () => {
    const text = encodeRecord(list(1_000), link);
    expect(text.length).toBeLessThanOrEqual(40_000);
    expect(text.split(subject(999))).toHaveLength(2);
    expect(plain(parseRecord(text).record)).toEqual(plain(list(1_000)));
  });

  it("grows by a tally when one subject was met more often in one event", () => {
    const [first, ...others] = list(1_000).events;
    const text = encodeRecord({ ...plainRecord, events: [{ ...(first as ResolverEvent), subjects: new Map([...(first?.subjects ?? []), [subject(0), 2]]) }, ...others], assigned: [] }, link);
    expect((JSON.parse(text) as { tallies: string[] }).tallies.map((tally) => tally.slice(0, 6))).toEqual(["0:2,1,", "0,1,2,"]);
  });

  it("is bounded: a longer one is neither written nor read", () => {
    expect(recordBytes).toBe(4 * 1024 * 1024);
    const tooLong: unknown = expect.objectContaining({ code: "RECORD_TOO_LONG", message: "the record is longer than 4194304 bytes" });
    expect(failureOf(() => encodeRecord(list(170_000, 1), link))).toEqual(tooLong);
    expect(failureOf(() => parseRecord(" ".repeat(recordBytes + 1)))).toEqual(tooLong);
    expect(failureOf(() => parseRecord(" ".repeat(recordBytes)))).toEqual(refused(/is not JSON/));
  });

  it("bounds the work of reading it: 100,000 subjects in one tally, which 15,000 events have", () => {
    const { subjects } = list(100_000, 1).events[0] as ResolverEvent;
    const events = Array.from({ length: 15_000 }, (): ResolverEvent => ({ coordinate: "A.a", outcome: "allowed", ruleId: undefined, count: 1, subjects }));
    expect(parseRecord(encodeRecord({ ...plainRecord, events, assigned: [] }, link)).record.events).toHaveLength(15_000);
  });
});
