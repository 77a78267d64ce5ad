/** Passes an upload of a provider on to the service that stores it, as it comes: no faster than it is read there, and given up there when it is given up here. Looks at no byte of it. */
import { randomUUID } from "node:crypto";
import { pipeline } from "node:stream/promises";
import { contextLifetimeMs, type Instant, sha256, signContext, type TraceId, uploadHead, uploadHeaders } from "@epigraph/authz";
import type { Request, RequestHandler, Response } from "express";
import { Pool } from "undici";
import { refuse } from "./admission.js";
import { gatewayError } from "./error.js";
import { fateOf, knownOf } from "./known.js";
import type { SigningKeys } from "./subgraph-source.js";

/** How the service is reached: over HTTP, or as a handler of the same process. */
export type UploadTransport = { readonly forward: (request: Request, response: Response, context: string) => Promise<void>; readonly close: () => Promise<void> };

/** `handler`: the service's own routes, which read the context from the request's headers. */
export const uploadsInProcess = (handler: RequestHandler): UploadTransport => ({
  forward: async (request, response, context) => {
    request.headers["epigraph-context"] = context;
    await handler(request, response, (error?: unknown) => {
      if (error !== undefined) response.destroy();
      else response.status(404).json({ errors: [{ message: "there is nothing at this address", extensions: { code: "NOT_FOUND" } }] });
    });
  },
  close: () => Promise.resolve(),
});

const quietMs = 120_000;
const connections = 16;

/** `url`: the service's origin. */
export function uploadsOverHttp(url: string): UploadTransport {
  const pool = new Pool(new URL(url).origin, { connections, headersTimeout: 0, bodyTimeout: quietMs }); // the answer comes when the last row is stored
  return {
    forward: async (request, response, context) => {
      const abort = new AbortController();
      const gone = (): void => abort.abort();
      response.once("close", gone);
      try {
        const headers = Object.fromEntries(uploadHeaders.flatMap((name) => (typeof request.headers[name] === "string" ? [[name, request.headers[name]]] : [])));
        const answer = await pool.request({ method: request.method, path: request.originalUrl, headers: { ...headers, "epigraph-context": context }, body: request.method === "PUT" ? request : null, signal: abort.signal });
        response.status(answer.statusCode);
        for (const name of ["content-type", "cache-control", "retry-after", "x-accel-buffering"]) if (typeof answer.headers[name] === "string") response.setHeader(name, answer.headers[name]);
        response.flushHeaders();
        await pipeline(answer.body, response);
      } finally {
        response.off("close", gone);
      }
    },
    close: () => pool.destroy(),
  };
}

export type ForwardParts = { readonly transport: UploadTransport; readonly keys: SigningKeys; readonly clock: () => Instant };

/** For `/provision` behind admission: the principal is known. The purpose is that of the address. */
export function forwardUploads({ transport, keys, clock }: ForwardParts): RequestHandler {
  return async (request, response) => {
    const { principal } = knownOf(response);
    if (principal?.duty !== "data-provider") return refuse(response, gatewayError("WRONG_DOOR", "only a provider uploads here"));
    if (request.method !== "PUT" && request.method !== "GET") return refuse(response, gatewayError("BAD_USER_INPUT", "files are sent with PUT"));
    const now = clock();
    const head = uploadHead(request.method, request.path, request.headers);
    const context = signContext({ principal, purpose: "provision", audience: "movements", correlation: randomUUID() as TraceId, operation: { name: "upload", hash: sha256(head) }, bodyHash: sha256(head), issuedAt: now, expiresAt: now + contextLifetimeMs }, keys.context, keys.claims);
    fateOf(response).ran = true; // the service that stores it keeps its record
    try {
      await transport.forward(request, response, context);
    } catch {
      if (response.headersSent || response.destroyed) response.destroy();
      else response.status(502).setHeader("connection", "close").json({ errors: [{ message: "the upload broke off behind this door: send it again; what is stored already is not stored twice", extensions: { code: "UPLOAD_INTERRUPTED" } }] });
    }
  };
}
