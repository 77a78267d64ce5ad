/** What no duty and no pair of duties may see. */
import { dutyLaws, unlawfulTables } from "./duty-laws.js";
import { table } from "./fields.js";

describe("no duty, and no pair of duties that one person may hold,", () => {
  it("reads evidence without a grant; and who administers, guards or audits sees no patient", () => {
    const { broken, decisions, pairs } = dutyLaws(table);
    expect(broken).toEqual([]);
    expect(decisions).toBeGreaterThan(5_000);
    expect(pairs).toBeGreaterThan(10);
  });
});

describe("a table that would let them is found out", () => {
  it.each(unlawfulTables(table))("$fault", ({ table: unlawful }) => {
    expect(dutyLaws(unlawful).broken).not.toEqual([]);
  });
});
