/** The law of the transform, on generated operations: what it answers is what graphql-js answers when every hidden field throws. */
import type { Ability, Coordinate } from "@epigraph/authz";
import fc from "fast-check";
import { buildSchema, defaultFieldResolver, execute, type ExecutionResult, getOperationAST, parse } from "graphql";
import { narrow, restore } from "./clearance.js";

const schema = buildSchema(/* GraphQL */ `
  type Query { a: Case b: Case! open: String }
  type Case { id: ID! sex: String! place: Place must: Place! places: [Place] others: [Case!]! }
  type Place { name: String! region: String case: Case }
`);
const fieldsOf = { Query: { a: "Case", b: "Case", open: "" }, Case: { id: "", sex: "", place: "Place", must: "Place", places: "Place", others: "Case" }, Place: { name: "", region: "", case: "Case" } } as const;
type TypeName = keyof typeof fieldsOf;
const coordinates = Object.entries(fieldsOf).flatMap(([type, fields]) => Object.keys(fields).map((field): Coordinate => `${type}.${field}`));

const aPlace: Record<string, unknown> = { name: "cafe", region: "11", case: { id: "2", sex: "m", place: null, must: { name: "bar", region: "26", case: null }, places: [], others: [] } };
const aCase = { id: "1", sex: "f", place: aPlace, must: aPlace, places: [aPlace, null, aPlace], others: [{ id: "3", sex: "f", place: null, must: aPlace, places: null, others: [] }] };
const root = { a: aCase, b: aCase, open: "open" };

const directive = fc.constantFrom("", "", "", " @include(if: $yes)", " @skip(if: $yes)", " @include(if: $no)", " @skip(if: false)");
const selectionSet = (type: TypeName, depth: number): fc.Arbitrary<string> => fc.array(selection(type, depth), { minLength: 1, maxLength: 3 }).map((selections) => `{ ${selections.join(" ")} }`);
const selection = (type: TypeName, depth: number): fc.Arbitrary<string> => {
  const fields = Object.entries(fieldsOf[type]) as [string, TypeName | ""][];
  const usable = fields.filter(([, below]) => below === "" || depth > 0);
  const field = fc.constantFrom(...usable).chain(([name, below]) =>
    // an alias of its own for each field keeps generated operations free of conflicts
    fc.tuple(fc.constantFrom(name, `x_${name}`), directive, below === "" ? fc.constant("") : selectionSet(below, depth - 1)).map(([key, by, inner]) => `${key === name ? "" : `${key}: `}${name}${by} ${inner}`),
  );
  if (depth === 0) return field;
  const inline = fc.tuple(fc.constantFrom(`... on ${type}`, "..."), directive, selectionSet(type, depth - 1)).map(([head, by, inner]) => `${head}${by} ${inner}`);
  return fc.oneof({ weight: 5, arbitrary: field }, { weight: 1, arbitrary: inline }, { weight: 1, arbitrary: fc.constantFrom(`...On${type}`) });
};
const operation = fc.record({ Query: selectionSet("Query", 3), onQuery: selectionSet("Query", 0), onCase: selectionSet("Case", 0), onPlace: selectionSet("Place", 0) }).map(
  ({ Query, onQuery, onCase, onPlace }) => `query ($yes: Boolean = true, $no: Boolean!) ${Query} fragment OnQuery on Query ${onQuery} fragment OnCase on Case ${onCase} fragment OnPlace on Place ${onPlace}`,
);

const settled = (result: ExecutionResult | Promise<ExecutionResult>): ExecutionResult => {
  if (result instanceof Promise) throw new Error("the schema of this test is synchronous");
  return result;
};

it("answers the same data in the same order, and an error whenever there is one", () => {
  let hiding = 0;
  fc.assert(
    fc.property(operation, fc.subarray(coordinates, { maxLength: 5 }), (query, hidden) => {
      const document = parse(query);
      const variables = { no: false };
      const asked = { schema, document, rootValue: root, variableValues: variables };
      const oracle = settled(execute({ ...asked, fieldResolver: (source, args, scope, info) => { if (hidden.includes(`${info.parentType.name}.${info.fieldName}`)) throw new Error("hidden"); return defaultFieldResolver(source, args, scope, info); } }));

      const { document: narrowed, withheld } = narrow(document, schema, { refusal: (coordinate: Coordinate) => (hidden.includes(coordinate) ? "CLEARANCE_REQUIRED" : undefined) } as Ability);
      const answer = settled(execute({ ...asked, document: narrowed }));
      expect(answer.errors).toBeUndefined();
      const chosen = getOperationAST(document);
      const restored = withheld.size === 0 || !chosen ? { data: answer.data, errors: [] } : restore(document, chosen, schema, variables, withheld, answer);

      expect(JSON.stringify(restored.data)).toBe(JSON.stringify(oracle.data));
      expect(restored.errors.length > 0).toBe((oracle.errors ?? []).length > 0);
      if (restored.errors.length > 0) hiding += 1;
    }),
    { numRuns: 1_500 },
  );
  expect(hiding).toBeGreaterThan(300);
});
