/** The one synchronous wrapper over every field of a subgraph, `_entities` included: decide, count, and only then resolve. Not the rules: see authz. */
import { actionOf, AuthzError, type Coordinate, type Decision, type Refusal, requireRules, type Resource } from "@epigraph/authz";
import { type GraphQLFieldResolver, type GraphQLSchema, defaultFieldResolver, isObjectType } from "graphql";
import { ClientError, notFound } from "./error.js";
import type { Described, Scope } from "./scope.js";

/** What the rules may know of a row of each type; types without conditions need none. */
export type Resources = { readonly [Type in string]?: (row: never) => Resource };

/** The row that a mutation acts on: what its rules are decided by. */
export type Target = {
  /** The row's GraphQL type, under which `resources` describes it. */
  readonly type: string;
  /** Finds the row among those that the asker may see; null is answered with "not found". */
  readonly load: (args: never, scope: Scope) => Promise<object | null>;
};

/** By the mutation's name. */
export type Targets = { readonly [Mutation in string]?: Target };

/**
 * Wraps the schema in place and returns its coordinates.
 * @throws AuthzError RULE_MISSING naming every coordinate that no rule speaks of, or a mutation without a target: then the process must not start
 */
export function guard(schema: GraphQLSchema, resources: Resources, targets: Targets = {}): Coordinate[] {
  const coordinates: Coordinate[] = [];
  const numberOf = (name: string): number => Object.keys(schema.getTypeMap()).indexOf(name);
  for (const [number, type] of Object.values(schema.getTypeMap()).entries()) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    const describe = describedOnce(resources[type.name], number);
    for (const field of Object.values(type.getFields())) {
      const coordinate: Coordinate = `${type.name}.${field.name}`;
      coordinates.push(coordinate);
      const resolve: Resolve = field.resolve ?? defaultFieldResolver;
      if (actionOf(coordinate) === "change") {
        const target = targetOf(field.name, targets);
        field.resolve = guardedChange(coordinate, resolve, target, describedOnce(resources[target.type], numberOf(target.type)));
      } else field.resolve = guarded(coordinate, resolve, describe);
    }
  }
  requireRules(coordinates);
  return coordinates;
}

const nobody: readonly string[] = [];

type Resolve = GraphQLFieldResolver<unknown, Scope>;

type Describe = (row: object, scope: Scope) => Described;

const nothing: Resource = {};
const undescribed: Described = { resource: () => nothing, subjects: nobody };

/** Stands in the path of every field: no closure, no promise and no map of its own unless something fails. */
function guarded(coordinate: Coordinate, resolve: Resolve, describe: Describe): Resolve {
  return (source, args, scope, info) => {
    const row = typeof source === "object" && source !== null ? source : undefined;
    const described = row === undefined ? undescribed : describe(row, scope);
    const ruleId = admitted(coordinate, row, described, scope);
    try {
      const value = resolve(source, args, scope, info);
      return value instanceof Promise ? value.catch((error: unknown) => failed(error, coordinate, ruleId, described, scope)) : value;
    } catch (error) {
      return failed(error, coordinate, ruleId, described, scope);
    }
  };
}

/** A mutation is decided by the row that it acts on, which is looked up before anything is done. */
function guardedChange(coordinate: Coordinate, resolve: Resolve, target: Target, describe: Describe): Resolve {
  return async (source, args, scope, info) => {
    // before the row is looked for: who may not do this at all does not learn whether it exists
    const outOfReach = scope.refusal(coordinate);
    if (outOfReach !== undefined) {
      scope.recorder.count(coordinate, "denied", undefined, nobody);
      throw refusal("denied", outOfReach);
    }
    const row = await found(target, args, coordinate, scope);
    if (row === null) {
      scope.recorder.count(coordinate, "denied", undefined, nobody);
      throw notFound(target.type.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase());
    }
    const described = describe(row, scope);
    const ruleId = admitted(coordinate, row, described, scope);
    try {
      return await resolve(source, args, scope, info);
    } catch (error) {
      return failed(error, coordinate, ruleId, described, scope);
    }
  };
}

/** A target that cannot be looked for, such as one of a malformed id, is on record too. */
async function found(target: Target, args: unknown, coordinate: Coordinate, scope: Scope): Promise<object | null> {
  try {
    return await target.load(args as never, scope);
  } catch (error) {
    scope.recorder.count(coordinate, "error", undefined, nobody);
    throw error;
  }
}

/** Decide and count; the rule that allowed it. @throws ClientError when it is refused */
function admitted(coordinate: Coordinate, row: object | undefined, { resource, subjects }: Described, scope: Scope): Decision["ruleId"] {
  const decision = scope.decide(coordinate, row, resource);
  scope.recorder.count(coordinate, decision.outcome, decision.ruleId, subjects);
  if (decision.outcome !== "allowed") throw refusal(decision.outcome, scope.refusal(coordinate));
  return decision.ruleId;
}

function failed(error: unknown, coordinate: Coordinate, ruleId: Decision["ruleId"], { subjects }: Described, scope: Scope): never {
  scope.recorder.failed(coordinate, ruleId, subjects);
  throw error;
}

function targetOf(mutation: string, targets: Targets): Target {
  const target = Object.hasOwn(targets, mutation) ? targets[mutation] : undefined;
  if (!target) throw new AuthzError("RULE_MISSING", `\`Mutation.${mutation}\` names no target: say in the subgraph's description which row it acts on`);
  return target;
}

/** Rows are described once a request, which they do not outlive; each type on its own, for one object may stand for rows of two types. `type`: its number. */
function describedOnce(inWords: Resources[string], type: number): Describe {
  if (inWords === undefined) return () => undescribed;
  const describe = inWords as (row: object) => Resource;
  return (row, scope) => {
    const rows = ((scope.described ??= [])[type] ??= { last: undescribed, lastRow: undefined, all: new Map() });
    if (rows.lastRow === row) return rows.last; // the fields of a row are mostly asked for one after the other
    let described = rows.all.get(row);
    if (!described) {
      const resource = describe(row);
      rows.all.set(row, (described = { resource: () => resource, subjects: resource.subjects ?? nobody }));
    }
    rows.lastRow = row;
    rows.last = described;
    return described;
  };
}

function refusal(outcome: Decision["outcome"], outOfReach: Refusal | undefined): ClientError {
  if (outcome === "approval-required") return new ClientError("APPROVAL_REQUIRED", "this needs an assignment to the case or a live grant");
  if (outOfReach === "PURPOSE_REQUIRED") return new ClientError("PURPOSE_REQUIRED", "this needs the purpose for which it may be done");
  return new ClientError("CLEARANCE_REQUIRED", "this needs another clearance, duty or jurisdiction");
}
