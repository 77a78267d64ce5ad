/** What the standard federation directives say of a coordinate: the part of the rules that is known before any row is. Not denies and named conditions: those are the guard's, see decide.ts. */
import type { Clearance, Purpose } from "./names.js";
import type { Principal } from "./principal.js";
import type { Coordinate, Rule } from "./rule.js";
import { closedCoordinates, rules } from "./rules.js";

/** One directive's argument: every name of one of the lists must be a fact. */
export type AnyOf = readonly (readonly string[])[];

/** `@authenticated`, `@requiresScopes(scopes:)` and `@policy(policies:)` of one field; all that are there must hold. An absent list is no directive. */
export type AccessRequirement = { readonly authenticated: boolean; readonly scopes?: AnyOf; readonly policies?: AnyOf };

/** What is true of whoever asks, in the words of the directives. Holds no name of a person. */
export type AccessFacts = { readonly authenticated: boolean; readonly scopes: readonly string[]; readonly policies: readonly string[] };

/** A policy that nobody satisfies: the coordinate is in no allow, or closed. */
const nobody: AccessRequirement = { authenticated: true, policies: [["nobody"]] };

/**
 * The requirement of a coordinate; `undefined` where everyone passes.
 *
 * The law: facts satisfy it exactly where `abilityFor` refuses nothing. A rule asks for its duty *and* its clearance, so where the rules of one coordinate differ in
 * clearance, those above the lowest repeat theirs in their own list of policies: `@requiresScopes` alone would let the duty of one rule meet the clearance of another.
 */
export function accessRequirement(coordinate: Coordinate, table: readonly Rule[] = rules): AccessRequirement | undefined {
  const own = table.filter((row) => row.coordinates.includes(coordinate));
  const allows = own.filter(({ effect }) => effect === "allow");
  const closed = closedCoordinates.includes(coordinate) || allows.length === 0 || own.some(({ effect, onlyWhen }) => effect === "deny" && onlyWhen.length === 0);
  if (closed) return nobody;
  const lowest = Math.min(...allows.map(({ clearance }) => clearance)) as Clearance;
  const policies = withoutImplied(allows.map((row) => policiesOf(row, lowest)));
  const open = policies.some((all) => all.length === 0);
  const authenticated = allows.every(({ duty }) => duty !== "everyone" && duty !== "public-visitor");
  if (open && lowest === 0 && !authenticated) return undefined;
  return { authenticated, ...(lowest === 0 ? {} : { scopes: [[clearanceName(lowest)]] }), ...(open ? {} : { policies }) };
}

/** `clearance:0` up to the own one are scopes, and policies too, for rules above the lowest. */
export function accessFacts({ authenticatedBy, duty, clearance }: Pick<Principal, "authenticatedBy" | "duty" | "clearance">, purpose: Purpose): AccessFacts {
  const clearances = Array.from({ length: clearance + 1 }, (_, level) => clearanceName(level));
  return { authenticated: authenticatedBy !== "none", scopes: clearances, policies: [`duty:${duty}`, `purpose:${purpose}`, ...clearances] };
}

/** Whether facts satisfy a requirement: an OR of ANDs for each list, and all lists. */
export function satisfies(facts: AccessFacts, requirement: AccessRequirement | undefined): boolean {
  if (requirement === undefined) return true;
  const { authenticated, scopes, policies } = requirement;
  return (!authenticated || facts.authenticated) && holds(scopes, facts.scopes) && holds(policies, facts.policies);
}

const holds = (anyOf: AnyOf | undefined, facts: readonly string[]): boolean => anyOf === undefined || anyOf.some((all) => all.every((name) => facts.includes(name)));

function policiesOf({ duty, clearance, purpose }: Rule, lowest: Clearance): readonly string[] {
  return [...(duty === "everyone" ? [] : [`duty:${duty}`]), ...(clearance === lowest ? [] : [clearanceName(clearance)]), ...(purpose === "any" ? [] : [`purpose:${purpose}`])];
}

/** Without a list that asks for all that another one does: whoever satisfies it satisfies that one too. */
function withoutImplied(lists: readonly (readonly string[])[]): AnyOf {
  const implies = (all: readonly string[], other: readonly string[]): boolean => other.every((name) => all.includes(name));
  return lists.filter((all, index) => !lists.some((other, at) => at !== index && implies(all, other) && (!implies(other, all) || at < index)));
}

const clearanceName = (level: number): string => `clearance:${level}`;
