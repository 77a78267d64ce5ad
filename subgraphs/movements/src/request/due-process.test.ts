import { aPerson, approver, cards, kim, lee, national, openOffice, otherApprover, park, police, provider, seocho, type TestOffice } from "../testing.js";

let office: TestOffice;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const dayMs = 86_400_000;
const ago = (days: number): string => new Date(Date.now() - days * dayMs).toISOString();
const location = (of: string, more: Readonly<Record<string, unknown>> = {}) => ({ case: of, dataClass: "telecom-location", windowFrom: ago(10), windowTo: ago(1), justification: "the interview leaves two days open", legalBasis: "IDCPA 76-2(2)", ...more });

type Request = { readonly id: string; readonly state: string; readonly frozenHash: string | null };
const told = "id state frozenHash";
const draft = `mutation ($input: InformationRequestInput!) { requestInformation(input: $input) { ${told} } }`;
const stepOf = (name: string, more = ""): string => `mutation ($id: ID!) { ${name}(request: $id${more}) { ${told} } }`;
const submit = stepOf("submitRequest");
const approve = `mutation ($id: ID!, $frozen: String!) { approveRequest(request: $id, frozenHash: $frozen) { ${told} } }`;
const inbox = `{ inbox(state: waiting, first: 100) { edges { node { id kind state dataClass windowFrom windowTo arrivedAt dueAt } } } }`;
const authorise = `mutation ($id: ID!) { approveInboxItem(id: $id) { state } }`;
const complete = `mutation ($id: ID!, $nothing: Boolean!) { completeProvision(id: $id, nothingHeld: $nothing) { state } }`;

const drafted = (input: object): Promise<Request> => office.told<Request>(kim, draft, { input });
const submitted = async (input: object): Promise<Request> => office.told<Request>(kim, submit, { id: (await drafted(input)).id });
const approved = async (input: object): Promise<Request> => {
  const { id, frozenHash } = await submitted(input);
  return office.told<Request>(approver, approve, { id, frozen: frozenHash });
};
type Page<Node> = { readonly edges: readonly { readonly node: Node }[] };
type Item = { readonly id: string; readonly kind: string };
const waitingOf = async (asker: Parameters<TestOffice["ask"]>[0]): Promise<Item[]> => (await office.told<Page<Item>>(asker, inbox)).edges.map(({ node }) => node);
const sent = async (input: object): Promise<Request> => {
  const { id } = await approved(input);
  const before = await itemOf(police, id);
  await office.told(police, authorise, { id: before });
  return office.told<Request>(kim, `query ($id: ID!) { informationRequest(id: $id) { ${told} } }`, { id });
};
/** The entry in the asker's inbox that stands for this request, as only the database knows. */
async function itemOf({ agency }: { readonly agency: string }, request: string): Promise<string> {
  const [row] = await office.admin.query<{ id: string }[]>("select id from movements.inbox_item where request_id = $1 and agency = $2 order by arrived_at desc limit 1", [request, agency]);
  return row?.id ?? "none";
}
const stateOf = async (id: string): Promise<string> => (await office.told<Request>(kim, `query ($id: ID!) { informationRequest(id: $id) { ${told} } }`, { id })).state;

describe("a request for location data", () => {
  it("goes from a draft by way of KDCA and the police to the telecoms, and is provided when the last of them is done", async () => {
    const { id } = await office.newCase();
    const request = await drafted(location(id));
    expect(request).toMatchObject({ state: "draft", frozenHash: null });
    const before = await office.told<Request>(kim, submit, { id: request.id });
    expect(before).toMatchObject({ state: "submitted", frozenHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect(await office.told<Request>(approver, approve, { id: request.id, frozen: before.frozenHash })).toMatchObject({ state: "approved" });
    await office.told(police, authorise, { id: await itemOf(police, request.id) });
    expect(await stateOf(request.id)).toBe("sent");
    await office.told(provider("telecom.1"), complete, { id: await itemOf(provider("telecom.1"), request.id), nothing: false });
    expect(await stateOf(request.id)).toBe("partly-provided");
    await office.told(provider("telecom.2"), complete, { id: await itemOf(provider("telecom.2"), request.id), nothing: true });
    await office.told(provider("telecom.3"), complete, { id: await itemOf(provider("telecom.3"), request.id), nothing: true });
    expect(await stateOf(request.id)).toBe("provided");
    const { steps, provisions } = await office.told<{ steps: Page<{ step: string; duty: string }>; provisions: Page<{ doneAs: string }> }>(kim, `query ($id: ID!) { informationRequest(id: $id) { steps(first: 20) { edges { node { step duty } } } provisions { edges { node { doneAs } } } } }`, { id: request.id });
    expect(steps.edges.map(({ node: { step, duty } }) => `${step} by ${duty}`)).toEqual([
      "submit by local-investigator", "approve by approver", "authorise by police-officer", "send by platform", "complete by data-provider", "complete by data-provider", "complete by data-provider", "provide by platform",
    ]);
    expect(provisions.edges.map(({ node }) => node.doneAs)).toEqual(["provided", "nothing-held", "nothing-held"]);
  });

  it("gives its grant when it is sent, to its holders, for its case, class and window, for as long as the policy says", async () => {
    const { id } = await office.newCase();
    const input = location(id, { holders: ["lee"], readsAllowed: 50 });
    const request = await sent(input);
    const { edges } = await office.told<Page<Readonly<Record<string, unknown>>>>(lee, `{ grants { edges { node { request { id } origin dataClass windowFrom windowTo purpose holders notBefore notAfter readsLeft revokedAt } } } }`);
    const [grant] = edges.map(({ node }) => node);
    expect(grant).toMatchObject({ request: { id: request.id }, origin: "request", dataClass: "telecom-location", windowFrom: input.windowFrom, windowTo: input.windowTo, purpose: "investigation", holders: ["kim", "lee"], readsLeft: 50, revokedAt: null });
    expect(Date.parse(String(grant?.["notAfter"])) - Date.parse(String(grant?.["notBefore"]))).toBe(14 * dayMs);
  });

  it("is one of card use without the police: it is sent as soon as KDCA has approved it", async () => {
    const { id } = await office.newCase();
    expect((await approved(location(id, { dataClass: "card-use" }))).state).toBe("sent");
  });

  it("goes to the card association where the policy gives it the second approval", async () => {
    const { id } = await office.newCase();
    const request = await approved(location(id, { dataClass: "qr-entry" }));
    expect(request.state).toBe("approved");
    await office.told(cards, authorise, { id: await itemOf(cards, request.id) });
    expect(await stateOf(request.id)).toBe("sent");
  });
});

describe("an inbox", () => {
  it("shows the police a legal basis, a class, a window and a pseudonym of their own, and no case, person or key", async () => {
    const { id, person } = await office.newCase();
    const request = await approved(location(id));
    const item = await office.told<Readonly<Record<string, unknown>>>(police, `query ($id: ID!) { inboxItem(id: $id) { kind state dataClass legalBasis subject dueAt } }`, { id: await itemOf(police, request.id) });
    expect(item).toMatchObject({ kind: "authorisation", state: "waiting", dataClass: "telecom-location", legalBasis: "IDCPA 76-2(2)", subject: expect.any(String) as string });
    expect(JSON.stringify(item)).not.toMatch(new RegExp(`${id}|${person}|${request.id}`));
    const asked = await office.ask(police, `query ($id: ID!) { inboxItem(id: $id) { matchKey { value } } }`, { id: await itemOf(police, request.id) });
    expect(asked.codes).toEqual(["CLEARANCE_REQUIRED"]);
    expect((await office.ask(police, `query ($id: ID!) { informationRequest(id: $id) { id } }`, { id: request.id })).codes).toEqual(["CLEARANCE_REQUIRED"]);
    expect((await office.ask(police, `query ($id: ID!) { _entities(representations: [{ __typename: "Case", id: $id }]) { ... on Case { id } } }`, { id })).data).toEqual({ _entities: [null] });
  });

  it("shows a provider the match key, and no legal basis, subject, case or reason; and no longer once it is done", async () => {
    const { id } = await office.newCase();
    const request = await sent(location(id));
    const item = await itemOf(provider("telecom.1"), request.id);
    const query = `query ($id: ID!) { inboxItem(id: $id) { kind dataClass windowFrom windowTo matchKey { kind value } } }`;
    expect(await office.told(provider("telecom.1"), query, { id: item })).toMatchObject({ kind: "provision", dataClass: "telecom-location", matchKey: { kind: "phone", value: aPerson.phone } });
    expect((await office.ask(provider("telecom.1"), `query ($id: ID!) { inboxItem(id: $id) { legalBasis subject } }`, { id: item })).codes).toEqual(["CLEARANCE_REQUIRED", "CLEARANCE_REQUIRED"]);
    await office.told(provider("telecom.1"), complete, { id: item, nothing: true });
    expect(await office.told(provider("telecom.1"), query, { id: item })).toMatchObject({ matchKey: null });
  });

  it("is each agency's own", async () => {
    const { id } = await office.newCase();
    const request = await sent(location(id));
    const item = await itemOf(provider("telecom.1"), request.id);
    for (const other of [provider("telecom.2"), provider("card.1")]) {
      expect((await office.ask(other, `query ($id: ID!) { inboxItem(id: $id) { kind } }`, { id: item })).codes).toEqual(["NOT_FOUND"]);
      expect((await office.ask(other, complete, { id: item, nothing: true })).codes).toEqual(["NOT_FOUND"]);
      expect((await waitingOf(other)).map((one) => one.id)).not.toContain(item);
    }
    const { waiting } = await office.told<{ waiting: number }>(provider("telecom.1"), `{ inboxSummary { waiting oldestWaitingSince done } }`);
    expect(waiting).toBe((await waitingOf(provider("telecom.1"))).length);
  });

  it("loses what a request says when it is taken back", async () => {
    const { id } = await office.newCase();
    const request = await approved(location(id));
    const item = await itemOf(police, request.id);
    await office.told(kim, stepOf("amendRequest"), { id: request.id });
    expect(await office.told(police, `query ($id: ID!) { inboxItem(id: $id) { state } }`, { id: item })).toEqual({ state: "withdrawn" });
    expect((await office.ask(police, authorise, { id: item })).codes).toEqual(["CONFLICT"]);
  });
});

describe("what is approved", () => {
  it("is what was looked at: another hash is refused", async () => {
    const { id } = await office.newCase();
    const { id: request } = await submitted(location(id));
    const { codes, messages } = await office.ask(approver, approve, { id: request, frozen: "0".repeat(64) });
    expect([codes, messages]).toEqual([["CONFLICT"], ["the request is not the one that was looked at: read it again; nothing was changed"]]);
  });

  it("loses every approval when it is changed, and freezes anew", async () => {
    const { id } = await office.newCase();
    const { id: request, frozenHash } = await submitted(location(id));
    await office.told(approver, approve, { id: request, frozen: frozenHash });
    expect(await office.told<Request>(kim, stepOf("amendRequest"), { id: request })).toEqual({ id: request, state: "draft", frozenHash: null });
    await office.told(kim, `mutation ($id: ID!, $input: InformationRequestInput!) { changeRequest(request: $id, input: $input) { id } }`, { id: request, input: location(id, { windowFrom: ago(5) }) });
    const again = await office.told<Request>(kim, submit, { id: request });
    expect(again.frozenHash).not.toBe(frozenHash);
    expect((await office.ask(approver, approve, { id: request, frozen: frozenHash })).codes).toEqual(["CONFLICT"]);
  });

  it("is approved once: the second time it says what it is already", async () => {
    const { id } = await office.newCase();
    const { id: request, frozenHash } = await submitted(location(id));
    const answers = await Promise.all([office.ask(approver, approve, { id: request, frozen: frozenHash }), office.ask(otherApprover, approve, { id: request, frozen: frozenHash })]);
    expect(answers.map(({ codes }) => codes.join()).toSorted()).toEqual(["", "CONFLICT"]);
    const [{ many } = { many: 0 }] = await office.admin.query<{ many: number }[]>("select count(*)::int as many from movements.inbox_item where request_id = $1", [request]);
    expect(many).toBe(1);
  });

  it("is not approved after its time", async () => {
    const { id } = await office.newCase();
    const { id: request, frozenHash } = await submitted(location(id));
    await office.admin.query("update movements.information_request set expires_at = now() - interval '1 second' where id = $1", [request]);
    expect(await stateOf(request)).toBe("expired");
    expect((await office.ask(approver, approve, { id: request, frozen: frozenHash })).codes).toEqual(["EXPIRED"]);
    await office.admin.query("select jobs.expire_requests(100)");
    expect((await office.ask(approver, approve, { id: request, frozen: frozenHash })).codes).toEqual(["CONFLICT"]);
  });

  it("is never one's own, whichever account of the same person it is done with", async () => {
    const { id } = await office.newCase();
    const { id: request, frozenHash } = await submitted(location(id));
    await office.admin.query("update movements.information_request set requested_by = 'choi' where id = $1", [request]);
    expect((await office.ask(approver, approve, { id: request, frozen: frozenHash })).codes).toEqual(["OWN_REQUEST"]);
    expect((await office.ask(otherApprover, approve, { id: request, frozen: frozenHash })).codes).toEqual([]);
  });

  it("is approved under the policy that it was submitted under, or not at all", async () => {
    const { id } = await office.newCase();
    const { id: request, frozenHash } = await submitted(location(id, { dataClass: "card-use" }));
    await office.admin.query(`insert into policy.request_policy select (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(), 'valid_from', now() - interval '1 minute', 'window_days', 7))).* from policy.request_policy p where data_class = 'card-use'`);
    expect((await office.ask(approver, approve, { id: request, frozen: frozenHash })).codes).toEqual(["POLICY"]);
    await office.admin.query("delete from policy.request_policy where data_class = 'card-use' and window_days = 7");
  });
});

describe("who may ask for data", () => {
  it("is assigned to the case", async () => {
    const { id } = await office.newCase();
    expect((await office.ask(park, draft, { input: location(id) })).codes).toEqual(["APPROVAL_REQUIRED"]);
    expect((await office.ask(seocho, draft, { input: location(id) })).codes).toEqual(["NOT_FOUND"]);
  });

  it("is somebody else than who confirmed the case", async () => {
    const { id } = await office.newCase();
    await office.admin.query("update cases.confirmation set confirmed_by = 'kim' where case_id = $1", [id]);
    const request = await drafted(location(id));
    const { codes, messages } = await office.ask(kim, submit, { id: request.id });
    expect([codes, messages]).toEqual([["BAD_USER_INPUT"], ["each case must be confirmed first, by somebody else than who requests its data; nothing was changed"]]);
    expect((await office.ask(lee, submit, { id: request.id })).codes).toEqual([]);
  });

  it.each([
    ["in the future", { windowTo: new Date(Date.now() + dayMs).toISOString() }, "BAD_USER_INPUT"],
    ["that ends before it begins", { windowFrom: ago(1), windowTo: ago(2) }, "BAD_USER_INPUT"],
    ["longer than the policy allows", { windowFrom: ago(20) }, "POLICY"],
  ])("asks for no window %s", async (_, more, code) => {
    const { id } = await office.newCase();
    const { codes, data } = await office.ask(kim, draft, { input: location(id, more) });
    const request = (data?.["requestInformation"] as Request | null)?.id;
    expect(request === undefined ? codes : (await office.ask(kim, submit, { id: request })).codes).toEqual([code]);
  });

  it("names readers only who are assigned to the case", async () => {
    const { id } = await office.newCase();
    expect((await office.ask(kim, draft, { input: location(id, { holders: ["park"] }) })).codes).toEqual(["BAD_USER_INPUT"]);
  });

  it("cannot put another person's number in the place of the case's own", async () => {
    const { id, person } = await office.newCase();
    const request = await drafted(location(id));
    await office.admin.query("update cases.person set identity = $2 where key = $1", [person, await office.vault.seal(person, "identity", JSON.stringify({ ...aPerson, phone: "+821099998888" }))]);
    const { codes, messages } = await office.ask(kim, submit, { id: request.id });
    expect([codes, messages]).toEqual([["BAD_USER_INPUT"], ["the match key is not one of the person of the case; nothing was changed"]]);
  });

  it("is told what the identity lacks", async () => {
    const { id } = await office.newCase({ fullName: "hong gil dong" });
    const request = await drafted(location(id));
    expect((await office.ask(kim, submit, { id: request.id })).messages).toEqual(["the case's person has no telephone number: enter it first"]);
  });

  it("finds no specially protected case", async () => {
    const { id } = await office.newCase();
    const request = await submitted(location(id));
    await office.admin.query("update cases.case_record set sealed = true where id = $1", [id]);
    expect((await office.ask(kim, draft, { input: location(id) })).codes).toEqual(["NOT_FOUND"]);
    expect((await office.ask(approver, approve, { id: request.id, frozen: request.frozenHash })).codes).toEqual(["NOT_FOUND"]);
  });

  it("may be a national investigator who is assigned", async () => {
    const { id } = await office.newCase();
    expect((await office.told<Request>(national, draft, { input: location(id) })).state).toBe("draft");
  });
});

describe("a grant", () => {
  const stays = `query ($id: ID!) { _entities(representations: [{ __typename: "Case", id: $id }]) { ... on Case { stays { edges { node { arrival } } } } } }`;
  it("opens what came under it, to its holders alone, until it is revoked", async () => {
    const { id, person } = await office.newCase();
    const request = await sent(location(id));
    const day = ago(3).slice(0, 10);
    await office.admin.query(`create table if not exists movements.stay_test partition of movements.stay default`);
    await office.admin.query(
      `insert into movements.stay (person_key, day, id, case_id, request_id, data_class, precision, arrival, departure, earliest, latest, latitude, longitude, cell, accuracy_metres, confidence, source_record)
       values ($1, $2, gen_random_uuid(), $3, $4, 'telecom-location', 'minute', $5, $6, $5, $6, 37.5, 127, 1, 50, 1, 'test')`,
      [person, day, id, request.id, `${day}T02:00:00Z`, `${day}T03:00:00Z`],
    );
    const readBy = async (asker: typeof kim): Promise<unknown> => {
      const { codes, data } = await office.ask(asker, stays, { id });
      return codes[0] ?? (data?.["_entities"] as { stays: Page<unknown> }[])[0]?.stays.edges.length;
    };
    expect([await readBy(kim), await readBy(lee), await readBy(national)]).toEqual([1, "APPROVAL_REQUIRED", "APPROVAL_REQUIRED"]);
    await office.told(approver, revoke, { id: (await office.told<{ grants: { id: string }[] }>(kim, `query ($id: ID!) { informationRequest(id: $id) { grants { id } } }`, { id: request.id })).grants[0]?.id });
    expect(await readBy(kim)).toBe("APPROVAL_REQUIRED");
  });

  const revoke = `mutation ($id: ID!) { revokeGrant(grant: $id, reason: "not needed any more") { revokedAt revokedBy } }`;
  it("ends with its request: withdrawn or closed, nothing is read under it", async () => {
    for (const [mutation, more] of [["withdrawRequest", ', reason: "a mistake"'], ["closeRequest", ', reason: "the source is found"']] as const) {
      const { id } = await office.newCase();
      const request = await sent(location(id));
      await office.told(provider("telecom.1"), complete, { id: await itemOf(provider("telecom.1"), request.id), nothing: false });
      await office.told(kim, stepOf(mutation, more), { id: request.id });
      const [{ revoked } = { revoked: false }] = await office.admin.query<{ revoked: boolean }[]>("select revoked_at is not null as revoked from permission.access_grant where request_id = $1", [request.id]);
      expect(revoked).toBe(true);
    }
  });

  it("is revoked by who holds it or by an approver, once, with a reason", async () => {
    for (const asker of [kim, approver]) {
      const { id } = await office.newCase();
      const request = await sent(location(id));
      const [grant] = (await office.told<{ grants: { id: string }[] }>(asker, `query ($id: ID!) { informationRequest(id: $id) { grants { id } } }`, { id: request.id })).grants;
      expect((await office.ask(seocho, revoke, { id: grant?.id })).codes).toEqual(["NOT_FOUND"]);
      expect(await office.told(asker, revoke, { id: grant?.id })).toMatchObject({ revokedBy: asker.account, revokedAt: expect.any(String) as string });
      expect((await office.ask(asker, revoke, { id: grant?.id })).codes).toEqual(["BAD_USER_INPUT"]);
    }
  });

  it("is renewed by a new approval, of the police too, and by nothing else", async () => {
    const { id } = await office.newCase();
    const request = await sent(location(id));
    const renew = `mutation ($id: ID!) { renewRequest(request: $id, justification: "the chain is not closed yet") { id state kind } }`;
    expect((await office.ask(kim, renew, { id: request.id })).codes).toEqual(["CONFLICT"]);
    for (const telecom of ["telecom.1", "telecom.2", "telecom.3"]) await office.told(provider(telecom), complete, { id: await itemOf(provider(telecom), request.id), nothing: false });
    const renewal = await office.told<Request>(kim, renew, { id: request.id });
    const { frozenHash } = await office.told<Request>(kim, submit, { id: renewal.id });
    await office.told(approver, approve, { id: renewal.id, frozen: frozenHash });
    await office.told(police, authorise, { id: await itemOf(police, renewal.id) });
    expect(await stateOf(renewal.id)).toBe("provided");
    const [{ grants, items } = { grants: 0, items: 0 }] = await office.admin.query<{ grants: number; items: number }[]>(
      "select (select count(*)::int from permission.access_grant where request_id = $1) as grants, (select count(*)::int from movements.inbox_item where request_id = $1 and kind = 'provision') as items", [renewal.id]);
    expect([grants, items]).toEqual([1, 0]);
  });
});
