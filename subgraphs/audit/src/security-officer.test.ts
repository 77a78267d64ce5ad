/** What a security officer sees and does, on a real database: sessions, accounts, alerts, locking, revoking; and that nobody else does, nor the officer more. */
import { randomUUID } from "node:crypto";
import { claimsOf, type Duty, duties, dutyTable, type Purpose } from "@epigraph/authz";
import { beginRequest, type DataSource, transaction } from "@epigraph/datastore";
import { recordsOf } from "@epigraph/datastore/testing";
import { type Answered, event as resolverEvent, openDesk, recordOf, type TestDesk, type Told } from "./testing.js";

let desk: TestDesk;
let admin: DataSource;
let pool: DataSource;

beforeAll(async () => {
  desk = await openDesk();
  ({ admin, pool } = desk);
}, 60_000);
beforeEach(async () => {
  desk.ledgerWorks = true;
  for (const table of ["security_note", "event", "revocation", "session", "account"]) await admin.query(`delete from identity.${table}`);
  await desk.empty();
  for (const [id, duty, agency, state] of [["kim", "local-investigator", "gangnam", "active"], ["lee", "approver", "kdca", "active"], ["park", "auditor", "audit-office", "locked"]]) {
    await admin.query(
      `insert into identity.account (id, login, duty, clearance, agency, state, holder, password_hash, totp_secret, created_at, changed_at) values ($1, $1, $2, 2, $3, $4, '\\x00', 'x', '\\x00', now(), now())`,
      [id, duty, agency, state],
    );
  }
});
afterAll(async () => await desk?.close());

type Answer = Answered;
const ask = (query: string, variables: Readonly<Record<string, unknown>> = {}, duty: Duty = "security-officer", purpose: Purpose = "security"): Promise<Answer> => desk.ask({ account: "choi", duty, purpose }, query, variables);
type Page = { readonly edges: readonly { readonly node: Record<string, unknown> }[]; readonly pageInfo?: { readonly endCursor: string; readonly hasNextPage: boolean } };
const nodes = ({ data }: Answer, field: string): readonly Record<string, unknown>[] => (data?.[field] as Page).edges.map(({ node }) => node);
const ids = (answer: Answer, field: string): unknown[] => nodes(answer, field).map(({ id }) => id);

const session = (id: string, account: string, { ageMinutes = 0, lifeMinutes = 60, ended = false } = {}): Promise<unknown> =>
  admin.query(
    `insert into identity.session (id, account, client_id, authenticated_by, address, started_at, last_used_at, expires_at, ended_at, end_reason)
     values ($1, $2, 'portal', 'otp', '192.0.2.7', now() - make_interval(mins => $3), now(), now() + make_interval(mins => $4), case when $5 then now() end, case when $5 then 'log-out' end)`,
    [id, account, ageMinutes, lifeMinutes, ended],
  );
const event = (kind: string, account: string | null, address: string, ageMinutes = 0): Promise<unknown> =>
  admin.query("insert into identity.event (id, at, kind, account, address, agency) values (gen_random_uuid(), now() - make_interval(mins => $1), $2, $3, $4, $5)", [ageMinutes, kind, account, address, account === null ? null : "gangnam"]);
/** A record of the gateway's, unless said otherwise. */
async function record({ account = "kim", address = "192.0.2.9", ...rest }: Told & { readonly account?: string; readonly address?: string }): Promise<void> {
  await desk.put(recordOf({ service: "gateway", outcome: "partly-denied", agent: { who: account, agency: account === "unknown" ? "unknown" : "gangnam", network: address }, ...rest }));
}

describe("sessions", () => {
  const query = `query ($filter: SessionFilterInput, $first: Int, $after: String) { sessions(filter: $filter, first: $first, after: $after) { edges { node { id account duty agency client authenticatedBy address endedAt } } pageInfo { endCursor hasNextPage } } }`;

  it("are those that go on, latest log-in first, with who logged in from where", async () => {
    await session("s1", "kim", { ageMinutes: 10 });
    await session("s2", "lee", { ageMinutes: 5 });
    await session("over", "kim", { ended: true });
    await session("expired", "kim", { ageMinutes: 90, lifeMinutes: -30 });
    const answer = await ask(query);
    expect(answer.codes).toEqual([]);
    expect(nodes(answer, "sessions")).toEqual([
      { id: "s2", account: "lee", duty: "approver", agency: "kdca", client: "portal", authenticatedBy: "otp", address: "192.0.2.7", endedAt: null },
      { id: "s1", account: "kim", duty: "local-investigator", agency: "gangnam", client: "portal", authenticatedBy: "otp", address: "192.0.2.7", endedAt: null },
    ]);
  });

  it("are found by account and by agency", async () => {
    await session("s1", "kim");
    await session("s2", "lee");
    expect([ids(await ask(query, { filter: { account: "kim" } }), "sessions"), ids(await ask(query, { filter: { agency: "kdca" } }), "sessions"), ids(await ask(query, { filter: { account: "kim", agency: "kdca" } }), "sessions")]).toEqual([["s1"], ["s2"], []]);
  });

  it("come in pages, none twice and none left out", async () => {
    for (let count = 0; count < 5; count++) await session(`s${count}`, "kim", { ageMinutes: count < 3 ? 1 : 2 });
    const seen: unknown[] = [];
    let after: string | null = null;
    do {
      const answer: Answer = await ask(query, { first: 2, after });
      seen.push(...ids(answer, "sessions"));
      const { pageInfo } = answer.data?.["sessions"] as Page;
      after = pageInfo?.hasNextPage === true ? pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen.toSorted()).toEqual(["s0", "s1", "s2", "s3", "s4"]);
  });
});

it("accounts are listed by id with state, duty, clearance and agency, and found by each", async () => {
  const query = `query ($filter: AccountFilterInput) { accounts(filter: $filter) { edges { node { id state duty clearance agency } } } }`;
  expect(nodes(await ask(query), "accounts")).toEqual([
    { id: "kim", state: "active", duty: "local-investigator", clearance: 2, agency: "gangnam" },
    { id: "lee", state: "active", duty: "approver", clearance: 2, agency: "kdca" },
    { id: "park", state: "locked", duty: "auditor", clearance: 2, agency: "audit-office" },
  ]);
  for (const [filter, found] of [[{ state: "locked" }, ["park"]], [{ duty: "approver" }, ["lee"]], [{ agency: "gangnam" }, ["kim"]], [{ agency: "gangnam", state: "locked" }, []]] as const) expect(ids(await ask(query, { filter }), "accounts")).toEqual(found);
});

describe("alerts", () => {
  const query = `query ($filter: SecurityAlertFilterInput, $first: Int, $after: String) { securityAlerts(filter: $filter, first: $first, after: $after) { edges { node { kind code account agency address count } } pageInfo { endCursor hasNextPage } } }`;
  const alerts = async (filter: Record<string, unknown> = {}): Promise<readonly Record<string, unknown>[]> => nodes(await ask(query, { filter }), "securityAlerts");

  it("count failed log-ins, lock-outs and refused refreshes by account and address, and leave what is well", async () => {
    for (const kind of ["log-in-failed", "log-in-failed", "log-in-failed", "lock-out", "refresh-reused", "log-in", "token", "log-out"]) await event(kind, "kim", "192.0.2.7");
    await event("log-in-failed", "kim", "192.0.2.8");
    await event("log-in-failed", null, "192.0.2.7");
    expect((await alerts()).toSorted((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)))).toEqual(
      [
        { kind: "failed-log-in", code: null, account: "kim", agency: "gangnam", address: "192.0.2.7", count: 3 },
        { kind: "failed-log-in", code: null, account: "kim", agency: "gangnam", address: "192.0.2.8", count: 1 },
        { kind: "failed-log-in", code: null, account: null, agency: null, address: "192.0.2.7", count: 1 },
        { kind: "lock-out", code: null, account: "kim", agency: "gangnam", address: "192.0.2.7", count: 1 },
        { kind: "refused-refresh", code: null, account: "kim", agency: "gangnam", address: "192.0.2.7", count: 1 },
      ].toSorted((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other))),
    );
  });

  it("count denials of operations, and those turned away at the door with their code and number", async () => {
    await record({});
    await record({});
    await record({ outcome: "answered" });
    await record({ account: "unknown", type: "refusal", outcome: "refused", refusals: [{ code: "TOKEN_EXPIRED", count: 40, first: Date.now() - 30_000, last: Date.now() }, { code: "TOKEN_SIGNATURE_WRONG", count: 2, first: Date.now(), last: Date.now() }] });
    expect((await alerts()).toSorted((one, other) => Number(one["count"]) - Number(other["count"]) || String(one["kind"]).localeCompare(String(other["kind"])))).toEqual([
      { kind: "denied", code: null, account: "kim", agency: "gangnam", address: "192.0.2.9", count: 2 },
      { kind: "turned-away", code: "TOKEN_SIGNATURE_WRONG", account: null, agency: null, address: "192.0.2.9", count: 2 },
      { kind: "turned-away", code: "TOKEN_EXPIRED", account: null, agency: null, address: "192.0.2.9", count: 40 },
    ]);
  });

  it("show no data subject, no pseudonym and no resolver of what was denied", async () => {
    const subject = desk.names.of("p", Date.now());
    await record({ events: [resolverEvent("Case.sex", "denied", subject)] });
    const { text } = await ask(query);
    expect(text).toContain("denied");
    expect([text.includes(subject), text.includes("Case.sex")]).toEqual([false, false]);
  });

  it("are those of the last day, or of the time asked for, but no longer than 31 days", async () => {
    await event("log-in-failed", "kim", "192.0.2.7", 5);
    await event("log-in-failed", "kim", "192.0.2.8", 60 * 26);
    const ago = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();
    const addresses = async (filter: Record<string, unknown>): Promise<unknown[]> => (await alerts(filter)).map(({ address }) => address);
    expect([await addresses({}), await addresses({ from: ago(2) }), await addresses({ to: ago(1) })]).toEqual([["192.0.2.7"], ["192.0.2.7", "192.0.2.8"], ["192.0.2.8"]]);
    expect((await ask(query, { filter: { from: ago(32) } })).codes).toEqual(["BAD_USER_INPUT"]);
  });

  it("are found by kind and account, and come in pages", async () => {
    for (let count = 0; count < 5; count++) await event("log-in-failed", count < 3 ? "kim" : "lee", `192.0.2.${count}`, count % 2);
    await event("lock-out", "kim", "192.0.2.1");
    expect([(await alerts({ kind: "failed-log-in" })).length, (await alerts({ kind: "failed-log-in", account: "lee" })).length, (await alerts({ kind: "denied" })).length]).toEqual([5, 2, 0]);
    const seen: unknown[] = [];
    let after: string | null = null;
    do {
      const answer: Answer = await ask(query, { first: 2, after });
      seen.push(...nodes(answer, "securityAlerts").map(({ kind, address }) => `${String(kind)} ${String(address)}`));
      const { pageInfo } = answer.data?.["securityAlerts"] as Page;
      after = pageInfo?.hasNextPage === true ? pageInfo.endCursor : null;
    } while (after !== null);
    expect([seen.length, new Set(seen).size]).toEqual([6, 6]);
  });
});

describe("locking an account", () => {
  const lock = `mutation ($account: ID!, $reason: String!, $note: String) { lockAccount(account: $account, reason: $reason, note: $note) { id state } }`;

  it("locks it, ends its sessions, tells the gateways, and keeps the note apart from the access log", async () => {
    await session("s1", "kim");
    const { data, codes } = await ask(lock, { account: "kim", reason: "stolen-credentials", note: " seen on a forum " });
    expect([codes, data]).toEqual([[], { lockAccount: { id: "kim", state: "locked" } }]);
    const rows = async (sql: string): Promise<unknown> => await admin.query(sql);
    expect(await rows("select account, reason, revoked_by from identity.revocation where account is not null")).toEqual([{ account: "kim", reason: "stolen-credentials", revoked_by: "choi" }]);
    expect(await rows("select id from identity.session where ended_at is null")).toEqual([]);
    expect(await rows("select account, session, reason, note, written_by from identity.security_note")).toEqual([{ account: "kim", session: null, reason: "stolen-credentials", note: "seen on a forum", written_by: "choi" }]);
    const [logged] = await recordsOf(desk.database.adminUrl);
    expect(logged).toMatchObject({ type: "change", purposeOfEvent: "security", outcome: "answered", agent: { who: "choi", role: "security-officer" }, events: expect.arrayContaining([expect.objectContaining({ coordinate: "Mutation.lockAccount", outcome: "allowed", ruleId: "security.end" })]) });
    expect(JSON.stringify(logged)).not.toContain("forum");
    expect(nodes(await ask(`{ securityNotes(account: "kim") { edges { node { account session reason note writtenBy } } } }`), "securityNotes")).toEqual([{ account: "kim", session: null, reason: "stolen-credentials", note: "seen on a forum", writtenBy: "choi" }]);
  });

  it.each([
    ["that does not exist", { account: "nobody", reason: "other" }, "NOT_FOUND"],
    ["that is locked already", { account: "park", reason: "other" }, "BAD_USER_INPUT"],
    ["for a reason that is not on the list", { account: "kim", reason: "because" }, "BAD_USER_INPUT"],
    ["with a note that is too long", { account: "kim", reason: "other", note: "x".repeat(2_001) }, "BAD_USER_INPUT"],
  ])("%s is refused, and nothing is changed", async (_what, variables, code) => {
    const { data, codes } = await ask(lock, variables);
    expect([codes, data]).toEqual([[code], { lockAccount: null }]);
    expect(await admin.query("select id from identity.account where state = 'locked'")).toEqual([{ id: "park" }]);
    expect(await admin.query("select from identity.revocation union all select from identity.security_note")).toEqual([]);
  });

  it("is not done when it cannot be recorded", async () => {
    desk.ledgerWorks = false;
    expect((await ask(lock, { account: "kim", reason: "other" })).codes).toEqual(["LEDGER_UNAVAILABLE"]);
    expect(await admin.query("select state from identity.account where id = 'kim'")).toEqual([{ state: "active" }]);
    expect(await admin.query("select from identity.revocation union all select from identity.security_note")).toEqual([]);
  });
});

describe("revoking a session", () => {
  const revoke = `mutation ($session: ID!, $reason: String!, $note: String) { revokeSession(session: $session, reason: $reason, note: $note) { id account endedAt } }`;

  it("ends that one and no other, and cannot be done twice", async () => {
    await session("s1", "kim");
    await session("s2", "kim");
    const first = await ask(revoke, { session: "s1", reason: "lost-device" });
    expect([first.codes, first.data]).toEqual([[], { revokeSession: { id: "s1", account: "kim", endedAt: expect.stringMatching(/^20/) } }]);
    expect(await admin.query("select session, account, reason, revoked_by from identity.revocation")).toEqual([{ session: "s1", account: null, reason: "lost-device", revoked_by: "choi" }]);
    const again = await ask(revoke, { session: "s1", reason: "lost-device" });
    expect([again.codes, again.messages]).toEqual([["BAD_USER_INPUT"], ["the session has ended already"]]);
    expect(await admin.query("select id from identity.session where ended_at is null")).toEqual([{ id: "s2" }]);
    expect((await ask(revoke, { session: "nothing", reason: "other" })).codes).toEqual(["NOT_FOUND"]);
  });
});

describe("who has the officer's part", () => {
  const questions = ["{ sessions { edges { node { id } } } }", "{ accounts { edges { node { id } } } }", "{ securityAlerts { edges { node { kind } } } }", "{ securityNotes { edges { node { note } } } }", `mutation { lockAccount(account: "kim", reason: "other") { id } }`, `mutation { revokeSession(session: "s1", reason: "other") { id } }`];

  it.each(duties.filter((duty) => duty !== "security-officer"))("%s does not, for whatever purpose: not to read, not to end anything", async (duty) => {
    await session("s1", "kim");
    for (const purpose of ["security", dutyTable[duty].clearance === 4 ? "investigation" : "administration"] as const) {
      for (const query of questions) {
        const { data, codes } = await ask(query, {}, duty, purpose);
        expect({ query, codes, data: Object.values(data ?? { nothing: null }) }).toEqual({ query, codes: ["CLEARANCE_REQUIRED"], data: [null] });
      }
    }
    expect(await admin.query("select from identity.revocation")).toEqual([]);
  });

  it("is believed of what the gateway signed, not of what a session of the service says", async () => {
    await session("s1", "kim");
    const claimed = JSON.stringify({ account: "officer", duty: "security-officer", purpose: "security", clearance: 2 });
    for (const statement of ["select identity.officer_revokes_session('s1', 'lost-device', 'x')", "select identity.officer_locks_account('kim', 'lost-device', 'x')"]) {
      await expect(pool.query(statement)).rejects.toMatchObject({ code: "42501" });
      await expect(pool.transaction(async (manager) => {
        await manager.query("select set_config('epigraph.claims', $1, true), set_config('epigraph.seal', $2, true)", [claimed, "0".repeat(64)]);
        await manager.query(statement);
      })).rejects.toMatchObject({ code: "42501" });
    }
    await expect(pool.query("select identity.lock_account('kim', 'lost-device', 'somebody')")).rejects.toMatchObject({ code: "42501" });
    expect(await admin.query("select from identity.revocation")).toEqual([]);
  });

  it("the officer does, for the purpose of security and no other", async () => {
    await session("s1", "kim");
    for (const query of questions) expect((await ask(query, {}, "security-officer", "audit")).codes).toEqual(["PURPOSE_REQUIRED"]);
    expect(await admin.query("select from identity.revocation")).toEqual([]);
  });

  it("and the officer has nothing of the access log, nor of a case", async () => {
    await record({});
    for (const purpose of ["security", "audit", "investigation"] as const) {
      expect((await ask("{ auditRecords { edges { node { account } } } }", {}, "security-officer", purpose)).codes).toEqual(["CLEARANCE_REQUIRED"]);
      expect((await ask(`{ auditRecord(index: "0") { account } }`, {}, "security-officer", purpose)).codes).toEqual(["CLEARANCE_REQUIRED"]);
      expect((await ask(`query ($r: [_Any!]!) { _entities(representations: $r) { ... on Case { accesses { edges { cursor } } } } }`, { r: [{ __typename: "Case", id: randomUUID(), personKey: "p" }] }, "security-officer", purpose)).codes).toEqual(["CLEARANCE_REQUIRED"]);
    }
  });
});

it("the database itself shows the officer's session what the gateway refused, and no other record and no data subject", async () => {
  await record({});
  await record({ outcome: "answered" });
  await record({ service: "cases", events: [resolverEvent("Case.sex", "denied", desk.names.of("somebody", Date.now()))] });
  const seenBy = async (duty: Duty, purpose: Purpose): Promise<unknown> => {
    const request = transaction(pool, { prepare: beginRequest(claimsOf(desk.contextOf("", { account: "choi", duty, purpose }))) });
    const records = await request.query("select service, outcome from ledger.record order by outcome, service");
    const subjects = await request.query("select subject from ledger.record_subject");
    await request.rollback();
    return [records.map(({ service: of, outcome }) => `${String(of)} ${String(outcome)}`), subjects.length];
  };
  expect(await seenBy("security-officer", "security")).toEqual([["gateway partly-denied"], 0]);
  expect(await seenBy("security-officer", "audit")).toEqual([[], 0]);
  expect(await seenBy("auditor", "audit")).toEqual([["gateway answered", "cases partly-denied", "gateway partly-denied"], 1]);
});

it("the auditor sees who was turned away, why and how often", async () => {
  await record({ account: "unknown", type: "refusal", outcome: "refused", refusals: [{ code: "TOKEN_EXPIRED", count: 40, first: 1, last: 2 }, { code: "SESSION_REVOKED", count: 2, first: 1, last: 2 }] });
  expect(nodes(await ask("{ auditRecords { edges { node { account outcome refusalCodes refusalCount } } } }", {}, "auditor", "audit"), "auditRecords")).toEqual([{ account: "unknown", outcome: "refused", refusalCodes: ["TOKEN_EXPIRED", "SESSION_REVOKED"], refusalCount: 42 }]);
});
