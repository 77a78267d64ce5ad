/** Accounts, sessions, events, revocations and notes in the database, whoever owns it: the audit service sees them for the security officer alone, and writes a note in nobody else's name. */
import { randomBytes, randomUUID } from "node:crypto";
import { type AccountId, type AgencyId, claimsOf, contextLifetimeMs, type Duty, duties, dutyTable, type Principal, type Purpose, publicVisitor, type RegionCode, type SessionId, sha256, signContext, type TraceId } from "@epigraph/authz";
import { beginRequest, databaseServices, type DataSource, migrate, openDatabase, transaction, withAccess } from "@epigraph/datastore";
import { createTestDatabase, declareTestResponses, testServer } from "@epigraph/datastore/testing";

type Role = "audit" | "identity" | "gateway";
type Place = { readonly url: string; readonly urls: Readonly<Record<Role, string>>; readonly claimsKey: Buffer; readonly drop: () => Promise<unknown> };
const roles: readonly Role[] = ["audit", "identity", "gateway"];

async function asSuperuser(...statements: readonly string[]): Promise<void> {
  const server = await openDatabase(await testServer(), { name: "test", poolSize: 1 });
  for (const statement of statements) await server.query(statement);
  await server.destroy();
}

async function ofSuperuser(): Promise<Place> {
  const { adminUrl, urls, claimsKey, drop } = await createTestDatabase();
  return { url: adminUrl, urls, claimsKey, drop };
}

async function ofNoSuperuser(): Promise<Place> {
  const suffix = randomBytes(4).toString("hex");
  const [owner, name, password] = [`epigraph_owner_${suffix}`, `epigraph_owned_${suffix}`, randomBytes(9).toString("hex")];
  const groups = await createTestDatabase(); // the roles epigraph_* belong to the server: somebody else made them
  await asSuperuser(`create role ${owner} login createrole password '${password}'`, `create database ${name} owner ${owner}`, `grant ${databaseServices.map((service) => `epigraph_${service}`).join(", ")} to ${owner} with admin option`);
  const url = withAccess(await testServer(), { database: name, user: owner, password });
  const urls = Object.fromEntries(roles.map((role) => [role, withAccess(url, { user: `epigraph_${role}_${suffix}` })])) as Place["urls"];
  const claimsKey = randomBytes(32);
  await migrate({ url, logins: urls, claimsKey });
  await declareTestResponses(url);
  const logins = roles.map((role) => `epigraph_${role}_${suffix}`);
  const drop = async (): Promise<void> => {
    await asSuperuser(`drop database ${name} with (force)`, `drop owned by ${owner}`, ...logins.map((login) => `drop role ${login}`), `drop role ${owner}`);
    await groups.drop();
  };
  return { url, urls, claimsKey, drop };
}

describe.each([["a superuser", ofSuperuser], ["no superuser", ofNoSuperuser]] as const)("in a database that belongs to %s", (_whom, made) => {
  let place: Place;
  let owner: DataSource;
  const pools = {} as Record<Role, DataSource>;

  beforeAll(async () => {
    place = await made();
    owner = await openDatabase(place.url, { name: "test owner" });
    for (const role of roles) pools[role] = await openDatabase(place.urls[role], { name: `test ${role}` });
  }, 60_000);
  beforeEach(async () => {
    for (const table of ["security_note", "event", "revocation", "session", "account"]) await owner.query(`delete from identity.${table}`);
    await owner.query("insert into identity.account (id, login, duty, clearance, agency, state, holder, password_hash, totp_secret, created_at, changed_at) values ('kim', 'kim', 'approver', 3, 'kdca', 'active', '\\x00', 'x', '\\x00', now(), now())");
    await owner.query("insert into identity.session (id, account, client_id, authenticated_by, address, started_at, last_used_at, expires_at) values ('s1', 'kim', 'portal', 'otp', '192.0.2.7', now(), now(), now() + interval '1 h')");
    await owner.query("insert into identity.event (id, at, kind, account) values (gen_random_uuid(), now(), 'log-in', 'kim')");
    await owner.query("insert into identity.revocation (id, session, revoked_at, reason, revoked_by) values (gen_random_uuid(), 's0', now(), 'other', 'somebody')");
    await owner.query("insert into identity.security_note (id, written_at, written_by, account, reason) values (gen_random_uuid(), now(), 'somebody', 'kim', 'other')");
  });
  afterAll(async () => {
    for (const pool of [owner, ...Object.values(pools)]) await pool?.destroy();
    await place?.drop();
  });

  const issuedAt = (): number => Date.now() - 1_000;
  const claims = (duty: Duty, purpose: Purpose, at = issuedAt(), clearance = dutyTable[duty].clearance): ReturnType<typeof claimsOf> => {
    const principal: Principal = duty === "public-visitor" ? publicVisitor : { ...dutyTable[duty], clearance, account: "choi" as AccountId, duty, agency: "kdca" as AgencyId, jurisdictions: [] as RegionCode[], session: "s" as SessionId, authenticatedBy: "otp" };
    return claimsOf(signContext({ principal, purpose, audience: "audit", correlation: randomUUID() as TraceId, operation: { hash: sha256("") }, bodyHash: sha256(""), issuedAt: at, expiresAt: at + contextLifetimeMs }, randomBytes(32), place.claimsKey));
  };
  type Rows = readonly Record<string, unknown>[];
  const as = async <T>(said: ReturnType<typeof claims> | undefined, work: (query: (sql: string) => Promise<Rows>) => Promise<T>, end: "commit" | "rollback" = "rollback"): Promise<T> => {
    if (said === undefined) return await work((sql) => pools.audit.query(sql));
    const request = transaction(pools.audit, { access: "read-write", prepare: beginRequest(said) });
    try {
      return await work((sql) => request.query(sql));
    } finally {
      await request[end]();
    }
  };
  const tables = { account: "id, login, agency", session: "id, address", event: "account", revocation: "id", security_note: "note, written_by" };
  const seen = (said: ReturnType<typeof claims> | undefined): Promise<unknown> =>
    as(said, async (query) => {
      const counts: Record<string, number> = {};
      for (const [table, columns] of Object.entries(tables)) counts[table] = (await query(`select ${columns} from identity.${table}`)).length;
      return counts;
    });
  const every = (count: number): Record<string, number> => Object.fromEntries(Object.keys(tables).map((table) => [table, count]));

  it("the service sees none of them without a context", async () => expect(await seen(undefined)).toEqual(every(0)));

  it("the service sees each of them for the security officer, for the purpose of security and no other", async () => {
    expect(await seen(claims("security-officer", "security"))).toEqual(every(1));
    for (const purpose of ["audit", "investigation", "administration"] as const) expect(await seen(claims("security-officer", purpose))).toEqual(every(0));
    expect(await seen(claims("security-officer", "security", issuedAt(), 1))).toEqual(every(0));
  });

  it.each(duties.filter((duty) => duty !== "security-officer"))("the service sees none of them for %s", async (duty) => {
    for (const purpose of ["security", "audit", "investigation"] as const) expect(await seen(claims(duty, purpose))).toEqual(every(0));
  });

  it("writes no note, in the officer's context or without one", async () => {
    const forged = "insert into identity.security_note (id, written_at, written_by, account, reason) values (gen_random_uuid(), now(), 'choi', 'kim', 'other')";
    for (const said of [undefined, claims("security-officer", "security")]) {
      await expect(as(said, (query) => query(forged))).rejects.toMatchObject({ code: "42501" });
      await expect(as(said, (query) => query("select identity.officer_notes('kim', null, 'other', 'forged')"))).rejects.toMatchObject({ code: "42501" });
    }
    expect(await owner.query("select written_by from identity.security_note")).toEqual([{ written_by: "somebody" }]);
  });

  it.each([
    ["locks an account", "select identity.officer_locks_account('kim', 'lost-device', 'words') as done", { session: null, words: "words" }],
    ["ends a session", "select identity.officer_revokes_session('s1', 'lost-device', null) as done", { session: "s1", words: null }],
  ])("the officer %s and the note names who did it and when, as the gateway signed it", async (_what, statement, { session, words }) => {
    const at = issuedAt();
    expect(await as(claims("security-officer", "security", at), (query) => query(statement), "commit")).toEqual([{ done: true }]);
    const note = { written_by: "choi", written_at: new Date(at), account: "kim", session, reason: "lost-device", note: words };
    expect(await owner.query("select written_by, written_at, account, session, reason, note from identity.security_note where written_by <> 'somebody'")).toEqual([note]);
    expect(await owner.query("select id from identity.session where ended_at is null")).toEqual([]);
    // a second time does nothing, and notes nothing
    expect(await as(claims("security-officer", "security"), (query) => query(statement), "commit")).toEqual([{ done: false }]);
    expect(await owner.query("select count(*)::int as notes from identity.security_note")).toEqual([{ notes: 2 }]);
  });

  it.each([["auditor", "security", 2], ["system-administrator", "security", 2], ["security-officer", "audit", 2], ["security-officer", "security", 1]] as const)("%s for %s with clearance %i ends nothing", async (duty, purpose, clearance) => {
    for (const statement of ["select identity.officer_locks_account('kim', 'other', null)", "select identity.officer_revokes_session('s1', 'other', null)"]) await expect(as(claims(duty, purpose, issuedAt(), clearance), (query) => query(statement))).rejects.toMatchObject({ code: "42501" });
    expect(await owner.query("select state from identity.account")).toEqual([{ state: "active" }]);
  });

  it("the identity provider reads and changes what it keeps, and ends sessions, as before", async () => {
    const { identity } = pools;
    const count = async (table: string): Promise<unknown> => (await identity.query<Rows>(`select count(*)::int as n from identity.${table}`))[0]?.["n"];
    expect([await count("account"), await count("session"), await count("event"), await count("revocation")]).toEqual([1, 1, 1, 1]);
    await identity.query("update identity.account set changed_at = now() where id = 'kim'");
    await identity.query("update identity.session set last_used_at = now() where id = 's1'");
    await identity.query("insert into identity.event (id, at, kind, account) values (gen_random_uuid(), now(), 'log-in', 'kim')");
    await identity.query("insert into identity.revocation (id, account, revoked_at, reason, revoked_by) values (gen_random_uuid(), 'kim', now(), 'other', 'kim')");
    await identity.query("insert into identity.session (id, account, client_id, authenticated_by, address, started_at, last_used_at, expires_at) values ('s2', 'kim', 'portal', 'otp', '192.0.2.7', now(), now(), now() + interval '1 h')");
    expect(await identity.query("select identity.revoke_session('s1', 'log-out', 'kim') as one, identity.lock_account('kim', 'lock', 'kim') as two")).toEqual([{ one: true, two: true }]);
    expect([await count("event"), await count("revocation")]).toEqual([4, 5]);
    await expect(identity.query("select from identity.security_note")).rejects.toMatchObject({ code: "42501" });
  });

  it("the gateway reads what was revoked, as before, and no account", async () => {
    expect(await pools.gateway.query("select session from identity.revocation")).toEqual([{ session: "s0" }]);
    await expect(pools.gateway.query("select id from identity.account")).rejects.toMatchObject({ code: "42501" });
  });
});
