/** One running subgraph: a body and a signed context in, an answer out, and never an answer without its record. Not HTTP: see listen.ts. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { abilityFor, AuthzError, claimsOf, decider, type Instant, type RequestContext, type SignedClaims, verifyContext } from "@epigraph/authz";
import { beginRequest, type DataSource, transaction } from "@epigraph/datastore";
import { type AuditRecord, LedgerError, type Pseudonyms, type Recorder, recorder, refusalLog, type RequestOutcome, type Writer } from "@epigraph/ledger";
import type { Vault } from "@epigraph/vault";
import { type DocumentNode, execute, type ExecutionResult, getOperationAST, GraphQLError, OperationTypeNode } from "graphql";
import { keepIntent } from "./change-store.js";
import { documentStore } from "./document.js";
import { badInput, ClientError } from "./error.js";
import { tellsByTime, untilNextStep } from "./even-time.js";
import { grantsNeeded } from "./grants-needed.js";
import { forClient, isConflict, isInputFault, isRefusedContext } from "./masking.js";
import { permissionsOf } from "./permission-store.js";
import { agentOf, type Recorded, recordOf, tooLongRecord } from "./record.js";
import { type Scope, scopeOf } from "./scope.js";
import type { Subgraph } from "./subgraph.js";
import { mustBeUndone, notCommitted, undone } from "./undone.js";

export type ServiceParts = {
  readonly subgraph: Subgraph;
  readonly database: DataSource;
  /** On connections of its own: a change holds one of `database` until its record is written. */
  readonly ledger: Writer;
  /** Shared with the gateway, for this service only. */
  readonly contextKey: Buffer;
  /** Whether the database is shown the gateway's claims; `none` for a login that can read only what everybody may. `shown` if not given. */
  readonly claims?: "shown" | "none";
  /** The ledger's names for persons. */
  readonly pseudonyms: Pseudonyms;
  /** Only for a service that seals or opens what identifies persons. */
  readonly vault?: Vault;
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
  /** Writes the refusals that were counted. The ledger must still be open. */
  readonly close: () => Promise<void>;
};

type Body = { readonly query: string; readonly variables?: Record<string, unknown> | null; readonly operationName?: string | null };

type Asked = { readonly context: RequestContext; readonly claims: SignedClaims; readonly request: Body; readonly document: DocumentNode };
/** `changes`: whether they wait for their record to be committed, were undone, or there are none. `id`: of the record. `ending`: of a read that went well, whose transaction ends while its record is written; why it could not. */
type Run = { readonly id: string; readonly result: ExecutionResult; readonly scope: Scope; readonly changes: Recorded["changes"]; readonly ending?: Promise<Error | undefined> };

/** How often a request is tried that others' transactions get in the way of. */
const attempts = 4;

export function startService(parts: ServiceParts): Service {
  const { subgraph, ledger, clock } = parts;
  const observer = subgraph.name;
  const documents = documentStore(subgraph.schema);
  const refusals = refusalLog({ ledger, clock, observer, nobody });
  return {
    name: subgraph.name,
    ready: async () => (await ledger.ready()) && (await parts.database.query("select 1").then(() => true, () => false)),
    close: () => refusals.close(),
    answer: async (body, header) => {
      let context: RequestContext;
      let claims: SignedClaims;
      try {
        context = verifyContext(header, { audience: subgraph.name, body, key: parts.contextKey, now: clock() });
        claims = claimsOf(header ?? "");
      } catch (error) {
        refusals.add({ code: "CONTEXT_REQUIRED", agent: nobody });
        return failure(401, new ClientError("CONTEXT_REQUIRED", error instanceof AuthzError ? error.message : "the context cannot be read"));
      }
      const request = readBody(body);
      if (!request) return refused(context, [badInput("the body is not a GraphQL request")]);
      const document = documents(request.query);
      if (!("kind" in document)) return refused(context, document);

      const began = performance.now();
      const { id, result, scope, changes, ending } = await runRetried({ context, claims, request, document });
      const report = (what: string): void => parts.report(`${subgraph.name}: ${what} (correlation ${context.correlation})`);
      const errors = result.errors?.map((error) => forClient(error, context.correlation, report, changes === "undone" ? "undone" : "stand"));
      const recorded = { id, at: clock(), observer, context, schema: subgraph.schema, document, query: request.query, variables: request.variables, scope, outcome: outcomeOf(scope.recorder, errors), changes };
      const [unwritten, unended] = await Promise.all([append(recordOf(recorded)), ending]);
      if (unwritten !== undefined) {
        await scope.db.rollback();
        const unknown = unwritten === "RECORD_TOO_LONG" ? await append(tooLongRecord({ ...recorded, id: randomUUID() })) : unwritten;
        if (unknown === undefined) return failure(400, tooLong());
        if (unknown !== "LEDGER_UNAVAILABLE") report(`the record of this request cannot be written: ${unknown}`); // that one is told once, by the log's own
        return failure(503, new ClientError("LEDGER_UNAVAILABLE", "the access log cannot be written: try again later"));
      }
      if (unended !== undefined) return failure(500, forClient(new GraphQLError("", { originalError: unended }), context.correlation, report));
      try {
        if (changes === "waiting") await scope.db.commit(); // its record is an intent: whether it came about, the sequencer finds out
      } catch (error) {
        report("a recorded change could not be committed");
        return failure(500, new ClientError("INTERNAL_SERVER_ERROR", notCommitted(error, context.correlation)));
      }
      if (tellsByTime(scope, errors)) await untilNextStep(began);
      return { status: 200, body: JSON.stringify({ ...(errors ? { errors } : {}), ...("data" in result ? { data: result.data } : {}) }) };
    },
  };

  /** Why it could not be made durable. */
  async function append(record: AuditRecord): Promise<string | undefined> {
    try {
      await ledger.append(record);
      return undefined;
    } catch (error) {
      return error instanceof LedgerError ? error.code : "LEDGER_UNAVAILABLE";
    }
  }

  /** No operation: the gateway made a mistake, or somebody is in its place; or a value is none, which only the subgraph knows. */
  function refused(context: RequestContext, errors: readonly GraphQLError[]): Answer {
    const code = errors[0]?.extensions["code"];
    refusals.add({ code: typeof code === "string" ? code : "BAD_USER_INPUT", agent: agentOf(context), purpose: context.purpose });
    return { status: 400, body: JSON.stringify({ errors }) };
  }

  /** Again from the start when another transaction stood in the way: nothing of it was committed or recorded. */
  async function runRetried(asked: Asked): Promise<Run> {
    for (let attempt = 1; ; attempt += 1) {
      const run = await runOnce(asked);
      if (attempt === attempts || run.result.errors?.some(isConflict) !== true) return run;
      await run.scope.db.rollback();
      await sleep(Math.random() * 20 * 2 ** attempt);
    }
  }

  async function runOnce({ context, claims, request, document }: Asked): Promise<Run> {
    const { schema } = subgraph;
    const id = randomUUID();
    const isMutation = getOperationAST(document, request.operationName)?.operation === OperationTypeNode.MUTATION;
    const grants = grantsNeeded(schema, document, abilityFor(context.principal, context.purpose)) ? "needed" : "not needed";
    const db = transaction(parts.database, { access: isMutation || grants === "needed" ? "read-write" : "read-only", ...(parts.claims === "none" ? {} : { prepare: beginRequest(claims) }) });
    const scope = scopeFor(context, db, { grants, operation: isMutation ? "mutation" : "query" });
    let result: ExecutionResult = {};
    try {
      result = await execute({ schema, document, variableValues: request.variables, operationName: request.operationName, contextValue: scope });
      if (isMutation) {
        if (mustBeUndone(result)) {
          await db.rollback();
          return { id, result: undone(result), scope, changes: "undone" };
        }
        if (scope.changing === true) {
          await keepIntent(db, id);
          return { id, result, scope, changes: "waiting" };
        }
      }
      if (result.errors === undefined) return { id, result, scope, changes: "none", ending: db.commit().then(() => undefined, asError) };
      await db.commit();
    } catch (error) {
      await db.rollback();
      const cause = result.errors?.find((one) => isInputFault(one) || isConflict(one) || isRefusedContext(one))?.originalError ?? error; // a commit fails because a statement did
      result = { errors: [new GraphQLError("", { originalError: asError(cause) })] };
    }
    return { id, result, scope, changes: scope.changing === true ? "undone" : "none" };
  }

  function scopeFor(context: RequestContext, db: Scope["db"], how: { readonly grants: "needed" | "not needed"; readonly operation: "query" | "mutation" }): Scope {
    const { principal, purpose, issuedAt: now } = context; // the moment that the gateway signed: the guard, the statements and row security judge by the same
    const permissions = permissionsOf({ principal, purpose, now, ...how }, db);
    const ability = abilityFor(principal, purpose);
    return scopeOf({ principal, purpose, now, correlation: context.correlation, db, recorder: recorder(), permissions, pseudonyms: parts.pseudonyms, ...(parts.vault ? { vault: parts.vault } : {}), decide: decider(ability, permissions), refusal: ability.refusal });
  }
}

/** Whoever calls without a context that can be believed. */
const nobody = { who: "unknown", role: "unknown", clearance: 0, agency: "unknown", jurisdictions: [], session: "none", authenticatedBy: "none", door: "unknown" } as const;

const tooLong = (): ClientError => new ClientError("RECORD_TOO_LONG", "the answer speaks of more than one record of the access log can hold, and nothing was changed: ask for less at once");
const failure = (status: Answer["status"], error: GraphQLError): Answer => ({ status, body: JSON.stringify({ errors: [error] }) });
const asError = (cause: unknown): Error => (cause instanceof Error ? cause : new Error("unknown"));

function outcomeOf(events: Recorder, errors: readonly GraphQLError[] | undefined): RequestOutcome {
  if (!errors || errors.length === 0) return "answered";
  const refused = errors.every((error) => ["CLEARANCE_REQUIRED", "PURPOSE_REQUIRED", "APPROVAL_REQUIRED", "NOT_FOUND", "NO_RESPONSE"].includes(String(error.extensions["code"])));
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
