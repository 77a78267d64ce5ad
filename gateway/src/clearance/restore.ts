/** Puts a null and an error in the place of every selection that was taken out, so that the answer has the form that was asked for. Decides nothing: see narrow.ts. */
import type { Coordinate, Refusal } from "@epigraph/authz";
import {
  type FieldNode,
  getNamedType,
  getVariableValues,
  type GraphQLError,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  OperationTypeNode,
} from "graphql";
import { gatewayError } from "../error.js";
import { type Collected, collector } from "./collect.js";
import type { Narrowing, Withheld } from "./narrow.js";

export type Answer = { readonly data?: Record<string, unknown> | null | undefined; readonly errors?: readonly GraphQLError[] | undefined };
export type Restored = {
  readonly data: Record<string, unknown> | null | undefined;
  /** The answer's own, then one for each null. A place that is refused has no other error, whatever came from there by another selection. */
  readonly errors: readonly GraphQLError[];
  /** How often each coordinate was answered with null. */
  readonly nulls: ReadonlyMap<Coordinate, number>;
};

const bubble = Symbol("a null where none may be");
type Path = readonly (string | number)[];

/** A null that may not stand takes its parent with it, as the specification says: what this answers is what an executor answers whose resolvers refuse. */
export function restore(narrowing: Narrowing, schema: GraphQLSchema, variables: Readonly<Record<string, unknown>>, answer: Answer): Restored {
  const { original, withheld, above, typenameKey } = narrowing;
  const refused: GraphQLError[] = [];
  const refusedPlaces = new Set<string>();
  const nulls = new Map<Coordinate, number>();
  const made = new Map<Refusal, GraphQLError>();
  const root = schema.getRootType(original.operation.operation);
  if (!root || !answer.data) return { data: answer.data, errors: answer.errors ?? [], nulls };
  const given = getVariableValues(schema, original.operation.variableDefinitions ?? [], variables).coerced ?? variables; // with the operation's defaults
  const { fieldsOfRoot, fieldsBelow } = collector(schema, original.document, given);

  const data = completeObject(fieldsOfRoot(root, original.operation.selectionSet), root, answer.data, []);
  const errors = (answer.errors ?? []).filter(({ path = [] }) => !path.some((_, index) => refusedPlaces.has(JSON.stringify(path.slice(0, index + 1)))));
  return { data: data === bubble ? null : (data as Record<string, unknown>), errors: [...errors, ...refused], nulls };

  function completeObject(fields: Collected, type: GraphQLObjectType, object: Readonly<Record<string, unknown>>, path: Path): unknown {
    const completed: Record<string, unknown> = Object.create(null) as Record<string, unknown>; // any key is only a key here, `__proto__` too
    for (const [key, nodes] of fields) {
      const name = nodes[0]?.name.value ?? "";
      const refusal = nodes.map((node) => withheld.get(node)).find((found) => found !== undefined);
      const answered = Object.hasOwn(object, key) ? object[key] : null;
      const definition = type.getFields()[name]; // none: `__typename`, `__schema`, `__type`
      if (refusal) {
        refuse(refusal, [...path, key]);
        if (!definition || isNonNullType(definition.type)) return bubble;
        completed[key] = null;
      } else if (definition && nodes.some((node) => above.has(node))) {
        const value = completeValue(definition.type, answered, nodes, [...path, key]);
        if (value === bubble) return bubble;
        completed[key] = value;
      } else {
        completed[key] = answered;
      }
    }
    return completed;
  }

  function completeValue(type: GraphQLOutputType, value: unknown, nodes: readonly FieldNode[], path: Path): unknown {
    if (isNonNullType(type)) return completeValue(type.ofType, value, nodes, path) ?? bubble;
    if (value === null || value === undefined) return null;
    const completed = isListType(type) ? completeList(type.ofType, value, nodes, path) : completeNamed(type, value, nodes, path);
    return completed === bubble ? null : completed;
  }

  function completeList(type: GraphQLOutputType, value: unknown, nodes: readonly FieldNode[], path: Path): unknown {
    if (!Array.isArray(value)) return bubble;
    const items: unknown[] = [];
    for (const [index, item] of value.entries()) {
      const completed = completeValue(type, item, nodes, [...path, index]);
      if (completed === bubble) return bubble;
      items.push(completed);
    }
    return items;
  }

  function completeNamed(type: GraphQLOutputType, value: unknown, nodes: readonly FieldNode[], path: Path): unknown {
    const object = value as Readonly<Record<string, unknown>>;
    const named = getNamedType(type);
    const concrete = isAbstractType(named) ? schema.getType(String(object[typenameKey])) : named;
    return isObjectType(concrete) ? completeObject(fieldsBelow(concrete, nodes), concrete, object, path) : bubble;
  }

  function errorOf(refusal: Refusal): GraphQLError {
    const error = made.get(refusal) ?? gatewayError(refusal, refusalMessages[refusal]);
    made.set(refusal, error);
    return error;
  }

  function refuse({ coordinate, refusal }: Withheld, path: Path): void {
    nulls.set(coordinate, (nulls.get(coordinate) ?? 0) + 1);
    refused.push(at(path, errorOf(refusal)));
    refusedPlaces.add(JSON.stringify(path));
  }
}

/**
 * Whether the operation may not even begin: nothing of it is left, or it changes something and a root field was taken out that may not be null, so that its whole answer
 * would be null; or it is a subscription, which has no other root field.
 */
export function runsNothing({ original, withheld, empty }: Narrowing, schema: GraphQLSchema, variables: Readonly<Record<string, unknown>>): boolean {
  const { operation, document } = original;
  const root = schema.getRootType(operation.operation);
  if (empty || !root || operation.operation === OperationTypeNode.QUERY) return empty;
  const fields = collector(schema, document, getVariableValues(schema, operation.variableDefinitions ?? [], variables).coerced ?? variables).fieldsOfRoot(root, operation.selectionSet);
  return [...fields.values()].some((nodes) => nodes.some((node) => withheld.has(node) && (operation.operation === OperationTypeNode.SUBSCRIPTION || isNonNullType(root.getFields()[node.name.value]?.type))));
}

/** An error like another, in another place. Every row of a list may need one, and to build a new one with its stack takes longer than all the rest of the row. */
const at = (path: Path, error: GraphQLError): GraphQLError => Object.create(error, { path: { value: path, enumerable: true } }) as GraphQLError;

export const refusalMessages: Readonly<Record<Refusal, string>> = {
  CLEARANCE_REQUIRED: "this needs another clearance or duty",
  PURPOSE_REQUIRED: "this needs the purpose for which you may see it: state it in the header `epigraph-purpose`",
};
