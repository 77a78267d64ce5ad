/** A finding reaches the security officer while it is fresh: from a record that is not as it should be, through the sequencer, to the stream at the clearance door. */
import { openDatabase } from "@epigraph/datastore";
import { createTestDatabase, type TestDatabase } from "@epigraph/datastore/testing";
import { localInvestigator, type Platform, startPlatform, tokenFor, type User } from "./platform.js";

const officer: User = { account: "officer", duty: "security-officer", jurisdictions: [], purpose: "security" };
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

type Event = { readonly id?: string; readonly event?: string; readonly data: Readonly<Record<string, unknown>> };

/** The first event of the stream. */
async function firstEvent(user: User, lastEvent?: string): Promise<Event> {
  const leaving = new AbortController();
  const headers = { authorization: `Bearer ${tokenFor(user)}`, "epigraph-purpose": user.purpose, ...(lastEvent === undefined ? {} : { "last-event-id": lastEvent }) };
  const response = await fetch(`${platform.urls.clearance}/live/findings`, { headers, signal: leaving.signal });
  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  let text = "";
  try {
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      const block = text.split("\n\n").find((part, index, parts) => index < parts.length - 1 && part.includes("data: "));
      if (block !== undefined) return eventOf(block);
    }
  } finally {
    leaving.abort();
  }
  throw new Error("the stream ended without an event");
}

const eventOf = (block: string): Event => {
  const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
  const [id, event] = [field("id"), field("event")];
  return { ...(id === undefined ? {} : { id }), ...(event === undefined ? {} : { event }), data: JSON.parse(field("data") ?? "null") as Event["data"] };
};

/** As a service that was taken over could. */
async function appendGarbage(service: "clinics" | "programs"): Promise<void> {
  const login = await openDatabase(database.urls[service], { name: "test garbage", poolSize: 1 });
  await login.query("insert into ledger.pending (body) values ('not a record')");
  await login.destroy();
}

it("comes with its kind, its words and no data subject, and goes on where the officer left off", async () => {
  const waiting = firstEvent(officer);
  await appendGarbage("clinics");
  const { id, data } = await waiting;
  expect(data).toMatchObject({ kind: "unreadable-record", state: "open", count: 1, urgency: expect.any(String), titleKo: expect.stringMatching(/[가-힣]/) });
  expect(Object.keys(data)).toEqual(["id", "kind", "titleEn", "titleKo", "urgency", "foundAt", "firstAt", "lastAt", "account", "agency", "service", "count", "state"]);

  const next = firstEvent(officer, id);
  await expect(Promise.race([next, new Promise((resolve) => setTimeout(resolve, 2_500, "quiet"))])).resolves.toBe("quiet");
  await appendGarbage("programs");
  expect((await next).data).toMatchObject({ kind: "unreadable-record" });
}, 60_000);

it("is not for an investigator, who is told so", async () => {
  expect(await firstEvent(localInvestigator("1168000000"))).toEqual({ event: "end", data: { code: "CLEARANCE_REQUIRED" } });
}, 60_000);
