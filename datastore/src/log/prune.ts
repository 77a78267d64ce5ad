/**
 * Drops old months of records, as the owner. Tiles, checkpoints and findings stay: what remains is verifiable, and what is gone is still proven to have been there. Not which month is asked for: see
 * the command `epigraph audit prune`.
 */
import type { DataSource } from "typeorm";
import { DatastoreError } from "../error.js";
import { transaction, type TransactionQuery } from "../transaction.js";
import { lockHead } from "./head.js";

/** A month of records: `month` as `2024-11`, UTC, in which they were sequenced. `bytes`: on the disk, of both tables. `because`: why it has to stay, or undefined. */
export type LogMonth = { readonly month: string; readonly records: number; readonly first: number | undefined; readonly last: number | undefined; readonly bytes: number; readonly because: string | undefined };

/** `before`: the first month that stays, as `2024-11`; `months`: how many whole months are kept at least; `now`: milliseconds since the Unix epoch; `witnesses`: names of those that must have cosigned what goes. */
export type PruneOptions = { readonly before: string; readonly months: number; readonly now: number; readonly witnesses: readonly string[] };

/** The months before `before`, oldest first, and which of them can go. */
export async function planPrune(database: DataSource, options: PruneOptions): Promise<readonly LogMonth[]> {
  const tx = transaction(database, { access: "read-only" });
  try {
    return await plan(tx.query, options);
  } finally {
    await tx.rollback();
  }
}

/** Drops these months if each of them can still go, and all of them or none. @throws DatastoreError LOG_CHANGED */
export async function prune(database: DataSource, months: readonly string[], options: PruneOptions): Promise<readonly LogMonth[]> {
  const tx = transaction(database, { access: "read-write", isolation: "read committed" });
  try {
    await lockHead(tx.query); // nobody sequences meanwhile
    const planned = (await plan(tx.query, options)).filter(({ month }) => months.includes(month));
    if (planned.length !== months.length || planned.some(({ because }) => because !== undefined)) throw new DatastoreError("LOG_CHANGED", "the access log is not as it was when the prune was planned: plan it again");
    for (const { month } of planned) for (const parent of parents) await tx.query(`drop table if exists ledger.${parent}_${month.replace("-", "_")}`);
    await tx.commit();
    return planned;
  } catch (error) {
    await tx.rollback();
    throw error;
  }
}

const parents = ["record", "record_subject"] as const;
const monthText = /^\d{4}-(0[1-9]|1[0-2])$/;

async function plan(query: TransactionQuery, { before, months, now, witnesses }: PruneOptions): Promise<readonly LogMonth[]> {
  if (!monthText.test(before)) throw new DatastoreError("DAY_INVALID", `\`${before}\` is not a month: write one as 2024-11`);
  const kept = monthsBack(now, months);
  const signed = await newestSize(query, "select max(size) as size from ledger.checkpoint");
  const cosigned = await newestSize(query, "select min(coalesce((select max(size) from ledger.cosignature c where c.witness = w.name), 0)) as size from unnest($1::text[]) w (name)", [witnesses]);
  const found: LogMonth[] = [];
  for (const month of await monthsOf(query)) {
    if (month >= before) continue;
    const suffix = month.replace("-", "_");
    const [counted] = await query<{ readonly records: string; readonly first: string | null; readonly last: string | null; readonly bytes: string }>(
      `select count(*) as records, min(index) as first, max(index) as last, pg_total_relation_size('ledger.record_${suffix}') + coalesce(pg_total_relation_size(to_regclass('ledger.record_subject_${suffix}')), 0) as bytes from ledger.record_${suffix}`,
    );
    const [first, last] = [counted?.first ?? undefined, counted?.last ?? undefined].map((index) => (index === undefined ? undefined : Number(index)));
    found.push({ month, records: Number(counted?.records ?? 0), first, last, bytes: Number(counted?.bytes ?? 0), because: reasonToStay({ month, kept, last, signed, cosigned }) });
  }
  return found;
}

function reasonToStay({ month, kept, last, signed, cosigned }: { readonly month: string; readonly kept: string; readonly last: number | undefined; readonly signed: number | undefined; readonly cosigned: number | undefined }): string | undefined {
  if (month >= kept) return "it is younger than the retention";
  if (last === undefined) return undefined;
  if (signed === undefined || signed <= last) return "no checkpoint covers it";
  return cosigned !== undefined && cosigned <= last ? "a witness has not cosigned it" : undefined;
}

/** The months that have partitions, from the system's catalogue, ascending. */
async function monthsOf(query: TransactionQuery): Promise<readonly string[]> {
  const rows = await query<{ readonly name: string }>("select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'ledger.record'::regclass order by 1");
  return rows.map(({ name }) => name.replace(/^record_(\d{4})_(\d{2})$/, "$1-$2")).filter((month) => monthText.test(month));
}

async function newestSize(query: TransactionQuery, sql: string, parameters: readonly unknown[] = []): Promise<number | undefined> {
  const [row] = await query<{ readonly size: string | null }>(sql, parameters);
  const size = row?.size ?? undefined;
  return size === undefined ? undefined : Number(size);
}

/** The first month that is kept: so many whole months before the one of `now`. */
function monthsBack(now: number, months: number): string {
  const date = new Date(now);
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - months, 1)).toISOString().slice(0, 7);
}
