/** What a stored record says. Of one that cannot be believed only what the sequencer itself knows. Not the format: see parseRecord. */
import { type AuditRecord as Parsed, leafHash, parseRecord } from "@epigraph/ledger";
import { CacheHit, ReconciledChange, RecordedCalls, RecordedVariable, RecordReference, RefusalCount } from "./part-types.js";
import { AuditRecord, ResolverEvent, type Standing } from "./types.js";

/** A row of the log; `index` as text, for it is a bigint. The columns beside the body were read from it. */
export type StoredRecord = {
  readonly index: string;
  readonly sequenced: Date;
  readonly login: string;
  readonly standing: "sound" | "foreign" | "unreadable";
  readonly id: string | null;
  readonly recorded: Date;
  readonly service: string;
  readonly correlation: string;
  readonly account: string;
  readonly agency: string;
  readonly body: string;
};

/** Never throws: one bad record must not hide those beside it. */
export function auditRecordOf(row: StoredRecord): AuditRecord {
  const parsed = row.standing === "sound" ? believed(row) : undefined;
  const standing: Standing = row.standing === "sound" && parsed === undefined ? "altered" : row.standing;
  const { index, recorded, sequenced, login, service, body } = row;
  const place = { index, standing, recorded, sequenced, login, leafHash: leafHash(body).toString("base64") };
  if (parsed === undefined) return Object.assign(new AuditRecord(), { ...place, ...unknown, service });
  const { record, link } = parsed;
  return Object.assign(new AuditRecord(), { ...place, writer: link?.writer ?? null, sequence: link === undefined ? null : String(link.sequence), ...saidBy(record) });
}

type Told = Omit<AuditRecord, "index" | "standing" | "sequenced" | "login" | "writer" | "sequence" | "leafHash">;

function saidBy(record: Parsed): Told {
  const { id, recorded, type, outcome, purposeOfEvent, agent, source, correlation, entity, subjectEpoch, calls, refusals = [], hits = [], reconciled = [] } = record;
  const { who, role, clearance, agency, jurisdictions, session, authenticatedBy, door, network = null, policy } = agent;
  const assigned = new Set(record.assigned);
  const references = entity.references.map((reference) => Object.assign(new RecordReference(), reference));
  return {
    id,
    recorded: new Date(recorded),
    type,
    service: source.observer,
    correlation,
    account: who,
    duty: role,
    clearance,
    agency,
    jurisdictionCodes: jurisdictions,
    session,
    door,
    address: network,
    authenticatedBy,
    purpose: purposeOfEvent,
    grants: policy.grants,
    legalBases: policy.bases,
    operationName: entity.name ?? null,
    operationHash: entity.query,
    variables: Object.entries(entity.detail).map(([name, value]) => Object.assign(new RecordedVariable(), { name, value: String(value) })),
    references,
    outcome,
    refusalCodes: [...new Set(refusals.map(({ code }) => code))],
    refusalCount: asInt(refusals.reduce((sum, { count }) => sum + count, 0)),
    calls: calls === undefined ? null : Object.entries(calls).map(([service, count]) => Object.assign(new RecordedCalls(), { service, calls: asInt(count) })),
    subjectEpoch: subjectEpoch ?? null,
    refusals: refusals.map(({ code, count, first, last }) => Object.assign(new RefusalCount(), { code, count: asInt(count), firstAt: new Date(first), lastAt: new Date(last) })),
    hits: hits.map(({ query, count, first, last }) => Object.assign(new CacheHit(), { operationHash: query, count: asInt(count), firstAt: new Date(first), lastAt: new Date(last) })),
    reconciled: reconciled.map((one) => Object.assign(new ReconciledChange(), one)),
    assigned,
    events: record.events.map((event) => Object.assign(new ResolverEvent(), { ...event, ruleId: event.ruleId ?? null, count: asInt(event.count), assigned })),
  };
}

const nobody = "unknown";
const unknown: Omit<Told, "recorded" | "service"> & Pick<AuditRecord, "writer" | "sequence"> = {
  id: null,
  writer: null,
  sequence: null,
  type: nobody,
  correlation: nobody,
  account: nobody,
  duty: nobody,
  clearance: null,
  agency: nobody,
  jurisdictionCodes: null,
  session: null,
  door: null,
  address: null,
  authenticatedBy: null,
  purpose: nobody,
  grants: null,
  legalBases: null,
  operationName: null,
  operationHash: null,
  variables: null,
  references: null,
  outcome: nobody,
  refusalCodes: null,
  refusalCount: null,
  calls: null,
  subjectEpoch: null,
  refusals: [],
  hits: [],
  reconciled: [],
  assigned: new Set(),
  events: null,
};

/** What a sound record says; nothing when the columns by which it was found are not those of its body, or it cannot be read any more. */
export function believed(row: StoredRecord): ReturnType<typeof parseRecord> | undefined {
  try {
    const parsed = parseRecord(row.body);
    const { id, recorded, agent, source, correlation } = parsed.record;
    const agrees = id === row.id && recorded === row.recorded.getTime() && agent.who === row.account && agent.agency === row.agency && source.observer === row.service && correlation === row.correlation;
    return agrees ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** As much as an `Int` of GraphQL holds. */
export const asInt = (count: number): number => Math.min(count, 2 ** 31 - 1);
