/** The platform as an operator runs it, each service in a process of its own on a server that waits for its disk, so that any of them can be killed and started again. */
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Duty, services, signToken } from "@epigraph/authz";
import { cases } from "@epigraph/cases";
import { migrateKeyStore, newLogKey, newSecrets, newSigningKey, openVault, ownKeyVariables, projectRoot, sealingKeys, signingKey } from "@epigraph/cli";
import { databaseServices, migrate, openDatabase, serviceUrl, startServer } from "@epigraph/datastore";
import { declareTestResponses, freePort } from "@epigraph/datastore/testing";
import { simulate } from "@epigraph/generator";
import { seedOutbreak } from "@epigraph/intake";

/** What can be killed; `audit` is the sequencer's process. */
export const parts = [...services, "gateway", "public", "database"] as const;
export type Part = (typeof parts)[number];

export type Installation = {
  readonly urls: { readonly public: string; readonly agency: string; readonly clearance: string };
  readonly adminUrl: string;
  readonly token: (duty: Duty, account: string, agency: string, jurisdictions?: readonly string[]) => string;
  /** SIGKILL, and no word of farewell. */
  readonly kill: (part: Part) => void;
  /** Starts what was killed; resolves when everything is ready again. */
  readonly revive: (part: Part) => Promise<void>;
  readonly close: () => Promise<void>;
};

const authority = { issuer: "epigraph-verify", audience: "epigraph" } as const;

/** With the generated outbreak. `outbreak`: what of it is other than in the demo. */
export async function install(outbreak: Parameters<typeof simulate>[0] = {}): Promise<Installation> {
  const folder = mkdtempSync(join(tmpdir(), "epigraph-crash-"));
  chmodSync(folder, 0o711); // root's server runs as another user, who must pass through
  const data = join(folder, "data");
  let server = await startServer({ folder: data });
  const adminUrl = server.url;
  const secrets = newSecrets();
  const signing = signingKey(newSigningKey());
  const databases = Object.fromEntries(databaseServices.map((service) => [service, serviceUrl(adminUrl, service, secrets.databasePasswords[service])])) as Record<(typeof databaseServices)[number], string>;
  await migrate({ url: adminUrl, logins: databases, claimsKey: Buffer.from(secrets.claimsKey, "base64url") });
  await declareTestResponses(adminUrl);
  const admin = await openDatabase(adminUrl, { name: "verify", entities: cases.entities });
  const own = { folder, adminUrl };
  await migrateKeyStore({}, own);
  const { vault, close: closeVault } = await openVault(sealingKeys({}, own, "cases"), "verify");
  await seedOutbreak({ outbreak: simulate(outbreak), database: admin, vault, now: Date.now() });
  await closeVault();
  await admin.destroy();
  writeFileSync(join(folder, "jwks.json"), signing.jwks);
  const ports = Object.fromEntries(await Promise.all([...services, "public", "agency", "clearance"].map(async (name) => [name, await freePort()] as const)));
  const at = (name: string): string => `http://127.0.0.1:${ports[name]}`;
  const env: Record<string, string> = {
    PATH: process.env["PATH"] ?? "",
    ...Object.fromEntries(databaseServices.map((service) => [`EPIGRAPH_DB_${service.toUpperCase()}`, databases[service]])),
    ...Object.fromEntries(services.flatMap((service) => [[`EPIGRAPH_CONTEXT_KEY_${service.toUpperCase()}`, secrets.contextKeys[service]], [`EPIGRAPH_SUBGRAPH_${service.toUpperCase()}`, at(service)]])),
    ...ownKeyVariables(own),
    EPIGRAPH_CLAIMS_KEY: secrets.claimsKey,
    EPIGRAPH_LEDGER_SUBJECT_KEY: secrets.ledgerSubjectKey,
    EPIGRAPH_LEDGER_KEY: newLogKey(),
    EPIGRAPH_LEDGER_ORIGIN: "epigraph.test/log",
    EPIGRAPH_JWKS: join(folder, "jwks.json"),
    EPIGRAPH_ISSUER: authority.issuer,
    EPIGRAPH_AUDIENCE: authority.audience,
    EPIGRAPH_PORT_AGENCY: String(ports["agency"]),
    EPIGRAPH_PORT_CLEARANCE: String(ports["clearance"]),
  };
  const publicOnly = { ...Object.fromEntries(Object.entries(env).filter(([name]) => name === "PATH" || name === "EPIGRAPH_DB_PUBLIC")), EPIGRAPH_PUBLIC_CACHE_SECONDS: "0" }; // an answer from the cache has no record of its own
  const children = new Map<Part, ChildProcess>();
  const start = (part: Exclude<Part, "database">): void => {
    const args = part === "gateway" ? ["gateway"] : [part, "--port", String(ports[part])];
    children.set(part, spawn(process.execPath, [join(projectRoot, "cli", "bin", "epigraph.js"), "serve", ...args], { env: part === "public" ? publicOnly : env, stdio: "ignore" }));
  };
  const ready = (): Promise<unknown> => Promise.all([...services, "public", "agency", "clearance"].map((name) => untilReady(at(name))));
  for (const part of parts) if (part !== "database") start(part);
  const close = async (): Promise<void> => {
    for (const child of children.values()) child.kill("SIGKILL");
    await server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await ready();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    adminUrl,
    urls: { public: at("public"), agency: at("agency"), clearance: at("clearance") },
    token: (duty, account, agency, jurisdictions = []) => signToken({ account, duty, agency, jurisdictions, session: `session of ${account}`, authenticatedBy: "otp" }, authority, signing, Date.now(), 300),
    kill: (part) => {
      if (part === "database") process.kill(Number(readFileSync(join(data, "postgres", "postmaster.pid"), "utf8").split("\n")[0]), "SIGKILL");
      else children.get(part)?.kill("SIGKILL");
    },
    revive: async (part) => {
      if (part === "database") server = await startServer({ folder: data });
      else start(part);
      if (server.url !== adminUrl) throw new Error("the database came back under another address");
      await ready();
    },
    close,
  };
}

async function untilReady(url: string): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline) {
    if (await fetch(`${url}/readyz`).then(({ ok }) => ok, () => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("a service does not get ready");
}
