import fc from "fast-check";
import { isBalanced, quarantineListLimit, reportRows } from "./report.js";
import { importReport, openTally } from "./tally.js";

describe("the report of an import", () => {
  it("is a table of one row a file and a total, with kinds and reasons, most frequent first", () => {
    const tally = openTally("a.csv");
    for (let row = 0; row < 6; row += 1) tally.read();
    tally.repair("city-name-corrected");
    tally.repair("age-band");
    tally.repair("age-band");
    tally.drop("duplicate-row");
    tally.quarantine(4, "not-a-date", "date");
    expect(reportRows(importReport("test", [], [[tally, 3]]))).toEqual([
      { file: "a.csv", read: 6, imported: 3, alreadyPresent: 1, repaired: 3, dropped: 1, quarantined: 1, note: "repaired: age-band 2, city-name-corrected 1; dropped: duplicate-row 1; quarantined: not-a-date 1" },
      { file: "total", read: 6, imported: 3, alreadyPresent: 1, repaired: 3, dropped: 1, quarantined: 1, note: "" },
    ]);
  });
  it("names a quarantined row by file, line, column and reason, and nothing more", () => {
    const tally = openTally("a.csv");
    tally.read();
    tally.quarantine(2, "wrong-number-of-columns");
    expect(importReport("test", [], [[tally, 0]]).quarantine).toEqual([{ file: "a.csv", line: 2, reason: "wrong-number-of-columns" }]);
  });
  it("lists a thousand quarantined rows at most and counts them all", () => {
    const tally = openTally("a.csv");
    for (let line = 2; line < 5002; line += 1) {
      tally.read();
      tally.quarantine(line, "not-a-date", "date");
    }
    const report = importReport("test", [], [[tally, 0]]);
    expect([report.quarantine.length, report.files[0]?.quarantined]).toEqual([quarantineListLimit, { "not-a-date": 5000 }]);
  });
  it("accounts for every row exactly once, whatever happened", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("keep", "drop", "quarantine", "repair")), fc.double({ min: 0, max: 1, noNaN: true }), (events, share) => {
        const tally = openTally("a.csv");
        for (const event of events) {
          tally.read();
          if (event === "drop") tally.drop("copy");
          if (event === "quarantine") tally.quarantine(1, "bad");
          if (event === "repair") tally.repair("fixed");
        }
        const file = tally.report(Math.floor(tally.accepted() * share));
        return isBalanced(file) && !isBalanced({ ...file, read: file.read + 1 });
      }),
    );
  });
});
