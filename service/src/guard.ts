/** The one synchronous wrapper over every field of a subgraph, `_entities` included: decide, count, and only then resolve. Not the rules: see authz. */
import { type Coordinate, type Decision, requireRules, type Resource } from "@epigraph/authz";
import { type GraphQLFieldResolver, type GraphQLSchema, defaultFieldResolver, isObjectType } from "graphql";
import { ClientError } from "./error.js";
import type { Scope } from "./scope.js";

/** What the rules may know of a row of each type; types without conditions need none. */
export type Resources = { readonly [Type in string]?: (row: never) => Resource };

/**
 * Wraps the schema in place and returns its coordinates.
 * @throws AuthzError RULE_MISSING naming every coordinate that no rule speaks of: then the process must not start
 */
export function guard(schema: GraphQLSchema, resources: Resources): Coordinate[] {
  const coordinates: Coordinate[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    const describe = describedOnce(resources[type.name] as ((row: object) => Resource) | undefined);
    for (const field of Object.values(type.getFields())) {
      const coordinate: Coordinate = `${type.name}.${field.name}`;
      coordinates.push(coordinate);
      field.resolve = guarded(coordinate, field.resolve ?? defaultFieldResolver, describe);
    }
  }
  requireRules(coordinates);
  return coordinates;
}

const nothing: Resource = {};
const nobody: readonly string[] = [];

function guarded(coordinate: Coordinate, resolve: GraphQLFieldResolver<unknown, Scope>, describe: (row: object) => Resource): GraphQLFieldResolver<unknown, Scope> {
  return (source, args, scope, info) => {
    const row = typeof source === "object" && source !== null ? source : undefined;
    const resource = row === undefined ? nothing : describe(row);
    const decision = scope.decide(coordinate, row, () => resource);
    if (decision.outcome !== "allowed") {
      scope.recorder.count(coordinate, decision.outcome, decision.ruleId, resource.subjects ?? nobody);
      throw refusal(decision);
    }
    scope.recorder.count(coordinate, "allowed", decision.ruleId, resource.subjects ?? nobody);
    const failed = (error: unknown): never => {
      scope.recorder.failed(coordinate, decision.ruleId, resource.subjects ?? nobody);
      throw error;
    };
    try {
      const value: unknown = resolve(source, args, scope, info);
      return value instanceof Promise ? value.catch(failed) : value;
    } catch (error) {
      return failed(error);
    }
  };
}

/** Rows are described once a request, which they do not outlive; each type on its own, for one object may stand for rows of two types. */
function describedOnce(describe: ((row: object) => Resource) | undefined): (row: object) => Resource {
  if (describe === undefined) return () => nothing;
  const described = new WeakMap<object, Resource>();
  return (row) => {
    let resource = described.get(row);
    if (!resource) described.set(row, (resource = describe(row)));
    return resource;
  };
}

function refusal(decision: Decision): ClientError {
  if (decision.outcome === "approval-required") return new ClientError("APPROVAL_REQUIRED", "this needs an assignment to the case or a live grant");
  return new ClientError("CLEARANCE_REQUIRED", "this needs another clearance, duty or jurisdiction");
}
