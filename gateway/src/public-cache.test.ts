/** Answers that the public door gives again: what is kept and for how long, that each is counted, and that none is given that could not be. */
import { readFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import { jest } from "@jest/globals";
import { publicVisitor, type ServiceName, services, sha256, type TraceId } from "@epigraph/authz";
import { getOperationAST, parse } from "graphql";
import type { GatewayContext } from "./context.js";
import { type Execute, publicCache, type PublicCache } from "./public-cache.js";
import { createGateway } from "./server.js";
import { memoryLog } from "./testing.js";
import { inProcess } from "./transport.js";

const log = memoryLog();
const begun = Date.UTC(2020, 4, 10);
let elapsed = 0;
let cache: PublicCache;
let executed = 0;
let answers: () => object = () => ({ data: { n: executed } });

beforeEach(() => {
  [elapsed, executed, log.works] = [0, 0, true];
  log.written.length = 0;
  answers = () => ({ data: { n: executed } });
  cache = publicCache({ ledger: log.ledger, clock: () => begun + elapsed, uptime: () => elapsed, lifetimeMs: 5_000 });
});
afterEach(() => cache.close());

const execute: Execute = () => {
  executed += 1;
  return Promise.resolve(answers() as Awaited<ReturnType<Execute>>);
};
const unavailable = () => ({ errors: [{ message: "unavailable" } as never] });

async function ask(source = "{ clinics { id } }", { variables = {}, name = null, correlation = "c" }: { readonly variables?: object; readonly name?: string | null; readonly correlation?: string } = {}): Promise<{ readonly answer: unknown; readonly context: GatewayContext }> {
  const context = { principal: publicVisitor, purpose: "public-information", correlation: correlation as TraceId, address: "::1", operation: { hash: sha256("") } } as GatewayContext;
  const { data, errors } = await cache.answer({ source, operation: getOperationAST(parse(source), name), operationName: name, request: { variables }, context } as never, execute, unavailable);
  return { answer: errors ? errors.map(({ message }) => message) : (data as { n: number }).n, context };
}
const hits = () => log.written.map(({ type, agent, hits: counted = [] }) => [type, agent.who, ...counted.map(({ query, count, first, last }) => [query, count, first - begun, last - begun])]);

describe("an answer without errors", () => {
  it("is given again for five seconds, and not longer", async () => {
    const seen = [];
    for (const at of [0, 1_000, 4_999, 5_000, 9_000]) {
      elapsed = at;
      seen.push((await ask()).answer);
    }
    expect(seen).toEqual([1, 1, 1, 2, 2]);
  });

  it("says how old it is, and names the operation that was executed", async () => {
    expect((await ask(undefined, { correlation: "first" })).context).toMatchObject({ correlation: "first", kept: { maxAge: 5, age: 0 } });
    elapsed = 3_200;
    expect((await ask(undefined, { correlation: "second" })).context).toMatchObject({ correlation: "first", kept: { maxAge: 5, age: 3 } });
  });

  it("is another's for another document, other variables or another operation of the document", async () => {
    const two = "query A { clinics { id } } query B { clinics { id } }";
    const seen = [await ask(two, { name: "A" }), await ask(two, { name: "B" }), await ask("{ a }"), await ask("{ a }", { variables: { n: 1 } }), await ask("{ a }", { variables: { n: 2 } }), await ask("{ a }", { variables: { n: 1 } })];
    expect(seen.map(({ answer }) => answer)).toEqual([1, 2, 3, 4, 5, 4]);
  });
});

describe("never given again", () => {
  it.each<[string, string, () => object]>([
    ["an answer with an error", "{ a }", () => ({ data: { n: executed }, errors: [{ message: String(executed) }] })],
    ["no answer", "{ a }", () => ({ errors: [{ message: String(executed) }] })],
    ["what a mutation returned", "mutation { a }", () => ({ data: { n: executed } })],
    ["an answer that is too long", "{ a }", () => ({ data: { n: executed, text: "x".repeat(600_000) } })],
  ])("%s", async (_what, source, made) => {
    answers = made;
    await ask(source);
    await ask(source);
    expect(executed).toBe(2);
  });
});

describe("what was given again", () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());
  const minute = async (): Promise<void> => {
    elapsed += 60_000;
    await jest.advanceTimersByTimeAsync(60_000);
  };

  it("is counted by document, and written once a minute", async () => {
    for (let n = 0; n < 4; n += 1) {
      elapsed = n * 1_000;
      await ask();
    }
    await ask("{ b }");
    await ask("{ b }");
    expect(log.written).toEqual([]);
    await minute();
    expect(hits()).toEqual([["cached", "public", [sha256("{ clinics { id } }"), 3, 1_000, 3_000], [sha256("{ b }"), 1, 3_000, 3_000]]]);
    await minute();
    expect(log.written).toHaveLength(1);
  });

  it("is written at the end", async () => {
    await ask();
    await ask();
    await cache.close();
    expect(hits()).toEqual([["cached", "public", [sha256("{ clinics { id } }"), 1, 0, 0]]]);
  });

  it("is kept for the next minute when it cannot be written, and until then nothing is given again", async () => {
    await ask();
    await ask();
    log.works = false;
    await minute();
    log.works = false;
    await ask(); // executed by a gateway that would say so itself
    expect((await ask()).answer).toEqual(["unavailable"]);
    log.works = true;
    await minute();
    expect(hits()).toEqual([["cached", "public", [sha256("{ clinics { id } }"), 1, 0, 0]]]);
  });

  it("loses no count among many documents, in records of five hundred", async () => {
    for (let n = 0; n < 1_200; n += 1) for (let times = 0; times < 3; times += 1) await ask(`{ a${n} }`);
    await cache.close();
    const records = log.written.map(({ hits: counted = [] }) => counted);
    expect([records.length, Math.max(...records.map(({ length }) => length)) <= 500, records.flat().reduce((sum, { count }) => sum + count, 0)]).toEqual([3, true, 2_400]);
  });
});

describe("over HTTP", () => {
  const supergraph = readFileSync(new URL("../../schema/supergraph.graphql", import.meta.url), "utf8");
  const query = "{ clinics { edges { cursor } } }";
  let calls = 0;

  async function opened(cacheMs: number | undefined, work: (url: string) => Promise<void>): Promise<void> {
    calls = 0;
    const { server, stop } = await createGateway({
      door: "public",
      ...(cacheMs === undefined ? {} : { cacheMs }),
      supergraph,
      transports: Object.fromEntries(services.map((name) => [name, inProcess(() => Promise.resolve({ status: 200, body: JSON.stringify({ data: { clinics: { edges: [{ cursor: `c${(calls += 1)}` }] } } }) }))])),
      contextKeys: Object.fromEntries(services.map((name) => [name, randomBytes(32)])) as Record<ServiceName, Buffer>,
      claimsKey: randomBytes(32),
      ledger: log.ledger,
      clock: () => begun,
      introspection: false,
      ready: () => Promise.resolve(true),
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`);
    } finally {
      server.closeAllConnections();
      server.close();
      await stop();
    }
  }
  const post = (url: string): Promise<Response> => fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query }) });

  it("a browser may keep it, nobody between may, and the log has the execution and the hits", async () => {
    const correlations: (string | null)[] = [];
    await opened(60_000, async (url) => {
      for (let n = 0; n < 3; n += 1) {
        const response = await post(url);
        expect([response.status, await response.text(), response.headers.get("cache-control"), response.headers.get("age")]).toEqual([200, `{"data":{"clinics":{"edges":[{"cursor":"c1"}]}}}\n`, "private, max-age=60", "0"]);
        correlations.push(response.headers.get("epigraph-correlation"));
      }
    });
    expect(log.written.map(({ type, hits: counted = [] }) => [type, ...counted.map(({ query: of, count }) => [of, count])])).toEqual([["operation"], ["cached", [sha256(query), 2]]]);
    expect(new Set(correlations)).toEqual(new Set([log.written[0]?.correlation]));
  });

  it("is 503 while the log cannot be written, though the answer is there", async () => {
    await opened(60_000, async (url) => {
      await post(url);
      log.works = false;
      await (await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query: "{ supportPrograms { edges { cursor } } }" }) })).text();
      const response = await post(url);
      expect([response.status, response.headers.get("cache-control"), response.headers.get("age"), await response.text()]).toEqual([503, "no-store", null, `{"errors":[{"message":"the access log cannot be written: try again later","extensions":{"code":"LEDGER_UNAVAILABLE"}}]}\n`]);
      log.works = true;
    });
  });

  it("nothing is kept unless a lifetime is set", async () => {
    await opened(undefined, async (url) => {
      const texts = [await (await post(url)).text(), await (await post(url)).text()];
      expect([texts[0] === texts[1], (await post(url)).headers.get("cache-control")]).toEqual([false, "no-store"]);
    });
  });
});
