/** Which access directives a supergraph puts on which coordinate. Reads them only; the gateway enforces them. */
import { isCompositeType, isInterfaceType, isObjectType, type Directive, type Schema } from "@apollo/federation-internals";
import { openSupergraph } from "./api-schema.js";

const guarding = ["authenticated", "requiresScopes", "policy"];

/**
 * Each type (`Case`) and each field (`Case.onsetDate`) of the supergraph with its access directives in the specification's own names,
 * also where a subgraph imported them under another; an empty list where it has none.
 */
export function accessDirectives(supergraph: string): ReadonlyMap<string, readonly string[]> {
  const { schema } = openSupergraph(supergraph);
  const found = new Map<string, readonly string[]>();
  for (const type of schema.types()) {
    if (!isCompositeType(type) && type.kind !== "ScalarType" && type.kind !== "EnumType") continue;
    found.set(type.name, printed(schema, type.appliedDirectives));
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of type.fields()) found.set(field.coordinate, printed(schema, field.appliedDirectives));
  }
  return found;
}

function printed(schema: Schema, directives: readonly Directive[]): readonly string[] {
  return directives
    .flatMap((directive) => {
      const name = schema.coreFeatures?.sourceFeature(directive)?.nameInFeature ?? "";
      return guarding.includes(name) ? [`@${name}${directive.toString().slice(`@${directive.name}`.length)}`] : [];
    })
    .toSorted();
}
