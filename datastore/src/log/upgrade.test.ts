/** A database whose log is of the version before this one: its records come into the log as they are, are readable, and are nobody's fault. */
import { randomUUID } from "node:crypto";
import { parseRecord } from "@epigraph/ledger";
import { MigrationExecutor } from "typeorm";
import { openDatabase } from "../connection.js";
import { parseDatabaseUrl, withAccess } from "../database-url.js";
import { migrate } from "../migrate.js";
import { migrations } from "../migrations/all.js";
import { createTestDatabase, sequenceAll, testServer } from "../testing.js";
import { ask, recordOf, testChain, write } from "./testing.js";

const formerBody = (id: string, correlation: string): string =>
  JSON.stringify({
    version: 1, id, recorded: 1_584_014_400_123, service: "cases", correlation,
    agent: { account: "kim", duty: "auditor", clearance: 2, agency: "서울", jurisdictions: ["1168000000"], session: "s", authenticatedBy: "otp", door: "clearance" },
    purpose: "audit", operation: { hash: "h" }, outcome: "answered",
    events: [["Case.sex", "allowed", "rule", 3, 0]], subjects: ["s1.dlB5vnnzPd7kTyoCvQPfDg"], tallies: ["0"],
  });

it("keeps every record of the version before in its place at the beginning of the log", async () => {
  const admin = await testServer();
  const name = `epigraph_former_${randomUUID().replaceAll("-", "")}`;
  const url = withAccess(admin, { database: name });
  const like = await createTestDatabase();
  const logins = Object.fromEntries(Object.entries(like.urls).map(([service, login]) => [service, withAccess(login, { database: name })]));
  try {
    await ask(admin, `create database ${name}`);
    const former = await openDatabase(url, { name: "former", poolSize: 1, migrations: migrations.filter(({ name: one }) => Number(/\d{4}$/.exec(one)?.[0]) <= 15) });
    await new MigrationExecutor(former).executePendingMigrations();
    const ids = [randomUUID(), randomUUID(), randomUUID()];
    for (const [at, id] of ids.entries()) {
      await former.query("insert into ledger.record (id, writer, sequence, previous, recorded, service, correlation, account, duty, agency, purpose, outcome, body) values ($1, $2, $3, '', $4, 'cases', $5, 'kim', 'auditor', '서울', 'audit', 'answered', $6)", [id, randomUUID(), at, new Date(1_584_014_400_123 + at), `trace ${at}`, formerBody(id, `trace ${at}`)]);
    }
    // one that anything may be wrong with is evidence all the same
    await former.query("alter table ledger.record drop constraint body_agrees");
    await former.query("insert into ledger.record (id, writer, sequence, previous, recorded, service, correlation, account, duty, agency, purpose, outcome, body) values ($1, $1, 0, '', now(), 'cases', 'c', 'a', 'd', 'a', 'p', 'answered', repeat('x', 5000000))", [randomUUID()]);
    await former.destroy();

    expect((await migrate({ url, logins })).applied.slice(0, 1)).toEqual(["Log1700000000016"]);
    await sequenceAll(url);
    const records = await ask<{ index: string; standing: string; id: string; account: string; writer: null; body: string; recorded: Date }>(url, "select index, standing, id, account, writer, body, recorded from ledger.record order by index");
    expect(records.map(({ index, standing, id, account, writer }) => ({ index, standing, id, account, writer }))).toEqual([
      ...ids.map((id, at) => ({ index: String(at), standing: "sound", id, account: "kim", writer: null })),
      { index: "3", standing: "unreadable", id: null, account: "unknown", writer: null },
    ]);
    expect(records.slice(0, 3).map(({ body }) => parseRecord(body).version)).toEqual([1, 1, 1]);
    expect(await ask(url, "select subject, assigned from ledger.record_subject")).toHaveLength(3);
    expect(await ask(url, "select kind, count from ledger.finding")).toEqual([{ kind: "unreadable-record", count: 1 }]);

    // from now on nobody can write one
    await write(logins["cases"] ?? "", formerBody(randomUUID(), "late"), testChain().next(recordOf()));
    await sequenceAll(url);
    expect(await ask(url, "select standing, login from ledger.record where index > 3 order by standing")).toEqual(["foreign", "sound"].map((standing) => ({ standing, login: parseDatabaseUrl(logins["cases"] ?? "").user })));
    await expect(write(logins["cases"] ?? "", "x".repeat(4_194_305))).rejects.toMatchObject({ code: "23514" });
  } finally {
    await ask(admin, `drop database if exists ${name} with (force)`);
    await like.drop();
  }
});
