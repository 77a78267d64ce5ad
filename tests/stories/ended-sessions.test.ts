/** The story of a session that ends: two gateways in processes of their own refuse its next request, whatever becomes of the channel that tells them; and a security officer ends one. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { signToken } from "@epigraph/authz";
import { newSigningKey, projectRoot, signingKey } from "@epigraph/cli";
import { openDatabase, type DataSource } from "@epigraph/datastore";
import { createTestDatabase, freePort, recordsOf, type TestDatabase } from "@epigraph/datastore/testing";
import { type Platform, startPlatform, testEnvironment, type User } from "./platform.js";

const signing = signingKey(newSigningKey());
/** What is promised is 1 s; a machine that has other work to do is given more before it counts as broken. */
const boundMs = 5_000;

let database: TestDatabase;
let admin: DataSource;
let folder: string;
const gateways: { readonly process: ChildProcess; readonly url: string }[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  admin = await openDatabase(database.adminUrl, { name: "story" });
  folder = mkdtempSync(join(tmpdir(), "epigraph-story-"));
  const env = testEnvironment(database, folder);
  const jwks = join(folder, "own-keys.json");
  writeFileSync(jwks, signing.jwks);
  for (let count = 0; count < 2; count++) {
    const port = await freePort();
    const process = spawn(globalThis.process.execPath, [join(projectRoot, "cli", "bin", "epigraph.js"), "serve", "gateway", "--door", "clearance", "--port", String(port)], {
      env: { PATH: globalThis.process.env["PATH"] ?? "", ...env, EPIGRAPH_JWKS: jwks },
      stdio: "ignore",
    });
    gateways.push({ process, url: `http://127.0.0.1:${port}` });
  }
  for (const { url } of gateways) await until(async () => await fetch(`${url}/readyz`).then(({ ok }) => ok, () => false), 120_000);
}, 150_000);
afterAll(async () => {
  for (const { process } of gateways) {
    const ended = process.exitCode === null ? new Promise((resolve) => process.once("exit", resolve)) : undefined;
    process.kill("SIGTERM");
    await ended;
  }
  await admin?.destroy();
  await database?.drop();
  if (folder) rmSync(folder, { recursive: true });
});

async function until(holds: () => Promise<boolean>, withinMs = boundMs): Promise<number> {
  const begun = Date.now();
  while (!(await holds())) {
    if (Date.now() - begun > withinMs) throw new Error(`not within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return Date.now() - begun;
}
/** Somebody logs in: an account that may be there already, a session, a token. */
async function logIn(account: string, session: string): Promise<string> {
  await admin.query(
    `insert into identity.account (id, login, duty, clearance, agency, state, holder, password_hash, totp_secret, created_at, changed_at)
     values ($1, $1, 'local-investigator', 4, 'gangnam', 'active', '\\x00', 'x', '\\x00', now(), now()) on conflict (id) do update set state = 'active'`,
    [account],
  );
  await admin.query("insert into identity.session (id, account, client_id, authenticated_by, address, started_at, last_used_at, expires_at) values ($1, $2, 'portal', 'otp', '192.0.2.7', now(), now(), now() + interval '1 hour')", [session, account]);
  return signToken({ account, duty: "local-investigator", agency: "gangnam", jurisdictions: ["1168000000"], session, authenticatedBy: "otp" }, { issuer: "epigraph-test", audience: "epigraph" }, signing, Date.now(), 300);
}
const codeAt = async (url: string, token: string): Promise<string> => {
  const response = await fetch(`${url}/graphql`, { method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${token}`, "epigraph-purpose": "investigation" }, body: JSON.stringify({ query: "{ __typename }" }) });
  const { errors = [] } = (await response.json()) as { errors?: readonly { readonly extensions: { readonly code: string } }[] };
  return `${response.status} ${errors.map(({ extensions }) => extensions.code).join(" ")}`.trim();
};
const everywhere = (token: string): Promise<readonly string[]> => Promise.all(gateways.map(({ url }) => codeAt(url, token)));
const good = ["200", "200"];
const over = ["401 SESSION_REVOKED", "401 SESSION_REVOKED"];
/** Until both refuse it; says how long that took. */
const untilRefused = (token: string): Promise<number> => until(async () => (await everywhere(token)).every((code) => code === over[0]));
const nextSecond = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 1_050 - (Date.now() % 1_000)));
const revoke = (session: string): Promise<unknown> => admin.query("select identity.revoke_session($1, 'story', 'officer')", [session]);

describe("a session that is ended while two gateways run", () => {
  it("is refused by both at the next request, its account's other sessions and later log-ins are not", async () => {
    const token = await logIn("kim", "kim-1");
    const other = await logIn("kim", "kim-2");
    expect([await everywhere(token), await everywhere(other)]).toEqual([good, good]);
    await revoke("kim-1");
    const took = await untilRefused(token);
    console.info(`a session's end was known to two gateways after ${took} ms`);
    expect([await everywhere(token), await everywhere(other), await everywhere(await logIn("kim", "kim-3"))]).toEqual([over, good, good]);
  });

  it("with its account: locked, nothing of it is good any more; unlocked and logged in anew, it is", async () => {
    const tokens = [await logIn("lee", "lee-1"), await logIn("lee", "lee-2")];
    for (const token of tokens) expect(await everywhere(token)).toEqual(good);
    await admin.query("select identity.lock_account('lee', 'story', 'officer')");
    for (const token of tokens) await untilRefused(token);
    await nextSecond(); // a token says in whole seconds when it was issued
    expect(await everywhere(await logIn("lee", "lee-3"))).toEqual(good);
    for (const token of tokens) expect(await everywhere(token)).toEqual(over);
  });

  it("is refused as soon where nobody tells the gateways and they have to look", async () => {
    const token = await logIn("park", "park-1");
    await admin.query("alter table identity.revocation disable trigger tell");
    try {
      expect(await everywhere(token)).toEqual(good);
      await revoke("park-1");
      console.info(`without a notice it was known after ${await untilRefused(token)} ms`);
    } finally {
      await admin.query("alter table identity.revocation enable trigger tell");
    }
  });

  it("is refused as soon after the gateways' connections were cut", async () => {
    const token = await logIn("choi", "choi-1");
    expect(await everywhere(token)).toEqual(good);
    await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name like '%sessions' and datname = current_database()");
    await revoke("choi-1");
    await untilRefused(token);
  });

  it("leaves a record of every refusal, with the code and whose it was", async () => {
    const found = (await recordsOf(database.adminUrl)).filter(({ type, agent }) => type === "refusal" && agent.who === "kim");
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ agent, refusals = [] }) => agent.session === "kim-1" && refusals.every(({ code }) => code === "SESSION_REVOKED"))).toBe(true);
    expect(JSON.stringify(found)).not.toContain("eyJ");
  });
});

describe("when ended sessions cannot be read", () => {
  it("tokens go on, the gateway says that it is degraded, and what ended meanwhile is refused once it reads again", async () => {
    const token = await logIn("jung", "jung-1");
    await admin.query("revoke select on identity.revocation from epigraph_gateway");
    try {
      const ready = async (): Promise<unknown> => await (await fetch(`${gateways[0]?.url}/readyz`)).json();
      await until(async () => JSON.stringify(await ready()).includes("degraded"), 20_000);
      await revoke("jung-1");
      expect(await everywhere(token)).toEqual(good);
    } finally {
      await admin.query("grant select on identity.revocation to epigraph_gateway");
    }
    await untilRefused(token);
    expect(await (await fetch(`${gateways[0]?.url}/readyz`)).json()).toEqual({ status: "ready" });
  });
});

describe("a security officer", () => {
  const officer: User = { account: "officer", duty: "security-officer", jurisdictions: [], purpose: "security" };
  const investigator: User = { account: "yoon", duty: "national-investigator", jurisdictions: [], purpose: "investigation" };
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform("one process", database);
  }, 60_000);
  afterAll(() => platform?.close());

  it("is the only one who sees sessions", async () => {
    for (const user of [investigator, { account: "baek", duty: "auditor", jurisdictions: [], purpose: "audit" } as const, { account: "baek", duty: "system-administrator", jurisdictions: [], purpose: "administration" } as const]) {
      const { data, errors } = await platform.ask(user, `mutation { lockAccount(account: "officer", reason: "other") { id } }`);
      expect([data, errors.map(({ extensions }) => extensions.code)]).toEqual([{ lockAccount: null }, ["CLEARANCE_REQUIRED"]]);
      const asked = await platform.ask(user, "{ sessions { edges { node { id } } } accounts { edges { node { id } } } securityAlerts { edges { node { count } } } }");
      expect([asked.data, asked.errors.map(({ extensions }) => extensions.code)]).toEqual([{ sessions: null, accounts: null, securityAlerts: null }, ["CLEARANCE_REQUIRED", "CLEARANCE_REQUIRED", "CLEARANCE_REQUIRED"]]);
    }
    expect((await platform.ask(officer, "{ auditRecords { edges { node { account } } } cases { edges { node { id } } } }")).errors.map(({ extensions }) => extensions.code)).toEqual(["CLEARANCE_REQUIRED", "CLEARANCE_REQUIRED"]);
  });

  it("finds a session, ends it, and its next request is refused", async () => {
    await logIn("yoon", "session"); // the session that all of the story's tokens name, the officer's too
    expect((await platform.ask(investigator, "{ __typename }")).status).toBe(200);
    const { data, errors } = await platform.ask(officer, `{ sessions(filter: { account: "yoon" }) { edges { node { id duty address } } } accounts(filter: { agency: "gangnam" }) { edges { node { id state } } } }`);
    expect([errors, data?.["sessions"]]).toEqual([[], { edges: [{ node: { id: "session", duty: "local-investigator", address: "192.0.2.7" } }] }]);
    const ended = await platform.ask(officer, `mutation { revokeSession(session: "session", reason: "suspected-misuse", note: "seen twice") { id endedAt } }`);
    expect([ended.errors, ended.data?.["revokeSession"]]).toEqual([[], { id: "session", endedAt: expect.any(String) }]);
    await until(async () => (await platform.ask(investigator, "{ __typename }")).status === 401);
  });
});
