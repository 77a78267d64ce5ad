/** One door: HTTP in front, limits, identity, clearance, and @apollo/server around the executor. A door is a listener of its own; three of them may run in one process. */
import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginLandingPageDisabled } from "@apollo/server/plugin/disabled";
import { expressMiddleware } from "@as-integrations/express5";
import { publicVisitor, sha256, type TraceId } from "@epigraph/authz";
import express, { type ErrorRequestHandler, type RequestHandler, type Response } from "express";
import type { GraphQLFormattedError } from "graphql";
import type { GatewayContext } from "./context.js";
import { guardedGateway, type ExecutorParts } from "./executor.js";
import { addressOf, identified, purposed, readiness, refuse } from "./admission.js";
import { answerBrokenRequests } from "./broken-requests.js";
import { inUtf8 } from "./charset.js";
import { doorkeeperAt, publicDoorkeeper } from "./doors.js";
import { doorkeeper, type IdentityParts } from "./identity.js";
import { bodyBytesOf, fileBodyBytes, limits, overLimit } from "./limits.js";
import type { LiveMarkReader } from "@epigraph/datastore";
import { liveStreams } from "./live.js";
import { type LiveQueries, queriesAt } from "./live-queries.js";
import { publicCache } from "./public-cache.js";
import { forwardUploads, type UploadTransport } from "./forward-upload.js";
import { fateOf, knownOf } from "./known.js";
import type { Pages } from "./pages.js";
import { accounted, refusedOperations } from "./refused-requests.js";
import { refusalLog } from "./refusals.js";

/** Who comes in: the public door knows nobody and needs nothing for it. */
export type DoorParts = { readonly door: "public"; /** How long an answer is given again, in milliseconds; never if not said. */ readonly cacheMs?: number } | ({ readonly door: "agency" | "clearance" } & IdentityParts);

export type GatewayParts = ExecutorParts &
  DoorParts & {
    /** Whether the schema may be asked for over GraphQL: the door's own, which is published beside `schema/supergraph.graphql` anyway. */
    readonly introspection: boolean;
    /** By which it is known when there is something new to follow live at this door; nothing can be followed if not given. `queries`: in place of the table of them. */
    readonly live?: { readonly marks: LiveMarkReader; readonly queries?: LiveQueries };
    /** The web pages of this door; none if not given. */
    readonly pages?: Pages;
    /** Where uploads of providers go; nowhere if not given. */
    readonly uploads?: UploadTransport;
    /** Whether everything behind the gateway is there. */
    readonly ready: () => Promise<boolean>;
  };

export type Gateway = { readonly server: Server; readonly stop: () => Promise<void> };

/** A server that does not listen yet. */
export async function createGateway(parts: GatewayParts): Promise<Gateway> {
  const cache = parts.door === "public" && parts.cacheMs ? publicCache({ ...parts, lifetimeMs: parts.cacheMs }) : undefined;
  const apollo = new ApolloServer<GatewayContext>({
    gateway: guardedGateway(parts, cache),
    introspection: parts.introspection,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    parseOptions: { maxLexicalTokens: limits.tokens },
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginLandingPageDisabled(), ApolloServerPluginCacheControlDisabled(), refusedOperations, keepable],
    formatError: formatted,
    logger: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  await apollo.start();
  const refusals = refusalLog({ ledger: parts.ledger, clock: parts.clock, door: parts.door });
  const [admit, revocations] = parts.door === "public" ? [publicDoorkeeper] : [doorkeeperAt(parts.door, doorkeeper(parts)), parts.revocations];
  const app = express();
  app.disable("x-powered-by");
  app.get("/healthz", (_request, response) => void response.json({ status: "alive" }));
  app.get("/readyz", async (_request, response) => {
    const ready = (await parts.ledger.ready()) && (await parts.ready());
    response.status(ready ? 200 : 503).json(ready ? readiness(revocations) : { status: "not ready" });
  });
  const live = parts.live && liveStreams({ queries: queriesAt(parts.door, parts.live.queries), marks: parts.live.marks, apollo, admit, clock: parts.clock });
  if (live) app.get("/live/:name", unkept, accounted(refusals), identified(admit, refusals), purposed(refusals), live.handler);
  if (parts.uploads && parts.contextKeys.movements) app.all("/provision/{*rest}", unkept, accounted(refusals), identified(admit, refusals), forwardUploads({ transport: parts.uploads, keys: { context: parts.contextKeys.movements, claims: parts.claimsKey }, clock: parts.clock }));
  app.use("/graphql", inTime, unkept, accounted(refusals), identified(admit, refusals), inUtf8, body, purposed(refusals), bounded(), expressMiddleware(apollo, { context: ({ res }) => Promise.resolve(contextOf(res)) }));
  const { pages } = parts;
  if (pages) app.use((request, response, next) => void (pages(request, response) || next()));
  app.use(badRequests);
  const server = createServer(app);
  if (parts.uploads) server.requestTimeout = longestUploadMs; // other bodies are held to their time by `inTime`
  answerBrokenRequests(server, refusals);
  const stop = async (): Promise<void> => {
    await live?.close();
    await apollo.stop();
    await cache?.close();
    await refusals.close();
  };
  return { server, stop };
}

/** How much is read depends on who asks, which is known by then. */
const body: RequestHandler = (request, response, next) => (bodyBytesOf(knownOf(response).principal) === limits.bodyBytes ? ordinaryBody : bodyWithFile)(request, response, next);
const ordinaryBody = express.json({ limit: limits.bodyBytes });
const bodyWithFile = express.json({ limit: fileBodyBytes });

/** Node's own limit of a whole request is the server's, and one for all; a file may take hours. */
const longestUploadMs = 12 * 3_600_000;
const bodyMs = 300_000;

const inTime: RequestHandler = (request, _response, next) => {
  const late = setTimeout(() => {
    if (!request.complete) request.destroy();
  }, bodyMs).unref();
  request.once("close", () => clearTimeout(late));
  next();
};

/** Before the document is validated. Texts that were within the limits are known again by their hash. */
function bounded(): RequestHandler {
  const known = new Set<string>();
  return (request, response, next) => {
    const { query } = (request.method === "GET" ? request.query : (request.body ?? {})) as { readonly query?: unknown };
    if (typeof query !== "string") return next();
    const hash = sha256(query);
    const broken = known.has(hash) ? undefined : overLimit(query);
    if (broken) return refuse(response, broken);
    if (known.size >= documentsKnown) known.clear();
    known.add(hash);
    next();
  };
}

const documentsKnown = 10_000;

/** The number under which the access log keeps the operation; the client is told, so that it can be asked about. */
export const correlationHeader = "epigraph-correlation";

function contextOf(response: Response): GatewayContext {
  const { principal = publicVisitor, purpose = "public-information" } = knownOf(response);
  const correlation = randomUUID() as TraceId;
  response.setHeader(correlationHeader, correlation);
  return { principal, purpose, correlation, address: addressOf(response), operation: { hash: sha256("") }, fate: fateOf(response) };
}

/** No answer is anybody else's, in a browser or on the way, unless it says so: see `keepable`. */
const unkept: RequestHandler = (_request, response, next) => {
  response.setHeader("cache-control", "no-store");
  next();
};

/** What everybody may read, a browser may keep as long as we do; not what stands between, which would not count it. */
const keepable: ApolloServerPlugin<GatewayContext> = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse: ({ contextValue: { kept, correlation }, response: { http } }) => {
        if (kept) for (const [name, value] of Object.entries({ "cache-control": `private, max-age=${kept.maxAge}`, age: String(kept.age), [correlationHeader]: correlation })) http.headers.set(name, value);
        return Promise.resolve();
      },
    }),
};

/** A body that is no JSON or too long: the standard form, never a stack trace. */
const badRequests: ErrorRequestHandler = (error: { readonly status?: number; readonly type?: string }, _request, response, _next) => {
  const tooLong = error.type === "entity.too.large";
  const status = typeof error.status === "number" && error.status < 500 ? error.status : 500;
  fateOf(response).refusal = tooLong ? "BODY_TOO_LARGE" : status < 500 ? "BODY_MALFORMED" : "INTERNAL_SERVER_ERROR";
  const message = tooLong ? `the body is longer than ${bodyBytesOf(knownOf(response).principal)} bytes` : status < 500 ? "the body is not a JSON object" : "something went wrong here";
  response.status(status).json({ errors: [{ message, extensions: { code: status < 500 ? "BAD_REQUEST" : "INTERNAL_SERVER_ERROR" } }] });
};

/** graphql's guess at what was meant, from names that nobody asked for. Always the end of its message. */
const withoutSuggestion = (message: string): string => message.replace(/ ?Did you mean [^]*\?$/, "");

/** Only words, code and place; an error that nobody made for clients says nothing. */
function formatted(error: GraphQLFormattedError): GraphQLFormattedError {
  const code = typeof error.extensions?.["code"] === "string" ? error.extensions["code"] : "INTERNAL_SERVER_ERROR";
  const message = code === "INTERNAL_SERVER_ERROR" && !error.message.startsWith("something went wrong here") ? "something went wrong here" : error.message;
  return { message: withoutSuggestion(message), ...(error.locations ? { locations: error.locations } : {}), ...(error.path ? { path: error.path } : {}), extensions: { code } };
}
