/** One running subgraph on a real database: what it refuses, what it answers, and that nothing leaves without its record. */
import "reflect-metadata";
import { randomBytes, randomUUID } from "node:crypto";
import { type AccountId, type AgencyId, contextLifetimeMs, type Principal, publicVisitor, type RegionCode, type RequestContext, type Resource, type SessionId, sha256, signContext, type TraceId } from "@epigraph/authz";
import { openDatabase, postgresSink } from "@epigraph/datastore";
import { createTestDatabase, type TestDatabase } from "@epigraph/datastore/testing";
import { type AuditRecord, openLanes, parseRecord, pseudonyms, type Sink } from "@epigraph/ledger";
import { Arg, Ctx, Directive, Field, FieldResolver, Float, ID, ObjectType, Query, Resolver, Root } from "type-graphql";
import type { DataSource, QueryRunner } from "typeorm";
import { notFound } from "./error.js";
import { connection, connectionOf, PageArgs, pageOf } from "./page.js";
import type { Scope } from "./scope.js";
import { type Answer, type Service, startService } from "./service.js";
import { buildSubgraph, type Subgraph } from "./subgraph.js";

@Directive('@key(fields: "id")')
@ObjectType({ description: "A clinic." })
class Clinic {
  @Field(() => ID, { description: "Id." })
  id!: string;
  @Field(() => String, { nullable: true, description: "Name." })
  nameKo!: string;
  published!: boolean;
}
const ClinicConnection = connectionOf(() => Clinic, "Clinic");

@Directive('@key(fields: "id")')
@ObjectType({ description: "A case." })
class Case {
  @Field(() => ID, { nullable: true, description: "Id." })
  id!: string;
  @Field(() => String, { nullable: true, description: "Sex." })
  sex!: string;
}

@Resolver(() => Clinic)
class ClinicResolver {
  @Query(() => Clinic, { nullable: true, description: "One clinic." })
  async clinic(@Arg("id", () => ID) id: string, @Ctx() scope: Scope) {
    if (id === "moment") return { id, nameKo: String(scope.now), published: true };
    const [row] = await scope.db.query(`select id, name_ko as "nameKo", published from clinics.clinic where id = $1`, [id]);
    if (!row) throw notFound("clinic");
    return row;
  }
  @Query(() => ClinicConnection, { nullable: true, description: "All clinics." })
  async clinics(@Ctx() scope: Scope) {
    const page = pageOf(new PageArgs(), 1);
    const rows = await scope.db.query<Clinic>(`select id, name_ko as "nameKo", published from clinics.clinic order by id limit $1`, [page.first + 1]);
    return connection([...rows, ...beside], page, ({ id }) => [id]);
  }
  @Query(() => Case, { nullable: true, description: "One case." })
  case(@Arg("id", () => ID) id: string) {
    return { id, sex: "female" };
  }
  @FieldResolver(() => String, { nullable: true, description: "Fails for a reason of its own." })
  phone(@Root() { nameKo }: Clinic): string {
    throw new Error(`secret ${nameKo}`);
  }
  @FieldResolver(() => String, { nullable: true, description: "Fails in the database." })
  async addressKo(@Ctx() scope: Scope) {
    return (await scope.db.query<{ secret: string }>("select secret from clinics.clinic"))[0]?.secret;
  }
  @FieldResolver(() => Float, { nullable: true, description: "Is no number." })
  latitude() {
    return "secret" as unknown;
  }
}

let now = Date.now(); // of each test: the database judges contexts by its own clock
const key = randomBytes(32);
const names = pseudonyms(Buffer.alloc(32));
const randomness = { uuid: randomUUID, nonce: () => randomBytes(16) };
const published = randomUUID();
const unpublished = randomUUID();
/** What a store would have to forget its filter to return, from a database without row security. */
const beside: Clinic[] = [{ id: unpublished, nameKo: "서초", published: false }];
const investigator: Principal = { account: "kim" as AccountId, duty: "national-investigator", clearance: 4, agency: "kdca" as AgencyId, jurisdictions: ["1100000000" as RegionCode], session: "s" as SessionId, authenticatedBy: "otp", door: "clearance" };
const asVisitor: Partial<RequestContext> = { principal: publicVisitor, purpose: "public-information" };
const asInvestigator: Partial<RequestContext> = { principal: investigator, purpose: "investigation" };

let database: TestDatabase;
let pool: DataSource;
let subgraph: Subgraph;
let written: AuditRecord[] = [];
let reports: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  const admin = await openDatabase(database.adminUrl, { name: "test" });
  for (const [id, name, open] of [[published, "강남", true], [unpublished, "서초", false]]) await admin.query("insert into clinics.clinic (id, name_ko, region_code, published, source_system, source_record) values ($1, $2, '1168000000', $3, 'test', $2)", [id, name, open]);
  await admin.destroy();
  pool = await openDatabase(database.urls.clinics, { name: "test", poolSize: 2 });
  subgraph = await buildSubgraph({
    name: "clinics",
    entities: [],
    resolvers: [ClinicResolver],
    orphans: [],
    references: { Clinic: ({ id }: Clinic, scope: Scope) => scope.db.query("select id, published from clinics.clinic where id = $1", [id]).then((rows) => rows[0] ?? null) },
    resources: { Clinic: (row: Clinic): Resource => ({ published: row.published }), Case: (row: Case): Resource => ({ sealed: false, subjects: [`person ${row.id}`] as unknown as NonNullable<Resource["subjects"]> }) },
  });
});
beforeEach(() => ((written = []), (reports = []), (now = Date.now())));
afterAll(async () => {
  await pool?.destroy();
  await database?.drop();
});

const memory: Sink = { append: (bodies) => Promise.resolve(void written.push(...bodies.map((body) => parseRecord(body).record))) };
const broken: Sink = { append: () => Promise.reject(new Error("disk full")) };
const serviceWith = (sink: Sink): Service => startService({ subgraph, database: pool, ledger: openLanes(sink, randomness), contextKey: key, pseudonyms: names, clock: () => now, report: (message) => void reports.push(message) });

function ask(query: unknown, who: Partial<RequestContext> = asVisitor, service = serviceWith(memory), more: object = {}): Promise<Answer> {
  const body = JSON.stringify({ query, ...more });
  const context = { audience: "clinics", correlation: "trace-1" as TraceId, operation: { name: "Op", hash: sha256("of the client") }, bodyHash: sha256(body), issuedAt: now, expiresAt: now + contextLifetimeMs, ...who } as RequestContext;
  return service.answer(body, signContext(context, key, database.claimsKey));
}
const read = ({ body }: Answer) => JSON.parse(body) as { readonly data?: unknown; readonly errors?: readonly { readonly message: string; readonly path?: readonly unknown[]; readonly extensions: { readonly code: string } }[] };
const codes = (answer: Answer): unknown[] => (read(answer).errors ?? []).map(({ path, extensions }) => [path?.join("."), extensions.code]);

/** Who was refused, and why. */
const refused = (): unknown[] => written.map(({ type, outcome, purposeOfEvent, agent, entity, refusals = [] }) => [type, outcome, purposeOfEvent, agent.who, entity.query === sha256(""), ...refusals.map(({ code, count }) => `${code} ${count}`)]);

describe("a request without a good context", () => {
  it.each([
    { what: "no context", context: () => undefined },
    { what: "garbage", context: () => "garbage" },
    { what: "a context for another body", context: (good: string) => good, body: `{"query":"{ clinics { edges { cursor } } }" }` },
  ])("is refused with 401, touches nothing, and is counted as nobody's: $what", async ({ context, body = `{"query":"{ clinics { edges { cursor } } }"}` }) => {
    const text = `{"query":"{ clinics { edges { cursor } } }"}`;
    const good = signContext({ ...asVisitor, audience: "clinics", correlation: "c", operation: { hash: sha256("") }, bodyHash: sha256(text), issuedAt: now, expiresAt: now + 1_000 } as RequestContext, key, database.claimsKey);
    const answer = await serviceWith(memory).answer(body, context(good));
    expect([answer.status, codes(answer), read(answer).data]).toEqual([401, [[undefined, "CONTEXT_REQUIRED"]], undefined]);
    expect(refused()).toEqual([["refusal", "refused", "none", "unknown", true, "CONTEXT_REQUIRED 1"]]);
  });

  it("has two records, however often somebody tries", async () => {
    const service = serviceWith(memory);
    for (let tries = 0; tries < 200; tries += 1) await service.answer("{}", "garbage");
    await service.close();
    expect(refused().map((row) => (row as unknown[])[5])).toEqual(["CONTEXT_REQUIRED 1", "CONTEXT_REQUIRED 199"]);
  });
});

describe("a request that is none", () => {
  it.each([
    { what: "no query", query: undefined, code: "BAD_USER_INPUT" },
    { what: "a query that is a number", query: 7, code: "BAD_USER_INPUT" },
    { what: "variables that are text", query: "{ clinics { edges { cursor } } }", more: { variables: "secret" }, code: "BAD_USER_INPUT" },
    { what: "an operation name that is a number", query: "{ clinics { edges { cursor } } }", more: { operationName: 1 }, code: "BAD_USER_INPUT" },
    { what: "a query that does not end", query: "{ clinics", code: "GRAPHQL_PARSE_FAILED" },
    { what: "an unknown field", query: "{ shoeSize }", code: "GRAPHQL_VALIDATION_FAILED" },
  ])("is refused with 400 and counted, with nothing of what it said: $what", async ({ query, more, code }) => {
    const answer = await ask(query, asInvestigator, serviceWith(memory), more);
    expect([answer.status, codes(answer)]).toEqual([400, [[undefined, code]]]);
    expect(refused()).toEqual([["refusal", "refused", "investigation", "kim", true, `${code} 1`]]);
    expect(JSON.stringify(written)).not.toMatch(/shoeSize|secret|clinics \{/);
  });
});

describe("an answer", () => {
  it("holds what was asked for, and its record every resolver that ran", async () => {
    const answer = await ask(`{ clinic(id: "${published}") { id nameKo } case(id: "7") { sex } }`, asInvestigator);
    expect([answer.status, read(answer)]).toEqual([200, { data: { clinic: { id: published, nameKo: "강남" }, case: { sex: "female" } } }]);
    expect(written).toHaveLength(1);
    expect(written[0]).toMatchObject({
      type: "operation", source: { observer: "clinics" }, correlation: "trace-1", purposeOfEvent: "investigation", outcome: "answered", recorded: now, subjectEpoch: new Date(now).toISOString().slice(0, 7),
      agent: { who: "kim", role: "national-investigator", clearance: 4, policy: { grants: [], bases: ["IDCPA 18", "IDCPA 34-2"] } },
      entity: { name: "Op", query: sha256(`{ clinic(id: "${published}") { id nameKo } case(id: "7") { sex } }`), detail: {}, references: [] },
    });
    expect(written[0]?.events).toEqual([
      { coordinate: "Query.clinic", outcome: "allowed", ruleId: "clinic.public.list", count: 1, subjects: new Map() },
      { coordinate: "Query.case", outcome: "allowed", ruleId: "case.list.national", count: 1, subjects: new Map() },
      { coordinate: "Case.sex", outcome: "allowed", ruleId: "case.clinical.national", count: 1, subjects: new Map([[names.of("person 7", now), 1]]) },
      { coordinate: "Clinic.id", outcome: "allowed", ruleId: "clinic.public", count: 1, subjects: new Map() },
      { coordinate: "Clinic.nameKo", outcome: "allowed", ruleId: "clinic.public", count: 1, subjects: new Map() },
    ]);
    expect(JSON.stringify(written)).not.toContain("person 7");
  });

  it("leaves out what a visitor may not see, row by row, says so and records it", async () => {
    const answer = await ask("{ clinics { edges { node { nameKo } } } case(id: \"7\") { sex } }");
    const shown = (read(answer).data as { clinics: { edges: { node: { nameKo: string | null } }[] } }).clinics.edges.map(({ node }) => node.nameKo);
    expect(shown.toSorted()).toEqual(["강남", null].toSorted());
    expect(codes(answer)).toEqual([["case", "CLEARANCE_REQUIRED"], [`clinics.edges.${shown.indexOf(null)}.node.nameKo`, "CLEARANCE_REQUIRED"]]);
    expect(written[0]?.outcome).toBe("partly-denied");
    expect(written[0]?.events.filter(({ outcome }) => outcome === "denied").map(({ coordinate, count }) => [coordinate, count])).toEqual([["Query.case", 1], ["Clinic.nameKo", 1]]);
  });

  it("holds no row that row security keeps from the asker, whatever a store forgets to filter", async () => {
    expect(read(await ask(`{ clinic(id: "${published}") { id } }`)).data).toEqual({ clinic: { id: published } });
    expect(codes(await ask(`{ clinic(id: "${unpublished}") { id } }`))).toEqual([["clinic", "NOT_FOUND"]]);
  });

  it("is `refused` in the record when nothing of it was allowed", async () => {
    expect(codes(await ask("{ case(id: \"7\") { sex } }"))).toEqual([["case", "CLEARANCE_REQUIRED"]]);
    expect(written[0]?.outcome).toBe("refused");
  });

  it("says not-found for a row that is not there", async () => {
    expect(codes(await ask(`{ clinic(id: "${randomUUID()}") { id } }`))).toEqual([["clinic", "NOT_FOUND"]]);
  });

  it("enters through `_entities` like through any field", async () => {
    const answer = await ask(`query ($r: [_Any!]!) { _entities(representations: $r) { ... on Clinic { id } } }`, asVisitor, serviceWith(memory), { variables: { r: [{ __typename: "Clinic", id: published }, { __typename: "Clinic", id: randomUUID() }] } });
    expect(read(answer).data).toEqual({ _entities: [{ id: published }, null] });
    expect(written[0]?.events.map(({ coordinate, count }) => [coordinate, count])).toEqual([["Query._entities", 1], ["Clinic.id", 1]]);
  });

  it("never tells the schema", async () => {
    expect(codes(await ask("{ _service { sdl } }", asInvestigator))).toContainEqual(["_service", "CLEARANCE_REQUIRED"]);
  });
});

describe("an error that nobody made for clients", () => {
  it.each([
    { what: "a raw error", field: "phone", kind: "Error", data: { clinic: { nameKo: "강남", phone: null } } },
    { what: "a value that is not of its type", field: "latitude", kind: "GraphQLError", data: { clinic: { nameKo: "강남", latitude: null } } },
    { what: "a statement that fails", field: "addressKo", kind: "QueryFailedError 42703", data: undefined },
  ])("is masked: $what", async ({ field, kind, data }) => {
    const answer = await ask(`{ clinic(id: "${published}") { nameKo ${field} } }`);
    expect(answer.status).toBe(200);
    expect(read(answer).data).toEqual(data);
    expect(read(answer).errors?.map(({ message, extensions }) => [message, extensions])).toEqual([["something went wrong here: tell the operator the number trace-1", { code: "INTERNAL_SERVER_ERROR" }]]);
    expect(answer.body).not.toMatch(/secret|stack|select|\.ts|QueryFailed/);
    expect(reports.join("\n")).not.toMatch(/secret|강남/);
    expect(reports).toContain(data === undefined ? "clinics: DatastoreError TRANSACTION_FAILED (correlation trace-1)" : `clinics: ${kind} (correlation trace-1)`);
    expect(written[0]?.outcome).toBe("error");
    if (kind !== "GraphQLError") expect(written[0]?.events).toContainEqual(expect.objectContaining({ coordinate: `Clinic.${field}`, outcome: "error", count: 1 }));
  });
});

describe("an argument that is not of its form", () => {
  it.each([
    { what: "a word", id: "kim" },
    { what: "nothing", id: "" },
    { what: "a character that the server cannot hold", id: "\u0000" },
    { what: "almost an id", id: "00000000-0000-0000-0000-00000000000g" },
  ])("is the client's fault, though the database says so: $what", async ({ id }) => {
    const answer = await ask("query ($id: ID!) { clinic(id: $id) { id } }", asVisitor, serviceWith(memory), { variables: { id } });
    expect([codes(answer), reports]).toEqual([[[undefined, "BAD_USER_INPUT"]], []]);
  });

  it("is named by graphql when it is missing", async () => {
    const answer = await ask("query ($id: ID!) { clinic(id: $id) { id } }");
    expect(codes(answer)).toEqual([[undefined, "BAD_USER_INPUT"]]);
    expect(read(answer).errors?.[0]?.message).toContain("$id");
  });
});

describe("a context that the database does not believe", () => {
  const question = `{ clinic(id: "${published}") { id } }`;
  const askSigned = (claimsKey: Buffer, change: Partial<RequestContext> = {}): Promise<Answer> => {
    const body = JSON.stringify({ query: question });
    const context = { ...asVisitor, audience: "clinics", correlation: "trace-1" as TraceId, operation: { hash: sha256("") }, bodyHash: sha256(body), issuedAt: now, expiresAt: now + contextLifetimeMs, ...change } as RequestContext;
    return serviceWith(memory).answer(body, signContext(context, key, claimsKey));
  };

  it("because another key signed its claims, is answered with a code and without data, and the operator is told", async () => {
    const answer = await askSigned(randomBytes(32));
    expect([answer.status, codes(answer), read(answer).data]).toEqual([200, [["clinic", "CONTEXT_REQUIRED"]], { clinic: null }]);
    expect(reports).toEqual(["clinics: QueryFailedError 28000 (correlation trace-1)"]);
    expect(written[0]?.outcome).toBe("error");
  });

  it("because the clocks of the two machines differ, likewise", async () => {
    const behind = now;
    now -= 60_000; // the gateway's and the service's clock; the database's goes right
    expect(codes(await askSigned(database.claimsKey))).toEqual([["clinic", "CONTEXT_REQUIRED"]]);
    now = behind;
    expect(codes(await askSigned(database.claimsKey))).toEqual([]);
  });
});

it("a request's moment is the one that the gateway signed", async () => {
  const earlier = now - 1_000;
  expect(read(await ask("{ clinic(id: \"moment\") { nameKo } }", { ...asVisitor, issuedAt: earlier, expiresAt: earlier + contextLifetimeMs })).data).toEqual({ clinic: { nameKo: String(earlier) } });
});

describe("the access log", () => {
  it("that cannot be written: 503, a code and no data", async () => {
    const service = serviceWith(broken);
    const answer = await ask(`{ clinic(id: "${published}") { nameKo } }`, asVisitor, service);
    expect([answer.status, read(answer)]).toEqual([503, { errors: [{ message: "the access log cannot be written: try again later", extensions: { code: "LEDGER_UNAVAILABLE" } }] }]);
    expect(answer.body).not.toContain("강남");
    expect([reports, await service.ready()]).toEqual([[], false]);
  });

  it("has the record of a read whose transaction could not end, and nothing of it was answered", async () => {
    const breaking: DataSource = Object.create(pool, { createQueryRunner: { value: () => losingCommits(pool.createQueryRunner()) } });
    const service = startService({ subgraph, database: breaking, ledger: openLanes(memory, randomness), contextKey: key, pseudonyms: names, clock: () => now, report: (message) => void reports.push(message) });
    const answer = await ask(`{ clinic(id: "${published}") { nameKo } }`, asVisitor, service);
    expect([answer.status, codes(answer), read(answer).data]).toEqual([500, [[undefined, "INTERNAL_SERVER_ERROR"]], undefined]);
    expect([written.map(({ outcome }) => outcome), reports]).toEqual([["answered"], ["clinics: Error (correlation trace-1)"]]);
  });

  it("holds the record before the answer is there", async () => {
    let release = (): void => undefined;
    let answered = false;
    const slow: Sink = { append: () => new Promise((resolve) => (release = () => resolve())) };
    const answer = ask("{ clinics { edges { cursor } } }", asVisitor, serviceWith(slow)).then(() => (answered = true));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(answered).toBe(false);
    release();
    await answer;
  });
});

/** Its connection breaks at the end of each transaction. */
function losingCommits(runner: QueryRunner): QueryRunner {
  const connect = runner.connect.bind(runner);
  runner.connect = async () => {
    const client = (await connect()) as { readonly query: (statement: string, ...more: unknown[]) => Promise<unknown> };
    const query = (statement: string, ...more: unknown[]): Promise<unknown> => (statement.endsWith("commit") ? Promise.reject(new Error("the connection broke")) : client.query(statement, ...more));
    return new Proxy(client, { get: (of, name) => (name === "query" ? query : Reflect.get(of, name)) as unknown });
  };
  return runner;
}

it("a connection is given back whatever becomes of the request: 100 requests on a pool of two", async () => {
  const ledger = openLanes(postgresSink(pool), randomness);
  const service = startService({ subgraph, database: pool, ledger, contextKey: key, pseudonyms: names, clock: () => now, report: () => undefined });
  const kinds = [`{ clinic(id: "${published}") { nameKo } }`, `{ clinic(id: "${unpublished}") { nameKo } }`, "{ clinics { edges { node { addressKo } } } }", `{ clinic(id: "${published}") { phone } }`, `{ clinic(id: "kim") { id } }`, "{ case(id: \"7\") { id } }", "{ shoeSize }"];
  const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => ask(kinds[n % kinds.length], asVisitor, service)));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 100 }, (_, n) => (n % kinds.length === 6 ? 400 : 200)));
  expect(read(await ask(kinds[0], asVisitor, service)).data).toEqual({ clinic: { nameKo: "강남" } });
  expect(await service.ready()).toBe(true);
});
