/** Who looked at a case, as those assigned to it are told, in every month; and that the database tells nobody else, nor them of another case, whatever is asked of it. */
import { randomUUID } from "node:crypto";
import { claimsOf } from "@epigraph/authz";
import { beginRequest, transaction } from "@epigraph/datastore";
import { type Asker, auditor, event, investigator, officer, openDesk, recordOf, type TestDesk } from "../testing.js";

let desk: TestDesk;
const [caseId, otherCase, person, other] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
const day = 86_400_000;
const now = Date.now();

beforeAll(async () => {
  desk = await openDesk();
  await desk.admin.query("insert into permission.assignment values ('kim', $1, '2020-01-01', null)", [caseId]);
  for (const [agency, days] of [["kdca", 0], ["gangnam", 40], ["seocho", 400]] as const) {
    const recorded = now - 1_000 - days * day;
    await desk.put(recordOf({ recorded, agent: { agency }, events: [event("Case.sex", "allowed", desk.names.of(person, recorded))] }));
  }
  await desk.put(recordOf({ agent: { agency: "busan" }, events: [event("Case.sex", "allowed", desk.names.of(other, now))] }));
}, 60_000);
afterAll(async () => await desk?.close());

const query = "query ($r: [_Any!]!, $first: Int, $after: String) { _entities(representations: $r) { ... on Case { accesses(first: $first, after: $after) { edges { node { recorded agency duty purpose outcome } } pageInfo { hasNextPage endCursor } } } } }";
type Accesses = { readonly edges: readonly { readonly node: { readonly agency: string } }[]; readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string } };
const ask = (asker: Asker, id: string, page: Readonly<Record<string, unknown>> = {}) => desk.ask(asker, query, { r: [{ __typename: "Case", id, personKey: person }], ...page });
const accesses = ({ data }: Awaited<ReturnType<typeof ask>>): Accesses => (data?.["_entities"] as [{ accesses: Accesses }])[0].accesses;

it("are told newest first, of all months, though the person has another name in each", async () => {
  const { edges } = accesses(await ask(investigator, caseId));
  expect(edges.map(({ node }) => node)).toEqual([
    { recorded: new Date(now - 1_000).toISOString(), agency: "kdca", duty: "local-investigator", purpose: "investigation", outcome: "answered" },
    expect.objectContaining({ agency: "gangnam" }),
    expect.objectContaining({ agency: "seocho" }),
  ]);
});

it("come in pages, none twice and none left out", async () => {
  const seen: string[] = [];
  for (let after: string | null = null; ; ) {
    const { edges, pageInfo } = accesses(await ask(investigator, caseId, { first: 1, after }));
    seen.push(...edges.map(({ node }) => node.agency));
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  expect(seen).toEqual(["kdca", "gangnam", "seocho"]);
});

it("of several cases are told each with its own, though they are asked for together", async () => {
  const [third, unknown] = [randomUUID(), randomUUID()];
  for (const id of [third, unknown]) await desk.admin.query("insert into permission.assignment values ('kim', $1, '2020-01-01', null)", [id]);
  const r = [[caseId, person], [third, other], [unknown, null]].map(([id, personKey]) => ({ __typename: "Case", id, personKey }));
  const { data } = await desk.ask(investigator, query, { r, first: 2 });
  expect((data?.["_entities"] as { accesses: Accesses }[]).map(({ accesses: { edges } }) => edges.map(({ node }) => node.agency))).toEqual([["kdca", "gangnam"], ["busan"], []]);
});

it("are told to nobody who is not assigned to the case", async () => {
  expect((await ask(investigator, otherCase)).codes).toEqual(["APPROVAL_REQUIRED"]);
  expect((await ask({ ...investigator, account: "lee" }, caseId)).codes).toEqual(["APPROVAL_REQUIRED"]);
  for (const asker of [auditor, officer]) expect((await ask({ ...asker, account: "kim" }, caseId)).codes).toEqual(["CLEARANCE_REQUIRED"]);
});

describe("statements that somebody slipped into a request of the service", () => {
  const within = async (asker: Asker, statement: string, values: readonly unknown[] = []): Promise<unknown> => {
    const request = transaction(desk.pool, { access: "read-write", prepare: beginRequest(claimsOf(desk.contextOf("", asker))) });
    try {
      return await request.query(statement, values);
    } catch (error) {
      return (error as { readonly code: string }).code;
    } finally {
      await request.rollback();
    }
  };
  const about = (id: string, subject: string): readonly unknown[] => [id, [desk.names.of(subject, now)]];
  const asked = "select agency from ledger.accesses($1, $2, 'infinity', 9223372036854775807, 10)";

  it("find no record and no subject in an investigator's, however many cases are assigned", async () => {
    for (const table of ["record", "record_subject", "shape", "change", "finding", "note", "resolution", "checkpoint"]) expect([table, await within(investigator, `select * from ledger.${table}`)]).toEqual([table, []]);
  });

  it("are answered about the case that is assigned, to the investigator for the purpose of an investigation", async () => {
    expect(await within(investigator, asked, about(caseId, person))).toEqual([{ agency: "kdca" }]);
    expect(await within(investigator, asked, about(otherCase, person))).toBe("42501");
    expect(await within({ ...investigator, purpose: "audit" }, asked, about(caseId, person))).toBe("42501");
    for (const asker of [{ ...auditor, account: "kim" }, { ...officer, account: "kim" }]) expect(await within(asker, asked, about(caseId, person))).toBe("42501");
    await expect(desk.pool.query(asked, [...about(caseId, person)])).rejects.toMatchObject({ code: "42501" });
  });

  it("learn no shape of records and write no note but the auditor's", async () => {
    for (const statement of ["select ledger.shapes_with('Case.sex', null)", "select ledger.write_note('words')", "select ledger.step_finding(gen_random_uuid(), 'explained', 'words')", "select ledger.ask_resolution(null, gen_random_uuid(), 'words')"]) {
      for (const asker of [investigator, officer]) expect([statement, await within(asker, statement)]).toEqual([statement, "42501"]);
      await expect(desk.pool.query(statement)).rejects.toMatchObject({ code: "42501" });
    }
    for (const inner of ["select ledger.auditor()", "select ledger.same_person('a', 'b')", "select ledger.open_resolution(gen_random_uuid())", "insert into ledger.note values (gen_random_uuid(), now(), 'han', 'forged')"]) expect([inner, await within(auditor, inner)]).toEqual([inner, "42501"]);
  });
});
