/** Runs the platform for a story, in either topology, on a database of its own, and asks it over HTTP. Not a test. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Door, doors, type Duty, dutyTable, services, signToken } from "@epigraph/authz";
import { configuration, eachService, newLogKey, newSecrets, newSigningKey, projectRoot, serveAll, signingKey } from "@epigraph/cli";
import { bodiesOf, freePort, keyVariablesOf, type TestDatabase } from "@epigraph/datastore/testing";
import { correlationHeader } from "@epigraph/gateway";
import { completeness, keepCompleteness, recordsIn } from "./completeness.js";
import { type Heard, listeningAt, listeningTo } from "./listening.js";

/** Everything in one process, or each service in a process of its own. */
export const topologies = ["one process", "separate processes"] as const;
export type Topology = (typeof topologies)[number];

/** `agency`: one of its own if not said. */
export type User = { readonly account: string; readonly duty: Duty; readonly jurisdictions: readonly string[]; readonly purpose: string; readonly agency?: string };
export const visitor = undefined;
export const auditor: User = { account: "auditor", duty: "auditor", jurisdictions: [], purpose: "audit" };
export const nationalInvestigator: User = { account: "investigator.national", duty: "national-investigator", jurisdictions: [], purpose: "investigation" };
export const approver: User = { account: "approver.kdca", duty: "approver", jurisdictions: [], purpose: "authorisation" };
export const localInvestigator = (region: string): User => ({ account: `investigator.${region}`, duty: "local-investigator", jurisdictions: [region], purpose: "investigation", agency: `health-centre.${region}` });
export const clinicStaff = (region: string): User => ({ account: `clinic-staff.${region}`, duty: "clinic-staff", jurisdictions: [], purpose: "clinic-operation", agency: `health-centre.${region}` });

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
  /** At the door of the user's duty, visitors at the public one. */
  readonly ask: (user: User | undefined, query: string, variables?: Record<string, unknown>) => Promise<Answer>;
  readonly askAt: (door: Door, user: User | undefined, query: string, variables?: Record<string, unknown>) => Promise<Answer>;
  /** Where each door listens. */
  readonly urls: Readonly<Record<Door, string>>;
  /** Where the subgraphs listen; none in one process. */
  readonly subgraphUrls: readonly string[];
  readonly close: () => Promise<void>;
};

const authority = { issuer: "epigraph-test", audience: "epigraph" } as const;
const signing = signingKey(newSigningKey());
const logKey = newLogKey(); // one for all, for the first to sign a database's log is its key

/** Another issuer than the stories' own, with its public keys: so that people can log in there. Its tokens are the stories' too. */
export type Issuer = { readonly issuer: string; readonly keys: readonly object[] };

/** Secrets and tokens of one test installation. */
export function testEnvironment(database: TestDatabase, folder: string, from?: Issuer): Record<string, string> {
  const secrets = newSecrets();
  const jwks = join(folder, "jwks.json");
  writeFileSync(jwks, JSON.stringify({ keys: [...(JSON.parse(signing.jwks) as { readonly keys: readonly object[] }).keys, ...(from?.keys ?? [])] }));
  return {
    ...Object.fromEntries(Object.entries(database.urls).map(([service, url]) => [`EPIGRAPH_DB_${service.toUpperCase()}`, url])),
    ...Object.fromEntries(Object.entries(secrets.contextKeys).map(([service, key]) => [`EPIGRAPH_CONTEXT_KEY_${service.toUpperCase()}`, key])),
    ...keyVariablesOf(database),
    EPIGRAPH_CLAIMS_KEY: database.claimsKey.toString("base64url"),
    EPIGRAPH_LEDGER_SUBJECT_KEY: secrets.ledgerSubjectKey,
    EPIGRAPH_LEDGER_KEY: logKey,
    EPIGRAPH_LEDGER_ORIGIN: "test.example/log",
    EPIGRAPH_PUBLIC_CACHE_SECONDS: "0", // a story reads what it has just published
    EPIGRAPH_JWKS: jwks,
    EPIGRAPH_ISSUER: from?.issuer ?? authority.issuer,
    EPIGRAPH_AUDIENCE: authority.audience,
  };
}

/** `issuedAt`: milliseconds since the epoch. */
export const tokenFor = ({ account, duty, jurisdictions, agency = `agency.${account}` }: User, lifetimeSeconds = 300, issuedAt = Date.now(), { issuer }: Pick<Issuer, "issuer"> = authority): string =>
  signToken({ account, duty, agency, jurisdictions, session: "session", authenticatedBy: duty === "data-provider" ? "client" : "otp" }, { ...authority, issuer }, signing, issuedAt, lifetimeSeconds);

export type PlatformOptions = { /** Whether clients may ask for the schema. */ readonly introspection?: boolean; readonly issuer?: Issuer; /** Where the agency door listens, in one process; anywhere if not said. */ readonly agencyPort?: number };

/** The platform on a database, with secrets of its own; when it closes, the log must have all that its subgraphs answered. */
export async function startPlatform(topology: Topology, database: TestDatabase, { introspection = false, issuer, agencyPort = 0 }: PlatformOptions = {}): Promise<Platform> {
  const folder = mkdtempSync(join(tmpdir(), "epigraph-story-"));
  const env = { ...testEnvironment(database, folder, issuer), ...(introspection ? { EPIGRAPH_INTROSPECTION: "1" } : {}) };
  const heard: Heard[] = [];
  const running = topology === "one process" ? await oneProcess(env, heard, agencyPort) : await separateProcesses(env, heard);
  return {
    ...running,
    ask: (user, query, variables) => askOver(running.urls[doorOf(user)], user, query, variables, issuer),
    askAt: (door, user, query, variables) => askOver(running.urls[door], user, query, variables, issuer),
    close: async () => {
      await running.close();
      rmSync(folder, { recursive: true });
      keepCompleteness(completeness(heard, recordsIn(await bodiesOf(database.adminUrl))));
    },
  };
}

export const doorOf = (user: User | undefined): Door => (user === undefined ? "public" : dutyTable[user.duty].door);

/** One GraphQL request over HTTP. */
export async function askOver(url: string, user: User | undefined, query: string, variables: Record<string, unknown> = {}, issuer?: Pick<Issuer, "issuer">): Promise<Answer> {
  const headers = { "content-type": "application/json", ...(user ? { authorization: `Bearer ${tokenFor(user, 300, Date.now(), issuer)}`, "epigraph-purpose": user.purpose } : {}) };
  const response = await fetch(`${url}/graphql`, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
  const text = await response.text();
  const body = JSON.parse(text) as { data?: Record<string, never> | null; errors?: Answer["errors"] };
  return { status: response.status, data: body.data, errors: body.errors ?? [], text, correlation: response.headers.get(correlationHeader) ?? "" };
}

type Running = Pick<Platform, "urls" | "subgraphUrls" | "close">;

async function oneProcess(env: Record<string, string>, heard: Heard[], agencyPort: number): Promise<Running> {
  const anywhere = { host: "127.0.0.1", port: 0 };
  const { urls, close } = await serveAll(configuration(env, undefined), { public: anywhere, agency: { ...anywhere, port: agencyPort }, clearance: anywhere }, { clock: Date.now, report: () => undefined, between: (service, transport) => listeningTo(service, transport, heard) });
  return { urls, subgraphUrls: [], close };
}

/** Seven processes: the five subgraphs, the two doors that take tokens, and the public door, which is given its database login and nothing else, and is not listened to. */
async function separateProcesses(env: Record<string, string>, heard: Heard[]): Promise<Running> {
  const ports = eachService(() => 0);
  for (const name of services) ports[name] = await freePort();
  const doorPorts = { public: await freePort(), agency: await freePort(), clearance: await freePort() };
  const subgraphUrls = services.map((name) => `http://127.0.0.1:${ports[name]}`);
  const listening = await Promise.all(services.map((name, index) => listeningAt(name, subgraphUrls[index] ?? "", heard)));
  const withUrls = Object.fromEntries(services.map((name, index) => [`EPIGRAPH_SUBGRAPH_${name.toUpperCase()}`, listening[index]?.url ?? ""]));
  const children = [
    ...services.map((name) => serve([name, "--port", String(ports[name])], env)),
    serve(["gateway"], { ...env, ...withUrls, EPIGRAPH_PORT_AGENCY: String(doorPorts.agency), EPIGRAPH_PORT_CLEARANCE: String(doorPorts.clearance) }),
    serve(["public", "--port", String(doorPorts.public)], Object.fromEntries(Object.entries(env).filter(([name]) => /^EPIGRAPH_(DB_PUBLIC|INTROSPECTION|PUBLIC_CACHE_SECONDS)$/.test(name)))),
  ];
  const close = async (): Promise<void> => {
    await Promise.all(children.map(ended));
    for (const one of listening) one.close();
  };
  const urls = Object.fromEntries(doors.map((door) => [door, `http://127.0.0.1:${doorPorts[door]}`])) as Record<Door, string>;
  try {
    await Promise.all([...subgraphUrls, ...Object.values(urls)].map(untilReady));
  } catch (error) {
    await close();
    throw error;
  }
  return { urls, subgraphUrls, close };
}

const serve = (args: readonly string[], env: Record<string, string>): ChildProcess =>
  spawn(process.execPath, [join(projectRoot, "cli", "bin", "epigraph.js"), "serve", ...args], { env: { PATH: process.env["PATH"] ?? "", ...env }, stdio: "ignore" });

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await exit;
}

async function untilReady(url: string): Promise<void> {
  const deadline = Date.now() + 120_000; // seven processes start at once, on a machine that may have two cores and other work
  while (Date.now() < deadline) {
    const ready = await fetch(`${url}/readyz`).then(({ ok }) => ok, () => false);
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing ready at ${url}`);
}

