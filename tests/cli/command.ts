/** Runs the real `epigraph` as a process of its own, as a person would. Not a test. */
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "@epigraph/cli";
import { freePort, isFree, keyVariablesOf, type TestDatabase } from "@epigraph/datastore/testing";

export type Outcome = { readonly code: number | null; readonly stdout: string; readonly stderr: string };
export type Variables = Readonly<Record<string, string>>;

export const program = join(projectRoot, "cli", "bin", "epigraph.js");

/** Nothing of the test run's own environment but what a process needs to run. */
const bare: Variables = { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "" };

/** `epigraph <args>` to its end. */
export function epigraph(args: readonly string[], env: Variables = {}, script = program): Promise<Outcome> {
  return run(process.execPath, [script, ...args], env);
}

/** Any program to its end. */
export async function run(command: string, args: readonly string[], env: Variables = {}): Promise<Outcome> {
  const child = spawn(command, args, { env: { ...bare, ...env }, stdio: ["ignore", "pipe", "pipe"], cwd: projectRoot, timeout: 50_000, killSignal: "SIGKILL" });
  const [stdout, stderr, code] = await Promise.all([read(child.stdout), read(child.stderr), ended(child)]);
  return { code, stdout, stderr };
}

export type Started = {
  readonly child: ChildProcess;
  /** All of stdout, or of stderr, up to now. */
  readonly said: () => string;
  /** Waits for a text; throws when the process ends, or does not say it within 90 seconds. */
  readonly until: (text: string) => Promise<string>;
  /** Sends a signal and waits for the end: its code, and how long that took. */
  readonly end: (signal: NodeJS.Signals) => Promise<{ readonly code: number | null; readonly seconds: number }>;
};

/** `epigraph <args>` that stays up. End it. */
export function start(args: readonly string[], env: Variables = {}): Started {
  const child = spawn(process.execPath, [program, ...args], { env: { ...bare, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (piece: string) => (text += piece));
  const exit = ended(child);
  return {
    child,
    said: () => text,
    until: async (expected) => {
      for (const deadline = performance.now() + 90_000; performance.now() < deadline; ) {
        if (text.includes(expected)) return text;
        if (child.exitCode !== null || child.signalCode !== null) break;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error(`\`epigraph ${args.join(" ")}\` did not say \`${expected}\` but: ${text}`);
    },
    end: async (signal) => {
      const begun = performance.now();
      if (child.exitCode === null) child.kill(signal);
      return { code: await exit, seconds: (performance.now() - begun) / 1000 };
    },
  };
}

/** A folder that root's server, which runs as another user, can be reached in. */
export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "epigraph-cli-"));
  chmodSync(path, 0o755);
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** The variables by which a command works on a test database and nothing else. */
export function variablesOf(database: TestDatabase): Record<string, string> {
  const { adminUrl, urls } = database;
  return { DATABASE_URL: adminUrl, ...keyVariablesOf(database), ...Object.fromEntries(Object.entries(urls).map(([service, url]) => [`EPIGRAPH_DB_${service.toUpperCase()}`, url])) };
}

/** The first of so many free ports beside each other: what `up` takes from `--port` on. */
export async function freePorts(count: number): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const first = await freePort();
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isFree(first + index)));
    if (free.every(Boolean)) return first;
  }
  throw new Error(`no ${count} free ports beside each other`);
}

async function read(stream: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  for await (const piece of stream.setEncoding("utf8")) text += String(piece);
  return text;
}

const ended = (child: ChildProcess): Promise<number | null> => new Promise((resolve, reject) => void child.once("error", reject).once("exit", (code) => resolve(code)));
