/** The endpoint as a provider meets it, over HTTP: who may upload, the receipt, progress, what was set aside, and what the access log keeps of it. */
import { createServer, request as httpRequest, type Server } from "node:http";
import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import { type RequestContext, uploadHead } from "@epigraph/authz";
import { type DataSource, openDatabase } from "@epigraph/datastore";
import { createTestDatabase, type TestDatabase } from "@epigraph/datastore/testing";
import { type AuditRecord, LedgerError, pseudonyms, recordsIn } from "@epigraph/ledger";
import express from "express";
import type { Approved } from "./approved.js";
import { provisionRouter } from "./router.js";
import { openProvisionStore, type ProvisionStore } from "./store.js";
import { providerContext, sentRequest, testPseudonym } from "./testing.js";

const contextKey = randomBytes(32);
const records: AuditRecord[] = [];
const provided: string[] = [];
let ledger: "works" | "is full" = "works";
let approved: Approved & { readonly personKey: string };
let standing = "open";
let database: TestDatabase;
let movements: DataSource;
let store: ProvisionStore;
let server: Server;
let origin: string;
beforeAll(async () => {
  database = await createTestDatabase();
  movements = await openDatabase(database.urls.movements, { name: "test", poolSize: 2 });
  store = openProvisionStore(database.urls.provision);
  approved = await sentRequest(database.adminUrl);
  const router = provisionRouter({
    approvedFor: (request, agency) => Promise.resolve(request === approved.request && agency === approved.agency ? { ...approved, standing } : undefined),
    recordProvision: ({ upload }) => Promise.resolve(void provided.push(upload)),
    store,
    database: movements,
    ledger: { append: (unit) => (ledger === "works" ? Promise.resolve(void records.push(...recordsIn(unit))) : Promise.reject(new LedgerError("LEDGER_UNAVAILABLE", "full"))) },
    pseudonyms: pseudonyms(randomBytes(32)),
    pseudonym: testPseudonym,
    seal: (rows) => Promise.resolve(rows.map(({ text }) => Buffer.from(text))),
    contextKey,
    clock: Date.now,
    pollMs: 20,
  });
  server = createServer(express().use(router)).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await store.close();
  await movements.destroy();
  await database.drop();
});
beforeEach(() => {
  records.length = 0;
  [standing, ledger] = ["open", "works"];
});

const header = "phone,arrival,departure,lat,lon,accuracy";
const row = (hour: number, lat = "37.5663"): string => `010-1234-5678,2020-05-02 ${hour}:10,2020-05-02 ${hour}:40,${lat},126.9779,80`;
const csv = (...rows: readonly string[]): string => `${[header, ...rows].join("\n")}\n`;

type Reply = { readonly status: number; readonly body: Record<string, unknown> & { readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[] } };
async function call(method: "PUT" | "GET", path: string, headers: Record<string, string> = {}, body?: string, change: Partial<RequestContext> = {}): Promise<Reply> {
  const context = providerContext({ claims: database.claimsKey, context: contextKey }, uploadHead(method, path.replace(/\?.*/, ""), headers), change);
  const response = await fetch(`${origin}${path}`, { method, headers: { ...headers, "epigraph-context": context }, ...(body === undefined ? {} : { body }) });
  return { status: response.status, body: (await response.json()) as Reply["body"] };
}
const put = (name: string, body: string, headers: Record<string, string> = {}): Promise<Reply> => call("PUT", `/provision/${approved.request}`, { "content-type": "text/csv", "epigraph-file-name": encodeURIComponent(name), ...headers }, body);
const codeOf = ({ status, body }: Reply): unknown => [status, body.errors?.[0]?.extensions.code];

it("stores a file, gives a receipt, tells the workflow and leaves an intent and an outcome in the access log, without a value of the file", async () => {
  const { status, body } = await put("위치 1.csv", csv(row(10), row(11), row(12, "x"), row(13).replace("5678", "9999")));
  expect(status).toBe(200);
  expect(body).toMatchObject({ file: "위치 1.csv", state: "complete", rows: { read: 4, accepted: 2, quarantined: 1, outsideApproval: 1 }, stays: { stored: 2, alreadyThere: 0 }, reasons: { "number-unreadable": 1, "other-subject": 1 } });
  expect(provided).toEqual([body["upload"]]);
  expect(records.map(({ type, outcome }) => [type, outcome])).toEqual([["change", "answered"], ["operation", "partly-denied"]]);
  expect(records[1]?.events.map(({ outcome, count, subjects }) => [outcome, count, subjects.size])).toEqual([["allowed", 2, 1], ["denied", 1, 0]]);
  expect(JSON.stringify(records)).not.toMatch(/1234|5678|37\.56|위치/);
});

it("shows how far an upload is, what was set aside, and nothing of either to another agency", async () => {
  const { body } = await put("b.csv", csv(row(14), row(15, "abc")));
  const path = `/provision/${approved.request}/uploads/${String(body["upload"])}`;
  expect((await call("GET", path)).body).toEqual(body);
  expect((await call("GET", `${path}/quarantine?after=0`)).body).toMatchObject({ rows: [{ line: 3, column: "lat", reason: "number-unreadable", en: "not a number", ko: "숫자가 아닙니다", correctable: true }] });
  const other = { principal: { account: "x", duty: "data-provider", clearance: 1, agency: "telecom-b", jurisdictions: [], session: "s", authenticatedBy: "client", door: "agency" } } as unknown as Partial<RequestContext>;
  expect(codeOf(await call("GET", path, {}, undefined, other))).toEqual([404, "REQUEST_UNKNOWN"]);
});

it("sends progress as server-sent events until the upload is complete", async () => {
  const { body } = await put("c.csv", csv(row(16)));
  const path = `/provision/${approved.request}/uploads/${String(body["upload"])}/progress`;
  const response = await fetch(`${origin}${path}`, { headers: { "epigraph-context": providerContext({ claims: database.claimsKey, context: contextKey }, uploadHead("GET", path, {})) } });
  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect(await response.text()).toBe(`event: progress\ndata: ${JSON.stringify(body)}\n\n`);
});

it("reports of a dry run, which leaves nothing but its record", async () => {
  const { body } = await put("d.csv", csv(row(17), row(18, "")), { "epigraph-dry-run": "1" });
  expect(body).toMatchObject({ dryRun: true, rows: 2, accepted: 1, problems: [{ line: 3, column: "lat", reason: "missing", en: "a value is missing" }] });
  expect(records.map(({ type }) => type)).toEqual(["operation"]);
});

it.each([
  ["a request that is closed", () => put("e.csv", csv(row(10))), "closed", [409, "REQUEST_CLOSED"]],
  ["a request of nobody", () => call("PUT", "/provision/11111111-1111-4111-8111-111111111111", { "content-type": "text/csv" }, "x"), "open", [404, "REQUEST_UNKNOWN"]],
  ["no name", () => put("", csv(row(10))), "open", [400, "HEAD_INVALID"]],
  ["a path for a name", () => put("../x", csv(row(10))), "open", [400, "HEAD_INVALID"]],
  ["a renamed column", () => put("f.csv", csv(row(10)).replace("arrival", "arrived")), "open", [400, "HEADER_WRONG"]],
  ["an empty file", () => put("g.csv", ""), "open", [400, "FILE_EMPTY"]],
  ["a pdf", () => put("h.csv", "x", { "content-type": "application/pdf" }), "open", [415, "CONTENT_UNKNOWN"]],
  ["an offset that is not where it stopped", () => put("i.csv", csv(row(10)), { "epigraph-offset": "7" }), "open", [409, "OFFSET_WRONG"]],
  ["a correction of nothing", () => put("j.csv", csv(row(10)), { "epigraph-corrects": "11111111-1111-4111-8111-111111111111" }), "open", [404, "UPLOAD_UNKNOWN"]],
  ["another purpose", () => call("PUT", `/provision/${approved.request}`, { "content-type": "text/csv" }, "x", { purpose: "audit" }), "open", [403, "PURPOSE_REQUIRED"]],
  ["a head that was not signed", () => call("PUT", `/provision/${approved.request}`, { "content-type": "text/csv" }, "x", { bodyHash: "0" as RequestContext["bodyHash"] }), "open", [401, "CONTEXT_REQUIRED"]],
] as const)("refuses %s", async (_what, calling, standingThen, expected) => {
  standing = standingThen;
  expect(codeOf(await calling())).toEqual(expected);
});

it("stores nothing while the access log cannot be written", async () => {
  ledger = "is full";
  expect(codeOf(await put("k.csv", csv(row(19))))).toEqual([503, "LEDGER_UNAVAILABLE"]);
  ledger = "works";
  expect((await put("k.csv", csv(row(19)))).body).toMatchObject({ stays: { stored: 1 } });
});

it("keeps what came before a sender went away, and records that it did", async () => {
  const path = `/provision/${approved.request}`;
  const headers = { "content-type": "text/csv", "epigraph-file-name": "l.csv" };
  const context = providerContext({ claims: database.claimsKey, context: contextKey }, uploadHead("PUT", path, headers));
  await new Promise<void>((resolve) => {
    const sending = httpRequest(`${origin}${path}`, { method: "PUT", headers: { ...headers, "epigraph-context": context } });
    sending.on("error", () => resolve());
    sending.write(csv(row(20)));
    setTimeout(() => sending.destroy(new Error("gone")), 300);
  });
  for (let tries = 0; records.length < 2 && tries < 100; tries++) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(records.at(-1)).toMatchObject({ outcome: "error", entity: { detail: { code: "UPLOAD_INTERRUPTED" } } });
  expect((await put("l.csv", csv(row(20)))).body).toMatchObject({ state: "complete", stays: { stored: 1 } });
});
