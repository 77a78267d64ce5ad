/** The database: connecting, one request's transaction, migrations, partitions, and the embedded server. Asks no questions of the tables: stores do. */
export { beginRequest } from "./begin-request.js";
export { type DatabaseOptions, oldestServerVersion, openDatabase } from "./connection.js";
export type { DataSource } from "typeorm";
export { type DatabaseService, databaseServices } from "./database-services.js";
export { type DatabaseAddress, parseDatabaseUrl, serviceUrl, withAccess } from "./database-url.js";
export { dataFolder, makeDataFolder } from "./embedded/data-folder.js";
export { type EmbeddedServer, type ServerOptions, startServer } from "./embedded/start-server.js";
export { DatastoreError, type DatastoreErrorCode } from "./error.js";
export { inspect, type Inspection } from "./inspect.js";
export type { LoginOutcome, ServiceUrls } from "./logins.js";
export { migrate, type MigrateOptions, type MigrationOutcome } from "./migrate.js";
export type { RowPolicyState } from "./row-policies.js";
export { ensureStayPartitions } from "./partitions.js";
export { transaction, type Transaction, type TransactionOptions, type TransactionQuery } from "./transaction.js";
export { postgresSink } from "./ledger-sink.js";
export { type Revocation, type RevocationReader, revocationReader, type RevocationReaderOptions } from "./revocations.js";
