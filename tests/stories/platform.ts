/** Runs the platform for a story, in either topology, on a database of its own, and asks it over HTTP. Not a test. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Duty, services, signToken } from "@epigraph/authz";
import { configuration, eachService, newSecrets, newSigningKey, projectRoot, serveAll, signingKey } from "@epigraph/cli";
import type { TestDatabase } from "@epigraph/datastore/testing";
import { correlationHeader } from "@epigraph/gateway";

/** Everything in one process, or each service in a process of its own. */
export const topologies = ["one process", "separate processes"] as const;
export type Topology = (typeof topologies)[number];

export type User = { readonly account: string; readonly duty: Duty; readonly jurisdictions: readonly string[]; readonly purpose: string };
export const visitor = undefined;
export const auditor: User = { account: "auditor", duty: "auditor", jurisdictions: [], purpose: "audit" };
export const nationalInvestigator: User = { account: "investigator.national", duty: "national-investigator", jurisdictions: [], purpose: "investigation" };
export const approver: User = { account: "approver.kdca", duty: "approver", jurisdictions: [], purpose: "authorisation" };
export const localInvestigator = (region: string): User => ({ account: `investigator.${region}`, duty: "local-investigator", jurisdictions: [region], purpose: "investigation" });

export type Answer = {
  readonly status: number;
  // the shape is the story's to know
  readonly data: Record<string, never> | null | undefined;
  readonly errors: readonly { readonly message: string; readonly path?: readonly (string | number)[]; readonly extensions: { readonly code: string } }[];
  readonly text: string;
  /** The number under which the access log keeps the operation. */
  readonly correlation: string;
};

export type Platform = {
  readonly ask: (user: User | undefined, query: string, variables?: Record<string, unknown>) => Promise<Answer>;
  /** The gateway's address. */
  readonly url: string;
  /** Where the subgraphs listen; none in one process. */
  readonly subgraphUrls: readonly string[];
  readonly close: () => Promise<void>;
};

const authority = { issuer: "epigraph-test", audience: "epigraph" } as const;
const signing = signingKey(newSigningKey());

/** Secrets and tokens of one test installation. */
export function testEnvironment(database: TestDatabase, folder: string): Record<string, string> {
  const secrets = newSecrets();
  const jwks = join(folder, "jwks.json");
  writeFileSync(jwks, signing.jwks);
  return {
    ...Object.fromEntries(Object.entries(database.urls).map(([service, url]) => [`EPIGRAPH_DB_${service.toUpperCase()}`, url])),
    ...Object.fromEntries(Object.entries(secrets.contextKeys).map(([service, key]) => [`EPIGRAPH_CONTEXT_KEY_${service.toUpperCase()}`, key])),
    EPIGRAPH_LEDGER_SUBJECT_KEY: secrets.ledgerSubjectKey,
    EPIGRAPH_JWKS: jwks,
    EPIGRAPH_ISSUER: authority.issuer,
    EPIGRAPH_AUDIENCE: authority.audience,
  };
}

export const tokenFor = ({ account, duty, jurisdictions }: User, lifetimeSeconds = 300): string =>
  signToken({ account, duty, agency: `agency.${account}`, jurisdictions, session: "session", authenticatedBy: "otp" }, authority, signing, Date.now(), lifetimeSeconds);

/** The platform on a database, with secrets of its own. */
export async function startPlatform(topology: Topology, database: TestDatabase): Promise<Platform> {
  const folder = mkdtempSync(join(tmpdir(), "epigraph-story-"));
  const env = testEnvironment(database, folder);
  const running = topology === "one process" ? await oneProcess(env) : await separateProcesses(env);
  return {
    ...running,
    ask: (user, query, variables) => askOver(running.url, user, query, variables),
    close: async () => {
      await running.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** One GraphQL request over HTTP. */
export async function askOver(url: string, user: User | undefined, query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
  const headers = { "content-type": "application/json", ...(user ? { authorization: `Bearer ${tokenFor(user)}`, "epigraph-purpose": user.purpose } : {}) };
  const response = await fetch(`${url}/graphql`, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
  const text = await response.text();
  const body = JSON.parse(text) as { data?: Record<string, never> | null; errors?: Answer["errors"] };
  return { status: response.status, data: body.data, errors: body.errors ?? [], text, correlation: response.headers.get(correlationHeader) ?? "" };
}

type Running = Pick<Platform, "url" | "subgraphUrls" | "close">;

async function oneProcess(env: Record<string, string>): Promise<Running> {
  const listening = await serveAll(configuration(env, undefined), { host: "127.0.0.1", port: 0 }, { clock: Date.now, report: () => undefined });
  return { url: listening.url, subgraphUrls: [], close: listening.close };
}

async function separateProcesses(env: Record<string, string>): Promise<Running> {
  const ports = eachService(() => 0);
  for (const name of services) ports[name] = await freePort();
  const urls = Object.fromEntries(services.map((name) => [name, `http://127.0.0.1:${ports[name]}`]));
  const gatewayPort = await freePort();
  const gatewayEnv = Object.fromEntries(services.map((name) => [`EPIGRAPH_SUBGRAPH_${name.toUpperCase()}`, urls[name] ?? ""]));
  const children = [...services.map((name) => serve(name, ports[name], env)), serve("gateway", gatewayPort, { ...env, ...gatewayEnv })];
  const close = async (): Promise<void> => void (await Promise.all(children.map(ended)));
  const url = `http://127.0.0.1:${gatewayPort}`;
  try {
    await Promise.all([...Object.values(urls), url].map(untilReady));
  } catch (error) {
    await close();
    throw error;
  }
  return { url, subgraphUrls: Object.values(urls), close };
}

const serve = (name: string, port: number, env: Record<string, string>): ChildProcess =>
  spawn(process.execPath, [join(projectRoot, "cli", "bin", "epigraph.js"), "serve", name, "--port", String(port)], { env: { PATH: process.env["PATH"] ?? "", ...env }, stdio: "ignore" });

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await exit;
}

async function untilReady(url: string): Promise<void> {
  const deadline = Date.now() + 45_000;
  while (Date.now() < deadline) {
    const ready = await fetch(`${url}/readyz`).then(({ ok }) => ok, () => false);
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing ready at ${url}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

