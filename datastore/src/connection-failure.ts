/** Why a database cannot be used, in words that help. Not for failures of single statements. */
import { parseDatabaseUrl } from "./database-url.js";
import { DatastoreError, type DatastoreErrorCode } from "./error.js";

/** PostgreSQL's error codes (appendix A of its manual) and node's network codes; `%` is the place, `&` the user. */
const reasons: Readonly<Record<string, readonly [DatastoreErrorCode, string]>> = {
  "28P01": ["DATABASE_PASSWORD_WRONG", "% does not accept the password of user `&`: correct it in the database url"],
  "28000": ["DATABASE_REFUSED", "% does not let user `&` in: create the user with `epigraph migrate`, or allow it in the server's pg_hba.conf"],
  "3D000": ["DATABASE_MISSING", "% does not exist on its server: create the database, or correct the database url"],
  "42501": ["DATABASE_REFUSED", "user `&` has no right to connect to %: run `epigraph migrate` with the url of this user"],
  "53300": ["DATABASE_BUSY", "% has no free connection: raise max_connections or end other programs"],
  "57P03": ["DATABASE_UNREACHABLE", "% is starting or stopping: try again in a moment"],
  "57P01": ["DATABASE_UNREACHABLE", "% was shut down: start it again"],
  ECONNREFUSED: ["DATABASE_UNREACHABLE", "nothing answers at %: start the database server, or correct host and port in the database url"],
  ENOTFOUND: ["DATABASE_UNREACHABLE", "the host of % is unknown: correct the database url"],
  EAI_AGAIN: ["DATABASE_UNREACHABLE", "the host of % cannot be looked up: check the name and the network"],
  EHOSTUNREACH: ["DATABASE_UNREACHABLE", "the host of % cannot be reached: check the network"],
  ENETUNREACH: ["DATABASE_UNREACHABLE", "the host of % cannot be reached: check the network"],
  ETIMEDOUT: ["DATABASE_UNREACHABLE", "% does not answer: check host, port and firewall"],
  POOL_EXHAUSTED: ["DATABASE_BUSY", "all connections of this process to % are in use: try again, or give it a larger pool"],
  ECONNRESET: ["DATABASE_UNREACHABLE", "% closed the connection: check that it is a postgresql server and whether it wants ssl (`?sslmode=require`)"],
};

/** Texts of pg's failures that have no code. */
const texts: readonly (readonly [RegExp, string])[] = [
  [/timeout exceeded when trying to connect/, "POOL_EXHAUSTED"],
  [/timeout|timed out/i, "ETIMEDOUT"],
  [/terminated|ended unexpectedly/i, "ECONNRESET"],
  [/password must be a/i, "28P01"],
];

/** Translates what a connection attempt to `url` threw. The message shows host, port, database and user, never the password. */
export function connectionFailure(cause: unknown, url: string): DatastoreError {
  if (cause instanceof DatastoreError) return cause;
  const { place, user } = parseDatabaseUrl(url);
  const { code, message } = describe(firstOf(cause));
  const known = reasons[code ?? texts.find(([text]) => text.test(message))?.[1] ?? ""];
  if (known === undefined) return new DatastoreError("DATABASE_FAILED", `\`${place}\` cannot be used (${code ?? "no code"}): see the server's log`, { cause });
  return new DatastoreError(known[0], known[1].replace("%", () => `\`${place}\``).replace("&", () => user), { cause });
}

/** node tries every address of a host and hands the failures over together: they are alike. */
function firstOf(cause: unknown): unknown {
  return typeof cause === "object" && cause !== null && "errors" in cause && Array.isArray(cause.errors) ? cause.errors[0] : cause;
}

function describe(error: unknown): { readonly code: string | undefined; readonly message: string } {
  if (typeof error !== "object" || error === null) return { code: undefined, message: "" };
  return {
    code: "code" in error && typeof error.code === "string" ? error.code : undefined,
    message: "message" in error && typeof error.message === "string" ? error.message : "",
  };
}
