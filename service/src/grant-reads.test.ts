/** Reads of a limited grant: each operation takes one, however many requests it is made of, and never more operations read than were allowed. */
import "reflect-metadata";
import { randomBytes, randomUUID } from "node:crypto";
import { type AccountId, type AgencyId, contextLifetimeMs, type Principal, type RequestContext, type Resource, type SessionId, sha256, signContext, type TraceId } from "@epigraph/authz";
import { openDatabase } from "@epigraph/datastore";
import { createTestDatabase, type TestDatabase } from "@epigraph/datastore/testing";
import { type AuditRecord, openLanes, parseRecord, pseudonyms } from "@epigraph/ledger";
import { Arg, Ctx, Directive, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from "type-graphql";
import type { DataSource } from "typeorm";
import { connection, connectionOf, PageArgs, pageOf } from "./page.js";
import type { Scope } from "./scope.js";
import { startService, type Service } from "./service.js";
import { buildSubgraph } from "./subgraph.js";

@ObjectType({ description: "A stay." })
class Stay {
  @Field(() => ID, { nullable: true, description: "Id." })
  id!: string;
}
const StayConnection = connectionOf(() => Stay, "Stay");

@Directive('@key(fields: "id")')
@ObjectType({ description: "A case." })
class Case {
  @Field(() => ID, { nullable: true, description: "Id." })
  id!: string;
  @Field(() => String, { nullable: true, description: "Disease." })
  disease!: string;
}

@Resolver(() => Case)
class CaseResolver {
  @Query(() => Case, { nullable: true, description: "One case." })
  async case(@Arg("id", () => ID) id: string, @Ctx() scope: Scope) {
    await scope.permissions.load([id as never]);
    return { id, disease: "covid-19" };
  }
  @FieldResolver(() => StayConnection, { nullable: true, description: "Its stays." })
  stays(@Root() _row: Case) {
    return connection<Stay>([], pageOf(new PageArgs(), 1), ({ id }) => [id]);
  }
}

const key = randomBytes(32);
const kim: Principal = { account: "kim" as AccountId, duty: "national-investigator", clearance: 4, agency: "kdca" as AgencyId, jurisdictions: [], session: "s" as SessionId, authenticatedBy: "otp", door: "clearance" };
const limited = randomUUID();
const unlimited = randomUUID();

let database: TestDatabase;
let admin: DataSource;
let pool: DataSource;
let service: Service;
const written: AuditRecord[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  admin = await openDatabase(database.adminUrl, { name: "test", poolSize: 2 });
  pool = await openDatabase(database.urls.movements, { name: "test", poolSize: 8 });
  const subgraph = await buildSubgraph({
    name: "movements",
    entities: [],
    resolvers: [CaseResolver],
    orphans: [],
    references: {},
    resources: { Case: (row: Case): Resource => ({ caseIds: [row.id as never], regionCode: "1168000000" as never, sealed: false }) },
  });
  service = startService({ subgraph, database: pool, ledger: openLanes({ append: (bodies) => Promise.resolve(void written.push(...bodies.map((body) => parseRecord(body).record))) }, { uuid: randomUUID, nonce: () => randomBytes(16) }), contextKey: key, pseudonyms: pseudonyms(randomBytes(32)), clock: Date.now, report: () => undefined });
});
afterAll(async () => {
  await pool?.destroy();
  await admin?.destroy();
  await database?.drop();
});

async function grant(caseId: string, reads: number | null): Promise<void> {
  const id = randomUUID();
  await admin.query("insert into permission.access_grant values ($1, $1, 'card-use', '2020-01-01', '2020-02-01', 'investigation', '2020-01-01', '2999-01-01', $2)", [id, reads]);
  await admin.query("insert into permission.grant_holder values ($1, 'kim')", [id]);
  await admin.query("insert into permission.grant_case values ($1, $2)", [id, caseId]);
}
beforeEach(async () => {
  await admin.query("truncate permission.access_grant, permission.grant_holder, permission.grant_case, permission.grant_read, permission.grant_read_number cascade");
  await grant(unlimited, null);
});

const evidence = (caseId: string): string => `{ case(id: "${caseId}") { stays { pageInfo { hasNextPage } } } }`;

/** The codes of an answer's errors; none when all of it was answered. */
async function ask(query: string, operation: string = randomUUID(), who: Principal = kim): Promise<string[]> {
  const body = JSON.stringify({ query });
  const now = Date.now();
  const context: RequestContext = { principal: who, purpose: "investigation", audience: "movements", correlation: operation as TraceId, operation: { hash: sha256("") }, bodyHash: sha256(body), issuedAt: now, expiresAt: now + contextLifetimeMs };
  const answer = await service.answer(body, signContext(context, key, database.claimsKey));
  return ((JSON.parse(answer.body) as { readonly errors?: readonly { readonly extensions: { readonly code: string } }[] }).errors ?? []).map(({ extensions }) => extensions.code);
}
const taken = async (): Promise<number> => (await admin.query<{ n: number }[]>("select count(*)::int as n from permission.grant_read"))[0]?.n ?? -1;

describe("a grant of two reads", () => {
  beforeEach(() => grant(limited, 2));

  it("serves two operations and no third", async () => {
    expect([await ask(evidence(limited)), await ask(evidence(limited))]).toEqual([[], []]);
    expect(await ask(evidence(limited))).toEqual(["APPROVAL_REQUIRED"]);
    expect(await taken()).toBe(2);
  });

  it("serves an operation to its end, in any number of requests, the last read included", async () => {
    await ask(evidence(limited));
    const last = randomUUID();
    for (let request = 0; request < 3; request++) expect(await ask(evidence(limited), last)).toEqual([]);
    expect(await taken()).toBe(2);
    expect(await ask(evidence(limited))).toEqual(["APPROVAL_REQUIRED"]);
    expect(await ask(evidence(limited), last)).toEqual([]);
  });

  it("loses none to an operation that asks for nothing under it", async () => {
    for (let request = 0; request < 4; request++) expect(await ask(`{ case(id: "${limited}") { disease } }`)).toEqual([]);
    expect(await taken()).toBe(0);
    expect(await ask(evidence(limited))).toEqual([]);
  });

  it("loses none to an operation on another case, to another account, or to one that fails", async () => {
    expect(await ask(evidence(unlimited))).toEqual([]);
    expect(await ask(evidence(limited), randomUUID(), { ...kim, account: "lee" as AccountId })).toEqual(["APPROVAL_REQUIRED"]);
    await ask(`{ case(id: "${limited}") { stays { pageInfo { hasNextPage } } } broken: case(id: "no uuid") { stays { pageInfo { hasNextPage } } } }`);
    expect(await taken()).toBe(0);
  });

  it("is not told apart by account: two reads are two reads, whoever of its holders takes them", async () => {
    await admin.query("insert into permission.grant_holder select id, 'lee' from permission.access_grant where reads_allowed = 2");
    const lee = { ...kim, account: "lee" as AccountId };
    expect([await ask(evidence(limited)), await ask(evidence(limited), randomUUID(), lee), await ask(evidence(limited)), await ask(evidence(limited), randomUUID(), lee)]).toEqual([[], [], ["APPROVAL_REQUIRED"], ["APPROVAL_REQUIRED"]]);
  });

  it("serves two of eight operations that come at once, and the others are told that approval is needed", async () => {
    for (let round = 0; round < 4; round++) {
      await admin.query("truncate permission.grant_read, permission.grant_read_number cascade");
      const answers = await Promise.all(Array.from({ length: 8 }, () => ask(evidence(limited))));
      expect(answers.map((codes) => codes.join()).toSorted()).toEqual(["", "", ...Array.from({ length: 6 }, () => "APPROVAL_REQUIRED")]);
      expect(await taken()).toBe(2);
    }
  });

  it("serves one operation whose eight requests come at once, for one read", async () => {
    const operation = randomUUID();
    expect(await Promise.all(Array.from({ length: 8 }, () => ask(evidence(limited), operation)))).toEqual(Array.from({ length: 8 }, () => []));
    expect(await taken()).toBe(1);
  });
});

it("a grant of no reads serves nobody", async () => {
  await grant(limited, 0);
  expect(await ask(evidence(limited))).toEqual(["APPROVAL_REQUIRED"]);
});

it("a case under two limited grants is read while one of them has reads, and operations that take both in any order do not stand in each other's way", async () => {
  const other = randomUUID();
  await grant(limited, 4);
  await grant(other, 4);
  const both = (one: string, two: string): string => `{ a: case(id: "${one}") { stays { pageInfo { hasNextPage } } } b: case(id: "${two}") { stays { pageInfo { hasNextPage } } } }`;
  const answers = await Promise.all(Array.from({ length: 4 }, (_, n) => ask(n % 2 === 0 ? both(limited, other) : both(other, limited))));
  const codes = answers.map((one) => one.join());
  expect(codes.filter((code) => !["", "APPROVAL_REQUIRED,APPROVAL_REQUIRED", "APPROVAL_REQUIRED", "CONFLICT"].includes(code))).toEqual([]);
  expect(await taken()).toBeLessThanOrEqual(4 * 2);
  expect((await admin.query<{ most: number }[]>("select max(n)::int as most from (select count(*) as n from permission.grant_read group by grant_id) counted"))[0]?.most).toBeLessThanOrEqual(4);
});
