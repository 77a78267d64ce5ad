/** `docs/ACCESS.md` leaves out no duty, condition, rule or word. Whether the checked-in page is fresh is tested where it is written. */
import { accessTable } from "./access-table.js";
import { approvalWords, classWords, purposeWords } from "./access-words.js";
import { type Condition, conditions } from "./conditions.js";
import { declassified } from "./declassification.js";
import { dutyTable, incompatibleDuties } from "./duties.js";
import { fieldWords, unnamed } from "./field-words.js";
import { duties, purposes } from "./names.js";
import { type Coordinate, type Rule, rule } from "./rule.js";
import { rules } from "./rules.js";

const page = accessTable();
/** By the id in the heading. */
const sections = new Map(page.split("\n### ").slice(1).map((text): [string, string] => [text.slice(0, text.indexOf("\n")).replaceAll("`", ""), text.split(/\n##? /)[0] ?? ""]));

/** Back from the page to the coordinates that a section lists. */
function coordinatesIn(text: string): Coordinate[] {
  const named = [...text.matchAll(/^- \*\*`(\w+)`\*\* .*?\): (.*)$/gm)].flatMap(([, type = "", names = ""]) => [...names.matchAll(/`(\w+)`/g)].map(([, name = ""]): Coordinate => `${type}.${name}`));
  const lists = [...text.matchAll(/^- lists of .*?\): (.*)$/gm)].flatMap(([, names = ""]) => [...names.matchAll(/`(\w+)`/g)].flatMap(([, node = ""]): Coordinate[] => [`${node}Connection.edges`, `${node}Connection.pageInfo`, `${node}Edge.node`, `${node}Edge.cursor`]));
  return [...named, ...lists];
}

describe("the access table", () => {
  it("has a section for every rule and every remainder, and for nothing else", () => {
    expect([...sections.keys()].toSorted()).toEqual([...rules, ...declassified].map(({ id }): string => id).toSorted());
  });

  it.each(rules.map((row) => ({ row, id: row.id })))("says all of $id", ({ row }) => {
    const text = sections.get(row.id) ?? "";
    expect(coordinatesIn(text).toSorted()).toEqual([...row.coordinates].toSorted());
    const facts = row.effect === "allow" ? [`**${row.clearance}**`, row.approval, row.basis, row.retained] : [row.basis, "Nobody"];
    for (const word of [`**${row.fieldClass}**`, ...facts]) expect(text).toContain(word);
    if (row.purpose !== "any") expect([text.includes(purposeWords[row.purpose].en), text.includes(purposeWords[row.purpose].ko)]).toEqual([true, true]);
    for (const name of row.onlyWhen) expect([text.includes(`${conditions[name].en} (\`${name}\`)`), text.includes(`${conditions[name].ko} (\`${name}\`)`)]).toEqual([true, true]);
  });

  it("puts each rule under its duty, and the denies under what nobody may do", () => {
    const titles = [...page.matchAll(/^## (.*)$/gm)].map(([, title = ""]) => title);
    const chapter = (id: string): string => titles.findLast((title) => page.indexOf(`\n## ${title}\n`) < page.indexOf(`\n### \`${id}\`\n`)) ?? "";
    for (const { id, duty, effect } of rules) expect(chapter(id).toLowerCase()).toContain(effect === "deny" ? "what nobody may do" : duty === "everyone" ? "everyone" : dutyTable[duty].en.toLowerCase());
  });

  it("explains every class, duty, purpose, approval and condition in English and Korean", () => {
    for (const { en, ko } of [...Object.values(classWords), ...Object.values(purposeWords), ...Object.values(approvalWords)]) expect(page).toContain(`| ${en} | ${ko} |`);
    for (const [duty, { en, ko, clearance }] of Object.entries(dutyTable)) expect(page).toContain(`| \`${duty}\` ${en} | ${ko} | ${clearance} |`);
    for (const [name, { en, ko }] of Object.entries<Condition>(conditions)) expect(page).toContain(`| \`${name}\` | ${en} | ${ko} |`);
    expect([Object.keys(purposeWords), Object.keys(dutyTable)]).toEqual([[...purposes], [...duties]]);
  });

  it("shows each pair of incompatible duties from both sides", () => {
    const block = page.slice(page.indexOf("## Duties that one person may not hold"), page.indexOf("## Conditions"));
    const row = (duty: string): string => block.split("\n").find((text) => text.startsWith(`| \`${duty}\` `)) ?? "";
    for (const [one, other] of incompatibleDuties) expect([one, other, row(one).includes(`\`${other}\``), row(other).includes(`\`${one}\``)]).toEqual([one, other, true, true]);
  });

  it("names every type and field in Korean: add a missing one to authz/src/field-words.ts", () => {
    expect(unnamed([...rules, ...declassified].flatMap(({ coordinates }) => coordinates))).toEqual([]);
    expect([...fieldWords].filter(([name, ko]) => !/^_?[a-z][A-Za-z]*$/.test(name) || !/[가-힣]/.test(ko))).toEqual([]);
  });

  it("is one that changes in few lines when one field of one rule goes", () => {
    const [first, ...rest] = rules.filter(({ id }) => id.startsWith("case.clinical.local"));
    if (!first || rest.length > 0) throw new Error("no such rule");
    const narrowed = accessTable(rules.map((row) => (row === first ? { ...row, coordinates: row.coordinates.filter((coordinate) => coordinate !== "Case.sex") } : row)));
    const before = new Set(page.split("\n"));
    expect(narrowed.split("\n").filter((text) => !before.has(text))).toHaveLength(1);
  });

  it.each([
    { what: "legal basis", change: { basis: "Habeas Data 1" } },
    { what: "retention", change: { retained: "for ever" } },
  ])("is not written for a rule whose $what nobody explained", ({ what, change }) => {
    const odd: Rule = { ...rule("odd", { duty: "auditor", clearance: 2, fieldClass: "P2", onlyWhen: [], purpose: "audit", approval: "none", basis: "PIPA 29", retained: "2 years", coordinates: [["AuditRecord.id"]] }), ...change };
    expect(() => accessTable([odd])).toThrow(expect.objectContaining({ code: "RULE_INVALID", message: expect.stringContaining(`the ${what} \`${Object.values(change)[0]}\``) }));
  });
});
