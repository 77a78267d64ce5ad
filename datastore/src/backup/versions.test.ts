import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ask } from "../log/testing.js";
import { migrate } from "../migrate.js";
import { testServer } from "../testing.js";
import type { PurgeList } from "./epoch-keys.js";
import { partOf } from "./parts.js";
import { restore } from "./restore.js";
import { contentsOf, emptyDatabase, fill, type OtherServer, startOther, testKeys } from "./testing.js";
import { backup } from "./write-backup.js";

const folder = mkdtempSync(join(tmpdir(), "epigraph-backup-versions-"));
const keys = testKeys(folder);
const none: PurgeList = { purges: () => Promise.resolve([]) };

let old: OtherServer | undefined;
const dropped: (() => Promise<void>)[] = [];
beforeAll(async () => void (old = await startOther(15)));
afterAll(async () => {
  for (const drop of dropped) await drop();
  await old?.stop();
  rmSync(folder, { recursive: true });
});

async function database(server: string, schema: "migrated" | "none"): Promise<string> {
  const { url, drop } = await emptyDatabase(server);
  dropped.push(drop);
  if (schema === "migrated") await migrate({ url, logins: {} });
  return url;
}

it("a backup of PostgreSQL 15 is restored on the newest byte for byte, and the other way round", async () => {
  if (old === undefined) return console.log("not tried: there is no PostgreSQL 15 in /usr/lib/postgresql/15, and EPIGRAPH_TEST_DATABASE_URL_15 names none");
  const servers = { old: old.url, new: await testServer() };
  const versions: string[] = [];
  for (const [from, to] of [["old", "new"], ["new", "old"]] as const) {
    const source = await database(servers[from], "migrated");
    await fill(source, 5);
    const at = join(folder, from);
    await backup({ url: source, folder: at, keys, program: "0.1.0", clock: Date.now });
    const target = await database(servers[to], "none");
    const { parts } = await restore({ url: target, logins: {}, folder: at, keys, purges: none });
    versions.push(`${parts[0]?.server.split(".")[0]} to ${String((await ask<{ v: string }>(target, "select current_setting('server_version') as v"))[0]?.v).split(".")[0]}`);
    const [before, after] = [await contentsOf(source), await contentsOf(target)];
    for (const [table, rows] of before) if (partOf(table) !== undefined) expect([table, after.get(table)]).toEqual([table, rows]);
    expect((before.get("movements.stay_20200229") ?? "").split("\n")).toHaveLength(6);
  }
  expect(versions).toEqual(["15 to 18", "18 to 15"]);
});
