/** The one table of who may read what. No row = no access. Not how it is decided: see decide.ts. */
import { conditions } from "./conditions.js";
import { dutyTable } from "./duties.js";
import { AuthzError } from "./error.js";
import { purposes, type RuleId } from "./names.js";
import { actionOf, type Coordinate, type Rule } from "./rule.js";
import { auditRules } from "./rules/audit.js";
import { caseWorkRules } from "./rules/case-work.js";
import { caseRules } from "./rules/cases.js";
import { jobRules } from "./rules/jobs.js";
import { followUpRules } from "./rules/follow-up.js";
import { movementRules } from "./rules/movements.js";
import { policyRules } from "./rules/policy.js";
import { publicRules } from "./rules/public.js";
import { reportRules } from "./rules/reports.js";
import { securityRules } from "./rules/security.js";

export const rules: readonly Rule[] = checkedRules([...publicRules, ...caseRules, ...caseWorkRules, ...policyRules, ...followUpRules, ...movementRules, ...auditRules, ...reportRules, ...securityRules, ...jobRules]);

/** Coordinates that exist in every subgraph and that nobody reads: the schemas are checked in, not asked for. */
export const closedCoordinates: readonly Coordinate[] = ["Query._service", "_Service.sdl"];

const ruled = new Set<Coordinate>([...rules.filter(({ effect }) => effect === "allow").flatMap((row) => row.coordinates), ...closedCoordinates]);

const bases = new Map(rules.map(({ id, basis }) => [id, basis]));

/** The legal basis of a row of the table. */
export const basisOf = (id: RuleId): string | undefined => bases.get(id);

/** @throws AuthzError RULE_MISSING naming the coordinates that no row speaks of */
export function requireRules(coordinates: readonly Coordinate[]): void {
  const missing = coordinates.filter((coordinate) => !ruled.has(coordinate));
  if (missing.length > 0) throw new AuthzError("RULE_MISSING", `no rule for ${missing.map((coordinate) => `\`${coordinate}\``).join(", ")}: add a row to authz/src/rules`);
}

/** @throws AuthzError RULE_INVALID for a table that could not mean what it says, or says what the code does not know */
export function checkedRules(table: readonly Rule[]): readonly Rule[] {
  const ids = new Set<string>();
  for (const row of table) {
    const fault = ids.has(row.id) ? "stands twice: give each row its own id" : faultOf(row);
    if (fault !== undefined) throw new AuthzError("RULE_INVALID", `rule \`${row.id}\` ${fault}`);
    ids.add(row.id);
  }
  return table;
}

/** What is wrong with one row, as the rest of a sentence. The types say most of it; a table that came from elsewhere may not have been type-checked. */
function faultOf(row: Rule): string | undefined {
  if (row.duty !== "everyone" && !Object.hasOwn(dutyTable, row.duty)) return `names the unknown duty \`${row.duty}\`: the duties stand in authz/src/duties.ts`;
  const unknown = row.onlyWhen.find((name) => !Object.hasOwn(conditions, name));
  if (unknown !== undefined) return `names the unknown condition \`${unknown}\`: the conditions stand in authz/src/conditions.ts`;
  if (row.purpose !== "any" && !purposes.includes(row.purpose)) return `names the unknown purpose \`${row.purpose}\``;
  if (row.effect === "allow" && row.duty === "everyone" && (row.fieldClass !== "P0" || row.clearance !== 0 || row.may !== "read")) return `opens class ${row.fieldClass} to everyone: name the duty`;
  if (row.effect === "allow" && row.purpose === "any" && row.fieldClass !== "P0") return `opens class ${row.fieldClass} for any purpose: name the purpose`;
  if (row.fieldClass === "P5") return "speaks of class P5, which is never shown";
  if (row.effect === "allow" && row.duty !== "everyone" && dutyTable[row.duty].clearance < row.clearance) return `needs more clearance than the duty \`${row.duty}\` has`;
  if (row.effect === "allow" && row.clearance < Number(row.fieldClass.slice(1))) return `opens class ${row.fieldClass} with clearance ${row.clearance}: the clearance is the highest class that may be seen`;
  if (row.effect === "deny" && (row.duty !== "everyone" || row.purpose !== "any" || row.clearance !== 0)) return "is a deny for some: a deny holds for everyone";
  const odd = row.coordinates.find((coordinate) => !/^[A-Z][A-Za-z]*\.[_a-z][A-Za-z_]*$/.test(coordinate));
  if (odd !== undefined) return `has the coordinate \`${odd}\`: list coordinates as \`Type.field\`, without wildcards`;
  const other = row.coordinates.find((coordinate) => actionOf(coordinate) !== row.may);
  if (other !== undefined) return `may ${row.may}, but \`${other}\` is to ${actionOf(other)}`;
  const twice = row.coordinates.find((coordinate, index) => row.coordinates.indexOf(coordinate) !== index);
  if (twice !== undefined) return `lists \`${twice}\` twice`;
  return undefined;
}
