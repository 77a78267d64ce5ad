/** One running subgraph: a body and a signed context in, an answer out, and never an answer without its record. Not HTTP: see listen.ts. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { abilityFor, AuthzError, claimsOf, decider, type Instant, type RequestContext, sha256, type SignedClaims, verifyContext } from "@epigraph/authz";
import { beginRequest, type DataSource, type Transaction, transaction } from "@epigraph/datastore";
import { type AuditRecord, type Recorder, recorder, type RequestOutcome, type ResolverEvent, type Writer } from "@epigraph/ledger";
import { type DocumentNode, execute, type ExecutionResult, getOperationAST, GraphQLError, OperationTypeNode } from "graphql";
import { documentStore } from "./document.js";
import { ClientError } from "./error.js";
import { tellsNotFound, untilNextStep } from "./even-time.js";
import { grantsNeeded } from "./grants-needed.js";
import { forClient, isConflict, isInputFault, isRefusedContext } from "./masking.js";
import { permissionsOf } from "./permission-store.js";
import { type Scope, scopeOf } from "./scope.js";
import type { Subgraph } from "./subgraph.js";
import { eventsUndone, mustBeUndone, notCommitted, undone } from "./undone.js";

export type ServiceParts = {
  readonly subgraph: Subgraph;
  readonly database: DataSource;
  /** On connections of its own: a change holds one of `database` until its record is written. */
  readonly ledger: Writer;
  /** Shared with the gateway, for this service only. */
  readonly contextKey: Buffer;
  /** Whether the database is shown the gateway's claims; `none` for a login that can read only what everybody may. `shown` if not given. */
  readonly claims?: "shown" | "none";
  /** From a person key to the ledger's pseudonym. */
  readonly pseudonymOf: (personKey: string) => string;
  readonly clock: () => Instant;
  /** Where an unexpected failure is told: a code and the correlation, never data. */
  readonly report: (message: string) => void;
};

export type Answer = { readonly status: 200 | 400 | 401 | 500 | 503; readonly body: string };

export type Service = {
  readonly name: string;
  /** `body`: the GraphQL request as JSON; `context`: the value of the header `epigraph-context`. */
  readonly answer: (body: string, context: string | undefined) => Promise<Answer>;
  /** Whether the database answers and the ledger can be written. */
  readonly ready: () => Promise<boolean>;
};

type Body = { readonly query: string; readonly variables?: Record<string, unknown> | null; readonly operationName?: string | null };

type Asked = { readonly context: RequestContext; readonly claims: SignedClaims; readonly request: Body; readonly document: DocumentNode };
/** `changes`: whether they wait for their record to be committed, were undone, or none were asked for. */
type Run = { readonly result: ExecutionResult; readonly events: Recorder; readonly db: Transaction; readonly changes: "none" | "waiting" | "undone" };

/** How often a request is tried that others' transactions get in the way of. */
const attempts = 4;

export function startService(parts: ServiceParts): Service {
  const documents = documentStore(parts.subgraph.schema);
  return {
    name: parts.subgraph.name,
    ready: async () => (await parts.ledger.ready()) && (await parts.database.query("select 1").then(() => true, () => false)),
    answer: async (body, header) => {
      let context: RequestContext;
      let claims: SignedClaims;
      try {
        context = verifyContext(header, { audience: parts.subgraph.name, body, key: parts.contextKey, now: parts.clock() });
        claims = claimsOf(header ?? "");
      } catch (error) {
        return failure(401, new ClientError("CONTEXT_REQUIRED", error instanceof AuthzError ? error.message : "the context cannot be read"));
      }
      const request = readBody(body);
      if (!request) return failure(400, new ClientError("BAD_USER_INPUT", "the body is not a GraphQL request"));
      const document = documents(request.query);
      if (!("kind" in document)) return { status: 400, body: JSON.stringify({ errors: document }) };

      const began = performance.now();
      const { result, events, db, changes } = await runRetried({ context, claims, request, document });
      const report = (what: string): void => parts.report(`${parts.subgraph.name}: ${what} (correlation ${context.correlation})`);
      const errors = result.errors?.map((error) => forClient(error, context.correlation, report, changes === "undone" ? "undone" : "stand"));
      const counted = events.events(parts.pseudonymOf);
      try {
        await parts.ledger.append(recordOf(context, request, outcomeOf(events, errors), changes === "undone" ? eventsUndone(counted) : counted));
      } catch {
        await db.rollback();
        report("the access log cannot be written");
        return failure(503, new ClientError("LEDGER_UNAVAILABLE", "the access log cannot be written: try again later"));
      }
      try {
        if (changes === "waiting") await db.commit(); // a change is on record before it is there
      } catch (error) {
        report("a recorded change could not be committed");
        // a second record of the operation says that what the first one allowed did not come about
        await parts.ledger.append(recordOf(context, request, "error", eventsUndone(counted))).catch(() => report("nor could that be recorded"));
        return failure(500, new ClientError("INTERNAL_SERVER_ERROR", notCommitted(error, context.correlation)));
      }
      if (tellsNotFound(errors)) await untilNextStep(began);
      return { status: 200, body: JSON.stringify({ ...(errors ? { errors } : {}), ...("data" in result ? { data: result.data } : {}) }) };
    },
  };

  /** Again from the start when another transaction stood in the way: nothing of it was committed or recorded. */
  async function runRetried(asked: Asked): Promise<Run> {
    for (let attempt = 1; ; attempt += 1) {
      const run = await runOnce(asked);
      if (attempt === attempts || run.result.errors?.some(isConflict) !== true) return run;
      await run.db.rollback();
      await sleep(Math.random() * 20 * 2 ** attempt);
    }
  }

  async function runOnce({ context, claims, request, document }: Asked): Promise<Run> {
    const { schema } = parts.subgraph;
    const events = recorder();
    const isMutation = getOperationAST(document, request.operationName)?.operation === OperationTypeNode.MUTATION;
    const grants = grantsNeeded(schema, document, abilityFor(context.principal, context.purpose)) ? "needed" : "not needed";
    const db = transaction(parts.database, { access: isMutation || grants === "needed" ? "read-write" : "read-only", ...(parts.claims === "none" ? {} : { prepare: beginRequest(claims) }) });
    let result: ExecutionResult = {};
    try {
      result = await execute({ schema, document, variableValues: request.variables, operationName: request.operationName, contextValue: scopeFor(context, db, events, grants) });
      if (isMutation) {
        if (!mustBeUndone(result)) return { result, events, db, changes: "waiting" };
        await db.rollback();
        return { result: undone(result), events, db, changes: "undone" };
      }
      await db.commit();
    } catch (error) {
      await db.rollback();
      const cause = result.errors?.find((one) => isInputFault(one) || isConflict(one) || isRefusedContext(one))?.originalError ?? error; // a commit fails because a statement did
      result = { errors: [new GraphQLError("", { originalError: cause instanceof Error ? cause : new Error("unknown") })] };
    }
    return { result, events, db, changes: isMutation ? "undone" : "none" };
  }

  function scopeFor(context: RequestContext, db: Scope["db"], events: Recorder, grants: "needed" | "not needed"): Scope {
    const { principal, purpose, issuedAt: now } = context; // the moment that the gateway signed: the guard, the statements and row security judge by the same
    const permissions = permissionsOf({ principal, purpose, now, grants }, db);
    const ability = abilityFor(principal, purpose);
    return scopeOf({ principal, purpose, now, correlation: context.correlation, db, recorder: events, permissions, pseudonymOf: parts.pseudonymOf, decide: decider(ability, permissions), refusal: ability.refusal });
  }

  function recordOf(context: RequestContext, request: Body, outcome: RequestOutcome, events: readonly ResolverEvent[]): AuditRecord {
    const { account, duty, clearance, agency, jurisdictions, session, authenticatedBy, door } = context.principal;
    const name = context.operation.name;
    return {
      id: randomUUID(),
      recorded: parts.clock(),
      service: parts.subgraph.name,
      correlation: context.correlation,
      agent: { account, duty, clearance, agency, jurisdictions, session, authenticatedBy, door },
      purpose: context.purpose,
      operation: { ...(name === undefined ? {} : { name }), hash: sha256(request.query) },
      outcome,
      events,
    };
  }
}

const failure = (status: Answer["status"], error: GraphQLError): Answer => ({ status, body: JSON.stringify({ errors: [error] }) });
function outcomeOf(events: Recorder, errors: readonly GraphQLError[] | undefined): RequestOutcome {
  if (!errors || errors.length === 0) return "answered";
  const refused = errors.every((error) => ["CLEARANCE_REQUIRED", "PURPOSE_REQUIRED", "APPROVAL_REQUIRED", "NOT_FOUND"].includes(String(error.extensions["code"])));
  if (!refused) return "error";
  return events.allowed() === 0 ? "refused" : "partly-denied";
}

function readBody(text: string): Body | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return isBody(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

function isBody(body: unknown): body is Body {
  if (typeof body !== "object" || body === null || !("query" in body) || typeof body.query !== "string") return false;
  const { variables = null, operationName = null } = body as { readonly variables?: unknown; readonly operationName?: unknown };
  return typeof variables === "object" && !Array.isArray(variables) && (operationName === null || typeof operationName === "string");
}
