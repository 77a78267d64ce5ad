/** The one door: limits, identity, clearance, plan, execute, answer. */
export { correlationHeader, createGateway, type DoorParts, type Gateway, type GatewayParts } from "./server.js";
export { guardedExecutor } from "./executor.js";
export type { ClearanceMode } from "./clearance/clearance.js";
export { withoutAccessDirectives } from "./clearance/access-features.js";
export { uploadsInProcess, uploadsOverHttp, type UploadTransport } from "./forward-upload.js";
export { limits } from "./limits.js";
export { type OperationRecords, operationRecords } from "./operation-records.js";
export { openPages, type Pages, type PagesParts } from "./pages.js";
export { purposeHeader } from "./purpose.js";
export { type RevocationOptions, type Revocations, unreadTolerableMs, watchRevocations } from "./sessions.js";
export { inProcess, overHttp, type Reply, type Transport, type Transports } from "./transport.js";
export { grantsOfHolder, type LiveMark, type LiveQueries, liveQueries, type LiveQuery } from "./live-queries.js";
