/** What a client may see of an error: words made for clients, or a number to tell the operator. Not which errors there are: see error.ts. */
import type { TraceId } from "@epigraph/authz";
import { GraphQLError } from "graphql";
import { type ClientErrorCode } from "./error.js";

/**
 * The error in the standard form, with message, path and code only. Errors made for clients pass; what was wrong with the request is said; anything else
 * becomes INTERNAL_SERVER_ERROR, and `report` gets its kind, never its message, which may hold data.
 */
export function forClient(error: GraphQLError, correlation: TraceId, report: (kind: string) => void): GraphQLError {
  const { extensions, originalError, message } = error;
  if (typeof extensions["code"] === "string") return told(error, extensions["code"], message);
  if (isAboutTheRequest(error)) return told(error, "BAD_USER_INPUT", message);
  if (isInputFault(error)) return told(error, "BAD_USER_INPUT", "an argument is not of the form that its field takes: take ids, codes and cursors from answers of this platform");
  report(kindOf(originalError ?? error));
  if (isConflict(error)) return told(error, "CONFLICT", "others were doing the same at this moment: try again");
  if (isRefusedContext(error)) return told(error, "CONTEXT_REQUIRED", `the database refused the context: tell the operator the number ${correlation}`);
  return told(error, "INTERNAL_SERVER_ERROR", `something went wrong here: tell the operator the number ${correlation}`);
}

/** What PostgreSQL calls a text that is no uuid, date, instant or character (SQLSTATE class 22): a forged cursor or a malformed argument. */
const inputFaults: readonly unknown[] = ["22P02", "22007", "22008", "22021"];

/** What PostgreSQL calls two transactions that cannot both be right, and two that wait for each other. */
const conflicts: readonly unknown[] = ["40001", "40P01"];

/** A context that the database did not believe: another claims key than the gateway's, or clocks that differ. */
const refusedContext: readonly unknown[] = ["28000"];

const hasState =
  (states: readonly unknown[]) =>
  ({ originalError }: GraphQLError): boolean =>
    originalError !== undefined && "code" in originalError && states.includes(originalError.code);

export const isInputFault = hasState(inputFaults);
export const isConflict = hasState(conflicts);
export const isRefusedContext = hasState(refusedContext);

/** graphql's own words about arguments and variables point into the query, or have no place in the answer; about a value that a scalar refused to serialise they do not, and repeat the value. */
function isAboutTheRequest({ originalError, path }: GraphQLError): boolean {
  if (originalError === undefined || (path === undefined && originalError instanceof GraphQLError)) return path === undefined;
  return originalError instanceof GraphQLError && originalError.nodes !== undefined;
}

const told = ({ path }: GraphQLError, code: ClientErrorCode | (string & {}), message: string): GraphQLError => new GraphQLError(message, { ...(path ? { path } : {}), extensions: { code } });
const kindOf = (error: Error): string => `${error.name}${"code" in error ? ` ${String(error.code)}` : ""}`;
