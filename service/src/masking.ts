/** What a client may see of an error: words made for clients, or a number to tell the operator. Not which errors there are: see error.ts. */
import type { TraceId } from "@epigraph/authz";
import { GraphQLError } from "graphql";
import { type ClientErrorCode, noResponse } from "./error.js";

/**
 * The error in the standard form, with message, path and code only. Errors made for clients pass; what was wrong with the request is said; anything else
 * becomes INTERNAL_SERVER_ERROR, and `report` gets its kind, never its message, which may hold data. `changes`: whether this undid what the operation had changed.
 */
export function forClient(error: GraphQLError, correlation: TraceId, report: (kind: string) => void, changes: "undone" | "stand" = "stand"): GraphQLError {
  const { extensions, originalError, message } = error;
  if (typeof extensions["code"] === "string") return told(error, extensions["code"], message);
  if (isAboutTheRequest(error)) return told(error, "BAD_USER_INPUT", message);
  const all = changes === "undone" ? "; nothing was changed" : "";
  if (isUnheldText(error)) return told(error, "BAD_USER_INPUT", `a text has the character U+0000, which cannot be kept: leave it out${all}`);
  if (isInputFault(error)) return told(error, "BAD_USER_INPUT", `an argument is not of the form that its field takes: take ids, codes and cursors from answers of this platform${all}`);
  if (isWithoutResponse(error)) return told(error, "NO_RESPONSE", `${noResponse().message}${all}`);
  const rule = ruleBroken(error);
  if (rule !== undefined) return told(error, rule, `${originalError?.message ?? ""}${all}`);
  report(kindOf(originalError ?? error));
  if (isTwice(error)) return told(error, "CONFLICT", `this is there already, or others made it at this moment: look before you try again${all}`);
  if (isConflict(error)) return told(error, "CONFLICT", `others were doing the same at this moment: try again${all}`);
  if (isRefusedContext(error)) return told(error, "CONTEXT_REQUIRED", `the database refused the context: tell the operator the number ${correlation}${all}`);
  return told(error, "INTERNAL_SERVER_ERROR", `something went wrong here: tell the operator the number ${correlation}${all}`);
}

/** The rules of the work that the database itself keeps (docs/decisions/0011), by the SQLSTATE with which its functions refuse; their words are made for clients. */
const brokenRules: Readonly<Record<string, ClientErrorCode>> = { EP001: "CONFLICT", EP002: "NO_RESPONSE", EP003: "EXPIRED", EP004: "OWN_REQUEST", EP005: "POLICY", EP006: "BAD_USER_INPUT" };

const ruleBroken = (error: GraphQLError): ClientErrorCode | undefined => brokenRules[stateOf(error) ?? ""];

/** What PostgreSQL calls a text with a character that its encoding has not, which from JSON can only be U+0000; the second in JSON columns. */
const unheldText: readonly string[] = ["22021", "22P05"];

/** What PostgreSQL calls a text that is no uuid, date, instant, time zone or character (SQLSTATE class 22): a forged cursor or a malformed argument. */
const inputFaults: readonly string[] = ["22P02", "22007", "22008", "22009", "22023", ...unheldText];

/** What PostgreSQL calls a row that may be there once. Tried again, a mutation finds the other's row by its own question, and says so in its own words. */
const twice: readonly string[] = ["23505", "23P01"];

/** What PostgreSQL calls two transactions that cannot both be right, and two that wait for each other. */
const conflicts: readonly string[] = ["40001", "40P01", ...twice];

/** A context that the database did not believe: another claims key than the gateway's, or clocks that differ. */
const refusedContext: readonly string[] = ["28000"];

/** No response is in force: docs/decisions/0011. */
const withoutResponse: readonly string[] = ["EP002"];

/** The SQLSTATE with which a statement failed. */
export function stateOf({ originalError }: GraphQLError): string | undefined {
  const code = originalError !== undefined && "code" in originalError ? originalError.code : undefined;
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

const hasState =
  (states: readonly string[]) =>
  (error: GraphQLError): boolean =>
    states.includes(stateOf(error) ?? "");

const isWithoutResponse = hasState(withoutResponse);
const isUnheldText = hasState(unheldText);
const isTwice = hasState(twice);
export const isInputFault = hasState(inputFaults);
export const isConflict = hasState(conflicts);
export const isRefusedContext = hasState(refusedContext);

/** Whether the database refused a statement, for whatever reason. */
export const isStatementFailure = (error: GraphQLError): boolean => stateOf(error) !== undefined;

/** Whether it was made for clients, or says what is wrong with the request. */
export const isForeseen = (error: GraphQLError): boolean => typeof error.extensions["code"] === "string" || isAboutTheRequest(error);

/** graphql's own words about arguments and variables point into the query, or have no place in the answer; about a value that a scalar refused to serialise they do not, and repeat the value. */
function isAboutTheRequest({ originalError, path }: GraphQLError): boolean {
  if (originalError === undefined || (path === undefined && originalError instanceof GraphQLError)) return path === undefined;
  return originalError instanceof GraphQLError && originalError.nodes !== undefined;
}

const told = ({ path }: GraphQLError, code: ClientErrorCode | (string & {}), message: string): GraphQLError => new GraphQLError(message, { ...(path ? { path } : {}), extensions: { code } });
const kindOf = (error: Error): string => `${error.name}${"code" in error ? ` ${String(error.code)}` : ""}`;
