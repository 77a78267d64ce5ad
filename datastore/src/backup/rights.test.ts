import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { databaseServices, groupRole } from "../database-services.js";
import { withAccess } from "../database-url.js";
import { ask } from "../log/testing.js";
import { migrate } from "../migrate.js";
import { testServer } from "../testing.js";
import type { PurgeList } from "./epoch-keys.js";
import { leftOut } from "./parts.js";
import { backupRole } from "./reader.js";
import { restore } from "./restore.js";
import { contentsOf, emptyDatabase, fill, testKeys } from "./testing.js";
import { backup } from "./write-backup.js";

const folder = mkdtempSync(join(tmpdir(), "epigraph-backup-rights-"));
const keys = testKeys(folder);
const none: PurgeList = { purges: () => Promise.resolve([]) };
const owner = `epigraph_owner_${randomUUID().replaceAll("-", "").slice(0, 12)}`;
const dropped: (() => Promise<void>)[] = [];

/** A database of an owner who is no superuser, for whom row security holds too; `admin`: the superuser's url. */
async function owned(): Promise<{ readonly admin: string; readonly url: string }> {
  const { url: admin, drop } = await emptyDatabase();
  dropped.push(drop);
  await ask(admin, `alter database ${new URL(admin).pathname.slice(1)} owner to ${owner}`);
  return { admin, url: withAccess(admin, { user: owner, password: "p" }) };
}

beforeAll(async () => {
  const server = await testServer();
  const other = await emptyDatabase(); // by whose migration the groups are there
  dropped.push(other.drop);
  await migrate({ url: other.url, logins: {} });
  await ask(server, `create role ${owner} login createrole password 'p'`);
  await ask(server, `grant ${databaseServices.map(groupRole).join(", ")} to ${owner} with admin option`);
});
afterAll(async () => {
  for (const drop of dropped) await drop();
  await ask(await testServer(), `drop role ${owner}`);
  rmSync(folder, { recursive: true });
});

describe("an owner who is no superuser", () => {
  it("gets no backup while row security would hide rows from it, and a whole one once a superuser lets it take on the role for it", async () => {
    const { admin, url } = await owned();
    await migrate({ url, logins: {} });
    await fill(admin, 6);
    // what a backup with the owner's own eyes would miss
    expect(await ask(url, "select (select count(*) from cases.person)::int as persons, (select count(*) from movements.stay)::int as stays")).toEqual([{ persons: 0, stays: 0 }]);
    const at = join(folder, "a");
    const options = { url, folder: at, keys, program: "0.1.0", clock: Date.now };
    await expect(backup(options)).rejects.toMatchObject({ code: "BACKUP_FORBIDDEN", message: expect.stringContaining(`grant ${backupRole} to ${owner}`) });
    await ask(admin, `grant ${backupRole} to ${owner}`);
    const { parts } = await backup(options);
    // counted by the superuser, table by table
    let rows = 0;
    for (const { name } of await ask<{ readonly name: string }>(admin, "select c.oid::regclass::text as name from pg_class c where c.relkind = 'r' and c.relnamespace::regnamespace::text !~ '^(pg_|information_schema|public|graphile_worker)' order by 1")) {
      if (!leftOut.includes(name)) rows += (await ask<{ readonly count: number }>(admin, `select count(*)::int as count from ${name}`))[0]?.count ?? 0;
    }
    expect(parts.reduce((sum, part) => sum + part.rows, 0)).toBe(rows);
    const counts = await contentsOf(admin);
    // taking on the role is a step of its own: the owner's own statements still see no identity
    expect(await ask(url, "select count(*)::int as persons from cases.person")).toEqual([{ persons: 0 }]);

    const restored = await owned();
    await restore({ url: restored.url, logins: {}, folder: at, keys, purges: none });
    const after = await contentsOf(restored.admin);
    for (const table of ["cases.person", "movements.stay_20200229", "ledger.record_subject", "ledger.pending", "permission.sealed_case", "identity.account"]) expect([table, after.get(table)]).toEqual([table, counts.get(table)]);
    expect(await ask(restored.url, "select count(*)::int as persons from cases.person")).toEqual([{ persons: 0 }]);
    expect(await ask(restored.admin, "select altered from security.row_policies_applied()")).toEqual([{ altered: false }]);
  });

  it("does not miss a table that the role may not read", async () => {
    const { admin, url } = await owned();
    await migrate({ url, logins: {} });
    await ask(admin, `grant ${backupRole} to ${owner}`);
    await ask(url, "create table cases.another (a integer)");
    await expect(backup({ url, folder: join(folder, "b"), keys, program: "0.1.0", clock: Date.now })).rejects.toMatchObject({ code: "BACKUP_FORBIDDEN" });
  });
});

describe(`the role ${backupRole}`, () => {
  it("may read what a backup holds and nothing else, and cannot log in", async () => {
    const { url, drop } = await emptyDatabase();
    dropped.push(drop);
    await migrate({ url, logins: {} });
    expect(await ask(url, "select rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls from pg_roles where rolname = $1", [backupRole])).toEqual([{ rolcanlogin: false, rolsuper: false, rolcreaterole: false, rolcreatedb: false, rolreplication: false, rolbypassrls: true }]);
    const [seen] = await ask<{ readonly may: readonly string[]; readonly writes: readonly string[] }>(
      url,
      `select array(select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and n.nspname in ('security', 'identity') and has_table_privilege($1, c.oid, 'select') order by 1) as may,
         array(select c.oid::regclass::text from pg_class c where c.relkind in ('r', 'p') and c.relnamespace::regnamespace::text !~ '^pg_' and has_table_privilege($1, c.oid, 'insert, update, delete, truncate')) as writes`,
      [backupRole],
    );
    expect(seen?.writes).toEqual([]);
    expect(seen?.may).toEqual(["identity.account", "identity.account_change", "identity.client", "identity.ended_grant", "identity.event", "identity.notice", "identity.revocation", "identity.security_note", "security.stub_key"]);
  });
});
