/** Stays that arrive are told to who holds their grant, while they watch, and to nobody else; a grant that is revoked ends the watching. Over HTTP, everything running. */
import { createTestDatabase, eventually, type TestDatabase } from "@epigraph/datastore/testing";
import { withAdmin } from "./data.js";
import { type Following, followStream } from "./live-stream.js";
import { approver, auditor, type Platform, startPlatform, tokenFor, type User } from "./platform.js";
import { kim, morningOfStory, newestEntry, provider, putAgencies, putCase, registerProfile, sentRequest, told, windowOfStory } from "./requests.js";

const telecom = provider("telecom.a");
const lee: User = { ...kim, account: "lee" };
let database: TestDatabase;
let platform: Platform;
beforeAll(async () => {
  database = await createTestDatabase();
  await withAdmin(database, (admin) => putAgencies(admin));
  platform = await startPlatform("one process", database);
  await registerProfile(platform, "telecom.a", "telecom-location", { subject: "phone" });
}, 120_000);
afterAll(async () => {
  await platform?.close();
  await database?.drop();
});

const asked = async (): Promise<{ readonly caseId: string; readonly request: string; readonly entry: string }> => {
  const caseId = await withAdmin(database, (admin) => putCase(database, admin));
  const request = await sentRequest(platform, { case: caseId, dataClass: "telecom-location" });
  return { caseId, request, entry: await newestEntry(platform, telecom) };
};
const follow = (user: User, caseId: string, lastEvent?: string): Promise<Following> => followStream(platform.urls.clearance, `stays?case=${caseId}`, user, lastEvent);
const seen = ({ events }: Following): unknown[] => events.map(({ event, data }) => (event === "end" ? data["code"] : data["staysStored"]));
const end = (code: string): object => ({ id: undefined, event: "end", data: { code } });
let hour = 0;
async function put(entry: string, rows: number, who = "010-1234-5678"): Promise<void> {
  const at = (hours: number): string => new Date(morningOfStory() + hours * 3_600_000).toISOString();
  const lines = Array.from({ length: rows }, () => `${who},${at(++hour)},${at(hour + 0.4)},37.5663,126.9779`);
  const headers = { authorization: `Bearer ${tokenFor(telecom)}`, "content-type": "text/csv", "epigraph-file-name": `${hour}.csv` };
  const { status } = await fetch(`${platform.urls.agency}/provision/${entry}`, { method: "PUT", headers, body: `who,from,to,lat,lon\n${lines.join("\n")}\n` });
  expect(status).toBe(200);
}

it("tells of each file under a grant of one's own, goes on where it was left, and ends at once when the grant is revoked, for good", async () => {
  const { caseId, request, entry } = await asked();
  const other = await asked();
  const [watching, elsewhere] = [await follow(kim, caseId), await follow(kim, other.caseId)];
  await put(entry, 2);
  await eventually(async () => expect(seen(watching)).toEqual([2]));
  expect(watching.events[0]?.data).toEqual({ id: expect.any(String) as string, dataClass: "telecom-location", windowFrom: windowOfStory.from.toISOString(), windowTo: windowOfStory.to.toISOString(), staysStored: 2, arrivedAt: expect.any(String) as string, request: { id: request } });
  const left = watching.events[0]?.id;

  await put(entry, 3);
  await eventually(async () => expect(seen(watching)).toEqual([2, 3]));
  const again = await follow(kim, caseId, left);
  await eventually(async () => expect(seen(again)).toEqual([3]));
  expect(seen(elsewhere)).toEqual([]); // the other case had none

  const before = performance.now();
  await told(platform, approver, 'mutation ($id: ID!) { revokeGrant(grant: $id, reason: "asked for too much") { revokedAt } }', { id: request });
  await eventually(async () => expect([seen(watching), seen(again)]).toEqual([[2, 3, "APPROVAL_REQUIRED"], [3, "APPROVAL_REQUIRED"]]));
  expect(performance.now() - before).toBeLessThan(2_500); // promised within a second of the revocation; a busy machine may take longer to show it
  await put(entry, 1); // it still comes in, and nobody is told
  const after = await follow(kim, caseId, left);
  await eventually(async () => expect(after.events).toEqual([end("APPROVAL_REQUIRED")]));
  expect([seen(watching), seen(elsewhere)]).toEqual([[2, 3, "APPROVAL_REQUIRED"], []]);
  elsewhere.leave();
}, 60_000);

it("is for who holds a grant: a colleague of the case, another's duty, a case that is not there and an address without one are told why not", async () => {
  const { caseId, entry } = await asked();
  await withAdmin(database, (admin) => admin.query("insert into permission.assignment (account, case_id, not_before) values ('lee', $1, now() - interval '1 hour')", [caseId]));
  await put(entry, 1);
  for (const [user, id, code] of [[lee, caseId, "APPROVAL_REQUIRED"], [auditor, caseId, "CLEARANCE_REQUIRED"], [kim, "3f0e1a52-0000-4000-8000-000000000000", "NOT_FOUND"], [kim, "nothing", "BAD_USER_INPUT"]] as const) {
    const stream = await follow(user, id);
    await eventually(async () => expect([user.account, id, stream.events]).toEqual([user.account, id, [end(code)]]));
  }
  const answer = await fetch(`${platform.urls.clearance}/live/stays`, { headers: { authorization: `Bearer ${tokenFor(kim)}`, "epigraph-purpose": kim.purpose } });
  expect([answer.status, await answer.json()]).toMatchObject([400, { errors: [{ message: "say which in the address: `case=<id>`", extensions: { code: "BAD_USER_INPUT" } }] }]);
}, 60_000);

it("says nothing of a file of which nothing was of the case", async () => {
  const { caseId, entry } = await asked();
  const watching = await follow(kim, caseId);
  await put(entry, 2, "010-9999-0000");
  await put(entry, 1);
  await eventually(async () => expect(seen(watching)).toEqual([1]));
  watching.leave();
}, 60_000);
