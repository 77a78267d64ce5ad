/** The door in front of subgraphs that answer, fail, lie or are gone: what stands of the answer, and that none leaves without its record. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { publicVisitor, type ServiceName, services, verifyContext } from "@epigraph/authz";
import { createGateway, type Gateway, type GatewayParts } from "./server.js";
import { memoryLog } from "./testing.js";
import { inProcess, overHttp, type Transports } from "./transport.js";

const now = Date.UTC(2020, 4, 10);
const contextKeys = Object.fromEntries(services.map((name) => [name, randomBytes(32)])) as Record<ServiceName, Buffer>;
const seoul = { __typename: "Region", code: "1100000000", nameKo: "서울" };
const good: Partial<Record<ServiceName, unknown>> = { cases: { data: { regions: { edges: [{ node: seoul }] } } }, clinics: { data: { _entities: [{ clinics: { edges: [{ cursor: "c" }] } }] } } };
const answerOf = (name: ServiceName): string => JSON.stringify(good[name] ?? { data: null });
const query = "query Regions { regions { edges { node { nameKo clinics { edges { cursor } } } } } }";

/** How the clinics subgraph behaves in this test; cases is always well. */
let behave: (response: ServerResponse) => void = () => undefined;
const log = memoryLog();
const { written } = log;
const contexts: Partial<Record<ServiceName, ReturnType<typeof verifyContext>>> = {};
const servers: Server[] = [];
let gateway: Gateway;
let transports: Transports;
let url = "";

const listen = async (server: Server): Promise<string> => {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

async function subgraph(name: ServiceName): Promise<string> {
  return await listen(
    createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        contexts[name] = verifyContext(String(request.headers["epigraph-context"]), { audience: name, body: Buffer.concat(chunks).toString(), key: contextKeys[name], now });
        if (name === "clinics") behave(response);
        else response.end(answerOf(name));
      });
    }),
  );
}

beforeAll(async () => {
  const urls = await Promise.all(services.map(async (name) => [name, overHttp(await subgraph(name))] as const));
  transports = Object.fromEntries(urls) as Transports;
  gateway = await createGateway(doorParts());
  url = await listen(gateway.server);
});
const doorParts = (): GatewayParts => ({
  door: "public",
  supergraph: readFileSync(new URL("../../schema/supergraph.graphql", import.meta.url), "utf8"),
  transports,
  contextKeys,
  claimsKey: randomBytes(32),
  ledger: log.ledger,
  clock: () => now,
  introspection: false,
  ready: () => Promise.resolve(true),
});
beforeEach(() => {
  written.length = 0;
  log.works = true;
  behave = (response) => response.end(answerOf("clinics"));
});
afterAll(async () => {
  for (const transport of Object.values(transports ?? {})) await transport.close();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await gateway?.stop();
});

type Body = { readonly data?: unknown; readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[] };
async function ask(text = query): Promise<{ readonly status: number; readonly body: Body; readonly text: string }> {
  const response = await fetch(`${url}/graphql`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query: text }) });
  const answered = await response.text();
  return { status: response.status, text: answered, body: JSON.parse(answered) as Body };
}
const whole = { regions: { edges: [{ node: { nameKo: "서울", clinics: { edges: [{ cursor: "c" }] } } }] } };
const rest = { regions: { edges: [{ node: { nameKo: "서울", clinics: null } }] } };

describe("when every subgraph answers", () => {
  it("the answer is whole, and each subgraph got a context of its own", async () => {
    expect((await ask()).body).toEqual({ data: whole });
    for (const name of ["cases", "clinics"] as const) expect(contexts[name]).toMatchObject({ audience: name, principal: publicVisitor, purpose: "public-information", operation: { name: "Regions" }, issuedAt: now });
    expect(contexts.cases?.correlation).toBe(contexts.clinics?.correlation);
    expect(written).toMatchObject([{ type: "operation", source: { observer: "gateway" }, correlation: contexts.cases?.correlation, outcome: "answered", entity: { name: "Regions", query: contexts.cases?.operation.hash }, agent: { who: "public", network: "127.0.0.1" }, events: [], calls: { cases: 1, clinics: 1 } }]);
  });

  it("what was withheld stands in the record, with how often", async () => {
    await ask("{ cases { edges { cursor } } regions { edges { node { nameKo places { edges { cursor } } } } } }");
    expect(written[0]).toMatchObject({ outcome: "partly-denied" });
    expect(written[0]?.events.map(({ coordinate, outcome, count }) => [coordinate, outcome, count])).toEqual([["Query.cases", "denied", 1], ["Region.places", "denied", 1]]);
  });
});

describe("when one subgraph does not, the rest of the answer stands with SUBGRAPH_UNAVAILABLE", () => {
  const json = (body: unknown, status = 200) => (response: ServerResponse): void => void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  it.each<{ how: string; reply: (response: ServerResponse) => void }>([
    { how: "breaks the connection off", reply: (response) => response.destroy() },
    { how: "breaks off in the middle of its answer", reply: (response) => { response.writeHead(200, { "content-length": "1000" }); response.write(`{"data":`, () => response.destroy()); } },
    { how: "answers with a page", reply: (response) => response.end("<html>secret</html>") },
    { how: "answers with nothing", reply: (response) => response.end() },
    { how: "answers null", reply: json(null) },
    { how: "answers a number", reply: json(7) },
    { how: "answers a list", reply: json([]) },
    { how: "answers an object that is no answer", reply: json({}) },
    { how: "answers data that is text", reply: json({ data: "secret" }) },
    { how: "answers errors that are text", reply: json({ data: null, errors: "secret" }) },
    { how: "answers errors without words", reply: json({ data: null, errors: [{}] }) },
    { how: "answers 500", reply: json({ errors: [{ message: "secret" }] }, 500) },
    { how: "refuses our context", reply: json({ errors: [{ message: "secret", extensions: { code: "CONTEXT_REQUIRED" } }] }, 401) },
    { how: "does not understand our query", reply: json({ errors: [{ message: "secret", extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }] }, 400) },
  ])("$how", async ({ reply }) => {
    behave = reply;
    const { status, body, text } = await ask();
    expect([status, body.data]).toEqual([200, rest]);
    expect(body.errors?.map(({ message, extensions }) => [message, extensions])).toEqual([["the service `clinics` does not answer: the rest of the answer stands; try again later", { code: "SUBGRAPH_UNAVAILABLE" }]]);
    expect(text).not.toContain("secret");
    expect(written[0]?.outcome).toBe("error");
  });

  it("and nothing of it gets into other objects", async () => {
    behave = (response) => response.end(`{"data":{"__proto__":{"polluted":1},"_entities":[{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"clinics":{"edges":[{"cursor":"c"}]}}]}}`);
    const { body } = await ask();
    expect(body.data).toEqual(whole);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("an error that a subgraph gives", () => {
  it("keeps its words, code and place, and nothing else", async () => {
    behave = (response) => response.end(JSON.stringify({ data: { _entities: [{ clinics: null }] }, errors: [{ message: "ask for less", path: ["_entities", 0, "clinics"], extensions: { code: "BAD_USER_INPUT", stacktrace: ["secret"], http: { status: 500 } } }] }));
    const { status, body } = await ask();
    expect([status, body]).toEqual([200, { data: rest, errors: [{ message: "ask for less", path: ["regions", "edges", 0, "node", "clinics"], extensions: { code: "BAD_USER_INPUT" } }] }]);
  });

  it("about a value of the client's passes, though the subgraph answers 400: the door does not know every scalar", async () => {
    behave = (response) => response.writeHead(400).end(JSON.stringify({ errors: [{ message: "no such day", extensions: { code: "BAD_USER_INPUT" } }] }));
    const { status, body } = await ask();
    expect([status, body]).toEqual([200, { data: rest, errors: [{ message: "no such day", extensions: { code: "BAD_USER_INPUT" } }] }]);
  });

  it("without a code is masked", async () => {
    behave = (response) => response.end(JSON.stringify({ data: { _entities: [{ clinics: null }] }, errors: [{ message: "secret", path: ["_entities", 0, "clinics"] }] }));
    const { body } = await ask();
    expect(body.errors?.map(({ message, extensions }) => [message, extensions.code])).toEqual([["something went wrong here", "INTERNAL_SERVER_ERROR"]]);
  });
});

const refusal = { errors: [{ message: "the access log cannot be written: try again later", extensions: { code: "LEDGER_UNAVAILABLE" } }] };

describe("no answer without its record", () => {
  it("the gateway's own: 503 and no data", async () => {
    log.works = false;
    const { status, body, text } = await ask();
    expect([status, body]).toEqual([503, refusal]);
    expect(text).not.toContain("서울");
  });

  it("a subgraph's: 503 and no data of any subgraph", async () => {
    behave = (response) => response.writeHead(503).end(JSON.stringify(refusal));
    const { status, body, text } = await ask();
    expect([status, body]).toEqual([503, refusal]);
    expect(text).not.toContain("서울");
  });
});

describe("a log that hangs", () => {
  it("is one that cannot be written, after a while: 503, not ready, and nothing of the answer in body or headers", async () => {
    const hanging = memoryLog({ timeoutMs: 200 });
    const door = await createGateway({ ...doorParts(), ledger: hanging.ledger });
    const at = await listen(door.server);
    hanging.works = "hangs";
    const response = await fetch(`${at}/graphql`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query }) });
    const text = await response.text();
    expect([response.status, JSON.parse(text)]).toEqual([503, refusal]);
    const { date, "epigraph-correlation": correlation, "keep-alive": _keptAlive, connection: _connection, etag, ...headers } = Object.fromEntries(response.headers);
    expect(headers).toEqual({ "cache-control": "no-store", "content-type": "application/json; charset=utf-8", "content-length": String(Buffer.byteLength(text)) });
    expect([date, correlation, etag].join(" ")).not.toContain("서울");
    expect((await fetch(`${at}/readyz`)).status).toBe(503);
    hanging.works = true;
    expect((await fetch(`${at}/readyz`)).status).toBe(200);
    await door.stop();
  });
});

describe("an answer about more than a record can hold", () => {
  const tooLong = { errors: [{ message: "secret", extensions: { code: "RECORD_TOO_LONG" } }] };

  it("which a subgraph says of its own, is refused as a whole with 400, and the operation is on record", async () => {
    behave = (response) => response.writeHead(400).end(JSON.stringify(tooLong));
    const { status, body, text } = await ask();
    expect([status, body.data, body.errors?.map(({ message, extensions }) => [message, extensions])]).toEqual([400, undefined, [["the answer speaks of more than one record of the access log can hold: ask for less at once", { code: "RECORD_TOO_LONG" }]]]);
    expect(text).not.toMatch(/secret|서울/);
    expect(written.map(({ type, outcome, calls }) => [type, outcome, calls])).toEqual([["operation", "error", { cases: 1 }]]);
  });
});

it("a subgraph in the same process cannot tell the difference", async () => {
  const { send, close } = inProcess((body, context) => Promise.resolve({ status: 200, body: `${body} ${context}` }));
  expect(await send("body", "context")).toEqual({ status: 200, body: "body context" });
  await close();
});
