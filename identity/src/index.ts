/** The identity provider of a stand-alone installation behind HTTP: log-in pages, tokens, sessions. What a terminal does with accounts: see console.ts. */
export { createIdentityServer, type IdentityServer, type ServerParts } from "./server.js";
export type { PublicClient } from "./provider/configuration.js";
