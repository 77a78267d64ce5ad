/** `npm run bench -- <name> [--json] [--bytes=N]`: measures and prints; exits 0 when it could measure, whatever the figures. */
import { benchAuthz } from "./authz.js";
import { benchFederation } from "./federation.js";
import { benchIngest } from "./ingest.js";
import { benchLedger } from "./ledger.js";
import { type Figure, printFigures } from "./figures.js";
import { benchProcess } from "./process.js";
import { benchStart } from "./start.js";

const benches: Readonly<Record<string, (bytes?: number) => Promise<readonly Figure[]>>> = { start: () => benchStart(), federation: () => benchFederation(), authz: () => benchAuthz(), ledger: () => benchLedger(), ingest: benchIngest, process: () => benchProcess() };

const [name = "", ...options] = process.argv.slice(2);
const bench = benches[name];
const bytes = options.find((option) => /^--bytes=\d+$/.test(option))?.slice(8);
if (!bench || options.some((option) => option !== "--json" && option !== `--bytes=${bytes}`)) {
  process.stderr.write(`bench: call \`npm run bench -- <name> [--json] [--bytes=N]\` with one of ${Object.keys(benches).join(", ")}\n`);
  process.exitCode = 2;
} else {
  try {
    printFigures(name, await bench(bytes === undefined ? undefined : Number(bytes)), options.includes("--json"));
  } catch (error) {
    process.stderr.write(`bench ${name}: could not measure: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
