/** Reading and deriving connection URLs. Connects to nothing. */
import type { DatabaseService } from "./database-services.js";
import { DatastoreError } from "./error.js";

/** `place` (host:port/database) is fit for messages; user and password are decoded. */
export type DatabaseAddress = { readonly place: string; readonly user: string; readonly password: string; readonly database: string };

/** Takes a `postgresql://user:password@host:port/database` URL apart. Throws DATABASE_URL_INVALID, which never quotes the URL. */
export function parseDatabaseUrl(url: string): DatabaseAddress {
  const parsed = read(url);
  try {
    const database = decodeURIComponent(parsed.pathname.slice(1));
    return {
      place: `${parsed.hostname || "localhost"}:${parsed.port || "5432"}/${database}`,
      user: decodeURIComponent(parsed.username),
      password: decodeURIComponent(parsed.password),
      database,
    };
  } catch {
    throw invalid("a `%` in the user or password must be written `%25`");
  }
}

/** The same server and options with another user, password or database. */
export function withAccess(url: string, change: { readonly user?: string; readonly password?: string; readonly database?: string }): string {
  const parsed = read(url);
  if (change.user !== undefined) parsed.username = encodeURIComponent(change.user);
  if (change.password !== undefined) parsed.password = encodeURIComponent(change.password);
  if (change.database !== undefined) parsed.pathname = `/${encodeURIComponent(change.database)}`;
  return parsed.href;
}

/** The URL with which a service connects where nobody gave it one: login `epigraph_<service>_login` on the migrator's server and database. */
export function serviceUrl(adminUrl: string, service: DatabaseService, password: string): string {
  return withAccess(adminUrl, { user: `epigraph_${service}_login`, password });
}

function read(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined) throw invalid("special characters of the password must be percent-encoded");
  if (!/^postgres(ql)?:$/.test(parsed.protocol)) throw invalid(`it begins with \`${parsed.protocol}\``);
  if (parsed.username === "") throw invalid("it names no user");
  if (parsed.pathname.length < 2) throw invalid("it names no database");
  return parsed;
}

function invalid(reason: string): DatastoreError {
  return new DatastoreError("DATABASE_URL_INVALID", `the database url is not of the form postgresql://user:password@host:port/database: ${reason}`);
}
