/** The gateway's own record of an operation: who asked from where, what was taken out before planning, and how many calls each subgraph answered. */
import { randomUUID } from "node:crypto";
import type { Coordinate, Instant } from "@epigraph/authz";
import type { AuditRecord, RequestOutcome } from "@epigraph/ledger";
import type { GraphQLError } from "graphql";
import type { Withheld } from "./clearance/narrow.js";
import type { GatewayContext } from "./context.js";
import { agentOf } from "./refusals.js";

/** The gateway runs no resolvers: its events are the selections that it withheld, each counted at least once. */
export function gatewayRecord(context: GatewayContext, withheld: readonly Withheld[], nulls: ReadonlyMap<Coordinate, number>, errors: readonly GraphQLError[], now: Instant): AuditRecord {
  return {
    ...heading(context, now),
    type: "operation",
    outcome: outcomeOf(errors),
    events: [...new Set(withheld.map(({ coordinate }) => coordinate))].map((coordinate) => ({ coordinate, outcome: "denied", ruleId: undefined, count: Math.max(1, nulls.get(coordinate) ?? 0), subjects: new Map() })),
    calls: Object.fromEntries(context.calls ?? []),
  };
}

/** In its place, when the records of the operation are longer than the log takes: who was refused for it. */
export function tooLongRecord(context: GatewayContext, now: Instant): AuditRecord {
  return { ...heading(context, now), type: "refusal", outcome: "refused", events: [], refusals: [{ code: "RECORD_TOO_LONG", count: 1, first: now, last: now }] };
}

function heading({ principal, purpose, correlation, address, operation: { name, hash } }: GatewayContext, now: Instant): Omit<AuditRecord, "type" | "outcome" | "events"> {
  return {
    id: randomUUID(),
    recorded: now,
    purposeOfEvent: purpose,
    agent: { ...agentOf(principal), network: address, policy: { grants: [], bases: [] } },
    source: { observer: "gateway" },
    correlation,
    entity: { ...(name === undefined ? {} : { name }), query: hash, detail: {}, references: [] },
    assigned: [],
  };
}

function outcomeOf(errors: readonly GraphQLError[]): RequestOutcome {
  if (errors.length === 0) return "answered";
  const denials = ["CLEARANCE_REQUIRED", "PURPOSE_REQUIRED", "APPROVAL_REQUIRED", "NOT_FOUND"];
  return errors.every(({ extensions }) => denials.includes(String(extensions["code"]))) ? "partly-denied" : "error";
}
