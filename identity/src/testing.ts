/** A whole identity provider for tests: a database of its own, real HTTP, a browser without a screen. Not for a running installation. */
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { type DataSource, openDatabase, postgresSink } from "@epigraph/datastore";
import { createTestDatabase, freePort, type TestDatabase } from "@epigraph/datastore/testing";
import { openLanes, type Sink } from "@epigraph/ledger";
import { type Account, type NewAccount } from "./accounts/account.js";
import { addition, type Administrator, confirmChange, type Confirmed, firstAdministrators, requestChange } from "./accounts/change.js";
import type { RequestedChange } from "./accounts/requested-change.js";
import { enrol, openEnrolment } from "./accounts/invitation.js";
import { loadAccount } from "./accounts/store.js";
import { IdentityError } from "./error.js";
import type { LogInParts } from "./log-in.js";
import { codeAt } from "./one-time-code.js";
import { logInParts } from "./parts.js";
import { createIdentityServer, type IdentityServer } from "./server.js";

export type Holder = { readonly login: string; readonly password: string; readonly codeSecret: string };

export type TestIdentity = {
  readonly issuer: string;
  readonly redirectUri: string;
  readonly identity: IdentityServer;
  readonly parts: LogInParts;
  readonly administrators: readonly [Administrator, Administrator];
  readonly administratorLogins: readonly [Holder, Holder];
  readonly admin: DataSource;
  readonly testDatabase: TestDatabase;
  readonly key: Buffer;
  /** Everything that was reported. */
  readonly reported: string[];
  /** Milliseconds that our clock is ahead of the machine's. */
  readonly clock: { ahead: number };
  /** While false, no record can be written. */
  readonly ledger: { writable: boolean };
  readonly add: (account: Partial<NewAccount> & { readonly login: string }) => Promise<Confirmed>;
  readonly change: (account: string, change: RequestedChange) => Promise<Confirmed>;
  readonly holder: (account: Partial<NewAccount> & { readonly login: string }) => Promise<Holder>;
  /** A code that has not been used, for this holder. */
  readonly code: (holder: Holder) => string;
  readonly account: (id: string) => Promise<Account>;
  readonly close: () => Promise<void>;
};

/** Connections of the identity provider. */
export const poolSize = 6;
export const redirectUri = "http://127.0.0.1:5173/callback";
const cheap = { logN: 10, r: 8, p: 1 };

/** `portal`: where the client of the tests gets its codes. */
export async function startTestIdentity(portal = redirectUri): Promise<TestIdentity> {
  const testDatabase = await createTestDatabase();
  const admin = await openDatabase(testDatabase.adminUrl, { name: "test", poolSize: 2 });
  const database = await openDatabase(testDatabase.urls.identity, { name: "epigraph identity", poolSize });
  const ledgerDatabase = await openDatabase(testDatabase.urls.identity, { name: "epigraph identity ledger", poolSize: 4 });
  const clock = { ahead: 0 };
  const now = (): number => Date.now() + clock.ahead;
  const ledger = { writable: true };
  const real = postgresSink(ledgerDatabase);
  const sink: Sink = { append: async (bodies) => (ledger.writable ? real.append(bodies) : Promise.reject(new Error("unwritable"))) };
  const key = randomBytes(32);
  const reported: string[] = [];
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const parts = { database, ledger: openLanes(sink, { uuid: randomUUID, nonce: () => randomBytes(16) }), key, clock: now, passwordCost: cheap };
  const own = logInParts(parts);
  const identity = await createIdentityServer({
    ...parts, issuer, audience: "epigraph", behindProxy: false, report: (line) => reported.push(line),
    clients: [{ id: "portal", redirectUris: [portal], afterLogOutUris: ["http://127.0.0.1:5173/"] }],
  });
  await new Promise<void>((resolve) => void identity.server.listen(port, "127.0.0.1", resolve));

  const account = async (id: string): Promise<Account> => (await loadAccount(own.database.query, id)) ?? Promise.reject(new RangeError("no such account"));
  const enrolWith = async (login: string, link: string): Promise<Holder> => {
    const { codeSecret = "" } = await openEnrolment(own, link);
    const password = randomBytes(12).toString("base64url");
    const enrolOnce = (): Promise<void> => enrol(own, link, password, codeAt(codeSecret, now() - 30_000), "127.0.0.1"); // the step before, so that this one's code is good for a log-in
    try {
      await enrolOnce();
    } catch (error) {
      if (!(error instanceof IdentityError && error.code === "CODE_WRONG")) throw error;
      await enrolOnce(); // the step ended meanwhile
    }
    return { login, password, codeSecret };
  };
  const newAdministrator = (login: string, staff: string): NewAccount => ({ login, duty: "system-administrator", agency: "kdca", jurisdictions: [], staff });
  const links = await firstAdministrators(own, [newAdministrator("admin.one", "S-0001"), newAdministrator("admin.two", "S-0002")]);
  const logins = (await Promise.all(links.map((link) => enrolWith(link.account, link.key)))) as [Holder, Holder];
  const administrators = [{ account: await account("admin.one"), address: "127.0.0.1" }, { account: await account("admin.two"), address: "127.0.0.1" }] as const;
  const change = async (id: string, wanted: RequestedChange): Promise<Confirmed> => {
    const { id: pending } = await requestChange(own, administrators[0], id, wanted);
    return confirmChange(own, administrators[1], pending);
  };
  const add: TestIdentity["add"] = (said) => {
    const whole: NewAccount = { duty: "auditor", agency: "audit-office", jurisdictions: [], staff: `S-${said.login}`, ...said };
    return change(whole.login, addition(own, whole));
  };
  return {
    issuer, redirectUri: portal, identity, parts: own, administrators, administratorLogins: logins, admin, testDatabase, key, reported, clock, ledger, add, change, account,
    holder: async (said) => enrolWith(said.login, (await add(said)).enrolment?.key ?? ""),
    code: ({ codeSecret }) => codeAt(codeSecret, now()),
    close: async () => {
      await identity.stop();
      await new Promise((resolve) => {
        identity.server.close(resolve);
        identity.server.closeAllConnections();
      });
      await database.destroy();
      await ledgerDatabase.destroy();
      await admin.destroy();
      await testDatabase.drop();
    },
  };
}

/** Keeps cookies by name and path, follows nothing by itself. */
export type Browser = {
  readonly get: (url: string) => Promise<Response>;
  readonly post: (url: string, form: Readonly<Record<string, string>>) => Promise<Response>;
};

export function browser(issuer: string, headers: Readonly<Record<string, string>> = {}): Browser {
  const jar = new Map<string, { readonly value: string; readonly path: string }>();
  const ask = async (url: string, init: RequestInit): Promise<Response> => {
    const target = new URL(url, issuer);
    const cookie = [...jar].filter(([, { path }]) => target.pathname.startsWith(path)).map(([name, { value }]) => `${name.split(" ")[0] ?? ""}=${value}`).join("; ");
    const response = await fetch(target, { redirect: "manual", ...init, headers: { ...headers, ...(cookie === "" ? {} : { cookie }), ...(init.headers as Record<string, string> | undefined) } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const path = /path=([^;]+)/i.exec(line)?.[1] ?? "/";
      if (value === "" || /expires=Thu, 01 Jan 1970/.test(line)) jar.delete(`${name} ${path}`);
      else jar.set(`${name} ${path}`, { value, path });
    }
    return response;
  };
  return {
    get: (url) => ask(url, {}),
    post: (url, form) => ask(url, { method: "POST", body: new URLSearchParams(form).toString(), headers: { "content-type": "application/x-www-form-urlencoded", origin: issuer } }),
  };
}

export const newVerifier = (): string => randomBytes(32).toString("base64url");
export const challengeOf = (verifier: string): string => createHash("sha256").update(verifier).digest("base64url");

/** The address at which the portal sends somebody to log in. */
export function authorizationUrl(issuer: string, verifier: string, change: Readonly<Record<string, string | undefined>> = {}): string {
  const parameters = { client_id: "portal", response_type: "code", redirect_uri: redirectUri, scope: "openid", state: "s1", nonce: "n1", code_challenge: challengeOf(verifier), code_challenge_method: "S256", ...change };
  const url = new URL("/auth", issuer);
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}

/** Both steps of the log-in. The answer to the second. */
export async function logIn(agent: Browser, start: string, login: string, password: string, code: string): Promise<Response> {
  const begun = await agent.get(start);
  const page = begun.headers.get("location") ?? "";
  await agent.post(`${page}/password`, { login, password });
  return agent.post(`${page}/code`, { code });
}

/** From the answer to the second step to the address at the portal. */
export async function followToPortal(agent: Browser, answer: Response): Promise<URL> {
  let location = answer.headers.get("location") ?? /class="button" href="([^"]+)"/.exec(await answer.text())?.[1];
  for (let hop = 0; hop < 5 && location !== undefined && !location.startsWith(redirectUri); hop += 1) location = (await agent.get(location)).headers.get("location") ?? undefined;
  return new URL(location ?? "about:blank");
}

export type Tokens = { readonly access_token: string; readonly refresh_token: string; readonly id_token: string; readonly expires_in: number; readonly token_type: string; readonly error?: string };
export const askForTokens = (issuer: string, form: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(new URL("/token", issuer), { method: "POST", body: new URLSearchParams(form), headers });
export const refresh = (issuer: string, token: string): Promise<Response> => askForTokens(issuer, { grant_type: "refresh_token", client_id: "portal", refresh_token: token });

/** The whole way, as the portal goes it. */
export async function tokensFor(test: TestIdentity, holder: Holder, agent = browser(test.issuer)): Promise<Tokens> {
  const verifier = newVerifier();
  const portal = await followToPortal(agent, await logIn(agent, authorizationUrl(test.issuer, verifier), holder.login, holder.password, test.code(holder)));
  const response = await askForTokens(test.issuer, { grant_type: "authorization_code", client_id: "portal", code: portal.searchParams.get("code") ?? "", redirect_uri: redirectUri, code_verifier: verifier });
  if (!response.ok) throw new RangeError(`no tokens: ${response.status}`);
  return (await response.json()) as Tokens;
}

export const claimsIn = (token: string): Record<string, unknown> => JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>;
