/** Starts one of the server's programs as the server's user, with nothing of our own environment. Knows nothing of what the programs do. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

import { DatastoreError } from "../error.js";
import type { ServerUser } from "./server-user.js";

/** Where the programs are, who runs them, and a folder that this user can enter. */
export type Programs = { readonly folder: string; readonly user: ServerUser; readonly workingFolder: string };

type Options = { readonly output: "collect" | number; readonly detached?: boolean; readonly env?: Readonly<Record<string, string>> };

/** Spawns `name`; `output` is a file descriptor for both outputs, or `collect` for a pipe. */
export function spawnProgram(programs: Programs, name: "initdb" | "pg_ctl" | "postgres", args: readonly string[], options: Options): ChildProcess {
  const { uid, gid } = programs.user;
  const output = options.output === "collect" ? "pipe" : options.output;
  return spawn(join(programs.folder, "bin", name), args, {
    cwd: programs.workingFolder,
    detached: options.detached ?? false,
    stdio: ["ignore", output, output],
    // messages in English, for we look for some of them; the libraries that come with the programs before the system's
    env: { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC", LD_LIBRARY_PATH: join(programs.folder, "lib"), ...options.env },
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  });
}

/** Runs a program to its end: exit code and what it printed. Throws SERVER_NOT_STARTED when the system cannot run it at all. */
export async function runProgram(programs: Programs, name: "initdb" | "pg_ctl", args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  const child = spawnProgram(programs, name, args, { output: "collect" });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", (text: string) => (output += text));
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", (cause) => reject(notRunnable(programs, name, cause)));
    child.once("close", (exit) => resolve(exit ?? -1));
  });
  return { code, output };
}

/** The system refused to run the program: the usual reasons, in the order of their frequency. */
export function notRunnable(programs: Programs, name: string, cause: unknown): DatastoreError {
  const reason = (cause as NodeJS.ErrnoException).code ?? "unknown reason";
  return new DatastoreError(
    "SERVER_NOT_STARTED",
    `\`${join(programs.folder, "bin", name)}\` cannot be run as ${programs.user.name} (${reason}): set EPIGRAPH_DATA to a folder on a disk that allows programs; on a system without glibc, or where users cannot be changed, set DATABASE_URL to a server of your own`,
    { cause },
  );
}
