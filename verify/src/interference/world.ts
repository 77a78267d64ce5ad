/** The platform on one of the two databases, asked over HTTP: product code all of it, put together so that a fault can be planted in one subgraph. Not the databases: see scene.ts. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { audit } from "@epigraph/audit";
import { type Door, type Instant, keysOf, type ServiceName, services, signToken } from "@epigraph/authz";
import { cases } from "@epigraph/cases";
import { contractFile, newSigningKey, serviceOf, servicesBehind, signingKey } from "@epigraph/cli";
import { clinics } from "@epigraph/clinics";
import { openDatabase } from "@epigraph/datastore";
import { openTestVault, type TestDatabase } from "@epigraph/datastore/testing";
import { createGateway, type DoorParts, inProcess } from "@epigraph/gateway";
import { type Pseudonyms, pseudonyms, type Writer } from "@epigraph/ledger";
import { movements } from "@epigraph/movements";
import { programs } from "@epigraph/programs";
import { buildSubgraph, serve, type Subgraph, startService, type SubgraphDescription } from "@epigraph/service";
import type { Asker } from "./askers.js";

const descriptions: Readonly<Record<ServiceName, SubgraphDescription>> = { cases, movements, clinics, programs, audit };

/** What both worlds share, so that nothing but their rows can differ: keys, and a clock that stands still while an operation is asked of both. */
export type Common = {
  readonly clock: () => Instant;
  readonly contextKeys: Readonly<Record<ServiceName, Buffer>>;
  /** The log's names for persons. */
  readonly names: Pseudonyms;
};

export function common(clock: () => Instant): Common {
  return { clock, contextKeys: Object.fromEntries(services.map((name) => [name, randomBytes(32)])) as Record<ServiceName, Buffer>, names: pseudonyms(randomBytes(32)) };
}

/** A change to a subgraph, to see whether the comparison finds it. */
export type Fault = {
  readonly name: string;
  readonly service: ServiceName;
  /** Wraps resolvers of the finished schema. `look` asks the database past all walls. */
  readonly plant?: (subgraph: Subgraph, look: Look) => void;
  /** What the transport does once the subgraph has answered: `body` is what it was asked. */
  readonly afterwards?: (body: string, look: Look) => Promise<void>;
  /** The database's own wall would stop it: the faulty subgraph has a login that it does not hold for. */
  readonly withoutRowSecurity?: true;
};

export type Look = <Row>(sql: string, parameters?: readonly unknown[]) => Promise<readonly Row[]>;

export type Question = { readonly query: string; readonly variables: Readonly<Record<string, unknown>> };
export type Reply = { readonly status: number; readonly headers: ReadonlyMap<string, string>; readonly body: string; readonly milliseconds: number };
export type World = { readonly ask: (question: Question) => Promise<Reply>; readonly look: Look; readonly close: () => Promise<void> };

const authority = { issuer: "epigraph-verify", audience: "epigraph" } as const;
const signing = signingKey(newSigningKey());
const keyOf = keysOf(signing.jwks);

/** One door with the subgraphs behind it, for one asker. The run's own records are kept nowhere: they have random ids, and both databases are to hold the same. */
export async function openWorld(database: TestDatabase, asker: Asker, { clock, contextKeys, names }: Common, fault?: Fault): Promise<World> {
  const { door } = asker;
  const closings: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const one of closings.toReversed()) await one();
  };
  try {
    const admin = await openDatabase(database.adminUrl, { name: "verify", poolSize: 2 });
    closings.push(() => admin.destroy());
    const look: Look = (sql, parameters = []) => admin.query(sql, [...parameters]);
    const { vault, close: closeVault } = await openTestVault(database);
    closings.push(closeVault);
    const answering = new Map<ServiceName, ReturnType<typeof startService>>();
    for (const name of servicesBehind(door)) {
      const subgraph = await buildSubgraph(descriptions[name]);
      const faulty = fault?.service === name ? fault : undefined;
      faulty?.plant?.(subgraph, look);
      const url = faulty?.withoutRowSecurity ? database.adminUrl : loginFor(database, door, name);
      const own = await openDatabase(url, { name: `verify ${name}`, entities: subgraph.entities, poolSize: 3 });
      closings.push(() => own.destroy());
      answering.set(name, startService({ subgraph, database: own, ledger: unkept, contextKey: contextKeys[name], claims: door === "public" ? "none" : "shown", vault, pseudonyms: names, clock, report: () => undefined }));
    }
    const transports = Object.fromEntries(
      [...answering].map(([name, service]) => [
        name,
        inProcess(async (body, context) => {
          const answer = await service.answer(body, context);
          if (fault?.service === name) await fault.afterwards?.(body, look);
          return answer;
        }),
      ]),
    );
    const { server, stop } = await createGateway({
      ...doorParts(door, clock),
      supergraph: readFileSync(contractFile(door), "utf8"),
      serviceOf: (graph) => serviceOf(door, graph),
      transports,
      contextKeys,
      claimsKey: database.claimsKey,
      ledger: unkept,
      clock,
      introspection: false,
      ready: () => Promise.resolve(true),
    });
    closings.push(stop);
    const { url, close: stopListening } = await serve(server, { host: "127.0.0.1", port: 0 });
    closings.push(stopListening);
    return { ask: (question) => ask(url, asker, question, clock()), look, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const unkept: Writer = { append: () => Promise.resolve(), healthy: () => true, ready: () => Promise.resolve(true) };
const loginFor = ({ urls }: TestDatabase, door: Door, name: ServiceName): string => urls[door === "public" ? "public" : name];

function doorParts(door: Door, clock: () => Instant): DoorParts & { readonly clock: () => Instant } {
  return door === "public" ? { door, clock } : { door, clock, authority, keyOf, revocations: { ended: () => false, unreadForMs: () => 0 } };
}

async function ask(url: string, asker: Asker, question: Question, now: Instant): Promise<Reply> {
  const began = performance.now();
  const response = await fetch(`${url}/graphql`, { method: "POST", headers: { "content-type": "application/json", ...credentials(asker, now) }, body: JSON.stringify(question) });
  const body = await response.text();
  return { status: response.status, headers: new Map(response.headers), body, milliseconds: performance.now() - began };
}

function credentials({ account, duty, agency, jurisdictions, purpose }: Asker, now: Instant): Record<string, string> {
  if (duty === "public-visitor") return {};
  const token = signToken({ account, duty, agency, jurisdictions, session: "session", authenticatedBy: "otp" }, authority, signing, now, 300);
  return { authorization: `Bearer ${token}`, "epigraph-purpose": purpose };
}
