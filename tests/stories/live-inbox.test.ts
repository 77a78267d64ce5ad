/** What comes for an agency reaches its own people while it is fresh, and nobody else's; and a grant that is revoked ends reading before anything else happens. Over HTTP, everything running. */
import { grantsOfHolder } from "@epigraph/gateway";
import { liveMarkReader } from "@epigraph/datastore";
import { createTestDatabase, eventually, type TestDatabase } from "@epigraph/datastore/testing";
import { withAdmin } from "./data.js";
import { type Following, followStream } from "./live-stream.js";
import { approver, nationalInvestigator, type Platform, startPlatform, type User } from "./platform.js";
import { askFor, cardOfficer, kim, police as kang, provider, putAgencies, putCase, told } from "./requests.js";

let database: TestDatabase;
let platform: Platform;
beforeAll(async () => {
  database = await createTestDatabase();
  await withAdmin(database, (admin) => putAgencies(admin, { cardAssociation: true }));
  platform = await startPlatform("one process", database);
}, 120_000);
afterAll(async () => {
  await platform?.close();
  await database?.drop();
});

const shin: User = { ...kang, account: "shin" };
const newCase = (): Promise<string> => withAdmin(database, (admin) => putCase(database, admin));
const locate = (id: string): Promise<{ readonly id: string }> => askFor(platform, { case: id, dataClass: "telecom-location" });
const follow = (user: User, lastEvent?: string): Promise<Following> => followStream(platform.urls.agency, "inbox", user, lastEvent);
const seen = ({ events }: Following): unknown[] => events.map(({ data }) => [data["kind"], data["dataClass"], data["state"]]);
const approve = `mutation ($id: ID!) { approveInboxItem(id: $id) { id state } }`;

it("comes to the agency's own people, and what a colleague decided too; another agency's stream has its own alone", async () => {
  const [police, colleague, cards, telecom] = [await follow(kang), await follow(shin), await follow(cardOfficer), await follow(provider("telecom.a"))];
  await locate(await newCase());
  await eventually(async () => expect([seen(police), seen(colleague)]).toEqual([[["authorisation", "telecom-location", "waiting"]], [["authorisation", "telecom-location", "waiting"]]]));
  expect(Object.keys(police.events[0]?.data ?? {})).toEqual(["id", "kind", "state", "dataClass", "windowFrom", "windowTo", "arrivedAt", "dueAt", "doneAt"]);

  await told(platform, kang, approve, { id: police.events[0]?.data["id"] });
  await eventually(async () => expect(seen(colleague).at(-1)).toEqual(["authorisation", "telecom-location", "approved"]));
  await eventually(async () => expect(seen(telecom)).toEqual([["provision", "telecom-location", "waiting"]]));

  await askFor(platform, { case: await newCase(), dataClass: "card-use" });
  await eventually(async () => expect(seen(cards)).toEqual([["authorisation", "card-use", "waiting"]])); // its first event is its own: it had none of the others'
  for (const stream of [police, colleague, cards, telecom]) stream.leave();
}, 60_000);

it("goes on where it was left, with what changed meanwhile and nothing before it", async () => {
  const before = await follow(kang);
  await eventually(async () => expect(before.events.length).toBeGreaterThan(0));
  const last = before.events.at(-1)?.id ?? "";
  before.leave();
  await locate(await newCase());
  const after = await follow(kang, last);
  await eventually(async () => expect(seen(after)).toEqual([["authorisation", "telecom-location", "waiting"]]));
  expect(Number(Buffer.from(after.events[0]?.id ?? "", "base64url").toString().replaceAll(/\D/g, ""))).toBeGreaterThan(Number(Buffer.from(last, "base64url").toString().replaceAll(/\D/g, "")));
  after.leave();
}, 60_000);

it("tells of each of many that are approved at one moment, and lets all of them be", async () => {
  const police = await follow(kang, undefined);
  await eventually(async () => expect(police.events.length).toBeGreaterThan(0));
  const known = police.events.length;
  const cases = await Promise.all(Array.from({ length: 8 }, () => newCase()));
  await Promise.all(cases.map((id) => locate(id))); // throws where two are in each other's way
  await eventually(async () => expect(police.events.length - known).toBe(8));
  expect(new Set(police.events.slice(known).map(({ data }) => data["id"])).size).toBe(8);
  police.leave();
}, 60_000);

it("is not for whoever has no inbox", async () => {
  const nobody = await follow({ account: "editor", duty: "content-editor", jurisdictions: [], purpose: "publication", agency: "police" });
  await eventually(async () => expect(nobody.events).toEqual([{ id: undefined, event: "end", data: { code: "CLEARANCE_REQUIRED" } }]));
}, 60_000);

it("a grant that is revoked raises its holder's mark and nobody else's, and the next reading is refused", async () => {
  const id = await newCase();
  const { id: request } = await locate(id);
  const [item] = await told<{ edges: { node: { id: string; arrivedAt: string } }[] }>(platform, kang, `{ inbox(first: 100, state: waiting) { edges { node { id arrivedAt } } } }`, {}).then(({ edges }) => edges.slice(-1));
  const marks = liveMarkReader(database.urls.gateway, { name: "test marks" });
  const markOf = async (account: string): Promise<string | undefined> => (await marks.read(grantsOfHolder.topic, [grantsOfHolder.keyOf({ account, agency: "" } as never)])).get(account);
  const reading = async (): Promise<string | undefined> => (await platform.ask(kim, `query ($id: ID!) { case(id: $id) { stays(first: 5) { edges { node { id } } } } }`, { id })).errors[0]?.extensions.code;
  const before = await markOf(kim.account);
  expect(await reading()).toBe("APPROVAL_REQUIRED");

  await told(platform, kang, approve, { id: item?.node.id });
  const granted = await markOf(kim.account);
  expect([granted === before, await reading()]).toEqual([false, undefined]);

  const heard: string[] = [];
  marks.onNotice((topic) => void heard.push(topic));
  await told(platform, approver, `mutation ($id: ID!) { revokeGrant(grant: $id, reason: "asked for too much") { revokedAt } }`, { id: request });
  expect([(await markOf(kim.account)) === granted, await reading(), await markOf("somebody.else")]).toEqual([false, "APPROVAL_REQUIRED", undefined]);
  await eventually(async () => expect(heard).toContain("grants"));
  await marks.close();
}, 60_000);

it("an emergency access alarms the security officer at once, and the third of an account within a week is a finding of its own", async () => {
  const officer: User = { account: "officer", duty: "security-officer", jurisdictions: [], purpose: "security" };
  const findings = await followStream(platform.urls.clearance, "findings", officer);
  const kinds = (): unknown[] => findings.events.map(({ data }) => [data["kind"], data["account"], data["urgency"]]);
  for (let number = 0; number < 3; number++) {
    const id = await newCase();
    await locate(id);
    const { edges } = await told<{ edges: { node: { id: string } }[] }>(platform, kang, `{ inbox(first: 100, state: waiting) { edges { node { id } } } }`, {});
    for (const { node } of edges) await told(platform, kang, approve, { id: node.id });
    const telecom = provider("telecom.a");
    const waiting = await told<{ edges: { node: { id: string } }[] }>(platform, telecom, `{ inbox(first: 100, state: waiting) { edges { node { id } } } }`, {});
    for (const { node } of waiting.edges) await told(platform, telecom, `mutation ($id: ID!) { completeProvision(id: $id) { state } }`, { id: node.id });
    await told(platform, nationalInvestigator, `mutation ($case: ID!) { openEmergencyAccess(case: $case, reason: "a ward is being evacuated right now") { id } }`, { case: id });
    if (number === 0) await eventually(async () => expect(kinds()).toContainEqual(["break-glass", nationalInvestigator.account, "alarm"]));
  }
  await eventually(async () => expect(kinds()).toContainEqual(["repeated-break-glass", nationalInvestigator.account, "alarm"]));
  findings.leave();
}, 60_000);
