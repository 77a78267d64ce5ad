/** Which selections answer under which key, as the specification's CollectFields: fragments spread out once, `@skip` and `@include` honoured. Knows nothing of clearance. */
import {
  type DocumentNode,
  type FieldNode,
  getDirectiveValues,
  type GraphQLDirective,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import { fragmentsOf } from "./narrow.js";

export type Collected = ReadonlyMap<string, readonly FieldNode[]>;

export type Collector = {
  readonly fieldsOfRoot: (type: GraphQLObjectType, set: SelectionSetNode) => Collected;
  /** What an object of a type is asked for by fields that answer under one key. Worked out once, however many objects a list has. */
  readonly fieldsBelow: (type: GraphQLObjectType, nodes: readonly FieldNode[]) => Collected;
};

/** `variables`: coerced, with the operation's defaults. */
export function collector(schema: GraphQLSchema, document: DocumentNode, variables: Readonly<Record<string, unknown>>): Collector {
  const fragments = fragmentsOf(document);
  const known = new Map<GraphQLObjectType, WeakMap<readonly FieldNode[], Collected>>();
  return {
    fieldsOfRoot: (type, set) => collect(type, [set]),
    fieldsBelow: (type, nodes) => {
      let byNodes = known.get(type);
      if (!byNodes) known.set(type, (byNodes = new WeakMap<readonly FieldNode[], Collected>()));
      let collected = byNodes.get(nodes);
      if (!collected) byNodes.set(nodes, (collected = collect(type, nodes.flatMap(({ selectionSet }) => selectionSet ?? []))));
      return collected;
    },
  };

  function collect(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): Collected {
    const into = new Map<string, FieldNode[]>();
    const visited = new Set<string>();
    for (const set of sets) collectSet(set);
    return into;

    function collectSet({ selections }: SelectionSetNode): void {
      for (const selection of selections) {
        if (!included(selection)) continue;
        if (selection.kind === Kind.FIELD) {
          const key = selection.alias?.value ?? selection.name.value;
          const nodes = into.get(key);
          if (nodes) nodes.push(selection);
          else into.set(key, [selection]);
          continue;
        }
        const name = selection.kind === Kind.FRAGMENT_SPREAD ? selection.name.value : undefined;
        if (name !== undefined && visited.has(name)) continue;
        if (name !== undefined) visited.add(name);
        const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
        if (fragment && applies(fragment.typeCondition?.name.value)) collectSet(fragment.selectionSet);
      }
    }

    function applies(condition: string | undefined): boolean {
      if (condition === undefined || condition === type.name) return true;
      const wider = schema.getType(condition);
      return isAbstractType(wider) && schema.isSubType(wider, type);
    }
  }

  function included(selection: SelectionNode): boolean {
    const says = (directive: GraphQLDirective): unknown => getDirectiveValues(directive, selection, variables)?.["if"];
    return says(GraphQLSkipDirective) !== true && says(GraphQLIncludeDirective) !== false;
  }
}
