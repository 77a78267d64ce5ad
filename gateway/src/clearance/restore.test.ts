/** What is taken out of an operation comes back as null with an error, in its place, and the rest of the answer stands as asked. */
import type { Coordinate, Refusal } from "@epigraph/authz";
import { buildSchema, execute, getOperationAST, parse, print, validate } from "graphql";
import { narrow, type Operation } from "./narrow.js";
import { restore, type Restored, runsNothing } from "./restore.js";

const schema = buildSchema(/* GraphQL */ `
  type Query { case: Case cases: [Case!]! public: String! secret: String! any: Any node: Node found(id: ID!, filter: Filter): String }
  input Filter { not: ID }
  type Case implements Node { id: ID! sex: String onset: String! place: Place places: [Place!] grid: [[Place]] other: Case }
  type Place implements Node { id: ID! name: String secret: String! }
  interface Node { id: ID! }
  union Any = Case | Place
`);
const place = { __typename: "Place", id: "p", name: "cafe", secret: "SECRET" };
const root = {
  public: "open",
  secret: "SECRET",
  case: { __typename: "Case", id: "1", sex: "f", onset: "SECRET", place, places: [place, place], grid: [[place, null], null], other: { __typename: "Case", id: "2", sex: "m", onset: "SECRET" } },
  cases: [{ __typename: "Case", id: "1", sex: "f", onset: "SECRET" }],
  any: place,
  node: place,
};

type Asked = { readonly hidden?: Readonly<Record<Coordinate, Refusal>> | readonly Coordinate[]; readonly variables?: Record<string, unknown>; readonly operation?: string };

const chosen = (query: string, name?: string): Operation => {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document, name);
  if (!operation) throw new Error("no such operation");
  return { document, operation };
};

/** Narrows a query, runs what is left of it, and restores: the whole way of an operation. */
function run(query: string, { hidden = [], variables = {}, operation }: Asked = {}): Restored & { readonly sent: string; readonly json: string; readonly codes: readonly string[] } {
  const refusals = new Map(Array.isArray(hidden) ? hidden.map((coordinate) => [coordinate, "CLEARANCE_REQUIRED"]) : Object.entries(hidden)) as ReadonlyMap<Coordinate, Refusal>;
  const narrowing = narrow(chosen(query, operation), schema, (coordinate) => refusals.get(coordinate));
  const { document } = narrowing.narrowed;
  if (narrowing.withheld.size > 0) expect(validate(schema, document)).toEqual([]);
  const answer = execute({ schema, document, rootValue: root, variableValues: variables, operationName: operation });
  if (answer instanceof Promise) throw new Error("the schema of this test is synchronous");
  const restored = restore(narrowing, schema, variables, answer);
  expect(JSON.stringify(restored.data)).not.toContain("__withheld");
  return { ...restored, sent: print(document).replaceAll(/\s+/g, " "), json: JSON.stringify(restored.data), codes: restored.errors.map(({ path, extensions }) => `${path?.join(".")} ${String(extensions["code"])}`) };
}

describe("an operation of which nothing is hidden", () => {
  it("is the very same document", () => {
    const asked = chosen("{ public case { sex } }");
    expect(narrow(asked, schema, () => undefined)).toMatchObject({ narrowed: asked, empty: false });
  });
});

describe("a hidden field", () => {
  const hidden = ["Case.sex"] as const;

  it("is never sent, and answered with null and an error where it stood", () => {
    const { sent, json, codes, nulls } = run("{ case { id sex } public }", { hidden });
    expect(sent).toBe("{ case { id } public }");
    expect(json).toBe(`{"case":{"id":"1","sex":null},"public":"open"}`);
    expect(codes).toEqual(["case.sex CLEARANCE_REQUIRED"]);
    expect([...nulls]).toEqual([["Case.sex", 1]]);
  });

  it("says which purpose is missing where that is the reason", () => {
    expect(run("{ case { sex } }", { hidden: { "Case.sex": "PURPOSE_REQUIRED" } }).codes).toEqual(["case.sex PURPOSE_REQUIRED"]);
  });

  it("is told under each alias, in the order in which it was asked", () => {
    const { json, codes } = run("{ case { z: sex id a: sex } }", { hidden });
    expect(json).toBe(`{"case":{"z":null,"id":"1","a":null}}`);
    expect(codes).toEqual(["case.z CLEARANCE_REQUIRED", "case.a CLEARANCE_REQUIRED"]);
  });

  it("is told for every row of a list, with its index, and lists in lists", () => {
    const { json, codes, nulls } = run("{ case { places { name id } grid { name } } }", { hidden: ["Place.name"] });
    expect(json).toBe(`{"case":{"places":[{"name":null,"id":"p"},{"name":null,"id":"p"}],"grid":[[{"name":null},null],null]}}`);
    expect(codes).toEqual(["case.places.0.name", "case.places.1.name", "case.grid.0.0.name"].map((path) => `${path} CLEARANCE_REQUIRED`));
    expect(nulls.get("Place.name")).toBe(3);
  });

  it("is found in fragments, named, inline and nested, and merged with fields beside them", () => {
    const { json, sent } = run("{ case { id ...A } } fragment A on Case { ... on Case { sex } ...B } fragment B on Case { other { sex id } other { again: id } }", { hidden });
    expect(json).toBe(`{"case":{"id":"1","sex":null,"other":{"sex":null,"id":"2","again":"2"}}}`);
    expect(sent).not.toContain("sex");
  });

  it("leaves its parent an empty object's worth when it was all that was asked", () => {
    expect(run("{ case { sex } }", { hidden }).json).toBe(`{"case":{"sex":null}}`);
    expect(run("{ case { ...F } } fragment F on Case { sex }", { hidden }).json).toBe(`{"case":{"sex":null}}`);
  });

  it("is not told where its parent is null", () => {
    const { json, codes } = run("{ case { other { other { sex } } } }", { hidden });
    expect([json, codes]).toEqual([`{"case":{"other":{"other":null}}}`, []]);
  });

  it("hides all that is below it", () => {
    const { json, sent } = run("{ case { place { name } id } }", { hidden: ["Case.place"] });
    expect([json, sent]).toEqual([`{"case":{"place":null,"id":"1"}}`, "{ case { id } }"]);
  });

  it("keeps `__typename` and the keys of objects' own properties", () => {
    expect(run("{ __typename case { __typename kind: __typename constructor: sex toString: id __proto__: id } }", { hidden }).json).toBe(`{"__typename":"Query","case":{"__typename":"Case","kind":"Case","constructor":null,"toString":"1","__proto__":"1"}}`);
  });
});

describe("a hidden field that may not be null", () => {
  it("takes its parent with it, as the specification says", () => {
    const { json, codes } = run("{ case { id onset } public }", { hidden: ["Case.onset"] });
    expect([json, codes]).toEqual([`{"case":null,"public":"open"}`, ["case.onset CLEARANCE_REQUIRED"]]);
  });

  it("takes a list of which no entry may be null", () => {
    expect(run("{ case { id places { secret } } }", { hidden: ["Place.secret"] }).json).toBe(`{"case":{"id":"1","places":null}}`);
    expect(run("{ case { grid { secret } } }", { hidden: ["Place.secret"] }).json).toBe(`{"case":{"grid":[[null,null],null]}}`);
  });

  it("takes everything when nothing up to the root may be null", () => {
    expect(run("{ public cases { onset } }", { hidden: ["Case.onset"] }).data).toBeNull();
    expect(run("{ public secret }", { hidden: ["Query.secret"] }).data).toBeNull();
  });
});

describe("everything hidden", () => {
  it("still is an operation that can be planned", () => {
    const { sent, json, codes } = run("{ case { sex } node { id } }", { hidden: ["Query.case", "Query.node"] });
    expect([sent, json]).toEqual(["{ __withheld: __typename }", `{"case":null,"node":null}`]);
    expect(codes).toEqual(["case CLEARANCE_REQUIRED", "node CLEARANCE_REQUIRED"]);
  });
});

describe("@skip and @include", () => {
  const hidden = ["Case.sex"] as const;
  it.each([
    { query: "{ case { id sex @skip(if: true) } }", asked: false },
    { query: "{ case { id sex @skip(if: false) } }", asked: true },
    { query: "{ case { id sex @include(if: false) } }", asked: false },
    { query: "query ($with: Boolean!) { case { id sex @include(if: $with) } }", variables: { with: false }, asked: false },
    { query: "query ($with: Boolean!) { case { id sex @include(if: $with) } }", variables: { with: true }, asked: true },
    { query: "query ($with: Boolean = false) { case { id sex @include(if: $with) } }", asked: false },
    { query: "query ($without: Boolean = true) { case { id sex @skip(if: $without) } }", asked: false },
    { query: "query ($without: Boolean = true) { case { id sex @skip(if: $without) } }", variables: { without: false }, asked: true },
    { query: "query ($with: Boolean!) { case { id ...F @include(if: $with) } } fragment F on Case { sex }", variables: { with: false }, asked: false },
    { query: "query ($with: Boolean!) { case { id ... @skip(if: $with) { sex } } }", variables: { with: true }, asked: false },
    { query: "{ case { id sex @include(if: true) @skip(if: true) } }", asked: false },
  ])("$query $variables: told $asked", ({ query, variables = {}, asked }) => {
    const { json, codes } = run(query, { hidden, variables });
    expect([json, codes.length]).toEqual(asked ? [`{"case":{"id":"1","sex":null}}`, 1] : [`{"case":{"id":"1"}}`, 0]);
  });
});

describe("an interface or union", () => {
  it("has coordinates of its own: a field selected on one is refused there, whatever stands there", () => {
    const { sent, json, codes } = run("{ public node { id ... on Place { name } } }", { hidden: ["Node.id"] });
    expect(sent).toBe("{ public node { ... on Place { name } __withheld: __typename } }");
    expect([json, codes]).toEqual([`{"public":"open","node":null}`, ["node.id CLEARANCE_REQUIRED"]]);
  });

  it("is judged by the type that stands there where the query names it", () => {
    const { json, codes } = run("{ any { __typename ... on Place { name secret } ... on Case { sex } } }", { hidden: ["Place.name"] });
    expect([json, codes]).toEqual([`{"any":{"__typename":"Place","name":null,"secret":"SECRET"}}`, ["any.name CLEARANCE_REQUIRED"]]);
    expect(run("{ node { ... on Node { ... on Place { name } } } }", { hidden: ["Place.secret"] }).json).toBe(`{"node":{"name":"cafe"}}`);
    expect(run("{ any { ... on Case { sex } ... on Place { id } } }", { hidden: ["Case.sex"] })).toMatchObject({ json: `{"any":{"id":"p"}}`, codes: [] });
  });

  it("of one answer that is selected twice, by a way that is refused and one that is not, nothing is told", () => {
    const { json, codes } = run("{ node { id ... on Place { id name } } }", { hidden: ["Node.id"] });
    expect([json, codes]).toEqual([`{"node":null}`, ["node.id CLEARANCE_REQUIRED"]]);
  });

  it("keeps back what stands there, if that may not be known", () => {
    expect(run("{ any { __typename ... on Place { name } } }", { hidden: ["Any.__typename"] })).toMatchObject({ json: `{"any":null}`, codes: ["any.__typename CLEARANCE_REQUIRED"] });
    expect(run("{ any { kind: __typename ... on Place { kind: __typename name } } }", { hidden: ["Place.__typename"] })).toMatchObject({ json: `{"any":null}` });
  });

  it("is not confused by a client's own alias", () => {
    const { sent, json } = run("{ any { __withheld: __typename ... on Place { __withheld_: name secret } } }", { hidden: ["Place.secret"] });
    expect(sent).toBe("{ any { __withheld: __typename ... on Place { __withheld_: name } __withheld__: __typename } }");
    expect(json).toBe(`{"any":null}`);
  });
});

describe("what is left", () => {
  it("declares no variable and no fragment that only the hidden part used", () => {
    const query = "query Q($id: ID!, $with: Boolean!) { public case { place { ...P } } found(id: $id, filter: { not: $id }) @include(if: $with) } fragment P on Place { ...N } fragment N on Place { name }";
    expect(run(query, { hidden: ["Case.place"], variables: { id: "1", with: true } }).sent).toBe("query Q($id: ID!, $with: Boolean!) { public case { __withheld: __typename } found(id: $id, filter: {not: $id}) @include(if: $with) }");
    expect(run(query, { hidden: ["Query.found"], variables: { id: "1", with: true } }).sent).toBe("query Q { public case { place { ...P } } } fragment P on Place { ...N } fragment N on Place { name }");
    expect(run("query ($with: Boolean!) { case { id ... @include(if: $with) { sex } } }", { hidden: ["Case.sex"], variables: { with: true } })).toMatchObject({ sent: "query ($with: Boolean!) { case { id ... @include(if: $with) { __withheld: __typename } } }", json: `{"case":{"id":"1","sex":null}}` });
  });

  it("is one operation of several, with its fragments only", () => {
    const query = "query A { case { ...F } } query B { public ...G } fragment F on Case { sex } fragment G on Query { secret public }";
    expect(run(query, { hidden: ["Query.secret"], operation: "B" }).sent).toBe("query B { public ...G } fragment G on Query { public }");
  });

  it("grows by at most one key for each selection set of an abstract type, however often fragments repeat", () => {
    const levels = Array.from({ length: 200 }, (_, n) => `fragment F${n} on Case { sex other { ...F${n + 1} ...F${n + 1} } }`).join(" ");
    const asked = { document: parse(`{ case { ...F0 } } ${levels} fragment F200 on Case { id }`), operation: parse("{ case { ...F0 } }").definitions[0] as never };
    let decided = 0;
    const { narrowed } = narrow(asked, schema, (coordinate) => ((decided += 1), coordinate === "Case.sex" ? "CLEARANCE_REQUIRED" : undefined));
    expect(decided).toBe(1 + 200 * 2 + 1);
    expect(print(narrowed.document).length).toBeLessThan(print(asked.document).length);
  });
});

describe("whether anything runs at all", () => {
  const changing = buildSchema("type Query { a: Int } type Mutation { soft: Int hard: Int! other: Int } type Subscription { a: Int }");
  const runs = (query: string, hidden: readonly string[], variables = {}): boolean => {
    const document = parse(query);
    const [operation] = document.definitions;
    const narrowing = narrow({ document, operation: operation as never }, changing, (coordinate) => (hidden.includes(coordinate) ? "CLEARANCE_REQUIRED" : undefined));
    return !runsNothing(narrowing, changing, variables);
  };

  it.each([
    { query: "{ a }", hidden: ["Query.a"], answer: false },
    { query: "{ a __typename }", hidden: ["Query.a"], answer: true },
    { query: "mutation { soft other }", hidden: ["Mutation.soft"], answer: true },
    { query: "mutation { other hard }", hidden: ["Mutation.hard"], answer: false },
    { query: "mutation { other ...F } fragment F on Mutation { hard }", hidden: ["Mutation.hard"], answer: false },
    { query: "mutation { other hard @skip(if: true) }", hidden: ["Mutation.hard"], answer: true },
    { query: "mutation ($no: Boolean = false) { other hard @include(if: $no) }", hidden: ["Mutation.hard"], answer: true },
    { query: "mutation { soft }", hidden: ["Mutation.soft"], answer: false },
    { query: "subscription { a }", hidden: ["Subscription.a"], answer: false },
    { query: "subscription { ...F } fragment F on Subscription { a }", hidden: ["Subscription.a"], answer: false },
    { query: "subscription { a }", hidden: [], answer: true },
  ])("$query without $hidden: $answer", ({ query, hidden, answer }) => {
    expect(runs(query, hidden)).toBe(answer);
  });
});

it("of several operations only the one that runs is answered", () => {
  const { json, codes } = run("query A { case { sex } } query B { public }", { hidden: ["Case.sex"], operation: "B" });
  expect([json, codes]).toEqual([`{"public":"open"}`, []]);
});

it("the schema itself is not hidden: whether it may be asked for is decided elsewhere", () => {
  expect(run("{ __schema { queryType { name } } case { sex } }", { hidden: ["Case.sex"] }).json).toBe(`{"__schema":{"queryType":{"name":"Query"}},"case":{"sex":null}}`);
});
