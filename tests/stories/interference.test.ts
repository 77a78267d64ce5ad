/** Non-interference, reduced: an asker cannot tell two databases apart that differ only in what that asker may not see. In full: `npm run verify:authz`. */
import { declassified } from "@epigraph/authz";
import { checkInterference, type Interference, leftAlike, localInvestigator, plantedFaults, visitor } from "@epigraph/verify";

/** For the local investigator, nothing that an approver or an outsider could not see either. */
const ofOthers = ["columns that an approver may not see", "clusters", "places", "more requests for visible cases", "what sources counted in clusters", "why access was opened in an emergency", "policies of requests"];
const planted = plantedFaults.filter(({ name }) => ["a list of cases without its filter", "an order by links to hidden cases", "a draft answered with denied"].includes(name));

describe("two databases that differ only in what the asker may not see", () => {
  let checked: Interference;

  beforeAll(async () => {
    checked = await checkInterference({ seed: 8, operations: 30, askers: [localInvestigator, visitor], faults: planted, patience: 150 });
  }, 300_000);

  it("answer generated operations, mutations included, with the same bytes", () => {
    expect(checked.outcomes.flatMap(({ differences }) => differences)).toEqual([]);
    expect(checked.outcomes.map(({ asker, operations }) => [asker, operations])).toEqual([["a local investigator", 30], ["a visitor", 30]]);
  });

  it("differ in rows of every hidden kind, never by a fault of the platform, and their answers hold data", () => {
    const [investigator, anyone] = checked.outcomes;
    expect(investigator?.changed.filter(({ change, rows }) => rows === 0 && !change.includes("of removed")).map(({ change }) => change)).toEqual(ofOthers);
    for (const outcome of [investigator, anyone]) expect(outcome?.withData).toBeGreaterThan(10);
    expect(investigator?.mutations).toBeGreaterThan(0);
    for (const { codes } of checked.outcomes) expect([...codes.keys()]).not.toContain("INTERNAL_SERVER_ERROR");
  });

  it("agree on what the declassification list tells, and on nothing else that is hidden", () => {
    expect(declassified.map(({ id }) => id)).toEqual(leftAlike);
  });

  it("are told apart as soon as a fault is planted", () => {
    const found = checked.planted.filter((fault) => fault.found !== undefined).map(({ name }) => name);
    expect(found.toSorted()).toEqual(["a draft answered with denied", "a list of cases without its filter", "an order by links to hidden cases"]);
  });
});
