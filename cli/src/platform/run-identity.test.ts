/** The identity provider as it is run: three times as many failures at once as its pool has connections. */
import { randomBytes } from "node:crypto";
import { type DataSource, openDatabase } from "@epigraph/datastore";
import { createTestDatabase, freePort, recordsOf, type TestDatabase } from "@epigraph/datastore/testing";
import { openAccounts } from "./accounts.js";
import { serveIdentity } from "./run-identity.js";

let testDatabase: TestDatabase;
let admin: DataSource;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  admin = await openDatabase(testDatabase.adminUrl, { name: "test", poolSize: 1 });
});
afterAll(async () => {
  await admin.destroy();
  await testDatabase.drop();
});

const count = async (): Promise<unknown> => ({
  ...(await admin.query<object[]>("select count(*)::int as events from identity.event"))[0],
  records: (await recordsOf(testDatabase.adminUrl)).length,
});

it("refuses thirty clients at one moment, each with its event and its record", async () => {
  const reported: string[] = [];
  const port = await freePort();
  const config = { key: () => randomBytes(32), issuer: `http://127.0.0.1:${port}`, audience: "epigraph", clients: [], behindProxy: false };
  const { close } = await serveIdentity(testDatabase.urls.identity, config, { host: "127.0.0.1", port }, { clock: Date.now, report: (line) => reported.push(line) });
  try {
    const authorization = `Basic ${Buffer.from("nobody:wrong").toString("base64")}`;
    const ask = (): Promise<number> =>
      fetch(`${config.issuer}/token`, { method: "POST", headers: { authorization }, body: new URLSearchParams({ grant_type: "client_credentials" }) }).then(({ status }) => status);
    expect(await Promise.all(Array.from({ length: 30 }, ask))).toEqual(Array.from({ length: 30 }, () => 401));
    expect(await count()).toEqual({ events: 30, records: 30 });
    expect(reported).toEqual([]);
  } finally {
    await close();
  }
});

it("opens for account commands what as many at one moment can write with", async () => {
  const { parts, close } = await openAccounts(testDatabase.urls.identity, randomBytes(32));
  try {
    await Promise.all(Array.from({ length: 9 }, () => parts.database.together((query) => parts.journal(query, { kind: "log-out", account: undefined, address: "console" }))));
    expect(await count()).toEqual({ events: 39, records: 39 });
  } finally {
    await close();
  }
});
