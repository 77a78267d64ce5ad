/** Finds `@requires` directives whose selection gives a field arguments. Says nothing about any other directive: composition checks those. */
import { Kind, parse, visit, type ConstDirectiveNode, type DocumentNode, type ObjectTypeDefinitionNode, type ObjectTypeExtensionNode } from "graphql";

/**
 * Coordinates (`Type.field`) of fields whose `@requires` selects a field with arguments.
 *
 * Apollo's query planner (2.14) merges such a selection with the operation's own selection of that field, or with another `@requires`, even
 * where the arguments differ, and reports no error: the resolver is then handed data that it did not ask for.
 */
export function requiresWithArguments(document: DocumentNode): readonly string[] {
  const names = directiveNames(document);
  const found: string[] = [];
  const inspect = (type: ObjectTypeDefinitionNode | ObjectTypeExtensionNode): void => {
    for (const field of type.fields ?? []) {
      if (field.directives?.some((directive) => names.has(directive.name.value) && hasArguments(directive))) found.push(`${type.name.value}.${field.name.value}`);
    }
  };
  visit(document, { ObjectTypeDefinition: inspect, ObjectTypeExtension: inspect });
  return found;
}

/** `@requires` under the names that the schema's links give it: imported, renamed, or with the specification's prefix. */
function directiveNames(document: DocumentNode): ReadonlySet<string> {
  const names = new Set(["requires", "federation__requires"]);
  const read = (directive: ConstDirectiveNode): void => {
    for (const argument of directive.arguments ?? []) {
      if (argument.name.value === "as" && argument.value.kind === Kind.STRING) names.add(`${argument.value.value}__requires`);
      if (argument.name.value !== "import" || argument.value.kind !== Kind.LIST) continue;
      for (const item of argument.value.values) {
        if (item.kind !== Kind.OBJECT) continue;
        const entries = new Map(item.fields.map((field) => [field.name.value, field.value.kind === Kind.STRING ? field.value.value : ""]));
        const alias = entries.get("as");
        if (entries.get("name") === "@requires" && alias !== undefined) names.add(alias.replace(/^@/, ""));
      }
    }
  };
  visit(document, { Directive: (directive) => (directive.name.value === "link" ? read(directive as ConstDirectiveNode) : undefined) });
  return names;
}

function hasArguments(directive: ConstDirectiveNode): boolean {
  const fields = directive.arguments?.find((argument) => argument.name.value === "fields")?.value;
  if (fields?.kind !== Kind.STRING) return false;
  let found = false;
  try {
    visit(parse(`{ ${fields.value} }`), { Argument: () => void (found = true) });
  } catch {
    return false; // a selection that does not parse is refused by composition itself, with a better message
  }
  return found;
}
