/**
 * Live queries: a listed operation whose new rows are sent as server-sent events. Each time one of its marks rises the operation runs as any other, through the same guard and into the access log, for a
 * token that is checked anew; so a stream sees what its holder may see at that moment, and ends with the session. Not a broker: it keeps no events; not what is listed: see live-queries.ts.
 */
import { once } from "node:events";
import { randomUUID } from "node:crypto";
import type { ApolloServer } from "@apollo/server";
import { type Instant, type Principal, type Purpose, sha256, type TraceId } from "@epigraph/authz";
import type { LiveMarkReader } from "@epigraph/datastore";
import type { Request, RequestHandler, Response } from "express";
import { addressOf, refuse } from "./admission.js";
import type { GatewayContext } from "./context.js";
import type { Doorkeeper } from "./doors.js";
import { gatewayError } from "./error.js";
import { fateOf, knownOf } from "./known.js";
import { followMarks } from "./live-marks.js";
import type { LiveQueries, LiveQuery } from "./live-queries.js";

export type LiveParts = {
  readonly queries: LiveQueries;
  readonly marks: LiveMarkReader;
  readonly apollo: Pick<ApolloServer<GatewayContext>, "executeOperation">;
  readonly admit: Doorkeeper;
  readonly clock: () => Instant;
  /** How often the marks are read, in milliseconds; 1,000 if not said. */
  readonly pollMs?: number;
  /** How long a reader may take for what it was sent, in milliseconds; 10,000 if not said. */
  readonly patienceMs?: number;
};

export type Live = { readonly handler: RequestHandler; readonly close: () => Promise<void> };

/** So many streams at a door, and of one account; each costs a socket and, when something is new for it, an operation. */
export const streamCaps = { door: 200, account: 10 } as const;
/** How often it is asked whether a stream's session still goes on. With the time in which a revocation is known (sessions.ts) less than a second. */
const admittedEveryMs = 250;
/** A comment line so often keeps proxies from closing a quiet stream. */
const heartbeatMs = 15_000;
/** Who comes for the first time gets what is new since yesterday. */
const firstSightMs = 86_400_000;

/** For `GET /live/:name` behind admission: the principal and purpose are known. */
export function liveStreams({ queries, marks: reader, apollo, admit, clock, pollMs = 1_000, patienceMs = 10_000 }: LiveParts): Live {
  const streams = new Map<() => void, string>();
  const marks = followMarks(reader, pollMs);

  const handler: RequestHandler = (request, response, next) => {
    const name = String(request.params["name"]);
    const listed = Object.hasOwn(queries, name) ? queries[name] : undefined;
    const { principal } = knownOf(response);
    if (request.method !== "GET" || listed === undefined || principal === undefined) return next();
    const said = saidIn(request, listed);
    if (said === undefined) return refuse(response, gatewayError("BAD_USER_INPUT", `say which in the address: ${(listed.said ?? []).map((variable) => `\`${variable}=<id>\``).join(", ")}`));
    if (streams.size >= streamCaps.door) return refuse(response, gatewayError("TOO_MANY_STREAMS", "there are as many live streams as this door serves: try again later"));
    if ([...streams.values()].filter((account) => account === principal.account).length >= streamCaps.account) return refuse(response, gatewayError("TOO_MANY_STREAMS", `you have ${streamCaps.account} live streams already: close one`));
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store", "x-accel-buffering": "no" });
    response.flushHeaders();
    fateOf(response).ran = true; // each of its operations has its own record
    const end = stream(request, response, listed, said, principal);
    streams.set(end, principal.account);
    response.on("close", () => {
      end();
      streams.delete(end);
    });
  };

  function stream(request: Request, response: Response, listed: LiveQuery, said: Said, follower: Principal): () => void {
    let after = lastSeen(request);
    let seen: string | undefined;
    let asking = false;
    let quietSince = performance.now();
    let over = false;
    const say = (lines: string): void => {
      quietSince = performance.now();
      response.write(`${lines}\n\n`);
    };
    const finish = (code?: string): void => {
      if (over) return;
      over = true;
      clearInterval(ticking);
      watch.leave();
      if (code !== undefined) say(`event: end\ndata: ${JSON.stringify({ code })}`);
      response.end();
      setTimeout(() => response.destroy(), patienceMs).unref(); // who does not read its end either
    };
    /** Who it is, as of now; the stream is over when nobody that comes in here. */
    const admitted = (): Principal | undefined => {
      if (over) return undefined;
      const admission = admit(request.headers.authorization);
      if (admission.outcome === "known") return admission.principal;
      finish(admission.fault);
      return undefined;
    };
    /** Page after page, until there is nothing more. */
    const send = async (): Promise<void> => {
      for (;;) {
        const principal = admitted();
        if (principal === undefined) return;
        const page = await ask(principal, response, listed, said, after);
        if (admitted() === undefined) return; // what was answered to who may not see it any more is not sent
        if ("code" in page) return finish(page.code);
        for (const { cursor, node } of page.edges) {
          after = cursor;
          say(`id: ${cursor}\ndata: ${JSON.stringify(node)}`);
        }
        if (response.writableNeedDrain && !(await isRead(response, patienceMs))) return letGo();
        if (!page.more) return;
      }
    };
    /** A reader that does not read is given no more, not even a word; it comes back with `Last-Event-ID`. */
    const letGo = (): void => {
      finish();
      response.destroy();
    };
    const risen = (): void => {
      if (asking || over) return; // asked again when this is done
      asking = true;
      const mark = watch.mark();
      void send()
        .catch(() => finish("INTERNAL_SERVER_ERROR"))
        .finally(() => {
          asking = false;
          seen = mark;
          if (watch.mark() !== seen) risen();
        });
    };
    const ticking = setInterval(() => {
      if (admitted() !== undefined && !asking && performance.now() - quietSince >= heartbeatMs) say(": still there");
    }, admittedEveryMs);
    const watch = marks.watch(listed.marks.map(({ topic, keyOf }) => ({ topic, key: keyOf(follower) })), risen);
    return finish;
  }

  async function ask(principal: Principal, response: Response, { query, field }: LiveQuery, said: Said, after: string | undefined): Promise<Page | { readonly code: string }> {
    const paged = after === undefined ? { after: null, since: new Date(clock() - firstSightMs).toISOString() } : { after, since: null };
    const contextValue: GatewayContext = { principal, purpose: knownOf(response).purpose as Purpose, correlation: randomUUID() as TraceId, address: addressOf(response), operation: { hash: sha256("") } };
    const { body } = await apollo.executeOperation({ query, variables: { ...said, ...paged } }, { contextValue });
    if (body.kind !== "single") return { code: "INTERNAL_SERVER_ERROR" };
    const { data, errors } = body.singleResult;
    const code = errors?.[0]?.extensions?.["code"];
    if (errors && errors.length > 0) return { code: typeof code === "string" ? code : "INTERNAL_SERVER_ERROR" };
    const connection = field.split(".").reduce<unknown>((part, name) => (part as Readonly<Record<string, unknown>> | null | undefined)?.[name], data) as { readonly edges: Page["edges"]; readonly pageInfo: { readonly hasNextPage: boolean } } | null | undefined;
    return connection ? { edges: connection.edges, more: connection.pageInfo.hasNextPage } : { code: "NOT_FOUND" };
  }

  return {
    handler,
    close: async () => {
      for (const end of streams.keys()) end();
      await marks.close();
    },
  };
}

/** Whether the reader took what it was sent in that time. */
async function isRead(response: Response, patienceMs: number): Promise<boolean> {
  return await once(response, "drain", { signal: AbortSignal.timeout(patienceMs) }).then(() => true, () => false);
}

type Page = { readonly edges: readonly { readonly cursor: string; readonly node: unknown }[]; readonly more: boolean };

type Said = Readonly<Record<string, string>>;

/** What the address says of the operation's variables, each once; undefined when one is missing. What is no id of anything is refused by the operation. */
function saidIn({ query }: Request, { said = [] }: LiveQuery): Said | undefined {
  const values = said.map((name) => [name, query[name]] as const).filter((pair): pair is readonly [string, string] => typeof pair[1] === "string" && pair[1] !== "" && pair[1].length <= 100);
  return values.length === said.length ? Object.fromEntries(values) : undefined;
}

/** Where the client's last stream ended; what is no cursor of ours is refused by the operation. */
function lastSeen(request: Request): string | undefined {
  const said = request.headers["last-event-id"];
  return typeof said === "string" && said !== "" ? said : undefined;
}
