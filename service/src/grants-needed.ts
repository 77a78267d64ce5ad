/** Whether an operation asks for anything that only a grant opens: what does not uses up no read of a limited one. Not the grants: see permission-store.ts. */
import type { Ability, ConditionName, Coordinate } from "@epigraph/authz";
import { type DocumentNode, type GraphQLSchema, isAbstractType, isObjectType, TypeInfo, visit, visitWithTypeInfo } from "graphql";

const grantConditions: readonly ConditionName[] = ["liveGrantOnCase", "liveGrantCoversAllInputs"];

export function grantsNeeded(schema: GraphQLSchema, document: DocumentNode, ability: Ability): boolean {
  return coordinatesOf(schema, document).some((coordinate) => ability.candidates(coordinate).rules.some(({ onlyWhen }) => onlyWhen.some((name) => grantConditions.includes(name))));
}

/** Documents are kept by their text, so each is looked through once. */
const known = new WeakMap<DocumentNode, readonly Coordinate[]>();

function coordinatesOf(schema: GraphQLSchema, document: DocumentNode): readonly Coordinate[] {
  const kept = known.get(document);
  if (kept) return kept;
  const coordinates = new Set<Coordinate>();
  const types = new TypeInfo(schema);
  const enter = ({ name }: { readonly name: { readonly value: string } }): void => {
    const parent = types.getParentType();
    const possible = isAbstractType(parent) ? schema.getPossibleTypes(parent) : isObjectType(parent) ? [parent] : [];
    for (const type of possible) coordinates.add(`${type.name}.${name.value}`);
  };
  visit(document, visitWithTypeInfo(types, { Field: { enter } }));
  known.set(document, [...coordinates]);
  return [...coordinates];
}
