/** Live queries over real HTTP, in front of an operation that this test plays: what is sent, from where on, and when a stream ends. With the real one: tests/stories. */
import { createServer, type Server } from "node:http";
import { connect } from "node:net";
import type { AddressInfo } from "node:net";
import type { Principal } from "@epigraph/authz";
import { eventually } from "@epigraph/datastore/testing";
import express from "express";
import { identified, purposed } from "./admission.js";
import type { Admission } from "./doors.js";
import { gatewayError } from "./error.js";
import { type Live, type LiveParts, liveStreams, streamCaps } from "./live.js";

const officer = { account: "officer", agency: "kdca" } as unknown as Principal;
const rows: string[] = [];
let admission: Admission;
let refusal: string | undefined;
let asked: { readonly after: unknown; readonly account: string; readonly purpose: string }[] = [];
let marked = 0;
let notice: (topic: string) => void = () => undefined;
let granted = 0;
let server: Server;
let live: Live;
let url = "";

const executeOperation = (async ({ variables }: { variables: { after: string | null } }, { contextValue }: { contextValue: { principal: Principal; purpose: string } }) => {
  asked.push({ after: variables.after, account: contextValue.principal.account, purpose: contextValue.purpose });
  if (refusal !== undefined) return { body: { kind: "single", singleResult: { data: null, errors: [{ message: "no", extensions: { code: refusal } }] } } };
  const from = variables.after === null ? 0 : Number(variables.after) + 1;
  const page = rows.slice(from, from + 2);
  return { body: { kind: "single", singleResult: { data: { things: { edges: page.map((node, index) => ({ cursor: String(from + index), node })), pageInfo: { hasNextPage: from + 2 < rows.length } } } } } };
}) as unknown as LiveParts["apollo"]["executeOperation"];

beforeEach(async () => {
  rows.length = 0;
  asked = [];
  refusal = undefined;
  admission = { outcome: "known", principal: officer };
  const refusals = { add: () => undefined, close: () => Promise.resolve() };
  live = liveOf(10);
  const app = express();
  app.get("/live/:name", identified(() => admission, refusals), purposed(refusals), (...step) => void live.handler(...step));
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await live.close();
  server.closeAllConnections();
  server.close();
});

const marks: LiveParts["marks"] = {
  read: (topic, keys) => {
    marked += 1;
    return Promise.resolve(new Map(keys.map((key) => [key, String(topic === "grants" ? granted : rows.length)])));
  },
  onNotice: (callback) => void (notice = callback),
  close: () => Promise.resolve(),
};
const queries: LiveParts["queries"] = { things: { doors: ["agency"], query: "query ($after: String) { things(after: $after) }", field: "things", marks: [{ topic: "things", keyOf: () => "" }, { topic: "grants", keyOf: ({ account }) => account }] } };
const liveOf = (pollMs: number, patienceMs = 10_000): Live => liveStreams({ queries, marks, apollo: { executeOperation }, admit: () => admission, clock: Date.now, pollMs, patienceMs });

type Stream = { readonly status: number; readonly type: string | null; text: string; over: boolean; readonly leave: () => void };

async function open(path = "/live/things", headers: Record<string, string> = {}): Promise<Stream> {
  const leaving = new AbortController();
  const response = await fetch(`${url}${path}`, { headers: { "epigraph-purpose": "security", ...headers }, signal: leaving.signal });
  const stream: Stream = { status: response.status, type: response.headers.get("content-type"), text: "", over: false, leave: () => leaving.abort() };
  const read = async (): Promise<void> => {
    for await (const chunk of response.body ?? []) stream.text += Buffer.from(chunk).toString();
    stream.over = true;
  };
  void read().catch(() => undefined);
  return stream;
}

it("sends what is there and then what comes, each with its cursor, page after page", async () => {
  rows.push("a", "b", "c");
  const stream = await open();
  expect(stream.type).toBe("text/event-stream; charset=utf-8");
  await eventually(async () => expect(stream.text).toBe(`id: 0\ndata: "a"\n\nid: 1\ndata: "b"\n\nid: 2\ndata: "c"\n\n`));
  rows.push("d");
  await eventually(async () => expect(stream.text.endsWith(`id: 3\ndata: "d"\n\n`)).toBe(true));
  expect(asked.every(({ account, purpose }) => account === "officer" && purpose === "security")).toBe(true);
});

it("goes on after the last event that the client saw", async () => {
  rows.push("a", "b", "c");
  const stream = await open("/live/things", { "last-event-id": "1" });
  await eventually(async () => expect(stream.text).toBe(`id: 2\ndata: "c"\n\n`));
});

it("asks nothing while nothing is new", async () => {
  rows.push("a");
  const stream = await open();
  await eventually(async () => expect(stream.text).not.toBe(""));
  const before = asked.length;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(asked.length).toBe(before);
});

it("is told of something new between two looks", async () => {
  await live.close();
  live = liveOf(60_000);
  const stream = await open();
  await eventually(async () => expect(asked.length).toBe(1));
  rows.push("a");
  notice("others");
  notice("things");
  await eventually(async () => expect(stream.text).toBe(`id: 0\ndata: "a"\n\n`));
});

it("is asked again when a permission may have changed, and ends when that is gone", async () => {
  rows.push("a");
  const stream = await open();
  await eventually(async () => expect(stream.text).not.toBe(""));
  refusal = "APPROVAL_REQUIRED";
  granted += 1;
  await eventually(async () => expect(stream).toMatchObject({ text: `id: 0\ndata: "a"\n\nevent: end\ndata: {"code":"APPROVAL_REQUIRED"}\n\n`, over: true }));
});

it("sends exactly what a client missed, however often it breaks off", async () => {
  const got: string[] = [];
  let last: string | undefined;
  for (let number = 0; number < 12; number++) {
    rows.push(`row ${number}`);
    if (number % 3 === 1) rows.push(`row ${number} too`);
    const stream = await open("/live/things", last === undefined ? {} : { "last-event-id": last });
    await eventually(async () => expect(stream.text).toMatch(/\n\n$/));
    stream.leave();
    for (const [, id, data] of stream.text.matchAll(/id: (\d+)\ndata: "(.*)"\n\n/g)) {
      last = id;
      got.push(String(data));
    }
  }
  if (got.length < rows.length) {
    const rest = await open("/live/things", { "last-event-id": last ?? "" });
    await eventually(async () => expect(rest.text.match(/^id/gm)).toHaveLength(rows.length - got.length));
    got.push(...[...rest.text.matchAll(/data: "(.*)"/g)].map(([, data]) => String(data)));
  }
  expect(got).toEqual(rows);
});

it("has ten streams of one account at most, and two hundred at a door", async () => {
  const streams = [];
  for (let number = 0; number < streamCaps.account; number++) streams.push(await open());
  expect((await open()).status).toBe(503);
  streams[0]?.leave();
  await eventually(async () => expect((await open()).status).toBe(200));
  for (let number = streamCaps.account; number < streamCaps.door; number++) {
    admission = { outcome: "known", principal: { ...officer, account: `officer-${Math.floor(number / streamCaps.account)}` as Principal["account"] } };
    expect((await open()).status).toBe(200);
  }
  admission = { outcome: "known", principal: { ...officer, account: "another" as Principal["account"] } };
  expect((await open()).status).toBe(503);
}, 20_000);

it("lets a reader go that does not read, and holds no more than a page for it", async () => {
  await live.close();
  live = liveOf(10, 200);
  for (let number = 0; number < 200; number++) rows.push("x".repeat(200_000));
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.pause();
  const gone = new Promise((resolve) => socket.on("close", resolve));
  socket.write("GET /live/things HTTP/1.1\r\nhost: a\r\nepigraph-purpose: security\r\n\r\n");
  await eventually(async () => expect(asked.length).toBeGreaterThan(3));
  await new Promise((resolve) => setTimeout(resolve, 600));
  const before = asked.length;
  expect(before).toBeLessThan(100);
  rows.push("more");
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(asked.length).toBe(before);
  socket.on("error", () => undefined);
  socket.resume();
  await gone;
}, 20_000);

it("asks its source once for all who listen", async () => {
  await open();
  await eventually(async () => expect(asked.length).toBe(1));
  const during = async (): Promise<number> => {
    const before = marked;
    await new Promise((resolve) => setTimeout(resolve, 300));
    return marked - before;
  };
  const alone = await during();
  for (let more = 0; more < 9; more++) await open();
  expect(await during()).toBeLessThan(2 * alone + 5);
});

it("ends with a word when the session does, though nothing is new", async () => {
  const stream = await open();
  admission = { outcome: "turned-away", fault: "SESSION_REVOKED", error: gatewayError("SESSION_REVOKED", "ended"), principal: undefined };
  const before = performance.now();
  await eventually(async () => expect(stream).toMatchObject({ text: `event: end\ndata: {"code":"SESSION_REVOKED"}\n\n`, over: true }));
  expect(performance.now() - before).toBeLessThan(600); // and 400 ms at most until a revocation is known: see sessions.ts
});

it("ends with a word when the operation is refused, and sends none of it", async () => {
  rows.push("a");
  refusal = "CLEARANCE_REQUIRED";
  const stream = await open();
  await eventually(async () => expect(stream).toMatchObject({ text: `event: end\ndata: {"code":"CLEARANCE_REQUIRED"}\n\n`, over: true }));
});

it("knows no other stream, and lets nobody in who is not known", async () => {
  expect((await open("/live/everything")).status).toBe(404);
  expect((await open("/live/__proto__")).status).toBe(404);
  admission = { outcome: "turned-away", fault: "AUTHORIZATION_MISSING", error: gatewayError("UNAUTHENTICATED", "who"), principal: undefined };
  expect((await open()).status).toBe(401);
});

it("stops asking when the client leaves", async () => {
  const stream = await open();
  await eventually(async () => expect(asked.length).toBe(1));
  stream.leave();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const before = asked.length;
  rows.push("a");
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(asked.length).toBe(before);
});
