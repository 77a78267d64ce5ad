/** One subgraph as @apollo/gateway's executor sees it: signs a fresh context for every call. Not the executor. */
import type { GraphQLDataSource } from "@apollo/gateway";
import { contextLifetimeMs, type Instant, type RequestContext, type ServiceName, sha256, signContext } from "@epigraph/authz";
import type { GraphQLFormattedError } from "graphql";
import type { GatewayContext } from "./context.js";
import { gatewayError } from "./error.js";
import type { Transport } from "./transport.js";

export function subgraphSource(name: ServiceName, transport: Transport, key: Buffer, clock: () => Instant): GraphQLDataSource {
  return {
    process: async ({ request, context }) => {
      const body = JSON.stringify({ query: request.query, variables: request.variables, operationName: request.operationName });
      const signed = signContext(contextFor(context as GatewayContext, name, body, clock()), key);
      const reply = await transport.send(body, signed).catch(() => unavailable(name));
      const answer = readAnswer(reply.body) ?? unavailable(name);
      return { data: answer.data ?? null, ...(answer.errors ? { errors: answer.errors } : {}) };
    },
  };
}

function contextFor({ principal, purpose, correlation, operation }: GatewayContext, audience: ServiceName, body: string, now: Instant): RequestContext {
  return { principal, purpose, audience, correlation, operation, bodyHash: sha256(body), issuedAt: now, expiresAt: now + contextLifetimeMs };
}

type Answer = { readonly data?: Record<string, unknown> | null; readonly errors?: readonly GraphQLFormattedError[] };

function readAnswer(body: string): Answer | undefined {
  try {
    return JSON.parse(body) as Answer;
  } catch {
    return undefined;
  }
}

function unavailable(name: ServiceName): never {
  throw gatewayError("SUBGRAPH_UNAVAILABLE", `the service \`${name}\` does not answer: the rest of the answer stands; try again later`);
}
