/** The database connection that is handed in. Opening and closing it is datastore's. */
import type { openDatabase } from "@epigraph/datastore";

/** What datastore's `openDatabase` gives. */
export type Database = Awaited<ReturnType<typeof openDatabase>>;
