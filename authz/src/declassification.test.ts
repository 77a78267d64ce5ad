/** The declassification list speaks of fields that exist, once each, and of nothing that a rule keeps for those with a grant or an assignment of that very row. */
import { declassified } from "./declassification.js";
import { rules } from "./rules.js";

describe("the declassification list", () => {
  const allows = rules.filter(({ effect }) => effect === "allow");

  it("names only coordinates that some rule opens", () => {
    const opened = new Set(allows.flatMap(({ coordinates }) => coordinates));
    expect(declassified.flatMap(({ coordinates }) => coordinates).filter((coordinate) => !opened.has(coordinate))).toEqual([]);
  });

  it("names each coordinate once", () => {
    const all = declassified.flatMap(({ coordinates }) => coordinates);
    expect(all.filter((coordinate, index) => all.indexOf(coordinate) !== index)).toEqual([]);
    expect(new Set(declassified.map(({ id }) => id)).size).toBe(declassified.length);
  });

  it("lets nothing out of identity (P3), and of evidence (P4) the stub of the other case alone", () => {
    const classified = new Set(allows.filter(({ fieldClass }) => fieldClass === "P3" || fieldClass === "P4").flatMap(({ coordinates }) => coordinates));
    expect(declassified.flatMap(({ coordinates }) => coordinates).filter((coordinate) => classified.has(coordinate))).toEqual(["CoPresence.otherCaseStub", "RosterStay.caseStubs"]);
  });

  it("says in both languages what is told, how much of it, and why; a group is of whole persons", () => {
    for (const { id, tells, budget, because, leastGroup } of declassified) {
      for (const { en, ko } of [tells, budget, because]) expect([id, /^[a-z"].+/.test(en), /[가-힣]/.test(ko)]).toEqual([id, true, true]);
      expect([id, Number.isInteger(leastGroup) && leastGroup >= 1]).toEqual([id, true]);
    }
  });
});
