/** The one door: HTTP in front, limits, identity, clearance, and @apollo/server around the executor. */
import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import { ApolloServer } from "@apollo/server";
import { ApolloServerPluginLandingPageDisabled } from "@apollo/server/plugin/disabled";
import { expressMiddleware } from "@as-integrations/express5";
import { sha256, type TraceId } from "@epigraph/authz";
import express, { type ErrorRequestHandler, type RequestHandler, type Response } from "express";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import type { GatewayContext } from "./context.js";
import { guardedGateway, type ExecutorParts } from "./executor.js";
import { type Asker, identify, type IdentityParts, purposeHeader } from "./identity.js";
import { limits, overLimit } from "./limits.js";

export type GatewayParts = ExecutorParts &
  IdentityParts & {
    /** Whether the schema may be asked for over GraphQL; it is published as `schema/supergraph.graphql` anyway. */
    readonly introspection: boolean;
    /** Whether everything behind the gateway is there. */
    readonly ready: () => Promise<boolean>;
  };

export type Gateway = { readonly server: Server; readonly stop: () => Promise<void> };

/** A server that does not listen yet. */
export async function createGateway(parts: GatewayParts): Promise<Gateway> {
  const apollo = new ApolloServer<GatewayContext>({
    gateway: guardedGateway(parts),
    introspection: parts.introspection,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    parseOptions: { maxLexicalTokens: limits.tokens },
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginLandingPageDisabled()],
    formatError: formatted,
    logger: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  await apollo.start();
  const app = express();
  app.disable("x-powered-by");
  app.get("/healthz", (_request, response) => void response.json({ status: "alive" }));
  app.get("/readyz", async (_request, response) => {
    const ready = (await parts.ledger.ready()) && (await parts.ready());
    response.status(ready ? 200 : 503).json({ status: ready ? "ready" : "not ready" });
  });
  app.use("/graphql", identified(parts), express.json({ limit: limits.bodyBytes }), bounded(), expressMiddleware(apollo, { context: ({ res }) => Promise.resolve(contextOf(res)) }));
  app.use(badRequests);
  return { server: createServer(app), stop: () => apollo.stop() };
}

/** Before the body is even read: a token that is wrong costs nothing. */
const identified =
  (parts: IdentityParts): RequestHandler =>
  (request, response, next) => {
    try {
      response.locals["asker"] = identify(request.headers.authorization, header(request.headers[purposeHeader]), parts);
      next();
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      refuse(response, error);
    }
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

function refuse(response: Response, { message, extensions }: GraphQLError): void {
  const { status } = (extensions["http"] ?? { status: 400 }) as { status: number };
  response.status(status).json({ errors: [{ message, extensions: { code: extensions["code"] } }] });
}

const header = (value: string | string[] | undefined): string | undefined => (typeof value === "string" ? value : value?.[0]);

/** The number under which the access log keeps the operation; the client is told, so that it can be asked about. */
export const correlationHeader = "epigraph-correlation";

function contextOf(response: Response): GatewayContext {
  const { principal, purpose } = response.locals["asker"] as Asker;
  const correlation = randomUUID() as TraceId;
  response.setHeader(correlationHeader, correlation);
  return { principal, purpose, correlation, address: response.req.socket.remoteAddress ?? "unknown", operation: { hash: sha256("") } };
}

/** A body that is no JSON or too long: the standard form, never a stack trace. */
const badRequests: ErrorRequestHandler = (error: { readonly status?: number; readonly type?: string }, _request, response, _next) => {
  const tooLong = error.type === "entity.too.large";
  const status = typeof error.status === "number" && error.status < 500 ? error.status : 500;
  const message = tooLong ? `the body is longer than ${limits.bodyBytes} bytes` : status < 500 ? "the body is not a JSON object" : "something went wrong here";
  response.status(status).json({ errors: [{ message, extensions: { code: status < 500 ? "BAD_REQUEST" : "INTERNAL_SERVER_ERROR" } }] });
};

/** Only words, code and place; an error that nobody made for clients says nothing. */
function formatted(error: GraphQLFormattedError): GraphQLFormattedError {
  const code = typeof error.extensions?.["code"] === "string" ? error.extensions["code"] : "INTERNAL_SERVER_ERROR";
  const message = code === "INTERNAL_SERVER_ERROR" && !error.message.startsWith("something went wrong here") ? "something went wrong here" : error.message;
  return { message, ...(error.locations ? { locations: error.locations } : {}), ...(error.path ? { path: error.path } : {}), extensions: { code } };
}
