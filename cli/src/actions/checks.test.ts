/** What `doctor` says of a door and of ended sessions, in front of a door that this test plays and on a real database. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { openDatabase } from "@epigraph/datastore";
import { createTestDatabase, type TestDatabase } from "@epigraph/datastore/testing";
import { checkDatabase, checkDoors, type Finding } from "./checks.js";

describe("a door", () => {
  let answer: { readonly status: number; readonly body: unknown };
  let server: Server;
  let port = 0;
  beforeAll(async () => {
    server = createServer((_request, response) => response.writeHead(answer.status, { "content-type": "application/json" }).end(JSON.stringify(answer.body)));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  const found = async (): Promise<Finding | undefined> => (await checkDoors({ EPIGRAPH_PORT_CLEARANCE: String(port) })).find(({ check }) => check === "clearance door");

  it.each([
    ["that is ready is well", { status: 200, body: { status: "ready" } }, "ok", /^ready at /],
    ["that cannot read which sessions ended is warned of, with what that means", { status: 200, body: { status: "degraded", revocationsUnreadForSeconds: 12 } }, "warning", /has not read for 12 s which sessions ended: until it does, their tokens may be taken to their end/],
    ["that is not ready has failed", { status: 503, body: { status: "not ready" } }, "failed", /answers 503/],
    ["where something else answers has failed", { status: 200, body: "<html>" }, "failed", /is no door of this version/],
  ])("%s", async (_what, given, state, detail) => {
    answer = given;
    expect(await found()).toEqual({ check: "clearance door", state, detail: expect.stringMatching(detail) });
  });
});

describe("ended sessions", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database?.drop());
  const found = async (): Promise<Finding | undefined> =>
    (await checkDatabase({ EPIGRAPH_DB_GATEWAY: database.urls.gateway }, { folder: "/nonexistent", adminUrl: database.adminUrl, embedded: false })).find(({ check }) => check === "ended sessions");

  it("are well when the gateway's login can read them, and a fault when it cannot", async () => {
    expect(await found()).toEqual({ check: "ended sessions", state: "ok", detail: "the gateway's login reads them; 0 in the last day" });
    const admin = await openDatabase(database.adminUrl, { name: "test" });
    await admin.query("revoke select on identity.revocation from epigraph_gateway");
    await admin.destroy();
    expect(await found()).toMatchObject({ state: "failed", detail: expect.stringContaining("a gateway cannot start") });
  });
});
