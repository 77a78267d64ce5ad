/** Letting a request in, as steps of the HTTP server: who asks, before its body is read, and for what purpose, after. Each refusal has a code and a record. */
import type { Request, RequestHandler, Response } from "express";
import type { GraphQLError } from "graphql";
import { gatewayError } from "./error.js";
import type { Doorkeeper } from "./doors.js";
import { purposeFaults, purposeHeader, statedPurpose } from "./purpose.js";
import { fateOf, knownOf } from "./known.js";
import { type RefusalLog, requestFault } from "./refusals.js";
import { type Revocations, unreadTolerableMs } from "./sessions.js";

/** Ready, but with a word for the operator when ended sessions cannot be read: then a token may be taken until it ends. */
export function readiness(revocations: Pick<Revocations, "unreadForMs"> | undefined): Readonly<Record<string, unknown>> {
  const unread = revocations?.unreadForMs() ?? 0;
  return unread <= unreadTolerableMs ? { status: "ready" } : { status: "degraded", revocationsUnreadForSeconds: Math.round(unread / 1000) };
}

/** Before the body is even read: a token that is wrong costs nothing. */
export function identified(admit: Doorkeeper, refusals: RefusalLog): RequestHandler {
  return (request, response, next) => {
    const found = admit(request.headers.authorization);
    if (found.outcome === "known") {
      knownOf(response).principal = found.principal;
      return next();
    }
    refusals.add({ code: found.fault, address: addressOf(response), principal: found.principal });
    knownOf(response).counted = true;
    refuse(response, found.error);
  };
}

/** After the body is read, which may state the purpose too. */
export const purposed =
  (refusals: RefusalLog): RequestHandler =>
  (request, response, next) => {
    const purpose = statedPurpose(header(request.headers[purposeHeader]), extensionsOf(request));
    if (purpose === "PURPOSE_UNKNOWN" || purpose === "PURPOSE_CONFLICT") {
      refusals.add({ code: purpose, address: addressOf(response), principal: knownOf(response).principal });
      knownOf(response).counted = true;
      return refuse(response, gatewayError(purpose, purposeFaults[purpose]));
    }
    knownOf(response).purpose = purpose ?? "public-information";
    next();
  };

/** The operation's extensions: a member of the body, or JSON in the address of a GET. What is malformed is told by @apollo/server. */
function extensionsOf(request: Request): unknown {
  if (request.method !== "GET") return (request.body as { readonly extensions?: unknown } | undefined)?.extensions;
  const { extensions } = request.query;
  try {
    return typeof extensions === "string" ? JSON.parse(extensions) : undefined;
  } catch {
    return undefined;
  }
}

/** The client's network address. */
export const addressOf = ({ req }: Response): string => req.socket.remoteAddress ?? "unknown";

/** An answer in the standard form to a request that is no operation yet. */
export function refuse(response: Response, { message, extensions }: GraphQLError): void {
  fateOf(response).refusal ??= requestFault(extensions["code"]);
  const { status } = (extensions["http"] ?? { status: 400 }) as { status: number };
  if (status === 401) response.setHeader("www-authenticate", "Bearer"); // RFC 9110, 11.6.1
  response.status(status).json({ errors: [{ message, extensions: { code: extensions["code"] } }] });
}

const header = (value: string | string[] | undefined): string | undefined => (typeof value === "string" ? value : value?.[0]);
