/** A subgraph over HTTP: `POST /graphql` behind the signed context, `/healthz` and `/readyz` for the operator. Not for browsers: only the gateway reaches it. */
import { createServer, type Server } from "node:http";
import express, { type ErrorRequestHandler } from "express";
import type { Routes } from "./routes.js";
import { badInput, ClientError } from "./error.js";
import type { Service } from "./service.js";

export type Listening = { readonly url: string; readonly close: () => Promise<void> };

/** The header that carries the signed context. */
export const contextHeader = "epigraph-context";
/** A line list of 10 MB in base64, and what stands around it. */
const bodyCap = "16mb";

/** `port` 0 takes any free one. `routes`: what is answered beside GraphQL. @throws the system's error, such as EADDRINUSE */
export async function listen(service: Service, { host, port }: { readonly host: string; readonly port: number }, routes?: Pick<Routes, "handler">): Promise<Listening> {
  const app = express();
  app.disable("x-powered-by");
  app.get("/healthz", (_request, response) => void response.json({ status: "alive" }));
  app.get("/readyz", async (_request, response) => {
    const ready = await service.ready();
    response.status(ready ? 200 : 503).json({ status: ready ? "ready" : "not ready" });
  });
  app.post("/graphql", express.text({ type: "*/*", limit: bodyCap }), async (request, response) => {
    const header = request.headers[contextHeader];
    const { status, body } = await service.answer(typeof request.body === "string" ? request.body : "", typeof header === "string" ? header : undefined);
    response.status(status).type("application/json").send(body);
  });
  if (routes) app.use(routes.handler);
  app.use(refused);
  const server = createServer(app);
  if (routes) server.requestTimeout = 0; // a file may take hours; whoever reads it times its sender's silence
  return serve(server, { host, port });
}

/** A body that cannot be read: the standard form, where express would answer with a stack trace. */
const refused: ErrorRequestHandler = (error: { readonly status?: unknown }, _request, response, next) => {
  if (response.headersSent) return next(error);
  const status = typeof error.status === "number" && error.status >= 400 && error.status < 500 ? error.status : 500;
  const told = status < 500 ? badInput("the body cannot be read") : new ClientError("INTERNAL_SERVER_ERROR", "something went wrong here");
  response.status(status).json({ errors: [told] });
};

/** Starts a server and stops it again without waiting for idle connections. */
export async function serve(server: Server, { host, port }: { readonly host: string; readonly port: number }): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const bound = typeof address === "object" && address ? address.port : port;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 2_000).unref();
      }),
  };
}
