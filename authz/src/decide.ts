/** The one place that asks CASL: may this principal see this field of this row, or carry out this mutation on it? Not the rules: see rules.ts; not rows in SQL: see predicate.ts. */
import { createMongoAbility, type MongoAbility, subject } from "@casl/ability";
import { rulesToAST } from "@casl/ability/extra";
import { type Asker, type Attributes, attributesOf, type Comparison, type Condition, type ConditionName, conditions as allConditions } from "./conditions.js";
import type { Purpose, RuleId } from "./names.js";
import type { Permissions } from "./permissions.js";
import type { Decision, Principal } from "./principal.js";
import { ofEachCase, type Resource } from "./resource.js";
import { type Action, actionOf, type Coordinate, type Rule } from "./rule.js";
import { closedCoordinates, rules as allRules } from "./rules.js";

/** Why a coordinate is out of reach whatever the row; `undefined` when some row may be readable. */
export type Refusal = "CLEARANCE_REQUIRED" | "PURPOSE_REQUIRED";

/** What one principal with one purpose may do, before any row is known. Shared between requests, never holds a grant. */
export type Ability = {
  /** Whether the coordinate is out of reach for every row. Decides an operation before it runs. */
  readonly refusal: (coordinate: Coordinate) => Refusal | undefined;
  /** The rules that could open or close the coordinate. */
  readonly candidates: (coordinate: Coordinate) => Candidates;
};

type Candidates = {
  readonly refusal: Refusal | undefined;
  /** The rules that apply to this principal and purpose, denies included. */
  readonly rules: readonly Rule[];
  readonly unconditional: Decision | undefined;
  /** Fields of one type under the same rules are one group; its number within the type. */
  readonly group: number;
  readonly decide: (attributes: Attributes) => Decision;
};

/** One row of one type as one request decides it: what was found out about it is kept with it. */
export type DecidedRow = {
  readonly resource: Resource;
  /** The row as it is reached through each of its cases; found out when a condition first asks. */
  ways: readonly Attributes[] | undefined;
  /** By the number of the group of rules. */
  readonly decisions: (Decision | undefined)[];
};

export const rowOf = (resource: Resource): DecidedRow => ({ resource, ways: undefined, decisions: [] });

/** Decides one field: to be looked up once for each request and asked for each row; further fields of a row that fall under the same rules cost one look-up. */
export type Decide = (coordinate: Coordinate) => (row: DecidedRow | undefined) => Decision;

export const refused: Decision = { outcome: "denied", ruleId: undefined };

/** The rules and the conditions that they name. There is one of each; verification weakens copies of them. */
export type Table = { readonly rules: readonly Rule[]; readonly conditions: Readonly<Record<ConditionName, Condition>> };

const table: Table = { rules: allRules, conditions: allConditions };

const abilities = new Map<string, Ability>();
const abilitiesKept = 1000;

/** The ability of a principal for a purpose, cached by everything that it depends on. */
export function abilityFor(principal: Principal, purpose: Purpose): Ability {
  const key = JSON.stringify([principal.duty, principal.clearance, purpose, principal.jurisdictions, principal.agency]);
  const known = abilities.get(key);
  if (known) return known;
  if (abilities.size >= abilitiesKept) abilities.clear();
  const made = makeAbility(principal, purpose, table);
  abilities.set(key, made);
  return made;
}

/** For one request, and for rows that no other request has decided. */
export function decider(ability: Ability, permissions: Permissions): Decide {
  return (coordinate) => {
    const candidates = ability.candidates(coordinate);
    const whateverTheRow = candidates.refusal ? refused : candidates.unconditional;
    if (whateverTheRow) return () => whateverTheRow;
    return (row) => {
      if (row === undefined) return refused;
      const known = row.decisions[candidates.group];
      if (known) return known;
      row.ways ??= ofEachCase(row.resource).map((way) => attributesOf(way, permissions));
      return (row.decisions[candidates.group] = openest(row.ways, candidates));
    };
  };
}

/** A row that one of its cases opens is open. */
function openest(ways: readonly Attributes[], { decide }: Candidates): Decision {
  const decisions = ways.map(decide);
  return decisions.find(({ outcome }) => outcome === "allowed") ?? decisions.find(({ outcome }) => outcome === "approval-required") ?? decisions[0] ?? refused;
}

/** Not cached: use {@link abilityFor}. */
export function makeAbility(principal: Principal, purpose: Purpose, { rules, conditions }: Table): Ability {
  const reachable = rules.filter((row) => row.duty === "everyone" || (row.duty === principal.duty && row.clearance <= principal.clearance));
  const applicable = reachable.filter((row) => row.purpose === "any" || row.purpose === purpose);
  const casl: MongoAbility = createMongoAbility(deniesLast(applicable).flatMap((row) => rawRules(row, principal, conditions)));
  const kept = new Map<Coordinate, Candidates>();
  const groups: Groups = new Map();
  const candidates = (coordinate: Coordinate): Candidates => {
    let known = kept.get(coordinate);
    if (!known) kept.set(coordinate, (known = candidatesFor(coordinate, { reachable, applicable, casl, conditions, groups })));
    return known;
  };
  return { candidates, refusal: (coordinate) => candidates(coordinate).refusal };
}

/** CASL asks the last rule first: so a deny wins. */
const deniesLast = (rows: readonly Rule[]): readonly Rule[] => [...rows.filter(({ effect }) => effect === "allow"), ...rows.filter(({ effect }) => effect === "deny")];

type RawRule = { readonly action: Action; readonly subject: string; readonly fields: string[]; readonly conditions: Comparison; readonly inverted: boolean; readonly reason: RuleId };

/** One row of the table in CASL's form: one raw rule for each type that it speaks of. */
function rawRules(row: Rule, asker: Asker, conditions: Table["conditions"]): RawRule[] {
  const comparison = compareAll(row.onlyWhen, asker, conditions);
  return [...fieldsByType(row.coordinates)].map(([type, fields]) => ({ action: row.may, subject: type, fields, conditions: comparison, inverted: row.effect === "deny", reason: row.id }));
}

/** What must hold of a row for one coordinate, as CASL's own syntax tree; null when nothing opens it. Read by condition-tree.ts. */
export function syntaxTree(rows: readonly Rule[], coordinate: Coordinate, asker: Asker): unknown {
  const [type = ""] = coordinate.split(".");
  const own = rows.filter((row) => row.coordinates.includes(coordinate));
  // without fields: CASL leaves denies that are restricted to some fields out of its tree
  const whole = deniesLast(own).flatMap((row) => rawRules({ ...row, coordinates: [coordinate] }, asker, allConditions)).map(({ action, subject: of, conditions, inverted }) => ({ action, subject: of, conditions, inverted }));
  const ability: MongoAbility = createMongoAbility(whole);
  return rulesToAST(ability, actionOf(coordinate), type);
}

type Known = { readonly reachable: readonly Rule[]; readonly applicable: readonly Rule[]; readonly casl: MongoAbility; readonly conditions: Table["conditions"]; readonly groups: Groups };

/** The groups of rules of each type, in the order in which they were asked for. */
type Groups = Map<string, string[]>;

function candidatesFor(coordinate: Coordinate, { reachable, applicable, casl, conditions, groups }: Known): Candidates {
  const own = applicable.filter((row) => row.coordinates.includes(coordinate));
  const allows = own.filter(({ effect }) => effect === "allow");
  const denies = own.filter(({ effect }) => effect === "deny");
  const [type = "", field = ""] = coordinate.split(".");
  const action = actionOf(coordinate);
  const open = denies.length === 0 ? allows.find((row) => row.onlyWhen.length === 0) : undefined;
  const closed = closedCoordinates.includes(coordinate) || allows.length === 0 || denies.some((row) => row.onlyWhen.length === 0);
  const needsPermission = allows.some((row) => row.onlyWhen.some((name) => conditions[name].kind === "permission"));
  return {
    refusal: closed ? (reachable.some((row) => row.effect === "allow" && row.coordinates.includes(coordinate)) ? "PURPOSE_REQUIRED" : "CLEARANCE_REQUIRED") : undefined,
    rules: own,
    unconditional: open && { outcome: "allowed", ruleId: open.id },
    group: numbered(type, own.map((row) => row.id).join("|"), groups),
    decide: remembered((attributes) => {
      const { opened, ruleId } = asked(attributes);
      if (opened) return { outcome: "allowed", ruleId };
      // approval can be had only where nothing but a permission is missing: for a sealed or foreign row it would be a false promise
      const withPermission = needsPermission ? asked({ ...attributes, ...everyPermission }) : undefined;
      if (withPermission?.opened === true) return { outcome: "approval-required", ruleId: withPermission.ruleId };
      return { outcome: "denied", ruleId: ruleId ?? allows[0]?.id };
    }),
  };

  /** `ruleId`: the rule that opened, or the deny that closed. */
  function asked(attributes: Attributes): { readonly opened: boolean; readonly ruleId: RuleId | undefined } {
    const matched = casl.relevantRuleFor(action, subject(type, { ...attributes }), field);
    return { opened: matched !== null && !matched.inverted, ruleId: matched?.reason as RuleId | undefined };
  }
}

const rememberedDecisions = 2_000;

/**
 * Keeps what was decided of rows that are alike, so that CASL is asked once for all of them. The attributes are everything that a decision depends on besides the ability:
 * no grant, and nobody's data.
 */
function remembered(decide: Candidates["decide"]): Candidates["decide"] {
  const kept = new Map<string, Decision>();
  let last: { readonly attributes: Attributes; readonly decision: Decision } | undefined;
  return (attributes) => {
    if (last && areAlike(last.attributes, attributes)) return last.decision;
    const key = JSON.stringify(attributes);
    let decision = kept.get(key);
    if (!decision) {
      if (kept.size >= rememberedDecisions) kept.clear();
      kept.set(key, (decision = decide(attributes)));
    }
    last = { attributes, decision };
    return decision;
  };
}

const attributeNames = { regions: true, agency: true, sealed: true, published: true, assigned: true, granted: true, grantOnCase: true, referred: true } as const satisfies Readonly<Record<keyof Attributes, true>>;
const compared = Object.keys(attributeNames).filter((name): name is Exclude<keyof Attributes, "regions"> => name !== "regions");

const areAlike = (one: Attributes, other: Attributes): boolean =>
  compared.every((name) => one[name] === other[name]) && one.regions.length === other.regions.length && one.regions.every((region, index) => region === other.regions[index]);

function numbered(type: string, group: string, groups: Groups): number {
  const ofType = groups.get(type) ?? [];
  if (!groups.has(type)) groups.set(type, ofType);
  if (!ofType.includes(group)) ofType.push(group);
  return ofType.indexOf(group);
}

const everyPermission = { assigned: true, granted: true, grantOnCase: true } as const satisfies Partial<Attributes>;

/** All named conditions of a rule as one CASL condition; two conditions on one attribute would silently overwrite each other, so that is refused. */
function compareAll(names: readonly ConditionName[], asker: Asker, conditions: Table["conditions"]): Comparison {
  const all = names.map((name) => conditions[name].compare(asker));
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
