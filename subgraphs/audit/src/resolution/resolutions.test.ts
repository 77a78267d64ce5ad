/** Finding out whom a pseudonym stands for: an order, two auditors, a day, and each step and each reading on record. */
import { randomUUID } from "node:crypto";
import { claimsOf } from "@epigraph/authz";
import { beginRequest, transaction } from "@epigraph/datastore";
import { recordsOf } from "@epigraph/datastore/testing";
import { type Answered, type Asker, auditor, event, investigator, officer, openDesk, otherAuditor, recordOf, type TestDesk } from "../testing.js";

let desk: TestDesk;
const thirdAuditor: Asker = { ...auditor, account: "lim" };
const [ann, bob, sealed, contact] = ["a", "b", "c", "d"].map((letter) => `${letter.repeat(8)}-0000-4000-8000-000000000000`) as [string, string, string, string];
const [caseOfAnn, secondOfAnn, caseOfBob, caseOfSealed] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
const month = 31 * 86_400_000;
const now = Date.now();
const name = (person: string, at = now): string => desk.names.of(person, at);

beforeAll(async () => {
  desk = await openDesk();
  for (const key of [ann, bob, sealed, contact]) await desk.admin.query("insert into cases.person (key, source_system, source_record) values ($1, 'test', $2)", [key, key.slice(0, 8)]);
  for (const [id, key, isSealed] of [[caseOfAnn, ann, false], [secondOfAnn, ann, false], [caseOfBob, bob, false], [caseOfSealed, sealed, true]] as const) {
    await desk.admin.query("insert into cases.case_record (id, person_key, disease, classification, region_code, sealed, source_system, source_record) values ($1, $2, 'covid-19', 'confirmed', '1168000000', $3, 'test', $1::uuid::text)", [id, key, isSealed]);
  }
  await desk.admin.query("insert into cases.contact (id, person_key, region_code, source_system, source_record) values (gen_random_uuid(), $1, '1168000000', 'test', 'k')", [contact]);
}, 60_000);
beforeEach(async () => {
  await desk.empty();
  await desk.admin.query("delete from identity.account");
  await desk.put(...[ann, bob, sealed, contact].flatMap((person) => [now - 1_000, now - 3 * month].map((recorded) => recordOf({ recorded, agent: { agency: recorded === now - 1_000 ? "kdca" : "gangnam" }, events: [event("Case.sex", "allowed", name(person, recorded))] }))));
});
afterAll(async () => await desk?.close());

const fields = "id state askedBy dataSubject caseId order approvedBy endedBy resolved { personKey caseIds dataSubjects }";
type Resolution = { readonly id: string; readonly state: string; readonly resolved: { readonly personKey: string; readonly caseIds: readonly string[]; readonly dataSubjects: readonly string[] } | null; readonly [field: string]: unknown };
const only = ({ data, messages, codes }: Answered, field: string): Resolution | string => (data?.[field] as Resolution | null) ?? messages[0] ?? codes[0] ?? "nothing";

const request = async (asker: Asker, what: { readonly dataSubject?: string; readonly case?: string }, order = "order 26-114 of the commission"): Promise<Resolution> => {
  const answer = only(await desk.ask(asker, `mutation ($d: ID, $c: ID, $o: String!) { requestResolution(dataSubject: $d, case: $c, order: $o) { ${fields} } }`, { d: what.dataSubject, c: what.case, o: order }), "requestResolution");
  if (typeof answer === "string") throw new Error(answer);
  return answer;
};
const answer = async (asker: Asker, how: "approve" | "refuse" | "withdraw", id: string): Promise<Resolution | string> => only(await desk.ask(asker, `mutation ($id: ID!) { ${how}Resolution(resolution: $id) { ${fields} } }`, { id }), `${how}Resolution`);
const read = async (asker: Asker, id: string): Promise<Resolution | string> => only(await desk.ask(asker, `query ($id: ID!) { resolution(id: $id) { ${fields} } }`, { id }), "resolution");
const stateOf = (told: Resolution | string): string => (typeof told === "string" ? told : told.state);
const resolvedOf = async (asker: Asker, id: string): Promise<Resolution["resolved"] | string> => {
  const told = await read(asker, id);
  return typeof told === "string" ? told : told.resolved;
};
const approved = async (what: Parameters<typeof request>[1]): Promise<string> => {
  const { id } = await request(auditor, what);
  expect(stateOf(await answer(otherAuditor, "approve", id))).toBe("approved");
  return id;
};

const unresolved = async (id: string): Promise<unknown> => {
  const { data, messages } = await desk.ask(auditor, "query ($id: ID!) { resolution(id: $id) { state resolved { personKey } } }", { id });
  return [data, messages];
};
const nobody = [{ resolution: { state: "approved", resolved: null } }, ["no person of that pseudonym or case with this id that you may see"]];

describe("a pseudonym", () => {
  it("is resolved when another auditor approves: to the person's key, cases and names of all months, for both of them and no third", async () => {
    const asked = await request(auditor, { dataSubject: name(ann) });
    expect(asked).toMatchObject({ state: "asked", askedBy: "choi", dataSubject: name(ann), caseId: null, order: "order 26-114 of the commission", resolved: null });
    expect(await resolvedOf(otherAuditor, asked.id)).toBeNull();
    const person = { personKey: ann, caseIds: [caseOfAnn, secondOfAnn].sort(), dataSubjects: expect.arrayContaining([name(ann), name(ann, now - 3 * month)]) };
    expect(await answer(otherAuditor, "approve", asked.id)).toMatchObject({ state: "approved", approvedBy: "han", resolved: person });
    expect(await resolvedOf(auditor, asked.id)).toEqual(person);
    expect(await resolvedOf(thirdAuditor, asked.id)).toBeNull();
  });

  it.each([
    ["a contact without a case", contact, []],
    ["a specially protected person, by the same two and an order", sealed, [caseOfSealed]],
  ])("of %s is resolved", async (_whose, personKey, caseIds) => {
    expect(await resolvedOf(auditor, await approved({ dataSubject: name(personKey) }))).toMatchObject({ personKey, caseIds });
  });

  it("of an earlier month is resolved too", async () => expect(await resolvedOf(auditor, await approved({ dataSubject: name(bob, now - 3 * month) }))).toMatchObject({ personKey: bob }));

  it("that the log does not know, or that is none, cannot be asked for", async () => {
    for (const dataSubject of [name(randomUUID()), "x", ann, "' or true --"]) await expect(request(auditor, { dataSubject })).rejects.toThrow("no data subject with this id that you may see");
  });

  it("of somebody of whom nothing is kept any more stays unresolved", async () => {
    const gone = name(randomUUID());
    await desk.put(recordOf({ events: [event("Case.sex", "allowed", gone)] }));
    expect(await unresolved(await approved({ dataSubject: gone }))).toEqual(nobody);
  });
});

it("a case is resolved to the names of its person, and with them the auditor finds who looked at it, in all months", async () => {
  const id = await approved({ case: caseOfAnn });
  expect(await resolvedOf(auditor, id)).toMatchObject({ personKey: ann, caseIds: [caseOfAnn, secondOfAnn].sort() });
  const query = "query ($filter: AuditRecordFilterInput, $first: Int, $after: String) { auditRecords(filter: $filter, first: $first, after: $after) { edges { node { agency recorded } } pageInfo { hasNextPage endCursor } } }";
  for (const first of [1, 10]) expect((await desk.all(auditor, "auditRecords", query, { filter: { resolution: id } }, first)).filter(({ agency }) => agency !== "audit").map(({ recorded }) => recorded)).toEqual(expect.arrayContaining([new Date(now - 1_000).toISOString(), new Date(now - 3 * month).toISOString()]));
  expect((await desk.all(auditor, "auditRecords", query, { filter: { resolution: id, agency: "gangnam" } })).map(({ agency }) => agency)).toEqual(["gangnam"]);
  expect((await desk.ask(thirdAuditor, query, { filter: { resolution: id } })).codes).toEqual(["NOT_FOUND"]);
});

it("a case that there is not tells so to nobody before two auditors agreed", async () => {
  const { id } = await request(auditor, { case: randomUUID() });
  expect(await resolvedOf(auditor, id)).toBeNull();
  await answer(otherAuditor, "approve", id);
  expect(await unresolved(id)).toEqual(nobody);
});

describe("two people are needed", () => {
  const byOneself = "a resolution is answered by another person than asked for it";

  it("who asked neither approves nor refuses, under whichever account", async () => {
    const { id } = await request(auditor, { dataSubject: name(ann) });
    for (const account of ["choi", "choi-two"]) await desk.admin.query("insert into identity.account (id, login, duty, clearance, agency, state, holder, created_at, changed_at) values ($1, $1, 'auditor', 2, 'kdca', 'locked', '\\x01', now(), now())", [account]);
    for (const asker of [auditor, { ...auditor, account: "choi-two" }]) for (const how of ["approve", "refuse"] as const) expect(await answer(asker, how, id)).toBe(byOneself);
    expect(stateOf(await read(auditor, id))).toBe("asked");
    expect(stateOf(await answer(otherAuditor, "approve", id))).toBe("approved");
  });

  it("one that was refused, withdrawn, left for a week or approved before is not approved any more", async () => {
    const over = "the resolution was answered, withdrawn or left unanswered for too long";
    const [refused, withdrawn, lapsed, twice] = [await request(auditor, { dataSubject: name(ann) }), await request(auditor, { dataSubject: name(ann) }), await request(auditor, { dataSubject: name(ann) }), await request(auditor, { dataSubject: name(ann) })];
    expect(stateOf(await answer(otherAuditor, "refuse", refused.id))).toBe("refused");
    expect(stateOf(await answer(auditor, "withdraw", withdrawn.id))).toBe("withdrawn");
    await desk.admin.query("update ledger.resolution set asked_at = now() - interval '7 days' where id = $1", [lapsed.id]);
    expect(stateOf(await answer(otherAuditor, "approve", twice.id))).toBe("approved");
    for (const { id } of [refused, withdrawn, lapsed, twice]) expect(await answer(thirdAuditor, "approve", id)).toBe(over);
    expect(stateOf(await read(auditor, lapsed.id))).toBe("lapsed");
    for (const { id } of [refused, withdrawn, lapsed]) expect(await resolvedOf(auditor, id)).toBeNull();
  });

  it("nobody takes back another's, and one that is taken back after it was approved is closed at once", async () => {
    const id = await approved({ dataSubject: name(ann) });
    expect(await answer(otherAuditor, "withdraw", id)).toBe("a resolution is withdrawn by who asked for it");
    expect(await answer(auditor, "withdraw", id)).toMatchObject({ state: "withdrawn", endedBy: "choi", resolved: null });
    expect(await resolvedOf(otherAuditor, id)).toBeNull();
  });

  it("a day after the approval it is closed", async () => {
    const id = await approved({ dataSubject: name(ann) });
    await desk.admin.query("update ledger.resolution set expires_at = now() - interval '1 second' where id = $1", [id]);
    expect(await read(auditor, id)).toMatchObject({ state: "expired", resolved: null });
  });

  it("an order is needed, and one of the two things to resolve", async () => {
    for (const order of ["", "  ", "x".repeat(4_001)]) await expect(request(auditor, { dataSubject: name(ann) }, order)).rejects.toThrow("`order` must have 1 to 4000 characters");
    for (const what of [{}, { dataSubject: name(ann), case: caseOfAnn }]) await expect(request(auditor, what)).rejects.toThrow("give `dataSubject` or `case`");
    expect(await desk.admin.query("select from ledger.note union all select from ledger.resolution")).toEqual([]);
  });
});

it("each step and each reading is on record, with the order, who asked, and the person found as the data subject; never the order's words or the person's key", async () => {
  const before = (await recordsOf(desk.database.adminUrl)).length;
  const id = await approved({ dataSubject: name(ann) });
  await read(auditor, id);
  const [note] = await desk.admin.query<{ id: string }[]>("select id from ledger.note");
  const own = (await recordsOf(desk.database.adminUrl)).slice(before);
  expect(own.map(({ agent, type, entity }) => [agent.who, type, entity.references.map(({ kind, id: of }) => `${kind} ${of}`)])).toEqual([
    ["choi", "change", [`order ${note?.id}`, `resolution ${id}`]],
    ["han", "change", [`resolution ${id}`, "requester choi", `order ${note?.id}`]],
    ["choi", "operation", [`resolution ${id}`]],
  ]);
  expect(own.map(({ events }) => [...new Set(events.flatMap(({ subjects }) => [...subjects.keys()]))])).toEqual([[], [name(ann)], [name(ann)]]);
  expect(JSON.stringify(own)).not.toMatch(new RegExp(`26-114|${ann}|${caseOfAnn}`));
});

it("all resolutions are listed for every auditor, latest first, without whom they found", async () => {
  const ids = [await approved({ dataSubject: name(ann) }), (await request(otherAuditor, { case: caseOfBob })).id];
  const told = await desk.all(thirdAuditor, "resolutions", `query ($first: Int, $after: String) { resolutions(first: $first, after: $after) { edges { node { ${fields} } } pageInfo { hasNextPage endCursor } } }`, {}, 1);
  expect(told.map(({ id, state, resolved }) => [id, state, resolved])).toEqual([[ids[1], "asked", null], [ids[0], "approved", null]]);
});

describe("statements that somebody slipped into a request of the service", () => {
  const within = async (asker: Asker, statement: string, values: readonly unknown[]): Promise<unknown> => {
    const transacted = transaction(desk.pool, { access: "read-write", prepare: beginRequest(claimsOf(desk.contextOf("", asker))) });
    try {
      return (await transacted.query(statement, values)).length;
    } catch (error) {
      return (error as { readonly code: string }).code;
    } finally {
      await transacted.rollback();
    }
  };
  const keys = "select * from ledger.resolution_candidates($1, '00000000-0000-0000-0000-000000000000', 100)";
  const cases = `select * from ledger.resolution_cases($1, '${ann}')`;

  it("learn keys and cases in the two auditors' while it is open, and nothing else", async () => {
    const { id } = await request(auditor, { dataSubject: name(ann) });
    for (const statement of [keys, cases]) for (const asker of [auditor, otherAuditor]) expect(await within(asker, statement, [id])).toBe("42501");
    await answer(otherAuditor, "approve", id);
    for (const asker of [auditor, otherAuditor]) expect([await within(asker, keys, [id]), await within(asker, cases, [id])]).toEqual([4, 2]);
    for (const asker of [thirdAuditor, officer, investigator, { ...auditor, purpose: "security" } as const]) for (const statement of [keys, cases]) expect(await within(asker, statement, [id])).toBe("42501");
    await desk.admin.query("update ledger.resolution set expires_at = now() where id = $1", [id]);
    for (const statement of [keys, cases]) expect(await within(auditor, statement, [id])).toBe("42501");
    expect(await within(auditor, keys, [randomUUID()])).toBe("42501");
  });

  it("approve nothing for who asked, and change no resolution but through its functions", async () => {
    const { id } = await request(auditor, { dataSubject: name(ann) });
    await within(auditor, "select ledger.answer_resolution($1, 'approved')", [id]);
    for (const statement of ["update ledger.resolution set approved_by = 'han' where id = $1", "delete from ledger.resolution where id = $1", "insert into ledger.resolution (id, asked_by, asked_at, case_id, order_note) values (gen_random_uuid(), 'han', now(), $1, $1)"]) expect(await within(auditor, statement, [id])).toBe("42501");
    expect(stateOf(await read(auditor, id))).toBe("asked");
  });
});

it.each([["an investigator", investigator], ["a security officer", officer]])("%s asks for none, answers none and reads none", async (_who, asker) => {
  const id = await approved({ dataSubject: name(ann) });
  await expect(request(asker, { dataSubject: name(ann) })).rejects.toThrow("this needs another clearance");
  for (const told of [await answer(asker, "approve", id), await read(asker, id)]) expect(told).toMatch("this needs another clearance");
});
