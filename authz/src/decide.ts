/** The one place that asks CASL: may this principal read this field of this row? Not the rules: see rules.ts; not rows in SQL: see predicate.ts. */
import { createMongoAbility, type MongoAbility, subject } from "@casl/ability";
import { type Attributes, attributesOf, type Comparison, type ConditionName, conditions } from "./conditions.js";
import type { Purpose, RuleId } from "./names.js";
import type { Permissions } from "./permissions.js";
import type { Decision, Principal } from "./principal.js";
import type { Resource } from "./resource.js";
import type { Coordinate, Rule } from "./rule.js";
import { closedCoordinates, rules } from "./rules.js";

/** Why a coordinate is out of reach whatever the row; `undefined` when some row may be readable. */
export type Refusal = "CLEARANCE_REQUIRED" | "PURPOSE_REQUIRED";

/** What one principal with one purpose may do, before any row is known. Shared between requests, never holds a grant. */
export type Ability = {
  /** Whether the coordinate is out of reach for every row. Decides an operation before it runs. */
  readonly refusal: (coordinate: Coordinate) => Refusal | undefined;
  /** The rules that could open the coordinate. */
  readonly candidates: (coordinate: Coordinate) => Candidates;
};

type Candidates = {
  readonly refusal: Refusal | undefined;
  readonly rules: readonly Rule[];
  readonly unconditional: Decision | undefined;
  readonly type: string;
  readonly group: string;
  readonly decide: (attributes: Attributes) => Decision;
};

/** Decides one field of one row; further fields of a row that fall under the same rules cost a map look-up. */
export type Decide = (coordinate: Coordinate, row: object | undefined, resource: () => Resource) => Decision;

export const refused: Decision = { outcome: "denied", ruleId: undefined };

const abilities = new Map<string, Ability>();
const abilitiesKept = 1000;

/** The ability of a principal for a purpose, cached by everything that it depends on. */
export function abilityFor(principal: Principal, purpose: Purpose): Ability {
  const key = JSON.stringify([principal.duty, principal.clearance, purpose, principal.jurisdictions]);
  const known = abilities.get(key);
  if (known) return known;
  if (abilities.size >= abilitiesKept) abilities.clear();
  const made = makeAbility(principal, purpose);
  abilities.set(key, made);
  return made;
}

export function decider(ability: Ability, permissions: Permissions): Decide {
  const decided = new WeakMap<object, Map<string, Decision>>();
  const described = new WeakMap<object, Map<string, Attributes>>();
  return (coordinate, row, resource) => {
    const candidates = ability.candidates(coordinate);
    if (candidates.refusal) return refused;
    if (candidates.unconditional) return candidates.unconditional;
    if (row === undefined) return refused;
    let byGroup = decided.get(row);
    if (!byGroup) decided.set(row, (byGroup = new Map<string, Decision>()));
    let decision = byGroup.get(candidates.group);
    if (!decision) {
      byGroup.set(candidates.group, (decision = candidates.decide(describe(row, candidates.type, resource))));
    }
    return decision;
  };

  /** By type too: one object may stand for rows of two types, which are described differently. */
  function describe(row: object, type: string, resource: () => Resource): Attributes {
    let byType = described.get(row);
    if (!byType) described.set(row, (byType = new Map<string, Attributes>()));
    let attributes = byType.get(type);
    if (!attributes) byType.set(type, (attributes = attributesOf(resource(), permissions)));
    return attributes;
  }
}

function makeAbility(principal: Principal, purpose: Purpose): Ability {
  const reachable = rules.filter((row) => row.duty === "everyone" || (row.duty === principal.duty && row.clearance <= principal.clearance));
  const applicable = reachable.filter((row) => row.purpose === "any" || row.purpose === purpose);
  const casl: MongoAbility = createMongoAbility(
    applicable.flatMap((row) =>
      [...fieldsByType(row.coordinates)].map(([type, names]) => ({ action: "read", subject: type, fields: names, conditions: compareAll(row.onlyWhen, principal), reason: row.id })),
    ),
  );
  const kept = new Map<Coordinate, Candidates>();
  const candidates = (coordinate: Coordinate): Candidates => {
    let known = kept.get(coordinate);
    if (!known) kept.set(coordinate, (known = candidatesFor(coordinate, reachable, applicable, casl)));
    return known;
  };
  return { candidates, refusal: (coordinate) => candidates(coordinate).refusal };
}

function candidatesFor(coordinate: Coordinate, reachable: readonly Rule[], applicable: readonly Rule[], casl: MongoAbility): Candidates {
  const own = applicable.filter((row) => row.coordinates.includes(coordinate));
  const [type = "", field = ""] = coordinate.split(".");
  const open = own.find((row) => row.onlyWhen.length === 0);
  const closed = closedCoordinates.includes(coordinate) || own.length === 0;
  const needsPermission = own.some((row) => row.onlyWhen.some((name) => conditions[name].kind === "permission"));
  return {
    refusal: closed ? (reachable.some((row) => row.coordinates.includes(coordinate)) ? "PURPOSE_REQUIRED" : "CLEARANCE_REQUIRED") : undefined,
    rules: own,
    unconditional: open && { outcome: "allowed", ruleId: open.id },
    type,
    group: `${type}:${own.map((row) => row.id).join("|")}`,
    decide: (attributes) => {
      const ruleId = opening(attributes);
      if (ruleId !== undefined) return { outcome: "allowed", ruleId };
      // approval can be had only where nothing but a permission is missing: for a sealed or foreign row it would be a false promise
      const withPermission = needsPermission ? opening({ ...attributes, ...everyPermission }) : undefined;
      return withPermission === undefined ? { outcome: "denied", ruleId: own[0]?.id } : { outcome: "approval-required", ruleId: withPermission };
    },
  };

  function opening(attributes: Attributes): RuleId | undefined {
    const matched = casl.relevantRuleFor("read", subject(type, { ...attributes }), field);
    return matched && !matched.inverted ? (matched.reason as RuleId) : undefined;
  }
}

const everyPermission = { assigned: true, granted: true, grantOnCase: true } as const satisfies Partial<Attributes>;

/** All named conditions of a rule as one CASL condition; two conditions on one attribute would silently overwrite each other, so that is refused. */
export function compareAll(names: readonly ConditionName[], principal: Principal): Comparison {
  const all = names.map((name) => conditions[name].compare(principal));
  const merged = Object.fromEntries(all.flatMap((one) => Object.entries(one))) as Comparison;
  if (Object.keys(merged).length !== all.flatMap((one) => Object.keys(one)).length) throw new RangeError(`conditions ${names.join(", ")} compare the same attribute twice`);
  return merged;
}

function fieldsByType(coordinates: readonly Coordinate[]): Map<string, string[]> {
  const byType = new Map<string, string[]>();
  for (const coordinate of coordinates) {
    const [type = "", field = ""] = coordinate.split(".");
    byType.set(type, [...(byType.get(type) ?? []), field]);
  }
  return byType;
}
