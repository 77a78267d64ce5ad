/** What a log-in refuses, how often it may be tried, and what it never gives away. */
import { scryptSync } from "node:crypto";
import { LedgerError } from "@epigraph/ledger";
import { disableAccount } from "./accounts/change.js";
import { limits } from "./limits.js";
import { firstStep, secondStep } from "./log-in.js";
import { type Derive, passwords } from "./password.js";
import { askForTokens, authorizationUrl, browser, followToPortal, type Holder, logIn, newVerifier, redirectUri, startTestIdentity, type TestIdentity, type Tokens, tokensFor, refresh } from "./testing.js";
import type { Asker } from "./turns.js";

let test: TestIdentity;
beforeAll(async () => void (test = await startTestIdentity()));
afterAll(() => test.close());

const sql = <Row>(statement: string, parameters: readonly unknown[] = []): Promise<Row[]> => test.admin.query(statement, [...parameters]);
let people = 0;
let forms = 0;
const asker = (address: string): Asker => ({ address, form: `form ${(forms += 1)}` });
const somebody = (): Promise<Holder> => test.holder({ login: `person.${String((people += 1)).padStart(2, "0")}` });
const attempt = async (login: string, password: string, code: string, address = "10.0.0.1"): Promise<string> => {
  try {
    const from = asker(address);
    return await secondStep(test.parts, await firstStep(test.parts, login, password, from), code, from, () => Promise.resolve("in"));
  } catch (error) {
    return (error as Error).message;
  }
};
const clearThrottle = (): Promise<unknown> => sql("delete from identity.throttle");
beforeEach(clearThrottle);

describe("a log-in", () => {
  it("takes the right name, password and code, whatever the case of the name", async () => {
    const holder = await somebody();
    expect(await attempt(` ${holder.login.toUpperCase()}`, holder.password, test.code(holder))).toBe("in");
  });

  it("gives one and the same answer for everything that is wrong", async () => {
    const holder = await somebody();
    const disabled = await somebody();
    await disableAccount(test.parts, test.administrators[0], disabled.login);
    const answers = [
      await attempt("nobody.at.all", "x", "000000"),
      await attempt(holder.login, "wrong", test.code(holder)),
      await attempt(holder.login, holder.password, "000000"),
      await attempt(holder.login, holder.password, ""),
      await attempt(disabled.login, disabled.password, test.code(disabled)),
    ];
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^the log-in failed/);
  });

  it("looks the same in the browser, known name or not: same pages, same headers", async () => {
    const holder = await somebody();
    const seen = async (login: string): Promise<readonly unknown[]> => {
      const agent = browser(test.issuer, { "accept-language": "en" });
      const begun = await agent.get(authorizationUrl(test.issuer, newVerifier()));
      const page = begun.headers.get("location") ?? "";
      const responses = [await agent.post(`${page}/password`, { login, password: "wrong password" }), await agent.get(page), await agent.post(`${page}/code`, { code: "000000" }), await agent.get(page)];
      const without = (text: string): string => text.replaceAll(page, "PAGE");
      return Promise.all(responses.map(async (response) => [response.status, without(response.headers.get("location") ?? ""), [...response.headers.keys()], without(await response.text())]));
    };
    const known = await seen(holder.login);
    expect(known).toEqual(await seen("nobody.at.all"));
    expect(JSON.stringify(known)).toContain("The log-in failed.");
    expect(JSON.stringify(known)).not.toContain(holder.login);
  });

  it("does the same memory-hard work for every name: none, right, wrong, locked, invited, and hashed at an earlier cost", async () => {
    const [active, locked, early] = [await somebody(), await somebody(), await somebody()];
    await sql("update identity.account set state = 'locked' where id = $1", [locked.login]);
    await test.add({ login: "invited.person" });
    await sql("update identity.account set password_hash = $2 where id = $1", [early.login, await passwords({ logN: 8, r: 8, p: 1 }).hash(early.password)]);
    const work = async (login: string, password: string): Promise<readonly number[]> => {
      const done: number[] = [];
      const counting: Derive = (text, salt, { logN, r, p }) => (done.push(logN), Promise.resolve(scryptSync(text, salt, 32, { N: 2 ** logN, r, p })));
      await firstStep({ ...test.parts, passwords: passwords({ logN: 10, r: 8, p: 1 }, counting) }, login, password, asker("10.0.5.1"));
      return done;
    };
    const works = [work("nobody.at.all", "x"), work(active.login, "x"), work(active.login, active.password), work(locked.login, locked.password), work("invited.person", ""), work(early.login, "x"), work(early.login, early.password)];
    for (const done of await Promise.all(works)) expect(done).toEqual([10, 8]);

    expect(await attempt(early.login, early.password, "000000")).toMatch(/failed/);
    expect((await test.account(early.login)).passwordHash).toMatch(/ln=8,/);
    expect(await attempt(early.login, early.password, test.code(early))).toBe("in");
    expect((await test.account(early.login)).passwordHash).toMatch(/ln=10,/);
    test.clock.ahead += 30_000;
    expect(await attempt(early.login, early.password, test.code(early))).toBe("in");
    const done = await work("nobody.at.all", "x");
    expect(done).toEqual([10]);
  });

  it("takes no password that was changed after the first step", async () => {
    const holder = await somebody();
    const from = asker("10.0.5.2");
    const first = await firstStep(test.parts, holder.login, holder.password, from);
    await sql("update identity.account set password_hash = $2 where id = $1", [holder.login, await test.parts.passwords.hash("another one")]);
    await expect(secondStep(test.parts, first, test.code(holder), from, () => Promise.resolve("in"))).rejects.toMatchObject({ code: "LOG_IN_FAILED" });
  });

  it("takes a code once: not the same again, nor an older one", async () => {
    const holder = await somebody();
    const code = test.code(holder);
    expect(await attempt(holder.login, holder.password, code)).toBe("in");
    expect(await attempt(holder.login, holder.password, code)).toMatch(/failed/);
    const { codeAt } = await import("./one-time-code.js");
    expect(await attempt(holder.login, holder.password, codeAt(holder.codeSecret, Date.now() + test.clock.ahead - 30_000))).toMatch(/failed/);
    expect(await attempt(holder.login, holder.password, codeAt(holder.codeSecret, Date.now() + test.clock.ahead + 30_000))).toBe("in");
  });

  it("takes a code once, even when it comes several times at one moment", async () => {
    const holder = await somebody();
    const code = test.code(holder);
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => attempt(holder.login, holder.password, code)));
    expect(outcomes.filter((outcome) => outcome === "in")).toHaveLength(1);
  });
});

describe("after failures", () => {
  it(`${limits.failuresBeforePause} in a row pause the name for ${limits.pause / 60} minutes, for the right password too`, async () => {
    const holder = await somebody();
    for (let count = 0; count < limits.failuresBeforePause; count += 1) await attempt(holder.login, "wrong", "000000", `10.0.1.${count}`);
    expect(await attempt(holder.login, holder.password, test.code(holder), "10.0.1.9")).toMatch(/failed/);
    test.clock.ahead += (limits.pause - 1) * 1000;
    expect(await attempt(holder.login, holder.password, test.code(holder), "10.0.1.9")).toMatch(/failed/);
    test.clock.ahead += 1_001;
    expect(await attempt(holder.login, holder.password, test.code(holder), "10.0.1.9")).toBe("in");
    const kinds = await sql<{ kind: string }>("select kind from identity.event where account = $1 and kind <> 'enrolled' order by at", [holder.login]);
    expect(kinds.map(({ kind }) => kind)).toEqual(["log-in-failed", "log-in-failed", "log-in-failed", "log-in-failed", "lock-out", "log-in-failed", "log-in-failed"]);
  });

  it("a success in between begins the count anew", async () => {
    const holder = await somebody();
    for (let count = 0; count < limits.failuresBeforePause - 1; count += 1) await attempt(holder.login, "wrong", "000000");
    expect(await attempt(holder.login, holder.password, test.code(holder))).toBe("in");
    test.clock.ahead += 30_000;
    await attempt(holder.login, "wrong", "000000");
    expect(await attempt(holder.login, holder.password, test.code(holder))).toBe("in");
  });

  it("many at once get no further than one after the other", async () => {
    const holder = await somebody();
    await Promise.all(Array.from({ length: 12 }, (_, index) => attempt(holder.login, "wrong", "000000", `10.0.2.${index}`)));
    const [row] = await sql<{ failures: number }>("select failures from identity.throttle where key = $1", [test.parts.sealer.nameOf("throttle", `login/${holder.login}`)]);
    expect(row?.failures).toBe(limits.failuresBeforePause);
  });

  it(`${limits.addressFailuresBeforePause} from one address pause the address, whatever the names, and no other`, async () => {
    const holder = await somebody();
    for (let count = 0; count < limits.addressFailuresBeforePause; count += 1) await attempt(`nobody.${count}`, "wrong", "000000", "10.0.3.1");
    expect(await attempt(holder.login, holder.password, test.code(holder), "10.0.3.1")).toMatch(/failed/);
    expect(await attempt(holder.login, holder.password, test.code(holder), "10.0.3.2")).toBe("in");
    test.clock.ahead += limits.pause * 1000 + 1;
    expect(await attempt(holder.login, holder.password, test.code(holder), "10.0.3.1")).toBe("in");
  });

  it(`${limits.failuresBeforeLock} in a row lock the account, end its sessions, and time does not unlock it`, async () => {
    const holder = await somebody();
    const tokens = await tokensFor(test, holder);
    await sql("insert into identity.throttle (key, failures, last_failure_at) values ($1, $2, now())", [test.parts.sealer.nameOf("throttle", `login/${holder.login}`), limits.failuresBeforeLock - 1]);
    await attempt(holder.login, "wrong", "000000");
    expect(await test.account(holder.login)).toMatchObject({ state: "locked" });
    expect((await refresh(test.issuer, tokens.refresh_token)).status).toBe(400);
    expect(await sql("select reason from identity.revocation where account = $1", [holder.login])).toEqual([{ reason: "too many failed log-ins" }]);
    expect(await sql("select count(*)::int as count from identity.event where account = $1 and kind = 'lock'", [holder.login])).toEqual([{ count: 2 }]);
    await clearThrottle();
    test.clock.ahead += 86_400_000;
    expect(await attempt(holder.login, holder.password, test.code(holder))).toMatch(/failed/);
    await test.change(holder.login, { kind: "enable" });
    expect(await attempt(holder.login, holder.password, test.code(holder))).toBe("in");
  });
});

describe("without the access log", () => {
  afterEach(async () => {
    test.ledger.writable = true;
    await test.parts.journal(test.parts.database.query, { kind: "log-out", account: undefined, address: "test" }).catch(() => undefined);
  });

  it("nobody is logged in, no session begins, and the code is not used up", async () => {
    const holder = await somebody();
    const before = await sql("select count(*) from identity.session");
    test.ledger.writable = false;
    const from = asker("10.0.4.1");
    await expect(secondStep(test.parts, await firstStep(test.parts, holder.login, holder.password, from), test.code(holder), from, async (query, account) => test.parts.journal(query, { kind: "log-in", account, address: "x" }))).rejects.toThrow(LedgerError);
    const agent = browser(test.issuer);
    const answer = await logIn(agent, authorizationUrl(test.issuer, newVerifier()), holder.login, holder.password, test.code(holder));
    expect([answer.status, answer.headers.get("location")]).toEqual([503, null]);
    expect(await sql("select count(*) from identity.session")).toEqual(before);
    test.ledger.writable = true;
    expect(await attempt(holder.login, holder.password, test.code(holder))).toBe("in");
  });

  it("there is no token, neither for a code nor for a refresh token nor for a client", async () => {
    const holder = await somebody();
    const { client } = await test.add({ login: "telecom-x", duty: "data-provider", agency: "telecom-x" });
    const agent = browser(test.issuer);
    const verifier = newVerifier();
    const portal = await followToPortal(agent, await logIn(agent, authorizationUrl(test.issuer, verifier), holder.login, holder.password, test.code(holder)));
    const code = { grant_type: "authorization_code", client_id: "portal", code: portal.searchParams.get("code") ?? "", redirect_uri: redirectUri, code_verifier: verifier };
    const basic = { authorization: `Basic ${Buffer.from(`${client?.clientId}:${client?.secret}`).toString("base64")}` };
    test.ledger.writable = false;
    const refused = [await askForTokens(test.issuer, code), await askForTokens(test.issuer, { grant_type: "client_credentials" }, basic)];
    for (const response of refused) {
      expect(response.status).toBe(503);
      expect(await response.text()).not.toMatch(/eyJ/);
    }
    test.ledger.writable = true;
    // the first one found out that the log was gone; the second was turned away before anything was used up
    expect((await askForTokens(test.issuer, { grant_type: "client_credentials" }, basic)).status).toBe(200);
    test.clock.ahead += 30_000;
    const tokens = await tokensFor(test, holder);
    test.ledger.writable = false;
    await expect(test.parts.journal(test.parts.database.query, { kind: "log-in", account: undefined, address: "x" })).rejects.toThrow(LedgerError);
    expect((await refresh(test.issuer, tokens.refresh_token)).status).toBe(503);
    test.ledger.writable = true;
    expect((await refresh(test.issuer, tokens.refresh_token)).status).toBe(200);
  });
});

describe("what was typed", () => {
  it("stands in no event, no record, no report and no row: no password, no code, no unknown name", async () => {
    const holder = await somebody();
    const typed = ["hunter2-typed-as-name", "hunter3-typed-as-password"];
    await attempt(typed[0] ?? "", typed[1] ?? "", "424242");
    const agent = browser(test.issuer);
    await logIn(agent, authorizationUrl(test.issuer, newVerifier()), typed[0] ?? "", typed[1] ?? "", "424242");
    await tokensFor(test, holder);
    const secrets = [...typed, "424242", holder.password, holder.codeSecret];
    const tables = await sql<{ name: string }>("select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('identity', 'ledger')");
    expect(tables.length).toBeGreaterThan(12);
    for (const { name } of tables) {
      const rows = await sql<{ row: string }>(`select t::text as row from ${name} t`);
      expect(rows.filter(({ row }) => secrets.some((secret) => row.includes(secret) || row.includes(Buffer.from(secret).toString("hex"))))).toEqual([]);
    }
    expect(test.reported.filter((line) => secrets.some((secret) => line.includes(secret)))).toEqual([]);
    expect((await sql("select 1 from identity.event where kind = 'log-in-failed' and account is null")).length).toBeGreaterThan(0);
  });
});

describe("a data provider", () => {
  it("gets a token with its own secret, in one session, and no refresh token", async () => {
    const { client } = await test.add({ login: "card-company-a", duty: "data-provider", agency: "card-company-a" });
    const ask = (secret = client?.secret): Promise<Response> => askForTokens(test.issuer, { grant_type: "client_credentials" }, { authorization: `Basic ${Buffer.from(`card-company-a:${secret}`).toString("base64")}` });
    const { checkToken, keysOf } = await import("@epigraph/authz");
    const keyOf = keysOf(await (await fetch(new URL("/jwks", test.issuer))).text());
    const tokens = (await (await ask()).json()) as Tokens;
    const principal = checkToken(tokens.access_token, { authority: { issuer: test.issuer, audience: "epigraph" }, keyOf, now: Date.now() });
    expect(principal).toMatchObject({ account: "card-company-a", duty: "data-provider", clearance: 1, authenticatedBy: "client", door: "agency" });
    expect(tokens.refresh_token).toBeUndefined();
    const again = checkToken(((await (await ask()).json()) as Tokens).access_token, { authority: { issuer: test.issuer, audience: "epigraph" }, keyOf, now: Date.now() });
    expect(again.session).toBe(principal.session);

    expect((await ask("wrong")).status).toBe(401);
    expect(await sql("select kind from identity.event where account = 'card-company-a' order by at desc limit 1")).toEqual([{ kind: "token-refused" }]);
    const { client: renewed } = await test.change("card-company-a", { kind: "reset" });
    expect((await ask()).status).toBe(401);
    expect((await ask(renewed?.secret)).status).toBe(200);
    await disableAccount(test.parts, test.administrators[0], "card-company-a");
    expect((await ask(renewed?.secret)).status).toBe(401);
  });

  it("has people too, who log in as everybody does, and whose account is no program's", async () => {
    const officer = await test.holder({ login: "telecom-z.officer", duty: "data-provider", agency: "telecom-z", person: true });
    const { checkToken, keysOf } = await import("@epigraph/authz");
    const keyOf = keysOf(await (await fetch(new URL("/jwks", test.issuer))).text());
    const principal = checkToken((await tokensFor(test, officer)).access_token, { authority: { issuer: test.issuer, audience: "epigraph" }, keyOf, now: Date.now() });
    expect(principal).toMatchObject({ account: "telecom-z.officer", duty: "data-provider", agency: "telecom-z", authenticatedBy: "otp", door: "agency" });
    expect((await askForTokens(test.issuer, { grant_type: "client_credentials" }, { authorization: `Basic ${Buffer.from("telecom-z.officer:x").toString("base64")}` })).status).toBe(401);
    expect(await test.change("telecom-z.officer", { kind: "reset" })).toMatchObject({ enrolment: { account: "telecom-z.officer" } });
    expect(() => test.add({ login: "kim.gd", duty: "auditor", agency: "audit-office", person: true })).toThrow("only an account of a data provider");
  });

  it("cannot log in as a person, nor a person as a client", async () => {
    await test.add({ login: "telecom-y", duty: "data-provider", agency: "telecom-y" });
    expect(await attempt("telecom-y", "", "000000")).toMatch(/failed/);
    const response = await askForTokens(test.issuer, { grant_type: "client_credentials", client_id: "portal" });
    expect(response.status).toBe(400);
  });
});
