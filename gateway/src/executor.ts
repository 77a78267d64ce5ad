/** Stands in for the executor towards @apollo/server: clearance first, then the executor behind it, then the record; no answer without its record. */
import { ApolloGateway } from "@apollo/gateway";
import type { GatewayExecutionResult, GatewayExecutor, GatewayGraphQLRequestContext, GatewayInterface } from "@apollo/server-gateway-interface";
import { type Coordinate, type Instant, type ServiceName, services, sha256 } from "@epigraph/authz";
import { type AuditRecord, LedgerError, type Writer } from "@epigraph/ledger";
import { getVariableValues, GraphQLError, type OperationDefinitionNode, OperationTypeNode, print } from "graphql";
import { withoutAccessDirectives } from "./clearance/access-features.js";
import { claimsOf } from "./clearance/claims.js";
import { type ClearanceMode, clearanceOver } from "./clearance/clearance.js";
import type { Operation, Withheld } from "./clearance/narrow.js";
import { rejected } from "./clearance/reject.js";
import { restore, runsNothing } from "./clearance/restore.js";
import type { GatewayContext } from "./context.js";
import { gatewayError, type GatewayErrorCode } from "./error.js";
import { inOrderOfPath } from "./error-order.js";
import type { OperationRecords } from "./operation-records.js";
import type { PublicCache } from "./public-cache.js";
import { gatewayRecord, tooLongRecord } from "./record.js";
import { subgraphSource } from "./subgraph-source.js";
import type { Transports } from "./transport.js";

export type ExecutorParts = {
  /** The door's contract; its access directives are what clearance is decided by. */
  readonly supergraph: string;
  /** What becomes of an operation that asks for more than its asker may: `narrow` if not said. */
  readonly mode?: ClearanceMode;
  /** For each subgraph of the contract. */
  readonly transports: Transports;
  readonly contextKeys: Readonly<Partial<Record<ServiceName, Buffer>>>;
  /** Which subgraph it is that the contract calls so; the one of that name if not given. */
  readonly serviceOf?: (graph: string) => ServiceName | undefined;
  /** Shared with the database, which no subgraph knows. */
  readonly claimsKey: Buffer;
  readonly ledger: Writer;
  /** In one process with the subgraphs, whose records wait for the gateway's: told of each operation's end. */
  readonly settle?: OperationRecords["settle"];
  readonly clock: () => Instant;
};

/** What a door may put in front of what runs. */
export type Front = Pick<PublicCache, "answer">;

type Request = GatewayGraphQLRequestContext<GatewayContext>;

export function guardedGateway(parts: ExecutorParts, front?: Front): GatewayInterface {
  // @apollo/gateway asks cloud metadata servers and reports to its maker unless told not to; nothing of this platform leaves it
  process.env["APOLLO_TELEMETRY_DISABLED"] = "true";
  const stock = new ApolloGateway({
    supergraphSdl: withoutAccessDirectives(parts.supergraph), // which it refuses to load, and which are enforced in front of it
    buildService: ({ name }) => {
      const service = parts.serviceOf ? parts.serviceOf(name) : services.find((known) => known === name);
      const [transport, context] = service === undefined ? [] : [parts.transports[service], parts.contextKeys[service]];
      if (service === undefined || transport === undefined || context === undefined) throw new RangeError(`the supergraph names an unknown subgraph \`${name}\``);
      return subgraphSource(service, transport, { context, claims: parts.claimsKey }, parts.clock, name);
    },
    logger: quiet,
  });
  return {
    onSchemaLoadOrUpdate: (callback) => stock.onSchemaLoadOrUpdate(callback),
    stop: () => stock.stop(),
    load: async (options) => {
      await stock.load(options);
      return { executor: guardedExecutor(stock.executor as GatewayExecutor, parts, front) as GatewayExecutor };
    },
  };
}

type GuardParts = Pick<ExecutorParts, "ledger" | "clock" | "supergraph" | "mode" | "settle">;

/** In front of any executor that runs documents against the API schema of `supergraph`: the stock one today. @throws GraphQLError SUPERGRAPH_INVALID */
export function guardedExecutor(execute: GatewayExecutor, { ledger, clock, supergraph, mode = "narrow", settle }: GuardParts, front?: Front): (request: Request) => Promise<GatewayExecutionResult> {
  const clearance = clearanceOver(supergraph);
  return async (request) => {
    const misused = cannotRun(request);
    if (misused) return { errors: misused };
    const { context } = request;
    if (context.fate) context.fate.ran = true;
    try {
      return await (front ? front.answer(request, run, () => ({ errors: [ledgerUnavailable()] })) : run(request));
    } finally {
      await settle?.(context.correlation); // whatever became of the gateway's record
    }
  };

  async function run(request: Request): Promise<GatewayExecutionResult> {
    const { context, schema, document, operation } = request;
    context.operation = { ...(request.operationName === null ? {} : { name: request.operationName }), hash: sha256(request.source) };
    const variables = request.request.variables ?? {};
    const narrowing = clearance.narrowed({ document, operation }, request.source, request.queryHash, schema, claimsOf(context.principal, context.purpose));
    const { withheld, narrowed } = narrowing;
    if (mode === "reject" && withheld.size > 0) return await recorded([...withheld.values()], new Map(), { errors: [rejected(withheld.values())] });

    const untouched = withheld.size === 0;
    const ran = runsNothing(narrowing, schema, variables) ? { data: {} } : await execute(untouched ? request : inner(request, narrowed)).catch(() => unexpected); // a record is owed all the same
    const answered = { data: ran.data, errors: ran === unexpected ? [somethingWentWrong()] : (ran.errors?.map(asError) ?? []) };
    if (tells("LEDGER_UNAVAILABLE", answered.errors)) return { errors: [ledgerUnavailable(maybeChanged())] };
    if (tells("RECORD_TOO_LONG", answered.errors)) return await recorded([...withheld.values()], new Map(), { errors: [tooLong(maybeChanged())] });
    const { data, errors, nulls } = untouched ? { ...answered, nulls: new Map() } : restore(narrowing, schema, variables, answered);
    return await recorded([...withheld.values()], nulls, { ...(data === undefined ? {} : { data }), errors });

    /** The answer, once it is in the access log. */
    async function recorded(denied: readonly Withheld[], counts: ReadonlyMap<Coordinate, number>, answer: { readonly data?: Record<string, unknown> | null; readonly errors: readonly GraphQLError[] }): Promise<GatewayExecutionResult> {
      const unwritten = await append(gatewayRecord(context, denied, counts, answer.errors, clock()));
      if (unwritten === "RECORD_TOO_LONG" && (await append(tooLongRecord(context, clock()))) === undefined) return { errors: [tooLong(maybeChanged())] };
      if (unwritten !== undefined) return { errors: [ledgerUnavailable(maybeChanged())] };
      const { errors: all, ...rest } = answer;
      return { ...rest, ...(all.length > 0 ? { errors: inOrderOfPath(all) } : {}) };
    }

    /** Whether a subgraph may have changed something before another of them, or the gateway, could not go on. */
    function maybeChanged(): boolean {
      return operation.operation === OperationTypeNode.MUTATION && (context.calls?.size ?? 0) > 0;
    }
  }

  /** Why it could not be made durable. */
  async function append(record: AuditRecord): Promise<string | undefined> {
    try {
      await ledger.append(record);
      return undefined;
    } catch (error) {
      return error instanceof LedgerError ? error.code : "LEDGER_UNAVAILABLE";
    }
  }
}

const tells = (code: GatewayErrorCode, errors: readonly GraphQLError[]): boolean => errors.some(({ extensions }) => extensions["code"] === code);

/** What validation leaves to execution, and the stock executor answers as a fault of its own: which operation, of which kind, with which variables. */
function cannotRun({ operation, schema, request }: Request): GraphQLError[] | undefined {
  if ((operation as OperationDefinitionNode | undefined) === undefined) return [gatewayError("BAD_USER_INPUT", "`operationName` must name one of the document's operations")]; // @apollo/server gives it the standard code
  if (!schema.getRootType(operation.operation)) return [gatewayError("BAD_USER_INPUT", `there is no ${operation.operation} here`)];
  const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], request.variables ?? {}, { maxErrors: 10 });
  return errors?.map(({ message }) => gatewayError("BAD_USER_INPUT", message));
}

const hashes = new WeakMap<Operation, string>();

/** The same request with what is left of its document; its plan is kept under a hash of its own. */
function inner(request: Request, narrowed: Operation): GatewayGraphQLRequestContext {
  let hash = hashes.get(narrowed);
  if (!hash) hashes.set(narrowed, (hash = sha256(`narrowed ${print(narrowed.document)}`)));
  return Object.assign(Object.create(request) as GatewayGraphQLRequestContext, { ...narrowed, queryHash: hash });
}

/** The parts of an error that a client may see: its words, its code, its place. */
function asError(error: { readonly message: string; readonly path?: readonly (string | number)[] | undefined; readonly extensions?: Record<string, unknown> }): GraphQLError {
  const code = error.extensions?.["code"];
  const known = typeof code === "string" && code !== "DOWNSTREAM_SERVICE_ERROR"; // the stock executor's name for an error without a code: not meant for clients
  return new GraphQLError(error.message, { extensions: { code: known ? code : "INTERNAL_SERVER_ERROR" }, ...(error.path ? { path: error.path } : {}) });
}

const unexpected: GatewayExecutionResult = {};
const somethingWentWrong = (): GraphQLError => gatewayError("INTERNAL_SERVER_ERROR", "something went wrong here");
const look = "; something may have been changed: look before you try again";
const ledgerUnavailable = (maybeChanged = false): GraphQLError => gatewayError("LEDGER_UNAVAILABLE", `the access log cannot be written${maybeChanged ? look : ": try again later"}`);
const tooLong = (maybeChanged: boolean): GraphQLError => gatewayError("RECORD_TOO_LONG", `the answer speaks of more than one record of the access log can hold: ask for less at once${maybeChanged ? look : ""}`);
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
