import pg from "pg";

import { databaseServices } from "./database-services.js";
import { withAccess } from "./database-url.js";
import { inspect } from "./inspect.js";
import { migrate } from "./migrate.js";
import { migrations } from "./migrations/all.js";
import { createTestDatabase, type TestDatabase } from "./testing.js";

let database: TestDatabase;
beforeAll(async () => void (database = await createTestDatabase()));
afterAll(async () => await database.drop());

const names = migrations.map((migration) => migration.name);

async function run(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.adminUrl });
  await client.connect();
  await client.query(sql);
  await client.end();
}

describe("an inspection", () => {
  it("finds a migrated database ready, for the migrator and for a service", async () => {
    const found = await inspect(database.adminUrl);
    expect(found).toMatchObject({ reachable: true, ready: true, serverVersion: expect.stringMatching(/^1[0-9]/), migrations: { applied: names, pending: [], unknown: [] } });
    expect(found.reachable && found.roles.map((role) => [role.service, role.present])).toEqual(databaseServices.map((service) => [service, true]));
    expect(found.reachable && found.roles.every((role) => role.logins.includes(`epigraph_${role.service}_test`))).toBe(true);
    expect(await inspect(database.urls.clinics)).toMatchObject({ reachable: true, migrations: { applied: names } });
  });

  it("finds policies that somebody changed, and row security that was switched off", async () => {
    const found = async (): Promise<unknown> => await inspect(database.urls.clinics);
    expect(await found()).toMatchObject({ ready: true, rowPolicies: "current" });
    await run("alter policy epigraph_read on cases.person using (true)");
    expect(await found()).toMatchObject({ ready: false, rowPolicies: "altered" });
    await migrate({ url: database.adminUrl, logins: {} });
    expect(await found()).toMatchObject({ ready: true, rowPolicies: "current" });
    for (const change of ["alter table movements.stay no force row level security", "create policy another on ledger.record for select using (true)", "drop policy epigraph_read on cases.person"]) {
      await run(change);
      expect([change, await found()]).toMatchObject([change, { ready: false, rowPolicies: "altered" }]);
      expect(await migrate({ url: database.adminUrl, logins: {} })).toMatchObject({ applied: [], rowPolicies: "applied" });
      expect(await found()).toMatchObject({ rowPolicies: "current" });
    }
    await run("update security.row_policies set hash = 'of another version'");
    expect(await found()).toMatchObject({ ready: false, rowPolicies: "stale" });
    await run("delete from security.row_policies");
    expect(await found()).toMatchObject({ ready: false, rowPolicies: "missing" });
    await migrate({ url: database.adminUrl, logins: {} });
  });

  it("finds what is pending, what is too new, and an empty database", async () => {
    await run(`delete from schema_migration where name = '${names.at(-1) ?? ""}'; insert into schema_migration (timestamp, name) values (1, 'Tomorrow1')`);
    expect(await inspect(database.adminUrl)).toMatchObject({ ready: false, migrations: { pending: [names.at(-1)], unknown: ["Tomorrow1"] } });
    await run("drop table schema_migration");
    expect(await inspect(database.adminUrl)).toMatchObject({ ready: false, migrations: { applied: [], pending: names } });
  });

  it("reports a database out of reach instead of throwing", async () => {
    expect(await inspect(withAccess(database.adminUrl, { database: "nowhere" }))).toMatchObject({ reachable: false, code: "DATABASE_MISSING", message: expect.stringContaining("nowhere") });
    await expect(inspect("nonsense")).rejects.toMatchObject({ code: "DATABASE_URL_INVALID" });
  });
});
