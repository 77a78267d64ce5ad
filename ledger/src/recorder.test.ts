/** Every resolver call is counted once, under what became of it. */
import fc from "fast-check";
import type { ResolverOutcome } from "./record.js";
import { recorder } from "./recorder.js";

const same = (subject: string): string => subject;

describe("a recorder", () => {
  it("counts calls of one coordinate, outcome and rule together, with how often each subject was met", () => {
    const { of, events, allowed } = recorder();
    of("Case.sex").count({ outcome: "allowed", ruleId: "rule" }, ["kim"]);
    of("Case.sex").count({ outcome: "allowed", ruleId: "rule" }, ["kim", "lee"]);
    of("Case.sex").count({ outcome: "denied", ruleId: "rule" }, ["park"]);
    of("Case.sex").count({ outcome: "allowed", ruleId: "other rule" }, []);
    of("Query.cases").count({ outcome: "allowed", ruleId: undefined }, []);
    expect(events(same)).toEqual([
      { coordinate: "Case.sex", outcome: "allowed", ruleId: "rule", count: 2, subjects: new Map([["kim", 2], ["lee", 1]]) },
      { coordinate: "Case.sex", outcome: "denied", ruleId: "rule", count: 1, subjects: new Map([["park", 1]]) },
      { coordinate: "Case.sex", outcome: "allowed", ruleId: "other rule", count: 1, subjects: new Map() },
      { coordinate: "Query.cases", outcome: "allowed", ruleId: undefined, count: 1, subjects: new Map() },
    ]);
    expect(allowed()).toBe(4);
  });

  it("moves a call that failed from allowed to error, with its subjects", () => {
    const { of, events, allowed } = recorder();
    of("Case.sex").count({ outcome: "allowed", ruleId: "rule" }, ["kim"]);
    of("Case.sex").count({ outcome: "allowed", ruleId: "rule" }, ["kim", "lee"]);
    of("Case.sex").failed("rule", ["kim", "lee"]);
    expect(events(same)).toEqual([
      { coordinate: "Case.sex", outcome: "allowed", ruleId: "rule", count: 1, subjects: new Map([["kim", 1]]) },
      { coordinate: "Case.sex", outcome: "error", ruleId: "rule", count: 1, subjects: new Map([["kim", 1], ["lee", 1]]) },
    ]);
    expect(allowed()).toBe(1);
  });

  it("leaves no empty event behind when the only allowed call failed", () => {
    const { of, events } = recorder();
    of("Case.sex").count({ outcome: "allowed", ruleId: "rule" }, ["kim"]);
    of("Case.sex").failed("rule", ["kim"]);
    expect(events(same).map(({ outcome }) => outcome)).toEqual(["error"]);
  });

  it("names its subjects by pseudonym only", () => {
    const { of, events } = recorder();
    of("Case.sex").count({ outcome: "allowed", ruleId: "rule" }, ["kim"]);
    expect(events((subject) => `pseudonym of ${subject.length} letters`)[0]?.subjects).toEqual(new Map([["pseudonym of 3 letters", 1]]));
  });

  it("loses no call and puts none under another's outcome or rule, whatever the order", () => {
    // a decision is one object for many calls, or a new one for each
    const decisions = (["allowed", "denied"] as const).flatMap((outcome) => ["r", undefined].map((ruleId) => ({ outcome, ruleId })));
    const call = fc.record({ coordinate: fc.constantFrom("A.a", "A.b"), decision: fc.constantFrom(...decisions), shared: fc.boolean(), subjects: fc.subarray(["kim", "lee"]), fails: fc.boolean() });
    fc.assert(
      fc.property(fc.array(call), (calls) => {
        const { of, events } = recorder();
        const expected = new Map<string, number>();
        const met = (coordinate: string, outcome: ResolverOutcome, ruleId: string | undefined, by: number): unknown => expected.set(`${coordinate} ${outcome} ${ruleId}`, (expected.get(`${coordinate} ${outcome} ${ruleId}`) ?? 0) + by);
        for (const { coordinate, decision, shared, subjects, fails } of calls) {
          const { outcome, ruleId } = decision;
          of(coordinate).count(shared ? decision : { ...decision }, subjects);
          met(coordinate, outcome, ruleId, 1);
          if (outcome !== "allowed" || !fails) continue;
          of(coordinate).failed(ruleId, subjects);
          met(coordinate, outcome, ruleId, -1);
          met(coordinate, "error", ruleId, 1);
        }
        const recorded = events(same);
        expect(new Map(recorded.map(({ coordinate, outcome, ruleId, count }) => [`${coordinate} ${outcome} ${ruleId}`, count]))).toEqual(new Map([...expected].filter(([, count]) => count > 0)));
        expect(recorded.reduce((total, { subjects }) => total + [...subjects.values()].reduce((sum, times) => sum + times, 0), 0)).toBe(calls.reduce((total, { subjects }) => total + subjects.length, 0));
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
        const { of, events } = recorder();
        const expected = new Map<string, number>();
        const calls = [...rows.filter((_, index) => !left.includes(index)), ...more.filter(({ skipped }) => !skipped)];
        for (const { coordinate, row } of calls) {
          const subjects = persons[row] ?? [];
          of(coordinate).count({ outcome: "allowed", ruleId: "r" }, subjects);
          expected.set(`${coordinate} ${subjects.join()}`, (expected.get(`${coordinate} ${subjects.join()}`) ?? 0) + 1);
        }
        const recorded = events(same).flatMap(({ coordinate, subjects }) => [...subjects].map(([subject, met]): [string, number] => [`${coordinate} ${subject}`, met]));
        expect(new Map(recorded)).toEqual(expected);
        expect(recorded).toHaveLength(expected.size);
      }),
    );
  });
});
