/** The one table of who may read what. No row = no access. Not how it is decided: see decide.ts. */
import { dutyTable } from "./duties.js";
import { AuthzError } from "./error.js";
import type { Coordinate, Rule } from "./rule.js";
import { auditRules } from "./rules/audit.js";
import { caseRules } from "./rules/cases.js";
import { movementRules } from "./rules/movements.js";
import { publicRules } from "./rules/public.js";

export const rules: readonly Rule[] = checkedRules([...publicRules, ...caseRules, ...movementRules, ...auditRules]);

/** Coordinates that exist in every subgraph and that nobody reads: the schemas are checked in, not asked for. */
export const closedCoordinates: readonly Coordinate[] = ["Query._service", "_Service.sdl"];

const ruled = new Set<Coordinate>([...rules.flatMap((row) => row.coordinates), ...closedCoordinates]);

/** @throws AuthzError RULE_MISSING naming the coordinates that no row speaks of */
export function requireRules(coordinates: readonly Coordinate[]): void {
  const missing = coordinates.filter((coordinate) => !ruled.has(coordinate));
  if (missing.length > 0) throw new AuthzError("RULE_MISSING", `no rule for ${missing.map((coordinate) => `\`${coordinate}\``).join(", ")}: add a row to authz/src/rules`);
}

/** @throws AuthzError RULE_INVALID for a table that could not mean what it says */
export function checkedRules(table: readonly Rule[]): readonly Rule[] {
  const ids = new Set<string>();
  for (const row of table) {
    if (ids.has(row.id)) throw new AuthzError("RULE_INVALID", `rule \`${row.id}\` stands twice: give each row its own id`);
    ids.add(row.id);
    if (row.duty === "everyone" && (row.fieldClass !== "P0" || row.clearance !== 0)) throw new AuthzError("RULE_INVALID", `rule \`${row.id}\` opens class ${row.fieldClass} to everyone: name the duty`);
    if (row.duty !== "everyone" && dutyTable[row.duty].clearance < row.clearance) throw new AuthzError("RULE_INVALID", `rule \`${row.id}\` needs more clearance than the duty \`${row.duty}\` has`);
    if (row.coordinates.some((coordinate) => coordinate.includes("*"))) throw new AuthzError("RULE_INVALID", `rule \`${row.id}\` has a wildcard: list the coordinates`);
  }
  return table;
}
