/** Contacts, their quarantine and its days, through the real guard and the real database. */
import { openDatabase } from "@epigraph/datastore";
import { dayAfter, todayOf } from "../step/words.js";
import { busan, type CaseDesk, gangnam, han, jung, kim, lee, oh, openCaseDesk, seocho } from "../step/testing.js";

let desk: CaseDesk;
let [mine, second, theirs, sealed] = ["", "", "", ""];
const today = todayOf({ now: Date.now() });
const daysAgo = (days: number): string => dayAfter(today, -days);
beforeAll(async () => {
  desk = await openCaseDesk();
  [mine, second, theirs, sealed] = [await desk.putCase(gangnam), await desk.putCase(gangnam), await desk.putCase(seocho), await desk.putCase(gangnam, true)];
  for (const id of [mine, second, sealed]) await desk.assign("kim", id);
});
afterAll(() => desk.close());

const register = `mutation ($contact: ContactInput!, $exposures: [ExposureInput!]!) { registerContact(contact: $contact, exposures: $exposures) { id case { id } contact { id classification status lastContactDate registeredBy exposures(first: 5) { edges { node { case { id } } } } history(first: 5) { edges { node { action byAccount } } } } } }`;
const exposure = (id: string, more: Record<string, unknown> = {}) => ({ case: id, lastContactDate: daysAgo(2), exposureType: "direct-physical", ...more });
const contactOf = (region = gangnam, more: Record<string, unknown> = {}) => ({ contact: { regionCode: region, identity: { fullName: "Hong Gildong", phone: "010-1234-5678" }, ...more } });

type Edges<T> = { readonly edges: readonly { readonly node: T }[] };
type Contact = { readonly id: string; readonly classification: string; readonly status: string; readonly lastContactDate: string; readonly registeredBy: string; readonly exposures: Edges<{ readonly case: { readonly id: string } }>; readonly history: Edges<{ readonly action: string; readonly byAccount: string }> };
type Registered = { readonly id: string; readonly case: { readonly id: string }; readonly contact: Contact | null };
const registered = async (...exposures: readonly object[]): Promise<string> => {
  const made: Registered = await desk.get(kim, register, { ...contactOf(), exposures: exposures.length > 0 ? exposures : [exposure(mine)] });
  return made.contact?.id ?? "";
};

describe("a contact", () => {
  it("is registered with its exposures by who is assigned to the case, its identity sealed", async () => {
    const made: Registered = await desk.get(kim, register, { ...contactOf(), exposures: [exposure(mine, { setting: "household", certainty: "high" }), exposure(second, { exposureType: "indirect", lastContactDate: daysAgo(1) })] });
    expect(made).toMatchObject({ case: { id: mine }, contact: { classification: "close", status: "registered", lastContactDate: daysAgo(1), registeredBy: "kim" } });
    expect(made.contact?.exposures.edges.map(({ node }) => node.case.id).toSorted()).toEqual([mine, second].toSorted());
    expect(made.contact?.history.edges.map(({ node }) => `${node.action} ${node.byAccount}`).toSorted()).toEqual(["recordExposure kim", "recordExposure kim", "registerContact kim"]);
    const [row] = await desk.admin.query<{ identity: Buffer }[]>("select p.identity from cases.person p join cases.contact k on k.person_key = p.key where k.id = $1", [made.contact?.id]);
    expect(JSON.parse(desk.sealedTexts.get(row?.identity.toString("hex") ?? "") ?? "")).toEqual({ fullName: "Hong Gildong", phone: "010-1234-5678" });
    expect(JSON.stringify(await desk.admin.query("select s.*, null as identity from cases.step s"))).not.toMatch(/Hong|010-1234/);
    // found again by the telephone number, as on the roster of a place, and of that nothing stays in the history
    expect(await desk.admin.query("select n.kind from cases.person_pseudonym n join cases.contact k on k.person_key = n.person_key where k.id = $1", [made.contact?.id])).toEqual([{ kind: "phone" }]);
    expect(await desk.admin.query("select from cases.step where found_by is not null")).toEqual([]);
  });

  it.each([
    ["direct-physical", undefined, undefined, "close"],
    ["indirect", undefined, undefined, "casual"],
    ["indirect", "household", undefined, "close"],
    ["direct-non-physical", "restaurant", "minutes", "casual"],
    ["direct-non-physical", "restaurant", "hours", "close"],
  ])("is classified by the disease's rules: %s, %s, %s is %s", async (exposureType, setting, duration, classification) => {
    const made: Registered = await desk.get(kim, register, { ...contactOf(), exposures: [exposure(mine, { exposureType, setting, duration })] });
    expect(made.contact?.classification).toBe(classification);
  });

  it("of another district is handed over: its exposure is seen with the case, the contact by the investigators of where it lives", async () => {
    const made: Registered = await desk.get(kim, register, { ...contactOf(seocho), exposures: [exposure(mine), exposure(second)] });
    expect(made).toMatchObject({ case: { id: mine }, contact: null });
    const seen: Edges<{ id: string }> = await desk.get(han, "{ dueFollowUps(first: 50) { edges { node { id } } } }");
    expect(seen.edges).toEqual([]); // not followed up yet
    const [row] = await desk.admin.query<{ id: string }[]>("select id from cases.contact where region_code = $1", [seocho]);
    expect(await desk.get(han, "query ($id: ID!) { contact(id: $id) { id } }", { id: row?.id })).toEqual({ id: row?.id });
    expect((await desk.ask(kim, "query ($id: ID!) { contact(id: $id) { id } }", { id: row?.id })).codes).toEqual(["NOT_FOUND"]);
  });

  it.each([
    ["of a case of another district", () => kim, () => [exposure(theirs)], "NOT_FOUND"],
    ["of an own and a foreign case", () => kim, () => [exposure(mine), exposure(theirs)], "NOT_FOUND"],
    ["of a sealed case", () => kim, () => [exposure(sealed)], "NOT_FOUND"],
    ["by who is not assigned", () => jung, () => [exposure(mine)], "APPROVAL_REQUIRED"],
    ["of another district's investigator", () => oh, () => [exposure(mine)], "NOT_FOUND"],
    ["for another purpose", () => ({ ...kim, purpose: "audit" as const }), () => [exposure(mine)], "PURPOSE_REQUIRED"],
    ["met tomorrow", () => kim, () => [exposure(mine, { lastContactDate: dayAfter(today, 1) })], "BAD_USER_INPUT"],
    ["met ten years ago", () => kim, () => [exposure(mine, { lastContactDate: "2010-01-01" })], "BAD_USER_INPUT"],
    ["exposed in no known way", () => kim, () => [exposure(mine, { exposureType: "telepathy" })], "BAD_USER_INPUT"],
    ["of one case twice", () => kim, () => [exposure(mine), exposure(mine)], "BAD_USER_INPUT"],
    ["of a malformed case", () => kim, () => [exposure("x")], "BAD_USER_INPUT"],
  ])("is not registered %s, and nothing is half there", async (_what, asker, exposures, code) => {
    const before = await desk.admin.query("select count(*)::int as n from cases.contact");
    expect((await desk.ask(asker(), register, { ...contactOf(busan), exposures: exposures() })).codes).toEqual([code]);
    expect(await desk.admin.query("select count(*)::int as n from cases.contact")).toEqual(before);
  });

  it("is not registered without a name or a telephone number, nor in a region that is none", async () => {
    expect((await desk.ask(kim, register, { contact: { regionCode: gangnam, identity: { address: "somewhere" } }, exposures: [exposure(mine)] })).messages).toEqual([expect.stringContaining("needs a `fullName` or a `phone`")]);
    expect((await desk.ask(kim, register, { ...contactOf("1100000000"), exposures: [exposure(mine)] })).messages).toEqual([expect.stringContaining("is no municipality")]);
  });

  it("is changed with a reason, and what changed stays in its history", async () => {
    const id = await registered();
    const change = "mutation ($id: ID!, $change: ContactChangeInput!, $reason: String!) { updateContact(contact: $id, change: $change, reason: $reason) { classification ageBand history(first: 1) { edges { node { action reason details } } } } }";
    expect(await desk.get(jung, change, { id, change: { classification: "casual", ageBand: "30-39" }, reason: "spoke to the family" })).toEqual({ classification: "casual", ageBand: "30-39", history: { edges: [{ node: { action: "updateContact", reason: "spoke to the family", details: '{"ageBand": "30-39", "classification": "casual"}' } }] } });
    expect((await desk.ask(jung, change, { id, change: {}, reason: "x" })).codes).toEqual(["BAD_USER_INPUT"]);
    expect((await desk.ask(jung, change, { id, change: { sex: "male" }, reason: " " })).codes).toEqual(["BAD_USER_INPUT"]);
    expect((await desk.ask(han, change, { id, change: { sex: "male" }, reason: "x" })).codes).toEqual(["NOT_FOUND"]);
    expect(await desk.get(kim, change, { id, change: { regionCode: seocho }, reason: "moved" })).toBeNull();
  });

  it("becomes a case once, which ends the quarantine", async () => {
    const id = await registered();
    await desk.get(kim, "mutation ($id: ID!) { orderQuarantine(contact: $id, days: 14) { id } }", { id });
    const link = "mutation ($id: ID!, $case: ID!) { linkContactToCase(contact: $id, case: $case) { status becameCase { id } quarantines { edges { node { state } } } } }";
    expect((await desk.ask(kim, link, { id, case: mine })).messages).toEqual([expect.stringContaining("was exposed to this case")]);
    expect((await desk.ask(kim, link, { id, case: theirs })).codes).toEqual(["NOT_FOUND"]);
    expect(await desk.get(kim, link, { id, case: second })).toEqual({ status: "became-case", becameCase: { id: second }, quarantines: { edges: [{ node: { state: "ended" } }] } });
    expect((await desk.ask(kim, link, { id, case: second })).messages).toEqual(["the contact became a case already"]);
    expect((await desk.ask(kim, "mutation ($id: ID!) { orderQuarantine(contact: $id, days: 14) { id } }", { id })).codes).toEqual(["BAD_USER_INPUT"]);
  });
});

describe("a quarantine", () => {
  const order = "mutation ($id: ID!, $days: Int) { orderQuarantine(contact: $id, days: $days) { id startsOn endsOn state orderedBy } }";
  const extend = "mutation ($id: ID!, $to: LocalDate!) { extendQuarantine(quarantine: $id, endsOn: $to, reason: \"symptoms\") { endsOn } }";
  const release = "mutation ($id: ID!) { releaseQuarantine(quarantine: $id, reason: \"two negative tests\") { state releasedOn } }";

  it("counts from the last contact, is extended to a later day, and ends early with a reason", async () => {
    const id = await registered();
    const ordered: { id: string } = await desk.get(kim, order, { id, days: 14 });
    expect(ordered).toMatchObject({ startsOn: daysAgo(2), endsOn: dayAfter(today, 12), state: "in-quarantine", orderedBy: "kim" });
    expect((await desk.ask(kim, extend, { id: ordered.id, to: dayAfter(today, 12) })).codes).toEqual(["BAD_USER_INPUT"]);
    expect((await desk.ask(kim, extend, { id: ordered.id, to: dayAfter(today, 100) })).codes).toEqual(["BAD_USER_INPUT"]);
    expect(await desk.get(kim, extend, { id: ordered.id, to: dayAfter(today, 15) })).toEqual({ endsOn: dayAfter(today, 15) });
    expect((await desk.ask(han, release, { id: ordered.id })).codes).toEqual(["NOT_FOUND"]);
    expect(await desk.get(kim, release, { id: ordered.id })).toEqual({ state: "released", releasedOn: today });
    expect((await desk.ask(kim, release, { id: ordered.id })).messages).toEqual(["the quarantine is over: it is `released`"]);
    expect(await desk.get(kim, "query ($id: ID!) { contact(id: $id) { history(first: 3) { edges { node { action reason } } } } }", { id })).toEqual({ history: { edges: [{ node: { action: "releaseQuarantine", reason: "two negative tests" } }, { node: { action: "extendQuarantine", reason: "symptoms" } }, { node: { action: "orderQuarantine", reason: null } }] } });
  });

  it.each([
    [0, "must be between 1 and 60"],
    [61, "must be between 1 and 60"],
    [1, "would have ended on"],
    [undefined, "give `days`"],
  ])("is not ordered for %p days", async (days, message) => {
    const id = await registered();
    expect((await desk.ask(kim, order, { id, days })).messages).toEqual([expect.stringContaining(message)]);
  });

  it("is ordered once at a time, also by many at one moment, and again when the first ran out", async () => {
    const id = await registered();
    const orders = await Promise.all(Array.from({ length: 5 }, () => desk.ask(kim, order, { id, days: 14 })));
    expect(orders.filter(({ codes }) => codes.length === 0)).toHaveLength(1);
    for (const { codes } of orders) expect(codes.join()).toMatch(/^$|BAD_USER_INPUT|CONFLICT/);
    await desk.admin.query("update cases.quarantine set ends_on = $2, starts_on = $2 where contact_id = $1", [id, daysAgo(1)]);
    expect(await desk.get(kim, "query ($id: ID!) { contact(id: $id) { quarantines { edges { node { state } } } } }", { id })).toEqual({ quarantines: { edges: [{ node: { state: "completed" } }] } });
    expect(await desk.get(kim, order, { id, days: 20 })).toMatchObject({ state: "in-quarantine" });
  });
});

describe("a day of follow-up", () => {
  const record = "mutation ($id: ID!, $day: LocalDate!, $found: FollowUpInput!) { recordFollowUp(contact: $id, day: $day, found: $found) { id day number status symptoms temperatureCelsius reached recordedBy } }";
  let id = "";
  beforeAll(async () => {
    id = await registered();
    await desk.get(kim, "mutation ($id: ID!) { orderQuarantine(contact: $id, days: 14) { id } }", { id });
    await desk.admin.query("update cases.contact set follow_up_from = $2 where id = $1", [id, daysAgo(2)]); // as if ordered then
  });
  const due = (asker: typeof kim): Promise<Edges<{ readonly id: string; readonly missedFollowUpDays: readonly string[] }>> => desk.get(asker, "{ dueFollowUps(first: 100) { edges { node { id missedFollowUpDays } } } }");

  it("is due today until it is recorded, and days that nobody recorded are named", async () => {
    expect((await due(kim)).edges.find(({ node }) => node.id === id)?.node.missedFollowUpDays).toEqual([daysAgo(2), daysAgo(1)]);
    expect((await due(han)).edges.some(({ node }) => node.id === id)).toBe(false);
    expect((await due(lee)).edges.some(({ node }) => node.id === id)).toBe(true);
    expect(await desk.get(jung, record, { id, day: today, found: { reached: true, temperatureCelsius: 36.6 } })).toMatchObject({ day: today, number: 3, status: "well", symptoms: [], temperatureCelsius: 36.6, reached: true, recordedBy: "jung" });
    expect((await due(kim)).edges.some(({ node }) => node.id === id)).toBe(false);
    expect(await desk.get(kim, "query ($id: ID!) { contact(id: $id) { missedFollowUpDays } }", { id })).toEqual({ missedFollowUpDays: [daysAgo(2), daysAgo(1)] });
  });

  it("tells of symptoms, of a fever, and of who was not reached", async () => {
    expect(await desk.get(kim, record, { id, day: daysAgo(1), found: { reached: true, symptoms: ["cough"] } })).toMatchObject({ status: "with-symptoms", symptoms: ["cough"] });
    const first: { id: string } = await desk.get(kim, record, { id, day: daysAgo(2), found: { reached: false } });
    expect(first).toMatchObject({ status: "not-reached" });
    const correct = "mutation ($id: ID!, $found: FollowUpInput!) { correctFollowUp(followUp: $id, found: $found, reason: \"wrong person called\") { status recordedBy } }";
    expect(await desk.get(jung, correct, { id: first.id, found: { reached: true, temperatureCelsius: 37.5 } })).toEqual({ status: "with-symptoms", recordedBy: "jung" });
    const { history }: { history: Edges<{ action: string; details: string }> } = await desk.get(kim, "query ($id: ID!) { contact(id: $id) { history(first: 20) { edges { node { action details } } } } }", { id });
    expect(history.edges.filter(({ node }) => /FollowUp/.test(node.action) && node.details.includes(daysAgo(2))).map(({ node }) => JSON.parse(node.details) as unknown)).toEqual([
      { day: daysAgo(2), reached: true, symptoms: [], temperatureCelsius: 37.5 },
      { day: daysAgo(2), reached: false, symptoms: [] },
    ]);
  });

  it.each([
    ["twice", today, { reached: true }, "recorded already"],
    ["tomorrow", dayAfter(today, 1), { reached: true }, "lies in the future"],
    ["before the follow-up", daysAgo(3), { reached: true }, "none of the follow-up"],
    ["with a temperature that nobody has", today, { reached: true, temperatureCelsius: 366 }, "between 30 and 45"],
    ["with symptoms of who was not reached", today, { reached: false, symptoms: ["fever"] }, "was not reached"],
    ["with a symptom of its own", today, { reached: true, symptoms: ["tired"] }, "must be one of"],
  ])("is not recorded %s", async (_what, day, found, message) => {
    const { codes, messages } = await desk.ask(kim, record, { id, day, found });
    expect([codes, messages]).toEqual([["BAD_USER_INPUT"], [expect.stringContaining(message)]]);
  });
});

describe("injected SQL", () => {
  const step = (asker: typeof kim, columns: Record<string, unknown>) => desk.inject(asker, `insert into cases.step (id, ${Object.keys(columns).join(", ")}) values (gen_random_uuid(), ${Object.keys(columns).map((_, index) => `$${index + 1}`).join(", ")})`, Object.values(columns));
  let id = "";
  beforeAll(async () => {
    id = await registered();
    await desk.get(kim, "mutation ($id: ID!) { orderQuarantine(contact: $id, days: 14) { id } }", { id });
  });

  it("takes a step that the product takes", async () => {
    expect(await step(kim, { action: "updateContact", subject: id, contact_id: id, details: '{"sex": "male"}' })).toBe(1);
  });

  it.each([
    ["on another's contact", () => step(han, { action: "updateContact", subject: id, contact_id: id, details: '{"sex": "male"}' })],
    ["on one contact in the name of another", () => step(kim, { action: "updateContact", subject: "00000000-0000-4000-8000-000000000000", contact_id: id, details: '{"sex": "male"}' })],
    ["that nobody takes", () => step(kim, { action: "endQuarantine", subject: id, contact_id: id })],
    ["that is none", () => step(kim, { action: "burnContact", subject: id, contact_id: id })],
    ["without an assignment", () => step(jung, { action: "registerContact", subject: id, contact_id: id, case_id: mine, details: "{}" })],
    ["in another's name", () => step(kim, { action: "updateContact", subject: id, contact_id: id, by_account: "lee" })],
    ["past the steps: a contact", () => desk.inject(kim, "update cases.contact set sex = 'male' where id = $1", [id])],
    ["past the steps: a day", () => desk.inject(kim, "insert into cases.follow_up (id, contact_id, day, status, source_system, source_record) values (gen_random_uuid(), $1, '2020-01-01', 'well', 'x', 'x')", [id])],
    ["past the steps: history", () => desk.inject(kim, "delete from cases.step")],
    ["past the steps: an identity", () => desk.inject(kim, "select identity from cases.step")],
  ])("takes no step %s", (_what, attempt) => expect(attempt()).rejects.toMatchObject({ code: "42501" }));

  it("records no future day, and no day twice", async () => {
    const day = (on: string) => step(kim, { action: "recordFollowUp", subject: crypto.randomUUID(), contact_id: id, details: JSON.stringify({ day: on, reached: true }) });
    expect(await day(today)).toBe(1);
    await expect(day(dayAfter(today, 1))).rejects.toMatchObject({ code: "23514" });
  });

  it("without claims takes no step and sees none", async () => {
    const pool = await openDatabase(desk.database.urls.cases, { name: "test injected" });
    try {
      await expect(pool.query("insert into cases.step (id, action, subject, contact_id) values (gen_random_uuid(), 'updateContact', $1, $1)", [id])).rejects.toMatchObject({ code: "42501" });
      expect(await pool.query("select id from cases.step")).toEqual([]);
    } finally {
      await pool.destroy();
    }
  });
});
