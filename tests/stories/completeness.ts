/** Every resolver logged: compares what the subgraphs' answers show with the records of the same operations, service by service and field by field. */
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type AuditRecord, parseRecord } from "@epigraph/ledger";
import type { FieldCounts } from "./answer-count.js";
import type { Heard } from "./listening.js";

export type Completeness = {
  readonly operations: number;
  /** Resolver calls that the answers show. */
  readonly resolved: number;
  /** How many of them are in no record. */
  readonly unlogged: number;
  /** Gaps made on purpose, and how many of them the same comparison found. */
  readonly planted: number;
  readonly found: number;
};

/** So many gaps are made on purpose, one after another. */
const gaps = 10;

export function completeness(heard: readonly Heard[], records: readonly AuditRecord[]): Completeness {
  const compared = compare(heard, records);
  const answered = heard.filter(({ correlation, counts }) => Object.keys(counts).length > 0 && records.some((record) => record.source.observer === "gateway" && record.correlation === correlation));
  const planted = answered.slice(0, gaps);
  const found = planted.filter((one) => compare(heard, records.map((record) => withGap(record, one))).unlogged > compared.unlogged);
  return { ...compared, planted: planted.length, found: found.length };
}

/** Without the calls of a field that the answer shows. */
function withGap(record: AuditRecord, { service, correlation, counts }: Heard): AuditRecord {
  if (record.source.observer !== service || record.correlation !== correlation) return record;
  const [field] = Object.keys(counts);
  return { ...record, events: record.events.filter(({ coordinate }) => coordinate.split(".")[1] !== field) };
}

/** Of an operation without the gateway's record nothing was answered: what its subgraphs said never left. */
function compare(heard: readonly Heard[], records: readonly AuditRecord[]): Pick<Completeness, "operations" | "resolved" | "unlogged"> {
  const answered = new Set(records.filter(({ source }) => source.observer === "gateway").map(({ correlation }) => correlation));
  const told = heard.filter(({ correlation }) => answered.has(correlation));
  const shown = summed(told.map(({ service, correlation, counts }) => [keyOf(service, correlation), counts]));
  const logged = summed(records.map(({ source, correlation, events }) => [keyOf(source.observer, correlation), fieldsOf(events)]));
  let [resolved, unlogged] = [0, 0];
  for (const [key, counts] of shown)
    for (const [field, count] of Object.entries(counts)) {
      resolved += count;
      unlogged += Math.max(0, count - (logged.get(key)?.[field] ?? 0));
    }
  return { operations: new Set(told.map(({ correlation }) => correlation)).size, resolved, unlogged };
}

/** A story may have put something else into the log. */
export function recordsIn(bodies: readonly string[]): readonly AuditRecord[] {
  return bodies.flatMap((body) => {
    try {
      return [parseRecord(body).record];
    } catch {
      return [];
    }
  });
}

/** By field names, as answers tell them. */
export const fieldsOf = (events: AuditRecord["events"]): FieldCounts => added(events.map(({ coordinate, count }) => ({ [coordinate.split(".")[1] ?? ""]: count })));

export function added(all: readonly FieldCounts[]): FieldCounts {
  const total: Record<string, number> = {};
  for (const counts of all) for (const [name, count] of Object.entries(counts)) total[name] = (total[name] ?? 0) + count;
  return total;
}

const keyOf = (service: string, correlation: string): string => `${service} ${correlation}`;

function summed(parts: readonly (readonly [key: string, counts: FieldCounts])[]): ReadonlyMap<string, FieldCounts> {
  const sums = new Map<string, FieldCounts>();
  for (const [key, counts] of parts) sums.set(key, added([sums.get(key) ?? {}, counts]));
  return sums;
}

/** Keeps what one platform of the run showed, for its end (tests/setup/stop-server.ts). @throws Error when something is unlogged */
export function keepCompleteness(found: Completeness): void {
  if (found.unlogged > 0) throw new Error(`${found.unlogged} of ${found.resolved} resolver calls that subgraphs answered are in no record`);
  const run = process.env["EPIGRAPH_TEST_FOLDER"];
  if (run === undefined || found.operations === 0) return;
  const folder = join(run, completenessFolder);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${randomUUID()}.json`), JSON.stringify(found));
}

/** What all platforms of the run showed. */
export function completenessOfRun(run: string): Completeness {
  const folder = join(run, completenessFolder);
  const all = existsSync(folder) ? readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Completeness) : [];
  const total = (member: keyof Completeness): number => all.reduce((sum, one) => sum + one[member], 0);
  return { operations: total("operations"), resolved: total("resolved"), unlogged: total("unlogged"), planted: total("planted"), found: total("found") };
}

const completenessFolder = "completeness";
