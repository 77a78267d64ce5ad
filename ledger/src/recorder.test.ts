/** Every resolver call is counted once, under what became of it. */
import fc from "fast-check";
import type { ResolverOutcome } from "./record.js";
import { recorder } from "./recorder.js";

const same = (subject: string): string => subject;

describe("a recorder", () => {
  it("counts calls of one coordinate, outcome and rule together, with how often each subject was met", () => {
    const { count, events, allowed } = recorder();
    count("Case.sex", "allowed", "rule", ["kim"]);
    count("Case.sex", "allowed", "rule", ["kim", "lee"]);
    count("Case.sex", "denied", "rule", ["park"]);
    count("Case.sex", "allowed", "other rule", []);
    count("Query.cases", "allowed", undefined, []);
    expect(events(same)).toEqual([
      { coordinate: "Case.sex", outcome: "allowed", ruleId: "rule", count: 2, subjects: new Map([["kim", 2], ["lee", 1]]) },
      { coordinate: "Case.sex", outcome: "denied", ruleId: "rule", count: 1, subjects: new Map([["park", 1]]) },
      { coordinate: "Case.sex", outcome: "allowed", ruleId: "other rule", count: 1, subjects: new Map() },
      { coordinate: "Query.cases", outcome: "allowed", ruleId: undefined, count: 1, subjects: new Map() },
    ]);
    expect(allowed()).toBe(4);
  });

  it("moves a call that failed from allowed to error, with its subjects", () => {
    const { count, failed, events, allowed } = recorder();
    count("Case.sex", "allowed", "rule", ["kim"]);
    count("Case.sex", "allowed", "rule", ["kim", "lee"]);
    failed("Case.sex", "rule", ["kim", "lee"]);
    expect(events(same)).toEqual([
      { coordinate: "Case.sex", outcome: "allowed", ruleId: "rule", count: 1, subjects: new Map([["kim", 1]]) },
      { coordinate: "Case.sex", outcome: "error", ruleId: "rule", count: 1, subjects: new Map([["kim", 1], ["lee", 1]]) },
    ]);
    expect(allowed()).toBe(1);
  });

  it("leaves no empty event behind when the only allowed call failed", () => {
    const { count, failed, events } = recorder();
    count("Case.sex", "allowed", "rule", ["kim"]);
    failed("Case.sex", "rule", ["kim"]);
    expect(events(same).map(({ outcome }) => outcome)).toEqual(["error"]);
  });

  it("names its subjects by pseudonym only", () => {
    const { count, events } = recorder();
    count("Case.sex", "allowed", "rule", ["kim"]);
    expect(events((subject) => `pseudonym of ${subject.length} letters`)[0]?.subjects).toEqual(new Map([["pseudonym of 3 letters", 1]]));
  });

  it("loses no call, whatever the order", () => {
    const call = fc.record({ coordinate: fc.constantFrom("A.a", "A.b"), outcome: fc.constantFrom<ResolverOutcome[]>("allowed", "denied"), ruleId: fc.constantFrom("r", undefined), subjects: fc.subarray(["kim", "lee"]), fails: fc.boolean() });
    fc.assert(
      fc.property(fc.array(call), (calls) => {
        const { count, failed, events } = recorder();
        for (const { coordinate, outcome, ruleId, subjects } of calls) count(coordinate, outcome, ruleId, subjects);
        const failures = calls.filter(({ outcome, fails }) => outcome === "allowed" && fails);
        for (const { coordinate, ruleId, subjects } of failures) failed(coordinate, ruleId, subjects);
        const recorded = events(same);
        const sum = (outcome?: ResolverOutcome): number => recorded.reduce((total, event) => total + (outcome === undefined || event.outcome === outcome ? event.count : 0), 0);
        expect([sum(), sum("error"), sum("denied")]).toEqual([calls.length, failures.length, calls.filter(({ outcome }) => outcome === "denied").length]);
        expect(recorded.reduce((total, { subjects }) => total + [...subjects.values()].reduce((a, b) => a + b, 0), 0)).toBe(calls.reduce((total, { subjects }) => total + subjects.length, 0));
      }),
    );
  });

  it("counts the subjects of each field alike or apart, as fields of one list follow each other or part", () => {
    const persons = ["kim", "lee", "park", "choi"].map((subject) => [subject]);
    const call = fc.record({ coordinate: fc.constantFrom("A.a", "A.b", "A.c"), row: fc.nat(3), skipped: fc.boolean() });
    // rows one after the other with all their fields, but for some; then calls in any order
    const rows = [0, 1, 2, 3].flatMap((row) => ["A.a", "A.b", "A.c"].map((coordinate) => ({ coordinate, row })));
    fc.assert(
      fc.property(fc.array(fc.nat(11), { maxLength: 4 }), fc.array(call, { maxLength: 8 }), (left, more) => {
        const { count, events } = recorder();
        const expected = new Map<string, number>();
        const calls = [...rows.filter((_, index) => !left.includes(index)), ...more.filter(({ skipped }) => !skipped)];
        for (const { coordinate, row } of calls) {
          const subjects = persons[row] ?? [];
          count(coordinate, "allowed", "r", subjects);
          expected.set(`${coordinate} ${subjects.join()}`, (expected.get(`${coordinate} ${subjects.join()}`) ?? 0) + 1);
        }
        const recorded = events(same).flatMap(({ coordinate, subjects }) => [...subjects].map(([subject, met]): [string, number] => [`${coordinate} ${subject}`, met]));
        expect(new Map(recorded)).toEqual(expected);
        expect(recorded).toHaveLength(expected.size);
      }),
    );
  });
});
