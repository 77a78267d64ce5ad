/** Every way in which one row or one condition of the rules table could be wrong by one thing. Not whether anybody would notice: see mutation.ts. */
import { actionOf, type Clearance, type Comparison, type Condition, type ConditionName, type Coordinate, duties, dutyTable, type FieldClass, purposes, type Rule, type Table } from "@epigraph/authz";

/** `id`: operator, rule or condition, and what was changed; stable while the table is. */
export type TableMutant = { readonly id: string; readonly operator: string; readonly table: Table };

/** None sampled away: each operator on each rule and each condition. */
export function tableMutants(table: Table): readonly TableMutant[] {
  const ofRules = table.rules.flatMap((row) =>
    ruleOperators.flatMap(({ operator, changes }) =>
      changes(row, table.rules).map(({ what, to }): TableMutant => ({ id: `${operator}: ${row.id}${what === "" ? "" : `: ${what}`}`, operator, table: { ...table, rules: table.rules.flatMap((one) => (one === row ? to : [one])) } })),
    ),
  );
  const names = Object.keys(table.conditions) as ConditionName[];
  const ofConditions = names.flatMap((name) =>
    conditionOperators.flatMap(({ operator, changes }) =>
      changes(table.conditions[name]).map(({ what, to }): TableMutant => ({ id: `${operator}: ${name}${what === "" ? "" : `: ${what}`}`, operator, table: { ...table, conditions: { ...table.conditions, [name]: to } } })),
    ),
  );
  return [...ofRules, ...ofConditions];
}

type RuleChange = { readonly what: string; readonly to: readonly Rule[] };
type RuleOperator = { readonly operator: string; readonly changes: (row: Rule, all: readonly Rule[]) => readonly RuleChange[] };
const classes: readonly FieldClass[] = ["P0", "P1", "P2", "P3", "P4"];

const ruleOperators: readonly RuleOperator[] = [
  { operator: "drop a condition", changes: (row) => row.onlyWhen.map((name) => ({ what: name, to: [{ ...row, onlyWhen: row.onlyWhen.filter((other) => other !== name) }] })) },
  { operator: "widen the fields", changes: (row, all) => (row.effect === "deny" ? [] : foreignFields(row, all).map((coordinate) => ({ what: coordinate, to: [{ ...row, coordinates: [...row.coordinates, coordinate] }] }))) },
  { operator: "swap the duty", changes: (row) => (row.effect === "deny" ? [] : [...duties, "everyone" as const].flatMap((duty) => (duty === row.duty ? [] : [{ what: duty, to: [{ ...row, duty }] }]))) },
  {
    operator: "change the clearance",
    changes: (row) =>
      row.duty === "everyone" ? [] : ([row.clearance - 1, row.clearance + 1] as Clearance[]).flatMap((clearance) => (clearance >= 0 && clearance <= dutyTable[row.duty === "everyone" ? "public-visitor" : row.duty].clearance ? [{ what: String(clearance), to: [{ ...row, clearance }] }] : [])),
  },
  { operator: "change the purpose", changes: (row) => (row.effect === "deny" || row.duty === "everyone" ? [] : [...purposes, "any" as const].flatMap((purpose) => (purpose === row.purpose ? [] : [{ what: purpose, to: [{ ...row, purpose }] }]))) },
  { operator: "drop a deny", changes: (row) => (row.effect === "deny" ? [{ what: "", to: [] }] : []) },
  { operator: "allow what is denied", changes: (row) => (row.effect === "deny" ? [{ what: "", to: [{ ...row, effect: "allow" }] }] : []) },
  { operator: "drop a field of a deny", changes: (row) => (row.effect === "deny" ? row.coordinates.map((coordinate) => ({ what: coordinate, to: [{ ...row, coordinates: row.coordinates.filter((other) => other !== coordinate) }] })) : []) },
];

/** One field of each class that this rule's duty does not have at all: of its own types first. */
function foreignFields(row: Rule, all: readonly Rule[]): readonly Coordinate[] {
  const held = new Set(all.flatMap((one) => (one.effect === "allow" && (one.duty === row.duty || one.duty === "everyone") ? one.coordinates : [])));
  const types = new Set(row.coordinates.map(typeOf));
  return classes.flatMap((fieldClass) => {
    const foreign = all.flatMap((one) => (one.effect === "allow" && one.fieldClass === fieldClass ? one.coordinates : [])).filter((coordinate) => !held.has(coordinate) && actionOf(coordinate) === row.may);
    const nearest = foreign.find((coordinate) => types.has(typeOf(coordinate))) ?? foreign[0];
    return nearest === undefined ? [] : [nearest];
  });
}

const typeOf = (coordinate: Coordinate): string => coordinate.split(".")[0] ?? "";

type ConditionChange = { readonly what: string; readonly to: Condition };
type ConditionOperator = { readonly operator: string; readonly changes: (condition: Condition) => readonly ConditionChange[] };
const nobody = { jurisdictions: [], agency: "" } as unknown as Parameters<Condition["compare"]>[0];

const conditionOperators: readonly ConditionOperator[] = [
  { operator: "always true", changes: (condition) => [{ what: "", to: { ...condition, compare: () => ({}) } }] },
  { operator: "never true", changes: (condition) => [{ what: "", to: { ...condition, compare: (asker) => Object.fromEntries(Object.keys(condition.compare(asker)).map((name) => [name, { $in: [] }])) } }] },
  { operator: "another operator", changes: (condition) => (["other value", "turned round"] as const).flatMap((what) => (changed(condition.compare(nobody), what) === undefined ? [] : [{ what, to: { ...condition, compare: (asker) => changed(condition.compare(asker), what) ?? {} } }])) },
  { operator: "the other kind of refusal", changes: (condition) => [{ what: "", to: { ...condition, kind: condition.kind === "row" ? "permission" : "row" } }] },
];

/** `other value`: true for false; `turned round`: is for is-not, in for not-in. What cannot be changed so is undefined. */
function changed(comparison: Comparison, how: "other value" | "turned round"): Comparison | undefined {
  const parts = Object.entries(comparison).map(([name, wanted]): readonly [string, unknown] | undefined => {
    if (typeof wanted === "boolean") return [name, how === "other value" ? !wanted : { $ne: wanted }];
    if ("$ne" in wanted) return [name, how === "other value" ? { $ne: !wanted.$ne } : wanted.$ne];
    return how === "other value" ? undefined : [name, { $nin: wanted.$in }];
  });
  return parts.includes(undefined) ? undefined : (Object.fromEntries(parts as (readonly [string, unknown])[]) as Comparison);
}
