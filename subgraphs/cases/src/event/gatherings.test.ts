/** Events, tasks and named clusters, through the real guard and the real database. */
import { randomUUID } from "node:crypto";
import { type Asker, busan, type CaseDesk, gangnam, han, jung, kim, lee, oh, openCaseDesk, seocho } from "../step/testing.js";
import { dayAfter, todayOf } from "../step/words.js";

let desk: CaseDesk;
let [mine, theirs] = ["", ""];
const today = todayOf({ now: Date.now() });
beforeAll(async () => {
  desk = await openCaseDesk();
  [mine, theirs] = [await desk.putCase(gangnam), await desk.putCase(seocho)];
  await desk.assign("kim", mine);
});
afterAll(() => desk.close());
type Edges<T> = { readonly edges: readonly { readonly node: T }[] };

const registerEvent = "mutation ($region: ID!, $event: EventInput!) { registerEvent(regionCode: $region, event: $event) { id nameKo nameEn region { code } startedOn endedOn history { edges { node { action byAccount } } } } }";
const service = { nameKo: "예배", nameEn: "Service", startedOn: dayAfter(today, -7), setting: "religious" };
const eventOf = async (asker: Asker, region: string): Promise<string> => ((await desk.get(asker, registerEvent, { region, event: service })) as { readonly id: string }).id;

describe("an event", () => {
  it("is registered in the own jurisdiction, seen there and by the KDCA, and nowhere else", async () => {
    const made: { id: string } = await desk.get(kim, registerEvent, { region: gangnam, event: service });
    expect(made).toMatchObject({ nameEn: "Service", region: { code: gangnam }, startedOn: service.startedOn, endedOn: null, history: { edges: [{ node: { action: "registerEvent", byAccount: "kim" } }] } });
    const one = "query ($id: ID!) { event(id: $id) { id } }";
    for (const asker of [jung, lee]) expect(await desk.get(asker, one, { id: made.id })).toEqual({ id: made.id });
    expect((await desk.ask(han, one, { id: made.id })).codes).toEqual(["NOT_FOUND"]);
    expect(((await desk.get(han, "{ events { edges { node { id } } } }")) as Edges<unknown>).edges).toEqual([]);
    expect((await desk.ask(han, registerEvent, { region: gangnam, event: service })).codes).toEqual(["CLEARANCE_REQUIRED"]);
    await expect(desk.inject(han, `insert into cases.step (id, action, subject, region_code, details) values (gen_random_uuid(), 'registerEvent', gen_random_uuid(), $1, $2)`, [gangnam, JSON.stringify(service)])).rejects.toMatchObject({ code: "42501" });
  });

  it.each([
    [{ nameKo: "예배", nameEn: "Service" }, "needs `nameKo`, `nameEn` and `startedOn`"],
    [{ ...service, startedOn: dayAfter(today, 1) }, "lies in the future"],
    [{ ...service, endedOn: dayAfter(today, -8) }, "lies before `startedOn`"],
    [{ ...service, setting: "moon" }, "must be one of"],
  ])("is not registered as %j", async (event, message) => expect((await desk.ask(kim, registerEvent, { region: gangnam, event })).messages).toEqual([expect.stringContaining(message)]));

  it("gathers cases and contacts, each seen by who may see it, and keeps who was there", async () => {
    const id = await eventOf(lee, gangnam);
    const add = "mutation ($id: ID!, $case: ID, $contact: ID) { addToEvent(event: $id, case: $case, contact: $contact, reason: \"interview\") { cases { edges { node { id } } } contacts { edges { node { id } } } } }";
    const remove = add.replace("addToEvent", "removeFromEvent").replace("interview", "was elsewhere");
    const register = "mutation ($case: ID!, $day: LocalDate!) { registerContact(contact: { regionCode: \"1168000000\", identity: { fullName: \"Hong Gildong\" } }, exposures: [{ case: $case, lastContactDate: $day, exposureType: \"other\" }]) { contact { id } } }";
    const { contact }: { contact: { id: string } } = await desk.get(kim, register, { case: mine, day: today });
    expect(await desk.get(lee, add, { id, case: theirs })).toEqual({ cases: { edges: [{ node: { id: theirs } }] }, contacts: { edges: [] } });
    expect(await desk.get(kim, add, { id, contact: contact.id })).toEqual({ cases: { edges: [] }, contacts: { edges: [{ node: { id: contact.id } }] } });
    expect((await desk.ask(kim, add, { id, case: theirs })).codes).toEqual(["NOT_FOUND"]);
    expect((await desk.ask(kim, add, { id, case: mine, contact: contact.id })).codes).toEqual(["BAD_USER_INPUT"]);
    expect((await desk.ask(kim, add, { id, contact: contact.id })).messages).toEqual(["it belongs to the event already"]);
    await desk.get(kim, add, { id, case: mine });
    expect(await desk.get(kim, remove, { id, case: mine })).toMatchObject({ cases: { edges: [] } });
    const history = async (asker: Asker): Promise<string[]> => ((await desk.get(asker, "query ($id: ID!) { event(id: $id) { history(first: 9) { edges { node { action reason } } } } }", { id })) as { history: Edges<{ action: string; reason: string | null }> }).history.edges.map(({ node }) => `${node.action} ${node.reason ?? "-"}`);
    expect(await history(kim)).toEqual(["removeFromEvent was elsewhere", "addToEvent interview", "addToEvent interview", "registerEvent -"]);
    expect(await history(lee)).toHaveLength(5);
  });
});

describe("a task", () => {
  const assignTask = "mutation ($id: ID!, $task: TaskInput!) { assignTask(case: $id, task: $task) { id kind agency { id } account dueOn state overdue } }";
  const complete = "mutation ($id: ID!) { completeTask(task: $id, note: \"done\") { state history(first: 1) { edges { node { action reason } } } } }";
  const list = "query ($filter: TaskFilterInput) { tasks(filter: $filter, first: 100) { edges { node { id } } } }";
  const tasks = async (asker: Asker, filter: object): Promise<string[]> => ((await desk.get(asker, list, { filter })) as Edges<{ id: string }>).edges.map(({ node }) => node.id);
  const taskFor = async (more: object = {}): Promise<string> => ((await desk.get(kim, assignTask, { id: mine, task: { kind: "interview", dueOn: today, ...more } })) as { readonly id: string }).id;

  it("is given to an account of the own agency, is on its list, and is done once", async () => {
    const id = await taskFor({ account: "jung", note: "second interview" });
    expect(await tasks(jung, { mine: true, state: "open" })).toContain(id);
    expect(await tasks(kim, { mine: true })).not.toContain(id);
    expect(await desk.get(jung, complete, { id })).toEqual({ state: "completed", history: { edges: [{ node: { action: "completeTask", reason: "done" } }] } });
    expect((await desk.ask(jung, complete, { id })).messages).toEqual(["the task is over: it is `completed`"]);
    await expect(desk.inject(jung, "insert into cases.step (id, action, subject) values (gen_random_uuid(), 'completeTask', $1)", [id])).rejects.toMatchObject({ code: "EP001" });
  });

  it("is overdue after its day", async () => {
    const id = await taskFor();
    expect(await tasks(kim, { overdue: true })).not.toContain(id);
    await desk.admin.query("update cases.task set due_on = $2 where id = $1", [id, dayAfter(today, -1)]);
    expect(await tasks(kim, { overdue: true })).toContain(id);
    expect(await desk.get(kim, "mutation ($id: ID!) { cancelTask(task: $id, reason: \"moved\") { state overdue } }", { id })).toEqual({ state: "cancelled", overdue: false });
  });

  it("goes to an agency that reaches the case, and not to one that does not", async () => {
    expect((await desk.ask(kim, assignTask, { id: mine, task: { kind: "sample", dueOn: today, agency: oh.agency } })).messages).toEqual([expect.stringContaining("refer the case to it first")]);
    const answers = await Promise.all([{ agency: oh.agency, account: "oh" }, { agency: oh.agency, account: "nobody" }].map((to) => desk.ask(kim, assignTask, { id: mine, task: { kind: "sample", dueOn: today, ...to } })));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const province = await taskFor({ agency: "province.1100000000" });
    expect(await tasks(lee, { agency: "province.1100000000" })).toEqual([province]);
    expect(await tasks(han, {})).toEqual([]);
    expect((await desk.ask(han, complete, { id: province })).codes).toEqual(["NOT_FOUND"]);
    await expect(desk.inject(han, "insert into cases.step (id, action, subject) values (gen_random_uuid(), 'completeTask', $1)", [province])).rejects.toMatchObject({ code: "42501" });
  });

  it("is handed on with a reason", async () => {
    const id = await taskFor();
    const reassign = "mutation ($id: ID!, $account: ID) { reassignTask(task: $id, account: $account, reason: \"leave\") { account } }";
    expect(await desk.get(kim, reassign, { id, account: "jung" })).toEqual({ account: "jung" });
    expect((await desk.ask(kim, reassign, { id, account: "han" })).codes).toEqual(["BAD_USER_INPUT"]);
  });

  it("is given out on an event too", async () => {
    const event = await eventOf(kim, gangnam);
    const id = ((await desk.get(kim, "mutation ($id: ID!, $day: LocalDate!) { assignEventTask(event: $id, task: { kind: \"place-check\", dueOn: $day, account: \"jung\" }) { id event { id } case { id } } }", { id: event, day: today })) as { id: string }).id;
    expect(await desk.get(jung, complete, { id })).toMatchObject({ state: "completed" });
  });

  it.each([
    [{ kind: "nap", dueOn: today }, "must be one of"],
    [{ kind: "report", dueOn: dayAfter(today, -1) }, "between today and a year"],
    [{ kind: "report", dueOn: today, account: "han" }, "no active investigator of the own agency"],
    [{ kind: "report", dueOn: today, agency: "nobody" }, "none that reaches this"],
    [{ kind: "report", dueOn: today, note: "x".repeat(501) }, "1 to 500 characters"],
  ])("is not given out as %j", async (task, message) => expect((await desk.ask(kim, assignTask, { id: mine, task })).messages).toEqual([expect.stringContaining(message)]));
});

describe("a named cluster", () => {
  const nameCluster = "mutation ($region: ID!) { nameCluster(regionCode: $region, cluster: { nameKo: \"교회\", nameEn: \"Church\", setting: \"religious\" }) { id nameEn } }";
  const add = "mutation ($case: ID!, $cluster: ID!) { addToCluster(case: $case, cluster: $cluster, reason: \"same service\") { cluster { id } } }";
  const named = async (asker: Asker, region: string): Promise<string> => ((await desk.get(asker, nameCluster, { region })) as { readonly id: string }).id;

  it("is named and changed by who investigates its region, and seen by all investigators", async () => {
    const id = await named(kim, gangnam);
    expect(await desk.get(oh, "query ($id: ID!) { cluster(id: $id) { nameEn history { edges { node { action } } } } }", { id })).toEqual({ nameEn: "Church", history: { edges: [] } });
    expect((await desk.ask(kim, nameCluster, { region: busan })).codes).toEqual(["CLEARANCE_REQUIRED"]);
    const change = "mutation ($id: ID!) { updateCluster(cluster: $id, change: { nameEn: \"Church B\" }, reason: \"renamed\") { nameEn history { edges { node { action reason } } } } }";
    expect((await desk.ask(oh, change, { id })).codes).toEqual(["CLEARANCE_REQUIRED"]);
    expect(await desk.get(jung, change, { id })).toEqual({ nameEn: "Church B", history: { edges: [{ node: { action: "updateCluster", reason: "renamed" } }, { node: { action: "nameCluster", reason: null } }] } });
  });

  it("takes in a case that the asker reaches, out of the cluster that it was in, and keeps both", async () => {
    const [one, other] = [await named(kim, gangnam), await named(lee, busan)];
    const id = await desk.putCase(gangnam);
    expect(await desk.get(kim, add, { case: id, cluster: one })).toEqual({ cluster: { id: one } });
    expect((await desk.ask(kim, add, { case: id, cluster: one })).messages).toEqual(["the case belongs to this cluster already"]);
    expect(await desk.get(kim, add, { case: id, cluster: other })).toEqual({ cluster: { id: other } });
    expect((await desk.ask(kim, add, { case: theirs, cluster: one })).codes).toEqual(["NOT_FOUND"]);
    expect((await desk.ask(kim, add, { case: id, cluster: randomUUID() })).codes).toEqual(["NOT_FOUND"]);
    expect(await desk.get(kim, "mutation ($case: ID!) { removeFromCluster(case: $case, reason: \"tested elsewhere\") { cluster { id } } }", { case: id })).toEqual({ cluster: null });
    const { history }: { history: Edges<{ action: string }> } = await desk.get(kim, "query ($id: ID!) { case(id: $id) { history(first: 9) { edges { node { action } } } } }", { id });
    expect(history.edges.map(({ node }) => node.action).toSorted()).toEqual(["addToCluster", "addToCluster", "removeFromCluster", "removeFromCluster"]);
  });

  it("keeps what each source counts, day by day", async () => {
    const id = await named(kim, gangnam);
    const count = "mutation ($id: ID!, $day: LocalDate!, $count: Int!) { recordClusterCount(cluster: $id, source: \"kdca-briefing\", day: $day, count: $count) { reportedCounts { edges { node { source day count } } } } }";
    await desk.get(kim, count, { id, day: dayAfter(today, -1), count: 12 });
    await desk.get(kim, count, { id, day: today, count: 15 });
    const source = "kdca-briefing";
    expect(await desk.get(kim, count, { id, day: today, count: 14 })).toEqual({ reportedCounts: { edges: [{ node: { source, day: today, count: 14 } }, { node: { source, day: dayAfter(today, -1), count: 12 } }] } });
    expect((await desk.ask(kim, count, { id, day: dayAfter(today, 1), count: 1 })).codes).toEqual(["BAD_USER_INPUT"]);
    expect((await desk.ask(kim, count, { id, day: today, count: -1 })).codes).toEqual(["BAD_USER_INPUT"]);
  });
});
