/**
 * A lock between processes that a killed holder cannot leave locked. Not for use between machines.
 *
 * A lock is a folder of numbered files, each with the identity of a holder, and the highest number tells who holds it. To take it is to create the
 * next number, which succeeds for one process only. Nothing that might be another's is ever removed, so there is no moment in which two processes
 * can both break the lock of a dead one: whoever comes second sees the higher number and gives way.
 */
import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { DatastoreError } from "../error.js";
import { identify, isAlive, type ProcessIdentity } from "./process-identity.js";

export type Lock = { release(): void };

/** How many numbers stay: listing a folder while others change it may miss a file, but not this many in a row. */
const kept = 8;

/** Takes the lock, or returns who holds it. A process that holds it already is told so too. */
export function tryLock(folder: string): Lock | ProcessIdentity {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const self = identify(process.pid) ?? { pid: process.pid, started: "" };
  for (;;) {
    const last = highest(folder);
    const holder = last === 0 ? undefined : holderOf(folder, last);
    if (holder !== undefined && isAlive(holder)) return holder;
    const mine = last + 1;
    if (!create(folder, mine, self)) continue;
    // a slow process may create a number that was taken and cleared away long ago: only the highest counts
    if (highest(folder) !== mine) {
      rmSync(join(folder, String(mine)), { force: true });
      continue;
    }
    for (const number of numbers(folder)) if (number <= mine - kept) rmSync(join(folder, String(number)), { force: true });
    return { release: () => replace(folder, mine) };
  }
}

/** Waits for the lock. Throws LOCK_TIMEOUT after `timeoutMilliseconds`. */
export async function lock(folder: string, timeoutMilliseconds: number): Promise<Lock> {
  for (const end = performance.now() + timeoutMilliseconds; ; await sleep(50)) {
    const taken = tryLock(folder);
    if ("release" in taken) return taken;
    if (performance.now() > end) {
      throw new DatastoreError("LOCK_TIMEOUT", `process ${taken.pid} has held \`${folder}\` for ${Math.round(timeoutMilliseconds / 1000)} seconds: wait for it or end it, then start again`);
    }
  }
}

function numbers(folder: string): number[] {
  return readdirSync(folder).filter((name) => /^[0-9]+$/.test(name)).map(Number);
}

function highest(folder: string): number {
  return Math.max(0, ...numbers(folder));
}

function holderOf(folder: string, number: number): ProcessIdentity | undefined {
  try {
    const holder: unknown = JSON.parse(readFileSync(join(folder, String(number)), "utf8"));
    if (typeof holder === "object" && holder !== null && "pid" in holder && "started" in holder) {
      if (typeof holder.pid === "number" && typeof holder.started === "string") return { pid: holder.pid, started: holder.started };
    }
    return undefined; // released
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined; // cleared away by a later holder, whose number we then find
    if (error instanceof SyntaxError) return undefined; // a full disk left it empty: nobody's
    throw error;
  }
}

/** Creates the file with its content in one step, or returns false when the number is taken. */
function create(folder: string, number: number, content: ProcessIdentity): boolean {
  const draft = join(folder, `draft-${randomUUID()}`);
  writeFileSync(draft, JSON.stringify(content), { mode: 0o600 });
  try {
    linkSync(draft, join(folder, String(number)));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function replace(folder: string, number: number): void {
  const draft = join(folder, `draft-${randomUUID()}`);
  try {
    writeFileSync(draft, JSON.stringify("released"), { mode: 0o600 });
    renameSync(draft, join(folder, String(number)));
  } catch {
    rmSync(join(folder, String(number)), { force: true }); // no room for a note of a few bytes, or the folder is gone
  }
}
