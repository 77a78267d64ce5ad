/** What of a record is kept in columns beside its body, derived from the body alone. Not whether it may be believed: see sequencing-standing.ts. */
import { createHash, hash } from "node:crypto";
import type { AuditRecord } from "./record.js";

/** `events`: the record's coordinates with their outcomes, each as `Type.field outcome`, sorted; `id`: the first 16 bytes of the SHA-256 of their lines. Most records of an operation have the same. */
export type Shape = { readonly id: Buffer; readonly events: readonly string[] };

/** `allowed`: something of the subject's was shown, whole or in part; `assigned`: the account was assigned to all of the subject's cases that were met. */
export type Met = { readonly subject: string; readonly assigned: boolean; readonly allowed: boolean };

/** Instants are milliseconds since the Unix epoch. `subjects`: how many data subjects were met; `unassigned`: of how many without an assignment something was shown. */
export type Columns = {
  readonly recorded: number;
  readonly type: string;
  readonly service: string;
  readonly correlation: string;
  readonly account: string;
  readonly duty: string;
  readonly agency: string;
  readonly session: string;
  readonly address: string | null;
  readonly purpose: string;
  readonly outcome: string;
  readonly operationName: string | null;
  readonly operationHash: string | null;
  readonly shape: Shape | null;
  readonly subjects: number;
  readonly unassigned: number;
  readonly calls: Readonly<Record<string, number>> | null;
  readonly met: readonly Met[];
};

const unknown = "unknown";
/** The hash of no document: there was no operation. */
const noDocument = hash("sha256", "");

/** Of a record that is not believed: when it arrived, and whose login wrote it. */
export function unknownColumns(arrived: number, service: string | undefined): Columns {
  return {
    recorded: arrived, type: unknown, service: service ?? unknown, correlation: unknown, account: unknown, duty: unknown, agency: unknown, session: unknown, address: null, purpose: unknown, outcome: unknown,
    operationName: null, operationHash: null, shape: null, subjects: 0, unassigned: 0, calls: null, met: [],
  };
}

/** None when a member is too long or too strange to be looked for: PostgreSQL indexes no more than some 2,700 bytes, and text holds neither U+0000 nor half a character. */
export function columnsOf(record: AuditRecord): Columns | undefined {
  const { agent, entity, calls } = record;
  const met = metIn(record);
  const columns: Columns = {
    recorded: record.recorded,
    type: record.type,
    service: record.source.observer,
    correlation: record.correlation,
    account: agent.who,
    duty: agent.role,
    agency: agent.agency,
    session: agent.session,
    address: agent.network ?? null,
    purpose: record.purposeOfEvent,
    outcome: record.outcome,
    operationName: entity.name ?? null,
    operationHash: entity.query === noDocument ? null : entity.query,
    shape: shapeOf(record),
    subjects: met.length,
    unassigned: met.filter(({ allowed, assigned }) => allowed && !assigned).length,
    calls: calls ?? null,
    met,
  };
  const texts = [...Object.values(columns).filter((value) => typeof value === "string"), ...(columns.shape?.events ?? []), ...met.map(({ subject }) => subject), ...Object.keys(calls ?? {})];
  return texts.every(isIndexable) && columns.recorded >= 0 && columns.recorded < 253_402_300_800_000 ? columns : undefined; // the year 10000
}

function isIndexable(text: string): boolean {
  return text.length <= 500 && !/[\0\p{Surrogate}]/u.test(text);
}

function shapeOf({ events }: AuditRecord): Shape | null {
  const lines = [...new Set(events.map(({ coordinate, outcome }) => `${coordinate} ${outcome}`))].sort();
  return lines.length === 0 ? null : { id: createHash("sha256").update(lines.join("\n")).digest().subarray(0, 16), events: lines };
}

function metIn({ events, assigned }: AuditRecord): readonly Met[] {
  const own = new Set(assigned);
  const shown = new Map<string, boolean>();
  for (const { outcome, subjects } of events) {
    const allowed = outcome === "allowed" || outcome === "redacted";
    for (const subject of subjects.keys()) if (allowed || !shown.has(subject)) shown.set(subject, allowed);
  }
  return [...shown].map(([subject, allowed]) => ({ subject, assigned: own.has(subject), allowed }));
}
