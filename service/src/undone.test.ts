/** Changes on a real database that cannot be made: each is answered with its own code, undone as a whole, and told from one that was made by its record. */
import "reflect-metadata";
import { randomBytes, randomUUID } from "node:crypto";
import { type AccountId, type AgencyId, contextLifetimeMs, type Principal, type RequestContext, type Resource, type SessionId, sha256, signContext, type TraceId } from "@epigraph/authz";
import { type DataSource, openDatabase } from "@epigraph/datastore";
import { createTestDatabase, type TestDatabase } from "@epigraph/datastore/testing";
import { type AuditRecord, openLanes, parseRecord, pseudonyms, type ResolverEvent } from "@epigraph/ledger";
import { Arg, Ctx, Directive, Field, FieldResolver, ID, Mutation, ObjectType, Query, Resolver } from "type-graphql";
import { badInput } from "./error.js";
import type { Scope } from "./scope.js";
import { startService } from "./service.js";
import { buildSubgraph, type Subgraph } from "./subgraph.js";
import { eventsUndone, surelyUndone } from "./undone.js";

@Directive('@key(fields: "id")')
@ObjectType({ description: "A clinic." })
class Clinic {
  @Field(() => ID, { description: "Id." })
  id!: string;
}

/** What a statement may fail with, by the word that asks for it. */
const failing: Readonly<Record<string, string>> = { twice: "23505", conflict: "40001", "no context": "28000", check: "23514" };
let tries = 0;

@Resolver(() => Clinic)
class ClinicResolver {
  @Query(() => Clinic, { nullable: true, description: "One clinic." })
  clinic(@Arg("id", () => ID) id: string) {
    return { id, agency };
  }
  /** Overwrites the phone number, or fails in the way that the word says. */
  @Mutation(() => Clinic, { nullable: true, description: "Changes a clinic." })
  async reportCrowding(@Arg("clinic", () => ID) id: string, @Arg("crowding", () => String) word: string, @Ctx() scope: Scope) {
    tries += 1;
    if (word === "refused") throw badInput("not so");
    await scope.db.query("update clinics.clinic set crowding = $2, crowding_reported_at = $3 where id = $1", [id, word.includes("\u0000") ? word : "high", new Date(scope.now)]);
    const state = failing[word];
    if (state !== undefined && !(word === "conflict" && tries > 2)) await scope.db.query(`do $$ begin raise sqlstate '${state}'; end $$`);
    if (word === "deferred") await scope.db.query("update clinics.clinic set crowding = 'closed' where id = $1", [id]);
    if (word === "swallowed") await scope.db.query("select 1 / 0").catch(() => undefined);
    if (word === "unforeseen") throw new Error("secret");
    return { id, agency };
  }
  @FieldResolver(() => String, { nullable: true, description: "Fails for a reason of its own." })
  phone(): string {
    throw new Error("secret");
  }
  @FieldResolver(() => String, { nullable: true, description: "Fails in the database." })
  async addressKo(@Ctx() scope: Scope) {
    return (await scope.db.query<{ secret: string }>("select 1 / 0 as secret"))[0]?.secret;
  }
}

const agency = "health-centre.1" as AgencyId;
const staff: Principal = { account: "staff" as AccountId, duty: "clinic-staff", clearance: 1, agency, jurisdictions: [], session: "s" as SessionId, authenticatedBy: "otp", door: "agency" };
const key = randomBytes(32);
const [one, two] = [randomUUID(), randomUUID()];

let database: TestDatabase;
let admin: DataSource;
let pool: DataSource;
let subgraph: Subgraph;
let written: AuditRecord[] = [];
let reports: string[] = [];
let beforeRecord: (() => Promise<unknown>) | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  admin = await openDatabase(database.adminUrl, { name: "test", poolSize: 2 });
  for (const id of [one, two]) await admin.query("insert into clinics.clinic (id, name_ko, region_code, published, agency, source_system, source_record) values ($1, '강남', '1168000000', true, $2, 'test', $3)", [id, agency, id]);
  await admin.query("create function public.refuse() returns trigger language plpgsql as $$ begin raise exception 'too late' using errcode = '23514'; end $$");
  await admin.query("create constraint trigger late after update on clinics.clinic deferrable initially deferred for each row when (new.crowding = 'closed') execute function public.refuse()");
  pool = await openDatabase(database.urls.clinics, { name: "test undone", poolSize: 3 });
  subgraph = await buildSubgraph({
    name: "clinics",
    entities: [],
    resolvers: [ClinicResolver],
    orphans: [],
    references: {},
    resources: { Clinic: (row: { readonly agency: AgencyId }): Resource => ({ published: false, agency: row.agency }) },
    // text that cannot be kept fails here already, before the mutation
    targets: { reportCrowding: { type: "Clinic", load: async ({ clinic }: { readonly clinic: string }, scope) => (await scope.db.query("select id, agency from clinics.clinic where id::text = $1", [clinic]))[0] ?? null } },
  });
});
beforeEach(async () => {
  [written, reports, beforeRecord, tries] = [[], [], undefined, 0];
  await admin.query("truncate ledger.change");
  await admin.query("update clinics.clinic set crowding = null, crowding_reported_at = null");
});
afterAll(async () => {
  await pool?.destroy();
  await admin?.destroy();
  await database?.drop();
});

type Answer = { readonly status: number; readonly data: unknown; readonly errors: readonly (readonly [path: string | undefined, code: string, message: string])[]; readonly text: string };

async function ask(query: string, variables: Record<string, string> = {}): Promise<Answer> {
  const append = async (bodies: readonly string[]): Promise<void> => {
    await beforeRecord?.();
    written.push(...bodies.map((text) => parseRecord(text).record));
  };
  const service = startService({ subgraph, database: pool, ledger: openLanes({ append }, { uuid: randomUUID, nonce: () => randomBytes(16) }), contextKey: key, pseudonyms: pseudonyms(randomBytes(32)), clock: Date.now, report: (line) => reports.push(line) });
  const body = JSON.stringify({ query, variables });
  const issuedAt = Date.now();
  const context: RequestContext = { principal: staff, purpose: "clinic-operation", audience: "clinics", correlation: "trace-1" as TraceId, operation: { hash: sha256("") }, bodyHash: sha256(body), issuedAt, expiresAt: issuedAt + contextLifetimeMs };
  const { status, body: text } = await service.answer(body, signContext(context, key, database.claimsKey));
  const { data, errors = [] } = JSON.parse(text) as { data?: unknown; errors?: readonly { path?: readonly string[]; message: string; extensions: { code: string } }[] };
  return { status, data, errors: errors.map(({ path, extensions, message }) => [path?.join("."), extensions.code, message]), text };
}
const change = (alias: string, id: string, word: string, fields = "id"): string => `${alias}: reportCrowding(clinic: "${id}", crowding: "${word}") { ${fields} }`;
/** The clinics that were changed. */
const changed = async (): Promise<string[]> => (await admin.query<{ id: string }[]>("select id from clinics.clinic where crowding is not null")).map(({ id }) => id);
/** The records whose changes were committed. */
const intents = async (): Promise<string[]> => (await admin.query<{ record: string }[]>("select record from ledger.change")).map(({ record }) => record);
const recorded = (): unknown[] => written.map(({ outcome, events }) => [outcome, ...events.filter(({ coordinate }) => coordinate.startsWith("Mutation.")).map((event) => `${event.outcome} ${event.count}`)]);
const idle = (): boolean => {
  const { master } = pool.driver as unknown as { master: { totalCount: number; idleCount: number } };
  return master.totalCount === master.idleCount;
};

const internal = "something went wrong here: tell the operator the number trace-1; nothing was changed";

describe("a mutation that the database refuses", () => {
  it.each([
    ["a text that cannot be kept", "a\\u0000b", "BAD_USER_INPUT", "a text has the character U+0000, which cannot be kept: leave it out; nothing was changed", 1],
    ["a row that is there already", "twice", "CONFLICT", "this is there already, or others made it at this moment: look before you try again; nothing was changed", 4],
    ["a context that is not believed", "no context", "CONTEXT_REQUIRED", "the database refused the context: tell the operator the number trace-1; nothing was changed", 1],
    ["what nobody foresaw", "check", "INTERNAL_SERVER_ERROR", internal, 1],
  ])("is answered with its own code, and the one before it is undone: %s", async (_what, word, code, message, attempts) => {
    const answer = await ask(`mutation { ${change("a", one, "high")} ${change("b", two, word)} }`);
    expect(answer).toMatchObject({ status: 200, data: null, errors: [["b", code, message]] });
    expect([await changed(), tries, idle()]).toEqual([[], 2 * attempts, true]);
    expect(recorded()).toEqual([["error", "error 2"]]); // once, however often it was tried
    expect(reports).not.toContain("clinics: a recorded change could not be committed (correlation trace-1)");
  });

  it("says so once, though what comes after it fails too", async () => {
    const { errors, data } = await ask(`mutation { ${change("a", one, "a\\u0000b")} ${change("b", two, "high")} ${change("c", two, "refused")} }`);
    expect([data, errors.map(([path, code]) => `${path ?? ""} ${code}`)]).toEqual([null, ["a BAD_USER_INPUT"]]);
    expect(await changed()).toEqual([]);
  });

  it("in looking for its target, is answered likewise", async () => {
    const { status, data, errors } = await ask("mutation ($id: ID!) { reportCrowding(clinic: $id, crowding: \"high\") { id } }", { id: "x\u0000" });
    expect([status, data, errors.map(([path, code]) => [path, code]), recorded()]).toEqual([200, null, [["reportCrowding", "BAD_USER_INPUT"]], [["error", "error 1"]]]);
  });

  it("in a field of what it returns, is undone", async () => {
    expect(await ask(`mutation { ${change("a", one, "high", "id addressKo")} }`)).toMatchObject({ status: 200, data: null, errors: [["a.addressKo", "INTERNAL_SERVER_ERROR", internal]] });
    expect([await changed(), recorded()]).toEqual([[], [["error", "error 1"]]]);
  });

  it("for another transaction's sake, is tried again until it is made", async () => {
    expect(await ask(`mutation { ${change("a", one, "conflict")} }`)).toMatchObject({ status: 200, data: { a: { id: one } }, errors: [] });
    expect([tries, await changed(), recorded()]).toEqual([3, [one], [["answered", "allowed 1"]]]);
  });
});

describe("a mutation that fails otherwise", () => {
  it("in a way that nobody foresaw, is undone", async () => {
    const answer = await ask(`mutation { ${change("a", one, "unforeseen")} }`);
    expect(answer).toMatchObject({ status: 200, data: null, errors: [["a", "INTERNAL_SERVER_ERROR", internal]] });
    expect([answer.text.includes("secret"), await changed(), recorded()]).toEqual([false, [], [["error", "error 1"]]]);
  });

  it("because it is refused in words for clients, leaves what the others of the operation did", async () => {
    expect(await ask(`mutation { ${change("a", one, "high")} ${change("b", two, "refused")} }`)).toMatchObject({ status: 200, data: { a: { id: one }, b: null }, errors: [["b", "BAD_USER_INPUT", "not so"]] });
    expect([await changed(), recorded()]).toEqual([[one], [["error", "allowed 1", "error 1"]]]);
  });

  it("in a field of what it returns, stands, and only that field is missing", async () => {
    expect(await ask(`mutation { ${change("a", one, "high", "id phone")} }`)).toMatchObject({ status: 200, data: { a: { id: one, phone: null } }, errors: [["a.phone", "INTERNAL_SERVER_ERROR", "something went wrong here: tell the operator the number trace-1"]] });
    expect([await changed(), recorded()]).toEqual([[one], [["error", "allowed 1"]]]);
  });
});

describe("a change that failed unnoticed", () => {
  it("is found out before it is on record, and undone", async () => {
    expect(await ask(`mutation { ${change("a", one, "swallowed")} }`)).toMatchObject({ status: 200, data: undefined, errors: [[undefined, "INTERNAL_SERVER_ERROR", internal]] });
    expect([await changed(), idle(), written.map(({ type }) => type), recorded()]).toEqual([[], true, ["operation"], [["error", "error 1"]]]);
  });
});

describe("a change that stands", () => {
  it("has a record before it is there, and leaves that record's id with the data", async () => {
    let before: unknown[] = [];
    beforeRecord = async () => (before = [await changed(), await intents()]);
    expect((await ask(`mutation { ${change("a", one, "high")} }`)).status).toBe(200);
    expect([before, await changed()]).toEqual([[[], []], [one]]);
    expect([written.map(({ type }) => type), await intents()]).toEqual([["change"], [written[0]?.id]]);
  });

  it("is none where the guard let nothing through: that is an operation like any", async () => {
    await ask(`mutation { ${change("a", randomUUID(), "high")} }`);
    expect([written.map(({ type, outcome }) => [type, outcome]), await intents()]).toEqual([[["operation", "refused"]], []]);
  });
});

describe("a change that is on record and then cannot be committed", () => {
  it("is answered with 500, is not there, nor is its record's id: so the sequencer will call it undone", async () => {
    expect(await ask(`mutation { ${change("a", one, "deferred")} }`)).toMatchObject({ status: 500, data: undefined, errors: [[undefined, "INTERNAL_SERVER_ERROR", "nothing was changed: try again, or tell the operator the number trace-1"]] });
    expect([await changed(), idle(), await intents(), written.map(({ type }) => type), recorded()]).toEqual([[], true, [], ["change"], [["answered", "allowed 1"]]]);
    expect(reports).toEqual(["clinics: a recorded change could not be committed (correlation trace-1)"]);
  });

  it("is not promised to be undone when the connection broke", async () => {
    beforeRecord = () => admin.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'test undone' and state like 'idle in transaction%' and datname = current_database()");
    expect(await ask(`mutation { ${change("a", one, "high")} }`)).toMatchObject({ status: 500, errors: [[undefined, "INTERNAL_SERVER_ERROR", "it is not certain whether this was changed: look before you try again, or tell the operator the number trace-1"]] });
    expect([await changed(), await intents(), written.map(({ type }) => type)]).toEqual([[], [], ["change"]]);
  });
});

it("a change that cannot be recorded is not there, and not made again", async () => {
  beforeRecord = () => Promise.reject(new Error("disk full"));
  expect(await ask(`mutation { ${change("a", one, "high")} }`)).toMatchObject({ status: 503, errors: [[undefined, "LEDGER_UNAVAILABLE", "the access log cannot be written: try again later"]] });
  expect([await changed(), await intents(), idle(), tries]).toEqual([[], [], true, 1]);
});

it("events of a change that was not made: calls that were allowed and calls that failed are counted up as failed, under each rule", () => {
  const event = (coordinate: string, outcome: ResolverEvent["outcome"], ruleId: string | undefined, count: number, ...subjects: [string, number][]): ResolverEvent => ({ coordinate, outcome, ruleId, count, subjects: new Map(subjects) });
  const events = [
    event("Mutation.a", "allowed", "r", 2, ["kim", 2], ["lee", 1]),
    event("Mutation.a", "error", "r", 1, ["kim", 1]),
    event("Mutation.a", "denied", undefined, 1),
    event("Mutation.a", "allowed", "s", 1),
    event("Case.id", "allowed", "r", 3, ["kim", 3]),
  ];
  expect(eventsUndone(events)).toEqual([event("Mutation.a", "error", "r", 3, ["kim", 3], ["lee", 1]), event("Mutation.a", "denied", undefined, 1), event("Mutation.a", "error", "s", 1), event("Case.id", "allowed", "r", 3, ["kim", 3])]);
});

it.each([
  ["TRANSACTION_FAILED", true],
  ["40001", true],
  ["23505", true],
  ["08006", false],
  ["57P01", false],
  ["40003", false],
  ["EPIPE", false],
  ["ECONNRESET", false],
  [undefined, false],
])("a commit that fails with %s tells that nothing was committed: %p", (code, expected) => expect(surelyUndone(Object.assign(new Error("x"), code === undefined ? {} : { code }))).toBe(expected));
