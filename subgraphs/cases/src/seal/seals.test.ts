/** Specially protected persons: two national investigators and an order, each way; through the real guard and the real database. */
import { randomUUID } from "node:crypto";
import { type Asker, type CaseDesk, gangnam, jung, kim, lee, openCaseDesk, park, putAccount, seocho } from "../step/testing.js";
import { todayOf } from "../step/words.js";

let desk: CaseDesk;
beforeAll(async () => {
  desk = await openCaseDesk();
  await putAccount(desk.admin, { ...lee, account: "lee.2" }, "active", "lee"); // the same person
});
afterAll(() => desk.close());

const propose = "mutation ($id: ID!) { proposeSeal(case: $id, legalOrder: \"Seoul Central District Court 2020-123\", reason: \"threatened\") { id state case { id } } }";
const confirm = "mutation ($id: ID!) { confirmSeal(seal: $id, reason: \"order seen\") { state confirmedBy unsealedBy case { id } } }";
const withdraw = "mutation ($id: ID!) { withdrawSeal(seal: $id, reason: \"error\") { state } }";
const unseal = "mutation ($id: ID!) { proposeUnseal(seal: $id, legalOrder: \"2020-456\", reason: \"lifted\") { state unsealOrder } }";
const reads = async (asker: Asker, id: string): Promise<boolean> => (await desk.ask(asker, "query ($id: ID!) { case(id: $id) { id } }", { id })).codes.length === 0;
const proposed = async (id: string): Promise<string> => ((await desk.get(lee, propose, { id })) as { readonly id: string }).id;

describe("a person of a case", () => {
  it("is sealed from the confirmation on, in every way, and after another order and two persons open again", async () => {
    const id = await desk.putCase(gangnam);
    await desk.assign("kim", id);
    const seal = await proposed(id);
    expect([await reads(kim, id), await reads(lee, id)]).toEqual([true, true]);
    expect((await desk.ask(lee, confirm, { id: seal })).messages).toEqual(["another national investigator confirms what you proposed"]);
    expect((await desk.ask({ ...lee, account: "lee.2" }, confirm, { id: seal })).codes).not.toEqual([]);
    expect(await reads(kim, id)).toBe(true);
    expect(await desk.get(park, confirm, { id: seal })).toEqual({ state: "sealed", confirmedBy: "park", unsealedBy: null, case: null });
    expect(await Promise.all([kim, jung, lee, park].map((asker) => reads(asker, id)))).toEqual([false, false, false, false]);
    expect(await desk.admin.query("select sealed from movements.case_reference where case_id = $1", [id])).toEqual([{ sealed: true }]);
    for (const [asker, query] of [
      [kim, "mutation ($id: ID!) { assignCase(case: $id, account: \"jung\", reason: \"x\") { id } }"],
      [kim, "mutation ($id: ID!) { offerTransfer(case: $id, toAgency: \"health-centre.1165000000\", reason: \"x\") { id } }"],
      [lee, propose],
    ] as const) expect((await desk.ask(asker, query, { id })).codes).toEqual(["NOT_FOUND"]);

    expect(await desk.get(lee, unseal, { id: seal })).toEqual({ state: "unseal-proposed", unsealOrder: "2020-456" });
    expect(await reads(kim, id)).toBe(false);
    expect((await desk.ask(lee, confirm, { id: seal })).codes).toEqual(["BAD_USER_INPUT"]);
    expect(await desk.get(park, confirm, { id: seal })).toEqual({ state: "unsealed", confirmedBy: "park", unsealedBy: "park", case: { id } });
    expect(await reads(kim, id)).toBe(true);
    expect(await desk.admin.query("select from permission.sealed_case x join cases.case_record c on c.person_key = x.person_key where c.id = $1", [id])).toEqual([]);
    await expect(desk.inject(lee, "insert into cases.step (id, action, subject, reason) values (gen_random_uuid(), 'confirmSeal', $1, 'again')", [seal])).rejects.toMatchObject({ code: "EP001" });
  });

  it("has no case that comes later in the clear", async () => {
    const [id, later] = [await desk.putCase(gangnam), randomUUID()];
    const seal = await proposed(id);
    await desk.get(park, confirm, { id: seal });
    await desk.admin.query("insert into cases.case_record (id, person_key, disease, classification, region_code, source_system, source_record) select $1::uuid, person_key, 'mers', 'suspected', region_code, 'test', $1::text from cases.case_record where id = $2", [later, id]);
    expect([await reads(kim, later), await reads(lee, later)]).toEqual([false, false]);
  });

  it("stays open when the proposal is taken back, and sealed when that to unseal is", async () => {
    const id = await desk.putCase(gangnam);
    const first = await proposed(id);
    expect(await desk.get(park, withdraw, { id: first })).toEqual({ state: "withdrawn" });
    expect((await desk.ask(park, confirm, { id: first })).messages).toEqual(["nothing is proposed: the seal is `withdrawn`"]);
    const again = await proposed(id);
    await desk.get(park, confirm, { id: again });
    await desk.get(park, unseal, { id: again });
    expect(await desk.get(lee, withdraw, { id: again })).toEqual({ state: "sealed" });
    expect(await reads(lee, id)).toBe(false);
  });

  it("is nobody else's to seal, and no seal is seen by anybody else", async () => {
    const id = await desk.putCase(gangnam);
    expect((await desk.ask(kim, propose, { id })).codes).toEqual(["CLEARANCE_REQUIRED"]);
    const seal = await proposed(id);
    expect((await desk.ask(kim, "{ seals { edges { node { id } } } }")).codes).toEqual(["CLEARANCE_REQUIRED"]);
    expect((await desk.ask(kim, "query ($id: ID!) { case(id: $id) { history { edges { node { action } } } } }", { id })).text).not.toContain("Seal");
    expect((await desk.ask(kim, confirm, { id: seal })).codes).toEqual(["CLEARANCE_REQUIRED"]);
    await expect(desk.inject(kim, "insert into cases.step (id, action, subject, reason) values (gen_random_uuid(), 'confirmSeal', $1, 'r')", [seal])).rejects.toMatchObject({ code: "42501" });
    for (const account of ["lee", "lee.2"]) await expect(desk.inject({ ...lee, account }, "insert into cases.step (id, action, subject, reason) values (gen_random_uuid(), 'confirmSeal', $1, 'r')", [seal])).rejects.toMatchObject({ code: "42501" });
    await expect(desk.inject(lee, "select person_key from permission.seal")).rejects.toMatchObject({ code: "42501" });
    await expect(desk.inject(lee, "update cases.case_record set sealed = true where id = $1", [id])).rejects.toMatchObject({ code: "42501" });
    expect(await desk.inject(kim, "select from permission.seal")).toBeLessThanOrEqual(0);
  });
});

it("a contact's person is sealed too: nobody sees the contact or the exposure any more", async () => {
  const id = await desk.putCase(gangnam);
  await desk.assign("kim", id);
  const register = `mutation ($case: ID!, $day: LocalDate!) { registerContact(contact: { regionCode: "${gangnam}", identity: { fullName: "Hong Gildong" } }, exposures: [{ case: $case, lastContactDate: $day, exposureType: "other" }]) { id contact { id } } }`;
  const { contact }: { contact: { id: string } } = await desk.get(kim, register, { case: id, day: todayOf({ now: Date.now() }) });
  const { id: seal }: { id: string } = await desk.get(park, "mutation ($id: ID!) { proposeContactSeal(contact: $id, legalOrder: \"2020-789\", reason: \"witness\") { id contact { id } } }", { id: contact.id });
  await desk.get(lee, confirm, { id: seal });
  for (const asker of [kim, lee, park]) {
    expect((await desk.ask(asker, "query ($id: ID!) { contact(id: $id) { id } }", { id: contact.id })).codes).toEqual(["NOT_FOUND"]);
    expect(await desk.get(asker, "query ($id: ID!) { case(id: $id) { exposures { edges { node { id } } } history { edges { node { action } } } } }", { id })).toEqual({ exposures: { edges: [] }, history: { edges: [] } });
  }
  expect((await desk.ask(kim, "mutation ($id: ID!) { orderQuarantine(contact: $id, days: 14) { id } }", { id: contact.id })).codes).toEqual(["NOT_FOUND"]);
  await desk.get(park, unseal, { id: seal });
  await desk.get(lee, confirm, { id: seal });
  expect(await desk.get(kim, "query ($id: ID!) { contact(id: $id) { id } }", { id: contact.id })).toEqual({ id: contact.id });
});

it("of a list of seals each is told with its order, and pages", async () => {
  const page: { edges: { cursor: string; node: { legalOrder: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } = await desk.get(lee, "{ seals(first: 2) { edges { cursor node { legalOrder } } pageInfo { hasNextPage endCursor } } }");
  expect([page.edges.length, page.pageInfo.hasNextPage]).toEqual([2, true]);
  const next: { edges: { node: { id: string } }[] } = await desk.get(lee, "query ($after: String) { seals(first: 2, after: $after) { edges { node { id } } } }", { after: page.pageInfo.endCursor });
  expect(next.edges.length).toBe(2);
  void seocho;
});
