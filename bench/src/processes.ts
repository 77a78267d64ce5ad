/** What other processes use, read from Linux's /proc. */
import { readdirSync, readFileSync } from "node:fs";

/** CPU time so far, in milliseconds, of one process: user and system. `clock ticks` are 100 a second on Linux. */
export function cpuMilliseconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /s, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** A process and all that it started, directly or not. */
export function family(pid: number): number[] {
  const parents = new Map<number, number[]>();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    const parent = parentOf(Number(name));
    if (parent !== undefined) parents.set(parent, [...(parents.get(parent) ?? []), Number(name)]);
  }
  const below = (root: number): number[] => [root, ...(parents.get(root) ?? []).flatMap(below)];
  return below(pid);
}

/** Resident and proportional set size in MB; the latter counts shared pages once. */
export function memoryMegabytes(pid: number): { readonly rss: number; readonly pss: number } {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    const of = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(rollup)?.[1] ?? 0) / 1024;
    return { rss: of("Rss"), pss: of("Pss") };
  } catch {
    return { rss: 0, pss: 0 }; // ended meanwhile
  }
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /s, "").split(" ")[1]);
  } catch {
    return undefined;
  }
}
