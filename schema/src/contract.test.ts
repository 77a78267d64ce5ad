/** Specification of contracts, with two small subgraphs: a clinic with a public and a private side, and the visits that nobody outside may know of. */
import { type GraphQLObjectType, parse } from "graphql";
import { apiSchema } from "./api-schema.js";
import { composeContract, type ComposedContract, type Contract } from "./contract.js";
import type { SubgraphFile } from "./subgraph-files.js";

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key", "@shareable", "@external", "@requires", "@requiresScopes", "@policy"])`;
const clinics: SubgraphFile = {
  name: "clinics",
  url: "http://clinics",
  sdl: `${link}
    type Query { clinic(id: ID!, secretFilter: SecretFilter, state: State): Clinic  staff: Staff  ward(id: ID!): Ward }
    type Clinic @key(fields: "id") @key(fields: "registration") { id: ID!  registration: ID!  name(language: Language): String  director: Staff  ward: Ward }
    type Staff { name: String  clinic: Clinic }
    type Ward @key(fields: "id") { id: ID!  beds: Int @policy(policies: [["duty:nurse"], ["duty:spy", "purpose:spying"]]) @requiresScopes(scopes: [["clearance:1"], ["clearance:4"]]) }
    input SecretFilter { weight: Float  spy: Boolean }
    enum Language { KOREAN ENGLISH CIPHER }
    enum State { OPEN CLOSED }
    scalar Hidden`,
};
const visits: SubgraphFile = {
  name: "visits",
  url: "http://visits",
  sdl: `${link}
    type Query { visit(id: ID!): Visit }
    type Visit @key(fields: "id") { id: ID!  when: Moment  clinic: Clinic }
    scalar Moment
    type Clinic @key(fields: "id") { id: ID!  registration: ID! @external  visits: [Visit!]  crowd: Int @requires(fields: "registration") }
    type Ward @key(fields: "id", resolvable: false) { id: ID! }`,
};

const open = ["Query.clinic", "Clinic.id", "Clinic.name"];
const secrets = ["Query.clinic(secretFilter:)", "Language.CIPHER"];
function contract(fields: readonly string[] = open, kept: readonly string[] = secrets, change: Partial<Contract> = {}): Contract {
  return {
    door: "out",
    table: { doors: ["out", "in"], doorsOf: (coordinate) => (fields.includes(coordinate) ? ["out", "in"] : ["in"]), privateArguments: kept.map((element) => ({ element, only: ["in"] })) },
    graphNames: {},
    held: (claim) => ["duty:nurse", "purpose:care", "clearance:1"].includes(claim),
    ...change,
  };
}
const composed = (...given: Parameters<typeof contract>): ComposedContract => composeContract([clinics, visits], contract(...given));
const fieldsOf = (supergraph: string, type: string): string[] => Object.keys((apiSchema(supergraph).getType(type) as GraphQLObjectType | undefined)?.getFields() ?? {});

describe("a contract", () => {
  const { supergraph, subgraphs } = composed();

  it("has the open fields and what they take, and nothing else", () => {
    expect(fieldsOf(supergraph, "Query")).toEqual(["clinic"]);
    expect(fieldsOf(supergraph, "Clinic")).toEqual(["id", "name"]);
    expect(Object.keys(apiSchema(supergraph).getTypeMap()).filter((name) => !name.startsWith("__"))).toEqual(expect.arrayContaining(["Query", "Clinic", "Language", "State"]));
  });

  it("names nothing private: no field, type, argument, enum value, key, `@requires` or subgraph", () => {
    expect(supergraph).not.toMatch(/registration|director|staff|ward|visit|secret|weight|spy|CIPHER|Hidden|Moment|crowd|inaccessible|tag/i);
    expect(supergraph).toMatch(/KOREAN[^]*OPEN/);
  });

  it("leaves out a subgraph that has nothing to give", () => {
    expect(subgraphs).toEqual(["clinics"]);
  });

  it("is plain SDL, and the same whatever the order of the subgraphs", () => {
    expect(() => parse(supergraph)).not.toThrow();
    expect(composeContract([visits, clinics], contract()).supergraph).toBe(supergraph);
  });

  it("calls a subgraph otherwise where its own name is private", () => {
    const renamed = composed(open, secrets, { graphNames: { clinics: "places" } });
    expect(renamed.supergraph).toContain(`PLACES @join__graph(name: "places", url: "http://places")`);
    expect(renamed.supergraph).not.toMatch(/CLINICS|"clinics"/);
    expect(renamed.subgraphs).toEqual(["clinics"]);
  });

  it("has a field of another subgraph with the key that leads to it, and no other key", () => {
    const wider = composed([...open, "Clinic.visits", "Visit.id"]);
    expect(wider.subgraphs).toEqual(["clinics", "visits"]);
    expect(wider.supergraph).toMatch(/type Clinic\n {2}@join__type\(graph: CLINICS, key: "id"\)\n {2}@join__type\(graph: VISITS, key: "id"\)/);
    expect(wider.supergraph).not.toMatch(/registration|crowd|when|Moment|Ward/);
  });

  it("keeps an argument, an input field or an enum value that no line makes private", () => {
    const { supergraph: wider } = composed(open, ["SecretFilter.spy"]);
    expect(wider).toMatch(/secretFilter: SecretFilter/);
    expect(fieldsOf(wider, "SecretFilter")).toEqual(["weight"]);
    expect(wider).toContain("CIPHER");
  });

  it("has only those alternatives of a policy or scope that somebody at the door can meet", () => {
    const { supergraph: wider } = composed([...open, "Query.ward", "Ward.id", "Ward.beds"]);
    expect(wider).toContain(`@policy(policies: [["duty:nurse"]])`);
    expect(wider).toContain(`@requiresScopes(scopes: [["clearance:1"]])`);
    const { supergraph: closed } = composed([...open, "Query.ward", "Ward.id", "Ward.beds"], secrets, { held: () => false });
    expect(closed).toContain(`@policy(policies: [["nobody"]])`); // never no condition at all
  });
});

describe("a contract is refused with CONTRACT_INVALID", () => {
  it.each<[string, readonly string[], readonly string[], RegExp]>([
    ["when an open field returns a type of which nothing is open", [...open, "Clinic.director"], secrets, /Staff/],
    ["when an open field needs a private one", [...open, "Clinic.crowd"], secrets, /registration/],
    ["when an open field of another subgraph can be reached by a private key only", ["Query.clinic", "Clinic.name", "Clinic.visits", "Visit.id"], secrets, /visits/],
    ["when a private argument is required", open, [...secrets, "Query.clinic(id:)"], /clinic\(id:\)/],
    ["when a type that an open field takes loses all it has", open, ["SecretFilter.spy", "SecretFilter.weight", "Language.CIPHER"], /SecretFilter/],
    ["when nothing is open", [], secrets, /./],
  ])("%s", (_what, fields, kept, message) => {
    expect(() => composed(fields, kept)).toThrow(expect.objectContaining({ code: "CONTRACT_INVALID", message: expect.stringMatching(message) }));
  });

  it("when a private argument names nothing, so that a slip of the pen opens nothing", () => {
    expect(() => composed(open, ["Query.clinic(secretFliter:)"])).toThrow(expect.objectContaining({ code: "CONTRACT_INVALID", messages: ["`Query.clinic(secretFliter:)` is private to some doors, but there is no such argument, input field or enum value"] }));
  });

  it("and a subgraph that does not parse with SDL_INVALID", () => {
    expect(() => composeContract([{ ...clinics, sdl: "type {" }], contract())).toThrow(expect.objectContaining({ code: "SDL_INVALID" }));
  });
});
