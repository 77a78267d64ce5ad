/** What a hostile session with a service's own login can do about row security: nothing. Real server, raw connections, every statement an attacker could send. */
import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { type AccountId, type AgencyId, claimsOf, contextLifetimeMs, type Principal, publicVisitor, type RegionCode, type RequestContext, type SessionId, sha256, type SignedClaims, signContext, type TraceId } from "@epigraph/authz";
import pg from "pg";

import { ensureStayPartitions } from "./partitions.js";
import { createTestDatabase, type TestDatabase } from "./testing.js";

const gangnam = "1168000000" as RegionCode;
const seocho = "1165000000" as RegionCode;
const [own, foreign, sealed] = [randomUUID(), randomUUID(), randomUUID()];
const day = "2020-05-10";

let database: TestDatabase;
let admin: pg.Client;
const sessions: pg.Client[] = [];

async function session(url = database.urls.cases): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  sessions.push(client);
  return client;
}

beforeAll(async () => {
  database = await createTestDatabase();
  admin = await session(database.adminUrl);
  await ensureStayPartitions((sql) => admin.query(sql), [day]);
  for (const [id, region, name] of [[own, gangnam, "Kim"], [foreign, seocho, "Lee"], [sealed, gangnam, "Park"]] as const) {
    const request = randomUUID();
    const grant = randomUUID();
    await admin.query("insert into cases.person (key, source_system, source_record) values ($1::uuid, 'test', $2)", [id, name]);
    await admin.query("insert into cases.case_record (id, person_key, disease, classification, region_code, sealed, source_system, source_record) values ($1::uuid, $1::uuid, 'covid-19', 'confirmed', $2, $3, 'test', $1::text)", [id, region, id === sealed]);
    await admin.query("insert into movements.case_reference (case_id, person_key, region_code, disease, sealed) values ($1, $1, $2, 'covid-19', $3)", [id, region, id === sealed]);
    await admin.query(
      `insert into movements.information_request (id, case_id, data_class, window_from, window_to, justification, legal_basis, state, requested_by, requested_at, source_system, source_record)
       values ($1::uuid, $2, 'card-use', '2020-05-01', '2020-05-20', 'j', 'b', 'provided', 'kim', now(), 'test', $1::text)`,
      [request, id],
    );
    await admin.query(
      `insert into movements.stay (person_key, day, id, case_id, request_id, data_class, precision, earliest, latest, latitude, longitude, cell, accuracy_metres, confidence, source_record)
       values ($1, $2, $1, $1, $3, 'card-use', 'day', '2020-05-10', '2020-05-11', 37.5, 127, 1, 10, 1, 'r')`,
      [id, day, request],
    );
    // everybody holds everything here, so that only the claims can keep it from them
    for (const account of ["kim", "lee"]) await admin.query("insert into permission.assignment values ($1, $2, '2020-01-01', null)", [account, id]);
    await admin.query("insert into permission.access_grant (id, request_id, data_class, window_from, window_to, purpose, not_before, not_after) values ($1, $2, 'card-use', '2020-05-01', '2020-05-20', 'investigation', '2020-01-01', '2999-01-01')", [grant, request]);
    await admin.query("insert into permission.grant_case values ($1, $2)", [grant, id]);
    if (id !== foreign) await admin.query("insert into permission.grant_holder values ($1, 'kim')", [grant]);
  }
  await admin.query("select ledger.make_month(now())");
  await admin.query(`insert into ledger.record (index, sequenced, login, standing, id, recorded, type, service, correlation, account, duty, agency, session, purpose, outcome, subjects, unassigned, body)
    values (0, now(), 'l', 'sound', gen_random_uuid(), now(), 'operation', 'cases', 'c', 'lee', 'auditor', 'a', 's', 'audit', 'answered', 1, 0, '')`);
  await admin.query("insert into ledger.record_subject (subject, sequenced, recorded, index, assigned, allowed) values ('s', now(), now(), 0, false, true)");
});
afterAll(async () => {
  for (const client of sessions) await client.end().catch(() => undefined);
  await database.drop();
});

const kim: Principal = { account: "kim" as AccountId, duty: "local-investigator", clearance: 4, agency: "health-centre.1168000000" as AgencyId, jurisdictions: [gangnam], session: "s" as SessionId, authenticatedBy: "otp", door: "clearance" };
const national: Principal = { ...kim, account: "lee" as AccountId, duty: "national-investigator", jurisdictions: [] };
const auditor: Principal = { ...kim, account: "choi" as AccountId, duty: "auditor", clearance: 2, jurisdictions: [] };

function context(change: Partial<RequestContext> = {}, key = database.claimsKey): SignedClaims {
  const now = Date.now();
  const told: RequestContext = { principal: kim, purpose: "investigation", audience: "cases", correlation: randomUUID() as TraceId, operation: { hash: sha256("") }, bodyHash: sha256(""), issuedAt: now, expiresAt: now + contextLifetimeMs, ...change };
  return claimsOf(signContext(told, randomBytes(32), key));
}
const begin = (client: pg.Client, { payload, tag }: SignedClaims) => client.query("select security.begin_request($1, $2)", [payload, tag]);

/** A tag that is right in every way but its key. */
function forged(key: Buffer): SignedClaims {
  const { payload } = context();
  return { payload, tag: createHmac("sha256", key).update(payload).digest("base64url") };
}

/** One transaction with these claims, undone at its end; without claims, one that never said who asks. */
async function as<T>(claims: SignedClaims | undefined, work: (client: pg.Client) => Promise<T>, url = database.urls.cases): Promise<T> {
  const client = await session(url);
  await client.query("begin");
  try {
    if (claims) await begin(client, claims);
    return await work(client);
  } finally {
    await client.query("rollback").catch(() => undefined);
    await client.end();
  }
}
const names = async (client: pg.Client): Promise<string[]> => (await client.query<{ source_record: string }>("select source_record from cases.person order by 1")).rows.map(({ source_record }) => source_record);
const seen = (claims: SignedClaims | undefined): Promise<string[]> => as(claims, names);
const refusal = (message: string): object => ({ code: "28000", message: expect.stringContaining(message) as string });
const denied = { code: "42501" };

describe("without a context", () => {
  const tables = ["cases.person", "cases.case_record", "cases.contact", "cases.cluster", "cases.transmission_link", "cases.exposure", "cases.follow_up", "cases.sample", "permission.assignment", "permission.access_grant", "permission.grant_holder", "permission.grant_case", "permission.referral"];
  it.each(tables)("%s is empty", (table) => as(undefined, async (client) => expect((await client.query(`select from ${table}`)).rowCount).toBe(0)));

  it.each(["movements.stay", "movements.case_reference", "movements.information_request", "movements.place"])("%s is empty", (table) =>
    as(undefined, async (client) => expect((await client.query(`select from ${table}`)).rowCount).toBe(0), database.urls.movements),
  );

  it.each(["ledger.record", "ledger.record_subject"])("%s is empty", (table) => as(undefined, async (client) => expect((await client.query(`select from ${table}`)).rowCount).toBe(0), database.urls.audit));
});

describe("with a context", () => {
  it("the rows are those of whom it names: the own jurisdiction, and nothing of the specially protected", async () => {
    expect(await seen(context())).toEqual(["Kim"]);
    expect(await seen(context({ principal: national }))).toEqual(["Kim", "Lee"]);
    expect(await seen(context({ principal: { ...kim, jurisdictions: [seocho] } }))).toEqual(["Lee"]);
    expect(await seen(context({ principal: { ...kim, account: "nobody" as AccountId } }))).toEqual([]);
    expect(await seen(context({ principal: { ...kim, clearance: 3 } }))).toEqual([]);
    expect(await seen(context({ purpose: "audit" }))).toEqual([]);
    expect(await seen(context({ principal: publicVisitor, purpose: "public-information" }))).toEqual([]);
  });

  it("evidence is there for the holder of a grant that is live at the moment of the context, for its window", async () => {
    const stays = (principal: Principal) => as(context({ principal, audience: "movements" }), async (client) => (await client.query<{ id: string }>("select id from movements.stay")).rows.map(({ id }) => id), database.urls.movements);
    expect(await stays(kim)).toEqual([own]);
    expect(await stays(national)).toEqual([]);
    await admin.query("update permission.access_grant g set window_to = '2020-05-10 23:59' from permission.grant_case c where c.grant_id = g.id and c.case_id = $1", [own]);
    expect(await stays(kim)).toEqual([]);
    await admin.query("update permission.access_grant set window_to = '2020-05-20'");
  });

  it("permissions are only the own ones", () =>
    as(context(), async (client) => {
      expect((await client.query("select distinct account from permission.assignment")).rows).toEqual([{ account: "kim" }]);
      expect((await client.query("select distinct account from permission.grant_holder")).rows).toEqual([{ account: "kim" }]);
      expect((await client.query("select case_id from permission.grant_case where case_id = $1", [foreign])).rowCount).toBe(0);
      expect((await client.query("select from permission.access_grant")).rowCount).toBe(2);
    }));

  it("the access log is there for the auditor alone, whatever cases others have", async () => {
    const records = (principal: Principal, purpose: RequestContext["purpose"]) => as(context({ principal, purpose, audience: "audit" }), async (client) => (await client.query("select from ledger.record")).rowCount, database.urls.audit);
    expect([await records(auditor, "audit"), await records(kim, "investigation")]).toEqual([1, 0]);
    expect([await records(auditor, "investigation"), await records({ ...kim, account: "nobody" as AccountId }, "investigation"), await records(national, "audit")]).toEqual([0, 0, 0]);
  });

  it("may be said twice in a transaction, and counts once", () =>
    as(undefined, async (client) => {
      const said = context();
      await begin(client, said);
      await begin(client, said);
      expect(await names(client)).toEqual(["Kim"]);
    }));
});

describe("a context is refused", () => {
  it.each<{ what: string; claims: () => SignedClaims; message: string; url?: () => string }>([
    { what: "that another key signed", claims: () => context({}, randomBytes(32)), message: "signature" },
    { what: "whose payload was changed", claims: () => ({ payload: context({ principal: national }).payload, tag: context().tag }), message: "signature" },
    { what: "whose tag is that of a subgraph's own key", claims: () => forged(randomBytes(32)), message: "signature" },
    { what: "whose tag is cut", claims: () => ({ ...context(), tag: context().tag.slice(0, 42) }), message: "not one" },
    { what: "whose tag is empty", claims: () => ({ ...context(), tag: "" }), message: "not one" },
    { what: "that has characters which decoders skip", claims: () => ({ ...context(), payload: `${context().payload}\n` }), message: "not one" },
    { what: "that is too long", claims: () => ({ ...context(), payload: "A".repeat(16_385) }), message: "not one" },
    { what: "that is expired", claims: () => context({ issuedAt: Date.now() - 30_001, expiresAt: Date.now() - 1 }), message: "not valid at this time" },
    { what: "that is from the future", claims: () => context({ issuedAt: Date.now() + 10_000, expiresAt: Date.now() + 20_000 }), message: "not valid at this time" },
    { what: "that lives longer than half a minute", claims: () => context({ expiresAt: Date.now() + 60_000 }), message: "not valid at this time" },
    { what: "that says no time", claims: () => context({ issuedAt: undefined as never }), message: "not valid at this time" },
    { what: "that was made for another service, by the login of this one", claims: () => context({ audience: "movements" }), message: "another service" },
    { what: "that was made for no service", claims: () => context({ audience: undefined as never }), message: "another service" },
    { what: "that was made for this service, by the login of another one", claims: () => context(), message: "another service", url: () => database.urls.movements },
  ])("$what", async ({ claims, message, url }) => {
    await as(
      undefined,
      async (client) => {
        await expect(begin(client, claims())).rejects.toMatchObject(refusal(message));
        await client.query("rollback; begin");
        expect(await names(client).catch(() => [])).toEqual([]);
      },
      url?.(),
    );
  });

  it("unless its machine's clock is no more than two seconds ahead", async () => expect(await seen(context({ issuedAt: Date.now() + 1_000, expiresAt: Date.now() + 20_000 }))).toEqual(["Kim"]));

  it("with other claims than those that the transaction has", () =>
    as(context(), async (client) => {
      await expect(begin(client, context({ principal: national }))).rejects.toMatchObject(refusal("other claims"));
    }));

  it("by the logins of the gateway, the identity provider and the public door altogether", async () => {
    for (const service of ["gateway", "identity", "public"] as const) await as(undefined, (client) => expect(begin(client, context())).rejects.toMatchObject(denied), database.urls[service]);
  });

  it("once its key was replaced and the overlap is over, and until then it is not", async () => {
    const next = randomBytes(32);
    const put = (key: Buffer, overlap: string) => admin.query("select security.put_claims_key($1, $2::interval)", [key, overlap]);
    await put(next, "1 minute");
    expect([await seen(context({}, next)), await seen(context())]).toEqual([["Kim"], ["Kim"]]);
    await admin.query("update security.key set valid_to = clock_timestamp() where secret = $1", [database.claimsKey]);
    await expect(seen(context())).rejects.toMatchObject(refusal("signature"));
    await put(database.claimsKey, "0");
    expect(await seen(context())).toEqual(["Kim"]);
    await expect(seen(context({}, next))).rejects.toMatchObject(refusal("signature"));
  });
});

describe("injected SQL in the service's own session", () => {
  const claimsOfNational = JSON.stringify({ account: "lee", duty: "national-investigator", clearance: 4, agency: "kdca", jurisdictions: [], purpose: "investigation", correlation: "c", now: new Date() });

  it("cannot raise its claims by writing the settings", () =>
    as(context(), async (client) => {
      await client.query("select set_config('epigraph.claims', $1, true)", [claimsOfNational]);
      expect(await names(client)).toEqual([]);
    }));

  it("cannot write a seal of its own", () =>
    as(context(), async (client) => {
      await client.query("select set_config('epigraph.claims', $1, true), set_config('epigraph.seal', encode(sha256('x'), 'hex'), true)", [claimsOfNational]);
      expect(await names(client)).toEqual([]);
    }));

  it("cannot keep its seal and change its claims by a character", () =>
    as(context(), async (client) => {
      await client.query("select set_config('epigraph.claims', replace(current_setting('epigraph.claims'), '1168000000', '1165000000'), true)");
      expect(await names(client)).toEqual([]);
    }));

  it("cannot replay settings in the next transaction of the same connection", async () => {
    const client = await session();
    await client.query("begin");
    await begin(client, context({ principal: national }));
    expect(await names(client)).toEqual(["Kim", "Lee"]);
    const { rows } = await client.query<{ claims: string; seal: string }>("select current_setting('epigraph.claims') as claims, current_setting('epigraph.seal') as seal");
    await client.query("commit");
    await client.query("begin");
    await client.query("select set_config('epigraph.claims', $1, true), set_config('epigraph.seal', $2, true)", [rows[0]?.claims, rows[0]?.seal]);
    expect(await names(client)).toEqual([]);
    await client.query("rollback");
  });

  it("cannot make settings outlive its transaction", async () => {
    const client = await session();
    await client.query("begin");
    await begin(client, context({ principal: national }));
    await client.query("select set_config('epigraph.claims', current_setting('epigraph.claims'), false), set_config('epigraph.seal', current_setting('epigraph.seal'), false)");
    await client.query("commit");
    expect(await names(client)).toEqual([]);
  });

  it("cannot replay the settings of another connection, not even one that is still open", async () => {
    const [one, other] = [await session(), await session()];
    await one.query("begin");
    await begin(one, context({ principal: national }));
    const { rows } = await one.query<{ claims: string; seal: string }>("select current_setting('epigraph.claims') as claims, current_setting('epigraph.seal') as seal");
    await other.query("begin");
    await other.query("select set_config('epigraph.claims', $1, true), set_config('epigraph.seal', $2, true)", [rows[0]?.claims, rows[0]?.seal]);
    expect(await names(other)).toEqual([]);
    expect(await names(one)).toEqual(["Kim", "Lee"]);
    await one.query("rollback");
    await other.query("rollback");
  });

  it("finds nothing in a pooled connection after the last user's transaction", async () => {
    const client = await session();
    for (const end of ["commit", "rollback"]) {
      await client.query("begin");
      await begin(client, context({ principal: national }));
      expect(await names(client)).toEqual(["Kim", "Lee"]);
      await client.query(end);
      expect(await names(client)).toEqual([]);
      expect((await client.query("select current_setting('epigraph.claims', true) as claims, current_setting('epigraph.seal', true) as seal")).rows).toEqual([{ claims: "", seal: "" }]);
      await client.query("begin");
      expect(await names(client)).toEqual([]);
      await begin(client, context());
      expect(await names(client)).toEqual(["Kim"]);
      await client.query("commit");
    }
  });

  it("loses its claims when it rolls back to before them, and then has none", () =>
    as(undefined, async (client) => {
      await client.query("savepoint before");
      await begin(client, context({ principal: national }));
      expect(await names(client)).toEqual(["Kim", "Lee"]);
      await client.query("rollback to before");
      expect(await names(client)).toEqual([]);
    }));

  it("keeps its claims, and no more, in savepoints and subtransactions", () =>
    as(context(), async (client) => {
      await client.query("savepoint inner1");
      expect(await names(client)).toEqual(["Kim"]);
      await expect(begin(client, context({ principal: national }))).rejects.toMatchObject(refusal("other claims"));
      await client.query("rollback to inner1");
      expect(await names(client)).toEqual(["Kim"]);
      await client.query("release inner1");
      expect(await names(client)).toEqual(["Kim"]);
    }));

  it("cannot learn its own context, to present it again later", () =>
    as(context(), async (client) => {
      const { rows } = await client.query<{ all: string }>("select string_agg(name || setting, ' ') || (select string_agg(statement, ' ') from pg_prepared_statements) || (select string_agg(query, ' ') from pg_stat_activity where pid = pg_backend_pid()) as all from pg_settings");
      expect(rows[0]?.all ?? "").not.toContain(context().payload.slice(0, 40));
    }));

  it.each([
    ["the keys", "select secret from security.key"],
    ["who took reads", "select from permission.grant_read"],
    ["how many reads were taken", "select from permission.grant_read_number"],
    ["which policies there are on record", "select from security.row_policies"],
  ])("cannot read %s", (_what, sql) => as(context(), (client) => expect(client.query(sql)).rejects.toMatchObject(denied)));

  it.each([
    ["make a seal", "select security.seal('{}', 'x')"],
    ["make a tag", "select security.tag('x', 'x')"],
    ["put a key", "select security.put_claims_key(sha256('x'), '0')"],
    ["renew the seal key", "select security.renew_seal_key('0')"],
    ["replace a function", "create or replace function security.asker() returns security.claimant language sql as 'select null::security.claimant'"],
    ["make a function of its own", "create function pg_temp.asker() returns text language sql as 'select null'"],
    ["make a temporary table", "create temporary table key (kind text)"],
    ["make a schema", "create schema mine"],
    ["switch row security off for a table", "alter table cases.person disable row level security"],
    ["drop a policy", "drop policy epigraph_read on cases.person"],
    ["change a policy", "alter policy epigraph_read on cases.person using (true)"],
    ["make a policy", "create policy mine on cases.person using (true)"],
    ["become another service", "set role epigraph_audit"],
    ["become the owner", "set role postgres"],
    ["be another session user", "set session authorization epigraph_audit_test"],
    ["copy to a file of the server", "copy cases.person to '/tmp/persons'"],
    ["copy to a program of the server", "copy cases.person to program 'cat'"],
    ["read files of the server", "select pg_read_file('PG_VERSION')"],
    ["write a row of the access log past the sequencer", "insert into ledger.record (index, sequenced, body) values (0, now(), '{}')"],
    ["say in the access log that another wrote", "insert into ledger.pending (body, login) values ('{}', 'epigraph_audit_test')"],
    ["read what waits for its place in the access log", "select from ledger.pending"],
    ["take back what it wrote into the access log", "delete from ledger.pending"],
    ["sign the access log", "insert into ledger.checkpoint values (0, 'note', now())"],
    ["say that a change was undone", "insert into ledger.change (record, outcome) values (gen_random_uuid(), 'undone')"],
  ])("cannot %s", (_what, sql) => as(context(), (client) => expect(client.query(sql)).rejects.toMatchObject(denied)));

  it("reads nothing more as its own group", () =>
    as(context(), async (client) => {
      await client.query("set role epigraph_cases");
      expect(await names(client)).toEqual(["Kim"]);
    }));

  it("reads nothing at all with row security off, and is told", () =>
    as(context({ principal: national }), async (client) => {
      await client.query("set row_security = off");
      await expect(names(client)).rejects.toMatchObject(denied);
    }));

  it.each(["public", "pg_temp, public", "cases, pg_catalog", "''"])("reads nothing more with the search path %s", (path) =>
    as(context(), async (client) => {
      await client.query(`set local search_path = ${path}`);
      expect(await names(client)).toEqual(["Kim"]);
      expect((await client.query("select (security.asker()).account as account")).rows).toEqual([{ account: "kim" }]);
    }),
  );

  it.each(["timezone = 'Asia/Seoul'", "datestyle = 'German'", "intervalstyle = 'iso_8601'", "extra_float_digits = 0", "bytea_output = 'escape'", "standard_conforming_strings = off"])("is the same with %s", (setting) =>
    as(context(), async (client) => {
      await client.query(`set local ${setting}`);
      expect(await names(client)).toEqual(["Kim"]);
    }),
  );

  it("reads no partition, neither one that is made now nor one that was attached", () =>
    as(context({ audience: "movements" }), async (client) => {
      await admin.query("create table if not exists movements.stay_20200511 (like movements.stay including defaults including constraints)");
      await admin.query("do $$ begin alter table movements.stay attach partition movements.stay_20200511 for values from ('2020-05-11') to ('2020-05-12'); exception when others then null; end $$");
      for (const partition of ["stay_20200510", "stay_20200511"]) {
        await client.query("savepoint here");
        await expect(client.query(`select from movements.${partition}`)).rejects.toMatchObject(denied);
        await client.query("rollback to here");
      }
      expect((await client.query("select from movements.stay")).rowCount).toBe(1);
    }, database.urls.movements));

  it("copies only what it may read", () =>
    as(context(), async (client) => {
      const { rows } = await client.query<{ xml: string }>("select query_to_xml('select source_record from cases.person', true, false, '')::text || table_to_xml('cases.person', true, false, '')::text || database_to_xml(true, false, '')::text as xml");
      expect(rows[0]?.xml).toContain("Kim");
      expect(rows[0]?.xml).not.toMatch(/>(?:Lee|Park)</); // their names as values; a Park wrote of incubation, too
      await expect(client.query("copy (select * from cases.person where source_record = 'Lee') to stdout")).resolves.toMatchObject({ rowCount: 0 });
    }));

  it("gets no value out of an error: a cast is not tried on rows that are not there", () =>
    as(context(), async (client) => {
      for (const leak of ["select from cases.person where source_record::int = 1 and source_record <> 'Kim'", "select from cases.person where source_record <> 'Kim' and 1 / (length(source_record) - length(source_record)) = 1"]) {
        await client.query("savepoint here");
        const failure = await client.query(leak).then(() => "", String);
        expect(failure).not.toMatch(/Lee|Park/);
        await client.query("rollback to here");
      }
    }));

  it("gets no hidden row handed to an operator, function or aggregate of its choice", () =>
    as(context({ principal: { ...kim, account: "nobody" as AccountId } }), async (client) => {
      await expect(client.query("select from cases.person where source_record::int = 1")).resolves.toMatchObject({ rowCount: 0 });
      await expect(client.query("select from cases.person where 1 / (case when source_record is null then 1 else 0 end) = 1")).resolves.toMatchObject({ rowCount: 0 });
      expect((await client.query("select count(*)::int as n, min(source_record) as first from cases.person")).rows).toEqual([{ n: 0, first: null }]);
    }));

  it.each(["security.own_assignment where case_id", "security.own_grant where case_id", "security.open_cases_person_1 where key", "security.open_cases_exposure_1 where key"])("gets no hidden row of %s handed to a cast: the view is a barrier", (view) =>
    as(context({ principal: { ...kim, account: "nobody" as AccountId, jurisdictions: [] } }), (client) => expect(client.query(`select from ${view}::text::int = 1`)).resolves.toMatchObject({ rowCount: 0 })),
  );

  it("sees no value in a plan, nor in the planner's statistics", async () => {
    await admin.query("analyze cases.person");
    await as(context(), async (client) => {
      const { rows } = await client.query<{ "QUERY PLAN": string }>("explain (analyze, verbose, settings) select * from cases.person where source_record > 'A'");
      expect(rows.map((row) => row["QUERY PLAN"]).join("\n")).not.toMatch(/Kim|Lee|Park|010-/);
      expect((await client.query("select from pg_stats where schemaname = 'cases' and tablename = 'person'")).rowCount).toBe(0);
      await expect(client.query("select from pg_statistic")).rejects.toMatchObject(denied);
    });
  });

  it("sees no context of another session in the server's activity", async () => {
    const other = await session(database.urls.cases);
    await other.query("begin");
    const theirs = context({ principal: national });
    await begin(other, theirs);
    await as(context(), async (client) => {
      const { rows } = await client.query<{ seen: string }>("select coalesce(string_agg(query, ' '), '') as seen from pg_stat_activity");
      expect(rows[0]?.seen).toContain("begin_request($1, $2)");
      expect(rows[0]?.seen).not.toContain(theirs.tag);
      expect(rows[0]?.seen).not.toContain(theirs.payload);
    });
    await other.query("rollback");
  });

  it("gets no row by a foreign key, a unique index or an upsert that it would conflict with", () =>
    as(context(), (client) => expect(client.query("insert into cases.person (key, source_system, source_record) values ($1, 'x', 'x') on conflict do nothing", [foreign])).rejects.toMatchObject(denied)));
});
