/** The identity provider behind HTTP: the library's endpoints, our pages, health. Starts no listener: see `server`. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import express, { type ErrorRequestHandler, type RequestHandler } from "express";
import type { KoaContextWithOIDC } from "oidc-provider";
import { IdentityError } from "./error.js";
import { housekeeping } from "./housekeeping.js";
import { type KeyRing, turnKeys } from "./keys/signing-keys.js";
import { limits } from "./limits.js";
import { type IdentityParts, logInParts } from "./parts.js";
import { saidPage } from "./pages/enrolment-pages.js";
import { stylePath } from "./pages/page.js";
import { providerPages } from "./pages/provider-pages.js";
import { style } from "./pages/style.js";
import { languageOf, textsOf } from "./pages/texts.js";
import type { PublicClient } from "./provider/configuration.js";
import { openProvider, type RunningProvider } from "./provider/provider.js";
import { contentSecurityPolicy, routes } from "./routes.js";

export type ServerParts = IdentityParts & {
  /** Where browsers and clients reach it, and `iss` of its tokens: https, or http on this machine. */
  readonly issuer: string;
  readonly audience: string;
  readonly clients: readonly PublicClient[];
  /** Something in front ends TLS and says in the last entry of `x-forwarded-for` who asks. */
  readonly behindProxy: boolean;
  /** Told failures: a name, never data. */
  readonly report: (line: string) => void;
};

export type IdentityServer = {
  readonly server: Server;
  /** Begins the next signing key now; it signs after having been published for so many seconds. */
  readonly rotate: (publishedBeforeSeconds: number) => Promise<void>;
  /** Looks at the keys and removes what is over; also done by itself every 30 s. */
  readonly tidy: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** @throws IdentityError CONFIGURATION_INVALID */
export async function createIdentityServer(parts: ServerParts): Promise<IdentityServer> {
  const issuer = requireIssuer(parts.issuer);
  const common = logInParts(parts);
  const addressOf = (request: IncomingMessage): string => (parts.behindProxy ? lastForwarded(request) : undefined) ?? request.socket.remoteAddress ?? "unknown";
  const open = (keys: KeyRing): RunningProvider & { readonly keys: KeyRing } => ({
    keys,
    ...openProvider({ ...common, issuer: parts.issuer, audience: parts.audience, clients: parts.clients, pages: providerPages, ledger: parts.ledger, report: parts.report, addressOf: (ctx: KoaContextWithOIDC) => addressOf(ctx.req) }, keys),
  });
  let running = open(await turnKeys(common.database, common.sealer, new Date(parts.clock())));
  const take = (keys: KeyRing): void => {
    if (fingerprint(keys) !== fingerprint(running.keys)) running = open(keys);
  };
  const tidy = async (): Promise<void> => {
    const now = new Date(parts.clock());
    take(await turnKeys(common.database, common.sealer, now));
    await housekeeping(common.database, now);
  };
  const timer = setInterval(() => void tidy().catch(() => parts.report("identity: keys and sessions could not be looked after: is the database there?")), limits.housekeeping * 1000);
  timer.unref();

  const app = express();
  app.disable("x-powered-by");
  app.use(headers);
  app.get("/healthz", (_request, response) => void response.json({ status: "alive" }));
  app.get("/readyz", async (_request, response) => {
    const ready = (await parts.ledger.ready()) && (await parts.database.query("select 1").then(() => true, () => false));
    response.status(ready ? 200 : 503).json({ status: ready ? "ready" : "not ready" });
  });
  app.get(stylePath, (_request, response) => void response.type("css").setHeader("cache-control", "public, max-age=3600").send(style));
  app.use(asReached(issuer, parts.behindProxy), sameOrigin(issuer));
  app.use(routes({ ...common, provider: () => running.provider, addressOf }));
  app.use(async (request, response) => void (await running.answer(request, response)));
  app.use(failed(parts.report));
  return {
    server: createServer(app),
    rotate: async (publishedBefore) => take(await turnKeys(common.database, common.sealer, new Date(parts.clock()), { publishedBefore })),
    tidy,
    stop: () => Promise.resolve(clearInterval(timer)),
  };
}

const fingerprint = ({ signing, published }: KeyRing): string => [signing.kid, ...published.map(({ kid }) => kid)].join(" ");

function requireIssuer(issuer: string): URL {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  const local = url?.protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (!url || !(url.protocol === "https:" || local) || url.pathname !== "/" || url.search !== "" || url.hash !== "" || issuer.endsWith("/")) {
    throw new IdentityError("CONFIGURATION_INVALID", "the issuer must be an https address without a path, such as https://id.example.go.kr (http only on this machine)");
  }
  return url;
}

const headers: RequestHandler = (_request, response, next) => {
  response.setHeader("content-security-policy", contentSecurityPolicy());
  response.setHeader("referrer-policy", "no-referrer");
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("cross-origin-opener-policy", "same-origin");
  response.setHeader("cache-control", "no-store");
  next();
};

/** The library builds addresses from the request: it is given the issuer's own, whatever the client wrote. */
function asReached(issuer: URL, behindProxy: boolean): RequestHandler {
  return (request, response, next) => {
    if (issuer.protocol === "https:") response.setHeader("strict-transport-security", "max-age=63072000");
    request.headers.host = issuer.host;
    delete request.headers["x-forwarded-host"];
    if (!behindProxy) delete request.headers["x-forwarded-for"];
    request.headers["x-forwarded-proto"] = issuer.protocol.replace(":", "");
    next();
  };
}

/** A page of another site cannot submit our forms (beside the cookies' `SameSite`). Tokens are asked for by other origins: there the library checks. */
function sameOrigin(issuer: URL): RequestHandler {
  return (request, response, next) => {
    const { origin } = request.headers;
    const isForm = /^\/(interaction|enrol)\//.test(request.path);
    if (request.method !== "POST" || !isForm || origin === undefined || origin === issuer.origin || (origin === "null" && request.headers["sec-fetch-site"] === "same-origin")) return next();
    response.status(403).type("text").send("this form was sent from another site");
  };
}

const lastForwarded = ({ headers: { "x-forwarded-for": forwarded } }: IncomingMessage): string | undefined => (Array.isArray(forwarded) ? forwarded.join(",") : forwarded)?.split(",").at(-1)?.trim() || undefined;

/** What nobody expected: a name for the operator, and for the user no more than that it did not work. */
const failed =
  (report: (line: string) => void): ErrorRequestHandler =>
  (error: { readonly name?: string; readonly status?: unknown }, request, response, next) => {
    if (response.headersSent) return next(error);
    const status = error.name === "LedgerError" ? 503 : typeof error.status === "number" && error.status >= 400 && error.status < 500 ? error.status : 500;
    if (status >= 500) report(`identity: ${error.name ?? "unknown failure"}`);
    const language = languageOf(request.headers["accept-language"]);
    response.status(status).type("html").send(saidPage(language, textsOf(language).errorTitle, textsOf(language).expiredHint));
  };
