/** Assignment and transfer: who works on a case, and who keeps it; through the real guard and the real database. */
import { randomUUID } from "node:crypto";
import { approver, type Asker, type CaseDesk, gangnam, han, jung, kim, lee, oh, openCaseDesk, park, putAccount, seocho } from "../step/testing.js";

let desk: CaseDesk;
beforeAll(async () => {
  desk = await openCaseDesk();
  await putAccount(desk.admin, { ...kim, account: "locked" }, "locked");
  await putAccount(desk.admin, { ...kim, account: "elsewhere", jurisdictions: ["2600000000"] });
});
afterAll(() => desk.close());

const toSeocho = `health-centre.${seocho}`;
const assign = "mutation ($id: ID!, $account: ID!) { assignCase(case: $id, account: $account, reason: \"on duty\") { id assignments { edges { node { account agency assignedBy } } } } }";
const unassign = "mutation ($id: ID!, $account: ID!) { unassignCase(case: $id, account: $account, reason: \"off duty\") { id assignments { edges { node { account } } } } }";
const name = "query ($id: ID!) { case(id: $id) { person { fullName } } }";
const refer = async (id: string, from: Asker, to: Asker): Promise<void> => {
  const { id: referral }: { id: string } = await desk.get(from, "mutation ($id: ID!, $to: ID!) { offerReferral(case: $id, toAgency: $to, reason: \"lives there\") { id } }", { id, to: to.agency });
  await desk.get(to, "mutation ($id: ID!) { acceptReferral(referral: $id) { id } }", { id: referral });
};

describe("a case", () => {
  it("is assigned within the own agency, which opens the identity, until it is taken back", async () => {
    const id = await desk.putCase(gangnam);
    expect((await desk.ask(jung, name, { id })).codes).toEqual(["APPROVAL_REQUIRED"]);
    expect(await desk.get(kim, assign, { id, account: "jung" })).toEqual({ id, assignments: { edges: [{ node: { account: "jung", agency: kim.agency, assignedBy: "kim" } }] } });
    expect((await desk.ask(jung, name, { id })).codes).toEqual([]);
    expect((await desk.ask(kim, assign, { id, account: "jung" })).messages).toEqual(["the case is assigned to this account already"]);
    expect(await desk.get(kim, unassign, { id, account: "jung" })).toEqual({ id, assignments: { edges: [] } });
    expect((await desk.ask(jung, name, { id })).codes).toEqual(["APPROVAL_REQUIRED"]);
    expect((await desk.ask(kim, unassign, { id, account: "jung" })).messages).toEqual(["the case is not assigned to this account of the own agency"]);
    expect(await desk.get(kim, assign, { id, account: "jung" })).toMatchObject({ id });
    const { history }: { history: unknown } = await desk.get(kim, "query ($id: ID!) { case(id: $id) { history(first: 5) { edges { node { action account byAccount byAgency reason } } } } }", { id });
    const by = { account: "jung", byAccount: "kim", byAgency: kim.agency };
    expect(history).toEqual({ edges: [{ node: { action: "assignCase", reason: "on duty", ...by } }, { node: { action: "unassignCase", reason: "off duty", ...by } }, { node: { action: "assignCase", reason: "on duty", ...by } }] });
  });

  it("of an answer in which it is taken from who asks shows no identity any more", async () => {
    const id = await desk.putCase(gangnam);
    await desk.assign("kim", id);
    const { codes } = await desk.ask(kim, "mutation ($id: ID!) { unassignCase(case: $id, account: \"kim\", reason: \"leave\") { person { fullName } } }", { id });
    expect(codes).toEqual(["APPROVAL_REQUIRED"]);
  });

  it("is assigned to nobody of another agency, and the answer is the same whether there is such an account or not", async () => {
    const id = await desk.putCase(gangnam);
    const answers = await Promise.all(["han", "lee", "nobody", "locked", "elsewhere", "choi", ""].map((account) => desk.ask(kim, assign, { id, account })));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers[0]).toMatchObject({ codes: ["BAD_USER_INPUT"], messages: ["`account` is no active investigator of the own agency who reaches this case"] });
  });

  it.each<[string, Asker, () => Promise<string>, string]>([
    ["another district's", han, () => desk.putCase(gangnam), "NOT_FOUND"],
    ["a sealed one", kim, () => desk.putCase(gangnam, true), "NOT_FOUND"],
    ["one that does not exist", kim, async () => randomUUID(), "NOT_FOUND"],
    ["any, by an approver", approver, () => desk.putCase(gangnam), "CLEARANCE_REQUIRED"],
    ["any, for another purpose", { ...kim, purpose: "audit" }, () => desk.putCase(gangnam), "PURPOSE_REQUIRED"],
  ])("is not assigned: %s", async (_what, asker, id, code) => {
    expect((await desk.ask(asker, assign, { id: await id(), account: asker.account })).codes).toEqual([code]);
  });

  it("that was referred is assigned by the agency that accepted it, to its own", async () => {
    const id = await desk.putCase(gangnam);
    await refer(id, kim, han);
    expect(await desk.get(han, assign, { id, account: "han" })).toMatchObject({ id });
    expect((await desk.ask(han, unassign, { id, account: "kim" })).codes).toEqual(["BAD_USER_INPUT"]);
    expect((await desk.ask(kim, unassign, { id, account: "han" })).codes).toEqual(["BAD_USER_INPUT"]);
  });

  it("is not assigned by injected SQL past the step, nor by one that the product does not take", async () => {
    const id = await desk.putCase(gangnam);
    const step = (asker: Asker, account: string) => desk.inject(asker, "insert into cases.step (id, action, subject, case_id, account) values (gen_random_uuid(), 'assignCase', $1, $1, $2)", [id, account]);
    expect(await step(kim, "jung")).toBe(1);
    for (const [asker, account] of [[kim, "han"], [kim, "locked"], [han, "han"], [approver, "choi"]] as const) await expect(step(asker, account)).rejects.toMatchObject({ code: "42501" });
    await expect(desk.inject(kim, "insert into permission.assignment (account, case_id, not_before) values ('kim', $1, '2020-01-01')", [id])).rejects.toMatchObject({ code: "42501" });
    await desk.get(kim, assign, { id, account: "jung" });
    await expect(step(kim, "jung")).rejects.toMatchObject({ code: "EP001" });
  });
});

describe("a transfer", () => {
  const offer = "mutation ($id: ID!, $to: ID!) { offerTransfer(case: $id, toAgency: $to, reason: \"lives there\") { id state case { id } stub { id } offeredBy } }";
  const accept = "mutation ($id: ID!) { acceptTransfer(transfer: $id) { state answeredBy case { region { code } assignments { edges { node { account } } } tasks { edges { node { state overdue } } } history(first: 20) { edges { node { action byAccount } } } } } }";
  const end = "mutation ($id: ID!) { endTransfer(transfer: $id, reason: \"stays\") { state } }";
  const offered = async (id: string): Promise<string> => ((await desk.get(kim, offer, { id, to: toSeocho })) as { readonly id: string }).id;
  const reads = async (asker: Asker, id: string): Promise<boolean> => (await desk.ask(asker, "query ($id: ID!) { case(id: $id) { id } }", { id })).codes.length === 0;

  it("moves a case for good: its region, with its history, while tasks and assignments of the agency that kept it end", async () => {
    const id = await desk.putCase(gangnam);
    for (const account of ["kim", "jung"]) await desk.get(kim, assign, { id, account });
    await desk.get(lee, assign, { id, account: "park" });
    await desk.get(kim, "mutation ($id: ID!, $day: LocalDate!) { assignTask(case: $id, task: { kind: \"interview\", dueOn: $day }) { id } }", { id, day: new Date(Date.now() + 172_800_000).toISOString().slice(0, 10) });
    const transfer = await offered(id);
    expect([await reads(kim, id), await reads(han, id)]).toEqual([true, false]);
    const seen: { edges: { node: { id: string; case: null; stub: { id: string }; reason: string } }[] } = await desk.get(han, "{ transfers(first: 1) { edges { node { id case { id } stub { id } reason } } } }");
    expect(seen.edges[0]?.node).toMatchObject({ id: transfer, case: null, reason: "lives there", stub: { id: expect.any(String) as string } });

    const accepted: { case: { history: { edges: { node: { action: string; byAccount: string } }[] } } } = await desk.get(han, accept, { id: transfer });
    expect(accepted).toMatchObject({ state: "accepted", answeredBy: "han", case: { region: { code: seocho }, assignments: { edges: [{ node: { account: "park" } }] }, tasks: { edges: [{ node: { state: "ended", overdue: false } }] } } });
    expect(accepted.case.history.edges.map(({ node }) => `${node.action} ${node.byAccount}`).toSorted()).toEqual(["acceptTransfer han", "assignCase kim", "assignCase kim", "assignCase lee", "assignTask kim", "endTask han", "offerTransfer kim", "unassignCase han", "unassignCase han"]);
    expect([await reads(kim, id), await reads(han, id), await reads(lee, id)]).toEqual([false, true, true]);
    expect((await desk.ask(kim, name, { id })).codes).toEqual(["NOT_FOUND"]);
    expect(await desk.admin.query("select region_code from movements.case_reference where case_id = $1", [id])).toEqual([{ region_code: seocho }]);
    expect(await desk.admin.query("select account from permission.assignment where case_id = $1 and not_after is null", [id])).toEqual([{ account: "park" }]);
  });

  it("widens no grant, and ends those that accounts of the agency that kept it hold", async () => {
    const [id, request] = [await desk.putCase(gangnam), randomUUID()];
    const grants = { kim: randomUUID(), park: randomUUID() };
    for (const [holder, grant] of Object.entries(grants)) {
      await desk.admin.query("insert into permission.access_grant (id, request_id, data_class, window_from, window_to, purpose, not_before, not_after) values ($1, $2, 'telecom-location', '2020-05-01', '2020-05-08', 'investigation', '2020-01-01', '2999-01-01')", [grant, request]);
      await desk.admin.query("insert into permission.grant_case (grant_id, case_id) values ($1, $2)", [grant, id]);
      await desk.admin.query("insert into permission.grant_holder (grant_id, account) values ($1, $2)", [grant, holder]);
    }
    await desk.assign("kim", id); // loaded with the data: of no known agency
    await desk.get(han, accept, { id: await offered(id) });
    const after = await desk.admin.query("select h.account, g.revoked_by, v.reason from permission.access_grant g join permission.grant_holder h on h.grant_id = g.id left join permission.grant_revocation v on v.grant_id = g.id where g.request_id = $1 order by 1", [request]);
    expect(after).toEqual([{ account: "kim", revoked_by: "han", reason: "transfer" }, { account: "park", revoked_by: null, reason: null }]);
    for (const asker of [kim, jung]) expect(await reads(asker, id)).toBe(false);
    expect(await desk.admin.query("select from permission.assignment where case_id = $1 and account = 'kim' and not_after is null", [id])).toEqual([]);
  });

  it("ends the referral to the agency that keeps the case now, and hands the others on to it", async () => {
    const id = await desk.putCase(gangnam);
    await refer(id, kim, han);
    await refer(id, kim, oh);
    await desk.get(han, accept, { id: await offered(id) });
    const rows = await desk.admin.query("select to_agency, region_code, ended_at is not null as ended from permission.referral where case_id = $1 order by 1", [id]);
    expect(rows).toEqual([{ to_agency: toSeocho, region_code: gangnam, ended: true }, { to_agency: oh.agency, region_code: seocho, ended: false }]);
    expect([await reads(kim, id), await reads(oh, id)]).toEqual([false, true]);
  });

  it("is ended by either agency, and then accepted no more", async () => {
    const id = await desk.putCase(gangnam);
    const first = await offered(id);
    expect((await desk.ask(kim, offer, { id, to: oh.agency })).messages).toEqual(["the case was offered already: end that offer first"]);
    expect(await desk.get(han, end, { id: first })).toEqual({ state: "ended" });
    expect((await desk.ask(han, accept, { id: first })).messages).toEqual(["the transfer was ended already"]);
    const again = await offered(id);
    expect(await desk.get(kim, end, { id: again })).toEqual({ state: "ended" });
    expect(await reads(kim, id)).toBe(true);
  });

  it.each<[string, Asker, (id: string) => object, string]>([
    ["by who keeps it not", han, (id) => ({ id, to: toSeocho }), "NOT_FOUND"],
    ["to the agency that keeps it", kim, (id) => ({ id, to: kim.agency }), "BAD_USER_INPUT"],
    ["to an agency of no region", kim, (id) => ({ id, to: "kdca" }), "BAD_USER_INPUT"],
    ["to nobody", kim, (id) => ({ id, to: "nobody" }), "BAD_USER_INPUT"],
    ["for another purpose", { ...kim, purpose: "audit" }, (id) => ({ id, to: toSeocho }), "PURPOSE_REQUIRED"],
  ])("is not offered %s", async (_what, asker, args, code) => expect((await desk.ask(asker, offer, args(await desk.putCase(gangnam)) as Record<string, unknown>)).codes).toEqual([code]));

  it("is not offered by an agency that the case was only referred to", async () => {
    const id = await desk.putCase(gangnam);
    await refer(id, kim, han);
    expect((await desk.ask(han, offer, { id, to: oh.agency })).codes).toEqual(["CLEARANCE_REQUIRED"]);
    await expect(desk.inject(han, "insert into cases.step (id, action, subject, case_id, agency, reason) values (gen_random_uuid(), 'offerTransfer', gen_random_uuid(), $1, $2, 'r')", [id, oh.agency])).rejects.toMatchObject({ code: "42501" });
  });

  it("is accepted by the agency that it was offered to alone", async () => {
    const transfer = await offered(await desk.putCase(gangnam));
    expect((await desk.ask(kim, accept, { id: transfer })).codes).toEqual(["CLEARANCE_REQUIRED"]);
    expect((await desk.ask(oh, accept, { id: transfer })).codes).toEqual(["NOT_FOUND"]);
    expect((await desk.ask(lee, accept, { id: transfer })).codes).toEqual(["CLEARANCE_REQUIRED"]);
    for (const asker of [kim, oh, lee]) await expect(desk.inject(asker, "insert into cases.step (id, action, subject) values (gen_random_uuid(), 'acceptTransfer', $1)", [transfer])).rejects.toMatchObject({ code: "42501" });
    const answers = await Promise.all(Array.from({ length: 5 }, () => desk.ask(han, "mutation ($id: ID!) { acceptTransfer(transfer: $id) { state } }", { id: transfer })));
    expect(answers.filter(({ codes }) => codes.length === 0)).toHaveLength(1);
    for (const { codes } of answers) expect(codes.join()).toMatch(/^$|BAD_USER_INPUT|CONFLICT/);
  });

  it("of a person who was sealed meanwhile is neither seen nor accepted", async () => {
    const id = await desk.putCase(gangnam);
    const transfer = await offered(id);
    await desk.admin.query("update cases.case_record set sealed = true where id = $1", [id]);
    expect((await desk.ask(han, accept, { id: transfer })).codes).toEqual(["NOT_FOUND"]);
    await expect(desk.inject(han, "insert into cases.step (id, action, subject) values (gen_random_uuid(), 'acceptTransfer', $1)", [transfer])).rejects.toMatchObject({ code: "42501" });
    expect((await desk.ask(park, "{ transfers(first: 100) { edges { node { id } } } }")).text).not.toContain(transfer);
  });
});
