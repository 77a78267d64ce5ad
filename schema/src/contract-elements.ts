/** Which fields, arguments, input fields, enum values and types are in each door's contract, and the tags that say so. Removes nothing: see contract-parts.ts. */
import { extractLinkImplementations } from "@theguild/federation-composition";
import { type ConstDirectiveNode, type DocumentNode, type FieldDefinitionNode, type InputValueDefinitionNode, Kind, type TypeDefinitionNode, type TypeNode, visit } from "graphql";
import { SchemaError } from "./error.js";

/** What the contracts are cut by. */
export type ContractTable = {
  readonly doors: readonly string[];
  /** The doors whose contract may have the field `Type.field`. */
  readonly doorsOf: (coordinate: string) => readonly string[];
  /** Arguments `Type.field(argument:)`, input fields and enum values `Type.name` that fewer doors have than the field or type they belong to. */
  readonly privateArguments: readonly { readonly element: string; readonly only: readonly string[] }[];
};

/** For each door, what a client there can reach from the roots: `Type`, `Type.field`, `Type.field(argument:)`. */
export type ContractElements = ReadonlyMap<string, ReadonlySet<string>>;

/** @throws SchemaError CONTRACT_INVALID when a private argument names nothing */
export function contractElements(documents: readonly DocumentNode[], table: ContractTable): ContractElements {
  const types = merged(documents);
  const named = new Set([...types].flatMap(([name, type]) => [...type.parts].flatMap(([part, { takes }]) => [`${name}.${part}`, ...[...takes.keys()].map((argument) => `${name}.${part}(${argument}:)`)])));
  const unknown = table.privateArguments.filter(({ element }) => !named.has(element)).map(({ element }) => `\`${element}\` is private to some doors, but there is no such argument, input field or enum value`);
  if (unknown.length > 0) throw new SchemaError("CONTRACT_INVALID", "the contracts cannot be cut:", unknown);
  return new Map(table.doors.map((door) => [door, reachable(types, door, table)]));
}

/** The document with `@tag(name: door)` on everything that is in that door's contract. Object types get none: a tag there would open all of their fields. */
export function tagged(document: DocumentNode, elements: ContractElements): DocumentNode {
  const { resolveImportName } = extractLinkImplementations(document);
  const [tag, external] = ["@tag", "@external"].map((name) => resolveImportName("https://specs.apollo.dev/federation", name)) as [string, string];
  const tagsOf = (element: string): ConstDirectiveNode[] => [...elements].flatMap(([door, reached]) => (reached.has(element) ? [directive(tag, door)] : []));
  const withTags = <Node extends { readonly directives?: readonly ConstDirectiveNode[] }>(node: Node, element: string): Node => ({ ...node, directives: [...(node.directives ?? []), ...tagsOf(element)] });
  const field = (type: string, node: FieldDefinitionNode): FieldDefinitionNode => {
    if (node.directives?.some(({ name }) => name.value === external) === true) return node; // its own subgraph tags it
    const coordinate = `${type}.${node.name.value}`;
    return withTags({ ...node, arguments: (node.arguments ?? []).map((argument) => withTags(argument, `${coordinate}(${argument.name.value}:)`)) }, coordinate);
  };
  return visit(document, {
    ObjectTypeDefinition: (node) => ({ ...node, fields: (node.fields ?? []).map((one) => field(node.name.value, one)) }),
    InterfaceTypeDefinition: (node) => ({ ...node, fields: (node.fields ?? []).map((one) => field(node.name.value, one)) }),
    InputObjectTypeDefinition: (node) => ({ ...node, fields: (node.fields ?? []).map((one) => withTags(one, `${node.name.value}.${one.name.value}`)) }),
    EnumTypeDefinition: (node) => ({ ...node, values: (node.values ?? []).map((one) => withTags(one, `${node.name.value}.${one.name.value}`)) }),
    ScalarTypeDefinition: (node) => withTags(node, node.name.value),
    UnionTypeDefinition: (node) => withTags(node, node.name.value),
  });
}

const directive = (name: string, door: string): ConstDirectiveNode => ({
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: name },
  arguments: [{ kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: "name" }, value: { kind: Kind.STRING, value: door } }],
});

/** A field of an object or interface with its arguments, an input field, or an enum value: what it leads to and what it takes. */
type Part = { readonly leadsTo: string | undefined; readonly takes: Map<string, string> };
type Shape = { readonly kind: TypeDefinitionNode["kind"]; readonly parts: Map<string, Part>; readonly interfaces: Set<string>; readonly members: Set<string> };

/** The types of all subgraphs together. */
function merged(documents: readonly DocumentNode[]): ReadonlyMap<string, Shape> {
  const types = new Map<string, Shape>();
  for (const definition of documents.flatMap((document) => document.definitions)) {
    if (!("name" in definition) || !definition.kind.endsWith("TypeDefinition")) continue;
    const node = definition as TypeDefinitionNode;
    const shape: Shape = types.get(node.name.value) ?? { kind: node.kind, parts: new Map<string, Part>(), interfaces: new Set<string>(), members: new Set<string>() };
    types.set(node.name.value, shape);
    if (node.kind === Kind.ENUM_TYPE_DEFINITION) for (const value of node.values ?? []) shape.parts.set(value.name.value, { leadsTo: undefined, takes: new Map<string, string>() });
    if (node.kind === Kind.UNION_TYPE_DEFINITION) for (const member of node.types ?? []) shape.members.add(member.name.value);
    if ("interfaces" in node) for (const one of node.interfaces ?? []) shape.interfaces.add(one.name.value);
    if (!("fields" in node)) continue;
    for (const field of node.fields ?? []) {
      const part = shape.parts.get(field.name.value) ?? { leadsTo: namedType(field.type), takes: new Map<string, string>() };
      shape.parts.set(field.name.value, part);
      for (const argument of argumentsOf(field)) part.takes.set(argument.name.value, namedType(argument.type));
    }
  }
  return types;
}

const argumentsOf = (field: FieldDefinitionNode | InputValueDefinitionNode): readonly InputValueDefinitionNode[] => (field.kind === Kind.FIELD_DEFINITION ? (field.arguments ?? []) : []);
const namedType = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type));

const roots = ["Query", "Mutation", "Subscription"];

function reachable(types: ReadonlyMap<string, Shape>, door: string, { doorsOf, privateArguments }: ContractTable): ReadonlySet<string> {
  const kept = new Set(privateArguments.filter(({ only }) => !only.includes(door)).map(({ element }) => element));
  const implementing = (name: string): readonly string[] => [...types].flatMap(([type, { interfaces }]) => (interfaces.has(name) ? [type] : []));
  /** An interface has a field where all of its types have it: rules speak of object types only. */
  const opens = (type: string, field: string): boolean => {
    const own = implementing(type);
    return own.length > 0 ? own.every((one) => opens(one, field)) : doorsOf(`${type}.${field}`).includes(door);
  };
  const found = new Set<string>();
  const waiting = roots.filter((root) => types.has(root));
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const type = types.get(name);
    if (type === undefined || found.has(name)) continue;
    found.add(name);
    waiting.push(...type.members, ...implementing(name));
    const output = type.kind === Kind.OBJECT_TYPE_DEFINITION || type.kind === Kind.INTERFACE_TYPE_DEFINITION;
    for (const [part, { leadsTo, takes }] of type.parts) {
      const coordinate = `${name}.${part}`;
      if (output ? !opens(name, part) : kept.has(coordinate)) continue;
      found.add(coordinate);
      if (leadsTo !== undefined) waiting.push(leadsTo);
      for (const [argument, takesType] of takes) {
        if (kept.has(`${coordinate}(${argument}:)`)) continue;
        found.add(`${coordinate}(${argument}:)`);
        waiting.push(takesType);
      }
    }
  }
  return found;
}
