/** The law of wall 1, on generated operations: what it answers is what graphql-js answers when the resolvers of every withheld selection throw. */
import type { Coordinate } from "@epigraph/authz";
import fc from "fast-check";
import { buildSchema, defaultFieldResolver, execute, type ExecutionResult, type GraphQLFieldResolver, getOperationAST, Kind, parse, validate } from "graphql";
import { narrow, type Operation } from "./narrow.js";
import { restore } from "./restore.js";

const schema = buildSchema(/* GraphQL */ `
  type Query { a: Case b: Case! open: String any: Any node: Node nodes: [Node!] }
  interface Node { id: ID! near: Node links: [Node] }
  union Any = Case | Place
  type Case implements Node { id: ID! sex: String! place: Place must: Place! places: [Place] others: [Case!]! grid: [[Place!]] any: Any near: Node links: [Node] }
  type Place implements Node { id: ID! name: String! region: String case: Case near: Place! links: [Node] }
`);
const below: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Query: { a: "Case", b: "Case", open: "", any: "Any", node: "Node", nodes: "Node" },
  Case: { id: "", sex: "", place: "Place", must: "Place", places: "Place", others: "Case", grid: "Place", any: "Any", near: "Node", links: "Node" },
  Place: { id: "", name: "", region: "", case: "Case", near: "Place", links: "Node" },
  Node: { id: "", near: "Node", links: "Node" },
  Any: {},
};
const conditions: Readonly<Record<string, readonly string[]>> = { Query: ["Query"], Case: ["Case", "Node", "Any"], Place: ["Place", "Node"], Node: ["Node", "Case", "Place"], Any: ["Case", "Place", "Node"] };
const coordinates = Object.entries(below).flatMap(([type, fields]) => Object.keys(fields).map((field): Coordinate => `${type}.${field}`));

type Row = { __typename: string; [field: string]: unknown };
const place: Row = { __typename: "Place", id: "p", name: "cafe", region: "11", case: null, links: [null] };
const small: Row = { __typename: "Case", id: "2", sex: "m", place: null, must: place, places: [], others: [], grid: null, any: place, near: null, links: null };
const whole: Row = { __typename: "Case", id: "1", sex: "f", place, must: place, places: [place, null, place], others: [small], grid: [[place], null, []], any: small, near: place, links: [place, small, null] };
Object.assign(place, { case: small, near: place });
const root = { a: whole, b: whole, open: "open", any: place, node: whole, nodes: [place, small] };

const directive = fc.constantFrom("", "", "", "", " @include(if: $yes)", " @skip(if: $yes)", " @include(if: $no)", " @skip(if: false)");
const set = (type: string, depth: number): fc.Arbitrary<string> => fc.array(selection(type, depth), { minLength: 1, maxLength: 4 }).map((selections) => `{ ${selections.join(" ")} }`);
function selection(type: string, depth: number): fc.Arbitrary<string> {
  const usable = Object.entries(below[type] ?? {}).filter(([, inner]) => inner === "" || depth > 0);
  const typename = fc.constantFrom("__typename", "kind: __typename");
  // an alias of its own for each field keeps generated operations free of conflicts, and lets the same key be asked for twice
  const field = usable.length === 0 ? typename : fc.constantFrom(...usable).chain(([name, inner]) => fc.tuple(fc.constantFrom(name, name, `x_${name}: ${name}`), directive, inner === "" ? fc.constant("") : set(inner, depth - 1)).map((parts) => parts.join(" ")));
  if (depth === 0) return fc.oneof({ weight: 4, arbitrary: field }, { weight: 1, arbitrary: typename });
  const inline = fc.constantFrom(undefined, ...(conditions[type] ?? [])).chain((condition) => fc.tuple(fc.constant(condition === undefined ? "..." : `... on ${condition}`), directive, set(condition ?? type, depth - 1)).map((parts) => parts.join(" ")));
  const spread = fc.tuple(fc.constantFrom(...(conditions[type] ?? [])).map((condition) => `...On${condition}`), directive).map((parts) => parts.join(" "));
  return fc.oneof({ weight: 5, arbitrary: field }, { weight: 2, arbitrary: inline }, { weight: 1, arbitrary: spread }, { weight: 1, arbitrary: typename });
}
const generated = fc.record({ Query: set("Query", 3), onCase: set("Case", 0), onPlace: set("Place", 0), onNode: set("Node", 0) }).map(
  ({ Query, onCase, onPlace, onNode }) =>
    `query ($yes: Boolean = true, $no: Boolean!) ${Query} fragment OnQuery on Query { open } fragment OnCase on Case ${onCase} fragment OnPlace on Place ${onPlace} fragment OnNode on Node ${onNode} fragment OnAny on Any { __typename }`,
);

const variables = { no: false };
const run = ({ document, operation }: Operation, fieldResolver: GraphQLFieldResolver<unknown, unknown>): ExecutionResult => {
  const result = execute({ schema, document: { ...document, definitions: document.definitions.filter((definition) => definition.kind !== Kind.OPERATION_DEFINITION || definition === operation) }, rootValue: root, variableValues: variables, fieldResolver });
  if (result instanceof Promise) throw new Error("the schema of this test is synchronous");
  return result;
};
const places = (errors: ExecutionResult["errors"]): string[] => (errors ?? []).map(({ path }) => (path ?? []).join("."));

type Tried = { readonly oracle: ExecutionResult; readonly answer: ExecutionResult; readonly restored: { readonly data: unknown; readonly errors: ExecutionResult["errors"] & {} } };

/** The same operation both ways; `broken` coordinates fail in the executor itself. */
function bothWays(query: string, hidden: readonly Coordinate[], broken: readonly Coordinate[]): Tried | undefined {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation || validate(schema, document).some(({ message }) => !message.includes("never used"))) return undefined;
  const asked = { document, operation };
  const fail: GraphQLFieldResolver<unknown, unknown> = (source, args, context, info) => {
    if (broken.includes(`${info.parentType.name}.${info.fieldName}`)) throw new Error("broken");
    return defaultFieldResolver(source, args, context, info);
  };
  const narrowing = narrow(asked, schema, (coordinate) => (hidden.includes(coordinate) ? "CLEARANCE_REQUIRED" : undefined));
  const oracle = run(asked, (source, args, context, info) => {
    if (info.fieldNodes.some((node) => narrowing.withheld.has(node))) throw new Error("withheld");
    return fail(source, args, context, info);
  });
  if (narrowing.withheld.size > 0) expect(validate(schema, narrowing.narrowed.document)).toEqual([]);
  const answer = run(narrowing.narrowed, fail);
  return { oracle, answer, restored: restore(narrowing, schema, variables, answer) };
}

it("answers the same data in the same order, and the same errors in the same places", () => {
  const seen = { compared: 0, told: 0, nulled: 0 };
  fc.assert(
    fc.property(generated, fc.subarray(coordinates, { maxLength: 6 }), (query, hidden) => {
      const tried = bothWays(query, hidden, []);
      fc.pre(tried !== undefined);
      const { oracle, answer, restored } = tried;
      expect(answer.errors).toBeUndefined();
      expect(JSON.stringify(restored.data)).toBe(JSON.stringify(oracle.data));
      expect(places(restored.errors)).toEqual(places(oracle.errors));
      seen.compared += 1;
      if (restored.errors.length > 0) seen.told += 1;
      if (restored.data === null) seen.nulled += 1;
    }),
    { numRuns: 400 },
  );
  expect(seen.told).toBeGreaterThan(80);
  expect(seen.nulled).toBeGreaterThan(4);
}, 180_000);

it("answers the same data where the executor fails too, and has an error for every null that the oracle has one for", () => {
  let both = 0;
  fc.assert(
    fc.property(generated, fc.subarray(coordinates, { minLength: 2, maxLength: 6 }), fc.subarray(coordinates, { minLength: 2, maxLength: 6 }), (query, hidden, broken) => {
      const tried = bothWays(query, hidden, broken);
      fc.pre(tried !== undefined);
      const { oracle, answer, restored } = tried;
      expect(JSON.stringify(restored.data)).toBe(JSON.stringify(oracle.data));
      const told = places(restored.errors);
      expect(told.length > 0).toBe((oracle.errors ?? []).length > 0);
      expect(new Set(told).size).toBe(told.length); // one error for each place
      if ((answer.errors?.length ?? 0) > 0 && restored.errors.some(({ extensions }) => extensions["code"] === "CLEARANCE_REQUIRED")) both += 1;
    }),
    { numRuns: 400 },
  );
  expect(both).toBeGreaterThan(20);
}, 180_000);
