/** The list of variables that stand in the access log, against the schemas; and that nothing else of a variable ever does. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { services } from "@epigraph/authz";
import { buildASTSchema, buildSchema, getNamedType, type GraphQLInputType, type GraphQLSchema, isEnumType, isInputObjectType, isObjectType, parse } from "graphql";
import { detailOf, type RecordedForm, recordedVariables } from "./recorded-variables.js";

/** The named type of every argument of a field and every input field, of all subgraphs. */
const types = new Map<string, GraphQLInputType>();
for (const name of services) {
  const schema = buildASTSchema(parse(readFileSync(new URL(`../../schema/${name}.graphql`, import.meta.url), "utf8")), { assumeValid: true, assumeValidSDL: true });
  for (const type of Object.values(schema.getTypeMap()).filter((one) => !one.name.startsWith("__"))) {
    if (isObjectType(type)) for (const field of Object.values(type.getFields())) for (const argument of field.args) types.set(`${type.name}.${field.name}(${argument.name}:)`, getNamedType(argument.type));
    if (isInputObjectType(type)) for (const field of Object.values(type.getFields())) types.set(`${type.name}.${field.name}`, getNamedType(field.type));
  }
}

describe("the list of recorded variables", () => {
  const fitting: Readonly<Record<RecordedForm, (type: GraphQLInputType, coordinate: string) => boolean>> = {
    "whole number": (type) => String(type) === "Int",
    boolean: (type) => String(type) === "Boolean",
    enum: isEnumType,
    day: (type, coordinate) => String(type) === "LocalDate" && !/birth/i.test(coordinate),
    instant: (type) => String(type) === "DateTimeISO",
    region: (type, coordinate) => String(type) === "ID" && /(regionCode|parentCode|Query\.region\(code)/.test(coordinate),
  };

  it.each(Object.entries(recordedVariables))("%s is in a schema, and is a %s", (coordinate, form) => {
    const type = types.get(coordinate);
    expect(type !== undefined && fitting[form](type, coordinate)).toBe(true);
  });

  it("is in order, each once", () => expect(Object.keys(recordedVariables)).toEqual([...new Set(Object.keys(recordedVariables))].toSorted()));

  it("has every number, switch and moment of the schemas: what is left out is ids, texts, cursors and what a person told of themselves", () => {
    const told = ["VisitStatementInput.from", "VisitStatementInput.to"];
    const left = [...types].filter(([coordinate, type]) => (["Int", "Boolean", "DateTimeISO"].includes(String(type)) || isEnumType(type)) && !(coordinate in recordedVariables) && !told.includes(coordinate)).map(([coordinate]) => coordinate);
    expect(left).toEqual([]);
  });
});

const schema: GraphQLSchema = buildSchema(`
  scalar LocalDate
  type Query { cases(first: Int, after: String, filter: CaseFilterInput): Case region(code: ID): Case regions(first: Int, parentCode: ID): Case case(id: ID): Case }
  type Case { coPresences(minimumMinutes: Int, radiusMetres: Int): Case stays(first: Int): Case id: ID }
  input CaseFilterInput { classification: String confirmedFrom: LocalDate confirmedTo: LocalDate regionCode: ID name: String }
`);
const detail = (text: string, variables: Record<string, unknown>) => detailOf(schema, parse(text), variables);

describe("variables of an operation", () => {
  it("stand under the argument that each is given to, whatever they are called", () => {
    expect(detail("query ($hong: Int, $b: ID) { cases(first: $hong) { stays(first: $hong) { id } } region(code: $b) { id } }", { hong: 20, b: "1168000000" })).toEqual({
      "Query.cases(first:)": 20,
      "Case.stays(first:)": 20,
      "Query.region(code:)": "1168000000",
    });
  });

  it("stand under the input field, in an object of the document or one that is a variable", () => {
    expect(detail("query ($f: CaseFilterInput) { cases(filter: $f) { id } }", { f: { confirmedFrom: "2020-03-01", classification: "confirmed", name: "홍길동" } })).toEqual({ "CaseFilterInput.confirmedFrom": "2020-03-01" });
    expect(detail("query ($d: LocalDate, $n: String) { cases(filter: { confirmedTo: $d, name: $n }) { id } }", { d: "2020-03-01", n: "홍길동" })).toEqual({ "CaseFilterInput.confirmedTo": "2020-03-01" });
  });

  it("of one argument in several places are told together, as far as they fit", () => {
    expect(detail("query ($a: Int, $b: Int) { x: cases(first: $a) { id } y: cases(first: $b) { id } z: cases(first: $a) { id } }", { a: 1, b: 2 })).toEqual({ "Query.cases(first:)": "1,2" });
    const many = Array.from({ length: 80 }, (_, n) => `d${n}`);
    const text = `query (${many.map((name) => `$${name}: LocalDate`).join(" ")}) { ${many.map((name) => `${name}: cases(filter: { confirmedTo: $${name} }) { id }`).join(" ")} }`;
    expect(String(detail(text, Object.fromEntries(many.map((name, n) => [name, `20${n + 10}-01-01`])))["CaseFilterInput.confirmedTo"]).length).toBeLessThanOrEqual(300);
  });

  it.each([
    ["a telephone number as a page size", { first: 1012345678 }],
    ["a text as a page size, which graphql will refuse", { first: "hong gildong" }],
    ["half a row", { first: 1.5 }],
    ["a telephone number as a region", { code: "0212345678" }],
    ["a resident number as a region", { code: "8001011234567" }],
    ["a name as a day", { day: "홍길동" }],
    ["a day with a note", { day: "2020-03-01 hong" }],
    ["nothing", { first: null, code: null, day: null }],
    ["a cursor and an id, which are on no list", { after: "7", id: "7" }],
    ["the prototype", { constructor: 7, toString: 7 }],
  ])("are not kept where they are not what they should be: %s", (_what, variables) => {
    expect(detail("query ($first: Int, $code: ID, $day: LocalDate, $after: String, $id: ID) { cases(first: $first, after: $after, filter: { confirmedFrom: $day }) { id } region(code: $code) { id } case(id: $id) { id } }", variables)).toEqual({});
  });

  it("of a directive are not kept", () => {
    expect(detail("query ($if: Boolean!) { cases { id @include(if: $if) } }", { if: true })).toEqual({});
  });
});

it("whatever variables are sent, nothing is kept but values of the listed arguments that are of their form", () => {
  const query = parse("query ($first: Int, $after: String, $filter: CaseFilterInput, $code: ID, $id: ID, $m: Int) { cases(first: $first, after: $after, filter: $filter) { coPresences(minimumMinutes: $m) { id } } region(code: $code) { id } case(id: $id) { id } }");
  const anything = fc.oneof(fc.anything(), fc.string(), fc.integer(), fc.constantFrom("010-1234-5678", "01012345678", "홍길동", "1168000000", "2020-03-01", "37.5665", 20));
  const filter = fc.record({ classification: anything, confirmedFrom: anything, confirmedTo: anything, regionCode: anything, name: anything }, { requiredKeys: [] });
  fc.assert(
    fc.property(fc.record({ first: anything, after: anything, filter: fc.oneof(filter, anything), code: anything, id: anything, m: anything }, { requiredKeys: [] }), (variables) => {
      for (const [coordinate, value] of Object.entries(detailOf(schema, query, variables))) {
        expect(Object.keys(recordedVariables)).toContain(coordinate);
        for (const one of String(value).split(",")) expect(one).toMatch(/^(-?\d{1,6}|\d{4}-\d\d-\d\d|[1-9]\d{4}00000)$/);
      }
    }),
    { numRuns: 2_000 },
  );
});
