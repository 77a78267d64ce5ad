/** The wrapper over every field of a schema: nothing resolves undecided or uncounted, and a field without a rule stops the start. */
import { buildSubgraphSchema } from "@apollo/subgraph";
import type { Coordinate, Decision, PersonKey, Resource, RuleId } from "@epigraph/authz";
import { recorder } from "@epigraph/ledger";
import { execute, type ExecutionResult, type GraphQLSchema, parse } from "graphql";
import { guard } from "./guard.js";
import type { Scope } from "./scope.js";

const typeDefs = parse(/* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  type Query { clinics: ClinicConnection clinic(id: ID!): Clinic }
  type ClinicConnection { edges: [ClinicEdge!]! pageInfo: PageInfo! }
  type ClinicEdge { node: Clinic cursor: String! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type Clinic @key(fields: "id") { id: ID! nameKo: String nameEn: String phone: String region: Region }
  type Region @key(fields: "code") { code: ID! nameKo: String }
`);
type Row = Readonly<Record<string, unknown>>;
const one: Row = { id: "1", nameKo: "강남", nameEn: "Gangnam", phone: () => { throw new Error("secret"); }, region: { code: "11" } };
const two: Row = { id: "2", nameKo: "서초", nameEn: "Seocho", phone: () => Promise.reject(new Error("secret")), region: { code: "26" } };

const schemaOf = (extra: Row = {}): GraphQLSchema =>
  buildSubgraphSchema({
    typeDefs,
    resolvers: {
      Query: { clinic: (_: unknown, { id }: { id: string }) => (id === "1" ? one : two), clinics: () => ({ edges: [one, two].map((node) => ({ node, cursor: String(node["id"]) })), pageInfo: { hasNextPage: false } }) },
      Clinic: { __resolveReference: ({ id }: { id: string }) => (id === "1" ? one : two) },
      Region: { nameKo: () => "서울" },
      ...extra,
    },
  });
const resources = { Clinic: (row: Row): Resource => ({ subjects: [`person ${String(row["id"])}` as PersonKey] }), Region: (row: Row): Resource => ({ subjects: [`region ${String(row["code"])}` as PersonKey] }) };

type Asked = { readonly coordinate: Coordinate; readonly subjects: readonly string[] | undefined; };

/** Runs a query under a decision of the test's own. */
async function run(query: string, decide: (asked: Asked) => Decision["outcome"] = () => "allowed", schema = schemaOf()): Promise<{ result: ExecutionResult; events: readonly string[]; asked: readonly Asked[] }> {
  guard(schema, resources);
  const events = recorder();
  const asked: Asked[] = [];
  const scope = {
    recorder: events,
    decide: (coordinate) => (row) => {
      const question = { coordinate, subjects: row?.resource.subjects };
      asked.push(question);
      return { outcome: decide(question), ruleId: "rule" as RuleId };
    },
    refusal: () => undefined,
  } satisfies Pick<Scope, "recorder" | "decide" | "refusal">;
  const result = await execute({ schema, document: parse(query), contextValue: scope });
  return { result, asked, events: events.events((subject) => subject).map(({ coordinate, outcome, count, subjects }) => [coordinate, outcome, count, ...[...subjects].map(([subject, met]) => `${subject}:${met}`)].join(" ")) };
}

describe("every field", () => {
  it("of every object type is wrapped, `_entities` and `_service` included", () => {
    expect(guard(schemaOf(), resources).toSorted()).toEqual(
      ["Clinic.id", "Clinic.nameEn", "Clinic.nameKo", "Clinic.phone", "Clinic.region", "ClinicConnection.edges", "ClinicConnection.pageInfo", "ClinicEdge.cursor", "ClinicEdge.node", "PageInfo.endCursor", "PageInfo.hasNextPage", "Query._entities", "Query._service", "Query.clinic", "Query.clinics", "Region.code", "Region.nameKo", "_Service.sdl"].toSorted(),
    );
  });

  it("is decided and counted, once for each object, with whose data it was", async () => {
    const { result, events } = await run("{ clinics { edges { node { id nameKo region { code } } } } }");
    expect(result.errors).toBeUndefined();
    expect(events.toSorted()).toEqual([
      "Clinic.id allowed 2 person 1:1 person 2:1",
      "Clinic.nameKo allowed 2 person 1:1 person 2:1",
      "Clinic.region allowed 2 person 1:1 person 2:1",
      "ClinicConnection.edges allowed 1",
      "ClinicEdge.node allowed 2",
      "Query.clinics allowed 1",
      "Region.code allowed 2 region 11:1 region 26:1",
    ]);
  });

  it("is counted when an entity is entered through `_entities`, and twice under two aliases", async () => {
    const { events } = await run(`{ _entities(representations: [{ __typename: "Clinic", id: "1" }, { __typename: "Clinic", id: "2" }]) { ... on Clinic { a: nameKo b: nameKo __typename } } }`);
    expect(events).toEqual(["Query._entities allowed 1", "Clinic.nameKo allowed 4 person 1:2 person 2:2"]);
  });
});

describe("a refusal", () => {
  it.each([
    { outcome: "denied", code: "CLEARANCE_REQUIRED" },
    { outcome: "approval-required", code: "APPROVAL_REQUIRED" },
    { outcome: "redacted", code: "CLEARANCE_REQUIRED" },
  ] as const)("$outcome: null and $code, counted, and the rest stands", async ({ outcome, code }) => {
    const { result, events } = await run(`{ clinic(id: "1") { nameKo nameEn } }`, ({ coordinate }) => (coordinate === "Clinic.nameEn" ? outcome : "allowed"));
    expect(result.data).toEqual({ clinic: { nameKo: "강남", nameEn: null } });
    expect(result.errors?.map(({ path, extensions }) => [path, extensions["code"]])).toEqual([[["clinic", "nameEn"], code]]);
    expect(events).toContain(`Clinic.nameEn ${outcome} 1 person 1:1`);
  });

  it("never runs the resolver", async () => {
    const ran: string[] = [];
    const schema = schemaOf({ Query: { clinic: () => ran.push("clinic") } });
    await run(`{ clinic(id: "1") { id } }`, () => "denied", schema);
    expect(ran).toEqual([]);
  });

  it("of `_entities` loads nothing at all", async () => {
    const { result } = await run(`{ _entities(representations: [{ __typename: "Clinic", id: "1" }]) { ... on Clinic { nameKo } } }`, ({ coordinate }) => (coordinate === "Query._entities" ? "denied" : "allowed"));
    expect(result.data).toBeNull();
  });
});

describe("a resolver that fails", () => {
  it.each([{ how: "by throwing", id: "1" }, { how: "by rejecting", id: "2" }])("$how is counted as an error, not as allowed", async ({ id }) => {
    const { result, events } = await run(`{ clinic(id: "${id}") { phone nameKo } }`);
    expect(result.errors?.map(({ path }) => path)).toEqual([["clinic", "phone"]]);
    expect(events.filter((event) => event.startsWith("Clinic."))).toEqual([`Clinic.phone error 1 person ${id}:1`, `Clinic.nameKo allowed 1 person ${id}:1`]);
  });
});

describe("a mutation", () => {
  const changing = (resolve: (args: Row) => unknown): GraphQLSchema =>
    buildSubgraphSchema({
      typeDefs: parse(/* GraphQL */ `
        type Query { clinic(id: ID!): Clinic }
        type Mutation { reportCrowding(clinic: ID!): Clinic }
        type Clinic { id: ID! nameKo: String }
      `),
      resolvers: { Mutation: { reportCrowding: (_: unknown, args: Row) => resolve(args) } },
    });
  const targets = { reportCrowding: { type: "Clinic", load: ({ clinic }: { readonly clinic: string }) => Promise.resolve(clinic === "1" ? one : null) } };
  const report = (id: string): string => `mutation { reportCrowding(clinic: "${id}") { id nameKo } }`;

  async function change(id: string, outcome: Decision["outcome"] = "allowed", refusal?: "CLEARANCE_REQUIRED" | "PURPOSE_REQUIRED"): Promise<{ result: ExecutionResult; events: readonly string[]; ran: readonly Row[]; asked: readonly (readonly string[] | undefined)[] }> {
    const ran: Row[] = [];
    const asked: (readonly string[] | undefined)[] = [];
    const schema = changing((args) => {
      ran.push(args);
      return one;
    });
    guard(schema, resources, targets);
    const counts = recorder();
    const decide: Scope["decide"] = (coordinate) => (row) => {
      if (coordinate === "Mutation.reportCrowding") asked.push(row?.resource.subjects);
      return { outcome: coordinate === "Mutation.reportCrowding" ? outcome : "allowed", ruleId: "rule" as RuleId };
    };
    const result = await execute({ schema, document: parse(report(id)), contextValue: { recorder: counts, decide, refusal: () => refusal } satisfies Pick<Scope, "recorder" | "decide" | "refusal"> });
    return { result, ran, asked, events: counts.events((subject) => subject).map(({ coordinate, outcome: how, count, subjects }) => [coordinate, how, count, ...subjects.keys()].join(" ")) };
  }

  it("is decided by the row that it acts on, and counted with whose data that is", async () => {
    const { result, ran, asked, events } = await change("1");
    expect(result).toEqual({ data: { reportCrowding: { id: "1", nameKo: "강남" } } });
    expect(asked).toEqual([["person 1"]]);
    expect(ran).toEqual([{ clinic: "1" }]);
    expect(events[0]).toBe("Mutation.reportCrowding allowed 1 person 1");
  });

  it("does nothing when the row is not found among those that may be seen, and says no more", async () => {
    const { result, ran, events } = await change("2");
    expect(result.data).toEqual({ reportCrowding: null });
    expect(result.errors?.map(({ message, extensions }) => [message, extensions["code"]])).toEqual([["no clinic with this id that you may see", "NOT_FOUND"]]);
    expect(ran).toEqual([]);
    expect(events).toEqual(["Mutation.reportCrowding denied 1"]);
  });

  it.each([["denied", "CLEARANCE_REQUIRED"], ["approval-required", "APPROVAL_REQUIRED"]] as const)("does nothing when it is %s", async (outcome, code) => {
    const { result, ran, events } = await change("1", outcome);
    expect(result.errors?.map(({ extensions }) => extensions["code"])).toEqual([code]);
    expect(ran).toEqual([]);
    expect(events).toEqual([`Mutation.reportCrowding ${outcome} 1 person 1`]);
  });

  it.each(["CLEARANCE_REQUIRED", "PURPOSE_REQUIRED"] as const)("that is out of reach (%s) is refused alike for a row that exists and one that does not", async (refusal) => {
    const [existing, missing] = [await change("1", "allowed", refusal), await change("2", "allowed", refusal)];
    expect(existing).toEqual(missing);
    expect(existing.result.errors?.map(({ extensions }) => extensions["code"])).toEqual([refusal]);
    expect(existing.events).toEqual(["Mutation.reportCrowding denied 1"]);
    expect([existing.ran, existing.asked]).toEqual([[], []]);
  });

  it("whose target cannot be looked for does nothing, and is counted as an error", async () => {
    const ran: Row[] = [];
    const schema = changing((args) => ran.push(args));
    guard(schema, resources, { reportCrowding: { type: "Clinic", load: () => Promise.reject(new Error("not an id")) } });
    const counts = recorder();
    const contextValue = { recorder: counts, decide: () => () => ({ outcome: "allowed", ruleId: undefined }), refusal: () => undefined } satisfies Pick<Scope, "recorder" | "decide" | "refusal">;
    const result = await execute({ schema, document: parse(report("1")), contextValue });
    expect(result.errors?.map(({ path }) => path)).toEqual([["reportCrowding"]]);
    expect(ran).toEqual([]);
    expect(counts.events((subject) => subject).map(({ coordinate, outcome, count }) => [coordinate, outcome, count])).toEqual([["Mutation.reportCrowding", "error", 1]]);
  });

  it("without a target stops the start, and names itself", () => {
    expect(() => guard(changing(() => one), resources)).toThrow(expect.objectContaining({ code: "RULE_MISSING", message: "`Mutation.reportCrowding` names no target: say in the subgraph's description which row it acts on" }));
  });
});

describe("the wrapper", () => {
  it("is synchronous: what resolves at once is answered at once", () => {
    const schema = schemaOf();
    guard(schema, resources);
    const scope = { recorder: recorder(), decide: () => () => ({ outcome: "allowed", ruleId: undefined }) } satisfies Pick<Scope, "recorder" | "decide">;
    expect(execute({ schema, document: parse(`{ clinic(id: "1") { nameKo region { nameKo } } }`), contextValue: scope })).toEqual({ data: { clinic: { nameKo: "강남", region: { nameKo: "서울" } } } });
  });

  it("describes one object for each of its types by that type's own words", async () => {
    const both = { id: "1", code: "11", nameKo: "both", region: undefined as unknown };
    both.region = both;
    const { asked } = await run(`{ clinic(id: "1") { id region { code } } }`, undefined, schemaOf({ Query: { clinic: () => both } }));
    expect(asked.map(({ coordinate, subjects }) => [coordinate, subjects])).toEqual([["Query.clinic", undefined], ["Clinic.id", ["person 1"]], ["Clinic.region", ["person 1"]], ["Region.code", ["region 11"]]]);
  });

  it("stops the start when a coordinate has no rule, and names it", () => {
    const schema = buildSubgraphSchema({ typeDefs: parse("type Query { clinic: Clinic } type Clinic { id: ID! owner: String shoeSize: Int }") });
    expect(() => guard(schema, {})).toThrow(expect.objectContaining({ code: "RULE_MISSING", message: "no rule for `Clinic.owner`, `Clinic.shoeSize`: add a row to authz/src/rules" }));
  });
});
