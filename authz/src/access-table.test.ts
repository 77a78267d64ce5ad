/** `docs/ACCESS.md` leaves out no duty, condition or rule. Whether the checked-in page is fresh is tested where it is written. */
import { accessTable } from "./access-table.js";
import { conditions } from "./conditions.js";
import { dutyTable } from "./duties.js";
import { rules } from "./rules.js";

const page = accessTable();
const sections = new Map(page.split("\n### ").slice(1).map((text): [string, string] => [text.slice(1, text.indexOf("`", 1)), text]));

describe("the access table", () => {
  it("has a section for every rule and for nothing else", () => {
    expect([...sections.keys()]).toEqual(rules.map(({ id }) => id));
  });

  it.each(rules.map((rule) => ({ rule, id: rule.id })))("says all of $id", ({ rule }) => {
    const text = sections.get(rule.id) ?? "";
    const listed = [...text.matchAll(/^- `(\w+)`: (.*)$/gm)].flatMap(([, type = "", names = ""]) => names.split(", ").map((name) => `${type}.${name}`));
    expect(listed.toSorted()).toEqual([...rule.coordinates].toSorted());
    for (const word of [`clearance ${rule.clearance}`, `${rule.fieldClass};`, `${rule.purpose};`, rule.approval, rule.basis, rule.retained]) expect(text).toContain(word);
    for (const name of rule.onlyWhen) expect(text).toContain(`\`${name}\` (${conditions[name].en} · ${conditions[name].ko})`);
  });

  it("explains every duty and every condition in English and Korean", () => {
    for (const [duty, { en, ko, clearance, door }] of Object.entries(dutyTable)) expect(page).toContain(`| \`${duty}\` ${en} | ${ko} | ${clearance} | ${door} |`);
    for (const [name, { en, ko }] of Object.entries(conditions)) expect(page).toContain(`| \`${name}\` | ${en} | ${ko} |`);
  });
});
