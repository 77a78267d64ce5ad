/** Reads records of version 1, which had no chain, no epochs and other names for the same things. Nobody writes them any more. */
import { LedgerError } from "./error.js";
import type { AuditRecord, RecordType, ResolverEvent } from "./record.js";
import { count, instant, requestOutcome, resolverOutcome, uuid } from "./record-shape.js";
import { list, nullable, object, oneOf, optional, recordText, text, tuple, whole } from "./shape.js";
import { readTally } from "./tally.js";

type Version1 = {
  readonly id: string;
  readonly recorded: number;
  readonly service: string;
  readonly correlation: string;
  readonly agent: Omit<AuditRecord["agent"], "who" | "role" | "network" | "policy"> & { readonly account: string; readonly duty: string; readonly address?: string };
  readonly purpose: string;
  readonly operation: { readonly name?: string; readonly hash: string };
  readonly outcome: AuditRecord["outcome"];
  readonly refusals?: NonNullable<AuditRecord["refusals"]>;
  readonly subjects: readonly string[];
  readonly tallies: readonly string[];
  readonly events: readonly (readonly [coordinate: string, outcome: ResolverEvent["outcome"], ruleId: string | null, count: number, tally: number])[];
};

const any = text(/^/, "a text");
const place = whole(0, Number.MAX_SAFE_INTEGER, "a whole number from 0 on");
const shape = object({
  version: oneOf([1], "1"),
  id: uuid,
  recorded: instant,
  service: any,
  correlation: any,
  agent: object({ account: any, duty: any, clearance: place, agency: any, jurisdictions: list(any), session: any, authenticatedBy: any, door: any, address: optional(any) }),
  purpose: any,
  operation: object({ name: optional(any), hash: any }),
  outcome: requestOutcome,
  refusals: optional(list(object({ code: any, count, first: instant, last: instant }))),
  subjects: list(any),
  tallies: list(text(/^(\d+(:\d+)?(,\d+(:\d+)?)*)?$/, "a tally")),
  events: list(tuple(any, resolverOutcome, nullable(any), count, place)),
});

/**
 * In the names of version 2. Subjects keep theirs, `s1.` and 22 characters, of the one key there was. `value`: what the text says as JSON; it must be written as JSON.stringify writes it,
 * but its members have any order, for version 1 had none. @throws LedgerError RECORD_INVALID
 */
export function readVersion1(value: unknown, body: string): AuditRecord {
  recordText(shape, value); // in version 2's order of members: only whether it can be written counts
  if (JSON.stringify(value) !== body) throw new LedgerError("RECORD_INVALID", "the text is not the one that its record has: members twice or another spelling");
  const { id, recorded, service, correlation, agent, purpose, operation, outcome, refusals, ...tables } = value as Version1;
  const { account, duty, clearance, agency, jurisdictions, session, authenticatedBy, door, address } = agent;
  const tallies = tables.tallies.map((tally) => readTally(tally, tables.subjects));
  return {
    id, recorded, type: typeOf(service, refusals), outcome, purposeOfEvent: purpose,
    agent: { who: account, role: duty, clearance, agency, jurisdictions, session, authenticatedBy, door, ...(address === undefined ? {} : { network: address }), policy: { grants: [], bases: [] } },
    source: { observer: service },
    correlation,
    entity: { ...(operation.name === undefined ? {} : { name: operation.name }), query: operation.hash, detail: {}, references: [] },
    events: tables.events.map(([coordinate, became, ruleId, calls, tally]): ResolverEvent => {
      const subjects = tallies[tally];
      if (subjects === undefined) throw new LedgerError("RECORD_INVALID", "an event names a tally that is not there");
      return { coordinate, outcome: became, ruleId: ruleId ?? undefined, count: calls, subjects };
    }),
    assigned: [],
    ...(refusals === undefined ? {} : { refusals }),
  };
}

function typeOf(service: string, refusals: Version1["refusals"]): RecordType {
  if (refusals !== undefined && refusals.length > 0) return "refusal";
  return service === "identity" ? "log-in" : "operation";
}
