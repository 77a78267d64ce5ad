/** Where an installation keeps its data, and whether that place will do. Holds nothing of PostgreSQL's: see cluster.ts. */
import { createHash } from "node:crypto";
import { accessSync, chmodSync, constants, existsSync, mkdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

import { DatastoreError } from "../error.js";
import type { ServerUser } from "./server-user.js";

/**
 * The data folder of the installation in `projectRoot`: `EPIGRAPH_DATA` if set, `.epigraph` in the project for an ordinary user, and for root
 * (`uid` 0), whose home no other user may enter, a folder of its own under /var/lib. It holds `postgres`, `bin-<version>` and `keys`.
 */
export function dataFolder(projectRoot: string, env: Readonly<Record<string, string | undefined>>, uid: number | undefined): string {
  const root = resolve(projectRoot);
  if (env["EPIGRAPH_DATA"]) return resolve(root, env["EPIGRAPH_DATA"]);
  if (uid !== 0) return join(root, ".epigraph");
  const name = basename(root).replace(/[^A-Za-z0-9_-]/g, "-") || "root";
  return join("/var/lib/epigraph", `${name}-${createHash("sha256").update(root).digest("hex").slice(0, 8)}`);
}

/**
 * Makes the folder and those above it, unless they are there: root's may be passed through and not listed, since its server runs as another user; anyone else's is private.
 * Throws DATA_FOLDER_UNUSABLE.
 */
export function makeDataFolder(folder: string): void {
  inUsable(folder, () => {
    const firstMade = makeFolders(folder);
    if (firstMade !== undefined) for (const made of between(firstMade, folder)) close(made);
  });
}

/**
 * Makes the folder if need be and checks that we may write in it and that `user` (who runs the server) can pass through it.
 * Throws DATA_FOLDER_UNUSABLE.
 */
export function prepareDataFolder(folder: string, user: ServerUser): void {
  const closed = user.uid === undefined ? undefined : firstClosedParent(folder, user);
  if (closed !== undefined) {
    throw new DatastoreError(
      "DATA_FOLDER_UNUSABLE",
      `the data folder \`${folder}\` lies in \`${closed}\`, which the user \`${user.name}\` who runs the server may not enter: let it pass with \`chmod o+x ${closed}\`, or set EPIGRAPH_DATA to a folder outside of it, such as ${closed.startsWith("/srv") ? "/opt" : "/srv"}/epigraph`,
    );
  }
  makeDataFolder(folder);
  inUsable(folder, () => {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    close(folder);
  });
}

/** As far as the folder is ours to close. */
function close(folder: string): void {
  const us = process.getuid?.();
  if (us === 0) chmodSync(folder, 0o711);
  else if (statSync(folder).uid === us) chmodSync(folder, 0o700);
}

function inUsable(folder: string, work: () => void): void {
  try {
    work();
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? "no folder";
    throw new DatastoreError("DATA_FOLDER_UNUSABLE", `the data folder \`${folder}\` cannot be written (${reason}): make it writable, or set EPIGRAPH_DATA to a folder that is`, { cause });
  }
}

/**
 * The first folder that had to be made. One by one, because node's recursive `mkdir` never comes back where the system answers "no such file" for
 * a folder whose parent is there, as everywhere below /proc.
 */
function makeFolders(folder: string): string | undefined {
  if (existsSync(folder)) return undefined;
  const first = makeFolders(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error; // another process was faster
  }
  return first ?? folder;
}

/** The folders from `upper` down to `lower`, both included. */
function between(upper: string, lower: string): string[] {
  return lower === upper || lower === dirname(lower) ? [lower] : [...between(upper, dirname(lower)), lower];
}

function firstClosedParent(folder: string, user: ServerUser): string | undefined {
  for (let at = dirname(folder); ; at = dirname(at)) {
    if (existsSync(at)) {
      const { mode, uid, gid } = statSync(at);
      const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
      if ((mode & bit) === 0) return at;
    }
    if (at === dirname(at)) return undefined;
  }
}
