/** Which names a door's contract may hold, and which of the others are found in its file. Reads files and the rules table, not the composer. Not a test. */
import { type Coordinate, type Door, doorsOf, privateArguments } from "@epigraph/authz";
import { apiSchema } from "@epigraph/schema";
import {
  type ConstDirectiveNode,
  type ConstValueNode,
  getNamedType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isObjectType,
  Kind,
  parse,
  visit,
} from "graphql";

/** Every name that a client of the whole supergraph could see, but for those that the door's rules give it. */
export function privateNames(supergraph: string, door: Door): ReadonlySet<string> {
  const schema = apiSchema(supergraph);
  const allowed = new Set(["Query", "Mutation"]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) {
      const coordinate: Coordinate = `${type.name}.${field.name}`;
      if (!doorsOf(coordinate).includes(door)) continue;
      for (const name of [type.name, field.name]) allowed.add(name);
      namesOf(getNamedType(field.type), door, allowed, false);
      for (const argument of field.args) {
        if (isKept(`${coordinate}(${argument.name}:)`, door)) continue;
        allowed.add(argument.name);
        namesOf(getNamedType(argument.type), door, allowed, true);
      }
    }
  }
  return new Set(everyName(schema).filter((name) => !allowed.has(name)));
}

const isKept = (element: string, door: Door): boolean => privateArguments.some((one) => one.element === element && !one.only.includes(door));

/** A type's name, an enum's values, and of what a field takes also what that takes. */
function namesOf(type: GraphQLNamedType, door: Door, into: Set<string>, taken: boolean): void {
  into.add(type.name);
  if (isEnumType(type)) for (const { name } of type.getValues()) if (!isKept(`${type.name}.${name}`, door)) into.add(name);
  if (!taken || !isInputObjectType(type)) return;
  for (const field of Object.values(type.getFields())) {
    if (isKept(`${type.name}.${field.name}`, door) || into.has(field.name)) continue;
    into.add(field.name);
    namesOf(getNamedType(field.type), door, into, true);
  }
}

function everyName(schema: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => !type.name.startsWith("__"))
    .flatMap((type) => {
      if (isEnumType(type)) return [type.name, ...type.getValues().map(({ name }) => name)];
      if (isInputObjectType(type)) return [type.name, ...Object.keys(type.getFields())];
      if (!isObjectType(type)) return [type.name];
      return [type.name, ...Object.values(type.getFields()).flatMap((field) => [field.name, ...field.args.map(({ name }) => name)])];
    });
}

/**
 * Where the file holds one of the names: as a type, field, argument, input field or enum value, in a value given to a directive (in small letters too: the composer writes
 * a subgraph's name in capitals), or in a description: there in backticks, or as a word that is no plain English one, such as `personKey` or `LikelySource`. The
 * machinery of federation is not looked at where it only names itself.
 */
export function foundIn(file: string, names: ReadonlySet<string>): readonly string[] {
  const found: string[] = [];
  const look = (word: string, where: string): void => {
    for (const one of new Set([word, word.toLowerCase()])) if (names.has(one)) found.push(`${one} (${where})`);
  };
  const lookInText = (text: string, where: string): void => {
    for (const claim of text.split(/[^\w:-]+/)) {
      const word = claim.replace(/^\w+:/, ""); // `duty:auditor` is machinery up to the colon
      for (const part of new Set([word, ...word.split("-")])) look(part, where);
    }
  };
  const lookInValue = (value: ConstValueNode): void => {
    if (value.kind === Kind.STRING) lookInText(value.value, "a directive's value");
    if (value.kind === Kind.ENUM) look(value.value, "a directive's value");
    if (value.kind === Kind.LIST) value.values.forEach(lookInValue);
    if (value.kind === Kind.OBJECT) value.fields.forEach((field) => lookInValue(field.value));
  };
  const named = (kind: string) => (node: { readonly name: { readonly value: string }; readonly description?: { readonly value: string } | undefined }): void => {
    if (names.has(node.name.value)) found.push(`${node.name.value} (${kind})`);
    const text = node.description?.value ?? "";
    for (const [, code = ""] of text.matchAll(/`([^`]*)`/g)) lookInText(code, "a description");
    for (const word of text.split(/\W+/)) if (/[A-Z]/.test(word) && names.has(word)) found.push(`${word} (a description)`);
  };
  visit(parse(file), {
    DirectiveDefinition: () => false,
    Directive: (node) => node.name.value !== "link" && (node as ConstDirectiveNode).arguments?.forEach((argument) => lookInValue(argument.value)),
    ObjectTypeDefinition: named("a type"),
    InterfaceTypeDefinition: named("a type"),
    UnionTypeDefinition: named("a type"),
    ScalarTypeDefinition: named("a type"),
    EnumTypeDefinition: named("a type"),
    InputObjectTypeDefinition: named("a type"),
    FieldDefinition: named("a field"),
    InputValueDefinition: named("an argument or input field"),
    EnumValueDefinition: (node) => {
      named("an enum value")(node);
      look(node.name.value.toLowerCase(), "an enum value");
    },
  });
  return [...new Set(found)];
}
