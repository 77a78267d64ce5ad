/** What went wrong at the door, as one value that the pages can put into words. The words: see language/texts.ts. */
import type { CombinedError } from "urql";
import { SignInError } from "../sign-in/issuer.js";

export type Fault = {
  /** The door's own code, or one of ours: SESSION_OVER, UNREACHABLE. */
  readonly code: string;
  /** The door's own words, in English; they never hold personal data. */
  readonly message?: string | undefined;
  /** Where in the file. */
  readonly line?: number | undefined;
  readonly column?: string | undefined;
  /** Under which the access log has it; for who asks an administrator. */
  readonly reference?: string | undefined;
};

/** The header in which the door tells the number of its record. */
const correlationHeader = "epigraph-correlation";
const overCodes = new Set(["UNAUTHENTICATED", "SESSION_REVOKED"]);

export function faultOf(error: CombinedError): Fault {
  if (error.networkError !== undefined) return thrown(error.networkError);
  const [first] = error.graphQLErrors;
  const code = first?.extensions["code"];
  const reference = (error.response as Response | undefined)?.headers.get(correlationHeader) ?? undefined;
  return { ...codedFault(typeof code === "string" ? code : "INTERNAL_SERVER_ERROR", first?.message), reference };
}

/** Of something that was thrown on the way. */
export function thrown(error: unknown): Fault {
  if (error instanceof SignInError) return { code: error.code === "ISSUER_UNREACHABLE" ? "UNREACHABLE" : "SESSION_OVER" };
  return { code: "UNREACHABLE" };
}

/** Of an answer that is no success: `{ errors: [{ message, code, line, column }] }`, code and line also in `extensions`. */
export function answeredFault(status: number, body: unknown): Fault {
  const first: unknown = (body as { readonly errors?: readonly unknown[] } | null | undefined)?.errors?.[0];
  const said = (typeof first === "object" && first !== null ? first : {}) as { readonly message?: unknown; readonly code?: unknown; readonly line?: unknown; readonly column?: unknown; readonly extensions?: { readonly code?: unknown; readonly line?: unknown } };
  const code = said.code ?? said.extensions?.code;
  const line = said.line ?? said.extensions?.line;
  return {
    ...codedFault(typeof code === "string" ? code : (byStatus[status] ?? (status >= 500 ? "UNREACHABLE" : "INTERNAL_SERVER_ERROR")), typeof said.message === "string" ? said.message : undefined),
    line: typeof line === "number" ? line : undefined,
    column: typeof said.column === "string" || typeof said.column === "number" ? String(said.column) : undefined,
  };
}

const codedFault = (code: string, message: string | undefined): Fault => ({ code: overCodes.has(code) ? "SESSION_OVER" : code, message });
const byStatus: Readonly<Record<number, string>> = { 401: "SESSION_OVER", 403: "WRONG_DOOR", 404: "NOT_FOUND", 409: "CONFLICT", 413: "FILE_TOO_LARGE", 415: "FORMAT_UNSUPPORTED" };
