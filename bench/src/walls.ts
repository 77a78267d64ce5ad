/** A page of cases with identities, over HTTP: behind all walls, and in front of the same gateway and the same rows without any. The access log is kept by neither: it has its own bench. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keysOf, noPermissions, type Principal, signToken, type TraceId } from "@epigraph/authz";
import { cases } from "@epigraph/cases";
import { newSecrets, newSigningKey, serviceOf, signingKey, supergraphFile } from "@epigraph/cli";
import { type DataSource, migrate, openDatabase, serviceUrl, startServer, transaction } from "@epigraph/datastore";
import { declareTestResponses } from "@epigraph/datastore/testing";
import { createGateway, inProcess, type Transport, withoutAccessDirectives } from "@epigraph/gateway";
import { simulate } from "@epigraph/generator";
import { seedOutbreak } from "@epigraph/intake";
import { pseudonyms, type Recorder, type Writer } from "@epigraph/ledger";
import { buildSubgraph, federate, type Listening, type Scope, scopeOf, serve, startService } from "@epigraph/service";
import type { Vault } from "@epigraph/vault";
import { memoryVault } from "@epigraph/vault/testing";
import { type DocumentNode, execute, parse } from "graphql";
import { type Figure, median, rounded } from "./figures.js";

const pageQuery = `{ cases(first: 50) { edges { node { id disease classification ageBand sex onsetDate confirmationDate outcome person { fullName phone address birthYear } } } } }`;
const rounds = 250;
const warming = 40;

export async function benchWalls(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "epigraph-bench-"));
  chmodSync(folder, 0o755); // the database server runs as another user when we are root
  const closings: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  try {
    const { walled, open } = await bothSides(folder, closings);
    const times = { walled: [] as number[], open: [] as number[] };
    const answers = { walled: "", open: "" };
    for (let round = 0; round < rounds + warming; round++) {
      const order = round % 2 === 0 ? (["walled", "open"] as const) : (["open", "walled"] as const);
      for (const side of order) {
        const began = performance.now();
        answers[side] = await (side === "walled" ? walled : open)();
        if (round >= warming) times[side].push(performance.now() - began);
      }
    }
    if (answers.walled !== answers.open) throw new Error("the two sides answered differently: they would not do the same work");
    return [
      { name: "walls_page_overhead", value: rounded(median(times.walled) / median(times.open)), unit: "ratio", n: rounds, aim: "<= 2.5" },
      { name: "walled_page", value: rounded(median(times.walled)), unit: "ms", n: rounds },
      { name: "open_page", value: rounded(median(times.open)), unit: "ms", n: rounds },
    ];
  } finally {
    for (const close of closings.reverse()) await close();
  }
}

const authority = { issuer: "epigraph-bench", audience: "epigraph" } as const;
const unkept: Writer = { append: () => Promise.resolve(), healthy: () => true, ready: () => Promise.resolve(true) };

async function bothSides(folder: string, closings: (() => unknown)[]): Promise<{ readonly walled: () => Promise<string>; readonly open: () => Promise<string> }> {
  const server = await startServer({ folder: join(folder, "data") });
  closings.push(() => server.stop());
  const secrets = newSecrets();
  const claimsKey = Buffer.from(secrets.claimsKey, "base64url");
  const login = serviceUrl(server.url, "cases", secrets.databasePasswords.cases);
  await migrate({ url: server.url, logins: { cases: login }, claimsKey });
  await declareTestResponses(server.url);
  const vault = memoryVault();
  const admin = await openDatabase(server.url, { name: "bench", entities: cases.entities });
  closings.push(() => admin.destroy());
  await seedOutbreak({ outbreak: simulate(), database: admin, vault, now: Date.now() });
  const own = await openDatabase(login, { name: "bench cases", entities: cases.entities });
  closings.push(() => own.destroy());

  const contextKey = randomBytes(32);
  const service = startService({ subgraph: await buildSubgraph(cases), database: own, ledger: unkept, contextKey, vault, pseudonyms: pseudonyms(Buffer.alloc(32)), clock: Date.now, report: (line) => void process.stderr.write(`${line}\n`) });
  const supergraph = readFileSync(supergraphFile, "utf8");
  const key = signingKey(newSigningKey());
  const token = signToken({ account: "investigator.national", duty: "national-investigator", agency: "kdca", jurisdictions: [], session: "bench", authenticatedBy: "otp" }, authority, key, Date.now(), 300);
  const gateway = async (transport: Transport, sdl: string): Promise<() => Promise<string>> => {
    const door = await createGateway({
      door: "clearance",
      supergraph: sdl,
      serviceOf: (graph) => serviceOf("clearance", graph),
      transports: { cases: transport, movements: transport, clinics: transport, programs: transport, audit: transport }, // only cases is asked
      contextKeys: { cases: contextKey, movements: contextKey, clinics: contextKey, programs: contextKey, audit: contextKey },
      claimsKey,
      ledger: unkept,
      clock: Date.now,
      authority,
      keyOf: keysOf(key.jwks),
      revocations: { ended: () => false, unreadForMs: () => 0 },
      introspection: false,
      ready: () => Promise.resolve(true),
    });
    closings.push(door.stop);
    const listening: Listening = await serve(door.server, { host: "127.0.0.1", port: 0 });
    closings.push(listening.close);
    return () => ask(listening.url, token);
  };
  return { walled: await gateway(inProcess((body, context) => service.answer(body, context)), supergraph), open: await gateway(await unwalled(admin, vault), withoutAccessDirectives(supergraph)) };
}

/** The same resolvers and stores, unguarded, without predicates, as a login that row security does not hold for. */
async function unwalled(database: DataSource, vault: Vault): Promise<Transport> {
  const { schema } = await federate(cases);
  const documents = new Map<string, DocumentNode>();
  return inProcess(async (body) => {
    const { query, variables } = JSON.parse(body) as { readonly query: string; readonly variables?: Record<string, unknown> };
    const document = documents.get(query) ?? parse(query);
    documents.set(query, document);
    const db = transaction(database);
    const result = await execute({ schema, document, variableValues: variables, contextValue: openScope(db, vault) });
    await db.commit();
    return { status: 200, body: JSON.stringify(result) };
  });
}

const uncounted: Recorder = { of: () => ({ count: () => undefined, failed: () => undefined }), events: () => [], allowed: () => 0 };

function openScope(db: Scope["db"], vault: Vault): Scope {
  const nobody = {} as Principal;
  const permissions = { ...noPermissions, load: () => Promise.resolve(), grants: () => [] };
  const scope = scopeOf({ principal: nobody, purpose: "investigation", now: 0, correlation: "bench" as TraceId, db, recorder: uncounted, decide: () => () => ({ outcome: "allowed", ruleId: undefined }), refusal: () => undefined, pseudonyms: pseudonyms(Buffer.alloc(32)), permissions, vault });
  return { ...scope, visible: () => "true" };
}

async function ask(url: string, token: string): Promise<string> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}`, "epigraph-purpose": "investigation" };
  const response = await fetch(`${url}/graphql`, { method: "POST", headers, body: JSON.stringify({ query: pageQuery }) });
  const text = await response.text();
  if (!response.ok || text.includes('"errors"')) throw new Error(`a gateway answered ${response.status} with errors`);
  return text;
}
