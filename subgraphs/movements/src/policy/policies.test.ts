import { approver, kim, openOffice, otherApprover, police, type TestOffice } from "../testing.js";

let office: TestOffice;
beforeAll(async () => {
  office = await openOffice("policies");
});
afterAll(() => office.close());

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const propose = `mutation ($input: RequestPolicyInput!) { proposeRequestPolicy(input: $input) { id confirmedAt proposedBy } }`;
const confirm = `mutation ($id: ID!) { confirmRequestPolicy(policy: $id) { id confirmedBy } }`;
const policy = (more: Readonly<Record<string, unknown>> = {}) => ({
  dataClass: "telecom-location", secondDuty: "police-officer", secondAgency: "police", providers: ["telecom.1", "telecom.2"], windowDays: 14, requestDays: 7, grantDays: 14, noticeDays: 7, keptDays: 0, validFrom: inDays(1), reason: "the ordinance of this week", ...more,
});

describe("a policy", () => {
  it("has two owners and comes into force on a day that both knew ahead", async () => {
    const { id, confirmedAt } = await office.told<{ id: string; confirmedAt: null }>(approver, propose, { input: policy() });
    expect(confirmedAt).toBeNull();
    expect((await office.ask(approver, confirm, { id })).messages).toEqual(["a policy is confirmed by another approver than who proposed it"]);
    expect(await office.told(otherApprover, confirm, { id })).toEqual({ id, confirmedBy: "jung" });
    expect((await office.ask(otherApprover, confirm, { id })).codes).toEqual(["BAD_USER_INPUT"]);
    const inForce = async (when: string): Promise<unknown> => (await office.admin.query<{ id: string | null }[]>(`select (policy.request_policy_at('telecom-location', ${when})).id as id`))[0]?.id;
    expect([await inForce("now()"), await inForce("now() + interval '2 days'")]).toEqual([null, id]);
  });

  it("cannot be confirmed once its day has come", async () => {
    const { id } = await office.told<{ id: string }>(approver, propose, { input: policy() });
    await office.admin.query("update policy.request_policy set valid_from = now() - interval '1 second' where id = $1", [id]);
    expect((await office.ask(otherApprover, confirm, { id })).codes).toEqual(["BAD_USER_INPUT"]);
  });

  it.each([
    ["location without the police", { secondDuty: undefined, secondAgency: undefined }],
    ["location with the card association", { secondDuty: "card-association-officer", secondAgency: "card-association" }],
    ["a window of a month", { windowDays: 31 }],
    ["grants of a year", { grantDays: 365 }],
    ["no provider", { providers: [] }],
    ["a provider that is no agency", { providers: ["nobody"] }],
    ["the same provider twice", { providers: ["telecom.1", "telecom.1"] }],
    ["a class that cannot be requested", { dataClass: "interview" }],
    ["a day in the past", { validFrom: inDays(-1) }],
    ["no reason", { reason: " " }],
  ])("is refused: %s", async (_, more) => {
    const { secondDuty, ...rest } = policy(more) as Record<string, unknown>;
    expect((await office.ask(approver, propose, { input: { ...rest, ...(secondDuty === undefined ? {} : { secondDuty }) } })).codes).toEqual(["BAD_USER_INPUT"]);
  });

  it("has a floor in the database too", async () => {
    await expect(office.admin.query(`insert into policy.request_policy (id, data_class, providers, window_days, request_days, grant_days, notice_days, kept_days, roster_persons, roster_square_metres, roster_dwell_minutes, unmatched_days, reason, valid_from, proposed_by, proposed_at)
      values (gen_random_uuid(), 'telecom-location', '{telecom.1}', 14, 7, 14, 7, 0, 0, 0, 30, 14, 'x', now() + interval '1 day', 'choi', now())`)).rejects.toThrow(/violates check constraint/);
  });

  it("is read by whoever works under it, and set by approvers alone", async () => {
    await office.told(approver, propose, { input: policy() });
    expect((await office.told<{ edges: unknown[] }>(kim, `{ requestPolicies { edges { node { dataClass windowDays } } } }`)).edges.length).toBeGreaterThan(0);
    for (const asker of [kim, police]) expect((await office.ask(asker, propose, { input: policy() })).codes).toEqual(["CLEARANCE_REQUIRED"]);
  });

  it("is missing: then nothing is submitted", async () => {
    const { id } = await office.newCase();
    const input = { case: id, dataClass: "card-use", windowFrom: inDays(-10), windowTo: inDays(-1), justification: "because", legalBasis: "IDCPA 76-2(1)" };
    const request = await office.told<{ id: string }>(kim, `mutation ($input: InformationRequestInput!) { requestInformation(input: $input) { id } }`, { input });
    const { codes, messages } = await office.ask(kim, `mutation ($id: ID!) { submitRequest(request: $id) { id } }`, { id: request.id });
    expect([codes, messages]).toEqual([["POLICY"], ["no policy is in force for this class of data: two approvers must set one first; nothing was changed"]]);
  });
});
