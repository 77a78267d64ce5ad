/**
 * From bodies that writers made durable to entries of the log in one order: read, judged, and checked against their writers' chains. Pure: where they come from and where they go is
 * datastore's. Every body becomes an entry, whatever it says.
 */
import type { AuditRecord } from "./record.js";
import { parseRecord } from "./record-text.js";
import { type Columns, columnsOf, unknownColumns } from "./sequencing-columns.js";
import { mayWrite, type Standing } from "./sequencing-standing.js";
import { leafHash } from "./tree.js";

/** What the database noted: the body, who was logged in, and when, in milliseconds since the Unix epoch. */
export type Pending = { readonly body: string; readonly login: string; readonly arrived: number };

/** Where a writer's chain ends: the number and the previous hash (base64) that its next record must have. `login`: whose it is. */
export type WriterState = { readonly writer: string; readonly login: string; readonly service: string; readonly next: number; readonly previous: string };

/** An entry before it has its index. `record` and `id` are there of sound ones only, and `writer`, `sequence` and `previous` of those that have a chain: not of version 1. */
export type Entry = Pending & {
  readonly leaf: Buffer;
  readonly standing: Standing;
  readonly columns: Columns;
  readonly record: AuditRecord | undefined;
  readonly id: string | null;
  readonly writer: string | null;
  readonly sequence: number | null;
  readonly previous: string | null;
};

export type IntegrityKind = "hole" | "reorder" | "duplicate-record" | "unreadable-record" | "foreign-record" | "clock-skew" | "missing-record" | "witness-refused";

/** Something about the log itself. One `key` is one finding: what is noticed again is counted up. `records`: indexes. */
export type IntegrityNotice = {
  readonly kind: IntegrityKind;
  readonly key: string;
  readonly account: null;
  readonly agency: null;
  readonly service: string | null;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly count: number;
  readonly records: readonly number[];
  readonly subjects: 0;
};

/** The log as it stands before the batch. `whole`: the batch is all that there is. */
export type Before = { readonly size: number; readonly writers: ReadonlyMap<string, WriterState>; readonly ids: ReadonlySet<string>; readonly whole: boolean };

/** `entries`: in the log's order; `left`: to be read again with what is still missing before them. */
export type Sequenced<One extends Entry = Entry> = { readonly entries: readonly One[]; readonly left: readonly One[]; readonly writers: readonly WriterState[]; readonly notices: readonly IntegrityNotice[] };

/** How far a writer's clock may be from the database's when its record arrives. Records of one operation wait for each other, a minute at most. */
export const clockSkewMs = 120_000;
const longestBody = 4 * 1024 * 1024;
const firstPrevious = Buffer.alloc(32).toString("base64");

/** Reads one body and judges it. `services`: whose logins the login is one of. Never throws for what a body says. */
export function readPending(pending: Pending, services: readonly string[]): Entry {
  const leaf = leafHash(pending.body);
  const [service] = services;
  try {
    if (Buffer.byteLength(pending.body) > longestBody) return disbelieved(pending, leaf, "unreadable", service);
    const { record, link } = parseRecord(pending.body);
    const columns = columnsOf(record);
    if (columns === undefined) return disbelieved(pending, leaf, "unreadable", service);
    if (!mayWrite(record, link === undefined, pending.login, services)) return disbelieved(pending, leaf, "foreign", service);
    return { ...pending, leaf, standing: "sound", columns, record, id: record.id, writer: link?.writer ?? null, sequence: link?.sequence ?? null, previous: link?.previous ?? null };
  } catch {
    return disbelieved(pending, leaf, "unreadable", service);
  }
}

/** As an entry of which nothing is believed. */
export function disbelieved({ body, login, arrived }: Pending, leaf: Buffer, standing: Exclude<Standing, "sound">, service: string | undefined): Entry {
  return { body, login, arrived, leaf, standing, columns: unknownColumns(arrived, service), record: undefined, id: null, writer: null, sequence: null, previous: null };
}

/**
 * Puts a batch into the log's order, a writer's records by their numbers and otherwise as they arrived, and says where a chain does not go on. A writer that just ends is nothing
 * to notice: that is what a crash looks like. Neither does any clock decide anything: one that jumps is noticed and stops nothing.
 */
export function putInOrder<One extends Entry>(batch: readonly One[], before: Before): Sequenced<One> {
  const writers = new Map(before.writers);
  const changed = new Set<string>();
  const ids = new Set(before.ids);
  const entries: One[] = [];
  const left: One[] = [];
  const notices = new Map<string, IntegrityNotice>();
  const notice = (kind: IntegrityKind, about: string, { arrived, columns: { service } }: Entry, records: readonly number[]): void => {
    const known = notices.get(`${kind} ${about}`);
    const more = { kind, key: `${kind} ${about}`, account: null, agency: null, service, firstAt: Math.min(arrived, known?.firstAt ?? arrived), lastAt: Math.max(arrived, known?.lastAt ?? arrived), count: (known?.count ?? 0) + 1, records: [...(known?.records ?? []), ...records], subjects: 0 } as const;
    notices.set(more.key, more);
  };

  for (const next of inOrderOfArrival(batch)) {
    const index = before.size + entries.length;
    const known = next.writer === null ? undefined : writers.get(next.writer);
    const entry: One = known !== undefined && known.login !== next.login ? { ...next, ...disbelieved(next, next.leaf, "foreign", next.columns.service) } : next;
    const { writer, sequence, record } = entry;
    if (entry.standing === "unreadable") notice("unreadable-record", `${entry.login} ${hourOf(entry)}`, entry, [index]);
    if (entry.standing === "foreign") notice("foreign-record", `${entry.login} ${hourOf(entry)}`, entry, [index]);
    if (record !== undefined && writer !== null && sequence !== null) {
      const expected = known?.next ?? 0;
      if (sequence > expected && !before.whole) {
        left.push(entry);
        continue;
      }
      const isTwin = ids.has(record.id);
      if (isTwin) notice("duplicate-record", writer, entry, [index]);
      if (sequence > expected) notice("hole", writer, entry, [index]);
      else if (!isTwin && (sequence < expected || entry.previous !== (known?.previous ?? firstPrevious))) notice("reorder", writer, entry, [index]);
      if (sequence >= expected) {
        writers.set(writer, { writer, login: entry.login, service: entry.columns.service, next: sequence + 1, previous: entry.leaf.toString("base64") });
        changed.add(writer);
      }
      if (Math.abs(record.recorded - entry.arrived) > clockSkewMs) notice("clock-skew", `${writer} ${hourOf(entry)}`, entry, [index]);
    }
    if (record !== undefined) ids.add(record.id);
    entries.push(entry);
  }
  return { entries, left, writers: [...changed].flatMap((writer) => writers.get(writer) ?? []), notices: [...notices.values()] };
}

/** Stable: by arrival, but no record of a writer before one of it with a smaller number, whatever the clock did meanwhile. */
function inOrderOfArrival<One extends Entry>(batch: readonly One[]): readonly One[] {
  const bySequence = batch.map((entry, position) => ({ entry, position, at: entry.arrived })).sort((one, other) => (one.entry.sequence ?? 0) - (other.entry.sequence ?? 0) || one.position - other.position);
  const latest = new Map<string, number>();
  for (const one of bySequence) {
    const { writer, login } = one.entry;
    if (writer === null) continue;
    const chain = `${writer} ${login}`;
    latest.set(chain, (one.at = Math.max(one.at, latest.get(chain) ?? one.at)));
  }
  return bySequence.sort((one, other) => one.at - other.at || (one.entry.sequence ?? 0) - (other.entry.sequence ?? 0) || one.position - other.position).map(({ entry }) => entry);
}

/** Whole hours since the Unix epoch, as an ISO date: findings of an hour are one. */
function hourOf({ arrived }: Entry): string {
  return new Date(Math.floor(arrived / 3_600_000) * 3_600_000).toISOString().slice(0, 13);
}
