/** A rule's conditions as a WHERE clause: which rows of a table exist for a principal. Two-valued: an unknown attribute or a NULL never opens a row. */
import type { Comparison } from "./conditions.js";
import { abilityFor, compareAll } from "./decide.js";
import { AuthzError } from "./error.js";
import type { Instant, Purpose } from "./names.js";
import type { Principal } from "./principal.js";
import type { Coordinate } from "./rule.js";

/** SQL expressions of one table (alias included), one for each attribute that its rules compare. Never built from input. */
export type Columns = {
  readonly regionCode?: string;
  readonly sealed?: string;
  readonly published?: string;
  readonly caseId?: string;
  readonly dataClass?: string;
  readonly earliest?: string;
  readonly latest?: string;
};

/** Registers a value and returns its placeholder, such as `$3`. */
export type Bind = (value: unknown) => string;

/** The rows for which `coordinate` (usually the key, `Case.id`) is readable. `false` when there is no rule. */
export function rowPredicate(principal: Principal, purpose: Purpose, now: Instant, coordinate: Coordinate, columns: Columns, bind: Bind): string {
  const { rules, refusal } = abilityFor(principal, purpose).candidates(coordinate);
  if (refusal) return "false";
  const alternatives = rules.map((row) => conjunction(compareAll(row.onlyWhen, principal), { principal, purpose, now }, columns, bind));
  return alternatives.length === 1 ? (alternatives[0] ?? "false") : `(${alternatives.join(" or ")})`;
}

type Asker = { readonly principal: Principal; readonly purpose: Purpose; readonly now: Instant };

function conjunction(comparison: Comparison, asker: Asker, columns: Columns, bind: Bind): string {
  const terms = Object.entries(comparison).map(([attribute, value]) => term(attribute, value, asker, columns, bind));
  return terms.length === 0 ? "true" : `(${terms.join(" and ")})`;
}

function term(attribute: string, value: unknown, { principal, purpose, now }: Asker, columns: Columns, bind: Bind): string {
  const column = (name: keyof Columns): string => {
    const expression = columns[name];
    if (expression === undefined) throw new AuthzError("RULE_INVALID", `a rule compares \`${attribute}\`, which this table cannot tell: it names no column \`${name}\``);
    return expression;
  };
  const at = (): string => `to_timestamp(${bind(now / 1000)}::float8)`;
  switch (attribute) {
    case "regions": {
      const codes = `${bind((value as { $in: readonly string[] }).$in)}::text[]`;
      return `coalesce(array[${column("regionCode")}, rpad(left(${column("regionCode")}, 2), 10, '0')] && ${codes}, false)`;
    }
    case "sealed":
    case "published":
      return `(${column(attribute)} is not distinct from ${value === true})`;
    case "assigned":
      return `exists (select from permission.assignment a where a.case_id = ${column("caseId")} and a.account = ${bind(principal.account)} and a.not_before <= ${at()} and (a.not_after is null or ${at()} < a.not_after))`;
    case "grantOnCase":
      return `exists (${liveGrants(column("caseId"), principal, purpose, at, bind)})`;
    case "granted":
      return `exists (${liveGrants(column("caseId"), principal, purpose, at, bind)} and g.data_class = ${column("dataClass")} and g.window_from <= ${column("earliest")} and ${column("latest")} <= g.window_to)`;
    default:
      throw new AuthzError("RULE_INVALID", `no SQL is known for the attribute \`${attribute}\``);
  }
}

const liveGrants = (caseId: string, principal: Principal, purpose: Purpose, at: () => string, bind: Bind): string =>
  `select from permission.grant_case gc join permission.grant_holder gh on gh.grant_id = gc.grant_id join permission.access_grant g on g.id = gc.grant_id
   where gc.case_id = ${caseId} and gh.account = ${bind(principal.account)} and g.purpose = ${bind(purpose)} and g.not_before <= ${at()} and ${at()} < g.not_after and g.reads_left is distinct from 0`;

