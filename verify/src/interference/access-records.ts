/** Records of the access log to put into a database before anybody asks: the run itself keeps none. Not records of what happened. */
import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Instant } from "@epigraph/authz";
import { openLedgerSink } from "@epigraph/datastore";
import { sequenceAll, type TestDatabase } from "@epigraph/datastore/testing";
import { type AuditRecord, openLanes, type Pseudonyms, type ResolverEvent } from "@epigraph/ledger";

const agencies = ["health-centre.1150000000", "kdca", "health-centre.1129000000"] as const;
/** Between two records, in milliseconds: all of them are within what two clocks may differ. */
const step = 250;

/** Puts two records about each person into the log; how many in all. The first began at `from`, and all of them are taken into the log when the last is made. */
export async function keepRecordsAbout(personKeys: readonly string[], { database, names, series, from }: { readonly database: TestDatabase; readonly names: Pseudonyms; readonly series: string; readonly from: Instant }): Promise<number> {
  const records = personKeys.flatMap((key, index) => [0, 1].map((number) => {
    const recorded = from + (index * 2 + number) * step;
    return record(names.of(key, recorded), names.epochOf(recorded), { series, recorded, number, agency: agencies[index % agencies.length] ?? "kdca" });
  }));
  const sink = await openLedgerSink(database.urls.ledger, { name: `verify ${series}` });
  try {
    await openLanes(sink, { uuid: randomUUID, nonce: () => randomBytes(16) }, { lanes: 1 }).append(records);
  } finally {
    await sink.close();
  }
  await sequenceAll(database.adminUrl, () => from + records.length * step);
  return records.length;
}

function record(subject: string, epoch: string, { series, recorded, number, agency }: { readonly series: string; readonly recorded: Instant; readonly number: number; readonly agency: string }): AuditRecord {
  const event = (coordinate: string): ResolverEvent => ({ coordinate, outcome: "allowed", ruleId: "case.clinical.national", count: 1, subjects: new Map([[subject, 1]]) });
  return {
    id: identifier(`${series} ${subject} ${number}`),
    recorded,
    type: "operation",
    outcome: "answered",
    purposeOfEvent: "investigation",
    agent: { who: `investigator.${series}.${agency}`, role: "national-investigator", clearance: 4, agency, jurisdictions: [], session: "session", authenticatedBy: "otp", door: "clearance", policy: { grants: [], bases: ["IDCPA 18"] } },
    source: { observer: number === 0 ? "cases" : "movements" },
    correlation: identifier(`${series} correlation ${subject}`),
    entity: { query: createHash("sha256").update(series).digest("hex"), detail: {}, references: [] },
    subjectEpoch: epoch,
    events: [event("Case.id"), event("Case.sex")],
    assigned: [subject],
  };
}

/** A UUID made of a text. */
export function identifier(text: string): string {
  const hex = createHash("md5").update(text).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
