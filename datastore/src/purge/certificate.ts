/** The certificate of a purge: what it did and what it could not, as JSON in a note that the access log's key signs. What only looks like one is refused; what it says is the signer's word, beside the log's own proofs. */
import { openNote, parseNote, type Signer, signNote, type Verifier } from "@epigraph/ledger";
import { DatastoreError } from "../error.js";
import type { PurgeCount } from "./plan.js";
import type { Scan } from "./scan.js";

/** The first line of the note: no checkpoint begins with it, so neither signature stands for the other. */
const firstLine = "epigraph purge certificate 1";

/** Instants as ISO 8601; hashes in hex, the log's roots in base64. */
export type Certificate = {
  readonly number: number;
  readonly plan: string;
  readonly planHash: string;
  readonly kind: string;
  readonly disease: string | null;
  readonly everything: boolean;
  readonly approvedBy: string;
  readonly confirmedBy: string;
  readonly plannedAt: string;
  readonly steps: readonly { readonly step: string; readonly at: string }[];
  /** Rows before, and after. */
  readonly tables: readonly (Pick<PurgeCount, "table" | "total" | "goes" | "held"> & { readonly after: number })[];
  readonly partitionsDropped: number;
  readonly held: { readonly persons: number; readonly archives: number; readonly rows: number; readonly holds: readonly string[]; readonly under: string | null };
  readonly keys: { readonly dataKeys: number; readonly epochs: readonly string[]; readonly pepper: string | null; readonly keyEncryptionKeys: readonly string[]; readonly subjectKey: "destroyed" | "kept" | "not ours" };
  readonly scan: Scan;
  readonly log: { readonly before: { readonly size: number; readonly root: string }; readonly after: { readonly size: number; readonly root: string } };
  readonly server: string;
  readonly notProved: readonly string[];
};

/** The bytes of its file. */
export const signCertificate = (certificate: Certificate, signer: Signer): string => signNote(`${firstLine}\n${JSON.stringify(certificate)}\n`, [signer]);

/** @throws DatastoreError CERTIFICATE_INVALID when no signature of these keys is on it, or it is no certificate */
export function readCertificate(file: string, verifiers: readonly Verifier[]): Certificate {
  try {
    const [first, json = "", ...more] = openNote(parseNote(file), verifiers).text.split("\n");
    if (first === firstLine && more.join("") === "") return JSON.parse(json) as Certificate;
  } catch {
    // said below
  }
  throw new DatastoreError("CERTIFICATE_INVALID", "this is no certificate that the key signed: it was altered, or the key is another installation's");
}

/** For people, in lines. */
export function certificateText(c: Certificate): string {
  const sum = (of: (table: Certificate["tables"][number]) => number): number => c.tables.reduce((total, table) => total + of(table), 0);
  const touched = c.tables.filter(({ goes, held }) => goes + held > 0);
  return [
    `Purge ${c.number}: ${c.kind === "response" ? `the end of the response to ${c.disease ?? ""}` : c.kind === "pilot" ? "everything" : "what had served its purpose"}`,
    `Plan ${c.plan}, SHA-256 ${c.planHash}, of ${c.plannedAt}`,
    `Approved by \`${c.approvedBy}\`, confirmed by \`${c.confirmedBy}\``,
    "",
    `Rows deleted: ${sum(({ goes }) => goes)}; of held persons, moved into archives: ${c.held.rows} rows of ${c.held.persons} persons; days of stays dropped: ${c.partitionsDropped}`,
    ...touched.map(({ table, total, goes, held, after }) => `  ${table}: ${total} before, ${goes} deleted, ${held} held, ${after} after`),
    `Keys destroyed: ${c.keys.dataKeys} data keys; key-encryption keys ${listed(c.keys.keyEncryptionKeys)}; pepper ${c.keys.pepper ?? "kept, others need it"}; epochs of backups ${listed(c.keys.epochs)}; the key of the log's pseudonyms: ${c.keys.subjectKey}`,
    `Scan: ${c.scan.sought} ids and pseudonyms sought in ${c.scan.rows} rows of ${c.scan.columns} columns of ${c.scan.tables} tables, found ${c.scan.found.length === 0 ? "nowhere" : c.scan.found.map(({ column, rows }) => `${column} (${rows})`).join(", ")}; not looked at: ${c.scan.exempt.join(", ")}`,
    `Access log: ${c.log.before.size} records with root ${c.log.before.root} before, ${c.log.after.size} with root ${c.log.after.root} after`,
    ...c.steps.map(({ step, at }) => `  ${at}  ${step}`),
    "",
    `Not proved on that server (PostgreSQL ${c.server}):`,
    ...c.notProved.map((line) => `- ${line}`),
  ].join("\n");
}

const listed = (names: readonly string[]): string => (names.length === 0 ? "none" : names.join(", "));
