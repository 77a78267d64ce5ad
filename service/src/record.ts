/** What one request of a subgraph leaves in the access log: made of what the guard decided, counted and described. Not when it is written: see service.ts. */
import { basisOf, type Instant, type RequestContext, type RuleId, sha256 } from "@epigraph/authz";
import type { AuditRecord, RequestOutcome, ResolverEvent } from "@epigraph/ledger";
import type { DocumentNode, GraphQLSchema } from "graphql";
import { grantsUsed } from "./grants-used.js";
import { detailOf } from "./recorded-variables.js";
import type { RowInRequest, Scope } from "./scope.js";
import { eventsUndone } from "./undone.js";

export type Recorded = {
  readonly id: string;
  readonly at: Instant;
  readonly observer: string;
  readonly context: RequestContext;
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
  readonly scope: Scope;
  readonly outcome: RequestOutcome;
  /** `waiting`: the record is of an intent, whose change is committed after it. */
  readonly changes: "none" | "waiting" | "undone";
};

export function recordOf({ id, at, observer, context, schema, document, query, variables, scope, outcome, changes }: Recorded): AuditRecord {
  const nameOf = remembered((personKey) => scope.pseudonyms.of(personKey, context.issuedAt));
  const counted = scope.recorder.events(nameOf);
  const rows = rowsOf(scope);
  const grants = grantsUsed(scope.permissions.grants(), rows);
  const { name } = context.operation;
  return {
    id,
    recorded: at,
    type: changes === "waiting" ? "change" : "operation",
    outcome,
    purposeOfEvent: context.purpose,
    agent: { ...agentOf(context), policy: { grants, bases: basesOf(counted) } },
    source: { observer },
    correlation: context.correlation,
    entity: { ...(name === undefined ? {} : { name }), query: sha256(query), detail: detailOf(schema, document, variables), references: [...scope.references, ...emergencies(scope, grants)] },
    ...(counted.some(({ subjects }) => subjects.size > 0) ? { subjectEpoch: scope.pseudonyms.epochOf(context.issuedAt) } : {}),
    events: changes === "undone" ? eventsUndone(counted) : counted,
    assigned: assignedSubjects(rows, scope.permissions).map(nameOf),
  };
}

/** The record in the place of one that is longer than the log takes: who was refused for it. */
export function tooLongRecord({ id, at, observer, context, query }: Omit<Recorded, "scope" | "outcome" | "changes" | "variables" | "schema" | "document">): AuditRecord {
  return {
    id,
    recorded: at,
    type: "refusal",
    outcome: "refused",
    purposeOfEvent: context.purpose,
    agent: { ...agentOf(context), policy: { grants: [], bases: [] } },
    source: { observer },
    correlation: context.correlation,
    entity: { ...(context.operation.name === undefined ? {} : { name: context.operation.name }), query: sha256(query), detail: {}, references: [] },
    events: [],
    assigned: [],
    refusals: [{ code: "RECORD_TOO_LONG", count: 1, first: at, last: at }],
  };
}

/** Who asks, as a record has it. */
export function agentOf({ principal }: RequestContext): Omit<AuditRecord["agent"], "policy"> {
  const { account, duty, clearance, agency, jurisdictions, session, authenticatedBy, door } = principal;
  return { who: account, role: duty, clearance, agency, jurisdictions, session, authenticatedBy, door };
}

/** Whoever reads under emergency access is noticed by it. */
function emergencies({ permissions, references }: Scope, used: readonly string[]): Scope["references"] {
  const ids = new Set(permissions.grants().flatMap(({ id, emergency }) => (emergency !== undefined && used.includes(id) ? [emergency] : [])));
  return [...ids].filter((id) => !references.some((known) => known.kind === "break-glass" && known.id === id)).map((id) => ({ kind: "break-glass", id }));
}

/** Every row that the guard described. */
function rowsOf({ rows = [], cells = new Map() }: Scope): readonly RowInRequest[] {
  return [...rows.flatMap((ofType) => [...ofType.all.values()]), ...cells.values()]; // `rows` has gaps, which `flatMap` leaves out
}

function basesOf(events: readonly ResolverEvent[]): readonly string[] {
  const rules = new Set(events.flatMap(({ outcome, ruleId }) => (outcome === "allowed" && ruleId !== undefined ? [ruleId] : [])));
  const bases = [...rules].flatMap((ruleId) => basisOf(ruleId as RuleId) ?? []);
  return [...new Set(bases)].filter((basis) => basis !== "-").toSorted();
}

/** Those all of whose rows are of cases to which the account is assigned, all of them. */
function assignedSubjects(rows: readonly RowInRequest[], { assigned }: Scope["permissions"]): readonly string[] {
  const all = new Map<string, boolean>();
  for (const { decided, subjects } of rows) {
    if (subjects.length === 0) continue;
    const caseIds = decided?.resource.caseIds ?? [];
    const isAssigned = caseIds.length > 0 && caseIds.every(assigned);
    for (const subject of subjects) all.set(subject, isAssigned && all.get(subject) !== false);
  }
  return [...all].flatMap(([subject, isAssigned]) => (isAssigned ? [subject] : []));
}

function remembered(nameOf: (personKey: string) => string): (personKey: string) => string {
  const names = new Map<string, string>();
  return (personKey) => {
    let name = names.get(personKey);
    if (name === undefined) names.set(personKey, (name = nameOf(personKey)));
    return name;
  };
}
