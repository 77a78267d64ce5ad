import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import pg from "pg";

import { findBinaries, installBinaries } from "./binaries.js";
import { type EmbeddedServer, startServer } from "./start-server.js";

const repository = join(import.meta.dirname, "../../..");
const asRoot = process.getuid?.() === 0;
const folders: string[] = [];
const children: ChildProcess[] = [];
const servers: EmbeddedServer[] = [];
const shared = mkdtempSync(join(tmpdir(), "epigraph-programs-"));
let programs = "";
beforeAll(() => {
  chmodSync(shared, 0o755);
  programs = installBinaries(findBinaries(), shared);
});
afterAll(() => rmSync(shared, { recursive: true }));

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "epigraph-server-"));
  folders.push(folder);
  return folder;
}

/** A folder in which the programs are there already: copying them takes longer than most tests. */
function folderWithPrograms(): string {
  const folder = newFolder();
  symlinkSync(programs, join(folder, basename(programs)));
  return folder;
}

async function start(folder: string): Promise<EmbeddedServer> {
  const server = await startServer({ folder, durable: false });
  servers.push(server);
  return server;
}

async function ask<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A process of its own that starts the server, says so, and waits for the line `stop`. */
async function launch(folder: string, uid?: number, durable = false): Promise<{ readonly child: ChildProcess; readonly said: Promise<{ url: string; owner: boolean; error?: string }> }> {
  const program = `
    import { createInterface } from "node:readline";
    import { startServer } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, "start-server.ts")).href)};
    try {
      const server = await startServer({ folder: ${JSON.stringify(folder)}, durable: ${durable} });
      console.log(JSON.stringify({ url: server.url, owner: server.owner }));
      for await (const line of createInterface(process.stdin)) if (line === "stop") { await server.stop(); break; }
    } catch (error) { console.log(JSON.stringify({ error: error.code + ": " + error.message })); }
    process.exit();`;
  const child = spawn(process.execPath, ["--conditions=source", "--import", join(repository, "tests/setup/from-source.mjs"), "--input-type=module", "-e", program], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { PATH: process.env["PATH"] },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  children.push(child);
  if (child.stdout === null) throw new Error("no output");
  const line = once(createInterface(child.stdout), "line");
  return { child, said: line.then(([text]) => JSON.parse(String(text)) as { url: string; owner: boolean }) };
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

function postmaster(folder: string): number {
  return Number.parseInt(readFileSync(join(folder, "postgres", "postmaster.pid"), "utf8"), 10);
}

async function untilGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
      await sleep(20);
    } catch {
      return;
    }
  }
}

afterEach(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null && child.signalCode === null) await kill(child);
  for (const server of servers.splice(0)) await server.stop();
  for (const folder of folders.splice(0)) {
    if (existsSync(join(folder, "postgres", "postmaster.pid"))) await start(folder).then((server) => server.stop(), () => undefined);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  servers.splice(0);
});

describe("an embedded server", () => {
  it("keeps its data, password and port from start to start, its password file is private, and initdb's is gone", async () => {
    const folder = newFolder();
    const first = await start(folder);
    expect(first.owner).toBe(true);
    expect(first.version).toMatch(/^18\./);
    await ask(first.url, "create table kept (word text); insert into kept values ('한국')");
    expect(readdirSync(folder).sort()).toEqual([expect.stringMatching(/^bin-18\./), "locks", "postgres", "postgres.json", "postgres.log"]);
    expect(statSync(join(folder, "postgres.json")).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "postgres")).mode & 0o777).toBe(0o700);
    await first.stop();
    await first.stop();
    await expect(ask(first.url, "select")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    const second = await start(folder);
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, "select word from kept")).toEqual([{ word: "한국" }]);
  });

  it("listens on 127.0.0.1 only, wants a password, and is safe against a crash unless a test says otherwise", async () => {
    const folder = folderWithPrograms();
    const server = await startServer({ folder });
    servers.push(server);
    const settings = await ask<{ name: string; setting: string }>(
      server.url,
      "select name, setting from pg_settings where name in ('listen_addresses', 'unix_socket_directories', 'fsync', 'synchronous_commit', 'full_page_writes', 'TimeZone', 'server_encoding', 'data_checksums')",
    );
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      fsync: "on",
      synchronous_commit: "on",
      full_page_writes: "on",
      TimeZone: "UTC",
      server_encoding: "UTF8",
      data_checksums: "on",
    });
    const wrong = new URL(server.url);
    wrong.password = "wrong";
    await expect(ask(wrong.href, "select")).rejects.toMatchObject({ code: "28P01" });
  });

  it("writes no value of a failing statement to its log", async () => {
    const folder = folderWithPrograms();
    const server = await start(folder);
    await ask(server.url, "create table person (phone text primary key)");
    await ask(server.url, "insert into person values ('010-5555-0199')");
    await expect(ask(server.url, "insert into person values ('010-5555-0199')")).rejects.toMatchObject({ code: "23505" });
    await expect(ask(server.url, "select '010-5555-0199'::date")).rejects.toMatchObject({ code: "22008" });
    await server.stop();
    const log = readFileSync(join(folder, "postgres.log"), "utf8");
    expect(log).toContain("database system is shut down"); // the log is this server's, so its silence means something
    expect(log).not.toContain("010-5555-0199");
  });

  it("takes another port when its own is taken", async () => {
    const folder = folderWithPrograms();
    const first = await start(folder);
    await first.stop();
    const squatter = createServer().listen(Number(new URL(first.url).port), "127.0.0.1");
    await once(squatter, "listening");
    const second = await start(folder);
    expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
    await ask(second.url, "select");
    squatter.close();
    await second.stop();
    expect((await start(folder)).url).toBe(second.url);
  });

  it("makes one database and one owner when two processes start it for the first time at once", async () => {
    const folder = newFolder();
    const [one, two] = await Promise.all([launch(folder), launch(folder)]);
    const said = await Promise.all([one.said, two.said]);
    expect(new Set(said.map(({ owner }) => owner))).toEqual(new Set([true, false]));
    expect(said[0]?.url).toBe(said[1]?.url);
    expect(readdirSync(folder).filter((name) => /init|draft|unfinished/.test(name))).toEqual([]);
  });

  it("is shared with a second process while its owner lives, and that one's stop leaves it running", async () => {
    const folder = folderWithPrograms();
    const owner = await start(folder);
    const guest = await launch(folder);
    expect(await guest.said).toEqual({ url: owner.url, owner: false });
    guest.child.stdin?.write("stop\n");
    await once(guest.child, "exit");
    await ask(owner.url, "select");
  });

  it("outlives a killed owner and belongs to the next who starts it", async () => {
    const folder = folderWithPrograms();
    const first = await launch(folder);
    const { url, owner } = await first.said;
    expect(owner).toBe(true);
    await ask(url, "create table kept ()");
    const pid = postmaster(folder);
    await kill(first.child);
    const second = await start(folder);
    expect(second).toMatchObject({ url, owner: true });
    expect(postmaster(folder)).toBe(pid);
    await ask(url, "select from kept");
    await second.stop();
    await untilGone(pid);
  });

  it("recovers when both owner and server were killed, with all that was committed", async () => {
    const folder = folderWithPrograms();
    const first = await launch(folder, undefined, true);
    const { url } = await first.said;
    await ask(url, "create table kept ()");
    const pid = postmaster(folder);
    process.kill(pid, "SIGKILL");
    await kill(first.child);
    await untilGone(pid);
    expect(existsSync(join(folder, "postgres", "postmaster.pid"))).toBe(true);
    const second = await start(folder);
    expect(second).toMatchObject({ url, owner: true });
    await ask(url, "select from kept");
  });

  it("is not held up by a stale postmaster.pid whose number is another program's by now", async () => {
    const folder = folderWithPrograms();
    const first = await start(folder);
    const pidFile = join(folder, "postgres", "postmaster.pid");
    const noted = readFileSync(pidFile, "utf8");
    const { uid, gid } = statSync(pidFile);
    process.kill(postmaster(folder), "SIGKILL");
    await untilGone(Number.parseInt(noted, 10));
    await first.stop();
    const other = spawn("sleep", ["60"], asRoot ? { uid, gid } : {}); // of the server's own user, as PostgreSQL ignores those of others
    children.push(other);
    await once(other, "spawn");
    writeFileSync(pidFile, noted.replace(/^[0-9]+/, String(other.pid)));
    const second = await start(folder);
    await ask(second.url, "select");
    expect(other.exitCode).toBeNull();
  });

  it.each([100, 500, 1000])("starts after a first start that was killed after %i ms", async (milliseconds) => {
    const folder = newFolder();
    const { child } = await launch(folder);
    for (let waited = 0; !readdirSync(folder).some((name) => name.startsWith("locks")) && waited < 10_000; waited += 5) await sleep(5);
    await sleep(milliseconds);
    await kill(child);
    const server = await start(folder);
    expect(server.owner).toBe(true);
    await ask(server.url, "select");
    expect(readdirSync(folder).filter((name) => /init|draft|unfinished/.test(name))).toEqual([]);
  });

  it("sets aside a database folder that is none, and keeps what is in it", async () => {
    const folder = folderWithPrograms();
    mkdirSync(join(folder, "postgres"));
    writeFileSync(join(folder, "postgres", "PG_VERSION"), "18\n");
    await ask((await start(folder)).url, "select");
    const aside = readdirSync(folder).find((name) => name.startsWith("postgres.unfinished-"));
    expect(readdirSync(join(folder, aside ?? ""))).toEqual(["PG_VERSION"]);
  });

  const ordinary = asRoot ? it : it.skip; // root can act as an ordinary user, not the other way round
  ordinary("runs for an ordinary user too, in a folder that only that user can enter", async () => {
    const folder = newFolder();
    const own = join(folder, "own");
    const uid = 65534;
    mkdirSync(own, { mode: 0o700 });
    chownSync(own, uid, uid);
    chmodSync(folder, 0o755);
    const { child, said } = await launch(join(own, ".epigraph"), uid);
    const { url, owner } = await said;
    expect(owner).toBe(true);
    await ask(url, "select");
    expect(statSync(join(own, ".epigraph")).mode & 0o777).toBe(0o700);
    child.stdin?.write("stop\n");
    await once(child, "exit");
    await expect(ask(url, "select")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});

describe("a server that cannot be started", () => {
  it("names the file that stands where its folder should be", async () => {
    const file = join(newFolder(), "data");
    writeFileSync(file, "");
    await expect(startServer({ folder: file })).rejects.toMatchObject({ code: "DATA_FOLDER_UNUSABLE", message: expect.stringContaining("EPIGRAPH_DATA") });
  });

  (asRoot ? it : it.skip)("says so when the server's user may not enter a folder above, before it writes anything", async () => {
    const parent = newFolder();
    chmodSync(parent, 0o700);
    const folder = join(parent, "data");
    await expect(startServer({ folder })).rejects.toMatchObject({ code: "DATA_FOLDER_UNUSABLE", message: expect.stringMatching(`\`${parent}\`.*\`chmod o\\+x ${parent}\``) });
    expect(readdirSync(parent)).toEqual([]);
  });

  (asRoot ? it : it.skip)("says so to an ordinary user who may not write the folder", async () => {
    const folder = newFolder();
    chmodSync(folder, 0o755);
    const { said } = await launch(join(folder, "data"), 65534);
    expect((await said).error).toMatch(/^DATA_FOLDER_UNUSABLE: .*EACCES/);
  });

  (asRoot ? it : it.skip)("leaves alone another user's database, and says whose turn it is", async () => {
    const folder = newFolder();
    await (await start(folder)).stop();
    for (const name of readdirSync(folder)) if (name !== "postgres" && !name.startsWith("bin-")) rmSync(join(folder, name), { recursive: true });
    chownSync(folder, 65534, 65534);
    chownSync(join(folder, "postgres"), 4711, 4711);
    const { said } = await launch(folder, 65534);
    expect((await said).error).toMatch(/^DATA_FOLDER_UNUSABLE: .*postgres.*EACCES.*owner/);
    expect(existsSync(join(folder, "postgres", "PG_VERSION"))).toBe(true);
  });

  it("points to the log", async () => {
    const folder = folderWithPrograms();
    await (await start(folder)).stop();
    writeFileSync(join(folder, "postgres", "pg_hba.conf"), "nonsense\n");
    await expect(startServer({ folder, durable: false })).rejects.toMatchObject({ code: "SERVER_NOT_STARTED", message: expect.stringContaining(join(folder, "postgres.log")) });
  });

  it("says what to do when the password file is lost", async () => {
    const folder = folderWithPrograms();
    await (await start(folder)).stop();
    rmSync(join(folder, "postgres.json"));
    await expect(startServer({ folder })).rejects.toMatchObject({ code: "PASSWORD_FILE_MISSING" });
    writeFileSync(join(folder, "postgres.json"), JSON.stringify({ password: "of another installation" }));
    await expect(startServer({ folder, durable: false })).rejects.toMatchObject({ code: "PASSWORD_FILE_MISSING" });
  });

  it("refuses a database of another major version and leaves it alone", async () => {
    const folder = folderWithPrograms();
    await (await start(folder)).stop();
    writeFileSync(join(folder, "postgres", "PG_VERSION"), "17\n");
    await expect(startServer({ folder })).rejects.toMatchObject({ code: "DATA_FOLDER_OF_OTHER_VERSION" });
  });
});
