/** The fields that the text of a `@requires` or `@fromContext` reads. Not whether somebody may read them: see requirements.ts. */
import type { Coordinate } from "@epigraph/authz";
import { baseType, type CompositeType, isCompositeType, isInterfaceType, isObjectType, type Schema } from "@apollo/federation-internals";
import { Kind, parse, type SelectionSetNode } from "graphql";

/** Each coordinate that a selection on `type` names, at any depth; a type condition counts as a look at `__typename`. @throws RangeError, GraphQLError for a selection that does not fit */
export function selectedCoordinates(schema: Schema, type: CompositeType, text: string): Coordinate[] {
  const source = text.trim().startsWith("{") ? text : `{ ${text} }`;
  const [definition] = parse(source, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new RangeError(`\`${text}\` is not a selection of \`${type.name}\``);
  return walk(definition.selectionSet, type);

  function walk(set: SelectionSetNode, parent: CompositeType): Coordinate[] {
    return set.selections.flatMap((selection): Coordinate[] => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) throw new RangeError(`\`${text}\` spreads a fragment, which no selection of a directive may`);
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition === undefined ? parent : compositeType(selection.typeCondition.name.value);
        return [`${condition.name}.__typename`, ...walk(selection.selectionSet, condition)];
      }
      const coordinate: Coordinate = `${parent.name}.${selection.name.value}`;
      if (!selection.selectionSet || selection.name.value === "__typename") return [coordinate];
      const field = isObjectType(parent) || isInterfaceType(parent) ? parent.field(selection.name.value) : undefined;
      if (!field?.type) throw new RangeError(`\`${text}\` selects \`${coordinate}\`, which the supergraph does not have`);
      return [coordinate, ...walk(selection.selectionSet, compositeType(baseType(field.type).name))];
    });
  }

  function compositeType(name: string): CompositeType {
    const found = schema.type(name);
    if (!found || !isCompositeType(found)) throw new RangeError(`\`${text}\` selects fields of \`${name}\`, which has none`);
    return found;
  }
}
