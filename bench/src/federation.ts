/** CPU of the gateway process for one federated operation: stock @apollo/gateway against ours, the same subgraphs behind both, rounds interleaved. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dutyTable, services, sha256, signToken } from "@epigraph/authz";
import { configuration, migrateKeyStore, newSecrets, newSigningKey, openVault, ownKeyVariables, projectRoot, sealingKeys, serveSubgraph, signingKey } from "@epigraph/cli";
import { migrate, openDatabase, serviceUrl, startServer } from "@epigraph/datastore";
import { declareTestResponses, freePort } from "@epigraph/datastore/testing";
import { simulate } from "@epigraph/generator";
import { seedOutbreak } from "@epigraph/intake";
import { type Figure, rounded } from "./figures.js";
import { cpuMilliseconds } from "./processes.js";

const rounds = 5;
const requestsPerRound = { small: 150, big: 15 } as const;
const authority = { issuer: "epigraph-bench", audience: "epigraph" } as const;
const district = "1153000000";

export async function benchFederation(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "epigraph-bench-"));
  chmodSync(folder, 0o755); // the database server runs as another user when we are root
  const closings: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  try {
    const { env, queries } = await prepare(folder, closings);
    const ports = { ours: await freePort(), stock: await freePort() };
    const ours = start(join(projectRoot, "cli", "bin", "epigraph.js"), ["serve", "gateway", "--door", "clearance", "--port", String(ports.ours)], env, closings);
    const stock = start(join(projectRoot, "bench", "dist", "stock-gateway.js"), [], { ...env, PORT: String(ports.stock), BENCH_CONTEXT: JSON.stringify(benchContext()) }, closings);
    await Promise.all(Object.values(ports).map(untilReady));
    const used = { ours: { small: 0, big: 0 }, stock: { small: 0, big: 0 } };
    for (let round = 0; round <= rounds; round++) {
      for (const size of ["small", "big"] as const) {
        for (const [name, child] of [["ours", ours], ["stock", stock]] as const) {
          const before = cpuMilliseconds(child.pid ?? 0);
          const answers: string[] = [];
          for (let request = 0; request < requestsPerRound[size]; request++) answers.push(await ask(ports[name], queries[size], env["BENCH_TOKEN"] ?? ""));
          if (round > 0) used[name][size] += cpuMilliseconds(child.pid ?? 0) - before; // the first round warms up
          if (answers.some((text) => text !== answers[0])) throw new Error("a gateway answered the same question in two ways");
        }
      }
    }
    const perRequest = (name: "ours" | "stock", size: "small" | "big"): number => used[name][size] / (rounds * requestsPerRound[size]);
    const n = rounds * (requestsPerRound.small + requestsPerRound.big);
    const total = (name: "ours" | "stock"): number => perRequest(name, "small") + perRequest(name, "big");
    return [
      { name: "stock_over_ours_cpu", value: rounded(total("stock") / total("ours")), unit: "ratio", n, aim: ">= 1" },
      ...(["small", "big"] as const).flatMap((size): Figure[] => [
        { name: `stock_over_ours_cpu_${size}`, value: rounded(perRequest("stock", size) / perRequest("ours", size)), unit: "ratio", n: rounds * requestsPerRound[size] },
        { name: `ours_cpu_${size}`, value: rounded(perRequest("ours", size)), unit: "ms", n: rounds * requestsPerRound[size] },
        { name: `stock_cpu_${size}`, value: rounded(perRequest("stock", size)), unit: "ms", n: rounds * requestsPerRound[size] },
      ]),
    ];
  } finally {
    for (const close of closings.reverse()) await close();
  }
}

const principal = { account: "investigator.national", duty: "national-investigator", agency: "kdca", jurisdictions: [], session: "bench", authenticatedBy: "otp" } as const;
const benchContext = () => ({ principal: { ...principal, clearance: dutyTable["national-investigator"].clearance, door: "clearance" }, purpose: "investigation", correlation: randomUUID(), operation: { hash: sha256("") } });

/** A database with the demo outbreak, and the subgraphs on it in this process. */
async function prepare(folder: string, closings: (() => unknown)[]): Promise<{ readonly env: Record<string, string>; readonly queries: { readonly small: string; readonly big: string } }> {
  const server = await startServer({ folder: join(folder, "data") });
  closings.push(() => server.stop());
  const secrets = newSecrets();
  const key = signingKey(newSigningKey());
  const urls = Object.fromEntries(Object.entries(secrets.databasePasswords).map(([service, password]) => [service, serviceUrl(server.url, service as keyof typeof secrets.databasePasswords, password)]));
  await migrate({ url: server.url, logins: urls, claimsKey: Buffer.from(secrets.claimsKey, "base64url") });
  await declareTestResponses(server.url);
  const admin = await openDatabase(server.url, { name: "bench" });
  closings.push(() => admin.destroy());
  const installation = { folder, adminUrl: server.url };
  await migrateKeyStore({}, installation);
  const { vault, close } = await openVault(sealingKeys({}, installation, "cases"), "bench");
  closings.push(close);
  await seedOutbreak({ outbreak: simulate(), database: admin, vault, now: Date.now() });
  const [row] = await admin.query<{ readonly id: string }[]>("select id from cases.case_record where region_code = $1 order by (cluster_id is null), confirmation_date, id limit 1", [district]);
  const jwks = join(folder, "jwks.json");
  writeFileSync(jwks, key.jwks);
  const env: Record<string, string> = {
    PATH: process.env["PATH"] ?? "",
    ...Object.fromEntries(Object.entries(urls).map(([service, url]) => [`EPIGRAPH_DB_${service.toUpperCase()}`, url])),
    ...Object.fromEntries(Object.entries(secrets.contextKeys).map(([service, value]) => [`EPIGRAPH_CONTEXT_KEY_${service.toUpperCase()}`, value])),
    ...ownKeyVariables(installation),
    EPIGRAPH_CLAIMS_KEY: secrets.claimsKey,
    EPIGRAPH_LEDGER_SUBJECT_KEY: secrets.ledgerSubjectKey,
    EPIGRAPH_JWKS: jwks,
    EPIGRAPH_ISSUER: authority.issuer,
    EPIGRAPH_AUDIENCE: authority.audience,
    EPIGRAPH_TOKEN_SECONDS: "3600", // longer than the longest run
    BENCH_TOKEN: signToken(principal, authority, key, Date.now(), 3600),
  };
  const config = configuration(env, undefined);
  for (const name of services) {
    const listening = await serveSubgraph(name, config, { host: "127.0.0.1", port: 0 }, { clock: Date.now, report: (line) => void process.stderr.write(`${line}\n`) });
    closings.push(listening.close);
    env[`EPIGRAPH_SUBGRAPH_${name.toUpperCase()}`] = listening.url;
  }
  return { env, queries: { small: `{ region(code: "${district}") { nameEn clinics(first: 2) { edges { node { nameEn phone } } } } }`, big: bigQuery(row?.id ?? "") } };
}

/** The main story's question: about 60 kB of answer from all subgraphs but audit. */
const bigQuery = (caseId: string): string => `{ case(id: "${caseId}") { id confirmationDate person { fullName } cluster { nameEn cases(first: 20) { edges { node { id onsetDate region { nameEn clinics(first: 2) { edges { node { nameEn } } } } } } } }
  path(first: 60) { edges { node { day arrival departure dwellMinutes dataClasses place { name category region { nameEn } } } } }
  coPresences(first: 40) { edges { node { day overlapMinutes basis otherCase { id onsetDate sex } place { name } } } }
  likelySources(first: 10) { edges { node { rank probability case { id onsetDate region { nameEn } } evidence { daysBetween sameMunicipality } } } } } }`;

function start(file: string, args: readonly string[], env: Record<string, string>, closings: (() => unknown)[]): ChildProcess {
  const child = spawn(process.execPath, [file, ...args], { env, stdio: ["ignore", "ignore", "ignore"] });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  closings.push(() => {
    child.kill("SIGTERM");
    return exited;
  });
  return child;
}

async function ask(port: number, query: string, token: string): Promise<string> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}`, "epigraph-purpose": "investigation" };
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, { method: "POST", headers, body: JSON.stringify({ query }) });
  const text = await response.text();
  if (!response.ok || text.includes('"errors"')) throw new Error(`a gateway answered ${response.status} with errors`);
  return text;
}

async function untilReady(port: number): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await fetch(`http://127.0.0.1:${port}/readyz`).then(({ ok }) => ok, () => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("a gateway did not start");
}

