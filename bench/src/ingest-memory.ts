/** A process of its own that uploads one long file, to see how much memory that takes. Started by ingest.ts with the target and the file as JSON. */
import { readFileSync } from "node:fs";
import type { IngestFile } from "./ingest-file.js";
import { ingestOnce, type IngestTarget } from "./ingest-run.js";

const { target, file } = JSON.parse(process.argv[2] ?? "") as { readonly target: IngestTarget; readonly file: IngestFile };
const { seconds, rows } = await ingestOnce(target, file);
const peak = Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? Number.NaN) / 1024;
process.stdout.write(JSON.stringify({ seconds, rows, peak }));
