import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "@epigraph/datastore";
import { createBareDatabase, recordsOf, sequenceAll, type TestDatabase, testSigner } from "@epigraph/datastore/testing";
import type { OpenBackupCustody } from "../platform/backup-custody.js";
import { said } from "../testing.js";
import { exportLog } from "./audit-export.js";
import { verifyLog } from "./audit-verify.js";
import { backupDatabase } from "./backup.js";
import { restoreDatabase } from "./restore.js";

const folder = mkdtempSync(join(tmpdir(), "epigraph-cli-backup-"));
const key = randomBytes(32);
const custody: OpenBackupCustody = () =>
  Promise.resolve({
    keys: { current: () => Promise.resolve({ id: "epoch-1", key }), byId: (id) => Promise.resolve(id === "epoch-1" ? key : undefined) },
    purges: { purges: () => Promise.resolve([]) },
  });

const databases: TestDatabase[] = [];
async function database(): Promise<{ readonly database: TestDatabase; readonly env: Record<string, string> }> {
  const made = await createBareDatabase();
  databases.push(made);
  const logins = Object.entries(made.urls).map(([service, url]) => [`EPIGRAPH_DB_${service.toUpperCase()}`, url]);
  return { database: made, env: { DATABASE_URL: made.adminUrl, EPIGRAPH_DATA: join(folder, "data"), ...(Object.fromEntries(logins) as Record<string, string>) } };
}

afterAll(async () => {
  for (const made of databases) await made.drop();
  rmSync(folder, { recursive: true });
});

const operatorActs = async (adminUrl: string): Promise<readonly unknown[]> => (await recordsOf(adminUrl)).filter(({ agent }) => agent.who === "operator").map(({ entity, outcome }) => [entity.name, outcome, entity.references.length]);

describe("`backup` and `restore`", () => {
  it("carry a database over; each is a record of the log with its reason, and the restored log is sound and goes on from what was exported before", async () => {
    const from = await database();
    await said(() => backupDatabase(from.env, join(folder, "first"), { reason: "a first one", json: true }, custody));
    await sequenceAll(from.database.adminUrl);
    await said(() => exportLog(from.env, join(folder, "before"), { reason: "to compare", json: true }));
    await sequenceAll(from.database.adminUrl);
    const path = join(folder, "made");
    const made = await said(() => backupDatabase(from.env, path, { reason: "nightly", json: true }, custody));
    expect(made).toMatchObject({ keyId: "epoch-1", log: { size: 2 } });
    expect(await operatorActs(from.database.adminUrl)).toEqual([["backup", "answered", 1], ["audit-export", "answered", 1], ["backup", "answered", 1]]);
    expect(await said(() => restoreDatabase(from.env, path, { check: true, json: true }, custody))).toMatchObject({ sound: true, parts: [{ part: "data" }, { part: "ledger" }] });

    const to = await database();
    expect(await said(() => restoreDatabase(to.env, path, { reason: "the disk broke", json: true }, custody))).toMatchObject({ apart: false, replayed: [], migration: { logins: expect.arrayContaining([{ service: "audit", role: "epigraph_audit_test", outcome: "refreshed" }]) } });
    expect(await operatorActs(to.database.adminUrl)).toEqual([["backup", "answered", 1], ["audit-export", "answered", 1], ["backup", "answered", 1], ["restore", "answered", 1]]);
    const owner = await openDatabase(to.database.adminUrl, { name: "test", poolSize: 1 });
    expect(await owner.query("select text from ledger.note order by written_at")).toEqual([{ text: "a first one" }, { text: "to compare" }, { text: "nightly" }, { text: "the disk broke" }]);
    await owner.destroy();

    await sequenceAll(to.database.adminUrl);
    await said(() => exportLog(to.env, join(folder, "after"), { reason: "to compare", indexes: ["0-"], json: true }));
    const sound = await said(() => verifyLog(join(folder, "after"), { key: [testSigner.vkey], since: [join(folder, "before", "checkpoint")], json: true }));
    expect(sound).toMatchObject({ sound: true, size: 4, records: 4 });
    expect(readFileSync(join(folder, "before", "checkpoint"), "utf8").split("\n")[1]).toBe("1");
  });

  it("say what is wrong before anything is done, and record a backup that failed", async () => {
    const from = await database();
    expect(() => backupDatabase(from.env, "x", { reason: " " }, custody)).toThrow("--reason has 1 to 4000 characters");
    expect(() => backupDatabase(from.env, "x", { reason: "r", part: "all" }, custody)).toThrow("there is no part `all`: choose one of data, ledger");
    expect(() => restoreDatabase(from.env, "x", {}, custody)).toThrow("--reason is missing");
    await expect(restoreDatabase(from.env, join(folder, "made"), { reason: "r", replayPurges: true }, custody)).rejects.toThrow("cannot carry out a purge");
    await expect(backupDatabase(from.env, join(folder, "made"), { reason: "again" }, custody)).rejects.toMatchObject({ code: "BACKUP_FOLDER_IN_USE" });
    expect(await operatorActs(from.database.adminUrl)).toEqual([["backup", "answered", 1], ["backup", "error", 0]]);
    await expect(backupDatabase({ ...from.env, EPIGRAPH_DB_KEYS: "postgresql://nobody:x@127.0.0.1:1/none", EPIGRAPH_KEY_RING: folder }, join(folder, "none"), { reason: "r" })).rejects.toMatchObject({ code: "DATABASE_UNREACHABLE" });
  });
});
