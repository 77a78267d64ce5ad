/** What the access log costs: to count a resolver call, to make a record durable, to wait for it, to sequence it, and to read it at ten million records. */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newSecrets } from "@epigraph/cli";
import { type DatabaseService, databaseServices, migrate, serviceUrl, startServer } from "@epigraph/datastore";
import { declareTestResponses } from "@epigraph/datastore/testing";
import type { Figure } from "./figures.js";
import { benchReading } from "./ledger-reading.js";
import { benchRecording } from "./ledger-recording.js";
import { benchSequencing } from "./ledger-sequencing.js";
import { type BenchDatabase, benchWriting } from "./ledger-writing.js";

export async function benchLedger(): Promise<readonly Figure[]> {
  return [...benchRecording(), ...(await withDatabase(benchWriting)), ...(await withDatabase(benchSequencing)), ...(await withDatabase(benchReading))];
}

/** A real server that waits for its disk, with the whole schema. */
async function withDatabase<T>(work: (database: BenchDatabase) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "epigraph-bench-"));
  chmodSync(folder, 0o755); // the database server runs as another user when we are root
  const server = await startServer({ folder: join(folder, "data") });
  try {
    const secrets = newSecrets();
    const claimsKey = Buffer.from(secrets.claimsKey, "base64url");
    const urls = Object.fromEntries(databaseServices.map((service) => [service, serviceUrl(server.url, service, secrets.databasePasswords[service])])) as Record<DatabaseService, string>;
    await migrate({ url: server.url, logins: urls, claimsKey });
    await declareTestResponses(server.url);
    return await work({ adminUrl: server.url, urls, claimsKey });
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
