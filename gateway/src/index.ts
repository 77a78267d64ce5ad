/** The one door: limits, identity, clearance, plan, execute, answer. */
export { correlationHeader, createGateway, type Gateway, type GatewayParts } from "./server.js";
export { guardedExecutor } from "./executor.js";
export { narrow, restore } from "./clearance.js";
export { limits } from "./limits.js";
export { purposeHeader } from "./identity.js";
export { inProcess, overHttp, type Reply, type Transport, type Transports } from "./transport.js";
