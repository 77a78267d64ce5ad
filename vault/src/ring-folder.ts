/**
 * The ring as a folder: `kek-<id>.key` for each key-encryption key, `current` with the id of one of them, and one `pepper-<id>.key`. A key file holds 32 random bytes in
 * base64url. The keys of legal holds lie in a folder of the same kind that services do not get. Not what is wrapped under them: see custody.ts.
 */
import { createSecretKey, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { destroyFile, invalidRing, keyBytes, namesIn, readBytes, readLine, sweep, syncFolder, writeBytes, writeDurably } from "./key-files.js";
import { isKeyId, type Kek, type KeyRing } from "./key-ring.js";
import { addPurge, type ListedPurge } from "./purge-list.js";

const currentFile = "current";
export type KeyKind = "kek" | "pepper" | "hold";

/** A ring as its custodian has it. */
export type RingFolder = KeyRing & {
  /** Ids of one kind. */
  readonly ids: (kind: KeyKind) => readonly string[];
  readonly key: (kind: KeyKind, id: string) => Kek | undefined;
  /** Makes a key of that id at random; one that is there stays. */
  readonly make: (kind: KeyKind, id: string) => void;
  readonly makeCurrent: (kekId: string) => void;
  /** Overwrites the file, brings that to the disk and removes it. Nothing when there is none. */
  readonly destroy: (kind: KeyKind, id: string) => void;
  /** Finishes what a kill broke off. Only for who is alone with the folder. */
  readonly sweep: () => void;
};

/** For so long a reader believes what it read, in milliseconds. */
const believedMs = 2_000;

/** A key's id: when it was made and something random, so that two are never alike. */
export const newKeyId = (now: number): string => `${new Date(now).toISOString().slice(0, 10).replaceAll("-", "")}-${randomBytes(4).toString("hex")}`;

/** Reads as it is asked, and again after two seconds or when it meets an id that it does not know. `clock`: milliseconds. */
export function ringFolder(folder: string, clock: () => number): RingFolder {
  let read = { at: Number.NEGATIVE_INFINITY, current: undefined as string | undefined, pepper: undefined as Kek | undefined, keys: new Map<string, Kek>() };

  function fresh(): typeof read {
    const now = clock();
    if (now - read.at >= believedMs || now < read.at) read = { at: now, current: undefined, pepper: undefined, keys: new Map() };
    return read;
  }

  function key(kind: KeyKind, id: string): Kek | undefined {
    const { keys } = fresh();
    const known = keys.get(`${kind}-${id}`);
    if (known) return known;
    const found = isKeyId(id) ? readKey(folder, kind, id) : undefined;
    if (found) keys.set(`${kind}-${id}`, found);
    return found;
  }

  function ids(kind: KeyKind): readonly string[] {
    const pattern = new RegExp(`^${kind}-(.+)[.]key$`);
    return namesIn(folder).flatMap((name) => pattern.exec(name)?.[1] ?? []).filter(isKeyId).toSorted();
  }

  function onlyPepper(): Kek {
    const [id, ...others] = ids("pepper");
    if (id === undefined || others.length > 0) return invalidRing(`\`${folder}\` must hold one pepper (pepper-<id>.key), and holds ${id === undefined ? "none" : others.length + 1}`);
    return key("pepper", id) ?? invalidRing(`the pepper \`${id}\` in \`${folder}\` was removed`);
  }

  return {
    ids,
    key,
    kek: (id) => key("kek", id),
    current: () => {
      const now = fresh();
      now.current ??= readCurrent(folder);
      return key("kek", now.current) ?? invalidRing(`\`${join(folder, currentFile)}\` names the key-encryption key \`${now.current}\`, which is not there`);
    },
    pepper: () => (fresh().pepper ??= onlyPepper()),
    refresh: () => void (read = { ...read, at: Number.NEGATIVE_INFINITY }),
    make: (kind, id) => {
      if (!existsSync(join(folder, fileOf(kind, id)))) writeBytes(folder, fileOf(kind, id), randomBytes(keyBytes));
    },
    makeCurrent: (id) => {
      if (key("kek", id) === undefined) invalidRing(`\`${folder}\` has no key-encryption key \`${id}\``);
      writeDurably(folder, currentFile, `${id}\n`);
      read = { ...read, at: Number.NEGATIVE_INFINITY };
    },
    sweep: () => sweep(folder),
    destroy: (kind, id) => {
      destroyFile(folder, fileOf(kind, id));
      read = { ...read, at: Number.NEGATIVE_INFINITY };
    },
  };
}

/** A ring with a new key-encryption key and pepper, or those given; it appears whole under its name, and one that is there stays. Says whether it was made. */
export function makeRing(folder: string, now: number, given?: { readonly current: string; readonly keys: readonly RingKey[]; readonly purges?: readonly ListedPurge[] }): boolean {
  if (existsSync(folder) && readdirSync(folder).length > 0) return false; // an empty one may be a mount
  const draft = `${folder}.${process.pid}-${randomBytes(3).toString("hex")}`;
  mkdirSync(dirname(folder), { recursive: true, mode: 0o700 });
  mkdirSync(draft, { mode: 0o700 });
  try {
    const id = given?.current ?? newKeyId(now);
    const keys = given?.keys ?? [{ kind: "kek", id, bytes: randomBytes(keyBytes) } as const, { kind: "pepper", id: newKeyId(now), bytes: randomBytes(keyBytes) } as const];
    for (const one of keys) writeBytes(draft, fileOf(one.kind, one.id), one.bytes);
    writeDurably(draft, currentFile, `${id}\n`);
    for (const purge of given?.purges ?? []) addPurge(draft, purge);
    renameSync(draft, folder); // replaces an empty folder, refuses another
    syncFolder(dirname(folder));
    return true;
  } catch (error) {
    if (["ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

export type RingKey = { readonly kind: "kek" | "pepper"; readonly id: string; readonly bytes: Buffer };

/** The keys of a ring as bytes, for handing them over. */
export function keysIn(folder: string, ring: RingFolder): readonly RingKey[] {
  return (["kek", "pepper"] as const).flatMap((kind) => ring.ids(kind).map((id) => ({ kind, id, bytes: readBytes(folder, fileOf(kind, id)) ?? invalidRing(`\`${folder}\` changed while it was read`) })));
}

/** What is wrong with who may read a ring: files or the folder that others than the owner may open. */
export function openToOthers(folder: string): readonly string[] {
  return [".", ...namesIn(folder)].filter((name) => (statSync(join(folder, name)).mode & 0o077) !== 0).map((name) => join(folder, name));
}

const fileOf = (kind: KeyKind, id: string): string => `${kind}-${id}.key`;

function readCurrent(folder: string): string {
  const id = readLine(folder, currentFile);
  return id !== undefined && isKeyId(id) ? id : invalidRing(`\`${join(folder, currentFile)}\` must hold the id of a key-encryption key`);
}

function readKey(folder: string, kind: KeyKind, id: string): Kek | undefined {
  const bytes = readBytes(folder, fileOf(kind, id));
  if (bytes === undefined) return undefined;
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return { id, key };
}
