/**
 * Clearance over an operation, as a transform in front of any executor: selections that no rule opens are taken out before planning and come back as null with an
 * error, so that the rest of the answer stands. Not row by row: that is the subgraphs' guard.
 */
import type { Ability, Coordinate, Refusal } from "@epigraph/authz";
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getDirectiveValues,
  getVariableValues,
  type GraphQLDirective,
  type GraphQLError,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { gatewayError } from "./error.js";

export type Narrowed = {
  readonly document: DocumentNode;
  /** What was taken out; empty when everything may be asked. */
  readonly withheld: ReadonlyMap<Coordinate, Refusal>;
};


export function narrow(document: DocumentNode, schema: GraphQLSchema, ability: Ability): Narrowed {
  const withheld = new Map<Coordinate, Refusal>();
  const types = new TypeInfo(schema);
  const narrowed = visit(
    document,
    visitWithTypeInfo(types, {
      Field: (field) => {
        const parent = types.getParentType();
        if (!parent || field.name.value.startsWith("__") || parent.name.startsWith("__")) return undefined; // about the schema, not about anyone
        // an abstract type has no rules of its own: asking through one would go round them
        const coordinate: Coordinate = `${parent.name}.${field.name.value}`;
        const refusal = isObjectType(parent) ? ability.refusal(coordinate) : "CLEARANCE_REQUIRED";
        if (refusal === undefined) return undefined;
        withheld.set(coordinate, refusal);
        return null;
      },
      SelectionSet: {
        leave: (set) => {
          if (isAbstractType(types.getParentType())) return { ...set, selections: [...set.selections, concreteType] };
          return set.selections.length > 0 ? undefined : { ...set, selections: [nothing] };
        },
      },
    }),
  );
  return { document: withheld.size === 0 ? document : narrowed, withheld };
}

const typename = (alias: string): FieldNode => ({ kind: Kind.FIELD, name: { kind: Kind.NAME, value: "__typename" }, alias: { kind: Kind.NAME, value: alias } });
/** What a selection set asks for that lost all its fields: something harmless. */
const nothing = typename("__withheld");
/** What a union or interface is asked for, so that `restore` knows which fields stood there. */
const concreteType = typename("__withheldFrom");

export type Answer = { readonly data?: Record<string, unknown> | null | undefined; readonly errors?: readonly GraphQLError[] | undefined };
export type Restored = { readonly data: Record<string, unknown> | null | undefined; readonly errors: readonly GraphQLError[]; readonly nulls: ReadonlyMap<Coordinate, number> };

const bubble = Symbol("a null where none may be");

/** Puts a null and an error in the place of every selection that was taken out; a null that may not stand takes its parent with it, as the specification says. */
export function restore(original: DocumentNode, operation: OperationDefinitionNode, schema: GraphQLSchema, variables: Readonly<Record<string, unknown>>, withheld: Narrowed["withheld"], answer: Answer): Restored {
  const given = getVariableValues(schema, operation.variableDefinitions ?? [], variables).coerced ?? variables; // with the operation's defaults
  const fragments = new Map(original.definitions.flatMap((definition) => (definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [])));
  const root = schema.getRootType(operation.operation);
  const errors: GraphQLError[] = [];
  const nulls = new Map<Coordinate, number>();
  if (!root || !answer.data) return { data: answer.data, errors, nulls };

  const data = completeObject(operation.selectionSet.selections, root, answer.data, []);
  return { data: data === bubble ? null : (data as Record<string, unknown>), errors, nulls };

  function completeObject(selections: readonly SelectionNode[], type: GraphQLObjectType, object: Record<string, unknown>, path: readonly (string | number)[]): unknown {
    const completed: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    for (const [key, fields] of collect(selections, type, { schema, fragments, variables: given })) {
      const field = fields[0];
      if (!field) continue;
      const definition = type.getFields()[field.name.value];
      if (!definition) {
        if (Object.hasOwn(object, key)) completed[key] = object[key]; // `__typename` and introspection
        continue;
      }
      const coordinate: Coordinate = `${type.name}.${field.name.value}`;
      const refusal = refusalOf(type, field.name.value);
      if (refusal !== undefined) {
        nulls.set(coordinate, (nulls.get(coordinate) ?? 0) + 1);
        errors.push(gatewayError(refusal, messages[refusal], [...path, key]));
        if (isNonNullType(definition.type)) return bubble;
        completed[key] = null;
        continue;
      }
      const below = fields.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
      const value = completeValue(definition.type, Object.hasOwn(object, key) ? object[key] : null, below, [...path, key]);
      if (value === bubble) return bubble;
      completed[key] = value;
    }
    return completed;
  }

  function refusalOf(type: GraphQLObjectType, field: string): Refusal | undefined {
    return [type, ...type.getInterfaces()].map(({ name }) => withheld.get(`${name}.${field}`)).find((refusal) => refusal !== undefined);
  }

  function completeValue(type: GraphQLOutputType, value: unknown, selections: readonly SelectionNode[], path: readonly (string | number)[]): unknown {
    if (isNonNullType(type)) return completeValue(type.ofType, value, selections, path) ?? bubble;
    const completed = ((): unknown => {
      if (value === null || value === undefined || selections.length === 0) return value;
      if (isListType(type)) {
        if (!Array.isArray(value)) return value;
        const items = value.map((item, index) => completeValue(type.ofType, item, selections, [...path, index]));
        return items.includes(bubble) ? bubble : items;
      }
      const object = value as Record<string, unknown>;
      const named = getNamedType(type);
      const concrete = isAbstractType(named) ? schema.getType(String(object[concreteType.alias?.value ?? ""])) : named;
      return isObjectType(concrete) ? completeObject(selections, concrete, object, path) : null;
    })();
    return completed === bubble ? null : completed;
  }
}

const messages: Record<Refusal, string> = {
  CLEARANCE_REQUIRED: "this needs another clearance or duty",
  PURPOSE_REQUIRED: "this needs the purpose for which you may see it: state it in the header `epigraph-purpose`",
};

type Asked = { readonly schema: GraphQLSchema; readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>; readonly variables: Readonly<Record<string, unknown>> };

/** The fields of an object by response key, fragments spread out, `@skip` and `@include` honoured. */
function collect(selections: readonly SelectionNode[], type: GraphQLObjectType, asked: Asked, into: Map<string, FieldNode[]> = new Map()): Map<string, FieldNode[]> {
  for (const selection of selections) {
    if (!included(selection, asked.variables)) continue;
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      into.set(key, [...(into.get(key) ?? []), selection]);
      continue;
    }
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? asked.fragments.get(selection.name.value) : selection;
    if (fragment && applies(fragment.typeCondition?.name.value, type, asked.schema)) collect(fragment.selectionSet.selections, type, asked, into);
  }
  return into;
}

function applies(condition: string | undefined, type: GraphQLObjectType, schema: GraphQLSchema): boolean {
  if (condition === undefined || condition === type.name) return true;
  const wider = schema.getType(condition);
  return isAbstractType(wider) && schema.isSubType(wider, type);
}

function included(selection: SelectionNode, variables: Readonly<Record<string, unknown>>): boolean {
  const says = (directive: GraphQLDirective): unknown => getDirectiveValues(directive, selection, variables)?.["if"];
  return says(GraphQLSkipDirective) !== true && says(GraphQLIncludeDirective) !== false;
}
