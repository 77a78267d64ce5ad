/** A table that is wrong by one thing is noticed; here a part of all such tables, all of them by `npm run verify:authz`. */
import { conditions, rules } from "@epigraph/authz";
import { mutate } from "./mutation.js";
import { tableMutants } from "./mutants.js";
import { sourceMutants } from "./source-mutants.js";
import { workshop } from "./workshop.js";

const every = 80;

describe(`each ${every}th of the mutants`, () => {
  it("is noticed by the oracle, the table's own check or the matrix, or survives for a reason that is checked in", async () => {
    const { oracle, trials, unexplained, outdated } = await mutate({ every });
    expect(oracle.wrong).toEqual([]);
    expect(unexplained).toEqual([]);
    expect(outdated).toEqual([]);
    expect(trials.length).toBeGreaterThan(15);
    expect(trials.filter(({ caughtBy }) => caughtBy === "oracle").length / trials.length).toBeGreaterThan(0.5);
  }, 120_000);
});

describe("the mutants", () => {
  const mutants = tableMutants({ rules, conditions });

  it("have each an id of its own", () => {
    const ids = [...mutants, ...sourceMutants].map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it("leave no rule and no condition out", () => {
    const mutated = mutants.map(({ id }) => id.split(": ")[1]);
    expect([...rules.map(({ id }): string => id), ...Object.keys(conditions)].filter((name) => !mutated.includes(name))).toEqual([]);
  });

  it("differ from the table in one row or one condition", () => {
    for (const { id, table } of mutants) {
      const rows = rules.filter((row) => !table.rules.includes(row)).length;
      const named = Object.entries(conditions).filter(([name, condition]) => table.conditions[name as keyof typeof conditions] !== condition).length;
      expect({ id, changes: rows + named }).toEqual({ id, changes: 1 });
    }
  });
});

describe("a mutant of the sources", () => {
  it.each(sourceMutants)("$id can still be made", ({ file, find }) => {
    const shop = workshop();
    expect(shop.occurrences(file, find)).toBe(1);
    shop.close();
  });
});
