/** Every decision that the rules make, as a table that reviewers read: a line for each duty and field, a column for each state of the work. Not the rules: see rules.ts. */
import { conditions } from "./conditions.js";
import { type Ability, decider, makeAbility, rowOf, type Table } from "./decide.js";
import { dutyTable } from "./duties.js";
import { type Clearance, type Duty, duties, type Purpose, purposes, type SessionId } from "./names.js";
import type { Principal } from "./principal.js";
import type { Coordinate, Rule } from "./rule.js";
import { rules } from "./rules.js";
import { asker, permissionsIn, type WorkflowState, workflowStates } from "./workflow-states.js";

/** `A` allowed, `R` approval required, `D` denied, `P` purpose required, `C` clearance required. */
export type Cell = "A" | "R" | "D" | "P" | "C";

/**
 * `docs/access-matrix.csv`, generated; a test fails when the checked-in file is stale. `coordinates` are those of the schema. A line whose cells would all be `C` is left
 * out, and so is one that only says what the public visitor's line says: a rule that opens more adds lines.
 *
 * `class` and `clearance` are those of the rules that open the field: the clearance is the lowest at which the answer is another than `C`.
 */
export function accessMatrix(coordinates: readonly Coordinate[], table: Table = { rules, conditions }): string {
  const sorted = [...new Set(coordinates)].toSorted();
  const relevant: Table = { ...table, rules: restricted(table.rules, new Set(sorted)) };
  const publicly = new Set(linesOf("public-visitor", ["public-information"], sorted, relevant).map(answers));
  const ofDuty = (duty: Duty): string[] => linesOf(duty, purposesOf(duty, table), sorted, relevant);
  const lines = duties.flatMap((duty) => (duty === "public-visitor" ? ofDuty(duty) : ofDuty(duty).filter((line) => !publicly.has(answers(line)))));
  return [["duty", "purpose", "field", "class", "clearance", ...workflowStates.map(({ name }) => name.replaceAll(",", ""))].join(","), ...lines, ""].join("\n");
}

/** What the rules say of some coordinates: no other part of them has a say there. */
const restricted = (all: readonly Rule[], to: ReadonlySet<Coordinate>): readonly Rule[] =>
  all.flatMap((row) => {
    const coordinates = row.coordinates.filter((coordinate) => to.has(coordinate));
    return coordinates.length === 0 ? [] : [{ ...row, coordinates }];
  });

/** A line without who asks, and for what. */
const answers = (line: string): string => line.split(",").slice(2).join(",");

const linesOf = (duty: Duty, stated: readonly Purpose[], coordinates: readonly Coordinate[], table: Table): string[] => stated.flatMap((purpose) => linesFor(duty, purpose, stated, coordinates, table));

function linesFor(duty: Duty, purpose: Purpose, stated: readonly Purpose[], coordinates: readonly Coordinate[], table: Table): string[] {
  const withClearance = (clearance: Clearance): Ability => makeAbility(principal(duty, clearance), purpose, table);
  const highest = dutyTable[duty].clearance;
  const lower = ([0, 1, 2, 3, 4] as const).filter((clearance) => clearance < highest).map((clearance) => ({ clearance, ability: withClearance(clearance) }));
  const own = withClearance(highest);
  const elsewhere = purposes.find((other) => !stated.includes(other)) ?? purpose;
  const otherwise = makeAbility(principal(duty, highest), elsewhere, table);
  return coordinates.flatMap((coordinate) => {
    const cells = workflowStates.map((state) => cellOf(state.otherPurpose ? otherwise : own, coordinate, state, state.otherPurpose ? elsewhere : purpose));
    if (cells.every((cell) => cell === "C")) return [];
    const classes = [...new Set(own.candidates(coordinate).rules.filter(({ effect }) => effect === "allow").map(({ fieldClass }) => fieldClass))].toSorted();
    const least = lower.find(({ ability }) => ability.refusal(coordinate) !== "CLEARANCE_REQUIRED")?.clearance ?? highest;
    return [[duty, purpose, coordinate, classes.join(" "), least, ...cells].join(",")];
  });
}

function cellOf(ability: Ability, coordinate: Coordinate, state: WorkflowState, purpose: Purpose): Cell {
  const refusal = ability.refusal(coordinate);
  if (refusal) return refusal === "PURPOSE_REQUIRED" ? "P" : "C";
  const { outcome } = decider(ability, permissionsIn(state, purpose))(coordinate)(rowOf(state.row));
  return outcome === "allowed" ? "A" : outcome === "approval-required" ? "R" : "D";
}

/** The purposes that rules ask of a duty; one that no rule asks anything of still sees what everyone sees. */
function purposesOf(duty: Duty, table: Table): readonly Purpose[] {
  const asked = purposes.filter((purpose) => table.rules.some((row) => row.duty === duty && row.purpose === purpose));
  return asked.length === 0 ? ["public-information"] : asked;
}

const principal = (duty: Duty, clearance: Clearance): Principal => ({
  ...asker,
  duty,
  clearance,
  session: "session" as SessionId,
  authenticatedBy: "otp",
  door: dutyTable[duty].door,
});
