/** `startServer`: a real PostgreSQL in a folder, started, or found running and shared. Not for servers that others run: those have a DATABASE_URL. */
import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import pg from "pg";

import { findBinaries, installBinaries } from "./binaries.js";
import { type Access, type Cluster, clusterIn, openCluster, writeAccess } from "./cluster.js";
import { DatastoreError } from "../error.js";
import { prepareDataFolder } from "./data-folder.js";
import { lock, tryLock } from "./lock.js";
import { findRunning, type Running, startPostmaster, stopPostmaster, untilReady } from "./postmaster.js";
import type { Programs } from "./run-program.js";
import { serverUser } from "./server-user.js";

export type ServerOptions = {
  /** The data folder; made if need be. */
  readonly folder: string;
  /** Told in one line each what takes its time. */
  readonly log?: (line: string) => void;
  /** False gives up safety against a crash of the machine for speed: for tests only. */
  readonly durable?: boolean;
};

export type EmbeddedServer = {
  /** Connection URL of the superuser to the database `epigraph`, password included. */
  readonly url: string;
  /** Whether this process stops the server; otherwise another, living process does. */
  readonly owner: boolean;
  /** As the server tells it, such as `18.4`. */
  readonly version: string;
  /** Stops the server if this process owns it; a guest leaves it running. May be called twice. */
  stop(): Promise<void>;
};

/** First start on a slow disk: copying, initdb, start. Whoever waits for it waits this long. */
const startTimeoutMilliseconds = 180_000;
const database = "epigraph";

/**
 * Starts the server of the data folder, or joins the one that runs there. The first process is its owner; others are guests while that one lives; when
 * it was killed, its server lives on and the next to come becomes the owner. Throws a DatastoreError that says what to do.
 */
export async function startServer(options: ServerOptions): Promise<EmbeddedServer> {
  try {
    return await start(resolve(options.folder), options.durable ?? true, options.log ?? (() => undefined));
  } catch (error) {
    throw folderFailure(error, options.folder);
  }
}

async function start(folder: string, durable: boolean, log: (line: string) => void): Promise<EmbeddedServer> {
  const cluster = clusterIn(folder);
  const user = serverUser(process.getuid?.(), statSync(cluster.folder, { throwIfNoEntry: false })?.uid);
  const binaries = findBinaries();
  prepareDataFolder(folder, user);
  const startLock = join(folder, "locks", "start");
  const starting = await lock(startLock, startTimeoutMilliseconds);
  try {
    const programs: Programs = { folder: installBinaries(binaries, folder), user, workingFolder: folder };
    if (!existsSync(cluster.folder)) log(`making a database in ${cluster.folder}`);
    const access = await openCluster(cluster, folder, programs, Number.parseInt(binaries.version, 10), durable);
    const running = (await adopt(cluster, access)) ?? (await startPostmaster(cluster, programs, access.port, access.password, durable));
    if (running.port !== access.port) writeAccess(cluster, { ...access, port: running.port });
    const version = await ensureDatabase(running, access);
    const ownership = tryLock(join(folder, "locks", "owner"));
    const owner = "release" in ownership;
    log(`postgresql ${version} on 127.0.0.1:${running.port}${owner ? "" : `, shared with process ${ownership.pid}`}`);
    let stopped = !owner;
    return {
      url: `postgresql://postgres:${access.password}@127.0.0.1:${running.port}/${database}`,
      owner,
      version,
      async stop() {
        if (stopped) return;
        stopped = true;
        const stopping = await lock(startLock, startTimeoutMilliseconds);
        try {
          await stopPostmaster(cluster, programs);
          if (owner) ownership.release();
        } finally {
          stopping.release();
        }
      },
    };
  } finally {
    starting.release();
  }
}

/** What the system said of a file or the disk, such as EACCES or ENOSPC, as something to act upon. */
function folderFailure(error: unknown, folder: string): unknown {
  if (error instanceof DatastoreError || typeof error !== "object" || error === null || !("code" in error) || !("syscall" in error)) return error;
  const path = "path" in error && typeof error.path === "string" ? error.path : folder;
  return new DatastoreError("DATA_FOLDER_UNUSABLE", `\`${path}\` cannot be used (${String(error.code)}): give it room and the right owner, or set EPIGRAPH_DATA to another folder`, { cause: error });
}

/** The server that runs in the folder, once it answers; undefined when there is none, or when it was just about to end. */
async function adopt(cluster: Cluster, access: Access): Promise<Running | undefined> {
  const running = findRunning(cluster);
  return running !== undefined && (await untilReady(cluster, running, access.password)) ? running : undefined;
}

async function ensureDatabase(running: Running, access: Access): Promise<string> {
  const client = new pg.Client({ host: "127.0.0.1", port: running.port, user: "postgres", password: access.password, database: "postgres" });
  client.on("error", () => undefined);
  await client.connect();
  try {
    const found = await client.query<{ readonly version: string; readonly present: boolean }>(
      "select current_setting('server_version') as version, exists (select from pg_database where datname = $1) as present",
      [database],
    );
    if (found.rows[0]?.present !== true) await client.query(`create database ${database}`);
    return found.rows[0]?.version ?? "";
  } finally {
    await client.end();
  }
}
