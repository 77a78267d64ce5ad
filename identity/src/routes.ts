/** The pages that people see, between the OpenID library's requests: the two steps of the log-in, and the one-time link. Decides nothing itself: see log-in.ts. */
import { randomUUID } from "node:crypto";
import { type ErrorRequestHandler, type Request, type Response, Router, urlencoded } from "express";
import type { InteractionResults, Provider } from "oidc-provider";
import { enrol, openEnrolment } from "./accounts/invitation.js";
import { showNotices } from "./accounts/notice-store.js";
import { IdentityError } from "./error.js";
import { limits } from "./limits.js";
import { type FirstStep, firstStep, type LogInParts, secondStep } from "./log-in.js";
import { enrolledPage, enrolmentPage, type EnrolmentProblem, expiredPage, linkOverPage } from "./pages/enrolment-pages.js";
import { codePage, noticePage, passwordPage, turnedAwayPage } from "./pages/log-in-pages.js";
import { type Language, languageOf } from "./pages/texts.js";
import { resource, resourceScope } from "./provider/configuration.js";
import { startSession } from "./sessions/store.js";
import { type Asker, isTurnedAway } from "./turns.js";

export type RouteParts = LogInParts & { readonly provider: () => Provider; readonly addressOf: (request: Request) => string };

/** What stands in the interaction between its requests, sealed like all of it. */
type Between = { readonly first?: FirstStep; readonly failed?: boolean };

export function routes(parts: RouteParts): Router {
  const router = Router();
  const form = urlencoded({ extended: false, limit: "4kb", parameterLimit: 10 });

  router.get("/interaction/:uid", async (request, response) => {
    const found = await interaction(parts, request, response);
    if (!found) return;
    const { path, between, language } = found;
    send(response, between.first ? codePage(language, `${path}/code`, `${path}/again`) : passwordPage(language, `${path}/password`, between.failed === true), found.clientOrigin);
  });

  router.post("/interaction/:uid/password", form, async (request, response) => {
    const found = await interaction(parts, request, response);
    if (!found) return;
    await remember(parts, request, response, { first: await firstStep(parts, field(request, "login"), field(request, "password"), askerOf(parts, request, found)) });
    response.redirect(303, found.path);
  });

  router.post("/interaction/:uid/again", form, async (request, response) => {
    const found = await interaction(parts, request, response);
    if (!found) return;
    await remember(parts, request, response, {});
    response.redirect(303, found.path);
  });

  router.post("/interaction/:uid/code", form, async (request, response) => {
    const found = await interaction(parts, request, response);
    if (!found) return;
    const { first } = found.between;
    const asker = askerOf(parts, request, found);
    if (!first) return response.redirect(303, found.path);
    try {
      const done = await secondStep(parts, first, field(request, "code"), asker, async (query, account) => {
        const session = randomUUID();
        const now = parts.clock();
        const { address } = asker;
        await startSession(query, { id: session, account: account.id, clientId: found.clientId, authenticatedBy: "otp", address, startedAt: new Date(now), expiresAt: new Date(now + limits.session * 1000) });
        const notices = await showNotices(query, account.id, new Date(now));
        await parts.journal(query, { kind: "log-in", account, session, authenticatedBy: "otp", address });
        return { account: account.id, session, notices };
      });
      await saveGrant(parts.provider(), done, found); // after the transaction: the library asks the database by itself
      const result: InteractionResults = { login: { accountId: done.account, amr: ["pwd", "otp"], remember: false }, consent: { grantId: done.session } };
      const returnTo = await parts.provider().interactionResult(request, response, result, { mergeWithLastSubmission: false });
      if (done.notices.length === 0) return response.redirect(303, returnTo);
      send(response, noticePage(found.language, done.notices, returnTo), found.clientOrigin);
    } catch (error) {
      if (!(error instanceof IdentityError) || error.code !== "LOG_IN_FAILED") throw error;
      await remember(parts, request, response, { failed: true });
      response.redirect(303, found.path);
    }
  });

  router.get("/enrol/:key", async (request, response) => {
    const language = languageFor(request);
    try {
      send(response, enrolmentPage(language, pathOf(request), await openEnrolment(parts, request.params.key), undefined));
    } catch (error) {
      if (!isOver(error)) throw error;
      send(response.status(410), linkOverPage(language));
    }
  });

  router.post("/enrol/:key", form, async (request: Request<{ key: string }>, response) => {
    const language = languageFor(request);
    try {
      const wrong = await tryToEnrol(parts, request);
      if (wrong === undefined) return send(response, enrolledPage(language));
      send(response.status(400), enrolmentPage(language, pathOf(request), await openEnrolment(parts, request.params.key), wrong));
    } catch (error) {
      if (!isOver(error)) throw error;
      send(response.status(410), linkOverPage(language));
    }
  });
  router.use(turnedAway);
  return router;
}

async function tryToEnrol(parts: RouteParts, request: Request<{ key: string }>): Promise<EnrolmentProblem | undefined> {
  const { what } = await openEnrolment(parts, request.params.key);
  if (what !== "totp" && field(request, "password") !== field(request, "again")) return "differentPasswords";
  try {
    await enrol(parts, request.params.key, field(request, "password"), field(request, "code"), parts.addressOf(request));
    return undefined;
  } catch (error) {
    if (error instanceof IdentityError && error.code === "PASSWORD_WEAK") return "weakPassword";
    if (error instanceof IdentityError && error.code === "CODE_WRONG") return "wrongCode";
    throw error;
  }
}

type Found = { readonly path: string; readonly between: Between; readonly language: Language; readonly clientId: string; readonly scope: string; readonly clientOrigin: string | undefined };

/** The log-in that this browser has begun; otherwise says that it is over. */
async function interaction({ provider }: RouteParts, request: Request, response: Response): Promise<Found | undefined> {
  const details = await provider().interactionDetails(request, response).catch(() => undefined);
  if (details?.uid !== request.params["uid"] || details?.prompt.name !== "login") {
    send(response.status(400), expiredPage(languageFor(request)));
    return undefined;
  }
  const { client_id: clientId, scope, redirect_uri: redirectUri } = details.params;
  const clientOrigin = typeof redirectUri === "string" && URL.canParse(redirectUri) ? new URL(redirectUri).origin : undefined;
  const between = ((details.result ?? {}) as { readonly between?: Between }).between ?? {};
  return { path: `/interaction/${details.uid}`, between, language: languageFor(request), clientId: String(clientId), scope: typeof scope === "string" ? scope : "openid", clientOrigin };
}

const remember = ({ provider }: RouteParts, request: Request, response: Response, between: Between): Promise<string> => provider().interactionResult(request, response, { between }, { mergeWithLastSubmission: false });

/** What the library calls a grant is our session: they have one id. A session without one gets no token. */
async function saveGrant(provider: Provider, { account: accountId, session }: { readonly account: string; readonly session: string }, { clientId, scope }: Found): Promise<void> {
  const made = new provider.Grant({ accountId, clientId });
  made.jti = session;
  made.addOIDCScope(scope);
  made.addResourceScope(resource, resourceScope);
  await made.save();
}

const askerOf = ({ addressOf }: RouteParts, request: Request, { path }: Found): Asker => ({ address: addressOf(request), form: path });

/** Those whose form was not looked at are told when to send it again. */
const turnedAway: ErrorRequestHandler = (error: unknown, request, response, next) => {
  if (!isTurnedAway(error) || response.headersSent) return next(error);
  const seconds = error.retryAfterSeconds ?? limits.comeBackAfter;
  const form = request.path.replace(/\/(password|code)$/, "");
  response.status(error.code === "ATTEMPTS_TOO_MANY" ? 429 : 503).setHeader("retry-after", String(seconds));
  send(response, turnedAwayPage(languageFor(request), form, seconds));
};

function field(request: Request<never> | Request<{ key: string }> | Request, name: string): string {
  const value: unknown = (request.body as Record<string, unknown> | undefined)?.[name];
  return typeof value === "string" ? value : "";
}

/** A form's answer leads on to the client, so the browser must be let there too. */
function send(response: Response, text: string, clientOrigin?: string): void {
  if (clientOrigin !== undefined) response.setHeader("content-security-policy", contentSecurityPolicy(clientOrigin));
  response.type("html").send(text);
}

/** Nothing from another host, no script at all. */
export const contentSecurityPolicy = (formTarget = ""): string => `default-src 'none'; style-src 'self'; form-action 'self'${formTarget === "" ? "" : ` ${formTarget}`}; base-uri 'none'; frame-ancestors 'none'; script-src 'none'`;

const languageFor = (request: Request<never> | Request<{ key: string }> | Request): Language => languageOf(request.headers["accept-language"]);
const pathOf = (request: Request<{ key: string }>): string => `/enrol/${encodeURIComponent(request.params.key)}`;
const isOver = (error: unknown): boolean => error instanceof IdentityError && error.code === "ENROLMENT_OVER";
