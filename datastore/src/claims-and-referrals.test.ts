/** Whom the database believes, for how long, and what a service may write of a referral: what a door that was taken over, or injected SQL, cannot do. Real server, raw connections. */
import { randomBytes, randomUUID } from "node:crypto";
import { type AccountId, type AgencyId, claimsKeyOfDoor, claimsOf, contextLifetimeMs, duties, dutyTable, type Principal, publicVisitor, type RegionCode, type RequestContext, type SessionId, sha256, type SignedClaims, signContext, type TraceId } from "@epigraph/authz";
import pg from "pg";

import { createTestDatabase, type TestDatabase } from "./testing.js";

const gangnam = "1168000000" as RegionCode;
const seocho = "1165000000" as RegionCode;
const [own, foreign, sealed] = [randomUUID(), randomUUID(), randomUUID()];

let database: TestDatabase;
let admin: pg.Client;

async function session(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

beforeAll(async () => {
  database = await createTestDatabase();
  admin = await session(database.adminUrl);
  for (const [id, region] of [[own, gangnam], [foreign, seocho], [sealed, gangnam]] as const) {
    await admin.query("insert into cases.person (key, source_system, source_record) values ($1::uuid, 'test', $1::text)", [id]);
    await admin.query("insert into cases.case_record (id, person_key, disease, classification, region_code, sealed, source_system, source_record) values ($1::uuid, $1::uuid, 'covid-19', 'confirmed', $2, $3, 'test', $1::text)", [id, region, id === sealed]);
  }
});
afterAll(async () => {
  await admin.end();
  await database.drop();
});

const kim: Principal = { account: "kim" as AccountId, duty: "local-investigator", clearance: 4, agency: "health-centre.1168000000" as AgencyId, jurisdictions: [gangnam], session: "s" as SessionId, authenticatedBy: "otp", door: "clearance" };

function context(change: Partial<RequestContext> = {}, key = database.claimsKey): SignedClaims {
  const now = Date.now();
  const told: RequestContext = { principal: kim, purpose: "investigation", audience: "cases", correlation: randomUUID() as TraceId, operation: { hash: sha256("") }, bodyHash: sha256(""), issuedAt: now, expiresAt: now + contextLifetimeMs, ...change };
  return claimsOf(signContext(told, randomBytes(32), key));
}

/** One transaction with these claims, undone at its end. */
async function as<T>({ payload, tag }: SignedClaims, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await session(database.urls.cases);
  await client.query("begin");
  try {
    await client.query("select security.begin_request($1, $2)", [payload, tag]);
    return await work(client);
  } finally {
    await client.query("rollback").catch(() => undefined);
    await client.end();
  }
}
const seen = (claims: SignedClaims): Promise<string[]> => as(claims, async (client) => (await client.query<{ id: string }>("select id from cases.case_record")).rows.map(({ id }) => id));
const refusal = (message: string): object => ({ code: "28000", message: expect.stringContaining(message) as string });
const denied = { code: "42501" };

describe("the agency door's key", () => {
  const byAgency = (principal: Partial<Principal>): SignedClaims => context({ principal: { ...kim, clearance: 1, door: "agency", duty: "clinic-staff", ...principal } }, claimsKeyOfDoor(database.claimsKey, "agency"));

  it.each(duties)("vouches for %s only if that duty comes through the agency door", async (duty) => {
    const { door, clearance } = dutyTable[duty];
    const asking = seen(byAgency({ duty, clearance, ...(door === "clearance" ? {} : { door }) }));
    if (door === "clearance") await expect(asking).rejects.toMatchObject(refusal("the agency door does not vouch for this"));
    else expect(await asking).toEqual([]);
  });

  it("vouches for no more than clearance 1, and for nobody of another door", async () => {
    await expect(seen(byAgency({ clearance: 4 }))).rejects.toMatchObject(refusal("the agency door does not vouch for this"));
    await expect(seen(byAgency({ door: "clearance" }))).rejects.toMatchObject(refusal("the agency door does not vouch for this"));
  });

  it("is not the public door's: that one's vouches for nobody", async () => {
    await expect(seen(context({ principal: publicVisitor }, claimsKeyOfDoor(database.claimsKey, "public")))).rejects.toMatchObject(refusal("signature"));
  });
});

it("claims end a minute after their context, even in a transaction that stays open", async () => {
  const asker = async (until: number): Promise<unknown> => {
    await admin.query("begin");
    try {
      // as begin_request would have written them at another time
      await admin.query(
        `select set_config('epigraph.claims', c.claims, true), set_config('epigraph.seal', security.seal(c.claims, k.secret), true)
         from security.key k, (values (jsonb_build_object('account', 'kim', 'until', to_timestamp($1))::text)) c (claims) where k.kind = 'seal' and k.valid_to is null`,
        [until / 1000],
      );
      return (await admin.query<{ account: string }>("select account from security.asker()")).rows[0]?.account;
    } finally {
      await admin.query("rollback");
    }
  };
  expect(await asker(Date.now() + 5_000)).toBe("kim");
  await expect(asker(Date.now() - 1)).rejects.toMatchObject(refusal("the claims of this transaction have ended"));
  const [issuedAt, expiresAt] = [Date.now() - 10_000, Date.now() + 5_000];
  const until = await as(context({ issuedAt, expiresAt }), async (client) => (await client.query<{ until: Date }>("select (current_setting('epigraph.claims')::jsonb ->> 'until')::timestamptz as until")).rows[0]?.until);
  expect(until?.getTime()).toBe(expiresAt + 60_000);
});

describe("a referral written by injected SQL", () => {
  type Written = { readonly id: string; readonly region: string; readonly person: string; readonly by: string; readonly at: Date };
  const issuedAt = Date.now();
  const honest = (): Written => ({ id: own, region: gangnam, person: own, by: "kim", at: new Date(issuedAt) });
  const claims = (change: Partial<RequestContext> = {}): SignedClaims => context({ issuedAt, expiresAt: issuedAt + contextLifetimeMs, ...change });
  const offer = ({ id, region, person, by, at }: Written, said = claims()): Promise<number | null> =>
    as(said, async (client) => {
      const text = "insert into permission.referral (id, case_id, person_key, region_code, to_agency, reason, offered_by, offered_at) values (gen_random_uuid(), $1, $2, $3, 'kdca', 'r', $4, $5)";
      return (await client.query(text, [id, person, region, by, at])).rowCount;
    });

  it("is one of an own case as it is, in the own name and at the time of the claims", async () => expect(await offer(honest())).toBe(1));

  it.each<{ what: string; change: () => Partial<Written> }>([
    { what: "a foreign case under an own region", change: () => ({ id: foreign, person: foreign }) },
    { what: "a foreign case under its own region", change: () => ({ id: foreign, person: foreign, region: seocho }) },
    { what: "a case that does not exist", change: () => ({ id: randomUUID() }) },
    { what: "a specially protected case", change: () => ({ id: sealed, person: sealed }) },
    { what: "another person", change: () => ({ person: foreign }) },
    { what: "another account", change: () => ({ by: "lee" }) },
    { what: "another time", change: () => ({ at: new Date(issuedAt - 1) }) },
  ])("names no $what", ({ change }) => expect(offer({ ...honest(), ...change() })).rejects.toMatchObject(denied));

  it("names no other region than the case's, even by who sees every case", async () => {
    const said = claims({ principal: { ...kim, duty: "national-investigator", jurisdictions: [] } });
    expect(await offer(honest(), said)).toBe(1);
    await expect(offer({ ...honest(), region: seocho }, said)).rejects.toMatchObject(denied);
  });

  describe("once it is offered", () => {
    const [offered, accepted, ended] = [randomUUID(), randomUUID(), randomUUID()];
    const receiver: Principal = { ...kim, account: "han" as AccountId, agency: "health-centre.1165000000" as AgencyId, jurisdictions: [seocho] };
    const change = (text: string, principal: Principal, id: string): Promise<number | null> =>
      as(claims({ principal }), async (client) => (await client.query(`update permission.referral set ${text.replaceAll("$now", `'${new Date(issuedAt).toISOString()}'`)} where id = $1`, [id])).rowCount);
    beforeAll(async () => {
      for (const [id, acceptedAt, endedAt] of [[offered, null, null], [accepted, "2020-05-01", null], [ended, "2020-05-01", "2020-05-02"]] as const) {
        await admin.query("insert into permission.referral (id, case_id, person_key, region_code, to_agency, reason, offered_by, offered_at, accepted_by, accepted_at, ended_by, ended_at) values ($1, $1, $1, $2, $3, 'r', 'kim', '2020-04-30', $4, $5, $6, $7)", [
          id, gangnam, receiver.agency, acceptedAt && "han", acceptedAt, endedAt && "han", endedAt,
        ]);
      }
    });
    afterAll(async () => void (await admin.query("delete from permission.referral")));

    it("is accepted by the agency that it was offered to, and ended by either, in the own name and now", async () => {
      expect(await change("accepted_by = 'han', accepted_at = $now", receiver, offered)).toBe(1);
      expect(await change("ended_by = 'han', ended_at = $now", receiver, accepted)).toBe(1);
      expect(await change("ended_by = 'kim', ended_at = $now", kim, accepted)).toBe(1);
    });

    it.each<{ what: string; text: string; principal: Principal; id: string }>([
      { what: "accepted in another's name", text: "accepted_by = 'kim', accepted_at = $now", principal: receiver, id: offered },
      { what: "accepted as of yesterday", text: "accepted_by = 'han', accepted_at = '2020-05-01'", principal: receiver, id: offered },
      { what: "accepted by the agency that offered it", text: "accepted_by = 'kim', accepted_at = $now", principal: kim, id: offered },
      { what: "accepted and ended at once", text: "accepted_by = 'han', accepted_at = $now, ended_by = 'han', ended_at = $now", principal: receiver, id: offered },
      { what: "accepted again", text: "accepted_by = 'han', accepted_at = $now", principal: receiver, id: accepted },
      { what: "no longer accepted", text: "accepted_by = null, accepted_at = null", principal: receiver, id: accepted },
      { what: "ended in another's name", text: "ended_by = 'kim', ended_at = $now", principal: receiver, id: accepted },
      { what: "ended some day", text: "ended_by = 'han', ended_at = '2999-01-01'", principal: receiver, id: accepted },
      { what: "open again", text: "ended_by = null, ended_at = null", principal: receiver, id: ended },
      { what: "ended anew", text: "ended_by = 'han', ended_at = $now", principal: receiver, id: ended },
    ])("is not $what", ({ text, principal, id }) => expect(change(text, principal, id)).rejects.toMatchObject(denied));

    it("is not held open by dropping the claims on the way", () =>
      expect(change("ended_by = null, ended_at = case when set_config('epigraph.claims', '', true) is null then now() end", receiver, ended)).rejects.toMatchObject(denied));
  });
});
