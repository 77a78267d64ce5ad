/** The running server: started, found again, waited for and stopped. Knows nothing of who may stop it: see start-server.ts. */
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

import { DatastoreError } from "../error.js";
import type { Cluster } from "./cluster.js";
import { freePort, isFree } from "./free-port.js";
import { isAlive, identify, worksIn } from "./process-identity.js";
import { notRunnable, type Programs, runProgram, spawnProgram } from "./run-program.js";

export type Running = { readonly pid: number; readonly port: number };

/** Crash recovery of a big database takes its time; a server that is still alive is waited for this long. */
const recoverySeconds = 300;

/** The server that works in the cluster now, whoever started it, or undefined. */
export function findRunning(cluster: Cluster): Running | undefined {
  const noted = readPidFile(cluster);
  return noted !== undefined && worksIn(noted.pid, cluster.folder) ? noted : undefined;
}

/**
 * Starts a server on `port` (or another, when that is taken) and waits until it answers. Throws SERVER_NOT_STARTED with the path of the log.
 * It runs in a session of its own: Ctrl-C in our terminal reaches us, and we stop it in order.
 */
export async function startPostmaster(cluster: Cluster, programs: Programs, preferredPort: number | undefined, password: string, durable: boolean): Promise<Running> {
  rotateLog(cluster.log);
  let port = preferredPort !== undefined && (await isFree(preferredPort)) ? preferredPort : await freePort();
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await tryStart(cluster, programs, port, password, durable);
    if (outcome.state === "ready") return { pid: outcome.pid, port };
    const portTaken = /could not bind|could not create any TCP\/IP sockets/.test(outcome.said);
    const childrenOfDeadOne = outcome.said.includes("pre-existing shared memory block");
    if (attempt === 8 || !(portTaken || childrenOfDeadOne)) {
      const reason = outcome.said.split("\n").findLast((line) => /FATAL|PANIC|error while loading/.test(line)) ?? "it ended without a word";
      throw new DatastoreError("SERVER_NOT_STARTED", `postgresql did not start: ${reason.replace(/^.*?(FATAL|PANIC): */, "")}; the last lines of \`${cluster.log}\` say more`);
    }
    if (portTaken) port = await freePort();
    else await sleep(1000); // they end by themselves when they notice that their parent is gone
  }
}

/** Waits until the server answers to the password on its port; false when it ended meanwhile. Throws SERVER_NOT_STARTED after five minutes. */
export async function untilReady(cluster: Cluster, running: Running, password: string): Promise<boolean> {
  const process = identify(running.pid);
  for (const end = performance.now() + recoverySeconds * 1000; performance.now() < end; await sleep(25)) {
    const client = new pg.Client({ host: "127.0.0.1", port: running.port, user: "postgres", password, database: "postgres", connectionTimeoutMillis: 2000 });
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.end();
      return true;
    } catch (error) {
      const code = (error as { readonly code?: string }).code;
      // another process has our port, or the password is not this server's: the first cannot be when it is alive
      if (code === "28P01" && isCurrent(cluster, running)) {
        throw new DatastoreError("PASSWORD_FILE_MISSING", `the password in \`${cluster.accessFile}\` is not the one of the database beside it: restore that file from your backup`, { cause: error });
      }
    }
    if (process === undefined || !isAlive(process)) return false;
  }
  throw new DatastoreError("SERVER_NOT_STARTED", `postgresql did not answer on port ${running.port} within ${recoverySeconds} seconds: the last lines of \`${cluster.log}\` say why`);
}

/** Stops the cluster's server, if it runs, after ending its connections; all that was committed stays. Throws SERVER_NOT_STOPPED. */
export async function stopPostmaster(cluster: Cluster, programs: Programs): Promise<void> {
  const running = findRunning(cluster);
  if (running === undefined) return;
  for (const mode of ["fast", "immediate"]) {
    await runProgram(programs, "pg_ctl", ["stop", "--pgdata", cluster.folder, "--mode", mode, "--wait", "--timeout", "60", "--silent"]);
    if (!worksIn(running.pid, cluster.folder)) return;
  }
  throw new DatastoreError("SERVER_NOT_STOPPED", `postgresql (process ${running.pid}) does not stop: see \`${cluster.log}\``);
}

type Outcome = { readonly state: "ready"; readonly pid: number } | { readonly state: "ended"; readonly said: string };

async function tryStart(cluster: Cluster, programs: Programs, port: number, password: string, durable: boolean): Promise<Outcome> {
  const log = openSync(cluster.log, "a", 0o600);
  const before = statSync(cluster.log).size;
  const noted = readPidFile(cluster);
  const child = spawnProgram(programs, "postgres", ["-D", cluster.folder, ...settings(port, durable).flatMap((setting) => ["-c", setting])], {
    output: log,
    detached: true,
    // a stale postmaster.pid may name a number that by now is another program's: PostgreSQL then waits for nobody if told that it is not a server,
    // and still makes sure by itself (by its shared memory) that none of the old server's processes is left
    env: noted === undefined ? {} : { PG_GRANDPARENT_PID: String(noted.pid) },
  });
  closeSync(log);
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", (cause) => reject(notRunnable(programs, "postgres", cause)));
  });
  child.unref();
  const running = { pid: child.pid ?? 0, port };
  if (await untilReady(cluster, running, password)) return { state: "ready", pid: running.pid };
  return { state: "ended", said: readFileSync(cluster.log, "utf8").slice(before) };
}

/** What a server of ours must have, whatever its configuration file says. */
function settings(port: number, durable: boolean): string[] {
  return [
    `port=${port}`,
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "password_encryption=scram-sha-256",
    "authentication_timeout=15s", // a log-in that was broken off holds up CREATE and DROP DATABASE until then
    "timezone=UTC",
    "log_timezone=UTC",
    "max_connections=150",
    "shared_buffers=128MB",
    "effective_cache_size=1GB",
    "work_mem=16MB",
    "maintenance_work_mem=128MB",
    "max_wal_size=2GB",
    "wal_recycle=off", // a segment that is used again keeps the bytes of before beyond its end: a purge could not prove that they are gone
    "random_page_cost=1.1",
    "jit=off",
    // no personal data in the log: no statements, no parameters, no details (`Key (phone)=(...)`), and no errors of statements,
    // for their text may quote a value; whoever sent the statement gets the error
    "log_statement=none",
    "log_min_messages=log",
    "log_min_error_statement=panic",
    "log_min_duration_statement=-1",
    "log_parameter_max_length=0",
    "log_parameter_max_length_on_error=0",
    "log_error_verbosity=terse",
    ...(durable ? ["fsync=on", "full_page_writes=on", "synchronous_commit=on"] : ["fsync=off", "full_page_writes=off", "synchronous_commit=off"]),
  ];
}

/** postmaster.pid: number, folder, start, port, socket folder, address, memory key, state; a line each. It is PostgreSQL's: never written or removed here. */
function readPidFile(cluster: Cluster): Running | undefined {
  try {
    const [pid, , , port] = readFileSync(join(cluster.folder, "postmaster.pid"), "utf8").split("\n");
    const noted = { pid: Number.parseInt(pid ?? "", 10), port: Number.parseInt(port ?? "", 10) };
    return noted.pid > 0 ? noted : undefined;
  } catch {
    return undefined;
  }
}

function isCurrent(cluster: Cluster, running: Running): boolean {
  const found = findRunning(cluster);
  return found !== undefined && found.pid === running.pid && found.port === running.port;
}

/** One old log is kept: the log holds starts and stops only, but years of them. */
function rotateLog(log: string): void {
  try {
    if (statSync(log).size < 10_000_000) return;
    rmSync(`${log}.1`, { force: true });
    renameSync(log, `${log}.1`);
  } catch {
    // no log yet
  }
}
