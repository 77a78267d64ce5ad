/** Stands in for the executor towards @apollo/server: clearance first, then the executor behind it, then the record; no answer without its record. */
import { ApolloGateway } from "@apollo/gateway";
import type { GatewayExecutionResult, GatewayExecutor, GatewayGraphQLRequestContext, GatewayInterface } from "@apollo/server-gateway-interface";
import { type Ability, abilityFor, type Instant, services, sha256 } from "@epigraph/authz";
import type { Writer } from "@epigraph/ledger";
import { type DocumentNode, getVariableValues, GraphQLError, type GraphQLSchema, Kind, type OperationDefinitionNode } from "graphql";
import { narrow, type Narrowed, restore, type Restored } from "./clearance.js";
import type { GatewayContext } from "./context.js";
import { gatewayError } from "./error.js";
import { gatewayRecord } from "./record.js";
import { subgraphSource } from "./subgraph-source.js";
import type { Transports } from "./transport.js";

export type ExecutorParts = {
  readonly supergraph: string;
  readonly transports: Transports;
  readonly contextKeys: Readonly<Record<(typeof services)[number], Buffer>>;
  readonly ledger: Writer;
  readonly clock: () => Instant;
};

type Request = GatewayGraphQLRequestContext<GatewayContext>;

export function guardedGateway(parts: ExecutorParts): GatewayInterface {
  // @apollo/gateway asks cloud metadata servers and reports to its maker unless told not to; nothing of this platform leaves it
  process.env["APOLLO_TELEMETRY_DISABLED"] = "true";
  const stock = new ApolloGateway({
    supergraphSdl: parts.supergraph,
    buildService: ({ name }) => {
      const service = services.find((known) => known === name);
      if (!service) throw new RangeError(`the supergraph names an unknown subgraph \`${name}\``);
      return subgraphSource(service, parts.transports[service], parts.contextKeys[service], parts.clock);
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

/** In front of any executor: the stock one today. */
export function guardedExecutor(execute: GatewayExecutor, { ledger, clock }: Pick<ExecutorParts, "ledger" | "clock">): (request: Request) => Promise<GatewayExecutionResult> {
  const narrowings = new WeakMap<Ability, Map<string, Narrowed>>();
  return async (request) => {
    const { context, document, schema } = request;
    const { principal, purpose } = context;
    const misused = cannotRun(request);
    if (misused) return { errors: misused };
    const { withheld, document: narrowed } = narrowedFor(abilityFor(principal, purpose), document, schema, request.queryHash);
    context.operation = { ...(request.operationName === null ? {} : { name: request.operationName }), hash: sha256(request.source) };
    const result = await execute(withheld.size === 0 ? request : inner(request, narrowed)).catch(() => unexpected); // a record is owed all the same
    const answered = { data: result.data, errors: result === unexpected ? [somethingWentWrong()] : (result.errors?.map(asError) ?? []) };
    if (answered.errors.some(({ extensions }) => extensions["code"] === "LEDGER_UNAVAILABLE")) return { errors: [ledgerUnavailable()] };
    const restored: Restored = withheld.size === 0 ? { data: answered.data, errors: [], nulls: new Map() } : restore(document, request.operation, schema, request.request.variables ?? {}, withheld, answered);
    const errors = [...answered.errors, ...restored.errors];
    try {
      await ledger.append(gatewayRecord(context, withheld, restored.nulls, errors, clock()));
    } catch {
      return { errors: [ledgerUnavailable()] };
    }
    return { ...(restored.data === undefined ? {} : { data: restored.data }), ...(errors.length > 0 ? { errors } : {}) };
  };

  function narrowedFor(ability: Ability, document: DocumentNode, schema: GraphQLSchema, hash: string): Narrowed {
    let byDocument = narrowings.get(ability);
    if (!byDocument) narrowings.set(ability, (byDocument = new Map<string, Narrowed>()));
    let narrowing = byDocument.get(hash);
    if (!narrowing) {
      if (byDocument.size >= narrowingsKept) byDocument.clear();
      byDocument.set(hash, (narrowing = narrow(document, schema, ability)));
    }
    return narrowing;
  }
}

/** What validation leaves to execution, and the stock executor answers as a fault of its own: which operation, of which kind, with which variables. */
function cannotRun({ operation, schema, request }: Request): GraphQLError[] | undefined {
  if ((operation as OperationDefinitionNode | undefined) === undefined) return [gatewayError("BAD_USER_INPUT", "`operationName` must name one of the document's operations")]; // @apollo/server gives it the standard code
  if (!schema.getRootType(operation.operation)) return [gatewayError("BAD_USER_INPUT", `there is no ${operation.operation} here`)];
  const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], request.variables ?? {}, { maxErrors: 10 });
  return errors?.map(({ message }) => gatewayError("BAD_USER_INPUT", message));
}

const narrowingsKept = 1_000;
const narrowedHashes = new WeakMap<DocumentNode, string>();

/** The same request with the narrowed document; its plan is kept under a hash of its own. */
function inner(request: Request, document: DocumentNode): GatewayGraphQLRequestContext {
  let hash = narrowedHashes.get(document);
  if (!hash) narrowedHashes.set(document, (hash = sha256(`${request.queryHash} ${JSON.stringify(document, withoutLocation)}`)));
  const operation = document.definitions.find((definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION && (request.operationName === null || definition.name?.value === request.operationName));
  return Object.assign(Object.create(request) as GatewayGraphQLRequestContext, { document, queryHash: hash, operation: operation ?? request.operation });
}

const withoutLocation = (key: string, value: unknown): unknown => (key === "loc" ? undefined : value);

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
