/** What every importer is told. Not the shape of its files: see importers/. */
import type { Instant } from "@epigraph/authz";
import type { BulkVault } from "@epigraph/vault";
import type { Database } from "./database.js";
import type { Progress } from "./csv-file.js";
import type { Accounts } from "./due-process.js";

export type ImportOptions = {
  /** The folder that holds the source's files under the source's own names. */
  readonly folder: string;
  /** A connection that may write to every schema: the migrator's. */
  readonly database: Database;
  /** Seals identities while they are loaded. */
  readonly vault: BulkVault;
  /** When the import happens: requests, grants and assignments begin here. */
  readonly now: Instant;
  /** How many days the grants live; default 14. Importing again does not extend them. */
  readonly grantDays?: number;
  readonly accounts?: Accounts;
  readonly onProgress?: Progress;
};
