/** Scans every record of the access log that a test run wrote for personal values, and exits with 1 when one is found; and sums up what the stories compared with the log. Run by stop-server.ts in a process of its own, with the run's folder. */
import { recordsOfRun } from "@epigraph/datastore/testing";
import { completenessOfRun } from "../stories/completeness.js";
import { scanRecords } from "./record-scan.js";

const shown = 20;
const { bodies, persons } = await recordsOfRun(process.argv[2] ?? "");
const { scanned, values, lines, ...plants } = scanRecords(bodies, persons);
if (scanned > 0) process.stdout.write([`${scanned} records of the access log scanned for ${values} names, phone numbers and addresses: ${lines.length} found; of ${plants.planted} put in on purpose ${plants.found} were seen`, ...lines.slice(0, shown).map((line) => `  ${line}`), ""].join("\n"));
const { operations, resolved, unlogged, planted, found } = completenessOfRun(process.argv[2] ?? "");
if (operations > 0) process.stdout.write(`${resolved} resolver calls of ${operations} operations compared with the access log: ${unlogged} not in it; of ${planted} gaps made on purpose ${found} were seen\n`);
process.exitCode = lines.length > 0 ? 1 : 0;
