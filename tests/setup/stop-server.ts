/**
 * After a test run: has the records that it wrote scanned for personal values (scan-records.ts), stops the run's server, if a test started it, removes its folder, and does the same for runs
 * that were killed. Never touches a real server.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export default async function stopServer(): Promise<void> {
  const own = process.env["EPIGRAPH_TEST_FOLDER"];
  const clean = own === undefined || hasCleanRecords(own);
  if (own) {
    delete process.env["TMPDIR"]; // it lies in the folder that goes
    await remove(own);
  }
  for (const folder of runFolders(own)) if (folder !== own && abandoned(folder)) await remove(folder);
  if (!clean) throw new Error("the access log of this test run holds personal values, or could not be scanned: see above");
}

/** True also for a run that wrote no record. */
function hasCleanRecords(folder: string): boolean {
  if (!existsSync(join(folder, "data")) && !existsSync(join(folder, "records"))) return true;
  const setup = import.meta.dirname;
  const { status } = spawnSync(process.execPath, ["--conditions=source", "--import", join(setup, "from-source.mjs"), join(setup, "scan-records.ts"), folder], { stdio: ["ignore", "inherit", "inherit"] });
  return status === 0;
}

/** Of all runs on this machine that were not told to lie elsewhere. */
function runFolders(own: string | undefined): string[] {
  const parents = new Set([tmpdir(), "/dev/shm", ...(own === undefined ? [] : [dirname(own)])].filter((parent) => existsSync(parent)));
  return [...parents].flatMap((parent) => readdirSync(parent).filter((name) => name.startsWith("epigraph-test-")).map((name) => join(parent, name)));
}

async function remove(folder: string): Promise<void> {
  const cluster = join(folder, "data", "postgres");
  const pidFile = join(cluster, "postmaster.pid");
  if (existsSync(pidFile)) {
    const pid = Number.parseInt(readFileSync(pidFile, "utf8"), 10);
    if (runsIn(pid, cluster)) {
      process.kill(pid, "SIGQUIT"); // at once: nothing in it is worth a checkpoint
      for (let waited = 0; waited < 10_000 && existsSync(pidFile); waited += 20) await sleep(20);
    }
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** The number in a stale file may belong to anyone by now: signal only a process that works in this very folder. */
function runsIn(pid: number, cluster: string): boolean {
  if (!(pid > 1)) return false;
  try {
    if (process.platform === "linux") return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
    return spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout.includes(cluster);
  } catch {
    return false;
  }
}

/** The run that made the folder is over: its process is gone. */
function abandoned(folder: string): boolean {
  try {
    process.kill(Number(readFileSync(join(folder, "run.pid"), "utf8")), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
