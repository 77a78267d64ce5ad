/** The door over real HTTP, in front of subgraphs that this test plays: the forms of GraphQL over HTTP, the limits, and that errors say nothing of the inside. */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { type ServiceName, services, signToken, verifyContext } from "@epigraph/authz";
import { getIntrospectionQuery } from "graphql";
import { createGateway, type Gateway, type GatewayParts } from "./server.js";
import { memoryLog } from "./testing.js";
import type { Reply, Transport } from "./transport.js";

const supergraph = readFileSync(new URL("../../schema/supergraph.graphql", import.meta.url), "utf8");
const now = Date.UTC(2020, 4, 10);
const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const authority = { issuer: "https://id.example", audience: "epigraph" };
const contextKeys = Object.fromEntries(services.map((name) => [name, randomBytes(32)])) as Record<ServiceName, Buffer>;

const log = memoryLog();
const { written } = log;
const calls: string[] = [];
const replies: Partial<Record<ServiceName, () => Reply | Promise<Reply>>> = {};
const data = (value: unknown, errors?: unknown): Reply => ({ status: 200, body: JSON.stringify({ data: value, errors }) });

/** A subgraph that checks its context like a real one and says what the test wants. */
const played = (name: ServiceName): Transport => ({
  send: async (body, context) => {
    calls.push(name);
    verifyContext(context, { audience: name, body, key: contextKeys[name], now });
    const reply = replies[name];
    if (!reply) throw new Error(`connect ECONNREFUSED 10.0.0.7 secret of ${name}`);
    return await reply();
  },
  close: () => Promise.resolve(),
});
const common = {
  supergraph,
  transports: Object.fromEntries(services.map((name) => [name, played(name)])) as GatewayParts["transports"],
  contextKeys,
  claimsKey: randomBytes(32),
  ledger: log.ledger,
  clock: () => now,
  introspection: false,
  ready: () => Promise.resolve(true),
};
/** The whole supergraph behind a door of visitors: so that there is something to hide from them. */
const toVisitors: GatewayParts = { ...common, door: "public" };
const toInvestigators: GatewayParts = { ...common, door: "clearance", authority, keyOf: () => publicKey, revocations: { ended: () => false, unreadForMs: () => 0 } };

const started: Gateway[] = [];
async function start(parts: GatewayParts): Promise<string> {
  const gateway = await createGateway(parts);
  started.push(gateway);
  await new Promise<void>((resolve) => gateway.server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(gateway.server.address() as AddressInfo).port}`;
}
let url = "";
let clearance = "";
beforeAll(async () => {
  url = await start(toVisitors);
  clearance = await start(toInvestigators);
});
beforeEach(() => {
  written.length = 0;
  calls.length = 0;
  log.works = true;
  for (const name of services) delete replies[name];
  replies.clinics = () => data({ clinics: { edges: [] } });
});
afterAll(async () => {
  for (const { server, stop } of started) {
    server.closeAllConnections();
    server.close();
    await stop();
  }
});

type Body = { readonly data?: Record<string, unknown> | null; readonly errors?: readonly { readonly message: string; readonly path?: readonly unknown[]; readonly extensions: { readonly code: string } }[] };
type Answered = { readonly status: number; readonly text: string; readonly body: Body; readonly codes: readonly string[]; readonly headers: Headers };

async function send(path: string, init: RequestInit = {}, at = url): Promise<Answered> {
  const response = await fetch(`${at}${path}`, init);
  const text = await response.text();
  expect(text).not.toMatch(/stacktrace|node_modules|\bat .*\.[jt]s:\d|secret|ECONNREFUSED|10\.0\.0\.7/);
  expect(response.headers.get("content-type")).toMatch(/^application\/(graphql-response\+)?json/);
  const body = JSON.parse(text) as Body;
  return { status: response.status, text, body, codes: (body.errors ?? []).map(({ extensions }) => extensions.code), headers: response.headers };
}
const post = (body: unknown, headers: Record<string, string> = {}, at = url): Promise<Answered> => send("/graphql", { method: "POST", headers: { "content-type": "application/json", ...headers }, body: typeof body === "string" ? body : JSON.stringify(body) }, at);
const query = "{ clinics { edges { node { nameKo } } } }";
const bearer = (duty: "national-investigator" | "auditor"): Record<string, string> => ({ authorization: `Bearer ${signToken({ account: "kim", duty, agency: "a", jurisdictions: [], session: "s", authenticatedBy: "otp" }, authority, { kid: "k1", privateKey }, now, 60)}` });

describe("GraphQL over HTTP", () => {
  it("answers a POST of JSON and a GET", async () => {
    expect([await post({ query }), await send(`/graphql?query=${encodeURIComponent(query)}`, { headers: { "apollo-require-preflight": "1" } })].map(({ status, body }) => [status, body])).toEqual(Array.from({ length: 2 }, () => [200, { data: { clinics: { edges: [] } } }]));
  });

  it.each([
    { what: "malformed JSON", body: "{", status: 400, code: "BAD_REQUEST" },
    { what: "JSON that is no object", body: `"${query}"`, status: 400, code: "BAD_REQUEST" },
    { what: "an empty object", body: "{}", status: 400, code: "BAD_REQUEST" },
    { what: "a query that is a number", body: { query: 7 }, status: 400, code: "BAD_REQUEST" },
    { what: "variables that are text", body: { query, variables: "x" }, status: 400, code: "BAD_REQUEST" },
    { what: "several operations in one body", body: [{ query }, { query }], status: 400, code: "BAD_REQUEST" },
    { what: "a query that does not end", body: { query: "{ clinics" }, status: 400, code: "GRAPHQL_PARSE_FAILED" },
    { what: "an unknown field", body: { query: "{ shoeSize }" }, status: 400, code: "GRAPHQL_VALIDATION_FAILED" },
    { what: "an unknown mutation", body: { query: "mutation { drop }" }, status: 400, code: "GRAPHQL_VALIDATION_FAILED" },
    { what: "an argument of the wrong type", body: { query: `{ clinics(first: "x") { edges { cursor } } }` }, status: 400, code: "GRAPHQL_VALIDATION_FAILED" },
    { what: "a variable of the wrong type", body: { query: "query ($n: Int) { clinics(first: $n) { edges { cursor } } }", variables: { n: "x" } }, status: 400, code: "BAD_USER_INPUT" },
    { what: "a variable that is missing", body: { query: "query ($id: ID!) { clinic(id: $id) { id } }" }, status: 400, code: "BAD_USER_INPUT" },
    { what: "a variable that is missing, of a hidden field", body: { query: "query ($id: ID!) { case(id: $id) { id } }" }, status: 400, code: "BAD_USER_INPUT" },
    { what: "no operation of that name", body: { query: `query A ${query}`, operationName: "B" }, status: 400, code: "OPERATION_RESOLUTION_FAILURE" },
    { what: "two operations and no name", body: { query: `query A ${query} query B ${query}` }, status: 400, code: "OPERATION_RESOLUTION_FAILURE" },
    { what: "two operations and no name, of hidden fields", body: { query: "query A { cases { edges { cursor } } } query B { cases { edges { cursor } } }" }, status: 400, code: "OPERATION_RESOLUTION_FAILURE" },
    { what: "a stored query, of which there are none", body: { extensions: { persistedQuery: { version: 1, sha256Hash: "0".repeat(64) } } }, status: 200, code: "PERSISTED_QUERY_NOT_SUPPORTED" },
    { what: "the schema", body: { query: getIntrospectionQuery() }, status: 400, code: "GRAPHQL_VALIDATION_FAILED" },
    { what: "one type of the schema", body: { query: `{ __type(name: "Case") { name } }` }, status: 400, code: "GRAPHQL_VALIDATION_FAILED" },
  ])("refuses $what: $status $code", async ({ body, status, code }) => {
    const answer = await post(body);
    expect([answer.status, [...new Set(answer.codes)], answer.body.data]).toEqual([status, [code], undefined]);
    expect(calls).toEqual([]);
  });

  it.each([
    { what: "a form post from another site", path: "/graphql", init: { method: "POST", headers: { "content-type": "text/plain" }, body: JSON.stringify({ query }) } },
    { what: "a GET that a page of another site can make", path: `/graphql?query=${encodeURIComponent(query)}`, init: {} },
    { what: "a page asked for by a browser", path: "/graphql", init: { headers: { accept: "text/html" } } },
  ])("refuses $what: 400", async ({ path, init }) => {
    const answer = await send(path, init);
    expect([answer.status, answer.codes, calls]).toEqual([400, ["BAD_REQUEST"], []]);
    expect(answer.text).not.toMatch(/<|https?:/);
  });

  it("refuses a body over 64 kB with 413 in the standard form", async () => {
    expect(await post({ query: `${query}#${"x".repeat(66_000)}` })).toMatchObject({ status: 413, body: { errors: [{ message: "the body is longer than 65536 bytes", extensions: { code: "BAD_REQUEST" } }] } });
  });

  it("refuses a path that is none, without a page", async () => {
    const response = await fetch(`${url}/nothing`);
    expect([response.status, response.headers.get("x-powered-by")]).toEqual([404, null]);
  });
});

describe("an operation that is too large", () => {
  const fragments = Array.from({ length: 24 }, (_, n) => `fragment F${n} on Region{a:parent{...F${n + 1}}b:parent{...F${n + 1}}}`).join("");
  it.each([
    { what: "nested fragments of 1.3 KB, which block the stock planner for seconds", text: `{regions{edges{node{...F0}}}}${fragments}fragment F24 on Region{code}` },
    { what: "the same field a thousand times, whose validation takes a second", text: `{ ${"clinics { edges { cursor } } ".repeat(700)} }` },
    { what: "the same over the door of GET", text: `{ ${"clinics { edges { cursor } } ".repeat(100)} }`, get: true },
  ])("is refused before it is validated or planned: $what", async ({ text, get }) => {
    const answer = get === true ? await send(`/graphql?query=${encodeURIComponent(text)}`, { headers: { "apollo-require-preflight": "1" } }) : await post({ query: text });
    expect([answer.status, answer.codes, calls]).toEqual([400, ["OPERATION_TOO_LARGE"], []]);
  });
});

describe("who asks", () => {
  it("with a bad token is refused with 401 before the body is read", async () => {
    expect(await post("{", { authorization: "Bearer garbage" }, clearance)).toMatchObject({ status: 401, codes: ["UNAUTHENTICATED"] });
  });

  it("with an unknown purpose is refused with 400", async () => {
    expect(await post({ query }, { "epigraph-purpose": "curiosity" })).toMatchObject({ status: 400, codes: ["PURPOSE_UNKNOWN"] });
  });

  it("without a token gets what is public and an error for the rest, in the place of each", async () => {
    const answer = await post({ query: `{ cases { edges { cursor } } ${query.slice(1, -1)} auditRecords { edges { cursor } } }` });
    expect(JSON.stringify(answer.body.data)).toBe(`{"cases":null,"clinics":{"edges":[]},"auditRecords":null}`); // in the order asked
    expect(answer.body.errors?.map(({ path, extensions }) => [path, extensions])).toEqual([[["auditRecords"], { code: "CLEARANCE_REQUIRED" }], [["cases"], { code: "CLEARANCE_REQUIRED" }]]); // in the order of their paths
    expect(calls).toEqual(["clinics"]);
  });

  it("for all that is hidden gets nulls, and no subgraph hears of it", async () => {
    const answer = await post({ query: "query ($id: ID!) { case(id: $id) { sex person { fullName } } }", variables: { id: "1" } });
    expect([answer.status, answer.body.data, answer.codes, calls]).toEqual([200, { case: null }, ["CLEARANCE_REQUIRED"], []]);
  });

  it("without stating the purpose is told that it is missing", async () => {
    expect(await post({ query: "{ cases { edges { cursor } } }" }, bearer("national-investigator"), clearance)).toMatchObject({ status: 200, body: { data: { cases: null } }, codes: ["PURPOSE_REQUIRED"] });
  });
});

describe("introspection, where it is allowed", () => {
  it("tells the whole schema, to a visitor too", async () => {
    const open = await start({ ...toVisitors, introspection: true });
    const answer = await post({ query: getIntrospectionQuery() }, {}, open);
    expect([answer.status, answer.codes]).toEqual([200, []]);
    expect(answer.text).toContain(`"name":"Case"`);
  });
});

it("says whether it is alive and ready", async () => {
  expect([await send("/healthz"), await send("/readyz")].map(({ status, body }) => [status, body])).toEqual([[200, { status: "alive" }], [200, { status: "ready" }]]);
  log.works = false;
  await post({ query });
  expect((await send("/readyz")).status).toBe(503);
  log.works = true;
  expect((await send("/readyz")).status).toBe(200);
});
