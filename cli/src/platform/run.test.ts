/** What cannot listen says why, and leaves nothing open. */
import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:net";
import { keysOf, services } from "@epigraph/authz";
import { openDatabase } from "@epigraph/datastore";
import { createTestDatabase, eventually, type TestDatabase } from "@epigraph/datastore/testing";
import { newLogKey, newSigningKey, signingKey } from "../installation.js";
import type { Configuration } from "./configuration.js";
import { logSettings } from "./log-settings.js";
import { serveAll, serveDoors, serveSubgraph } from "./run.js";

let database: TestDatabase;
let taken: Server;
let address: { readonly host: string; readonly port: number };

beforeAll(async () => {
  database = await createTestDatabase();
  taken = createServer();
  await new Promise<void>((resolve) => void taken.listen(0, "127.0.0.1", resolve));
  const bound = taken.address();
  address = { host: "127.0.0.1", port: typeof bound === "object" && bound ? bound.port : 0 };
});
afterAll(async () => {
  await new Promise((resolve) => taken.close(resolve));
  await database.drop();
});

async function connections(): Promise<number> {
  const admin = await openDatabase(database.adminUrl, { name: "test", poolSize: 1 });
  try {
    const [row] = await admin.query<{ readonly count: number }[]>("select count(*)::int as count from pg_stat_activity where datname = current_database() and application_name like 'epigraph %'");
    return row?.count ?? -1;
  } finally {
    await admin.destroy();
  }
}

const surroundings = { clock: Date.now, report: () => undefined };
const configured = (): Configuration => ({
  databases: (service) => database.urls[service],
  contextKeys: () => randomBytes(32),
  claimsKey: () => randomBytes(32),
  subjectKey: () => randomBytes(32),
  keys: (service) => ({ url: database.keys.urls[service], ring: database.keys.ring }),
  tokens: () => ({ authority: { issuer: "test", audience: "test" }, keys: { keyOf: keysOf(signingKey(newSigningKey()).jwks) } }),
  log: () => log,
  introspection: false,
  clearanceMode: "narrow",
});
const log = logSettings({}, newLogKey(), "test.example/log"); // the first key to sign a log is its key

const free = { host: "127.0.0.1", port: 0 };
const nowhere = (): string => "http://127.0.0.1:1";

describe("on a port that is taken", () => {
  it.each<[string, () => Promise<unknown>]>([
    ["everything", () => serveAll(configured(), { public: free, agency: free, clearance: address }, surroundings)],
    ["the public door", () => serveDoors(configured(), nowhere, { public: address }, surroundings)],
    ["the agency door", () => serveDoors(configured(), nowhere, { agency: address }, surroundings)],
    ["the second of two doors", () => serveDoors(configured(), nowhere, { agency: free, clearance: address }, surroundings)],
    ["a subgraph", () => serveSubgraph(services[0], configured(), address, surroundings)],
  ])("%s fails with the system's own reason, and closes its connections to the database", async (_what, serve) => {
    await expect(serve()).rejects.toMatchObject({ code: "EADDRINUSE", port: address.port });
    await eventually(async () => expect(await connections()).toBe(0));
  });
});
