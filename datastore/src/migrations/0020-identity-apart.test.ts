/** An installation of before identities were sealed: what it holds in the clear is not taken over, and the database stays as it was. */
import { randomUUID } from "node:crypto";
import pg from "pg";
import { MigrationExecutor } from "typeorm";
import { openDatabase } from "../connection.js";
import { withAccess } from "../database-url.js";
import { migrate } from "../migrate.js";
import { createTestDatabase, testServer } from "../testing.js";
import { migrations } from "./all.js";

it("refuses identities in the clear, and says what to do; persons of whom nothing is known stay", async () => {
  const name = `epigraph_former_${randomUUID().replaceAll("-", "")}`;
  const like = await createTestDatabase();
  const url = withAccess(like.adminUrl, { database: name });
  const admin = new pg.Client({ connectionString: await testServer() });
  await admin.connect();
  try {
    await admin.query(`create database ${name}`);
    const former = await openDatabase(url, { name: "former", poolSize: 1, migrations: migrations.filter(({ name: one }) => Number(/\d{4}$/.exec(one)?.[0]) < 20) });
    await new MigrationExecutor(former).executePendingMigrations();
    await former.query("insert into cases.person (key, full_name, source_system, source_record) values ($1, '홍길동 (가상)', 'test', '1'), ($2, null, 'test', '2')", [randomUUID(), randomUUID()]);
    const refused: unknown = await migrate({ url, logins: {} }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "MIGRATION_FAILED", message: expect.stringContaining("load the data again into a new database") });
    expect(String(refused)).not.toContain("홍길동");
    expect(await former.query("select count(*)::int as n from cases.person where full_name is not null")).toEqual([{ n: 1 }]);

    await former.query("update cases.person set full_name = null");
    expect((await migrate({ url, logins: {} })).applied[0]).toBe("IdentityApart1700000000020");
    expect(await former.query("select count(*)::int as persons, count(identity)::int as known from cases.person")).toEqual([{ persons: 2, known: 0 }]);
    await former.destroy();
  } finally {
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.end();
    await like.drop();
  }
}, 120_000);
