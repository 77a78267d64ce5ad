/** A record is lossless as text, and short for the lists that most answers are. */
import fc from "fast-check";
import { type AuditRecord, decodeRecord, encodeRecord, type ResolverEvent, type ResolverOutcome } from "./record.js";

const anyText = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("", "0", "0:1,1", "__proto__", "s1.abc"));
const anyEvent: fc.Arbitrary<ResolverEvent> = fc.record({
  coordinate: anyText,
  outcome: fc.constantFrom<ResolverOutcome[]>("allowed", "denied", "approval-required", "redacted", "error"),
  ruleId: fc.option(anyText, { nil: undefined }),
  count: fc.nat(),
  subjects: fc.array(fc.tuple(anyText, fc.integer({ min: 1 })), { maxLength: 6 }).map((met) => new Map(met)),
});
const anyRecord = fc.record({
  id: fc.uuid(),
  recorded: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  service: anyText,
  correlation: anyText,
  agent: fc.record(
    { account: anyText, duty: anyText, clearance: fc.nat(4), agency: anyText, jurisdictions: fc.array(anyText), session: anyText, authenticatedBy: anyText, door: anyText, address: anyText },
    { requiredKeys: ["account", "duty", "clearance", "agency", "jurisdictions", "session", "authenticatedBy", "door"] },
  ),
  purpose: anyText,
  operation: fc.record({ name: anyText, hash: anyText }, { requiredKeys: ["hash"] }),
  outcome: fc.constantFrom("answered", "partly-denied", "refused", "error"),
  events: fc.array(anyEvent, { maxLength: 8 }),
}) as fc.Arbitrary<AuditRecord>;

const plain = (record: AuditRecord): unknown => ({ ...record, events: record.events.map(({ subjects, ...event }) => ({ ...event, subjects: [...subjects] })) });

describe("a record", () => {
  it("comes back from its text as it was, the order of its subjects included", () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        expect(plain(decodeRecord(encodeRecord(record)))).toEqual(plain(record));
      }),
      { numRuns: 500 },
    );
  });

  it("has one text: encoding what was decoded changes nothing", () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const text = encodeRecord(record);
        expect(encodeRecord(decodeRecord(text))).toBe(text);
      }),
    );
  });

  const list = (length: number): AuditRecord => {
    const subjects = new Map(Array.from({ length }, (_, index) => [`s1.${String(index).padStart(22, "0")}`, 1]));
    const events = Array.from({ length: 20 }, (_, field): ResolverEvent => ({ coordinate: `Case.field${field}`, outcome: "allowed", ruleId: "case.clinical.local", count: length, subjects }));
    const agent = { account: "kim", duty: "d", clearance: 4, agency: "a", jurisdictions: [], session: "s", authenticatedBy: "otp", door: "clearance" };
    return { id: "i", recorded: 0, service: "cases", correlation: "c", agent, purpose: "investigation", operation: { hash: "h" }, outcome: "answered", events };
  };

  it("names each subject and each tally once: 1,000 rows x 20 fields take under 50 kB", () => {
    const text = encodeRecord(list(1_000));
    expect(text.length).toBeLessThan(50_000);
    expect(text.match(/s1\.0{19}999/g)).toHaveLength(1);
    expect(plain(decodeRecord(text))).toEqual(plain(list(1_000)));
  });

  it("keeps two events apart that differ in a subject's count alone", () => {
    const [event = list(2).events[0]] = list(2).events;
    const record = { ...list(2), events: event === undefined ? [] : [event, { ...event, coordinate: "Case.other", subjects: new Map([...event.subjects].map(([subject, count]) => [subject, count + 1])) }] };
    expect(decodeRecord(encodeRecord(record)).events.map(({ subjects }) => [...subjects.values()])).toEqual([[1, 1], [2, 2]]);
  });
});

describe("a text that is no record of a known version", () => {
  it.each([
    { text: "", message: "JSON" },
    { text: "{", message: "JSON" },
    { text: "[]", message: "unknown version" },
    { text: "{}", message: "unknown version" },
    { text: '{"version":2}', message: "unknown version `2`" },
    { text: '{"version":"1"}', message: "unknown version `1`" },
  ])("$text is refused", ({ text, message }) => {
    expect(() => decodeRecord(text)).toThrow(message);
  });
});
