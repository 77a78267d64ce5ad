/** A tree of conditions as SQL: which rows of a table exist for whoever asks. Two-valued: an unknown attribute or a NULL never opens a row. */
import { claimed, conditionTree, type ConditionTree } from "./condition-tree.js";
import { abilityFor } from "./decide.js";
import { AuthzError } from "./error.js";
import type { Instant, Purpose } from "./names.js";
import type { Principal } from "./principal.js";
import type { Coordinate } from "./rule.js";

/** SQL expressions of one table (alias included), one for each attribute that its rules compare. Never built from input. */
export type Columns = {
  readonly regionCode?: string;
  readonly agency?: string;
  readonly sealed?: string;
  readonly published?: string;
  readonly caseId?: string;
  readonly dataClass?: string;
  readonly earliest?: string;
  readonly latest?: string;
  /** The request for a place roster that brought the row; left out where none can have. */
  readonly roster?: string;
};

/** SQL expressions for what is known of whoever asks: placeholders of a statement, or the claims of a session in a policy. */
export type Claims = {
  /** `text[]`. */
  readonly jurisdictions: () => string;
  /** `text`. */
  readonly agency: () => string;
  /** `text`. */
  readonly account: () => string;
  /** `text`. */
  readonly purpose: () => string;
  /** `text`. */
  readonly correlation: () => string;
  /** `timestamptz`. */
  readonly now: () => string;
  /** Where the permissions are looked up; in the tables if not said. */
  readonly held?: Held;
};

/** FROM and WHERE of what the asker holds for a case; a grant's row is called `g`. */
export type Held = { readonly assignment: (caseId: string) => string; readonly referral: (caseId: string) => string; readonly grant: (caseId: string) => string };

/** Registers a value and returns its placeholder, such as `$3`. */
export type Bind = (value: unknown) => string;

/** The rows for which `coordinate` (usually the key, `Case.id`) is readable. `false` when there is no rule. */
export function rowPredicate(asker: { readonly principal: Principal; readonly purpose: Purpose; readonly now: Instant; readonly correlation: string }, coordinate: Coordinate, columns: Columns, bind: Bind): string {
  const { principal, purpose, now, correlation } = asker;
  const { rules, refusal } = abilityFor(principal, purpose).candidates(coordinate);
  if (refusal) return "false";
  return printTree(conditionTree(rules, coordinate), columns, {
    jurisdictions: () => `${bind(principal.jurisdictions)}::text[]`,
    agency: () => `${bind(principal.agency)}::text`,
    account: () => `${bind(principal.account)}::text`,
    purpose: () => `${bind(purpose)}::text`,
    correlation: () => `${bind(correlation)}::text`,
    now: () => `to_timestamp(${bind(now / 1000)}::float8)`,
  });
}

/** @throws AuthzError RULE_INVALID for what cannot be said of this table */
export function printTree(tree: ConditionTree, columns: Columns, claims: Claims): string {
  if (tree.kind === "never") return "false";
  if (tree.kind === "not") return `not ${printTree(tree.of, columns, claims)}`;
  if (tree.kind === "compare") return printLeaf(tree, columns, claims);
  return tree.of.length === 0 ? String(tree.kind === "and") : `(${tree.of.map((part) => printTree(part, columns, claims)).join(` ${tree.kind} `)})`;
}

type Leaf = Extract<ConditionTree, { readonly kind: "compare" }>;

/** Every leaf is true or false, never NULL: so `not` means what it says. */
function printLeaf({ attribute, operator, value }: Leaf, columns: Columns, claims: Claims): string {
  const column = (name: keyof Columns): string => {
    const expression = columns[name];
    if (expression === undefined) throw new AuthzError("RULE_INVALID", `a rule compares \`${attribute}\`, which this table cannot tell: it names no column \`${name}\``);
    return expression;
  };
  const { assignment, referral, grant } = claims.held ?? heldInTables(claims);
  switch (`${attribute} ${operator}`) {
    case "regions in":
      if (value !== claimed.jurisdictions) break;
      return `coalesce(array[${column("regionCode")}, rpad(left(${column("regionCode")}, 2), 10, '0')] && ${claims.jurisdictions()}, false)`;
    case "agency in":
      if (!Array.isArray(value) || value.length !== 1 || value[0] !== claimed.agency) break;
      return `coalesce(${column("agency")} = ${claims.agency()}, false)`;
    case "sealed eq":
    case "sealed ne":
    case "published eq":
    case "published ne":
      if (typeof value !== "boolean") break;
      return `(${column(attribute as "sealed" | "published")} is ${operator === "eq" ? "not " : ""}distinct from ${value})`;
    case "assigned eq":
      if (value !== true) break;
      return `exists (select from ${assignment(column("caseId"))})`;
    case "referred eq":
      if (value !== true) break;
      return `exists (select from ${referral(column("caseId"))})`;
    case "grantOnCase eq":
      if (value !== true) break;
      return `exists (select from ${grant(column("caseId"))} and g.roster_id is null)`;
    case "granted eq":
      if (value !== true) break;
      return `exists (select from ${grant(column("caseId"))} and g.data_class = ${column("dataClass")} and g.window_from <= ${column("earliest")} and ${column("latest")} <= g.window_to and g.roster_id is ${columns.roster === undefined ? "null" : `not distinct from ${columns.roster}`})`;
  }
  throw new AuthzError("RULE_INVALID", `no SQL is known for \`${attribute}\` compared by \`${operator}\` with such a value`);
}

/** In the tables of `permission`. */
export const heldInTables = (claims: Omit<Claims, "held">): Held => ({
  assignment: (caseId) => `permission.assignment a where a.case_id = ${caseId} and a.account = ${claims.account()} and a.not_before <= ${claims.now()} and (a.not_after is null or ${claims.now()} < a.not_after)`,
  referral: (caseId) => `permission.referral f where f.case_id = ${caseId} and f.to_agency = ${claims.agency()} and f.accepted_at <= ${claims.now()} and (f.ended_at is null or ${claims.now()} < f.ended_at)`,
  grant: (caseId) =>
    `permission.grant_case gc join permission.grant_holder gh on gh.grant_id = gc.grant_id join permission.access_grant g on g.id = gc.grant_id
   where gc.case_id = ${caseId} and gh.account = ${claims.account()} and g.purpose = ${claims.purpose()} and g.not_before <= ${claims.now()} and ${claims.now()} < g.not_after and g.revoked_at is null and (g.reads_allowed is null or permission.reads_remain(g.id, ${claims.correlation()}))`,
});
