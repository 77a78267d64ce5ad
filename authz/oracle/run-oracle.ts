/** Runs the oracle's cells against a table of rules and says which come out otherwise. Decides nothing and expects nothing itself: the expectations stand in the tables. */
import { type Ability, decider, makeAbility, rowOf, type Table } from "../src/decide.js";
import type { Purpose } from "../src/names.js";
import { permissionSet } from "../src/permissions.js";
import type { Principal } from "../src/principal.js";
import type { Coordinate } from "../src/rule.js";
import { caseWork } from "./case-work.js";
import { dueProcess } from "./due-process.js";
import { evidence } from "./evidence.js";
import { at, holdings, principals, purposeOf, rows, usualGrant } from "./facts.js";
import { jobs } from "./jobs.js";
import { followUp } from "./follow-up.js";
import { oversight } from "./oversight.js";
import { publicWork } from "./public-work.js";
import { reports } from "./reports.js";
import { sealedAndClosed } from "./sealed-and-closed.js";

/** One line, its words separated by single spaces. */
export type Cell = { readonly idea: string; readonly line: string };

/** In the order of the tables. */
export const cells: readonly Cell[] = [publicWork, caseWork, followUp, dueProcess, evidence, sealedAndClosed, oversight, reports, jobs].flat().flatMap(({ idea, cells: text }) =>
  text
    .split("\n")
    .map((line) => line.trim().replaceAll(/\s+/g, " "))
    .filter((line) => line !== "")
    .map((line): Cell => ({ idea, line })),
);

/** `wrong`: a line for each cell that the table decides otherwise, with what it decided. */
export function runOracle(table: Table): { readonly wrong: readonly string[]; readonly cells: number } {
  const abilityOf = abilitiesIn(table);
  const wrong = cells.flatMap(({ idea, line }) => {
    const { verdict, expected } = judge(line, abilityOf);
    return verdict === expected ? [] : [`${line}: the rules say ${verdict} (${idea})`];
  });
  return { wrong, cells: cells.length };
}

const verdicts = { allowed: "allowed", "approval-required": "approval", denied: "denied", redacted: "redacted", PURPOSE_REQUIRED: "purpose", CLEARANCE_REQUIRED: "clearance" } as const;

function judge(line: string, abilityOf: AbilityOf): { readonly verdict: string; readonly expected: string } {
  const [who = "", why = "", coordinate = "", what = "", holding = "", clock = "", expected = "", ...more] = line.split(" ");
  const principal = named(principals, who, line);
  const purpose = named(purposeOf, why, line);
  if (!Object.hasOwn(rows, what) || more.length > 0 || Number.isNaN(at(clock)) || !(Object.values(verdicts) as string[]).includes(expected)) throw new Error(`the cell cannot be read: ${line}`);
  const permissions = permissionSet(principal.account, purpose, at(clock));
  for (const { assigned, referred, grant } of holding.split("+").map((name) => named(holdings, name, line))) {
    if (assigned) permissions.addAssignment(assigned);
    if (referred) permissions.addReferral(referred);
    if (grant) permissions.addGrant({ ...usualGrant(principal), ...grant });
  }
  const ability = abilityOf(principal, purpose);
  const row = rows[what];
  const outcome = ability.refusal(coordinate as Coordinate) ?? decider(ability, permissions)(coordinate as Coordinate)(row && rowOf(row)).outcome;
  return { verdict: verdicts[outcome], expected };
}

type AbilityOf = (principal: Principal, purpose: Purpose) => Ability;

/** Each asker's ability is made once a run: verification runs the oracle against every weakened table. */
function abilitiesIn(table: Table): AbilityOf {
  const made = new Map<Principal, Map<Purpose, Ability>>();
  return (principal, purpose) => {
    const known = made.get(principal) ?? new Map<Purpose, Ability>();
    made.set(principal, known);
    const ability = known.get(purpose) ?? makeAbility(principal, purpose, table);
    known.set(purpose, ability);
    return ability;
  };
}

function named<Value>(all: Readonly<Record<string, Value>>, name: string, line: string): Value {
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  if (found === undefined) throw new Error(`\`${name}\` is no name of the oracle: ${line}`);
  return found;
}
