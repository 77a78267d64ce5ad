/** `npm run verify:<name> [-- --json]`: proves and prints; exits 0 when it could measure, whatever the figures. */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Figure, printFigures } from "@epigraph/bench/figures";
import { startServer } from "@epigraph/datastore";
import { verifyAuthz } from "./authz/verify-authz.js";
import { verifyInterference } from "./interference/verify-interference.js";
import { verifyCrashes } from "./ledger/crash.js";
import { verifyTamper } from "./ledger/tamper.js";
import { verifyTestRun } from "./ledger/test-run.js";
import { verifyModel } from "./process/model-check.js";
import { verifyPurge } from "./process/purge.js";
import { verifyTransitions } from "./process/transitions.js";
import { verifyUploads } from "./process/uploads.js";

/** `tell`: a line for people, of what the figures rest on. */
type Verification = (tell: (line: string) => void) => Promise<readonly Figure[]>;

/** In parts: what one of them cannot measure keeps no other from being printed. */
const verifications: Readonly<Record<string, readonly Verification[]>> = { authz: [verifyAuthz, verifyInterference], ledger: [verifyTamper, verifyTestRun, verifyCrashes], process: [verifyTransitions, verifyModel, verifyUploads, verifyPurge] };

const [name = "", ...options] = process.argv.slice(2);
const parts = verifications[name];
if (!parts || options.some((option) => option !== "--json")) {
  process.stderr.write(`verify: call \`npm run verify:<name> [-- --json]\` with one of ${Object.keys(verifications).join(", ")}\n`);
  process.exitCode = 2;
} else {
  const json = options.includes("--json");
  await withServer(async () => {
    for (const part of parts) {
      try {
        printFigures(`verify ${name}`, await part((line) => void (json ? undefined : process.stdout.write(`${line}\n`))), json);
      } catch (error) {
        failed(error);
      }
    }
  }).catch(failed);
}

function failed(error: unknown): void {
  process.stderr.write(`verify ${name}: could not measure: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** A database server of the run's own, in a folder that goes with it, unless EPIGRAPH_TEST_DATABASE_URL names a real one. */
async function withServer<T>(work: () => Promise<T>): Promise<T> {
  if (process.env["EPIGRAPH_TEST_DATABASE_URL"]) return await work();
  const folder = mkdtempSync(join(tmpdir(), "epigraph-verify-"));
  chmodSync(folder, 0o711); // root's server runs as another user, who must pass through
  try {
    const server = await startServer({ folder: join(folder, "data"), durable: false });
    process.env["EPIGRAPH_TEST_DATABASE_URL"] = server.url;
    try {
      return await work();
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
