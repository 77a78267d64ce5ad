import { recordsOf } from "@epigraph/datastore/testing";
import { approver, auditor, kim, national, openOffice, otherApprover, provider, type TestOffice } from "../testing.js";

let office: TestOffice;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const ago = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();
const open = `mutation ($case: ID!, $reason: String!) { openEmergencyAccess(case: $case, reason: $reason) { id state openedAt until reviewDueAt } }`;
const reason = "a ward is being evacuated and its source must be known now";
const review = `mutation ($id: ID!, $verdict: EmergencyVerdict!) { reviewEmergencyAccess(id: $id, verdict: $verdict, review: "read with the ward's log") { state verdict reviewedBy } }`;
const stays = `query ($id: ID!) { _entities(representations: [{ __typename: "Case", id: $id }]) { ... on Case { stays { edges { node { dataClass } } } } } }`;
type Access = { readonly id: string; readonly openedAt: string; readonly until: string; readonly reviewDueAt: string };

/** A case for which a card company provided something, and one stay of it. */
async function providedCase(): Promise<string> {
  const { id, person } = await office.newCase();
  const input = { case: id, dataClass: "card-use", windowFrom: ago(10), windowTo: ago(1), justification: "because", legalBasis: "IDCPA 76-2(1)" };
  const { id: request } = await office.told<{ id: string }>(kim, `mutation ($input: InformationRequestInput!) { requestInformation(input: $input) { id } }`, { input });
  const { frozenHash } = await office.told<{ frozenHash: string }>(kim, `mutation ($id: ID!) { submitRequest(request: $id) { frozenHash } }`, { id: request });
  await office.told(approver, `mutation ($id: ID!, $frozen: String!) { approveRequest(request: $id, frozenHash: $frozen) { id } }`, { id: request, frozen: frozenHash });
  const [item] = await office.admin.query<{ id: string }[]>("select id from movements.inbox_item where request_id = $1 and agency = 'card.1'", [request]);
  await office.told(provider("card.1"), `mutation ($id: ID!) { completeProvision(id: $id) { state } }`, { id: item?.id });
  await office.admin.query(`create table if not exists movements.stay_test partition of movements.stay default`);
  const day = ago(3).slice(0, 10);
  await office.admin.query(
    `insert into movements.stay (person_key, day, id, case_id, request_id, data_class, precision, arrival, departure, earliest, latest, latitude, longitude, cell, accuracy_metres, confidence, source_record)
     values ($1, $2, gen_random_uuid(), $3, $4, 'card-use', 'minute', $5, $6, $5, $6, 37.5, 127, 1, 50, 1, 'test')`,
    [person, day, id, request, `${day}T02:00:00Z`, `${day}T03:00:00Z`],
  );
  return id;
}
const codeOrStays = async (id: string): Promise<unknown> => {
  const { codes, data } = await office.ask(national, stays, { id });
  return codes[0] ?? (data?.["_entities"] as { stays: { edges: unknown[] } }[])[0]?.stays.edges.length;
};

describe("emergency access", () => {
  it("opens to a national investigator for 30 minutes what was provided for one case, and ends when a review finds it unjustified", async () => {
    const id = await providedCase();
    expect(await codeOrStays(id)).toBe("APPROVAL_REQUIRED");
    const access = await office.told<Access>(national, open, { case: id, reason });
    expect(access).toMatchObject({ state: "open" });
    expect([Date.parse(access.until) - Date.parse(access.openedAt), Date.parse(access.reviewDueAt) - Date.parse(access.openedAt)]).toEqual([30 * 60_000, 24 * 3_600_000]);
    expect(await codeOrStays(id)).toBe(1);
    expect(await office.told(otherApprover, review, { id: access.id, verdict: "notJustified" })).toEqual({ state: "reviewed", verdict: "notJustified", reviewedBy: "jung" });
    expect(await codeOrStays(id)).toBe("APPROVAL_REQUIRED");
  });

  it("is over after its time", async () => {
    const id = await providedCase();
    const access = await office.told<Access>(national, open, { case: id, reason });
    await office.admin.query("update permission.access_grant set not_before = not_before - interval '31 minutes', not_after = not_after - interval '31 minutes' where emergency_id = $1", [access.id]);
    expect(await codeOrStays(id)).toBe("APPROVAL_REQUIRED");
  });

  it("names itself in the record of its opening and of every reading under it, so that each is noticed", async () => {
    const id = await providedCase();
    const access = await office.told<Access>(national, open, { case: id, reason });
    await codeOrStays(id);
    const records = (await recordsOf(office.database.adminUrl)).filter(({ entity }) => entity.references.some((one) => one.kind === "break-glass" && one.id === access.id));
    expect(records.map(({ type }) => type)).toEqual(["change", "operation"]);
  });

  it("opens a case's own evidence, not who was at the places of a roster", async () => {
    const id = await providedCase();
    await office.admin.query("update movements.information_request set kind = 'place-roster', dwell_minutes = 30 where case_id = $1", [id]);
    expect((await office.ask(national, open, { case: id, reason })).messages).toEqual(["nothing was provided for this case that could be opened again; nothing was changed"]);
  });

  it("asks nobody for anything new: where nothing was provided there is nothing to open", async () => {
    const { id } = await office.newCase();
    const { codes, messages } = await office.ask(national, open, { case: id, reason });
    expect([codes, messages]).toEqual([["BAD_USER_INPUT"], ["nothing was provided for this case that could be opened again; nothing was changed"]]);
  });

  it("is for national investigators, with a reason that can be judged, once at a time", async () => {
    const id = await providedCase();
    for (const asker of [kim, approver, auditor]) expect((await office.ask(asker, open, { case: id, reason })).codes).toEqual(["CLEARANCE_REQUIRED"]);
    expect((await office.ask(national, open, { case: id, reason: "urgent" })).codes).toEqual(["BAD_USER_INPUT"]);
    const answers = await Promise.all([office.ask(national, open, { case: id, reason }), office.ask(national, open, { case: id, reason })]);
    expect(answers.map(({ codes }) => codes.join()).toSorted()).toEqual(["", "CONFLICT"]);
  });

  it("opens no specially protected case", async () => {
    const id = await providedCase();
    await office.admin.query("update cases.case_record set sealed = true where id = $1", [id]);
    expect((await office.ask(national, open, { case: id, reason })).codes).toEqual(["NOT_FOUND"]);
  });

  it("is reviewed once, and overdue after a day", async () => {
    const id = await providedCase();
    const access = await office.told<Access>(national, open, { case: id, reason });
    await office.admin.query("update permission.emergency_access set opened_at = opened_at - interval '2 days', until = until - interval '2 days', review_due_at = review_due_at - interval '2 days' where id = $1", [access.id]);
    expect(await office.told(auditor, `query ($id: ID!) { emergencyAccess(id: $id) { state account reason } }`, { id: access.id })).toEqual({ state: "review-overdue", account: "nam", reason });
    await office.told(approver, review, { id: access.id, verdict: "justified" });
    expect((await office.ask(otherApprover, review, { id: access.id, verdict: "notJustified" })).codes).toEqual(["CONFLICT"]);
    expect((await office.ask(auditor, `query ($id: ID!) { emergencyAccess(id: $id) { case { id } } }`, { id: access.id })).codes).toEqual(["CLEARANCE_REQUIRED"]);
  });
});
