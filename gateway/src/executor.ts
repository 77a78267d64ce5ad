/** Stands in for the executor towards @apollo/server: clearance first, then the executor behind it, then the record; no answer without its record. */
import { ApolloGateway } from "@apollo/gateway";
import type { GatewayExecutionResult, GatewayExecutor, GatewayGraphQLRequestContext, GatewayInterface } from "@apollo/server-gateway-interface";
import { type Coordinate, type Instant, type ServiceName, services, sha256 } from "@epigraph/authz";
import type { Writer } from "@epigraph/ledger";
import { getVariableValues, GraphQLError, type OperationDefinitionNode, print } from "graphql";
import { withoutAccessDirectives } from "./clearance/access-features.js";
import { claimsOf } from "./clearance/claims.js";
import { type ClearanceMode, clearanceOver } from "./clearance/clearance.js";
import type { Operation, Withheld } from "./clearance/narrow.js";
import { rejected } from "./clearance/reject.js";
import { restore, runsNothing } from "./clearance/restore.js";
import type { GatewayContext } from "./context.js";
import { gatewayError } from "./error.js";
import { inOrderOfPath } from "./error-order.js";
import { gatewayRecord } from "./record.js";
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
  readonly clock: () => Instant;
};

type Request = GatewayGraphQLRequestContext<GatewayContext>;

export function guardedGateway(parts: ExecutorParts): GatewayInterface {
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
      return { executor: guardedExecutor(stock.executor as GatewayExecutor, parts) as GatewayExecutor };
    },
  };
}

/** In front of any executor that runs documents against the API schema of `supergraph`: the stock one today. @throws GraphQLError SUPERGRAPH_INVALID */
export function guardedExecutor(execute: GatewayExecutor, { ledger, clock, supergraph, mode = "narrow" }: Pick<ExecutorParts, "ledger" | "clock" | "supergraph" | "mode">): (request: Request) => Promise<GatewayExecutionResult> {
  const clearance = clearanceOver(supergraph);
  return async (request) => {
    const { context, schema, document, operation } = request;
    const misused = cannotRun(request);
    if (misused) return { errors: misused };
    context.operation = { ...(request.operationName === null ? {} : { name: request.operationName }), hash: sha256(request.source) };
    const variables = request.request.variables ?? {};
    const narrowing = clearance.narrowed({ document, operation }, request.source, request.queryHash, schema, claimsOf(context.principal, context.purpose));
    const { withheld, narrowed } = narrowing;
    if (mode === "reject" && withheld.size > 0) return await recorded([...withheld.values()], new Map(), { errors: [rejected(withheld.values())] });

    const untouched = withheld.size === 0;
    const ran = runsNothing(narrowing, schema, variables) ? { data: {} } : await execute(untouched ? request : inner(request, narrowed)).catch(() => unexpected); // a record is owed all the same
    const answered = { data: ran.data, errors: ran === unexpected ? [somethingWentWrong()] : (ran.errors?.map(asError) ?? []) };
    if (answered.errors.some(({ extensions }) => extensions["code"] === "LEDGER_UNAVAILABLE")) return { errors: [ledgerUnavailable()] };
    const { data, errors, nulls } = untouched ? { ...answered, nulls: new Map() } : restore(narrowing, schema, variables, answered);
    return await recorded([...withheld.values()], nulls, { ...(data === undefined ? {} : { data }), errors });

    /** The answer, once it is in the access log. */
    async function recorded(denied: readonly Withheld[], counts: ReadonlyMap<Coordinate, number>, answer: { readonly data?: Record<string, unknown> | null; readonly errors: readonly GraphQLError[] }): Promise<GatewayExecutionResult> {
      try {
        await ledger.append(gatewayRecord(context, denied, counts, answer.errors, clock()));
      } catch {
        return { errors: [ledgerUnavailable()] };
      }
      const { errors: all, ...rest } = answer;
      return { ...rest, ...(all.length > 0 ? { errors: inOrderOfPath(all) } : {}) };
    }
  };
}

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
const ledgerUnavailable = (): GraphQLError => gatewayError("LEDGER_UNAVAILABLE", "the access log cannot be written: try again later");
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
