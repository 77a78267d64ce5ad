/** The rules for one coordinate as one tree of conditions, for interpreters other than CASL's own: SQL is printed from it. Decides nothing itself. */
import type { Asker, Attributes } from "./conditions.js";
import { syntaxTree } from "./decide.js";
import { AuthzError } from "./error.js";
import type { AgencyId, RegionCode } from "./names.js";
import type { Coordinate, Rule } from "./rule.js";

/** `never` is a table that opens nothing, `compare` one leaf. */
export type ConditionTree =
  | { readonly kind: "never" }
  | { readonly kind: "and" | "or"; readonly of: readonly ConditionTree[] }
  | { readonly kind: "not"; readonly of: ConditionTree }
  | { readonly kind: "compare"; readonly attribute: keyof Attributes; readonly operator: "eq" | "ne" | "in"; readonly value: unknown };

/** Stand-ins for what differs between principals: an interpreter prints the claim where it meets them. */
export const claimed: Asker = { jurisdictions: ["the asker's jurisdictions" as RegionCode], agency: "the asker's agency" as AgencyId };

/**
 * What must hold of a row so that one of the allows opens the coordinate and no deny closes it. `rows` are the rules of one principal; those that speak of
 * other coordinates are passed over.
 * @throws AuthzError RULE_INVALID for an operator that no interpreter knows
 */
export function conditionTree(rows: readonly Rule[], coordinate: Coordinate): ConditionTree {
  const tree = syntaxTree(rows, coordinate, claimed);
  return tree === null ? { kind: "never" } : read(tree);
}

const attributes: Readonly<Record<keyof Attributes, true>> = { regions: true, agency: true, sealed: true, published: true, assigned: true, granted: true, grantOnCase: true, referred: true };

/** By shape, not by class: several copies of the syntax tree's library may be installed. */
function read(node: unknown): ConditionTree {
  const { operator, value, field } = node as { readonly operator?: unknown; readonly value?: unknown; readonly field?: unknown };
  if (field !== undefined) {
    if (typeof field !== "string" || !Object.hasOwn(attributes, field)) throw new AuthzError("RULE_INVALID", `a rule compares \`${JSON.stringify(field)}\`, which is not an attribute of a row`);
    if (operator !== "eq" && operator !== "ne" && operator !== "in") throw unknownOperator(operator);
    return { kind: "compare", attribute: field as keyof Attributes, operator, value };
  }
  if (!Array.isArray(value)) throw unknownOperator(operator);
  const parts = value.map(read);
  if (operator === "and" || operator === "or") return { kind: operator, of: parts };
  const [only, ...more] = parts;
  if (operator === "not" && only && more.length === 0) return { kind: "not", of: only };
  throw unknownOperator(operator);
}

const unknownOperator = (operator: unknown): AuthzError => new AuthzError("RULE_INVALID", `a rule uses the operator \`${String(operator)}\`, which cannot be said in SQL: use $in, $ne or a plain value`);
