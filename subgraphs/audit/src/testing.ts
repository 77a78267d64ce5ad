/** The audit subgraph for tests: a real database with a log, a service that answers whoever asks, and records to put into the log. Not for a running installation. */
import { randomBytes, randomUUID } from "node:crypto";
import { type AccountId, type AgencyId, contextLifetimeMs, type Duty, dutyTable, type Principal, publicVisitor, type Purpose, type RegionCode, type SessionId, sha256, signContext, type TraceId } from "@epigraph/authz";
import { type DataSource, openDatabase, postgresSink } from "@epigraph/datastore";
import { createTestDatabase, sequenceAll, type TestDatabase } from "@epigraph/datastore/testing";
import { type AuditRecord, openLanes, pseudonyms, type Pseudonyms, type ResolverEvent, type ResolverOutcome, type Writer } from "@epigraph/ledger";
import { buildSubgraph, type Service, startService } from "@epigraph/service";
import { audit } from "./index.js";

/** Who asks; of the agency `kdca` unless said otherwise. */
export type Asker = { readonly account?: string; readonly duty: Duty; readonly purpose: Purpose; readonly agency?: string };
export const auditor: Asker = { account: "choi", duty: "auditor", purpose: "audit" };
export const otherAuditor: Asker = { account: "han", duty: "auditor", purpose: "audit" };
export const officer: Asker = { account: "seo", duty: "security-officer", purpose: "security" };
export const investigator: Asker = { account: "kim", duty: "local-investigator", purpose: "investigation", agency: "gangnam" };

type Node = Readonly<Record<string, unknown>>;
export type Answered = { readonly data: Readonly<Record<string, unknown>> | null | undefined; readonly codes: readonly string[]; readonly messages: readonly string[]; readonly text: string };
type Connected = { readonly edges: readonly { readonly node: Node }[]; readonly pageInfo?: { readonly endCursor: string | null; readonly hasNextPage: boolean } };

/** Parts of a record that differ from an investigator's ordinary look at a case. */
export type Told = Partial<Omit<AuditRecord, "agent" | "source" | "entity">> & { readonly service?: string; readonly agent?: Partial<AuditRecord["agent"]>; readonly entity?: Partial<AuditRecord["entity"]> };

export type TestDesk = {
  readonly database: TestDatabase;
  /** The owner's connection. */
  readonly admin: DataSource;
  /** The audit service's own. */
  readonly pool: DataSource;
  readonly names: Pseudonyms;
  /** Whether the service's own records can be written. */
  ledgerWorks: boolean;
  readonly contextOf: (body: string, asker: Asker) => string;
  readonly ask: (asker: Asker, query: string, variables?: Readonly<Record<string, unknown>>) => Promise<Answered>;
  /** Every node of the connection `field`, page after page of `first`. */
  readonly all: (asker: Asker, field: string, query: string, variables?: Readonly<Record<string, unknown>>, first?: number) => Promise<Node[]>;
  /** Puts records into the log, through the login that may write those of any service. */
  readonly put: (...records: readonly AuditRecord[]) => Promise<void>;
  /** Puts whatever into the log, through that service's login. */
  readonly putText: (login: keyof TestDatabase["urls"], ...bodies: readonly string[]) => Promise<void>;
  /** Takes the log back to nothing. */
  readonly empty: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export async function openDesk(): Promise<TestDesk> {
  const database = await createTestDatabase();
  const key = randomBytes(32);
  const names = pseudonyms(Buffer.alloc(32, 7));
  const subgraph = await buildSubgraph(audit);
  const [admin, pool, log] = await Promise.all([
    openDatabase(database.adminUrl, { name: "test" }),
    openDatabase(database.urls.audit, { name: "test audit", entities: subgraph.entities }),
    openDatabase(database.urls.ledger, { name: "test log" }),
  ]);
  const writer: Writer = openLanes(postgresSink(log), randomness, { lanes: 1 });
  const sink = postgresSink(pool);
  const own = openLanes({ append: (bodies) => (desk.ledgerWorks ? sink.append(bodies) : Promise.reject(new Error("disk full"))) }, randomness, { lanes: 1 });
  const service: Service = startService({ subgraph, database: pool, ledger: own, contextKey: key, pseudonyms: names, clock: Date.now, report: () => undefined });

  const contextOf: TestDesk["contextOf"] = (body, asker) => {
    const issuedAt = Date.now();
    return signContext({ principal: principalOf(asker), purpose: asker.purpose, audience: "audit", correlation: randomUUID() as TraceId, operation: { hash: sha256("") }, bodyHash: sha256(body), issuedAt, expiresAt: issuedAt + contextLifetimeMs }, key, database.claimsKey);
  };
  const ask: TestDesk["ask"] = async (asker, query, variables = {}) => {
    const body = JSON.stringify({ query, variables });
    const { body: text } = await service.answer(body, contextOf(body, asker));
    const { data, errors = [] } = JSON.parse(text) as { data?: Answered["data"]; errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[] };
    return { data, codes: errors.map(({ extensions }) => extensions.code), messages: errors.map(({ message }) => message), text };
  };
  const desk: TestDesk = {
    database,
    admin,
    pool,
    names,
    ledgerWorks: true,
    contextOf,
    ask,
    all: async (asker, field, query, variables = {}, first = 100) => {
      const nodes: Node[] = [];
      for (let after: string | null = null; ; ) {
        const { data, codes, messages } = await ask(asker, query, { ...variables, first, after });
        if (codes.length > 0) throw new Error(`${codes.join()} ${messages.join()}`);
        const { edges, pageInfo } = (data?.[field] ?? { edges: [] }) as Connected;
        nodes.push(...edges.map(({ node }) => node));
        if (pageInfo?.hasNextPage !== true) return nodes;
        after = pageInfo.endCursor;
      }
    },
    put: async (...records) => {
      await writer.append(records);
      await sequenceAll(database.adminUrl);
    },
    putText: async (login, ...bodies) => {
      const source = await openDatabase(database.urls[login], { name: "test login", poolSize: 1 });
      await source.query("insert into ledger.pending (body) select unnest($1::text[])", [bodies]);
      await source.destroy();
      await sequenceAll(database.adminUrl);
    },
    empty: async () => {
      await admin.query(`truncate ledger.pending, ledger.record, ledger.record_subject, ledger.shape, ledger.tile, ledger.checkpoint, ledger.writer, ledger.change, ledger.intent, ledger.finding, ledger.finding_step, ledger.note, ledger.profile, ledger.resolution`);
      await admin.query("update ledger.head set size = 0");
    },
    close: async () => {
      for (const one of [pool, log, admin]) await one.destroy();
      await database.drop();
    },
  };
  return desk;
}

const randomness = { uuid: randomUUID, nonce: () => randomBytes(16) };

function principalOf({ account = "choi", duty, agency = "kdca" }: Asker): Principal {
  if (duty === "public-visitor") return publicVisitor;
  return { ...dutyTable[duty], account: account as AccountId, duty, agency: agency as AgencyId, jurisdictions: [] as RegionCode[], session: `s-${account}` as SessionId, authenticatedBy: "otp" };
}

/** An ordinary record: an investigator looked at a case, half a second ago. */
export function recordOf(told: Told = {}): AuditRecord {
  const { service: observer = "cases", agent = {}, entity = {}, ...rest } = told;
  const events = rest.events ?? [];
  return {
    id: randomUUID(),
    recorded: Date.now() - 500,
    type: "operation",
    outcome: "answered",
    purposeOfEvent: "investigation",
    agent: { who: "kim", role: "local-investigator", clearance: 4, agency: "gangnam", jurisdictions: ["1168000000"], session: "s-kim", authenticatedBy: "otp", door: "clearance", policy: { grants: [], bases: [] }, ...agent },
    source: { observer },
    correlation: randomUUID(),
    entity: { query: sha256(""), detail: {}, references: [], ...entity },
    events,
    assigned: [],
    ...(events.some(({ subjects }) => subjects.size > 0) ? { subjectEpoch: new Date(rest.recorded ?? Date.now()).toISOString().slice(0, 7) } : {}),
    ...rest,
  };
}

/** Calls of one field about these data subjects, once about each. */
export const event = (coordinate: string, outcome: ResolverOutcome, ...subjects: readonly string[]): ResolverEvent => ({ coordinate, outcome, ruleId: undefined, count: Math.max(1, subjects.length), subjects: new Map(subjects.map((subject) => [subject, 1])) });
