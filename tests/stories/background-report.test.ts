/** A report that takes longer than a request: asked for, followed live, taken away, by one auditor and nobody else; and a stream that ends with its session. Over HTTP, everything running. */
import { jobKinds } from "@epigraph/cli";
import { openDatabase } from "@epigraph/datastore";
import { createTestDatabase, recordsOf, type TestDatabase } from "@epigraph/datastore/testing";
import { auditor, type Platform, startPlatform, tokenFor, type User } from "./platform.js";

const otherAuditor: User = { ...auditor, account: "auditor.other" };
const administrator: User = { account: "administrator", duty: "system-administrator", jurisdictions: [], purpose: "administration" };
let database: TestDatabase;
let platform: Platform;

beforeAll(async () => {
  database = await createTestDatabase();
  platform = await startPlatform("one process", database);
}, 120_000);
afterAll(async () => {
  await platform?.close();
  await database?.drop();
});

type Event = { readonly id: string | undefined; readonly event: string | undefined; readonly data: Readonly<Record<string, unknown>> };

/** Follows until `enough`, and says how the stream stood then. */
async function follow(user: User, enough: (events: readonly Event[]) => boolean, lastEvent?: string): Promise<readonly Event[]> {
  const leaving = new AbortController();
  const headers = { authorization: `Bearer ${tokenFor(user)}`, "epigraph-purpose": user.purpose, ...(lastEvent === undefined ? {} : { "last-event-id": lastEvent }) };
  const response = await fetch(`${platform.urls.clearance}/live/jobs`, { headers, signal: leaving.signal });
  let text = "";
  try {
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      const events = text.split("\n\n").slice(0, -1).filter((block) => block.includes("data: ")).map(eventOf);
      if (enough(events)) return events;
    }
    return text.split("\n\n").slice(0, -1).map(eventOf);
  } finally {
    leaving.abort();
  }
}

const eventOf = (block: string): Event => {
  const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
  return { id: field("id"), event: field("event"), data: JSON.parse(field("data") ?? "null") as Event["data"] };
};

const isOver = (events: readonly Event[]): boolean => events.some(({ data }) => data["state"] === "done" || data["state"] === "failed");
const request = `mutation ($kind: String!, $period: String!) { requestReport(kind: $kind, period: $period, format: "csv", reason: "the yearly report to the ministry") { id kind state askedBy } }`;
const download = `mutation ($job: ID!) { downloadReport(job: $job) { fileName fileContent contentHash rows } }`;
const year = new Date().getUTCFullYear() - 1; // nothing of it is in the log, so it does not change while this runs

it("is followed to its end, is the same as the one made at once, and is its asker's alone", async () => {
  const following = follow(auditor, isOver);
  const asked = await platform.ask(auditor, request, { kind: "yearly-counts", period: String(year) });
  const job = asked.data?.["requestReport"] as unknown as { readonly id: string };
  expect(job).toMatchObject({ kind: "audit.yearly-counts", state: "waiting", askedBy: "auditor" });

  const events = await following;
  expect(events.at(-1)?.data).toMatchObject({ id: job.id, state: "done", errorCode: null, runs: 1 });
  expect(events.map(({ data }) => data["id"])).toEqual(events.map(() => job.id));

  const { data } = await platform.ask(auditor, download, { job: job.id });
  const file = data?.["downloadReport"] as unknown as { readonly fileName: string; readonly fileContent: string };
  expect(file).toMatchObject({ fileName: `yearly-counts-${year}.csv`, contentHash: expect.stringMatching(/^[0-9a-f]{64}$/) });

  const atOnce = await platform.ask(auditor, `mutation ($year: Int!) { downloadYearlyCounts(year: $year, format: "csv", reason: "to compare") { fileContent contentHash } }`, { year });
  expect(file).toMatchObject(atOnce.data?.["downloadYearlyCounts"] as unknown as object);

  for (const user of [otherAuditor, administrator]) expect((await platform.ask(user, download, { job: job.id })).data?.["downloadReport"] ?? null).toBeNull();
  expect((await platform.ask(otherAuditor, `query ($id: ID!) { job(id: $id) { id } }`, { id: job.id })).errors.map(({ extensions }) => extensions.code)).toEqual(["NOT_FOUND"]);
  expect((await platform.ask(administrator, `{ jobs { edges { node { id kind state askedBy } } } }`)).data).toMatchObject({ jobs: { edges: expect.arrayContaining([{ node: { id: job.id, kind: "audit.yearly-counts", state: "done", askedBy: "auditor" } }]) } });

  // on record: that it was asked for and why, that it ran and for whom, and what was taken away
  const records = await recordsOf(database.adminUrl);
  const ran = records.filter(({ correlation }) => correlation === job.id);
  expect(ran.map(({ source, agent, entity, outcome }) => [source.observer, agent.who, entity.name, outcome])).toEqual([["jobs", "auditor", "audit.yearly-counts/started", "answered"], ["jobs", "auditor", "audit.yearly-counts/ended", "answered"]]);
  const kinds = records.filter(({ entity }) => entity.references.some(({ kind, id }) => kind === "job" && id === job.id)).filter(({ source }) => source.observer === "audit").map(({ entity }) => entity.references.map(({ kind }) => kind).toSorted().join());
  expect(kinds).toEqual(["job,reason", "file,job,reason,report"]);
}, 60_000);

it("is told to who comes back only as far as it changed since", async () => {
  const before = await follow(auditor, isOver);
  const following = follow(auditor, isOver, before.at(-1)?.id);
  const { data } = await platform.ask(auditor, request, { kind: "review-sheet", period: new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 7) });
  const { id } = data?.["requestReport"] as unknown as { readonly id: string };
  expect(new Set((await following).map((event) => event.data["id"]))).toEqual(new Set([id]));
}, 60_000);

it("cannot be asked for over what has not begun, nor without a reason", async () => {
  for (const [period, code] of [["2199", "BAD_USER_INPUT"], ["next year", "BAD_USER_INPUT"]] as const) expect((await platform.ask(auditor, request, { kind: "yearly-counts", period })).errors.map(({ extensions }) => extensions.code)).toEqual([code]);
  expect((await platform.ask(auditor, request, { kind: "everything", period: String(year) })).errors[0]?.message).toBe("`kind` must be one of `review-sheet`, `yearly-counts`");
});

it("a stream ends within a second of its session", async () => {
  const admin = await openDatabase(database.adminUrl, { name: "test" });
  let revokedAt = 0;
  const following = follow(auditor, (events) => events.some(({ event }) => event === "end"));
  await new Promise((resolve) => setTimeout(resolve, 500));
  await admin.query("insert into identity.revocation (id, session, revoked_at, reason, revoked_by) values (gen_random_uuid(), 'session', clock_timestamp(), 'test', 'test')");
  revokedAt = performance.now();
  expect((await following).at(-1)).toMatchObject({ event: "end", data: { code: "SESSION_REVOKED" } });
  expect(performance.now() - revokedAt).toBeLessThan(1_000);
  await admin.destroy();
}, 60_000);

it("the kinds of the code are those of the database", async () => {
  const admin = await openDatabase(database.adminUrl, { name: "test" });
  const rows = await admin.query<object[]>("select name, service, askers, extract(epoch from every)::int / 60 as every, may_fail as fails from jobs.kind order by name");
  expect(rows).toEqual(jobKinds.map(({ name, service, askers, everyMinutes = null, mayFail }) => ({ name, service, askers, every: everyMinutes, fails: mayFail })).toSorted((one, other) => (one.name < other.name ? -1 : 1)));
  await admin.destroy();
});
