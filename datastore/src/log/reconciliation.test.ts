/** What became of changes, asked of real transactions: committed, undone, still under way, and killed. */
import { randomUUID } from "node:crypto";
import { type AuditRecord, parseRecord } from "@epigraph/ledger";
import pg from "pg";
import type { DataSource } from "typeorm";
import { openDatabase } from "../connection.js";
import { createTestDatabase, eventually, recordsOf, sequenceAll, type TestDatabase } from "../testing.js";
import { reconciler } from "./reconciliation.js";
import { ask, recordOf, testChain, write } from "./testing.js";

let database: TestDatabase;
let source: DataSource;
const clients: pg.Client[] = [];
beforeEach(async () => {
  database = await createTestDatabase();
  source = await openDatabase(database.urls.sequencer, { name: "reconciliation test", poolSize: 3 });
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.end().catch(() => undefined);
  await source.destroy();
  await database.drop();
});

const later = (): number => Date.now() + 2_000;
const chain = testChain();

/** A mutation as far as its intent: its transaction has inserted the record's id and is open. */
async function begun(): Promise<{ readonly id: string; readonly client: pg.Client }> {
  const client = new pg.Client({ connectionString: database.urls.cases });
  client.on("error", () => undefined);
  clients.push(client);
  await client.connect();
  const id = randomUUID();
  await client.query("begin");
  await client.query("insert into ledger.change (record) values ($1)", [id]);
  await write(database.urls.cases, testChain().next(recordOf({ id, type: "change" })));
  return { id, client };
}

const settled = async (): Promise<AuditRecord["reconciled"]> => (await recordsOf(database.adminUrl)).flatMap(({ reconciled }) => reconciled ?? []);
const intents = (): Promise<unknown[]> => ask(database.adminUrl, "select record from ledger.intent");

it("tells a committed change from one that was undone, once, in a record of the sequencer's own", async () => {
  const [committed, undone, never] = [await begun(), await begun(), randomUUID()];
  await write(database.urls.cases, chain.next(recordOf({ id: never, type: "change", outcome: "refused" }))); // was refused before it changed anything
  await committed.client.query("commit");
  await undone.client.query("rollback");
  await sequenceAll(database.adminUrl);
  const { reconcile } = reconciler({ database: source, clock: later });
  expect(await reconcile()).toBe(3);
  expect(await reconcile()).toBe(0);
  expect(await settled()).toHaveLength(3);
  expect(await settled()).toEqual(expect.arrayContaining([{ record: committed.id, outcome: "committed" }, { record: undone.id, outcome: "undone" }, { record: never, outcome: "undone" }]));
  expect(await intents()).toEqual([]);
  await sequenceAll(database.adminUrl);
  expect(await ask(database.adminUrl, "select standing, service, account, type from ledger.record where type = 'reconciliation'")).toEqual([{ standing: "sound", service: "sequencer", account: "sequencer", type: "reconciliation" }]);
  expect(await ask(database.adminUrl, "select kind from ledger.finding")).toEqual([]);
});

it("has no answer for a transaction under way, waits no longer than a moment, and is right in the end", async () => {
  const open = await begun();
  await sequenceAll(database.adminUrl);
  const { reconcile } = reconciler({ database: source, clock: later });
  expect(await reconcile()).toBe(0);
  expect(await settled()).toEqual([]);
  await open.client.query("commit");
  expect(await reconcile()).toBe(1);
  expect(await settled()).toEqual([{ record: open.id, outcome: "committed" }]);
});

it("knows a change as undone whose backend was killed", async () => {
  const killed = await begun();
  const { rows } = await killed.client.query<{ pid: number }>("select pg_backend_pid() as pid");
  await sequenceAll(database.adminUrl);
  await ask(database.adminUrl, "select pg_terminate_backend($1)", [rows[0]?.pid]);
  const { reconcile } = reconciler({ database: source, clock: later });
  await eventually(async () => {
    await reconcile();
    expect(await settled()).toEqual([{ record: killed.id, outcome: "undone" }]);
  });
});

it("makes sure that what it called undone is never committed", async () => {
  const id = randomUUID();
  await write(database.urls.cases, testChain().next(recordOf({ id, type: "change" })));
  await sequenceAll(database.adminUrl);
  await reconciler({ database: source, clock: later }).reconcile();
  expect(await settled()).toEqual([{ record: id, outcome: "undone" }]);
  await expect(ask(database.urls.cases, "insert into ledger.change (record) values ($1)", [id])).rejects.toMatchObject({ code: "23505" });
});

it("lets a change have its second", async () => {
  const { client } = await begun();
  await client.query("rollback");
  await sequenceAll(database.adminUrl);
  expect(await reconciler({ database: source, clock: () => Date.now() - 1_000 }).reconcile()).toBe(0);
});

it("settles each change once, though two sequencers look at the same ones", async () => {
  const made = [await begun(), await begun(), await begun(), await begun()];
  for (const [at, { client }] of made.entries()) await client.query(at % 2 === 0 ? "commit" : "rollback");
  await sequenceAll(database.adminUrl);
  const [one, other] = [reconciler({ database: source, clock: later }), reconciler({ database: source, clock: later })];
  await Promise.allSettled([one.reconcile(), other.reconcile()]);
  await one.reconcile();
  expect((await settled())?.map(({ record }) => record).toSorted()).toEqual(made.map(({ id }) => id).toSorted());
  await sequenceAll(database.adminUrl);
  expect(await ask(database.adminUrl, "select kind from ledger.finding")).toEqual([]);
});

it("goes on after a failure in a chain of its own that has no hole", async () => {
  const { client } = await begun();
  await client.query("commit");
  await sequenceAll(database.adminUrl);
  const { reconcile } = reconciler({ database: source, clock: later });
  await ask(database.adminUrl, "revoke insert on ledger.pending from epigraph_sequencer; revoke insert (body) on ledger.pending from epigraph_sequencer");
  await expect(reconcile()).rejects.toMatchObject({ code: "LEDGER_UNAVAILABLE" });
  expect(await intents()).toHaveLength(1);
  await ask(database.adminUrl, "grant insert (body) on ledger.pending to epigraph_sequencer");
  expect(await reconcile()).toBe(1);
  await sequenceAll(database.adminUrl);
  const bodies = await ask<{ body: string }>(database.adminUrl, "select body from ledger.record where type = 'reconciliation'");
  expect(bodies.map(({ body }) => parseRecord(body).link?.sequence)).toEqual([0]);
  expect(await ask(database.adminUrl, "select kind from ledger.finding")).toEqual([]);
});
