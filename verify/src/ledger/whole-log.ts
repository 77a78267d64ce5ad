/** The whole log, checked from its stored bytes alone: leaves, tree, every checkpoint, every writer's chain, and that what was acknowledged is in it. Trusts no column that the sequencer wrote. */
import type { DataSource } from "@epigraph/datastore";
import { emptyRoot, leafHash, nodeHash, parseRecord, parseVerifierKey, verifyCheckpoint } from "@epigraph/ledger";
import type { Acknowledged } from "./load.js";

export type Query = <Row>(sql: string, parameters?: readonly unknown[]) => Promise<readonly Row[]>;
export const queryOf = (database: Pick<DataSource, "query">): Query => (sql, parameters = []) => database.query(sql, [...parameters]);

/** All of it from one moment, however much is written meanwhile; what it changes is undone. */
export async function inOneView<T>(database: DataSource, work: (query: Query) => Promise<T>): Promise<T> {
  const runner = database.createQueryRunner();
  await runner.connect();
  await runner.startTransaction("REPEATABLE READ");
  try {
    return await work(async (sql, parameters = []) => (await runner.query(sql, [...parameters], true)).records as never);
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

export type LogState = {
  readonly records: number;
  /** What is wrong, each in one line; empty when the log is whole. */
  readonly faults: readonly string[];
  readonly duplicates: number;
};

/** Reads everything; to be called when nothing is pending. `vkey`: the log's public key. */
export async function checkWholeLog(query: Query, vkey: string): Promise<LogState> {
  const checkpoints = await query<{ size: string; note: string }>("select c.size::text as size, c.note from ledger.checkpoint c order by c.size");
  const due = new Map(checkpoints.map(({ size, note }) => [Number(size), note]));
  const faults: string[] = [];
  const chains = new Map<string, { readonly next: number; readonly previous: string }>();
  const ids = new Set<string>();
  let duplicates = 0;
  let range: readonly Peak[] = [];
  let size = 0;
  const check = (): void => {
    const note = due.get(size);
    if (note === undefined) return;
    due.delete(size);
    const { root } = verifyCheckpoint(note, [parseVerifierKey(vkey)]);
    if (!root.equals(rootOf(range))) faults.push(`the checkpoint of size ${size} has another root than the records`);
  };
  check();
  for (;;) {
    const rows = await query<{ index: string; body: string }>("select r.index::text as index, r.body from ledger.record r where r.index >= $1 and r.index < $1 + 2000 order by r.index", [size]);
    if (rows.length === 0) break;
    for (const { index, body } of rows) {
      if (Number(index) !== size) faults.push(`index ${index} stands where ${size} should`);
      const leaf = leafHash(body);
      const { record, link } = parseRecord(body);
      if (ids.has(record.id)) duplicates += 1;
      ids.add(record.id);
      if (link) {
        const { next, previous } = chains.get(link.writer) ?? { next: 0, previous: Buffer.alloc(32).toString("base64") };
        if (link.sequence !== next || link.previous !== previous) faults.push(`the chain of a writer breaks at index ${index}`);
        chains.set(link.writer, { next: link.sequence + 1, previous: leaf.toString("base64") });
      }
      range = grown(range, leaf);
      size += 1;
      check();
    }
  }
  for (const missing of due.keys()) faults.push(`there is a checkpoint of size ${missing}, and ${size} records`);
  if (!checkpoints.some((checkpoint) => Number(checkpoint.size) === size)) faults.push(`no checkpoint covers all of the ${size} records`);
  return { records: size, faults, duplicates };
}

/** A perfect subtree of 2^level leaves. */
type Peak = { readonly level: number; readonly hash: Buffer };

/** The compact range of RFC 6962's tree: one peak for each bit of its size. */
function grown(range: readonly Peak[], leaf: Buffer): readonly Peak[] {
  const peaks = [...range];
  let peak: Peak = { level: 0, hash: leaf };
  for (let last = peaks.at(-1); last?.level === peak.level; last = peaks.at(-1)) {
    peaks.pop();
    peak = { level: peak.level + 1, hash: nodeHash(last.hash, peak.hash) };
  }
  return [...peaks, peak];
}

const rootOf = (range: readonly Peak[]): Buffer => (range.length === 0 ? emptyRoot() : range.map(({ hash }) => hash).reduceRight((right, left) => nodeHash(left, right)));

type Found = { readonly correlation: string; readonly body: string; readonly change: string | null };

/** Of the acknowledged operations those without the gateway's record, without one of a service that answered for it, or, of changes, not committed. */
export async function missingRecords(query: Query, acknowledged: readonly Acknowledged[]): Promise<readonly string[]> {
  const missing: string[] = [];
  for (let at = 0; at < acknowledged.length; at += 5_000) {
    const part = acknowledged.slice(at, at + 5_000);
    const rows = await query<Found>(
      `select r.correlation, r.body, c.outcome as change from ledger.record r left join ledger.change c on c.record = r.id where r.correlation = any($1)`,
      [part.map(({ correlation }) => correlation)],
    );
    const found = new Map<string, readonly Found[]>();
    for (const row of rows) found.set(row.correlation, [...(found.get(row.correlation) ?? []), row]);
    for (const { correlation, changed } of part) {
      const own = (found.get(correlation) ?? []).map(({ body, change }) => ({ record: parseRecord(body).record, change }));
      const gateway = own.find(({ record }) => record.source.observer === "gateway");
      const answered = Object.entries(gateway?.record.calls ?? {});
      const whole = gateway !== undefined && answered.every(([service, calls]) => own.filter(({ record }) => record.source.observer === service).length >= calls);
      const committed = !changed || own.some(({ record, change }) => record.type === "change" && change === "committed");
      if (!whole || !committed) missing.push(correlation);
    }
  }
  return missing;
}
