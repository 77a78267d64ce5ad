/** The way of a person into the portal: two steps, code with PKCE, tokens that the gateway takes, refresh, log-out. */
import { checkToken, keysOf } from "@epigraph/authz";
import { recordsOf } from "@epigraph/datastore/testing";
import { askForTokens, authorizationUrl, browser, claimsIn, followToPortal, type Holder, logIn, newVerifier, redirectUri, refresh, startTestIdentity, type TestIdentity, type Tokens, tokensFor } from "./testing.js";

let test: TestIdentity;
let holder: Holder;
beforeAll(async () => {
  test = await startTestIdentity();
  holder = await test.holder({ login: "gu.investigator", duty: "local-investigator", agency: "health-centre.1153000000", jurisdictions: ["1153000000"] });
});
afterAll(() => test.close());
/** Codes count once: every log-in of a test takes place half a minute after the last. */
beforeEach(() => void (test.clock.ahead += 30_000));

const sql = <Row>(statement: string, parameters: readonly unknown[] = []): Promise<Row[]> => test.admin.query(statement, [...parameters]);
const keySet = async (): Promise<string> => (await fetch(new URL("/jwks", test.issuer))).text();

describe("a person who logs in", () => {
  it("gets a token that the gateway's gate accepts, with exactly what it says of them", async () => {
    const tokens = await tokensFor(test, holder);
    const principal = checkToken(tokens.access_token, { authority: { issuer: test.issuer, audience: "epigraph" }, keyOf: keysOf(await keySet()), now: Date.now() });
    const [session] = await sql<{ id: string }>("select id from identity.session where account = $1 and ended_at is null order by started_at desc limit 1", [holder.login]);
    expect(principal).toEqual({
      account: "gu.investigator", duty: "local-investigator", clearance: 4, agency: "health-centre.1153000000", jurisdictions: ["1153000000"],
      session: session?.id, authenticatedBy: "otp", door: "clearance",
    });
    const header = JSON.parse(Buffer.from(tokens.access_token.split(".")[0] ?? "", "base64url").toString()) as Record<string, unknown>;
    expect(header).toEqual({ alg: "ES256", typ: "at+jwt", kid: expect.stringMatching(/^k-/) });
    expect(Object.keys(claimsIn(tokens.access_token)).toSorted()).toEqual(["agency", "amr", "aud", "client_id", "duty", "exp", "iat", "iss", "jti", "jurisdictions", "nbf", "sid", "sub"]);
    expect([tokens.expires_in, tokens.token_type]).toEqual([300, "Bearer"]);
    expect(claimsIn(tokens.id_token)).toMatchObject({ sub: holder.login, aud: "portal", nonce: "n1" });
  });

  it("gets a token with the lower clearance that the account has", async () => {
    await test.change(holder.login, { kind: "clearance", clearance: 2 });
    const tokens = await tokensFor(test, holder);
    expect(claimsIn(tokens.access_token)["clearance"]).toBe(2);
    await test.change(holder.login, { kind: "clearance", clearance: 4 });
  });

  it("is told once what was changed in the account", async () => {
    const agent = browser(test.issuer, { "accept-language": "en" });
    const answer = await logIn(agent, authorizationUrl(test.issuer, newVerifier()), holder.login, holder.password, test.code(holder));
    const text = await answer.text();
    expect(text).toContain("Your clearance was changed.");
    test.clock.ahead += 30_000;
    const next = browser(test.issuer);
    expect((await logIn(next, authorizationUrl(test.issuer, newVerifier()), holder.login, holder.password, test.code(holder))).status).toBe(303);
  });

  it("is recorded with event and record before the answer leaves", async () => {
    await tokensFor(test, holder);
    const events = await sql<{ kind: string; account: string; address: string; agency: string; session: string | null }>("select kind, account, address, agency, session from identity.event order by at desc limit 2");
    expect(events.map(({ kind }) => kind).toSorted()).toEqual(["log-in", "token"]);
    expect(events.every((event) => event.account === holder.login && event.address === "127.0.0.1" && event.agency === "health-centre.1153000000" && event.session !== null)).toBe(true);
    const records = (await recordsOf(test.testDatabase.adminUrl)).toSorted((a, b) => a.recorded - b.recorded).slice(-2);
    expect(records.map(({ type, source, agent }) => [type, source.observer, agent.who, agent.network])).toEqual(Array.from({ length: 2 }, () => ["log-in", "identity", holder.login, "127.0.0.1"]));
    expect(records.map(({ entity }) => entity.name).toSorted()).toEqual(["log-in", "token"]);
  });

  it("needs no second log-in while the session lives, and one after it has ended", async () => {
    const agent = browser(test.issuer);
    await tokensFor(test, holder, agent);
    const again = await agent.get(authorizationUrl(test.issuer, newVerifier()));
    expect(again.headers.get("location")).toContain(`${redirectUri}?code=`);
    await sql("select identity.revoke_session(id, 'test', 'officer') from identity.session where account = $1 and ended_at is null", [holder.login]);
    const after = await agent.get(authorizationUrl(test.issuer, newVerifier()));
    expect(after.headers.get("location")).toMatch(/^\/interaction\//);
  });
});

describe("a client that does it otherwise", () => {
  const refused = async (change: Readonly<Record<string, string | undefined>>): Promise<{ location: string | null; status: number; text: string }> => {
    const response = await browser(test.issuer).get(authorizationUrl(test.issuer, newVerifier(), change));
    return { location: response.headers.get("location"), status: response.status, text: await response.text() };
  };

  it.each<[string, Readonly<Record<string, string | undefined>>]>([
    ["without PKCE", { code_challenge: undefined, code_challenge_method: undefined }],
    ["with plain PKCE", { code_challenge_method: "plain" }],
    ["with PKCE of no method, which means plain", { code_challenge_method: undefined }],
    ["for a token in the address", { response_type: "token" }],
    ["for another resource", { resource: "urn:other" }],
  ])("%s is refused", async (_what, change) => {
    const { location } = await refused(change);
    expect(new URL(location ?? "").href.startsWith(redirectUri)).toBe(true);
    expect(location).toContain("error=");
    expect(location).not.toMatch(/[?&]code=/);
  });

  it.each([["another address", "http://127.0.0.1:5173/other"], ["another host", "https://evil.example/callback"], ["a longer one", `${redirectUri}/more`]])("that wants the code at %s is refused, and nobody is sent there", async (_what, redirect_uri) => {
    const { location, status, text } = await refused({ redirect_uri });
    expect([location, status]).toEqual([null, 400]);
    expect(text).not.toContain("evil.example");
  });

  it("that is not known is refused", async () => {
    expect(await refused({ client_id: "other" })).toMatchObject({ location: null, status: 400 });
  });

  it("that has another verifier than the one who began gets no token", async () => {
    const agent = browser(test.issuer);
    const portal = await followToPortal(agent, await logIn(agent, authorizationUrl(test.issuer, newVerifier()), holder.login, holder.password, test.code(holder)));
    const response = await askForTokens(test.issuer, { grant_type: "authorization_code", client_id: "portal", code: portal.searchParams.get("code") ?? "", redirect_uri: redirectUri, code_verifier: newVerifier() });
    expect([response.status, ((await response.json()) as Tokens).error]).toEqual([400, "invalid_grant"]);
  });

  it("that uses a code twice ends the session", async () => {
    const agent = browser(test.issuer);
    const verifier = newVerifier();
    const portal = await followToPortal(agent, await logIn(agent, authorizationUrl(test.issuer, verifier), holder.login, holder.password, test.code(holder)));
    const exchange = (): Promise<Response> => askForTokens(test.issuer, { grant_type: "authorization_code", client_id: "portal", code: portal.searchParams.get("code") ?? "", redirect_uri: redirectUri, code_verifier: verifier });
    const first = await exchange();
    const { access_token: token, refresh_token: refreshToken } = (await first.json()) as Tokens;
    expect(first.status).toBe(200);
    expect((await exchange()).status).toBe(400);
    expect((await refresh(test.issuer, refreshToken)).status).toBe(400);
    expect(await sql("select end_reason from identity.session where id = $1", [claimsIn(token)["sid"]])).toEqual([{ end_reason: "refresh-reused" }]);
  });

  it("may not ask from another origin than its own", async () => {
    const response = await askForTokens(test.issuer, { grant_type: "refresh_token", client_id: "portal", refresh_token: "x" }, { origin: "https://evil.example" });
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([400, null]);
    const own = await askForTokens(test.issuer, { grant_type: "refresh_token", client_id: "portal", refresh_token: "x" }, { origin: "http://127.0.0.1:5173" });
    expect(own.headers.get("access-control-allow-origin")).toBe("http://127.0.0.1:5173");
  });
});

describe("a refresh token", () => {
  it("works once, and its successor after it", async () => {
    const first = await tokensFor(test, holder);
    const second = (await (await refresh(test.issuer, first.refresh_token)).json()) as Tokens;
    const third = (await (await refresh(test.issuer, second.refresh_token)).json()) as Tokens;
    expect(new Set([first, second, third].map((tokens) => tokens.refresh_token)).size).toBe(3);
    expect(new Set([first, second, third].map((tokens) => claimsIn(tokens.access_token)["sid"])).size).toBe(1);
  });

  it("ends the session when it comes again: its successor is worth nothing, and the gateway is told", async () => {
    const first = await tokensFor(test, holder);
    const second = (await (await refresh(test.issuer, first.refresh_token)).json()) as Tokens;
    expect((await refresh(test.issuer, first.refresh_token)).status).toBe(400);
    expect((await refresh(test.issuer, second.refresh_token)).status).toBe(400);
    const sid = claimsIn(first.access_token)["sid"];
    expect(await sql("select end_reason from identity.session where id = $1", [sid])).toEqual([{ end_reason: "refresh-reused" }]);
    expect(await sql("select reason, revoked_by from identity.revocation where session = $1", [sid])).toEqual([{ reason: "refresh-reused", revoked_by: "identity" }]);
    expect(await sql("select account from identity.event where kind = 'refresh-reused' and session = $1", [sid])).toEqual([{ account: holder.login }]);
  });

  it("gives one answer when it comes twice at once", async () => {
    const { refresh_token: token } = await tokensFor(test, holder);
    const statuses = (await Promise.all([refresh(test.issuer, token), refresh(test.issuer, token), refresh(test.issuer, token)])).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(1);
    expect((await refresh(test.issuer, token)).status).toBe(400);
  });

  it("is refused once the account is disabled, in the middle of a session", async () => {
    const other = await test.holder({ login: "mid.session" });
    const tokens = await tokensFor(test, other, browser(test.issuer));
    const { disableAccount } = await import("./accounts/change.js");
    await disableAccount(test.parts, test.administrators[0], "mid.session");
    expect((await refresh(test.issuer, tokens.refresh_token)).status).toBe(400);
    expect(await sql("select reason from identity.revocation where account = 'mid.session' order by revoked_at desc limit 1")).toEqual([{ reason: "disabled" }]);
  });

  it("is refused after the session's twelve hours", async () => {
    const tokens = await tokensFor(test, holder);
    await sql("update identity.session set expires_at = now() - interval '1 second' where id = $1", [claimsIn(tokens.access_token)["sid"]]);
    expect((await refresh(test.issuer, tokens.refresh_token)).status).toBe(400);
  });

  it("is kept nowhere as it is, nor is a code or what they stand for", async () => {
    const tokens = await tokensFor(test, holder);
    const rows = await sql<{ row: string }>("select p::text || encode(p.payload, 'escape') as row from identity.provider_state p");
    expect(rows.length).toBeGreaterThan(3);
    expect(rows.filter(({ row }) => row.includes(tokens.refresh_token) || row.includes(holder.login))).toEqual([]);
  });
});

describe("log-out", () => {
  it("ends the session: no more tokens, and the gateway is told", async () => {
    const agent = browser(test.issuer);
    const tokens = await tokensFor(test, holder, agent);
    const page = await agent.get(`/session/end?id_token_hint=${tokens.id_token}&post_logout_redirect_uri=${encodeURIComponent("http://127.0.0.1:5173/")}`);
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? "";
    const done = await agent.post("/session/end/confirm", { xsrf, logout: "yes" });
    expect([done.status, done.headers.get("location")]).toEqual([303, "http://127.0.0.1:5173/"]);
    expect((await refresh(test.issuer, tokens.refresh_token)).status).toBe(400);
    const sid = claimsIn(tokens.access_token)["sid"];
    expect(await sql("select end_reason from identity.session where id = $1", [sid])).toEqual([{ end_reason: "log-out" }]);
    expect(await sql("select reason from identity.revocation where session = $1", [sid])).toEqual([{ reason: "log-out" }]);
    expect(await sql("select account from identity.event where kind = 'log-out' and session = $1", [sid])).toEqual([{ account: holder.login }]);
  });
});
