/** The matrix shows every change of a rule. Single decisions are specified in the oracle and in decide.test.ts; whether the checked-in file is fresh is tested where it is written. */
import { accessMatrix } from "./access-matrix.js";
import { type Condition, conditions, type ConditionName } from "./conditions.js";
import type { Table } from "./decide.js";
import { duties, purposes } from "./names.js";
import { type Coordinate, type Rule, rule } from "./rule.js";
import { rules } from "./rules.js";

const coordinates = rules.flatMap((row) => row.coordinates);
const table: Table = { rules, conditions };
const matrix = accessMatrix(coordinates);
const lines = matrix.trimEnd().split("\n");
const [head = "", ...body] = lines;
const columns = head.split(",");

const cell = (duty: string, field: string, column: string): string | undefined => {
  const line = body.map((text) => text.split(",")).find((cells) => cells[0] === duty && cells[2] === field);
  return line?.[columns.indexOf(column)];
};
/** How many lines of these fields go or come. */
const changed = (fields: readonly Coordinate[], weaker: Partial<Table>): number => {
  const [before, after] = [table, { ...table, ...weaker }].map((one) => accessMatrix(fields, one).trimEnd().split("\n"));
  return (after ?? []).filter((line) => !before?.includes(line)).length + (before ?? []).filter((line) => !after?.includes(line)).length;
};
const some = ({ coordinates: all }: Rule): readonly Coordinate[] => all.slice(0, 1);
const without = (gone: Rule): readonly Rule[] => rules.filter((row) => row !== gone);
const replaced = (old: Rule, change: Partial<Rule>): readonly Rule[] => rules.map((row) => (row === old ? { ...row, ...change } : row));

describe("the matrix", () => {
  it.each([
    ["public-visitor", "Clinic.nameKo", "nothing held", "A"],
    ["public-visitor", "Clinic.nameKo", "unpublished own agency", "D"],
    ["clinic-staff", "Clinic.nameKo", "unpublished own agency", "A"],
    ["local-investigator", "Case.onsetDate", "nothing held", "A"],
    ["local-investigator", "Case.onsetDate", "foreign", "D"],
    ["local-investigator", "Case.onsetDate", "other purpose", "P"],
    ["local-investigator", "Case.onsetDate", "referral offered to own agency", "D"],
    ["local-investigator", "Case.onsetDate", "referral accepted", "A"],
    ["local-investigator", "Case.onsetDate", "referral ended assigned and granted", "D"],
    ["local-investigator", "Case.onsetDate", "sealed everything held", "D"],
    ["national-investigator", "Case.onsetDate", "foreign", "A"],
    ["national-investigator", "Person.fullName", "grant covers", "R"],
    ["national-investigator", "Person.fullName", "assigned", "A"],
    ["national-investigator", "Stay.arrival", "grant covers", "A"],
    ["national-investigator", "Stay.arrival", "grant of other window", "R"],
    ["national-investigator", "Stay.arrival", "grant exhausted", "R"],
    ["national-investigator", "Stay.arrival", "seal unknown everything held", "D"],
    ["approver", "Stay.arrival", "grant covers", undefined],
    ["auditor", "Case.onsetDate", "nothing held", undefined],
  ])("%s, %s, %s: %s", (duty, field, column, expected) => expect(cell(duty, field, column)).toBe(expected));

  it("has a line at most once, of as many cells as columns, in the order of the duties, of their purposes and of the fields", () => {
    const keys = body.map((line) => line.split(",").slice(0, 3).join(","));
    expect(new Set(keys).size).toBe(keys.length);
    expect(lines.filter((line) => line.split(",").length !== columns.length)).toEqual([]);
    const number = (list: readonly string[], name = ""): string => String(list.indexOf(name)).padStart(2, "0");
    const rank = (line: string): string => `${number(duties, line.split(",")[0])} ${number(purposes, line.split(",")[1])} ${line.split(",")[2]}`;
    expect(body.map(rank)).toEqual(body.map(rank).toSorted());
  });

  it("says of nobody but the public visitor what holds for everyone, and nothing of a field that is closed to all", () => {
    expect(cell("auditor", "Clinic.nameKo", "nothing held")).toBeUndefined();
    expect(accessMatrix(["Query._service", "Case.shoeSize"]).trimEnd().split("\n")).toHaveLength(1);
  });

  it("speaks only of the coordinates that it is given", () => {
    const few = accessMatrix(["Case.id", "Clinic.id"]).trimEnd().split("\n").slice(1);
    expect(new Set(few.map((line) => line.split(",")[2]))).toEqual(new Set(["Case.id", "Clinic.id"]));
  });
});

describe("every change of a rule shows as changed lines", () => {
  it.each(rules.map((row) => ({ id: row.id, row })))("$id, taken away", ({ row }) => expect(changed(some(row), { rules: without(row) })).toBeGreaterThan(0));

  const conditional = rules.flatMap((row) => row.onlyWhen.map((name) => ({ id: row.id, row, name })));
  it.each(conditional)("$id, no longer only when $name", ({ row, name }) => expect(changed(some(row), { rules: replaced(row, { onlyWhen: row.onlyWhen.filter((other) => other !== name) }) })).toBeGreaterThan(0));

  const dutiful = rules.filter(({ effect, duty }) => effect === "allow" && duty !== "everyone");
  it.each(dutiful.map((row) => ({ id: row.id, row })))("$id, for any purpose, at a lower clearance, in another class", ({ row }) => {
    expect(changed(some(row), { rules: replaced(row, { purpose: "any" }) })).toBeGreaterThan(0);
    expect(changed(some(row), { rules: replaced(row, { fieldClass: "P5" }) })).toBeGreaterThan(0);
  });

  const sample = rules.flatMap(some);
  it.each(Object.keys(conditions) as ConditionName[])("the condition %s, always true", (name) => {
    const always: Condition = { ...conditions[name], compare: () => ({}) };
    expect(changed(sample, { conditions: { ...conditions, [name]: always } })).toBeGreaterThan(0);
  });

  it("one field more for one duty is one line more", () => {
    const more = rule("more", { duty: "auditor", clearance: 2, fieldClass: "P2", onlyWhen: [], purpose: "audit", approval: "none", basis: "PIPA 29", retained: "2 years", coordinates: [["Case.sex"]] });
    expect(changed(coordinates, { rules: [...rules, more] })).toBe(1);
  });
});
