/**
 * Before a test run: the folder in which this run's one PostgreSQL server will live.
 * Does not start the server: the first test that asks for it does (`testServer` of @epigraph/datastore/testing), so that a run without a database costs nothing.
 */
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export default function startServer(): void {
  if (process.env["EPIGRAPH_TEST_DATABASE_URL"]) return;
  const folder = mkdtempSync(join(tmpdir(), "epigraph-test-"));
  chmodSync(folder, 0o711); // root's server runs as another user, who must pass through
  writeFileSync(join(folder, "run.pid"), String(process.pid));
  process.env["EPIGRAPH_TEST_FOLDER"] = folder;
}
