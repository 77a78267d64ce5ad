/** Which process is meant by a number that another process wrote down: numbers are used again, so the moment of its start is part of it. Ends no process. */
import { spawnSync } from "node:child_process";
import { readFileSync, readlinkSync, realpathSync } from "node:fs";

/** `started` is whatever the system tells of the start, comparable only for equality; empty when it tells nothing. */
export type ProcessIdentity = { readonly pid: number; readonly started: string };

/** The identity of the process that runs with number `pid` now, or undefined when there is none. */
export function identify(pid: number): ProcessIdentity | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return undefined;
  }
  return { pid, started: startOf(pid) };
}

/** Whether the very process that `identity` names still runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  const now = identify(identity.pid);
  return now !== undefined && (now.started === identity.started || now.started === "" || identity.started === "");
}

/** Whether process `pid` is a PostgreSQL server (or a part of one) that works in the folder `cluster`: all of them have it as their working folder. */
export function worksIn(pid: number, cluster: string): boolean {
  try {
    if (process.platform === "linux") return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
    return spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout.includes(cluster);
  } catch {
    return false;
  }
}

function startOf(pid: number): string {
  try {
    if (process.platform === "linux") {
      // proc(5): the command's name, in brackets, may hold blanks; the start in clock ticks since boot is the 20th field after it
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").pop()?.split(" ") ?? [];
      return fields[0] === "Z" ? "ended" : `${bootId()}/${fields[19] ?? ""}`;
    }
    return spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", env: { LC_ALL: "C" } }).stdout.trim();
  } catch {
    return "";
  }
}

function bootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}
