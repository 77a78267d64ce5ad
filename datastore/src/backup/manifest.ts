/** What a part of a backup consists of, sealed like its files and written last: without it a backup is none. In the clear stand the format's version and the id of the epoch key alone. */
import { DatastoreError } from "../error.js";
import type { EpochKeys } from "./epoch-keys.js";
import { type BackupPart, backupParts } from "./parts.js";
import { damaged, seal, unseal } from "./sealed-file.js";

/** A table, or one partition of one, in the order in which they are loaded. Names and columns are quoted where SQL needs it. */
export type BackedTable = {
  readonly table: string;
  /** Its name and bounds in SQL's words, such as `FOR VALUES FROM ('2020-02-29') TO ('2020-03-01')`. */
  readonly partition?: { readonly name: string; readonly bounds: string };
  readonly columns: readonly string[];
  readonly rows: number;
  /** None for a table without rows. `sha256`: of the file as it lies there, in hex; `bytes`: of that. */
  readonly file?: { readonly name: string; readonly bytes: number; readonly sha256: string };
};

export type BackedSequence = { readonly sequence: string; readonly value: string; readonly called: boolean };

export type Manifest = {
  readonly part: BackupPart;
  /** The backup's; its parts that were made together, of one moment, have the same. */
  readonly backup: string;
  /** Which parts those are. */
  readonly together: readonly BackupPart[];
  /** ISO 8601. */
  readonly takenAt: string;
  /** Versions of Epigraph and of PostgreSQL, such as `18.4`. */
  readonly program: string;
  readonly server: string;
  /** The name by which the installation signs its log; null before its first checkpoint. */
  readonly installation: string | null;
  /** The migrations that the database had. */
  readonly migrations: readonly string[];
  /** The numbers of the purges that had been carried out. */
  readonly purges: readonly number[];
  /** How long the access log was, and its root hash in base64. */
  readonly log: { readonly size: number; readonly root: string };
  readonly tables: readonly BackedTable[];
  readonly sequences: readonly BackedSequence[];
};

export const manifestFile = "manifest";
const format = 1;
const firstLine = (keyId: string): string => `epigraph backup ${format} ${keyId}\n`;
/** With room for a decade of days; more is no manifest. */
export const mostManifestBytes = 64 * 1_048_576;

/** What a data file is sealed as. */
export const aboutFile = (backup: string, part: BackupPart, name: string): string => `epigraph backup ${format} ${backup} ${part} file ${name}`;
const aboutManifest = (keyId: string): string => `epigraph backup ${format} manifest ${keyId}`;

/** The bytes of the manifest's file. */
export async function encodeManifest(manifest: Manifest, { id, key }: { readonly id: string; readonly key: Buffer }): Promise<Buffer> {
  const sealed = await whole(seal({ key, about: aboutManifest(id) }, [Buffer.from(JSON.stringify(manifest))]));
  return Buffer.concat([Buffer.from(firstLine(id)), sealed]);
}

/** `name`: of the file, for messages. @throws DatastoreError BACKUP_DAMAGED, BACKUP_NEWER, BACKUP_KEY_UNKNOWN */
export async function decodeManifest(bytes: Buffer, keys: EpochKeys, name: string): Promise<{ readonly manifest: Manifest; readonly key: Buffer; readonly keyId: string }> {
  const said = /^epigraph backup ([1-9][0-9]{0,3}) ([\w.-]{1,64})\n/.exec(bytes.subarray(0, 100).toString("latin1"));
  const [line, version, keyId] = said ?? [];
  if (line === undefined || keyId === undefined) throw damaged(name);
  if (Number(version) > format) throw new DatastoreError("BACKUP_NEWER", `\`${name}\` is of format ${version}, made by a newer epigraph: restore it with that version`);
  if (Number(version) !== format) throw damaged(name);
  const key = await keys.byId(keyId);
  if (key === undefined) throw new DatastoreError("BACKUP_KEY_UNKNOWN", `the epoch key \`${keyId}\` of \`${name}\` is not in the key store: a purge destroyed it, and then nobody can open this backup any more; or this is not the key store and ring of the installation that made it`);
  const text = await whole(unseal({ key, about: aboutManifest(keyId) }, [bytes.subarray(line.length)], name));
  return { manifest: parseManifest(text.toString("utf8"), name), key, keyId };
}

/** It is authentic, so what it says is believed; a shape that this version does not know is still refused. */
function parseManifest(text: string, name: string): Manifest {
  const told = JSON.parse(text) as Partial<Manifest>;
  const sound =
    backupParts.some((part) => part === told.part) &&
    typeof told.backup === "string" &&
    [told.together, told.migrations, told.purges, told.tables, told.sequences].every(Array.isArray) &&
    typeof told.log?.size === "number" &&
    typeof told.log.root === "string";
  if (!sound) throw damaged(name);
  return told as Manifest;
}

async function whole(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
