/** What every subgraph does alike: federate, guard every field, keep the context, log, serve. */
import "reflect-metadata";
export { badInput, ClientError, type ClientErrorCode, noResponse, notFound } from "./error.js";
export { decideCell } from "./cells.js";
export { type Connection, connection, connectionInMemory, connectionOf, encodeCursor, type Page, PageArgs, pageCap, PageInfo, pageOf } from "./page.js";
export { DateTime, LocalDate } from "./scalars.js";
export { isId, parseId } from "./identifier.js";
export { namedParameters, parameters } from "./parameters.js";
export { grouped, inOrder, type Reference, type ReferenceKind, type Scope, scopeOf } from "./scope.js";
export { recordedVariables } from "./recorded-variables.js";
export { federate } from "./federate.js";
export type { Target, Targets } from "./guard.js";
export { buildSubgraph, type Subgraph, type SubgraphDescription } from "./subgraph.js";
export { type Answer, type Service, type ServiceParts, startService } from "./service.js";
export type { OpenRoutes, Routes, RoutesParts } from "./routes.js";
export { contextHeader, listen, type Listening, serve } from "./listen.js";
export { type Stub, stubsOf } from "./case-stub.js";
