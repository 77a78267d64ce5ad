/** The way in and out, without a browser: what is asked of the issuer, what is kept where, and what is believed of an answer. */
import { jest } from "@jest/globals";
import { createHash } from "node:crypto";
import { watchIdle } from "./idle.js";
import { openSession, type Session } from "./session.js";
import { openSignIn, type SignIn } from "./sign-in.js";

const issuer = "https://id.example";
const origin = "https://desk.example";
const registration = { issuer, clientId: "portal", redirectUri: `${origin}/callback` };
const payload = (duty: string): string => Buffer.from(JSON.stringify({ sub: "officer.kim", duty, agency: "police" })).toString("base64url");
const token = (mark: number): string => `head.${payload("police-officer")}.${mark}`;

type Asked = { readonly url: string; readonly form: Readonly<Record<string, string>> };

/** An issuer that gives numbered tokens of five minutes, or what it is told to. */
function playedIssuer(): { readonly ask: typeof fetch; readonly asked: Asked[]; answer: { readonly status: number; readonly body: unknown } | "nothing" | undefined } {
  let given = 0;
  const played = {
    asked: [] as Asked[],
    answer: undefined as { readonly status: number; readonly body: unknown } | "nothing" | undefined,
    ask: (async (input: Parameters<typeof fetch>[0], init?: RequestInit) => {
      const url = input as string;
      const form = Object.fromEntries((init?.body as URLSearchParams | undefined) ?? []) as Record<string, string>;
      played.asked.push({ url, form });
      if (played.answer === "nothing") throw new TypeError("no network");
      if (url.includes("well-known")) return Response.json({ issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token`, revocation_endpoint: `${issuer}/token/revocation` });
      if (played.answer) return Response.json(played.answer.body, { status: played.answer.status });
      given += 1;
      return Response.json({ access_token: token(given), refresh_token: `refresh-${given}`, expires_in: 300 });
    }) as typeof fetch,
  };
  return played;
}

/** A tab of a browser: `left` is where it went. */
function tab(path: string, kept: Map<string, string> = new Map(), played = playedIssuer()): { readonly signIn: SignIn; readonly kept: Map<string, string>; readonly left: string[]; readonly played: typeof played; readonly address: () => string } {
  let address = new URL(path, origin);
  const left: string[] = [];
  const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value), removeItem: (key: string) => void kept.delete(key) };
  const signIn = openSignIn({ registration, address: () => address, go: (url) => void left.push(url), rename: (next) => void (address = new URL(next, origin)), storage, language: () => "ko", ask: played.ask });
  return { signIn, kept, left, played, address: () => address.pathname + address.search };
}

/** In, out, or gone to the issuer. */
async function settled({ signIn, left }: Pick<ReturnType<typeof tab>, "signIn" | "left">): Promise<void> {
  while (left.length === 0 && !["in", "out"].includes(signIn.phase().at)) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function departed(path = "/?item=r1"): Promise<{ readonly kept: Map<string, string>; readonly asked: URLSearchParams }> {
  const { signIn, left, kept } = tab(path);
  await signIn.signIn();
  return { kept, asked: new URL(left[0] ?? "").searchParams };
}

describe("signing in", () => {
  it("asks for a code that only this tab can use, and keeps no token", async () => {
    const { kept, asked } = await departed();
    const pending = JSON.parse(kept.get("epigraph-sign-in") ?? "") as { readonly state: string; readonly verifier: string };
    expect(Object.fromEntries(asked)).toMatchObject({ client_id: "portal", response_type: "code", redirect_uri: `${origin}/callback`, code_challenge_method: "S256", state: pending.state, ui_locales: "ko" });
    expect(asked.get("code_challenge")).toBe(createHash("sha256").update(pending.verifier).digest("base64url"));
    expect(asked.get("prompt")).toBeNull();
    expect((await departed()).asked.get("state")).not.toBe(asked.get("state"));
  });

  it("comes back to where it began, with the token in memory and nothing of it in the tab", async () => {
    const { kept, asked } = await departed();
    const opened = tab(`/callback?code=c1&state=${asked.get("state")}&iss=${issuer}`, kept);
    await settled(opened);
    const { signIn, address, played } = opened;
    const phase = signIn.phase();
    expect(phase.at === "in" && phase.session.person).toEqual({ account: "officer.kim", duty: "police-officer", agency: "police" });
    expect(phase.at === "in" && (await phase.session.token())).toBe(token(1));
    expect([address(), [...kept]]).toEqual(["/?item=r1", [["epigraph-signed-in", "1"]]]);
    expect(played.asked[1]?.form).toMatchObject({ grant_type: "authorization_code", code: "c1", client_id: "portal" });
  });

  it.each([
    ["another state", (state: string) => `state=${state}x&iss=${issuer}`],
    ["another issuer", (state: string) => `state=${state}&iss=https://other.example`],
  ])("believes no answer with %s, and asks nobody about it", async (_what, query) => {
    const { kept, asked } = await departed();
    const opened = tab(`/callback?code=c1&${query(asked.get("state") ?? "")}`, kept);
    await settled(opened);
    const { signIn, played, address } = opened;
    expect([signIn.phase(), played.asked, address(), kept.size]).toEqual([{ at: "out", why: { code: "ANSWER_FOREIGN" } }, [], "/", 0]);
  });

  it("takes an answer once", async () => {
    const { kept, asked } = await departed();
    const path = `/callback?code=c1&state=${asked.get("state")}`;
    await settled(tab(path, kept));
    const opened = tab(path, kept);
    await settled(opened);
    const { signIn } = opened;
    expect(signIn.phase()).toEqual({ at: "out", why: { code: "ANSWER_FOREIGN" } });
  });

  it.each(["//evil.example/x", "/\\evil.example", "https://evil.example"])("goes back to no other site: %s", async (returnTo) => {
    const kept = new Map([["epigraph-sign-in", JSON.stringify({ state: "s", verifier: "v", returnTo, silent: false })]]);
    const opened = tab("/callback?code=c1&state=s", kept);
    await settled(opened);
    const { address } = opened;
    expect(address()).toBe("/");
  });

  it("asks without a page after a reload, and stays out when the issuer says no", async () => {
    const kept = new Map([["epigraph-signed-in", "1"]]);
    const opened = tab("/?state=done", kept);
    await settled(opened);
    const { left, signIn } = opened;
    const asked = new URL(left[0] ?? "").searchParams;
    expect([asked.get("prompt"), signIn.phase()]).toEqual(["none", { at: "going" }]);
    const back = tab(`/callback?error=login_required&state=${asked.get("state")}`, kept);
    await settled(back);
    expect([back.signIn.phase(), back.address(), kept.size]).toEqual([{ at: "out", why: "over" }, "/?state=done", 0]); // and the next reload asks no more
  });

  it("says when the issuer is not there", async () => {
    const { signIn, played } = tab("/");
    played.answer = "nothing";
    await signIn.signIn();
    expect(signIn.phase()).toEqual({ at: "out", why: { code: "ISSUER_UNREACHABLE" } });
  });

  it("ends the session at the issuer too", async () => {
    const { kept, asked } = await departed();
    const opened = tab(`/callback?code=c1&state=${asked.get("state")}`, kept);
    await settled(opened);
    const { signIn, played } = opened;
    await signIn.signOut("signed-out");
    expect(played.asked.at(-1)).toMatchObject({ url: `${issuer}/token/revocation`, form: { token: "refresh-1", client_id: "portal" } });
    expect([signIn.phase(), kept.size]).toEqual([{ at: "out", why: "signed-out" }, 0]);
  });
});

describe("a session", () => {
  const endpoints = { authorization: `${issuer}/auth`, token: `${issuer}/token`, revocation: undefined };
  const opened = (): { readonly session: Session; readonly played: ReturnType<typeof playedIssuer>; readonly clock: { now: number }; readonly ended: { times: number } } => {
    const played = playedIssuer();
    const [clock, ended] = [{ now: Date.now() }, { times: 0 }];
    const session = openSession({ registration, endpoints, tokens: { access: token(0), refresh: "refresh-0", expiresAt: clock.now + 300_000 }, over: () => void (ended.times += 1), clock: () => clock.now, ask: played.ask });
    return { session, played, clock, ended };
  };

  it("renews a token shortly before it ends, once for all who wait", async () => {
    const { session, played, clock } = opened();
    expect(await session.token()).toBe(token(0));
    clock.now += 271_000;
    expect(await Promise.all([session.token(), session.token(), session.token()])).toEqual([token(1), token(1), token(1)]);
    expect(played.asked.map(({ form }) => form["refresh_token"])).toEqual(["refresh-0"]);
  });

  it("is over when the issuer says so, and says it once", async () => {
    const { session, played, ended } = opened();
    played.answer = { status: 400, body: { error: "invalid_grant" } };
    session.discard(token(0));
    await expect(session.token()).rejects.toMatchObject({ code: "GRANT_REFUSED" });
    await expect(session.token()).rejects.toMatchObject({ code: "GRANT_REFUSED" });
    expect(ended.times).toBe(1);
  });

  it.each(["nothing", { status: 503, body: {} }, { status: 429, body: {} }] as const)("outlives an issuer in trouble: %j", async (answer) => {
    const { session, played, ended } = opened();
    session.discard(token(0));
    played.answer = answer;
    await expect(session.token()).rejects.toMatchObject({ code: "ISSUER_UNREACHABLE" });
    played.answer = undefined;
    expect([await session.token(), ended.times]).toEqual([token(1), 0]);
  });

  it("gives nothing after signing out, also not what was asked for before", async () => {
    const { session, played, ended } = opened();
    session.discard(token(0));
    const late = session.token();
    void session.signOut();
    await expect(late).rejects.toMatchObject({ code: "GRANT_REFUSED" });
    await expect(session.token()).rejects.toMatchObject({ code: "GRANT_REFUSED" });
    expect([played.asked.length, ended.times]).toEqual([1, 0]);
  });
});

it("asks whoever does nothing whether they are there, and then ends, also after the machine slept", () => {
  jest.useFakeTimers();
  const told: string[] = [];
  const idle = watchIdle({ warn: () => told.push("warn"), back: () => told.push("back"), end: () => told.push("end"), limits: { warnMs: 1000, endMs: 2000 }, everyMs: 100 });
  jest.advanceTimersByTime(900);
  idle.seen();
  jest.advanceTimersByTime(1500);
  idle.seen();
  jest.advanceTimersByTime(500);
  expect(told).toEqual(["warn", "back"]);
  jest.setSystemTime(Date.now() + 60_000);
  idle.seen();
  jest.advanceTimersByTime(5000);
  expect(told).toEqual(["warn", "back", "end"]);
  jest.useRealTimers();
});
