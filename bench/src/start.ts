/** From nothing to the first answer: `epigraph up` in an empty data folder, demo data included. */
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "@epigraph/cli";
import { type Figure, median, rounded } from "./figures.js";
import { family, memoryMegabytes } from "./processes.js";

const rounds = 3;

export async function benchStart(): Promise<readonly Figure[]> {
  const measured: Awaited<ReturnType<typeof once>>[] = [];
  for (let round = 0; round < rounds; round++) measured.push(await once());
  return [
    { name: "first_answer", value: rounded(median(measured.map(({ seconds }) => seconds))), unit: "s", n: rounds, aim: "<= 60" },
    { name: "rss_total", value: Math.round(median(measured.map(({ rss }) => rss))), unit: "MB", n: rounds, aim: "<= 900" },
    { name: "pss_total", value: Math.round(median(measured.map(({ pss }) => pss))), unit: "MB", n: rounds },
  ];
}

async function once(): Promise<{ readonly seconds: number; readonly rss: number; readonly pss: number }> {
  const folder = mkdtempSync(join(tmpdir(), "epigraph-bench-"));
  chmodSync(folder, 0o755);
  const started = performance.now();
  const child = spawn(process.execPath, [join(projectRoot, "cli", "bin", "epigraph.js"), "up", "--port", "0"], { env: { ...process.env, EPIGRAPH_DATA: join(folder, "data") }, stdio: ["ignore", "pipe", "ignore"] });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  try {
    const query = await printedQuery(child.stdout);
    const response = await fetch(query.url, { method: "POST", headers: { "content-type": "application/json" }, body: query.body });
    const answer = (await response.json()) as { data?: { region?: unknown }; errors?: unknown };
    if (!answer.data?.region || answer.errors !== undefined) throw new Error("the printed query was not answered");
    const seconds = (performance.now() - started) / 1000;
    const postmaster = Number(readFileSync(join(folder, "data", "postgres", "postmaster.pid"), "utf8").split("\n")[0]);
    const pids = new Set([...family(child.pid ?? 0), ...family(postmaster)]);
    const memory = [...pids].map(memoryMegabytes);
    return { seconds, rss: memory.reduce((sum, { rss }) => sum + rss, 0), pss: memory.reduce((sum, { pss }) => sum + pss, 0) };
  } finally {
    child.kill("SIGTERM");
    await exited;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The first ready-to-paste query of the welcome. */
async function printedQuery(output: NodeJS.ReadableStream): Promise<{ readonly url: string; readonly body: string }> {
  let text = "";
  for await (const chunk of output) {
    text += String(chunk);
    const found = /curl -s (\S+) -H 'content-type: application\/json' -d '(.*)'\n/.exec(text);
    if (found?.[1] !== undefined && found[2] !== undefined) return { url: found[1], body: found[2] };
  }
  throw new Error("epigraph up ended before it printed its query");
}
