/** Every kind of request that is refused before it runs, over real HTTP: one counted refusal each, with who and why and nothing of what was sent. */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { type Duty, type ServiceName, services, signToken } from "@epigraph/authz";
import { limits } from "./limits.js";
import { createGateway, type Gateway } from "./server.js";
import { memoryLog } from "./testing.js";
import { inProcess } from "./transport.js";

const now = Date.UTC(2020, 4, 10);
const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const authority = { issuer: "https://id.example", audience: "epigraph" };
const secret = "hong-gildong-010-1234-5678";
const query = `query Cases { cases { edges { cursor } } }`;

const log = memoryLog();
let gateway: Gateway;
let port = 0;
let asker = 0;

async function open(): Promise<void> {
  gateway = await createGateway({
    door: "clearance",
    supergraph: readFileSync(new URL("../../schema/supergraph.graphql", import.meta.url), "utf8"),
    transports: Object.fromEntries(services.map((name) => [name, inProcess(() => Promise.resolve({ status: 200, body: JSON.stringify({ data: { cases: { edges: [] } } }) }))])),
    contextKeys: Object.fromEntries(services.map((name) => [name, randomBytes(32)])) as Record<ServiceName, Buffer>,
    claimsKey: randomBytes(32),
    ledger: log.ledger,
    clock: () => now,
    authority,
    keyOf: () => publicKey,
    revocations: { ended: () => false, unreadForMs: () => 0 },
    introspection: false,
    ready: () => Promise.resolve(true),
  });
  await new Promise<void>((resolve) => gateway.server.listen(0, "127.0.0.1", resolve));
  ({ port } = gateway.server.address() as AddressInfo);
}
async function close(): Promise<void> {
  gateway.server.closeAllConnections();
  gateway.server.close();
  await gateway.stop();
}
beforeAll(open);
beforeEach(() => {
  log.written.length = 0;
  asker += 1; // of each test another: the first refusal of an asker has its record at once
});
afterAll(close);

const authorization = (duty: Duty = "national-investigator"): string => `Bearer ${signToken({ account: `kim.${asker}`, duty, agency: "a", jurisdictions: [], session: "s", authenticatedBy: "otp" }, authority, { kid: "k1", privateKey }, now, 60)}`;
const json = { "content-type": "application/json", "epigraph-purpose": "investigation" };
type Sent = { readonly path?: string; readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string; readonly duty?: Duty };
const posted = (body: unknown, headers: Record<string, string> = {}): Sent => ({ headers: { ...json, ...headers }, body: typeof body === "string" ? body : JSON.stringify(body) });

async function send({ path = "/graphql", method = "POST", headers = json, body, duty }: Sent): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers: { authorization: authorization(duty), ...headers }, ...(body === undefined ? {} : { body }) });
  await response.text();
  expect(response.headers.get("cache-control")).toMatch(/no-store|no-cache/);
  await new Promise((resolve) => setTimeout(resolve, 50)); // a refusal is counted when its answer has left
  return response.status;
}
const counted = (): unknown[] => log.written.map(({ type, agent, purposeOfEvent, entity, refusals = [] }) => [type, agent.who.replace(/\.\d+$/, ""), purposeOfEvent, agent.network, Object.keys(entity.detail).length, ...refusals.map(({ code, count }) => `${code} ${count}`)]);
/** Also those that were counted and not yet written. */
async function countedToTheEnd(): Promise<unknown[]> {
  await close();
  await open();
  return counted();
}

const kim = ["kim", "investigation"] as const;
type Case = readonly [what: string, sent: Sent, status: number, code: string, who?: readonly [string, string]];
const cases: readonly Case[] = [
  ["no token", posted({ query }, { authorization: "" }), 401, "AUTHORIZATION_MALFORMED", ["unknown", "none"]],
  ["a purpose that is none", posted({ query }, { "epigraph-purpose": secret }), 400, "PURPOSE_UNKNOWN", ["kim", "none"]],
  ["another character set", posted({ query }, { "content-type": "application/json; charset=utf-16" }), 415, "CHARSET_UNSUPPORTED", ["kim", "none"]],
  ["a body that is no JSON", posted(`{ ${secret}`), 400, "BODY_MALFORMED", ["kim", "none"]],
  // of who may not hand in a line list
  ["a body that is too long", { ...posted({ query: `${query}#${secret.repeat(4_000)}` }), duty: "auditor" }, 413, "BODY_TOO_LARGE", ["kim", "none"]],
  ["a body without a query", posted({ [secret]: 1 }), 400, "BAD_REQUEST", kim],
  ["a query that is a number", posted({ query: 7 }), 400, "BAD_REQUEST", kim],
  ["variables that are text", posted({ query, variables: secret }), 400, "BAD_REQUEST", kim],
  ["a list of operations", posted([{ query }, { query }]), 400, "BAD_REQUEST", ["kim", "investigation"]],
  ["a form post from another site", posted({ query }, { "content-type": "text/plain" }), 400, "BAD_REQUEST", kim],
  ["a GET that a page of another site can make", { path: `/graphql?query=${encodeURIComponent(query)}`, method: "GET", headers: { "epigraph-purpose": "investigation" } }, 400, "BAD_REQUEST", kim],
  ["another method", { method: "PUT", headers: json, body: JSON.stringify({ query }) }, 405, "BAD_REQUEST", kim],
  ["a change by GET", { path: `/graphql?query=${encodeURIComponent("mutation { lockAccount(account: \"a\", reason: \"b\") { id } }")}`, method: "GET", headers: { ...json, "apollo-require-preflight": "1" } }, 405, "BAD_REQUEST", kim],
  ["a stored query, of which there are none", posted({ extensions: { persistedQuery: { version: 1, sha256Hash: "0".repeat(64) } } }), 200, "PERSISTED_QUERY_NOT_SUPPORTED", kim],
  ["a text that is no GraphQL", posted({ query: `{ ${secret} ` }), 400, "GRAPHQL_PARSE_FAILED", kim],
  ["a field that is none", posted({ query: `{ hongGildong }` }), 400, "GRAPHQL_VALIDATION_FAILED", kim],
  ["a document over a limit", posted({ query: `{ ${"cases { edges { cursor } } ".repeat(limits.rootFields + 1)} }` }), 400, "OPERATION_TOO_LARGE", kim],
  ["an operation with an endless name", posted({ query: `query ${"HongGildong".repeat(10)} { cases { edges { cursor } } }` }), 400, "OPERATION_TOO_LARGE", kim],
  ["an operation name that is none", posted({ query, operationName: secret }), 400, "OPERATION_RESOLUTION_FAILURE", kim],
  ["two operations and no name", posted({ query: `${query} query B { cases { edges { cursor } } }` }), 400, "OPERATION_RESOLUTION_FAILURE", kim],
  ["a variable of the wrong type", posted({ query: "query ($n: Int) { cases(first: $n) { edges { cursor } } }", variables: { n: secret } }), 400, "BAD_USER_INPUT", kim],
  ["a variable that is missing", posted({ query: "query ($id: ID!) { case(id: $id) { id } }" }), 400, "BAD_USER_INPUT", kim],
];
it.each(cases.map(([what, sent, status, code, who = kim]) => ({ what, sent, status, code, who })))("$what is one refusal, counted, with nothing of what was sent", async ({ sent, status, code, who: [who, purpose] }) => {
  expect(await send(sent)).toBe(status);
  expect(counted()).toEqual([["refusal", who, purpose, "127.0.0.1", 0, `${code} 1`]]);
  expect(JSON.stringify(log.written)).not.toMatch(/gildong|1234|cursor/i);
});

it("what is no HTTP, or has too long a header, is one refusal of nobody known", async () => {
  for (const text of [`HONG GILDONG ${secret}\r\n\r\n`, `GET /graphql HTTP/1.1\r\nhost: x\r\nx: ${secret.repeat(2_000)}\r\n\r\n`]) {
    await new Promise<void>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => socket.write(text));
      socket.on("error", () => undefined).on("close", () => resolve()).resume();
    });
  }
  expect((await countedToTheEnd()).flatMap((row) => (row as unknown[]).slice(1))).toEqual(expect.arrayContaining(["unknown", "HTTP_MALFORMED 1", "HEADER_TOO_LARGE 1"]));
  expect(JSON.stringify(log.written)).not.toMatch(/gildong|1234/i);
});

it("a client that went away while it was sending is one refusal", async () => {
  const closed = new Promise<void>((resolve) => void gateway.server.once("connection", (socket) => socket.once("close", () => resolve())));
  const socket = connect(port, "127.0.0.1", () => socket.write(`POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: ${authorization()}\r\ncontent-length: 1000\r\n\r\n{`, () => setTimeout(() => socket.destroy(), 50)));
  await closed;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(counted()).toEqual([["refusal", "kim", "none", "127.0.0.1", 0, "BODY_MALFORMED 1"]]);
});

it("what runs is no refusal, whatever becomes of it", async () => {
  expect(await send(posted({ query }))).toBe(200);
  expect(await send(posted({ query: "{ cases { edges { cursor } } auditRecords { edges { cursor } } }" }))).toBe(200);
  expect(counted().map((row) => (row as unknown[])[0])).toEqual(["operation", "operation"]);
});

it("two hundred bad requests of one asker are two records", async () => {
  for (let round = 0; round < 2; round += 1) await Promise.all(Array.from({ length: 100 }, () => send(posted({ query: "{ nothing }" }))));
  expect((await countedToTheEnd()).map((row) => (row as unknown[])[5])).toEqual(["GRAPHQL_VALIDATION_FAILED 1", "GRAPHQL_VALIDATION_FAILED 199"]);
});
