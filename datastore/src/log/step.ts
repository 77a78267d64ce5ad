/** One step of the sequencer as one transaction: all of it or nothing. Not what is tried again when it fails: see sequencer.ts. */
import { appendLeaves, disbelieved, formerLogin, putInOrder, readPending as readEntry, type Sequenced, signCheckpoint, type Signer, treeHash } from "@epigraph/ledger";
import type { DataSource } from "typeorm";
import { sqlState } from "../sql-state.js";
import { transaction, type TransactionQuery } from "../transaction.js";
import { insertMet, keepWriters, knownIds, moveEntries, noteIntents, type PlacedEntry, writersNamed } from "./entries.js";
import { keepFindings } from "./findings.js";
import { keepCheckpoint, keepTiles, newestCheckpoint, readTiles, requireSignedTree, tilesToAppend } from "./hash-tiles.js";
import { lockHead } from "./head.js";
import { requireKeyInForce } from "./log-key.js";
import { type Cap, readPending, servicesOf } from "./pending.js";
import { type Judge, judgeEntries } from "./profiles.js";

/** `vkey`: the signer's public key as text, whose name is the log's origin; `clock`: milliseconds since the Unix epoch. */
export type Signing = { readonly database: DataSource; readonly signer: Signer; readonly vkey: string; readonly clock: () => number };

/** `distrusted`: where bodies lie that are not to be believed whatever they say. */
export type Attempt = Signing & { readonly judge: Judge | undefined; readonly cap: Cap; readonly distrusted: ReadonlySet<string> };

/** `sequenced`: how many records; `size`: of the log now; `checkpoint`: the newest signed note; `whole`: whether nothing was left. */
export type Step = { readonly sequenced: number; readonly size: number; readonly checkpoint: string; readonly whole: boolean };

/** `stuck`: what was found cannot be ordered without what lies behind it. */
export type Attempted = Step & { readonly stuck: boolean };

type Batch = Sequenced<PlacedEntry> & { readonly whole: boolean };

export async function takeStep({ database, signer, vkey, clock, judge, cap, distrusted }: Attempt): Promise<Attempted> {
  const tx = transaction(database, { access: "read-write", isolation: "read committed" });
  const { query } = tx;
  try {
    const head = await lockHead(query);
    await requireKeyInForce(query, vkey, head.size);
    const newest = await newestCheckpoint(query);
    const readTile = await readTiles(query, tilesToAppend(head.size));
    requireSignedTree(head.size, newest, readTile);
    const batch = await readBatch(query, head.size, cap, distrusted);
    const { entries, left, whole } = batch;
    if (entries.length === 0 && newest !== undefined) {
      await tx.rollback();
      return { sequenced: 0, size: head.size, checkpoint: newest, whole: whole && left.length === 0, stuck: left.length > 0 };
    }
    const sequenced = Math.max(clock(), head.sequenced);
    if (entries.length > 0) await keepEntries(query, batch, head.size, sequenced, judge);
    const { size, root, tiles } = entries.length === 0 ? { size: head.size, root: treeHash(head.size, readTile), tiles: [] } : appendLeaves(head.size, entries.map(({ leaf }) => leaf), readTile);
    await keepTiles(query, tiles);
    const checkpoint = signCheckpoint({ size, root }, signer);
    await keepCheckpoint(query, size, checkpoint, new Date(sequenced));
    await query("update ledger.head set size = $1, sequenced = $2", [size, new Date(sequenced)]);
    await tx.commit();
    return { sequenced: entries.length, size, checkpoint, whole: whole && left.length === 0, stuck: false };
  } catch (error) {
    await tx.rollback();
    throw error;
  }
}

/** Where the bodies lie that the database will not take as records, whatever the reason: each is tried by itself, and nothing stays of it. */
export async function findPoison({ database, clock, cap }: Attempt): Promise<ReadonlySet<string>> {
  const tx = transaction(database, { access: "read-write", isolation: "read committed" });
  const { query } = tx;
  const poison = new Set<string>();
  try {
    const head = await lockHead(query);
    const at = new Date(Math.max(clock(), head.sequenced));
    await query("select ledger.make_month($1)", [at]);
    const { rows } = await readPending(query, cap);
    const services = await servicesOf(query, rows.map(({ login }) => login));
    for (const row of rows) {
      const entry = { ...readEntry(row, services.get(row.login) ?? []), place: row.place };
      await query("savepoint one");
      try {
        if (entry.writer !== null) await writersNamed(query, [entry.writer]);
        await moveEntries(query, [entry], head.size, at);
        await insertMet(query, [entry], head.size, at);
      } catch (error) {
        if (!isOfBodies(error)) throw error;
        poison.add(row.place);
      }
      await query("rollback to savepoint one");
    }
    return poison;
  } finally {
    await tx.rollback();
  }
}

/** SQLSTATE classes 22 (data), 23 (constraints) and 54 (limits): what is to be written is wrong, and not the database. */
export function isOfBodies(error: unknown): boolean {
  return /^(22|23|54)[0-9A-Z]{3}$/.test(sqlState(error) ?? "");
}

async function readBatch(query: TransactionQuery, size: number, cap: Cap, distrusted: ReadonlySet<string>): Promise<Batch> {
  const { rows, whole } = await readPending(query, cap);
  const services = await servicesOf(query, rows.map(({ login }) => login));
  const placed = rows.map((row): PlacedEntry => {
    const of = services.get(row.login) ?? [];
    const entry = readEntry(row, of);
    return { ...(distrusted.has(row.place) ? disbelieved(row, entry.leaf, "unreadable", of[0]) : entry), place: row.place };
  });
  const writers = await writersNamed(query, [...new Set(placed.flatMap(({ writer }) => writer ?? []))]);
  const ids = await knownIds(query, placed.flatMap(({ id }) => id ?? []));
  return { ...putInOrder(placed, { size, writers, ids, whole }), whole };
}

async function keepEntries(query: TransactionQuery, { entries, writers, notices }: Batch, from: number, sequenced: number, judge: Judge | undefined): Promise<void> {
  const at = new Date(sequenced);
  await query("select ledger.make_month($1)", [at]);
  await moveEntries(query, entries, from, at);
  await insertMet(query, entries, from, at);
  await keepWriters(query, writers, at);
  await noteIntents(query, entries, from, at);
  // what was before there were findings is nobody's finding now
  const judged = entries.flatMap(({ record, login }, position) => (record === undefined || login === formerLogin ? [] : [{ index: from + position, sequenced, record }]));
  await keepFindings(query, [...notices, ...(judge === undefined ? [] : await judgeEntries(query, judge, judged))], at);
}
