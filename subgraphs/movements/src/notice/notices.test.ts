import { approver, auditor, kim, openOffice, park, provider, type TestOffice } from "../testing.js";

let office: TestOffice;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const ago = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();
type Notice = { readonly id: string; readonly kind: string; readonly textEn: string; readonly textKo: string; readonly state: string };

async function noticesOf(caseId: string): Promise<Notice[]> {
  const { edges } = await office.told<{ edges: { node: Notice & { case: { id: string } } }[] }>(kim, `{ notices(first: 100) { edges { node { id kind state textEn textKo case { id } } } } }`);
  return edges.map(({ node }) => node).filter((node) => node.case.id === caseId);
}

async function sentRequest(): Promise<{ readonly caseId: string; readonly request: string }> {
  const { id: caseId } = await office.newCase();
  const input = { case: caseId, dataClass: "card-use", windowFrom: ago(10), windowTo: ago(1), justification: "because", legalBasis: "IDCPA 76-2(1)" };
  const { id: request } = await office.told<{ id: string }>(kim, `mutation ($input: InformationRequestInput!) { requestInformation(input: $input) { id } }`, { input });
  const { frozenHash } = await office.told<{ frozenHash: string }>(kim, `mutation ($id: ID!) { submitRequest(request: $id) { frozenHash } }`, { id: request });
  await office.told(approver, `mutation ($id: ID!, $frozen: String!) { approveRequest(request: $id, frozenHash: $frozen) { id } }`, { id: request, frozen: frozenHash });
  return { caseId, request };
}

async function complete(request: string, nothing: boolean): Promise<void> {
  for (const agency of ["card.1", "card.2"]) {
    const [item] = await office.admin.query<{ id: string }[]>("select id from movements.inbox_item where request_id = $1 and agency = $2", [request, agency]);
    await office.told(provider(agency), `mutation ($id: ID!, $nothing: Boolean!) { completeProvision(id: $id, nothingHeld: $nothing) { state } }`, { id: item?.id, nothing });
  }
}

describe("a notice", () => {
  it("is due from the sending of a request, and another one from what came of it, if anything did", async () => {
    const one = await sentRequest();
    expect((await noticesOf(one.caseId)).map(({ kind }) => kind)).toEqual(["collection"]);
    await complete(one.request, false);
    expect((await noticesOf(one.caseId)).map(({ kind }) => kind).toSorted()).toEqual(["collection", "provision"]);
    const other = await sentRequest();
    await complete(other.request, true);
    expect((await noticesOf(other.caseId)).map(({ kind }) => kind)).toEqual(["collection"]);
  });

  it("says in two languages what was asked for and on what basis, and names no case, person or place", async () => {
    const { caseId, request } = await sentRequest();
    const [notice] = await noticesOf(caseId);
    expect(notice?.textEn).toMatch(/records of card use about you .* have been requested\. Legal basis: IDCPA 76-2\(1\)/);
    expect(notice?.textKo).toMatch(/카드 이용내역.*요청하였습니다/);
    expect(`${notice?.textEn ?? ""} ${notice?.textKo ?? ""}`).not.toMatch(new RegExp(`${caseId}|${request}|because`));
  });

  it("is given once, by who is assigned to the case, and may be put off before, with a reason", async () => {
    const { caseId } = await sentRequest();
    const [notice] = await noticesOf(caseId);
    const send = `mutation ($id: ID!) { recordNoticeSent(notice: $id, channel: textMessage) { state channel sentAt } }`;
    const defer = `mutation ($id: ID!, $until: DateTimeISO!) { deferNotice(notice: $id, until: $until, reason: "in intensive care") { state deferralReason } }`;
    expect((await office.ask(park, send, { id: notice?.id })).codes).toEqual(["APPROVAL_REQUIRED"]);
    expect(await office.told(kim, defer, { id: notice?.id, until: ago(-10) })).toEqual({ state: "deferred", deferralReason: "in intensive care" });
    expect((await office.ask(kim, defer, { id: notice?.id, until: ago(-200) })).codes).toEqual(["BAD_USER_INPUT"]);
    expect(await office.told(kim, send, { id: notice?.id })).toMatchObject({ state: "sent", channel: "textMessage" });
    expect((await office.ask(kim, send, { id: notice?.id })).codes).toEqual(["BAD_USER_INPUT"]);
  });

  it("is in a ledger that an auditor reads without persons, and in yearly counts", async () => {
    const { caseId } = await sentRequest();
    const [notice] = await noticesOf(caseId);
    const { edges } = await office.told<{ edges: { node: { id: string; dataSubject: string; state: string } }[] }>(auditor, `{ noticeEntries(first: 100, open: true) { edges { node { id dataSubject state kind dueAt } } } }`);
    const entry = edges.map(({ node }) => node).find(({ id }) => id === notice?.id);
    expect(entry).toMatchObject({ state: "due", dataSubject: expect.stringMatching(/^[\w-]{22}$/) as string });
    expect((await office.ask(auditor, `{ notices { edges { node { id } } } }`)).codes).toEqual(["CLEARANCE_REQUIRED"]);
    const year = Number(new Intl.DateTimeFormat("en", { timeZone: "Asia/Seoul", year: "numeric" }).format(new Date()));
    const counts = await office.told<Readonly<Record<string, unknown>>[]>(auditor, `query ($year: Int!) { noticeCounts(year: $year) { kind dataClass made sent sentInTime deferred overdue } }`, { year });
    expect(counts).toEqual([
      { kind: "collection", dataClass: "card-use", made: 5, sent: 1, sentInTime: 1, deferred: 0, overdue: 0 },
      { kind: "provision", dataClass: "card-use", made: 1, sent: 0, sentInTime: 0, deferred: 0, overdue: 0 },
    ]);
  });
});

it("is due for each case on a place roster, once, and for nobody who is specially protected or not known", async () => {
  const { request } = await sentRequest();
  const [found, hidden] = [await office.newCase(), await office.newCase()];
  await office.admin.query("update cases.case_record set sealed = true where id = $1", [hidden.id]);
  await office.admin.query("update movements.information_request set kind = 'place-roster', dwell_minutes = 30 where id = $1", [request]);
  for (const { person } of [found, hidden]) await office.admin.query("insert into movements.roster_person (request_id, person_key) select $1, movements.roster_key(pseudonym) from cases.person_pseudonym where person_key = $2 on conflict do nothing", [request, person]);
  await office.admin.query("insert into movements.roster_person (request_id, person_key) values ($1, gen_random_uuid())", [request]);
  await office.admin.query("select movements.note_provision($1, now()), movements.note_provision($1, now())", [request]);
  const told = await office.admin.query<{ case: string }[]>("select case_id as case from movements.notice where request_id = $1 and kind = 'provision'", [request]);
  expect([told.filter((one) => one.case === found.id).length, told.filter((one) => one.case === hidden.id).length]).toEqual([1, 0]);
  expect(new Set(told.map((one) => one.case)).size).toBe(told.length);
});
