/** What becomes of the access log on a disk that is full, a real one: a small file system in memory, where this machine lets us make one. */
import { execFileSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newPrivateKey, noteSigner, openLanes, verifierKey } from "@epigraph/ledger";
import { openDatabase } from "./connection.js";
import { databaseServices, type DatabaseService } from "./database-services.js";
import { startServer } from "./embedded/start-server.js";
import { openLedgerSink } from "./ledger-sink.js";
import { sequencer } from "./log/sequencer.js";
import { recordOf } from "./log/testing.js";
import { migrate } from "./migrate.js";
import { serviceUrl } from "./database-url.js";
import { bodiesOf } from "./testing.js";

const closing: (() => unknown)[] = [];
const disk = smallDisk();
afterAll(async () => {
  for (const close of closing.toReversed()) await close();
});

(disk === undefined ? it.skip : it)("nothing is acknowledged without its record, nobody is ready, and all goes on by itself when there is room again", async () => {
  const server = await startServer({ folder: join(disk ?? "", "data") });
  closing.push(() => server.stop());
  const urls = Object.fromEntries(databaseServices.map((service) => [service, serviceUrl(server.url, service, randomBytes(16).toString("hex"))])) as Record<DatabaseService, string>;
  await migrate({ url: server.url, logins: urls, claimsKey: randomBytes(32) });
  const sink = await openLedgerSink(urls.cases, { name: "test records" });
  closing.push(() => sink.close());
  const lines: string[] = [];
  const writer = openLanes(sink, { uuid: randomUUID, nonce: () => randomBytes(16) }, { report: (line) => lines.push(line) });
  const acknowledged: string[] = [];
  const write = async (): Promise<boolean> => {
    const id = randomUUID();
    return await writer.append(recordOf({ id })).then(() => acknowledged.push(id) > 0, () => false);
  };
  const database = await openDatabase(urls.sequencer, { name: "test sequencer", poolSize: 2 });
  closing.push(() => database.destroy());
  const key = newPrivateKey();
  const log = sequencer({ database, signer: noteSigner("test.example/log", key), vkey: verifierKey("test.example/log", key).text, clock: Date.now });

  while (acknowledged.length < 500) await Promise.all(Array.from({ length: 50 }, write));
  await log.step();
  const filler = join(disk ?? "", "filler");
  closing.push(() => rmSync(filler, { force: true })); // without room the server cannot even stop
  const { bavail, bsize } = statfsSync(disk ?? "");
  writeFileSync(filler, Buffer.alloc(bavail * bsize - 1_000_000));
  let refused = 0;
  for (let round = 0; refused < 500; round++) {
    expect(round).toBeLessThan(200); // the last megabyte is full at some time
    refused += (await Promise.all(Array.from({ length: 50 }, write))).filter((written) => !written).length;
  }
  expect(await writer.ready()).toBe(false);
  expect(lines.slice(0, 1)).toEqual(["the access log cannot be written (53100): nothing is answered until it can"]);

  rmSync(filler);
  expect(await writer.ready()).toBe(true);
  expect(await Promise.all(Array.from({ length: 50 }, write))).not.toContain(false);
  expect(lines.at(-1)).toBe("the access log can be written again");
  while (!(await log.step()).whole);
  const stored = (await bodiesOf(server.url)).map((body) => (JSON.parse(body) as { readonly id: string }).id);
  expect(new Set(stored).size).toBe(stored.length);
  expect(acknowledged.filter((id) => !stored.includes(id))).toEqual([]);
});

/** A file system of 300 MB in memory; none, and says so, for who may not mount one. */
function smallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "epigraph-disk-"));
  chmodSync(folder, 0o755); // the database server runs as another user when we are root
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=300m,mode=755", "tmpfs", folder], { stdio: "ignore" });
  } catch {
    rmdirSync(folder);
    process.stderr.write("full-disk.test.ts: skipped, for only root on Linux may make a small disk\n");
    return undefined;
  }
  closing.push(() => {
    execFileSync("umount", ["--lazy", folder], { stdio: "ignore" });
    rmdirSync(folder);
  });
  return folder;
}
