/** What a stored record says, checked as far as it is shown: the database holds the head of a body to its columns and nothing more. Not the format: see decodeRecord. */
import { decodeRecord } from "@epigraph/ledger";
import { AuditRecord, ResolverEvent, type StoredRecord } from "./types.js";

/** What an auditor is told instead of the outcome of a record that cannot be read. */
export const unreadable = "unreadable";

type Decoded = ReturnType<typeof decodeRecord>;

/** Never throws: one bad record must not hide those beside it. Of one that cannot be read it tells what stands beside the body. */
export function auditRecordOf(row: StoredRecord): AuditRecord {
  const { id, writer, sequence, recorded, service, correlation, account, duty, agency, purpose } = row;
  const beside = { id, writer, sequence, recorded, service, correlation, account, duty, agency, purpose };
  const body = bodyOf(row);
  if (body === undefined) {
    const nothing = { clearance: null, jurisdictionCodes: null, session: null, door: null, operationName: null, operationHash: null, refusalCodes: null, refusalCount: null, events: null };
    return Object.assign(new AuditRecord(), { ...beside, ...nothing, outcome: unreadable });
  }
  const { agent, operation, outcome, events, refusals = [] } = body;
  const { clearance, jurisdictions, session, door } = agent;
  return Object.assign(new AuditRecord(), {
    ...beside,
    clearance,
    jurisdictionCodes: jurisdictions,
    session,
    door,
    operationName: operation.name ?? null,
    operationHash: operation.hash,
    outcome,
    refusalCodes: [...new Set(refusals.map(({ code }) => code))],
    refusalCount: refusals.reduce(sum, 0),
    events: events.map((event) => Object.assign(new ResolverEvent(), { ...event, ruleId: event.ruleId ?? null })),
  });
}

function bodyOf(row: StoredRecord): Decoded | undefined {
  try {
    const body = decodeRecord(row.body);
    return agrees(body, row) && isWhole(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

const agrees = ({ id, service, correlation, agent, purpose, outcome }: Decoded, row: StoredRecord): boolean =>
  id === row.id && service === row.service && correlation === row.correlation && agent.account === row.account && agent.duty === row.duty && agent.agency === row.agency && purpose === row.purpose && outcome === row.outcome;

/** `decodeRecord` believes the types of what it was given; here nobody vouches for them. */
const isWhole = ({ agent, operation, events, refusals }: Decoded): boolean =>
  isCount(agent.clearance) &&
  agent.jurisdictions.every(isText) &&
  [agent.session, agent.door, operation.hash, operation.name ?? ""].every(isText) &&
  events.every(({ coordinate, outcome, ruleId, count, subjects }) => [coordinate, outcome, ruleId ?? ""].every(isText) && isCount(count) && [...subjects].every(([subject, times]) => isText(subject) && isCount(times))) &&
  isCount([...events.flatMap(({ subjects }) => [...subjects.values()]), 0].reduce((one, other) => one + other)) &&
  (refusals ?? []).every(({ code, count }) => isText(code) && isCount(count)) &&
  isCount((refusals ?? []).reduce(sum, 0));

const sum = (before: number, { count }: { readonly count: number }): number => before + count;
const isText = (value: unknown): boolean => typeof value === "string";
/** As much as an `Int` of GraphQL holds. */
const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 31;
