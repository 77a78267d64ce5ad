/**
 * Before a test run: the folder in which this run's one PostgreSQL server will live, and all temporary files of its tests; in memory where there is room for it.
 * Does not start the server: the first test that asks for it does (`testServer` of @epigraph/datastore/testing), so that a run without a database costs nothing.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { freemem, tmpdir } from "node:os";
import { join } from "node:path";

export default function startServer(): void {
  if (process.env["EPIGRAPH_TEST_DATABASE_URL"]) return;
  const folder = mkdtempSync(join(isUsable(memoryDisk) ? memoryDisk : tmpdir(), "epigraph-test-"));
  chmodSync(folder, 0o711); // root's server runs as another user, who must pass through
  writeFileSync(join(folder, "run.pid"), String(process.pid));
  const temporary = join(folder, "tmp");
  mkdirSync(temporary);
  chmodSync(temporary, 0o1777); // as every system's
  process.env["EPIGRAPH_TEST_FOLDER"] = folder;
  process.env["TMPDIR"] = temporary;
}

const memoryDisk = "/dev/shm";
/** The run's server may keep 2 GB of its log before a checkpoint (max_wal_size); databases and installations lie beside it, and no test may end for want of room. */
const neededBytes = 6_000_000_000;

/**
 * A database is about a thousand small files, and hundreds of databases are copied and dropped in a run: on a disk that was most of what many tests did (0.7 s of the processor a copy
 * on ext4 without a journal, 0.07 s in memory). Whoever sets TMPDIR has said where files are to lie.
 */
function isUsable(folder: string): boolean {
  if (process.env["TMPDIR"]) return false;
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= neededBytes && freemem() >= neededBytes && runsPrograms(folder);
  } catch {
    return false; // a system without one, or one that is not for us
  }
}

/** Containers often mount it so that nothing in it can be run; the server's programs must be. */
function runsPrograms(folder: string): boolean {
  const trial = mkdtempSync(join(folder, "epigraph-trial-"));
  try {
    const program = join(trial, "program");
    writeFileSync(program, "#!/bin/sh\nexit 0\n", { mode: 0o755 });
    return spawnSync(program).status === 0;
  } finally {
    rmSync(trial, { recursive: true });
  }
}
