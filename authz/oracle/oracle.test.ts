/** The real rules against the literal expectations of the design: each idea on its own, so that a failure names the sentence that does not hold. */
import { conditions } from "../src/conditions.js";
import type { Table } from "../src/decide.js";
import { duties, purposes } from "../src/names.js";
import { rules } from "../src/rules.js";
import { principals, purposeOf } from "./facts.js";
import { cells, runOracle } from "./run-oracle.js";

const table: Table = { rules, conditions };
const { wrong, cells: count } = runOracle(table);
const words = cells.map(({ line }) => line.split(" "));
const column = (index: number): readonly string[] => [...new Set(words.map((line) => line[index] ?? ""))];

describe("what the design says of", () => {
  it.each([...new Set(cells.map(({ idea }) => idea))])("%s", (idea) => {
    expect(wrong.filter((line) => line.endsWith(`(${idea})`))).toEqual([]);
  });
});

describe("the oracle", () => {
  it("has at least 400 cells, and none twice", () => {
    expect(count).toBeGreaterThanOrEqual(400);
    const asked = cells.map(({ line }) => line);
    expect(asked.filter((line, index) => asked.indexOf(line) !== index)).toEqual([]);
  });

  it("asks as every duty and for every purpose", () => {
    expect(duties.filter((duty) => !column(0).some((who) => principals[who]?.duty === duty))).toEqual([]);
    expect(purposes.filter((purpose) => !column(1).some((why) => purposeOf[why] === purpose))).toEqual([]);
  });

  it("asks about every type that holds data", () => {
    const asked = new Set(column(2).map((coordinate) => coordinate.split(".")[0]));
    const types = new Set(rules.flatMap(({ coordinates }) => coordinates.map((coordinate) => coordinate.split(".")[0] ?? "")));
    expect([...types].filter((type) => !/(Connection|Edge)$/.test(type) && !asked.has(type))).toEqual([]);
  });

  it("expects every verdict, and a quarter of the cells to be allowed", () => {
    expect(column(6).toSorted()).toEqual(["allowed", "approval", "clearance", "denied", "purpose"]);
    expect(words.filter((line) => line[6] === "allowed").length / count).toBeGreaterThan(0.25);
  });

  it("cannot be satisfied by a table that opens nothing, nor by one without its denies", () => {
    expect(runOracle({ rules: [], conditions }).wrong.length).toBeGreaterThan(100);
    expect(runOracle({ rules: rules.filter(({ effect }) => effect === "allow"), conditions }).wrong.length).toBeGreaterThan(40);
  });

  it("says who, why, what, which row, what is held, when and the verdict in every cell", () => {
    expect(cells.map(({ line }) => line).filter((line) => line.split(" ").length !== 7)).toEqual([]);
  });
});
