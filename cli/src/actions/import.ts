/** `epigraph import`: real line lists into the database, every row accounted for. */
import { openDatabase } from "@epigraph/datastore";
import { type Counts, importDs4c, importGodata, importMers, type ImportOptions, type ImportReport, reportRows } from "@epigraph/intake";
import type { Environment } from "../environment.js";
import type { Standalone } from "../platform/standalone.js";
import { migrateInstallation, openInstallation } from "../platform/database.js";
import { openVault, sealingKeys } from "../platform/key-store.js";
import { lifetime } from "../stopping.js";
import { progress, table, terminal } from "../terminal.js";

export type SourceName = "ds4c" | "mers" | "godata";
type Import = { readonly folder: string; readonly grantDays: number | undefined; readonly region: string | undefined; readonly json: true | undefined };

/** Quarantined rows that people are shown; the JSON lists more. */
const shown = 20;

export function importLineList(env: Environment, source: SourceName, { folder, grantDays, region, json }: Import): Promise<void> {
  return lifetime("task", async (life) => {
    const installation = await openInstallation({ env, life, log: terminal.remark });
    await migrateInstallation(env, installation);
    const report = await run(env, installation, { folder, now: Date.now(), ...(grantDays === undefined ? {} : { grantDays }) }, (options) => importers[source](options, region));
    if (json) terminal.json(report);
    else printReport(report);
  });
}

const importers: Readonly<Record<SourceName, (options: ImportOptions, region: string | undefined) => Promise<ImportReport>>> = {
  ds4c: (options) => importDs4c(options),
  mers: (options) => importMers(options),
  godata: (options, region) => importGodata({ ...options, ...(region === undefined ? {} : { region }) }),
};

async function run(env: Environment, installation: Standalone, options: Omit<ImportOptions, "database" | "vault" | "onProgress">, work: (options: ImportOptions) => Promise<ImportReport>): Promise<ImportReport> {
  const { vault, close } = await openVault(sealingKeys(env, installation, "cases"), "epigraph import");
  const database = await openDatabase(installation.adminUrl, { name: "epigraph import", poolSize: 2 });
  const bar = progress();
  try {
    return await work({ ...options, database, vault, onProgress: ({ file, bytesRead, bytesTotal }) => bar.update(file, bytesRead, bytesTotal) });
  } finally {
    bar.end();
    await Promise.all([database.destroy(), close()]);
  }
}

function printReport(report: ImportReport): void {
  const rows = reportRows(report);
  terminal.print(table(["file", "read", "imported", "present", "repaired", "dropped", "quarantined"], rows.map((row) => [row.file, row.read, row.imported, row.alreadyPresent, row.repaired, row.dropped, row.quarantined])));
  for (const { file, repaired, dropped, quarantined } of report.files) {
    const lines = [...kinds("repaired", repaired), ...kinds("dropped", dropped), ...kinds("quarantined", quarantined)];
    if (lines.length > 0) terminal.print(`\n${file}\n${lines.join("\n")}`);
  }
  if (report.quarantine.length > 0) terminal.print("\nquarantined, by file and line");
  for (const { file, line, column, reason } of report.quarantine.slice(0, shown)) terminal.print(`  ${file}:${line}${column === undefined ? "" : `, ${column}`}: ${spaced(reason)}`);
  if (report.quarantine.length > shown) terminal.print(`  and ${report.quarantine.length - shown} more: --json lists them`);
}

/** Each kind with its count, most frequent first. */
const kinds = (what: string, counts: Counts): readonly string[] =>
  Object.entries(counts)
    .toSorted(([, a], [, b]) => b - a)
    .map(([kind, count]) => `  ${what.padEnd(11)} ${String(count).padStart(6)}  ${spaced(kind)}`);

const spaced = (kind: string): string => kind.replaceAll("-", " ");
