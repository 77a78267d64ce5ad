/** `openDatabase`: a pool of connections to PostgreSQL as a TypeORM data source. Starts no server and changes no schema. */
import "reflect-metadata";
import pg from "pg";
import { DataSource, type EntitySchema, type Logger, type MigrationInterface } from "typeorm";

import { connectionFailure } from "./connection-failure.js";
import { parseDatabaseUrl } from "./database-url.js";
import { DatastoreError } from "./error.js";

export type DatabaseOptions = {
  /** Shown in the server's list of connections. */
  readonly name: string;
  readonly entities?: readonly (Function | EntitySchema)[];
  /** Most connections at once; 10 if not given. */
  readonly poolSize?: number;
  /** Known, not run: `migrate` runs them. */
  readonly migrations?: readonly (new () => MigrationInterface)[];
};

/** Where the names of applied migrations stand, in the schema `public`. */
export const migrationTable = "schema_migration";

const connectTimeoutMilliseconds = 10_000;

/** The oldest server that Epigraph is tried on. */
export const oldestServerVersion = 15;

/**
 * Connects, and says clearly why not: DATABASE_URL_INVALID, _UNREACHABLE, _PASSWORD_WRONG, _REFUSED, _MISSING, _BUSY, _TOO_OLD or _FAILED, in a message
 * without the password. Close it with `destroy()`.
 */
export async function openDatabase(url: string, options: DatabaseOptions): Promise<DataSource> {
  try {
    await probe(url);
    const dataSource = new DataSource({
      type: "postgres",
      url,
      applicationName: options.name,
      poolSize: options.poolSize ?? 10,
      connectTimeoutMS: connectTimeoutMilliseconds,
      entities: [...(options.entities ?? [])],
      migrations: [...(options.migrations ?? [])],
      migrationsTableName: migrationTable,
      synchronize: false,
      migrationsRun: false,
      installExtensions: false,
      logging: false,
      logger: silence, // statements and parameters hold personal data
      poolErrorHandler: () => undefined, // an idle connection broke: the pool makes a new one when it needs one
    });
    return await dataSource.initialize();
  } catch (cause) {
    throw connectionFailure(cause, url);
  }
}

/**
 * One connection of our own first: it can be closed whatever happens, where the pool would keep the socket of a log-in that was broken off (a URL
 * without a password, for one) open until the server gives up on it a minute later.
 */
export async function probe(url: string): Promise<void> {
  const { place } = parseDatabaseUrl(url);
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMilliseconds });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ readonly number: number; readonly text: string }>(
      "select current_setting('server_version_num')::int as number, current_setting('server_version') as text",
    );
    const version = rows[0];
    if (version !== undefined && version.number < oldestServerVersion * 10_000) {
      throw new DatastoreError("DATABASE_TOO_OLD", `\`${place}\` runs postgresql ${version.text}: epigraph needs ${oldestServerVersion} or newer`);
    }
  } finally {
    await client.end();
  }
}

const silence: Logger = { logQuery: nothing, logQueryError: nothing, logQuerySlow: nothing, logSchemaBuild: nothing, logMigration: nothing, log: nothing };

function nothing(): undefined {
  return undefined;
}
