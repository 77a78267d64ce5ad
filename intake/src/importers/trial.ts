/** For the tests of this package: a folder with files, a database of its own, and what stands in it after an import. Not part of the product. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "@epigraph/datastore";
import { createTestDatabase, openTestVault } from "@epigraph/datastore/testing";
import { type BulkVault, type Identity, identityField, parseIdentity } from "@epigraph/vault";
import type { ClientBase } from "pg";
import type { Database } from "../database.js";
import type { FileReport, ImportReport } from "../report.js";

export const now = Date.parse("2020-06-01T00:00:00Z");

export type Trial = {
  readonly database: Database;
  readonly vault: BulkVault;
  /** The identities of a source, opened, by the source's own ids; those without one left out. */
  identities(): Promise<Record<string, Identity>>;
  /** Writes the files into a new folder and gives its path. A file without content is left out. */
  folder(files: Readonly<Record<string, string | undefined>>): Promise<string>;
  /** Rows of a query, each as its plain values. */
  rows(sql: string): Promise<unknown[][]>;
  /** Number of rows in every table that an import fills, those with none left out. */
  counts(): Promise<Record<string, number>>;
  /** Empties every table that an import fills. */
  empty(): Promise<void>;
  end(): Promise<void>;
};

const tables = [
  "cases.region_statistics", "cases.cluster", "cases.person", "cases.person_pseudonym", "cases.case_record", "cases.transmission_link", "cases.contact", "cases.exposure", "cases.follow_up", "cases.sample",
  "movements.place", "movements.case_reference", "movements.information_request", "movements.stay", "permission.assignment", "permission.access_grant", "permission.grant_holder", "permission.grant_case",
];

export async function openTrial(): Promise<Trial> {
  const folders: string[] = [];
  const server = await createTestDatabase();
  const database = await openDatabase(server.adminUrl, { name: "intake test", poolSize: 2 });
  const { vault, close: closeVault } = await openTestVault(server);
  const rows = async (sql: string): Promise<unknown[][]> => {
    const runner = database.createQueryRunner();
    try {
      const connection = (await runner.connect()) as ClientBase;
      return (await connection.query<unknown[]>({ text: sql, rowMode: "array" })).rows;
    } finally {
      await runner.release();
    }
  };
  return {
    database,
    vault,
    identities: async () => {
      const sealed = await database.query<{ readonly key: string; readonly record: string; readonly identity: Buffer }[]>("select key, source_record as record, identity from cases.person where identity is not null order by 2");
      const texts = await vault.open(sealed.map(({ key, identity }) => ({ owner: key, field: identityField, blob: identity })));
      return Object.fromEntries(sealed.map(({ record }, index) => [record, parseIdentity(texts[index] ?? "")]));
    },
    rows,
    folder: async (files) => {
      const folder = await mkdtemp(join(tmpdir(), "epigraph-intake-"));
      folders.push(folder);
      for (const [name, content] of Object.entries(files)) if (content !== undefined) await writeFile(join(folder, name), content);
      return folder;
    },
    counts: async () => {
      const all = await Promise.all(tables.map(async (table) => [table, Number((await rows(`select count(*) from ${table}`))[0]?.[0])] as const));
      return Object.fromEntries(all.filter(([, count]) => count > 0));
    },
    empty: async () => void (await database.query(`truncate ${tables.join(", ")} cascade`)),
    end: async () => {
      await database.destroy();
      await closeVault();
      await server.drop();
      for (const folder of folders) await rm(folder, { recursive: true });
    },
  };
}

/** The report of one file. */
export function fileOf(report: ImportReport, file: string): FileReport {
  const found = report.files.find((candidate) => candidate.file === file);
  if (found === undefined) throw new Error(`no report of ${file}`);
  return found;
}

/** The folder of real data, where this machine has it. */
export function sharedData(...path: readonly string[]): string {
  return join(process.env["EPIGRAPH_SHARED_DATA"] ?? join(import.meta.dirname, "../../../../shared/data"), ...path);
}
