/** The errors that the gateway itself answers with, each with its code and HTTP status. */
import { GraphQLError } from "graphql";

const statuses = {
  UNAUTHENTICATED: 401,
  SESSION_REVOKED: 401,
  WRONG_DOOR: 403,
  PURPOSE_UNKNOWN: 400,
  PURPOSE_CONFLICT: 400,
  BAD_USER_INPUT: 400,
  CHARSET_UNSUPPORTED: 415,
  CLEARANCE_REQUIRED: 200,
  PURPOSE_REQUIRED: 200,
  OPERATION_TOO_LARGE: 400,
  SUBGRAPH_UNAVAILABLE: 200,
  LEDGER_UNAVAILABLE: 503,
  RECORD_TOO_LONG: 400,
  TOO_MANY_STREAMS: 503,
  SUPERGRAPH_INVALID: 500,
  INTERNAL_SERVER_ERROR: 500,
} as const;

export type GatewayErrorCode = keyof typeof statuses;

export const gatewayError = (code: GatewayErrorCode, message: string, path?: readonly (string | number)[]): GraphQLError =>
  new GraphQLError(message, { extensions: { code, ...(statuses[code] === 200 ? {} : { http: { status: statuses[code] } }) }, ...(path ? { path } : {}) });
