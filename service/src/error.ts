/** The errors that a client may see, each with its standard code. Everything else is masked: see masking.ts. */
import { GraphQLError } from "graphql";

export type ClientErrorCode =
  | "BAD_USER_INPUT"
  | "NOT_FOUND"
  | "CLEARANCE_REQUIRED"
  | "PURPOSE_REQUIRED"
  | "APPROVAL_REQUIRED"
  | "CONTEXT_REQUIRED"
  | "CONFLICT"
  | "NO_RESPONSE"
  | "EXPIRED"
  | "OWN_REQUEST"
  | "POLICY"
  | "LEDGER_UNAVAILABLE"
  | "RECORD_TOO_LONG"
  | "GRAPHQL_PARSE_FAILED"
  | "GRAPHQL_VALIDATION_FAILED"
  | "INTERNAL_SERVER_ERROR";

export class ClientError extends GraphQLError {
  constructor(code: ClientErrorCode, message: string) {
    super(message, { extensions: { code } });
  }
}

/** The same words for a row that does not exist and for one that may not be seen. */
export const notFound = (what: string): ClientError => new ClientError("NOT_FOUND", `no ${what} with this id that you may see`);
/** Nothing may be done for this purpose, or of this disease, while no response is in force. */
export const noResponse = (what = "no response is in force, so nothing may be done for this purpose"): ClientError => new ClientError("NO_RESPONSE", `${what}: two approvers of the KDCA declare one (\`declareResponse\`, \`confirmResponse\`)`);
export const badInput = (message: string): ClientError => new ClientError("BAD_USER_INPUT", message);
