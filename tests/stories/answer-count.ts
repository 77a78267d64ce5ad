/** Counts what a subgraph's answer shows to have been resolved, from the answer and its query alone: fields x objects, without `__typename`. Knows nothing of the guard. */
import { type FragmentDefinitionNode, Kind, parse, type SelectionNode, type SelectionSetNode } from "graphql";

/** Field name -> how many objects of the answer have it. Field names, not coordinates: an answer does not say which type an object is. */
export type FieldCounts = Readonly<Record<string, number>>;

export function countAnswer(query: string, data: unknown): FieldCounts {
  const document = parse(query);
  const fragments = new Map(document.definitions.flatMap((definition) => (definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [])));
  const counts: Record<string, number> = {};
  for (const definition of document.definitions) if (definition.kind === Kind.OPERATION_DEFINITION) countObject(definition.selectionSet, data, fragments, counts);
  return counts;
}

function countObject(selections: SelectionSetNode, value: unknown, fragments: ReadonlyMap<string, FragmentDefinitionNode>, counts: Record<string, number>): void {
  if (Array.isArray(value)) {
    for (const item of value) countObject(selections, item, fragments, counts);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const fields = fieldsOf(selections.selections, fragments);
  for (const [key, below] of Object.entries(value)) {
    const field = fields.get(key);
    if (!field) throw new Error(`the answer has a key that the query does not ask for: ${key}`);
    if (field.name === "__typename") continue;
    counts[field.name] = (counts[field.name] ?? 0) + 1;
    if (field.selectionSets.length > 0) countObject({ kind: Kind.SELECTION_SET, selections: field.selectionSets.flatMap((set) => set.selections) }, below, fragments, counts);
  }
}

type Field = { readonly name: string; readonly selectionSets: SelectionSetNode[] };

/** By response key, whatever the type condition: what does not apply is not in the answer. */
function fieldsOf(selections: readonly SelectionNode[], fragments: ReadonlyMap<string, FragmentDefinitionNode>, into: Map<string, Field> = new Map()): Map<string, Field> {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      const field = into.get(key) ?? { name: selection.name.value, selectionSets: [] };
      if (selection.selectionSet) field.selectionSets.push(selection.selectionSet);
      into.set(key, field);
      continue;
    }
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
    if (fragment) fieldsOf(fragment.selectionSet.selections, fragments, into);
  }
  return into;
}
