/** The cluster: PostgreSQL's data folder, made once, with the password and port that we remember beside it. Starts no server: see postmaster.ts. */
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { DatastoreError } from "../error.js";
import { type Programs, runProgram } from "./run-program.js";

/** The superuser's password and the port of the last start, if there was one. */
export type Access = { readonly password: string; readonly port: number | undefined };

export type Cluster = { readonly folder: string; readonly log: string; readonly accessFile: string };

/** Where the parts of the cluster lie in the data folder. */
export function clusterIn(dataFolder: string): Cluster {
  return { folder: join(dataFolder, "postgres"), log: join(dataFolder, "postgres.log"), accessFile: join(dataFolder, "postgres.json") };
}

/**
 * The access to the cluster, which is made first if there is none yet. To be called under the start lock.
 *
 * initdb works in a folder of its own that is moved into place in one step, after the password is on disk: killed at any moment it leaves either no
 * cluster or a whole one whose password is known.
 */
export async function openCluster(cluster: Cluster, dataFolder: string, programs: Programs, majorVersion: number, durable: boolean): Promise<Access> {
  removeUnfinished(dataFolder);
  setAsideRubble(cluster);
  if (!existsSync(cluster.folder)) return await initialise(cluster, dataFolder, programs, durable);
  const made = Number.parseInt(readFileSync(join(cluster.folder, "PG_VERSION"), "utf8"), 10);
  if (made !== majorVersion) {
    throw new DatastoreError(
      "DATA_FOLDER_OF_OTHER_VERSION",
      `\`${cluster.folder}\` was made by postgresql ${made}, the installed one is ${majorVersion}: start it with the epigraph that made it and export the data, or set EPIGRAPH_DATA to a new folder`,
    );
  }
  return readAccess(cluster);
}

/** Remembers password and port, readable for us alone; whole or not at all. */
export function writeAccess(cluster: Cluster, access: Access): void {
  const draft = `${cluster.accessFile}.draft`;
  rmSync(draft, { force: true });
  const file = openSync(draft, "wx", 0o600);
  writeFileSync(file, JSON.stringify(access));
  fsyncSync(file);
  closeSync(file);
  renameSync(draft, cluster.accessFile);
}

function readAccess(cluster: Cluster): Access {
  try {
    const access: unknown = JSON.parse(readFileSync(cluster.accessFile, "utf8"));
    if (typeof access === "object" && access !== null && "password" in access && typeof access.password === "string") {
      return { password: access.password, port: "port" in access && typeof access.port === "number" ? access.port : undefined };
    }
    throw new Error("no password in it");
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? "damaged";
    throw new DatastoreError(
      "PASSWORD_FILE_MISSING",
      `the database's password file \`${cluster.accessFile}\` cannot be read (${reason}): restore it from your backup, start as the user who made it, or remove \`${cluster.folder}\` to begin with an empty database`,
      { cause },
    );
  }
}

async function initialise(cluster: Cluster, dataFolder: string, programs: Programs, durable: boolean): Promise<Access> {
  const work = join(dataFolder, `init-${process.pid}`);
  const access: Access = { password: randomBytes(24).toString("base64url"), port: undefined };
  mkdirSync(work, { mode: 0o700 });
  try {
    const passwordFile = join(work, "password");
    writeFileSync(passwordFile, access.password, { mode: 0o600 });
    const { uid, gid } = programs.user;
    if (uid !== undefined && gid !== undefined) {
      chownSync(passwordFile, uid, gid);
      chownSync(work, uid, gid);
    }
    const made = join(work, "postgres");
    const { code, output } = await runProgram(programs, "initdb", [
      `--pgdata=${made}`,
      "--username=postgres",
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      // one order of characters on every machine, whatever its locales are
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--locale=C",
      "--no-instructions",
      durable ? "--data-checksums" : "--no-sync",
    ]);
    if (code !== 0) {
      throw new DatastoreError("SERVER_NOT_STARTED", `initdb could not make \`${cluster.folder}\`: ${lastLine(output)}`);
    }
    rmSync(passwordFile);
    writeAccess(cluster, access);
    renameSync(made, cluster.folder);
    chmodSync(cluster.folder, 0o700);
  } finally {
    rmSync(work, { recursive: true, force: true, maxRetries: 5 });
  }
  return access;
}

/** Folders in which an initdb was killed; under the start lock they are nobody's. */
function removeUnfinished(dataFolder: string): void {
  for (const name of readdirSync(dataFolder)) {
    if (/^init-[0-9]+$/.test(name)) rmSync(join(dataFolder, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A folder without PostgreSQL's control file is no cluster. It is kept under another name, for someone may know what it is. */
function setAsideRubble(cluster: Cluster): void {
  if (!existsSync(cluster.folder)) return;
  const control = statSync(join(cluster.folder, "global", "pg_control"), { throwIfNoEntry: false }); // throws where we may not look
  if (control !== undefined) return;
  if (readdirSync(cluster.folder).length === 0) rmSync(cluster.folder, { recursive: true });
  else renameSync(cluster.folder, `${cluster.folder}.unfinished-${Date.now()}`);
}

function lastLine(output: string): string {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  return (lines.find((line) => line.includes("error:")) ?? lines.at(-1) ?? "no output").trim();
}
