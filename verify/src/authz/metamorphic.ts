/** Giving less never shows more: of fields, over the decision; of rows, over row security on a real database. What is shown at all is not asked here. */
import { abilityFor, decider, makeAbility, rowOf, rules, type Table } from "@epigraph/authz";
import { seeded } from "../seeded.js";
import type { Question } from "./cedar.js";
import { permissionsFrom } from "./facts.js";
import { table } from "./fields.js";
import { fieldNarrowings, worldNarrowings } from "./narrowings.js";
import { generateQuestion } from "./questions.js";
import type { RowComparison } from "./rows.js";
import { generateWorld } from "./worlds.js";

export type Narrowed = {
  readonly name: string;
  readonly tried: number;
  /** How often it took something away: one that never does has not been tried. */
  readonly bit: number;
  /** How often more was shown. */
  readonly widened: number;
};

/** A decision under test: the product's own, or one with a fault in it. */
export type Allows = (question: Question, table: Table) => boolean;

export const allows: Allows = ({ asker: { principal, purpose }, coordinate, resource, facts }, asked) => {
  const ability = asked === table ? abilityFor(principal, purpose) : makeAbility(principal, purpose, asked);
  return decider(ability, permissionsFrom(facts, principal, purpose))(coordinate)(rowOf(resource)).outcome === "allowed";
};

export function narrowFields(options: { readonly seed: number; readonly each: number; readonly decide?: Allows }): readonly Narrowed[] {
  const decide = options.decide ?? allows;
  return fieldNarrowings.map(({ name, about, narrow }, index) => {
    const random = seeded(options.seed + index);
    const asked = about === undefined ? rules : rules.filter(({ onlyWhen }) => onlyWhen.some((condition) => about.includes(condition)));
    let [tried, bit, widened] = [0, 0, 0];
    for (let round = 0; round < options.each; round++) {
      const question = generateQuestion(random, asked, now);
      const less = narrow(random, question, table);
      if (less === undefined) continue;
      const [before, after] = [decide(question, table), decide(less.question, less.table)];
      tried++;
      if (before && !after) bit++;
      if (!before && after) widened++;
    }
    return { name, tried, bit, widened };
  });
}

const now = Date.UTC(2020, 4, 10, 12, 0, 0, 123);

/** Counts rows: `tried` shown before, `bit` no longer shown, `widened` shown only now. `only`: the names of the narrowings, all if not given. */
export async function narrowRows(comparison: RowComparison, options: { readonly seed: number; readonly cases: number; readonly operations: number; readonly only?: readonly string[] }): Promise<readonly Narrowed[]> {
  const narrowed: Narrowed[] = [];
  for (const { name, narrow } of worldNarrowings.filter((one) => options.only?.includes(one.name) ?? true)) {
    const world = generateWorld(seeded(options.seed), Date.now(), options);
    const before = await comparison.shown(world);
    const after = await comparison.shown(narrow(seeded(options.seed + 1), world));
    let [tried, bit, widened] = [0, 0, 0];
    for (const [correlation, ofTables] of before) {
      for (const [tableName, keys] of ofTables) {
        const left = after.get(correlation)?.get(tableName) ?? new Set();
        tried += keys.size;
        bit += [...keys].filter((key) => !left.has(key)).length;
        widened += [...left].filter((key) => !keys.has(key)).length;
      }
    }
    narrowed.push({ name, tried, bit, widened });
  }
  return narrowed;
}

/** Decisions with a fault that shows more to who is given less: the properties must find each. */
export const wideningFaults: readonly { readonly fault: string; readonly decide: Allows }[] = [
  { fault: "a seal opens", decide: (question, asked) => allows(question, asked) || question.resource.sealed === true },
  { fault: "a row of unknown region is everybody's", decide: (question, asked) => allows(question, asked) || (question.resource.regionCode === undefined && question.asker.principal.clearance === 4) },
  { fault: "whoever holds no grant may read", decide: (question, asked) => allows(question, asked) || question.facts.grants.length === 0 },
  { fault: "an exhausted grant opens", decide: (question, asked) => allows(question, asked) || question.facts.grants.some(({ readsLeft }) => readsLeft === 0) },
  { fault: "the fewer cases, the more", decide: (question, asked) => allows(question, asked) || question.facts.grants.some(({ cases }) => cases.length === 0) },
  { fault: "an ended referral opens", decide: (question, asked) => allows(question, asked) || question.facts.referrals.some(({ endedAt }) => endedAt === question.facts.now) },
  { fault: "a visitor sees all", decide: (question, asked) => allows(question, asked) || question.asker.principal.duty === "public-visitor" },
  { fault: "no jurisdiction is every jurisdiction", decide: (question, asked) => allows(question, asked) || (question.asker.principal.jurisdictions.length === 0 && question.asker.principal.clearance === 4) },
  { fault: "a deny is taken for an allow", decide: (question, asked) => allows(question, { ...asked, rules: asked.rules.map((row) => (row.effect === "deny" ? { ...row, effect: "allow" } : row)) }) },
  { fault: "more evidence needs fewer grants", decide: (question, asked) => allows(question, asked) || (question.resource.inputs?.length ?? 0) > 1 },
];
