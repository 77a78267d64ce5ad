/** One subgraph as @apollo/gateway's executor sees it: signs a fresh context for every call, for the subgraph and for the database behind it. Not the executor. */
import type { GraphQLDataSource } from "@apollo/gateway";
import { contextLifetimeMs, type Instant, type RequestContext, type ServiceName, sha256, signContext } from "@epigraph/authz";
import type { GraphQLFormattedError } from "graphql";
import type { GatewayContext } from "./context.js";
import { gatewayError } from "./error.js";
import type { Reply, Transport } from "./transport.js";

/** `context`: shared with that subgraph only; `claims`: with the database only. */
export type SigningKeys = { readonly context: Buffer; readonly claims: Buffer };

/** `graph`: what clients may hear the subgraph called. */
export function subgraphSource(name: ServiceName, transport: Transport, keys: SigningKeys, clock: () => Instant, graph: string = name): GraphQLDataSource {
  return {
    process: async ({ request, context }) => {
      const body = JSON.stringify({ query: request.query, variables: request.variables, operationName: request.operationName });
      const signed = signContext(contextFor(context as GatewayContext, name, body, clock()), keys.context, keys.claims);
      const reply = await transport.send(body, signed).catch(() => unavailable(graph));
      if (reply.status === 200) countCall(context as GatewayContext, name); // with each of them the subgraph has made one record
      const answer = readAnswer(reply) ?? unavailable(graph);
      return { data: answer.data ?? null, ...(answer.errors ? { errors: answer.errors } : {}) };
    },
  };
}

function countCall(context: GatewayContext, name: ServiceName): void {
  const calls = (context.calls ??= new Map());
  calls.set(name, (calls.get(name) ?? 0) + 1);
}

function contextFor({ principal, purpose, correlation, operation }: GatewayContext, audience: ServiceName, body: string, now: Instant): RequestContext {
  return { principal, purpose, audience, correlation, operation, bodyHash: sha256(body), issuedAt: now, expiresAt: now + contextLifetimeMs };
}

type Answer = { readonly data?: Record<string, unknown> | null; readonly errors?: readonly GraphQLFormattedError[] };

/** A reply that is no answer of ours counts as none: a refused context (401) or a query that the subgraph does not understand (400) is not the client's affair, but a value is, and so is too much. */
function readAnswer({ status, body }: Reply): Answer | undefined {
  if (![200, 400, 503].includes(status)) return undefined;
  try {
    const answer: unknown = JSON.parse(body);
    if (!isAnswer(answer)) return undefined;
    return status === 400 && !answer.errors?.every(({ extensions }) => passed.includes(extensions?.["code"])) ? undefined : answer;
  } catch {
    return undefined;
  }
}

const passed: readonly unknown[] = ["BAD_USER_INPUT", "RECORD_TOO_LONG"];

function isAnswer(answer: unknown): answer is Answer {
  if (!isObject(answer)) return false;
  const { data = null, errors = [] } = answer;
  const formed = (data === null || isObject(data)) && Array.isArray(errors) && errors.every((error) => isObject(error) && typeof error["message"] === "string");
  return formed && (data !== null || errors.length > 0);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null && !Array.isArray(value);

function unavailable(name: string): never {
  throw gatewayError("SUBGRAPH_UNAVAILABLE", `the service \`${name}\` does not answer: the rest of the answer stands; try again later`);
}
