/**
 * Whether operations are whole: the gateway's record says how many calls each subgraph answered, and each of those was answered only after its record was durable. Not the answers:
 * nothing here knows what was asked.
 */
import type { Notice } from "@epigraph/ledger";
import type { DataSource } from "typeorm";
import { transaction, type TransactionQuery } from "../transaction.js";
import { keepFindings } from "./findings.js";
import { lockHead } from "./head.js";

type Row = { readonly index: string; readonly sequenced: Date; readonly recorded: Date; readonly service: string; readonly standing: string; readonly correlation: string; readonly calls: Readonly<Record<string, number>> | null };

/** How long the others' records have before one counts as missing. */
const patienceMs = 60_000;
const mostAtOnce = 5_000;

/**
 * Looks at each record of the gateway's once, a minute after it was sequenced, and resolves to how many records it looked at. Only when nothing was pending a moment ago: what is
 * missing may be there. @throws what the database says
 */
export async function judgeOperations(database: DataSource, clock: () => number): Promise<number> {
  const now = clock();
  const tx = transaction(database, { access: "read-write", isolation: "read committed" });
  const { query } = tx;
  try {
    const { judged, judgedAt } = await lockHead(query);
    const rows = await query<Row>(
      "select index, sequenced, recorded, service, standing, correlation, calls from ledger.record where sequenced >= $1 and sequenced <= $2 and index >= $3 order by sequenced, index limit $4",
      [new Date(judgedAt), new Date(now - patienceMs), judged, mostAtOnce],
    );
    const last = rows.at(-1);
    if (last !== undefined) {
      await keepFindings(query, await missingIn(query, rows, judgedAt), new Date(now));
      await query("update ledger.head set judged = $1, judged_at = $2", [Number(last.index) + 1, last.sequenced]);
    }
    await tx.commit();
    return rows.length;
  } catch (error) {
    await tx.rollback();
    throw error;
  }
}

async function missingIn(query: TransactionQuery, rows: readonly Row[], since: number): Promise<readonly Notice[]> {
  const whole = rows.filter(({ service, standing, calls }) => service === "gateway" && standing === "sound" && calls !== null);
  if (whole.length === 0) return [];
  // a subgraph's record is seldom older than the gateway's; a day bounds the months that are looked into
  const found = await query<{ readonly correlation: string; readonly service: string; readonly records: number }>(
    "select correlation, service, count(*)::int as records from ledger.record where correlation = any ($1) and sequenced >= $2 and standing = 'sound' group by correlation, service",
    [[...new Set(whole.map(({ correlation }) => correlation))], new Date(Math.max(since - 86_400_000, 0))],
  );
  const records = new Map(found.map(({ correlation, service, records: count }) => [`${service} ${correlation}`, count]));
  return whole.flatMap(({ index, recorded, correlation, calls }) =>
    Object.entries(calls ?? {}).flatMap(([service, called]): Notice[] => {
      const missing = called - (records.get(`${service} ${correlation}`) ?? 0);
      const at = recorded.getTime();
      return missing > 0 ? [{ kind: "missing-record", key: `missing-record ${service} ${correlation}`, account: null, agency: null, service, firstAt: at, lastAt: at, count: missing, records: [Number(index)], subjects: 0 }] : [];
    }),
  );
}
