/** Takes out of an operation what may not be asked, before it is planned: one walk, each fragment once. What stood there is put back by restore.ts. */
import type { Coordinate, Refusal } from "@epigraph/authz";
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from "graphql";
import type { RefusalOf } from "./decide.js";

export type Withheld = { readonly coordinate: Coordinate; readonly refusal: Refusal };

export type Narrowing = {
  /** What was asked. */
  readonly original: Operation;
  /** What may run: one operation, the fragments that it spreads, the variables that it uses. The original when nothing was taken out. */
  readonly narrowed: Operation;
  /** Nothing is left that would have to be asked of anyone. */
  readonly empty: boolean;
  /** The selections that were taken out, by their nodes in the original. */
  readonly withheld: ReadonlyMap<FieldNode, Withheld>;
  /** The selections below which something was taken out. */
  readonly above: ReadonlySet<FieldNode>;
  /** The response key under which an abstract type tells what it is; no key of the operation. */
  readonly typenameKey: string;
};

export type Operation = { readonly document: DocumentNode; readonly operation: OperationDefinitionNode };

type Walked<Node> = { readonly node: Node; readonly touched: boolean };

/** `asked`: valid against `schema`. The coordinate of a selection is that of the type it is written on, which may be an interface. */
export function narrow(asked: Operation, schema: GraphQLSchema, refusalOf: RefusalOf): Narrowing {
  const withheld = new Map<FieldNode, Withheld>();
  const above = new Set<FieldNode>();
  const fragments = fragmentsOf(asked.document);
  const narrowedFragments = new Map<string, Walked<FragmentDefinitionNode>>();
  const typenameKey = freshKey(asked.document);
  const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: "__typename" }, alias: { kind: Kind.NAME, value: typenameKey } };

  const root = schema.getRootType(asked.operation.operation);
  const whole = root ? walkSet(asked.operation.selectionSet, root) : { node: asked.operation.selectionSet, touched: false };
  const narrowed = whole.touched ? reassembled({ ...asked.operation, selectionSet: whole.node }, (name) => narrowedFragments.get(name)?.node ?? fragments.get(name)) : asked;
  return { original: asked, narrowed, empty: whole.touched && whole.node.selections.every((selection) => selection === typename), withheld, above, typenameKey };

  function walkSet(set: SelectionSetNode, parent: GraphQLCompositeType): Walked<SelectionSetNode> {
    let touched = false;
    const selections = set.selections.flatMap((selection): SelectionNode[] => {
      const walked = walkSelection(selection, parent);
      touched ||= walked === undefined || walked.touched;
      return walked ? [walked.node] : [];
    });
    return { node: touched ? { ...set, selections: selections.length > 0 ? selections : [typename] } : set, touched };
  }

  function walkSelection(selection: SelectionNode, parent: GraphQLCompositeType): Walked<SelectionNode> | undefined {
    if (selection.kind === Kind.FIELD) return walkField(selection, parent);
    if (selection.kind === Kind.FRAGMENT_SPREAD) return { node: selection, touched: walkFragment(selection.name.value)?.touched ?? false };
    const type = selection.typeCondition ? schema.getType(selection.typeCondition.name.value) : parent;
    if (!isCompositeType(type)) return { node: selection, touched: false };
    const { node, touched } = walkSet(selection.selectionSet, type);
    return { node: touched ? { ...selection, selectionSet: node } : selection, touched };
  }

  function walkField(field: FieldNode, parent: GraphQLCompositeType): Walked<FieldNode> | undefined {
    const name = field.name.value;
    if (name === "__schema" || name === "__type") return { node: field, touched: false }; // about the schema, not about anyone
    const coordinate: Coordinate = `${parent.name}.${name}`;
    const refusal = refusalOf(coordinate);
    if (refusal !== undefined) {
      withheld.set(field, { coordinate, refusal });
      return undefined;
    }
    const definition = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    const type = definition && getNamedType(definition.type);
    if (!field.selectionSet || !isCompositeType(type)) return { node: field, touched: false };
    const { node, touched } = walkSet(field.selectionSet, type);
    if (!touched) return { node: field, touched };
    above.add(field);
    const selectionSet = isAbstractType(type) && !node.selections.includes(typename) ? { ...node, selections: [...node.selections, typename] } : node;
    return { node: { ...field, selectionSet }, touched };
  }

  function walkFragment(name: string): Walked<FragmentDefinitionNode> | undefined {
    const known = narrowedFragments.get(name);
    const fragment = fragments.get(name);
    const type = fragment && schema.getType(fragment.typeCondition.name.value);
    if (known || !fragment || !isCompositeType(type)) return known;
    narrowedFragments.set(name, { node: fragment, touched: false }); // a cycle, which validation refuses, ends here
    const { node, touched } = walkSet(fragment.selectionSet, type);
    const walked = { node: touched ? { ...fragment, selectionSet: node } : fragment, touched };
    narrowedFragments.set(name, walked);
    return walked;
  }
}

export function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(document.definitions.flatMap((definition) => (definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [])));
}

/** A valid document again: only fragments that are still spread and variables that are still used. */
function reassembled(operation: OperationDefinitionNode, fragmentOf: (name: string) => FragmentDefinitionNode | undefined): Operation {
  const spread = new Map<string, FragmentDefinitionNode>();
  const used = new Set<string>();
  const unread: (OperationDefinitionNode | FragmentDefinitionNode)[] = [operation];
  for (const definition of unread) {
    visit(definition, {
      VariableDefinition: () => false,
      Variable: ({ name }) => void used.add(name.value),
      FragmentSpread: ({ name }) => {
        const fragment = spread.has(name.value) ? undefined : fragmentOf(name.value);
        if (fragment) unread.push(fragment);
        if (fragment) spread.set(name.value, fragment);
      },
    });
  }
  const kept = { ...operation, variableDefinitions: (operation.variableDefinitions ?? []).filter(({ variable }) => used.has(variable.name.value)) };
  return { operation: kept, document: { kind: Kind.DOCUMENT, definitions: [kept, ...spread.values()] } };
}

/** A name that the document uses for nothing, so that no alias of a client stands in its way. */
function freshKey(document: DocumentNode): string {
  const names = new Set<string>();
  visit(document, { Name: ({ value }) => void names.add(value) });
  let key = "__withheld";
  while (names.has(key)) key += "_";
  return key;
}
