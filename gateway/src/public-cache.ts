/**
 * Answers at the public door that are given again for a few seconds: what everybody may read, asked by everybody at once. Each execution has its records like any other; each answer from
 * here is counted, and the counts are written once a minute. Never used at another door.
 */
import { createHash, randomUUID } from "node:crypto";
import type { GatewayExecutionResult, GatewayGraphQLRequestContext } from "@apollo/server-gateway-interface";
import { type Instant, publicVisitor, sha256, type TraceId } from "@epigraph/authz";
import type { AuditRecord, Writer } from "@epigraph/ledger";
import { OperationTypeNode } from "graphql";
import { boundedCache } from "./clearance/bounded-cache.js";
import type { GatewayContext } from "./context.js";
import { agentOf } from "./refusals.js";

type Request = GatewayGraphQLRequestContext<GatewayContext>;
export type Execute = (request: Request) => Promise<GatewayExecutionResult>;

export type PublicCacheParts = {
  readonly ledger: Pick<Writer, "append" | "healthy">;
  readonly clock: () => Instant;
  /** How long an answer is given again, in milliseconds. */
  readonly lifetimeMs: number;
  /** Counts milliseconds and never jumps. */
  readonly uptime?: () => number;
};

export type PublicCache = {
  /** The answer to a query that was answered without an error a moment ago, else that of `execute`; `unavailable` while the log cannot be written: what cannot be counted is not given. */
  readonly answer: (request: Request, execute: Execute, unavailable: () => GatewayExecutionResult) => Promise<GatewayExecutionResult>;
  /** Writes what was counted. */
  readonly close: () => Promise<void>;
};

type Kept = { readonly data: NonNullable<GatewayExecutionResult["data"]>; readonly query: string; readonly correlation: TraceId; readonly since: number };
type Hits = { count: number; readonly first: Instant; last: Instant };

const windowMs = 60_000;
/** Characters of JSON that are kept in all, and of one answer. */
const charactersKept = 16_000_000;
const longestAnswer = 500_000;
/** So many documents in one record of hits; the next begin another. */
const documentsCap = 500;

export function publicCache({ ledger, clock, lifetimeMs, uptime = () => performance.now() }: PublicCacheParts): PublicCache {
  const answers = boundedCache<Kept>(charactersKept);
  let hits = new Map<string, Hits>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const count = (query: string, times: number, first: Instant, last: Instant): void => {
    timer ??= setTimeout(flush, windowMs).unref();
    const known = hits.get(query);
    if (!known) hits.set(query, { count: times, first, last });
    else {
      known.count += times;
      known.last = Math.max(known.last, last);
    }
  };
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const counted = hits;
    hits = new Map();
    if (counted.size === 0) return;
    const keep = (): void => {
      for (const [query, { count: times, first, last }] of counted) count(query, times, first, last);
    };
    const written = ledger.append(recordOf(counted, clock())).catch(keep); // for the next minute
    writing = writing.then(() => written);
  };

  return {
    answer: async (request, execute, unavailable) => {
      const { context } = request;
      if (request.operation.operation !== OperationTypeNode.QUERY) return execute(request);
      const query = sha256(request.source);
      const key = keyOf(query, request);
      const kept = answers.get(key);
      const ageMs = kept ? uptime() - kept.since : Infinity;
      if (kept && ageMs < lifetimeMs) {
        if (!ledger.healthy()) return unavailable();
        const now = clock();
        count(query, 1, now, now);
        if (hits.size >= documentsCap) flush();
        context.correlation = kept.correlation;
        context.kept = { maxAge: seconds(lifetimeMs), age: seconds(ageMs) };
        return { data: kept.data };
      }
      const result = await execute(request);
      if (result.data && (result.errors ?? []).length === 0) {
        const length = JSON.stringify(result.data).length;
        if (length <= longestAnswer) answers.set(key, { data: result.data, query, correlation: context.correlation, since: uptime() }, length + key.length);
        context.kept = { maxAge: seconds(lifetimeMs), age: 0 };
      }
      return result;
    },
    close: async () => {
      flush();
      await writing;
      clearTimeout(timer);
    },
  };
}

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

/** Everything on which an answer at this door depends: everybody is the same visitor there. A hash, so that nothing that was typed stands in it. */
function keyOf(query: string, { operationName, request, context }: Request): string {
  return createHash("sha256").update(JSON.stringify([query, operationName, request.variables ?? {}, context.purpose])).digest("base64url");
}

function recordOf(hits: ReadonlyMap<string, Hits>, now: Instant): AuditRecord {
  return {
    id: randomUUID(),
    recorded: now,
    type: "cached",
    outcome: "answered",
    purposeOfEvent: "public-information",
    agent: { ...agentOf(publicVisitor), policy: { grants: [], bases: [] } },
    source: { observer: "gateway" },
    correlation: randomUUID(),
    entity: { query: sha256(""), detail: {}, references: [] },
    events: [],
    assigned: [],
    hits: [...hits].map(([query, { count, first, last }]) => ({ query, count, first, last })),
  };
}
