/** The gateway's own record of an operation: who asked from where, and what was taken out before planning. */
import { randomUUID } from "node:crypto";
import type { Coordinate, Instant } from "@epigraph/authz";
import type { AuditRecord, RequestOutcome } from "@epigraph/ledger";
import type { GraphQLError } from "graphql";
import type { Withheld } from "./clearance/narrow.js";
import type { GatewayContext } from "./context.js";

/** The gateway runs no resolvers: its events are the selections that it withheld, each counted at least once. */
export function gatewayRecord(context: GatewayContext, withheld: readonly Withheld[], nulls: ReadonlyMap<Coordinate, number>, errors: readonly GraphQLError[], now: Instant): AuditRecord {
  const { account, duty, clearance, agency, jurisdictions, session, authenticatedBy, door } = context.principal;
  return {
    id: randomUUID(),
    recorded: now,
    service: "gateway",
    correlation: context.correlation,
    agent: { account, duty, clearance, agency, jurisdictions, session, authenticatedBy, door, address: context.address },
    purpose: context.purpose,
    operation: context.operation,
    outcome: outcomeOf(errors),
    events: [...new Set(withheld.map(({ coordinate }) => coordinate))].map((coordinate) => ({ coordinate, outcome: "denied", ruleId: undefined, count: Math.max(1, nulls.get(coordinate) ?? 0), subjects: new Map() })),
  };
}

function outcomeOf(errors: readonly GraphQLError[]): RequestOutcome {
  if (errors.length === 0) return "answered";
  const denials = ["CLEARANCE_REQUIRED", "PURPOSE_REQUIRED", "APPROVAL_REQUIRED", "NOT_FOUND"];
  return errors.every(({ extensions }) => denials.includes(String(extensions["code"]))) ? "partly-denied" : "error";
}
