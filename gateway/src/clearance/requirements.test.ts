/** What is read from supergraphs that others wrote: composed here by Apollo's composer, or as an older one wrote them. */
import type { AnyOf, Coordinate } from "@epigraph/authz";
import { composeServices } from "@apollo/composition";
import { buildSchema, parse } from "graphql";
import { refusals } from "./decide.js";
import { narrow } from "./narrow.js";
import { readRequirements } from "./requirements.js";

const link = (imports: string, version = "2.9"): string => `extend schema @link(url: "https://specs.apollo.dev/federation/v${version}", import: [${imports}])\n`;
const access = `"@key", "@shareable", "@external", "@requires", "@provides", "@interfaceObject", "@inaccessible", "@authenticated", "@requiresScopes", "@policy"`;

function composed(...subgraphs: readonly string[]): string {
  const { supergraphSdl, errors } = composeServices(subgraphs.map((sdl, index) => ({ name: `s${index}`, url: `http://s${index}`, typeDefs: parse(sdl.includes("@link") ? sdl : link(access) + sdl) })));
  if (errors) throw new Error(errors.map(({ message }) => message).join("\n"));
  return supergraphSdl;
}

/** The requirement of each coordinate that has one, written as `(a & b | c) & (d)`. */
function read(supergraph: string): Record<string, string> {
  const written = (anyOf: AnyOf): string => `(${anyOf.map((all) => all.join(" & ")).join(" | ")})`;
  return Object.fromEntries([...readRequirements(supergraph)].filter(([, requirement]) => requirement.length > 0).map(([coordinate, requirement]) => [coordinate, requirement.map(written).toSorted().join(" & ")]));
}

/** An earlier composer's supergraph: what stands in the text is all that it says. */
const written = (types: string, links = ""): string => `
  schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION) ${links || `@link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY)`} { query: Query }
  directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String, external: Boolean, override: String, usedOverridden: Boolean) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
  directive @join__graph(name: String!, url: String!) on ENUM_VALUE
  directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE
  directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false, resolvable: Boolean! = true, isInterfaceObject: Boolean! = false) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
  directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION
  directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE
  directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
  directive @policy(policies: [[policy__Policy!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  scalar policy__Policy scalar join__FieldSet scalar link__Import enum link__Purpose { SECURITY EXECUTION } enum join__Graph { A @join__graph(name: "a", url: "http://a") }
  ${types}`;

describe("one directive and several", () => {
  it("reads an OR of ANDs", () => {
    expect(read(composed(`type Query { a: Int @requiresScopes(scopes: [["x", "y"], ["z"]]) b: Int @policy(policies: [["p"], ["q", "r"]]) c: Int @authenticated d: Int }`))).toEqual({
      "Query.a": "(scope x & scope y | scope z)",
      "Query.b": "(policy p | policy q & policy r)",
      "Query.c": "(authenticated)",
    });
  });

  it("joins directives of one field, of its type and of the type it answers with by AND", () => {
    const supergraph = composed(`type Query { t: T @authenticated } type T @requiresScopes(scopes: [["t"]]) { u: U @policy(policies: [["f"]]) @requiresScopes(scopes: [["g"]]) } type U @policy(policies: [["u"]]) { id: ID }`);
    expect(read(supergraph)).toEqual({
      "Query.t": "(authenticated) & (scope t)",
      "T.__typename": "(scope t)",
      "T.u": "(policy f) & (policy u) & (scope g) & (scope t)",
      "U.__typename": "(policy u)",
      "U.id": "(policy u)",
    });
  });

  it("joins what two subgraphs ask of one field by AND", () => {
    expect(read(composed(`type Query { a: Int @shareable @requiresScopes(scopes: [["x"], ["y"]]) }`, `type Query { a: Int @shareable @requiresScopes(scopes: [["z"]]) @authenticated }`))).toEqual({ "Query.a": "(authenticated) & (scope x & scope z | scope y & scope z)" });
  });

  it("guards fields that answer with a guarded scalar or enum, in lists too", () => {
    const supergraph = composed(`scalar Secret @policy(policies: [["s"]]) enum Kind @authenticated { A } type Query { a: [[Secret!]] b(kind: Kind): Kind! c(secret: Secret): Int }`);
    expect(read(supergraph)).toEqual({ "Query.a": "(policy s)", "Query.b": "(authenticated)" });
  });

  it("takes no alternative at all for a thing that nobody may see", () => {
    expect(read(written(`type Query @join__type(graph: A) { a: Int @policy(policies: []) b: Int @policy(policies: [[]]) }`))).toEqual({ "Query.a": "()", "Query.b": "()" });
    const requirements = readRequirements(written(`type Query @join__type(graph: A) { a: Int @policy(policies: []) b: Int @policy(policies: [[]]) }`));
    const refusalOf = refusals(requirements, { key: "", facts: new Set(["authenticated"]), withOtherPurpose: () => [] });
    expect([refusalOf("Query.a"), refusalOf("Query.b")]).toEqual(["CLEARANCE_REQUIRED", undefined]);
  });

  it("reads mutations and subscriptions like queries", () => {
    expect(read(composed(`type Query { a: Int } type Mutation { m: Int! @policy(policies: [["m"]]) } type Subscription @authenticated { s: Int }`))).toEqual({ "Mutation.m": "(policy m)", "Subscription.__typename": "(authenticated)", "Subscription.s": "(authenticated)" });
  });
});

describe("names", () => {
  it("follows imports under other names, prefixes and the specification's own", () => {
    const renamed = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", as: "fed", import: ["@key", { name: "@policy", as: "@geheim" }, { name: "@requiresScopes", as: "@needs" }])
      type Query { a: Int @geheim(policies: [["p"]]) b: Int @needs(scopes: [["x"]]) c: Int @fed__authenticated }`;
    const supergraph = composed(renamed);
    expect(supergraph).not.toMatch(/@policy\(|@requiresScopes\(|@authenticated\b(?!")/);
    expect(read(supergraph)).toEqual({ "Query.a": "(policy p)", "Query.b": "(scope x)", "Query.c": "(authenticated)" });
  });

  it("follows a link that names the whole specification otherwise", () => {
    const text = written(`type Query @join__type(graph: A) { a: Int @hush(policies: [["p"]]) }`, `@link(url: "https://specs.apollo.dev/policy/v0.1", as: "hush", for: SECURITY)`).replace("directive @policy(policies: [[policy__Policy!]!]!)", "directive @hush(policies: [[hush__Policy!]!]!)").replace("scalar policy__Policy", "scalar hush__Policy");
    expect(read(text)).toEqual({ "Query.a": "(policy p)" });
  });

  it("does not take a directive of somebody else for one of these", () => {
    const own = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@composeDirective", { name: "@policy", as: "@real" }]) @link(url: "https://example.org/policy/v1.0", import: ["@policy"]) @composeDirective(name: "@policy")
      directive @policy(policies: [[String!]!]!) on FIELD_DEFINITION
      type Query { a: Int @policy(policies: [["theirs"]]) b: Int @real(policies: [["p"]]) }`;
    expect(read(composed(own))).toEqual({ "Query.b": "(policy p)" });
  });

  it.each([
    ["a version that it does not know", written(`type Query @join__type(graph: A) { a: Int }`, `@link(url: "https://specs.apollo.dev/policy/v0.9", for: SECURITY)`), /policy/],
    ["a security feature that it does not know", written(`type Query @join__type(graph: A) { a: Int }`, `@link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY) @link(url: "https://example.org/moat/v1.0", for: SECURITY)`), /moat/],
    ["a name that is linked to nothing", written(`type Query @join__type(graph: A) { a: Int @policy(policies: [["p"]]) }`, " "), /`@policy` without a link/],
    ["no supergraph at all", "type Query { a: Int }", /supergraph/],
  ])("refuses to serve %s", (_what, text, words) => {
    expect(() => readRequirements(text)).toThrow(words);
  });
});

describe("interfaces and unions", () => {
  const shapes = composed(`type Query { n: I any: U } interface I { id: ID! f: Int } union U = A | B
    type A implements I { id: ID! f: Int @policy(policies: [["a"]]) } type B implements I @authenticated { id: ID! f: Int @policy(policies: [["b"]]) }`);

  it("asks on the interface what every object type asks that may stand there", () => {
    expect(read(shapes)).toMatchObject({ "I.id": "(authenticated)", "I.__typename": "(authenticated)", "A.f": "(policy a)", "B.f": "(authenticated) & (policy b)" });
    expect(read(shapes)["I.f"]?.split(" & ").toSorted()).toEqual(expect.arrayContaining(["(authenticated)", "(policy a)", "(policy b)"]));
  });

  it("asks for the name of what stands in a union what its guarded members ask", () => {
    expect(read(shapes)["U.__typename"]).toBe("(authenticated)");
    expect(read(shapes)["Query.any"]).toBeUndefined();
  });

  it("asks nothing of an object type for what its siblings ask", () => {
    expect(read(shapes)["A.id"]).toBeUndefined();
  });

  const interfaceOnly = `interface I @join__type(graph: A) @policy(policies: [["i"]]) { f: Int @policy(policies: [["f"]]) g: Int } type Query @join__type(graph: A) { n: I o: O }`;
  it("brings down to the object types what an author wrote on an interface alone", () => {
    const old = written(`${interfaceOnly} type O implements I @join__type(graph: A) @join__implements(graph: A, interface: "I") { f: Int g: Int h: Int }`);
    expect(read(old)).toEqual({
      "I.__typename": "(policy i)",
      "I.f": "(policy f) & (policy i)",
      "I.g": "(policy i)",
      "O.__typename": "(policy i)",
      "O.f": "(policy f) & (policy i)",
      "O.g": "(policy i)",
      "O.h": "(policy i)",
      "Query.n": "(policy i)",
      "Query.o": "(policy i)",
    });
  });

  it("follows interfaces that implement interfaces", () => {
    const supergraph = composed(`type Query { n: N } interface N { id: ID! } interface M implements N { id: ID! m: Int } type A implements M & N { id: ID! @policy(policies: [["a"]]) m: Int }`);
    expect(read(supergraph)).toEqual({ "A.id": "(policy a)", "M.id": "(policy a)", "N.id": "(policy a)" });
  });

  it("reads the fields that an interface object adds, on the interface and on every type behind it", () => {
    const supergraph = composed(
      `type Query { n: I } interface I @key(fields: "id") { id: ID! } type A implements I @key(fields: "id") { id: ID! } type B implements I @key(fields: "id") { id: ID! }`,
      `type I @interfaceObject @key(fields: "id") { id: ID! extra: Int @policy(policies: [["x"]]) }`,
    );
    expect(read(supergraph)).toEqual({ "A.extra": "(policy x)", "B.extra": "(policy x)", "I.extra": "(policy x)" });
    expect(read(supergraph.replaceAll(/extra: Int @policy\(policies: \[\["x"\]\]\) @join__field\n/g, "extra: Int @join__field\n"))).toEqual({ "A.extra": "(policy x)", "B.extra": "(policy x)", "I.extra": "(policy x)" }); // as composed before 2.12
  });

  it("works for entities behind an interface in two subgraphs", () => {
    const supergraph = composed(
      `type Query { n: I } interface I @key(fields: "id") { id: ID! } type A implements I @key(fields: "id") { id: ID! } type B implements I @key(fields: "id") { id: ID! secret: Int @policy(policies: [["b"]]) }`,
      `type A @key(fields: "id") { id: ID! late: Int @requiresScopes(scopes: [["l"]]) }`,
    );
    expect(read(supergraph)).toEqual({ "A.late": "(scope l)", "B.secret": "(policy b)" });
  });
});

describe("what a resolver is handed", () => {
  const owner = `type Query { t: T } type T @key(fields: "id") { id: ID! a: Int @policy(policies: [["a"]]) b: U open: Int } type U { c: Int @policy(policies: [["c"]]) d: Int }`;
  const reader = (fields: string, stubs: string, guarded = ""): string => `type T @key(fields: "id") { id: ID! r: Int @requires(fields: "${fields}") ${guarded} ${stubs}`;
  /** The composer of today refuses a field that does not repeat what it reads; an earlier one let it pass. */
  const unguarded = (supergraph: string): string => supergraph.replaceAll(/(r: Int @join__field\([^)]*\))( @policy\([^)]*\))?/g, "$1");

  it.each([
    { fields: "a", stubs: "a: Int @external }", needs: "(policy a)" },
    { fields: "b { c }", stubs: "b: U @external } type U { c: Int @external }", needs: "(policy c)" },
    { fields: "a b { c d }", stubs: "a: Int @external b: U @external } type U { c: Int @external d: Int @external }", needs: "(policy a) & (policy c)" },
    { fields: "open", stubs: "open: Int @external }", needs: undefined },
    { fields: "b { d }", stubs: "b: U @external } type U { d: Int @external }", needs: undefined },
  ])("through `@requires` of `$fields` needs $needs", ({ fields, stubs, needs }) => {
    const supergraph = composed(owner, reader(fields, stubs, `@policy(policies: [["a", "c"]])`));
    expect(read(supergraph)["T.r"]).toContain("(policy a & policy c)");
    expect(read(unguarded(supergraph))["T.r"]).toBe(needs);
  });

  it("is refused by the composer where the reading field does not say so itself", () => {
    expect(() => composed(owner, reader("a", "a: Int @external }"))).toThrow(/does not specify necessary .*auth requirements to access the transitive field "T.a"/);
  });

  it("is followed through chains, and round circles", () => {
    const chain = written(`type Query @join__type(graph: A) { t: T } type T @join__type(graph: A, key: "id") { id: ID! a: Int @policy(policies: [["a"]]) b: Int @join__field(graph: A, requires: "a") c: Int @join__field(graph: A, requires: "b") d: Int @join__field(graph: A, requires: "c e") e: Int @join__field(graph: A, requires: "d") }`);
    expect(read(chain)).toEqual(Object.fromEntries(["a", "b", "c", "d", "e"].map((field) => [`T.${field}`, "(policy a)"])));
  });

  it("is read in every way that the field may be resolved, and through interfaces and conditions", () => {
    const ways = written(`type Query @join__type(graph: A) { t: T } interface I @join__type(graph: A) { x: Int }
      type X implements I @join__type(graph: A) @join__implements(graph: A, interface: "I") { x: Int @policy(policies: [["x"]]) y: Int @policy(policies: [["y"]]) }
      type T @join__type(graph: A, key: "id") { id: ID! i: I p: Int @join__field(graph: A) @join__field(graph: A, requires: "i { x }") q: Int @join__field(graph: A, requires: "i { ... on X { y } }") }`);
    expect(read(ways)).toMatchObject({ "T.p": "(policy x)", "T.q": "(policy y)" });
  });

  it("from a context above needs what the context's fields need", () => {
    const context = `"@context", "@fromContext", "@key", "@policy"`;
    const supergraph = composed(`${link(context)} type Query { u: U } type U @context(name: "up") @key(fields: "id") { id: ID! hidden: String @policy(policies: [["h"]]) t: T } type T @key(fields: "id") { id: ID! g(a: String @fromContext(field: "$up { hidden }")): Int @policy(policies: [["h"]]) }`);
    expect(read(supergraph)["T.g"]).toBe("(policy h)");
    expect(read(supergraph.replace(/(g: Int @join__field\(.*\)) @policy\(policies: \[\["h"\]\]\)/, "$1"))["T.g"]).toBe("(policy h)");
  });

  it("as a key, or because another field provides it, needs nothing more", () => {
    const supergraph = composed(`type Query { t: T } type T @key(fields: "id") { id: ID! @policy(policies: [["k"]]) } `, `type Query { p: T @provides(fields: "name") } type T @key(fields: "id") { id: ID! name: Int @external late: Int }`, `type T @key(fields: "id") { id: ID! name: Int @shareable @policy(policies: [["n"]]) }`);
    expect(read(supergraph)).toEqual({ "T.id": "(policy k)", "T.name": "(policy n)" });
  });
});

describe("the whole way of an operation over a foreign supergraph", () => {
  const supergraph = composed(`type Query { n: I t: T } interface I { id: ID! } type A implements I { id: ID! a: Int @policy(policies: [["a"]]) } type B implements I { id: ID! @authenticated } type T { s: Secret } scalar Secret @authenticated`);
  const schema = buildSchema(`type Query { n: I t: T } interface I { id: ID! } type A implements I { id: ID! a: Int } type B implements I { id: ID! } type T { s: Secret } scalar Secret`);
  const withheld = (query: string, facts: readonly string[]): Coordinate[] => {
    const document = parse(query);
    const refusalOf = refusals(readRequirements(supergraph), { key: "", facts: new Set(facts), withOtherPurpose: () => [] });
    return [...narrow({ document, operation: document.definitions[0] as never }, schema, refusalOf).withheld.values()].map(({ coordinate }) => coordinate);
  };

  it.each<[string, readonly string[], readonly string[]]>([
    ["{ n { id } t { s } }", [], ["I.id", "T.s"]],
    ["{ n { id } t { s } }", ["authenticated"], []],
    ["{ n { ... on A { id a } ... on B { id } } }", [], ["A.a", "B.id"]],
    ["{ n { ... on A { id a } ... on B { id } } }", ["policy a"], ["B.id"]],
    ["{ n { ...F } } fragment F on I { id ... on A { a } }", ["policy a"], ["I.id"]],
    ["{ __schema { queryType { name } } __type(name: \"A\") { name } __typename }", [], []],
  ])("%s with %j", (query, facts, expected) => {
    expect(withheld(query, facts)).toEqual(expected);
  });
});
