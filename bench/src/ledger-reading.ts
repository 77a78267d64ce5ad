/** How long an auditor waits for a page of the access log when it holds ten million records of two years: every kind of filter, through the audit service and all its walls. */
import { randomBytes, randomUUID } from "node:crypto";
import { audit } from "@epigraph/audit";
import { type Principal, sha256, signContext, type TraceId } from "@epigraph/authz";
import { type DataSource, openDatabase } from "@epigraph/datastore";
import { pseudonyms, type Writer } from "@epigraph/ledger";
import { buildSubgraph, type Service, startService } from "@epigraph/service";
import { type Figure, rounded } from "./figures.js";
import { fillLog, type FilledLog } from "./ledger-filling.js";
import type { BenchDatabase } from "./ledger-writing.js";

const values = 10;
const pages = 3;

export async function benchReading({ adminUrl, urls, claimsKey }: BenchDatabase, records = 10_000_000): Promise<Figure[]> {
  const admin = await openDatabase(adminUrl, { name: "bench", poolSize: 2 });
  const subgraph = await buildSubgraph(audit);
  const own = await openDatabase(urls.audit, { name: "bench audit", entities: subgraph.entities });
  try {
    const filled = await fillLog(admin, records);
    const contextKey = randomBytes(32);
    const service = startService({ subgraph, database: own, ledger: unkept, contextKey, pseudonyms: pseudonyms(randomBytes(32)), clock: Date.now, report: (line) => void process.stderr.write(`${line}\n`) });
    return [...figuresOf(await readAll(service, filled, (body) => contextFor(body, contextKey, claimsKey))), { name: "records_in_log", value: await countOf(admin), unit: "count", n: 1 }];
  } finally {
    await own.destroy();
    await admin.destroy();
  }
}

const unkept: Writer = { append: () => Promise.resolve(), healthy: () => true, ready: () => Promise.resolve(true) };

const query = `query Records($filter: AuditRecordFilterInput, $after: String) { auditRecords(first: 50, after: $after, filter: $filter) {
  edges { node { index id recorded service account duty agency purpose operationName outcome standing resolverEvents(first: 10) { edges { node { coordinate outcome count } } } dataSubjects(first: 10) { edges { node { dataSubject count } } } } }
  pageInfo { hasNextPage endCursor } } }`;

type Timed = { readonly kind: string; readonly milliseconds: number; readonly rows: number };

/** Kinds in turn, so that no page finds the index of the one before warm. */
async function readAll(service: Service, filled: FilledLog, contextOf: (body: string) => string): Promise<readonly Timed[]> {
  const timed: Timed[] = [];
  for (let value = -1; value < values; value++)
    for (const [kind, filterOf] of Object.entries(filled.filters)) {
      let after: string | null = null;
      for (let page = 0; page < pages; page++) {
        const body = JSON.stringify({ query, variables: { filter: filterOf(value + 1), after } });
        const context = contextOf(body);
        const began = performance.now();
        const answer = await service.answer(body, context);
        const milliseconds = performance.now() - began;
        const { data, errors } = JSON.parse(answer.body) as Answer;
        if (answer.status !== 200 || errors || !data) throw new Error(`the filter \`${kind}\` was answered ${answer.status} with ${errors?.[0]?.message ?? "nothing"}`);
        const { edges, pageInfo } = data.auditRecords;
        if (edges.length === 0 && page === 0) throw new Error(`the filter \`${kind}\` finds nothing: this would measure emptiness`);
        if (edges.some(({ node }) => node.standing !== "sound")) throw new Error(`the filter \`${kind}\` shows records that are not sound`);
        if (value >= 0) timed.push({ kind, milliseconds, rows: edges.length }); // the first of each warms up
        if (!pageInfo.hasNextPage) break;
        after = pageInfo.endCursor;
      }
    }
  return timed;
}

type Answer = { readonly data?: { readonly auditRecords: { readonly edges: readonly { readonly node: { readonly standing: string } }[]; readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null } } }; readonly errors?: readonly { readonly message: string }[] };

function figuresOf(timed: readonly Timed[]): Figure[] {
  const of = (kind: string): readonly number[] => timed.filter((one) => one.kind === kind).map(({ milliseconds }) => milliseconds);
  const kinds = [...new Set(timed.map(({ kind }) => kind))];
  return [
    { name: "auditor_page_10m_p95", value: rounded(percentile(timed.map(({ milliseconds }) => milliseconds), 0.95), 1), unit: "ms", n: timed.length, aim: "<= 300" },
    { name: "auditor_page_10m_median", value: rounded(percentile(timed.map(({ milliseconds }) => milliseconds), 0.5), 1), unit: "ms", n: timed.length },
    ...kinds.map((kind) => ({ name: `page by ${kind}, worst`, value: rounded(Math.max(...of(kind)), 1), unit: "ms", n: of(kind).length })),
  ];
}

const percentile = (times: readonly number[], share: number): number => times.toSorted((one, other) => one - other)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;

const auditor = { account: "auditor", duty: "auditor", clearance: 2, agency: "kdca", jurisdictions: [], session: "bench", authenticatedBy: "otp", door: "clearance" } as unknown as Principal;

function contextFor(body: string, contextKey: Buffer, claimsKey: Buffer): string {
  const now = Date.now();
  return signContext({ principal: auditor, purpose: "audit", audience: "audit", correlation: randomUUID() as TraceId, operation: { name: "Records", hash: sha256(query) }, bodyHash: sha256(body), issuedAt: now, expiresAt: now + 30_000 }, contextKey, claimsKey);
}

async function countOf(admin: DataSource): Promise<number> {
  const [row] = await admin.query<{ count: number }[]>("select count(*)::int as count from ledger.record");
  return row?.count ?? 0;
}
