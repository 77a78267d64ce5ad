/**
 * Live queries: a listed operation whose new rows are sent as server-sent events. Each time the source has something new the operation runs as any other, through the same guard and
 * into the access log, for a token that is checked anew; so a stream sees what its holder may see at that moment, and ends with the session. Not a broker: it keeps no events.
 */
import { randomUUID } from "node:crypto";
import type { ApolloServer } from "@apollo/server";
import { type Instant, type Principal, type Purpose, sha256, type TraceId } from "@epigraph/authz";
import type { Request, RequestHandler, Response } from "express";
import { addressOf, refuse } from "./admission.js";
import type { GatewayContext } from "./context.js";
import type { Doorkeeper } from "./doors.js";
import { gatewayError } from "./error.js";
import { fateOf, knownOf } from "./known.js";

/** An operation whose one field is a connection in ascending order. Its variables: `$after`, a cursor, or null and `$since`, the moment from which on rows are sent to who saw none yet. */
export type LiveQuery = { readonly query: string; readonly field: string };

/** What the security officer and the auditor follow: what was noticed in the log. */
export const newFindings: LiveQuery = {
  query: `query NewFindings($after: String, $since: DateTimeISO) {
    newFindings(first: 50, after: $after, filter: { from: $since }) {
      edges { cursor node { id kind titleEn titleKo urgency foundAt firstAt lastAt account agency service count state } }
      pageInfo { hasNextPage }
    }
  }`,
  field: "newFindings",
};

/** Tells a mark that changes when there may be new rows; asked once a second while somebody listens. */
export type LiveSource = { readonly mark: () => Promise<string> };

export type LiveParts = {
  readonly queries: Readonly<Record<string, LiveQuery & { readonly source: LiveSource }>>;
  readonly apollo: Pick<ApolloServer<GatewayContext>, "executeOperation">;
  readonly admit: Doorkeeper;
  readonly clock: () => Instant;
  /** How often the sources are asked, in milliseconds; 1,000 if not said. */
  readonly pollMs?: number;
};

export type Live = { readonly handler: RequestHandler; readonly close: () => void };

/** So many streams at a door; each costs a socket and a query when something is new. */
const streamCap = 200;
/** A comment line so often keeps proxies from closing a quiet stream. */
const heartbeatMs = 15_000;
/** A reader that is further behind than so many bytes is let go; it comes back with `Last-Event-ID`. */
const behindCap = 1_000_000;
/** Who comes for the first time gets what is new since yesterday. */
const firstSightMs = 86_400_000;

/** For `GET /live/:name` behind admission: the principal and purpose are known. */
export function liveQueries({ queries, apollo, admit, clock, pollMs = 1_000 }: LiveParts): Live {
  const streams = new Set<() => void>();
  const listening = Object.fromEntries(Object.entries(queries).map(([name, query]) => [name, { ...query, source: askedOnce(query.source, pollMs) }]));

  const handler: RequestHandler = (request, response, next) => {
    const name = String(request.params["name"]);
    const listed = Object.hasOwn(listening, name) ? listening[name] : undefined;
    if (request.method !== "GET" || listed === undefined) return next();
    if (streams.size >= streamCap) return refuse(response, gatewayError("TOO_MANY_STREAMS", "there are as many live streams as this door serves: try again later"));
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store", "x-accel-buffering": "no" });
    response.flushHeaders();
    fateOf(response).ran = true; // each of its operations has its own record
    const end = stream(request, response, listed);
    streams.add(end);
    response.on("close", () => {
      end();
      streams.delete(end);
    });
  };

  function stream(request: Request, response: Response, listed: LiveQuery & { readonly source: LiveSource }): () => void {
    let after = lastSeen(request);
    let mark: string | undefined;
    let quietSince = performance.now();
    let over = false;
    let timer: NodeJS.Timeout | undefined;
    const say = (lines: string): void => {
      quietSince = performance.now();
      response.write(`${lines}\n\n`);
    };
    const finish = (code?: string): void => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      if (code !== undefined) say(`event: end\ndata: ${JSON.stringify({ code })}`);
      response.end();
    };
    const round = async (): Promise<void> => {
      const admission = admit(request.headers.authorization);
      if (admission.outcome !== "known") return finish(admission.fault);
      if (response.writableLength > behindCap) return finish("TOO_SLOW");
      const latest = await listed.source.mark().catch(() => mark); // unknown for now: the next round asks again
      if (latest !== mark) {
        const all = await rowsAfter(admission.principal);
        if (all) mark = latest;
      }
      if (!over && performance.now() - quietSince >= heartbeatMs) say(": still there");
      if (!over) timer = setTimeout(() => void round().catch(() => finish("INTERNAL_SERVER_ERROR")), pollMs);
    };
    /** Page after page, until there is nothing more; whether it came to the end. */
    const rowsAfter = async (principal: Principal): Promise<boolean> => {
      for (;;) {
        const page = await ask(principal, response, listed, after);
        if (over) return false;
        if ("code" in page) {
          finish(page.code);
          return false;
        }
        for (const { cursor, node } of page.edges) {
          after = cursor;
          say(`id: ${cursor}\ndata: ${JSON.stringify(node)}`);
        }
        if (!page.more) return true;
      }
    };
    void round().catch(() => finish("INTERNAL_SERVER_ERROR"));
    return finish;
  }

  async function ask(principal: Principal, response: Response, { query, field }: LiveQuery, after: string | undefined): Promise<Page | { readonly code: string }> {
    const variables = after === undefined ? { after: null, since: new Date(clock() - firstSightMs).toISOString() } : { after, since: null };
    const contextValue: GatewayContext = { principal, purpose: knownOf(response).purpose as Purpose, correlation: randomUUID() as TraceId, address: addressOf(response), operation: { hash: sha256("") } };
    const { body } = await apollo.executeOperation({ query, variables }, { contextValue });
    if (body.kind !== "single") return { code: "INTERNAL_SERVER_ERROR" };
    const { data, errors } = body.singleResult;
    const code = errors?.[0]?.extensions?.["code"];
    if (errors && errors.length > 0) return { code: typeof code === "string" ? code : "INTERNAL_SERVER_ERROR" };
    const connection = data?.[field] as { readonly edges: Page["edges"]; readonly pageInfo: { readonly hasNextPage: boolean } } | null | undefined;
    return connection ? { edges: connection.edges, more: connection.pageInfo.hasNextPage } : { code: "INTERNAL_SERVER_ERROR" };
  }

  return {
    handler,
    close: () => {
      for (const end of streams) end();
    },
  };
}

/** For all who listen: asked once in so many milliseconds, however many they are. */
function askedOnce(source: LiveSource, forMs: number): LiveSource {
  let last: { readonly at: number; readonly mark: Promise<string> } | undefined;
  return {
    mark: () => {
      const now = performance.now();
      if (last === undefined || now - last.at >= forMs) last = { at: now, mark: source.mark() };
      return last.mark;
    },
  };
}

type Page = { readonly edges: readonly { readonly cursor: string; readonly node: unknown }[]; readonly more: boolean };

/** Where the client's last stream ended; what is no cursor of ours is refused by the operation. */
function lastSeen(request: Request): string | undefined {
  const said = request.headers["last-event-id"];
  return typeof said === "string" && said !== "" ? said : undefined;
}
