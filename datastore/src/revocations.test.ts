/** The reading side of ended sessions, on a real server: what is read, that a nudge comes, and that no failure is for ever. */
import { createServer, type Server, type Socket } from "node:net";
import type { DataSource } from "typeorm";
import { openDatabase } from "./connection.js";
import { type RevocationReader, revocationReader } from "./revocations.js";
import { createTestDatabase, eventually, type TestDatabase } from "./testing.js";

let database: TestDatabase;
let admin: DataSource;
let reader: RevocationReader;
const revoke = (what: { readonly session?: string; readonly account?: string }, age = "0 s"): Promise<unknown> =>
  admin.query("insert into identity.revocation (id, session, account, revoked_at, reason, revoked_by) values (gen_random_uuid(), $1, $2, now() - $3::interval, 'test', 'test')", [what.session ?? null, what.account ?? null, age]);
/** Ends the reader's connection from the server's side, as a restart or a firewall would. */
const cut = (): Promise<unknown> => admin.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'reader' and datname = current_database()");

beforeAll(async () => {
  database = await createTestDatabase();
  admin = await openDatabase(database.adminUrl, { name: "test" });
});
beforeEach(async () => {
  await admin.query("delete from identity.revocation");
  reader = revocationReader(database.urls.gateway, { name: "reader" });
});
afterEach(() => reader.close());
afterAll(async () => {
  await admin.destroy();
  await database.drop();
});

it("reads the sessions and accounts of the window, with the gateway's own login, and nothing older", async () => {
  const before = Date.now();
  await revoke({ session: "s1" });
  await revoke({ account: "kim" }, "30 s");
  await revoke({ session: "old" }, "61 s");
  const found = [...(await reader.read(60_000))].sort((one, other) => other.revokedAt - one.revokedAt);
  expect(found).toEqual([
    { id: expect.any(String), session: "s1", account: null, revokedAt: expect.any(Number) },
    { id: expect.any(String), session: null, account: "kim", revokedAt: expect.any(Number) },
  ]);
  expect(Math.abs((found[0]?.revokedAt ?? 0) - before)).toBeLessThan(60_000);
});

it("is nudged when a session is ended", async () => {
  let nudges = 0;
  reader.onNotice(() => nudges++);
  await reader.read(1_000);
  await revoke({ session: "s1" });
  await eventually(async () => expect(nudges).toBe(1));
});

it("reads again after its connection was cut, and is nudged again", async () => {
  let nudges = 0;
  reader.onNotice(() => nudges++);
  await reader.read(1_000);
  await cut();
  await eventually(async () => expect(await reader.read(60_000)).toEqual([]));
  await revoke({ session: "s1" });
  await eventually(async () => {
    expect(nudges).toBe(1);
    expect(await reader.read(60_000)).toHaveLength(1);
  });
});

it("fails in time when the table is locked, and reads again when it is free", async () => {
  const hasty = revocationReader(database.urls.gateway, { name: "hasty", timeoutMs: 200 });
  const locking = admin.createQueryRunner();
  await locking.startTransaction();
  await locking.query("lock table identity.revocation in access exclusive mode");
  await expect(hasty.read(1_000)).rejects.toThrow(/timeout/i);
  await locking.rollbackTransaction();
  await locking.release();
  await eventually(async () => expect(await hasty.read(1_000)).toEqual([]));
  await hasty.close();
});

it("fails in time when what answers is no database, or nothing does", async () => {
  const sockets: Socket[] = [];
  const silent: Server = createServer((socket) => void sockets.push(socket));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const address = silent.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const lost = revocationReader(`postgres://gateway:secret@127.0.0.1:${port}/epigraph`, { name: "lost", timeoutMs: 200 });
  await expect(lost.read(1_000)).rejects.toThrow(/timeout/i);
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => silent.close(resolve));
  await expect(lost.read(1_000)).rejects.toThrow(/ECONNREFUSED/);
  await lost.close();
});

it("may be closed at any time, twice, and before it was ever used", async () => {
  await revocationReader(database.urls.gateway, { name: "idle" }).close();
  await reader.read(1_000);
  await reader.close();
  await expect(reader.close()).resolves.toBeUndefined();
});
