/** What stands in the record of a subgraph's request beside the resolvers: under which grants and laws, of whose assigned cases, about what; and what becomes of one that is too long. */
import "reflect-metadata";
import { randomBytes, randomUUID } from "node:crypto";
import { type AccountId, type AgencyId, type CaseId, contextLifetimeMs, type Instant, type Principal, type RequestContext, type Resource, type SessionId, sha256, signContext, type TraceId } from "@epigraph/authz";
import { type DataSource, openDatabase } from "@epigraph/datastore";
import { createTestDatabase, type TestDatabase } from "@epigraph/datastore/testing";
import { type AuditRecord, openLanes, parseRecord, pseudonyms } from "@epigraph/ledger";
import { Arg, Ctx, Directive, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from "type-graphql";
import { connection, connectionOf, PageArgs, pageOf } from "./page.js";
import type { Scope } from "./scope.js";
import { startService } from "./service.js";
import { buildSubgraph, type Subgraph } from "./subgraph.js";

@ObjectType({ description: "A stay." })
class Stay {
  @Field(() => ID, { nullable: true, description: "Id." })
  id!: string;
  resource!: Resource;
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

const [own, foreign, both] = ["00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002", "00000000-0000-4000-8000-000000000003"] as const;
const window = { from: Date.UTC(2020, 0, 1), to: Date.UTC(2020, 1, 1) };
/** Whose data a case is: `both` and `foreign` are of one person. */
const personOf = (id: string): string => (id === own ? "person 1" : "person 2");

@Resolver(() => Case)
class CaseResolver {
  @Query(() => [Case], { nullable: true, description: "Cases." })
  async cases(@Arg("first", () => Int, { nullable: true }) first: number | undefined, @Ctx() scope: Scope) {
    const ids = [own, foreign, both];
    await scope.permissions.load(ids as unknown as CaseId[]);
    scope.refer("reason", "note 7".replace(" ", "-"));
    scope.refer("reason", "note-7");
    return first === 0 ? Array.from({ length: 160 }, (_, n) => ({ id: `c${n}` })) : ids.map((id) => ({ id, disease: "covid-19" }));
  }
  @FieldResolver(() => StayConnection, { nullable: true, description: "Its stays." })
  stays(@Root() { id }: Case) {
    const resource = { subjects: [personOf(id)], caseIds: [id], sealed: false, inputs: [{ caseId: id, dataClass: "card-use", interval: { from: window.from, to: window.from + 1 } }] } as unknown as Resource;
    return connection<Stay>([Object.assign(new Stay(), { id: `stay of ${id}`, resource })], pageOf(new PageArgs(), 1), (stay) => [stay.id]);
  }
}

const key = randomBytes(32);
const names = pseudonyms(randomBytes(32));
const kim: Principal = { account: "kim" as AccountId, duty: "national-investigator", clearance: 4, agency: "kdca" as AgencyId, jurisdictions: [], session: "s" as SessionId, authenticatedBy: "otp", door: "clearance" };

let database: TestDatabase;
let pool: DataSource;
let subgraph: Subgraph;
const grants = { used: randomUUID(), ofOtherClass: randomUUID(), ofOtherHolder: randomUUID() };

beforeAll(async () => {
  database = await createTestDatabase();
  const admin = await openDatabase(database.adminUrl, { name: "test", poolSize: 1 });
  for (const [id, dataClass, holder] of [[grants.used, "card-use", "kim"], [grants.ofOtherClass, "mobile-location", "kim"], [grants.ofOtherHolder, "card-use", "lee"]]) {
    await admin.query("insert into permission.access_grant values ($1, $1, $2, '2020-01-01Z', '2020-02-01Z', 'investigation', '2020-01-01', '2999-01-01', null)", [id, dataClass]);
    await admin.query("insert into permission.grant_holder values ($1, $2)", [id, holder]);
    await admin.query("insert into permission.grant_case values ($1, $2)", [id, own]);
  }
  for (const id of [own, both]) await admin.query("insert into permission.assignment (account, case_id, not_before) values ('kim', $1, '2020-01-01')", [id]);
  await admin.destroy();
  pool = await openDatabase(database.urls.movements, { name: "test", poolSize: 3 });
  subgraph = await buildSubgraph({
    name: "movements",
    entities: [],
    resolvers: [CaseResolver],
    orphans: [],
    references: {},
    resources: {
      Case: ({ id }: Case): Resource => ({ subjects: id.length < 10 ? Array.from({ length: 1_000 }, (_, n) => `person ${id} ${n}`) : [personOf(id)], caseIds: [id], regionCode: "1168000000", sealed: false }) as unknown as Resource,
      Stay: ({ resource }: Stay): Resource => resource,
    },
  });
});
afterAll(async () => {
  await pool?.destroy();
  await database?.drop();
});

async function ask(query: string, { variables = {}, at = Date.now(), who = kim }: { readonly variables?: Record<string, unknown>; readonly at?: Instant; readonly who?: Principal } = {}): Promise<{ readonly status: number; readonly text: string; readonly written: readonly AuditRecord[] }> {
  const written: AuditRecord[] = [];
  const ledger = openLanes({ append: (bodies) => Promise.resolve(void written.push(...bodies.map((body) => parseRecord(body).record))) }, { uuid: randomUUID, nonce: () => randomBytes(16) });
  const service = startService({ subgraph, database: pool, ledger, contextKey: key, pseudonyms: names, clock: () => at, report: () => undefined });
  const body = JSON.stringify({ query, variables });
  const context: RequestContext = { principal: who, purpose: "investigation", audience: "movements", correlation: randomUUID() as TraceId, operation: { hash: sha256("") }, bodyHash: sha256(body), issuedAt: at, expiresAt: at + contextLifetimeMs };
  const { status, body: text } = await service.answer(body, signContext(context, key, database.claimsKey));
  return { status, text, written };
}
const evidence = "query Q($n: Int) { cases(first: $n) { disease stays { edges { node { id } } } } }";

describe("the record of a request", () => {
  it("names the grants under which something was read, and no other that is live", async () => {
    const { written, text } = await ask(evidence);
    expect(text).toContain(`stay of ${own}`);
    expect(text).not.toContain(`stay of ${foreign}`);
    expect(written[0]?.agent.policy.grants).toEqual([grants.used]);
    expect((await ask("{ cases { disease } }")).written[0]?.agent.policy.grants).toEqual([]);
  });

  it("names the bases of the rules that allowed something, each once", async () => {
    expect((await ask("{ cases { disease } }")).written[0]?.agent.policy.bases).toEqual(["IDCPA 18"]);
    expect((await ask(evidence)).written[0]?.agent.policy.bases).toEqual(["IDCPA 18", "IDCPA 76-2"]);
    expect((await ask(evidence, { who: { ...kim, duty: "auditor", clearance: 2 } })).written[0]?.agent.policy).toEqual({ grants: [], bases: [] });
  });

  it("tells as assigned whoever was met in assigned cases only", async () => {
    const at = Date.now();
    const [record] = (await ask("{ cases { disease } }", { at })).written;
    expect([...new Set(record?.events.flatMap(({ subjects }) => [...subjects.keys()]))]).toEqual([names.of("person 1", at), names.of("person 2", at)]);
    expect(record?.assigned).toEqual([names.of("person 1", at)]);
    expect((await ask("{ cases { disease } }", { who: { ...kim, account: "lee" as AccountId } })).written[0]?.assigned).toEqual([]);
  });

  it("has the allowed scalars of the variables, and what was referred to, once", async () => {
    expect((await ask(evidence, { variables: { n: 20, hong: "홍길동" } })).written[0]?.entity).toMatchObject({ detail: { "Query.cases(first:)": 20 }, references: [{ kind: "reason", id: "note-7" }] });
  });

  it("names persons by the month that the gateway signed", async () => {
    const at = Date.now();
    expect((await ask("{ cases { disease } }", { at })).written[0]?.subjectEpoch).toBe(new Date(at).toISOString().slice(0, 7));
    expect((await ask("{ __typename }")).written[0]?.subjectEpoch).toBeUndefined();
  });
});

describe("an answer about more than a record can hold", () => {
  it("is refused with 400 and without data, and so is on record", async () => {
    const { status, text, written } = await ask("{ cases(first: 0) { id disease } }");
    expect([status, JSON.parse(text.slice(0, 1_000))]).toEqual([400, { errors: [{ message: "the answer speaks of more than one record of the access log can hold, and nothing was changed: ask for less at once", extensions: { code: "RECORD_TOO_LONG" } }] }]);
    expect(written.map(({ type, outcome, agent, events, refusals = [] }) => [type, outcome, agent.who, events.length, ...refusals.map(({ code, count }) => `${code} ${count}`)])).toEqual([["refusal", "refused", "kim", 0, "RECORD_TOO_LONG 1"]]);
  });
});
