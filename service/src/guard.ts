/** The one synchronous wrapper over every field of a subgraph, `_entities` included: decide, count, and only then resolve. Not the rules: see authz. */
import { actionOf, AuthzError, type Coordinate, type Decision, type Refusal, requireRules, type Resource, rowOf } from "@epigraph/authz";
import { type GraphQLFieldResolver, type GraphQLSchema, defaultFieldResolver, isObjectType } from "graphql";
import { ClientError, notFound } from "./error.js";
import type { FieldInRequest, RowInRequest, RowsOfType, Scope } from "./scope.js";

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
  const fieldOf = (coordinate: Coordinate): FieldOf => {
    const number = coordinates.push(coordinate) - 1;
    return (scope) => ((scope.fields ??= [])[number] ??= { decide: scope.decide(coordinate), counter: scope.recorder.of(coordinate), refusal: () => scope.refusal(coordinate) });
  };
  const numberOf = (name: string): number => Object.keys(schema.getTypeMap()).indexOf(name);
  for (const [number, type] of Object.values(schema.getTypeMap()).entries()) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    const rowFrom = describedOnce(resources[type.name], number);
    for (const field of Object.values(type.getFields())) {
      const coordinate: Coordinate = `${type.name}.${field.name}`;
      const resolve: Resolve = field.resolve ?? defaultFieldResolver;
      if (actionOf(coordinate) === "change") {
        const target = targetOf(field.name, targets);
        field.resolve = guardedChange(fieldOf(coordinate), resolve, target, describedOnce(resources[target.type], numberOf(target.type)));
      } else field.resolve = guarded(fieldOf(coordinate), resolve, rowFrom);
    }
  }
  requireRules(coordinates);
  return coordinates;
}

const nobody: readonly string[] = [];

type Resolve = GraphQLFieldResolver<unknown, Scope>;

/** One field of the schema in one request: looked up by its number, once for each call. */
type FieldOf = (scope: Scope) => FieldInRequest;

type RowFrom = (source: object, scope: Scope) => RowInRequest;

const noRow: RowInRequest = { decided: undefined, subjects: nobody };

/** Stands in the path of every field: no closure, no promise and no map of its own unless something fails. */
function guarded(fieldOf: FieldOf, resolve: Resolve, rowFrom: RowFrom): Resolve {
  return (source, args, scope, info) => {
    const row = typeof source === "object" && source !== null ? rowFrom(source, scope) : noRow;
    const field = fieldOf(scope);
    const ruleId = admitted(field, row);
    try {
      const value = resolve(source, args, scope, info);
      return value instanceof Promise ? value.catch((error: unknown) => failed(error, field, ruleId, row)) : value;
    } catch (error) {
      return failed(error, field, ruleId, row);
    }
  };
}

/** A mutation is decided by the row that it acts on, which is looked up before anything is done. */
function guardedChange(fieldOf: FieldOf, resolve: Resolve, target: Target, rowFrom: RowFrom): Resolve {
  return async (parent, args, scope, info) => {
    // before the row is looked for: who may not do this at all does not learn whether it exists
    const field = fieldOf(scope);
    const outOfReach = field.refusal();
    if (outOfReach !== undefined) {
      field.counter.count({ outcome: "denied", ruleId: undefined }, nobody);
      throw refused("denied", outOfReach);
    }
    const source = await found(target, args, field, scope);
    if (source === null) {
      field.counter.count({ outcome: "denied", ruleId: undefined }, nobody);
      throw notFound(target.type.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase());
    }
    const row = rowFrom(source, scope);
    const ruleId = admitted(field, row);
    scope.changing = true;
    try {
      return await resolve(parent, args, scope, info);
    } catch (error) {
      return failed(error, field, ruleId, row);
    }
  };
}

/** A target that cannot be looked for, such as one of a malformed id, is on record too. */
async function found(target: Target, args: unknown, field: FieldInRequest, scope: Scope): Promise<object | null> {
  try {
    return await target.load(args as never, scope);
  } catch (error) {
    field.counter.count({ outcome: "error", ruleId: undefined }, nobody);
    throw error;
  }
}

/** Decide and count; the rule that allowed it. @throws ClientError when it is refused */
function admitted({ decide, counter, refusal }: FieldInRequest, { decided, subjects }: RowInRequest): Decision["ruleId"] {
  const decision = decide(decided);
  counter.count(decision, subjects);
  if (decision.outcome !== "allowed") throw refused(decision.outcome, refusal());
  return decision.ruleId;
}

function failed(error: unknown, { counter }: FieldInRequest, ruleId: Decision["ruleId"], { subjects }: RowInRequest): never {
  counter.failed(ruleId, subjects);
  throw error;
}

function targetOf(mutation: string, targets: Targets): Target {
  const target = Object.hasOwn(targets, mutation) ? targets[mutation] : undefined;
  if (!target) throw new AuthzError("RULE_MISSING", `\`Mutation.${mutation}\` names no target: say in the subgraph's description which row it acts on`);
  return target;
}

/** Rows are described once a request, which they do not outlive; each type on its own, for one object may stand for rows of two types. `type`: its number. */
function describedOnce(inWords: Resources[string], type: number): RowFrom {
  const rowsIn = (scope: Scope): RowsOfType => ((scope.rows ??= [])[type] ??= { last: { decided: rowOf({}), subjects: nobody }, lastSource: undefined, all: new Map() });
  if (inWords === undefined) return (_, scope) => rowsIn(scope).last; // nothing is known of any row: all are one to the rules
  const describe = inWords as (source: object) => Resource;
  return (source, scope) => {
    const rows = rowsIn(scope);
    if (rows.lastSource === source) return rows.last; // the fields of a row are mostly asked for one after the other
    let row = rows.all.get(source);
    if (!row) {
      const resource = describe(source);
      rows.all.set(source, (row = { decided: rowOf(resource), subjects: resource.subjects ?? nobody }));
    }
    rows.lastSource = source;
    rows.last = row;
    return row;
  };
}

function refused(outcome: Decision["outcome"], outOfReach: Refusal | undefined): ClientError {
  if (outcome === "approval-required") return new ClientError("APPROVAL_REQUIRED", "this needs an assignment to the case or a live grant");
  if (outOfReach === "PURPOSE_REQUIRED") return new ClientError("PURPOSE_REQUIRED", "this needs the purpose for which it may be done");
  return new ClientError("CLEARANCE_REQUIRED", "this needs another clearance, duty or jurisdiction");
}
