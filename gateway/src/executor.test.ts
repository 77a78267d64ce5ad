/** Clearance in front of an executor that is not the stock one: what it is handed, what is refused outright, and what is recorded. */
import { publicVisitor, sha256 } from "@epigraph/authz";
import { composeServices } from "@apollo/composition";
import type { GatewayExecutionResult, GatewayExecutor } from "@apollo/server-gateway-interface";
import { buildSchema, execute, getOperationAST, parse, print, validate } from "graphql";
import type { GatewayContext } from "./context.js";
import { type ExecutorParts, guardedExecutor } from "./executor.js";
import { memoryLog } from "./testing.js";

const types = (policy: string, scope: string): string => `
  type Query { open: String keep(id: ID): T secret: String ${policy} who: Who }
  type Mutation { change: String raise: String! ${scope} }
  type T { id: ID name: String ${policy} }
  interface Who { id: ID } type Person implements Who { id: ID ${policy} } type Robot implements Who { id: ID }`;
const supergraph = composeServices([{ name: "a", url: "http://a", typeDefs: parse(`extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@policy", "@requiresScopes"]) ${types(`@policy(policies: [["purpose:audit"]])`, `@requiresScopes(scopes: [["clearance:4"]])`)}`) }]).supergraphSdl ?? "";
const schema = buildSchema(types("", ""));
const rows = { open: "o", keep: { id: "1", name: "SECRET" }, secret: "SECRET", who: { __typename: "Robot", id: "r" }, change: () => "done", raise: () => "done" };

const log = memoryLog();
const { written } = log;
const ran: string[] = [];
const { ledger } = log;
const behind = (async ({ document, queryHash, request }) => {
  ran.push(print(document).replaceAll(/\s+/g, " "));
  hashes.push(queryHash);
  expect(validate(schema, document)).toEqual([]);
  return (await execute({ schema, document, rootValue: rows, variableValues: request.variables ?? {} })) as GatewayExecutionResult;
}) as GatewayExecutor;
const hashes: string[] = [];

type Guarded = ReturnType<typeof guardedExecutor>;
const guarded = (mode?: ExecutorParts["mode"]): Guarded => guardedExecutor(behind, { ledger, clock: () => 0, supergraph, ...(mode ? { mode } : {}) });

async function ask(executor: Guarded, source: string, { purpose = "public-information", variables = {} }: { readonly purpose?: GatewayContext["purpose"]; readonly variables?: Record<string, unknown> } = {}): Promise<{ readonly data?: unknown; readonly codes: string[]; readonly messages: string[] }> {
  const document = parse(source);
  const operation = getOperationAST(document);
  const context: GatewayContext = { principal: publicVisitor, purpose, correlation: "00000000-0000-4000-8000-000000000000", address: "::1", operation: { hash: sha256("") } } as GatewayContext;
  const { data, errors } = await executor({ document, operation, schema, source, queryHash: sha256(source), operationName: operation?.name?.value ?? null, request: { variables }, context } as never);
  const described = (errors ?? []) as unknown as readonly { readonly message: string; readonly path?: readonly unknown[]; readonly extensions: { readonly code: string } }[];
  return { ...(data === undefined ? {} : { data: JSON.parse(JSON.stringify(data)) as unknown }), codes: described.map(({ path, extensions }) => `${path?.join(".") ?? ""} ${extensions.code}`), messages: described.map(({ message }) => message) };
}
beforeEach(() => {
  written.length = ran.length = hashes.length = 0;
  log.works = true;
});

describe("the mode `narrow`", () => {
  const executor = guarded();

  it("hands on what is left, under a hash of its own, and answers in the form that was asked", async () => {
    expect(await ask(executor, "query Q($id: ID) { open keep(id: $id) { id name } secret }", { variables: { id: "1" } })).toMatchObject({ data: { open: "o", keep: { id: "1", name: null }, secret: null }, codes: ["keep.name PURPOSE_REQUIRED", "secret PURPOSE_REQUIRED"] });
    expect(ran).toEqual(["query Q($id: ID) { open keep(id: $id) { id } }"]);
    await ask(executor, "{ open }");
    expect(hashes).toEqual([expect.not.stringMatching(sha256("query Q($id: ID) { open keep(id: $id) { id name } secret }")) as string, sha256("{ open }")]);
    expect(written[0]?.events).toEqual(["T.name", "Query.secret"].map((coordinate): unknown => expect.objectContaining({ coordinate, outcome: "denied", count: 1 })));
  });

  it("hands on the same document when nothing is hidden from this asker", async () => {
    expect(await ask(executor, "{ secret keep { name } }", { purpose: "audit" })).toMatchObject({ data: { secret: "SECRET", keep: { name: "SECRET" } }, codes: [] });
    expect(ran).toEqual(["{ secret keep { name } }"]);
  });

  it("decides anew for other facts, though the text is the same", async () => {
    const source = "{ secret open }";
    expect([await ask(executor, source), await ask(executor, source, { purpose: "audit" }), await ask(executor, source)].map(({ data }) => data)).toEqual([{ secret: null, open: "o" }, { secret: "SECRET", open: "o" }, { secret: null, open: "o" }]);
  });

  it("lets a robot be seen by its own type only, since through the interface it might have been a person", async () => {
    expect(await ask(executor, "{ who { id } }")).toMatchObject({ data: { who: { id: null } }, codes: ["who.id PURPOSE_REQUIRED"] });
    expect(await ask(executor, "{ who { ... on Robot { id } ... on Person { id } } }")).toMatchObject({ data: { who: { id: "r" } }, codes: [] });
  });

  it("runs nothing when nothing is left, or when a mutation would lose its whole answer", async () => {
    expect(await ask(executor, "{ secret }")).toMatchObject({ data: { secret: null } });
    expect(await ask(executor, "mutation { change raise }")).toMatchObject({ data: null, codes: ["raise CLEARANCE_REQUIRED"] });
    expect(ran).toEqual([]);
    expect(await ask(executor, "mutation { change }")).toMatchObject({ data: { change: "done" }, codes: [] });
    expect(written.map(({ outcome }) => outcome)).toEqual(["partly-denied", "partly-denied", "answered"]);
  });
});

describe("the mode `reject`", () => {
  const executor = guarded("reject");

  it("runs nothing of an operation that asks for too much, and names the coordinates", async () => {
    const answer = await ask(executor, `mutation M { change raise }`);
    expect(answer).toEqual({ codes: [" CLEARANCE_REQUIRED"], messages: ["this needs another clearance or duty: `Mutation.raise`; nothing was run"] });
    expect(await ask(executor, `{ open a: keep(id: "hong-gildong") { hong: name } secret }`)).toEqual({ codes: [" PURPOSE_REQUIRED"], messages: ["this needs the purpose for which you may see it: state it in the header `epigraph-purpose`: `T.name`, `Query.secret`; nothing was run"] });
    expect(ran).toEqual([]);
    expect(written.map(({ events }) => events.map(({ coordinate, outcome }) => `${coordinate} ${outcome}`))).toEqual([["Mutation.raise denied"], ["T.name denied", "Query.secret denied"]]);
  });

  it("decides from the text alone: a selection that would be skipped counts", async () => {
    expect(await ask(executor, "{ open secret @skip(if: true) }")).toMatchObject({ codes: [" PURPOSE_REQUIRED"] });
  });

  it("runs what asks for nothing hidden", async () => {
    expect(await ask(executor, "{ open }")).toEqual({ data: { open: "o" }, codes: [], messages: [] });
  });

  it("refuses with 503 what cannot be recorded", async () => {
    log.works = false;
    expect(await ask(executor, "{ secret }")).toMatchObject({ codes: [" LEDGER_UNAVAILABLE"] });
  });
});

it("does not start over a supergraph that it cannot enforce", () => {
  const moat = supergraph.replace("https://specs.apollo.dev/policy/v0.1", "https://specs.apollo.dev/policy/v7.0");
  expect(() => guardedExecutor(behind, { ledger, clock: () => 0, supergraph: moat })).toThrow(/policy/);
});
