/** Duplicates on entry: what the enterer is told, what only a steward is told, and that nobody can tell the difference; and the merge of two cases by their two owners. */
import { randomUUID } from "node:crypto";
import { claimsOf } from "@epigraph/authz";
import { openDatabase, sqlState } from "@epigraph/datastore";
import type { Scope } from "@epigraph/service";
import { RegistrationResolver } from "../case/registering/resolvers.js";
import { LineListResolver } from "../line-list/resolvers.js";
import { han, kim, lee, openDesk, region, seo, steward, type Asker, type TestDesk } from "../testing.js";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openDesk();
}, 120_000);
afterAll(() => desk.close());

const register = `mutation ($input: RegisterCaseInput!) { registerCase(input: $input) { case { id classification } possibleDuplicates { id classification } } }`;
type Registered = { readonly case: { readonly id: string }; readonly possibleDuplicates: readonly { readonly id: string }[] };
const input = (asker: Asker, person: object) => ({ input: { disease: "covid-19", regionCode: asker.jurisdictions?.[0], person, record: {} } });
const enter = (asker: Asker, person: object): Promise<Registered> => desk.get<Registered>(asker, "registerCase", register, input(asker, person));
let number = 10_000_000;
const aPhone = (): string => `010-${String((number += 12_345)).slice(0, 4)}-${String(number).slice(4)}`;
type Review = { readonly id: string; readonly case: { readonly id: string }; readonly matches: readonly { readonly id: string }[]; readonly kinds: readonly string[]; readonly protected: boolean; readonly state: string };
const reviews = async (): Promise<readonly Review[]> => (await desk.get<{ readonly edges: readonly { readonly node: Review }[] }>(steward, "duplicateReviews", "{ duplicateReviews(first: 100) { edges { node { id case { id } matches { id } kinds protected state } } } }")).edges.map(({ node }) => node);
const reviewOf = async (id: string): Promise<Review | undefined> => (await reviews()).find((review) => review.case.id === id);

describe("on entry", () => {
  it("a case of the own jurisdiction that may be of the same person is shown, and nothing is stopped", async () => {
    const phone = aPhone();
    const first = await enter(kim, { phone, fullName: "홍길동" });
    expect(first.possibleDuplicates).toEqual([]);
    const second = await enter(lee, { phone: phone.replaceAll("-", ""), fullName: "홍길순" });
    expect(second.possibleDuplicates).toEqual([{ id: first.case.id, classification: "suspected" }]);
    expect(await reviewOf(second.case.id)).toBeUndefined();
  });

  it("one of another jurisdiction is not, but waits for a national steward", async () => {
    const person = { phone: aPhone(), fullName: "성춘향", birthDate: "1990-05-05" };
    const first = await enter(seo, person);
    const second = await enter(kim, person);
    expect(second.possibleDuplicates).toEqual([]);
    expect(await reviewOf(second.case.id)).toMatchObject({ matches: [{ id: first.case.id }], kinds: ["name-and-birth-date", "phone"], protected: false, state: "open" });
    for (const asker of [kim, seo]) expect((await desk.ask(asker, "{ duplicateReviews { edges { node { id } } } }")).codes).toEqual(["CLEARANCE_REQUIRED"]);
  });

  it("nor is a specially protected one of the own jurisdiction, of whom not even the steward is told who it is", async () => {
    const phone = aPhone();
    const first = await enter(kim, { phone });
    await desk.admin.query("update cases.case_record set sealed = true where id = $1", [first.case.id]);
    const second = await enter(kim, { phone });
    expect(second.possibleDuplicates).toEqual([]);
    expect(await reviewOf(second.case.id)).toMatchObject({ matches: [], protected: true });
  });

  it("the answer is the same, byte for byte but for the new case's id, whether the person is known nowhere, elsewhere or under protection", async () => {
    const [nowhere, elsewhere, guarded] = [aPhone(), aPhone(), aPhone()];
    await enter(seo, { phone: elsewhere });
    const { case: one } = await enter(kim, { phone: guarded });
    await desk.admin.query("update cases.case_record set sealed = true where id = $1", [one.id]);
    const answers = [];
    for (const phone of [nowhere, elsewhere, guarded]) answers.push((await desk.ask(kim, register, input(kim, { phone }))).text);
    expect(new Set(answers.map((text) => text.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "id")))).toEqual(new Set(['{"data":{"registerCase":{"case":{"id":"id","classification":"suspected"},"possibleDuplicates":[]}}}']));
  });

  it("writes as many rows either way, and asks for its answer to leave at a whole step of time before it looks for anything", async () => {
    const rows = async (): Promise<unknown> => (await desk.admin.query<{ count: number }[]>("select (select count(*) from cases.duplicate_review)::int + (select count(*) from cases.duplicate_review_step)::int as count"))[0]?.count;
    const elsewhere = aPhone();
    await enter(seo, { phone: elsewhere });
    const written = [];
    for (const phone of [aPhone(), elsewhere]) {
      const before = Number(await rows());
      await enter(kim, { phone });
      written.push(Number(await rows()) - before);
    }
    expect(written).toEqual([1, 1]);
    for (const enterWith of [(scope: Scope) => new RegistrationResolver().registerCase({ disease: "covid-19" } as never, scope), (scope: Scope) => new LineListResolver().importLineList("", "none", null, true, "x", scope)]) {
      const scope = { loader: () => { throw new Error("nothing is loaded here"); } } as unknown as Scope;
      await expect(enterWith(scope)).rejects.toBeInstanceOf(Error);
      expect(scope.even).toBe(true);
    }
  });

  it("tells a service that was taken over no more than the enterer", async () => {
    const [elsewhere, here] = [aPhone(), aPhone()];
    await enter(seo, { phone: elsewhere });
    const { case: known } = await enter(kim, { phone: here });
    const { payload, tag } = claimsOf(desk.contextOf("", kim));
    const client = await openDatabase(desk.database.urls.cases, { name: "injected", poolSize: 1 });
    try {
      await client.query("begin");
      await client.query("select security.begin_request($1, $2)", [payload, tag]);
      for (const [phone, told] of [[elsewhere, []], [here, [{ case_id: known.id }]]] as const) {
        const id = randomUUID();
        await client.query("insert into cases.case_record (id, person_key, disease, classification, region_code, source_system, source_record) values ($1::uuid, $1::uuid, 'covid-19', 'suspected', $2, 'x', $1::text)", [id, region.gangnam]);
        await client.query("insert into cases.person (key, source_system, source_record) values ($1::uuid, 'x', $1::text)", [id]);
        await client.query("insert into cases.person_pseudonym (person_key, kind, pseudonym) values ($1, 'phone', $2)", [id, desk.vault.pseudonym("phone", phone)]);
        expect(await client.query("select case_id from cases.check_duplicates($1::uuid[])", [[id]])).toEqual(told);
        expect(await client.query("select from cases.duplicate_review where case_id = $1", [id])).toEqual([]);
      }
      expect(await client.query("select from cases.person_pseudonym").then(() => "read", sqlState)).toBe("42501");
    } finally {
      await client.destroy();
    }
  });

  it("is looked for by who enters, when entering, and by nobody later", async () => {
    const { case: row } = await enter(kim, { phone: aPhone() });
    await expect(desk.admin.query("select * from cases.check_duplicates($1::uuid[])", [[row.id]])).rejects.toMatchObject({ code: "42501" });
  });
});

const stubs = (asker: Asker, id: string) => desk.get<{ readonly samePersonStubs: readonly { readonly id: string; readonly agency: { readonly id: string } }[] }>(asker, "case", `{ case(id: "${id}") { samePersonStubs { id agency { id } } } }`);
const answer = (id: string, said: string) => desk.get<Review>(steward, "answerDuplicateReview", `mutation { answerDuplicateReview(review: "${id}", answer: "${said}", reason: "both centres called") { state answeredBy reason } }`);
const propose = (asker: Asker, one: string, other: string, keep = "duplicate") => desk.ask(asker, `mutation { proposeMerge(case: "${one}", duplicate: "${other}", keep: "${keep}", reason: "same person") { id state case { id } duplicate { id } duplicateStub { id } } }`);
type Merge = { readonly id: string; readonly state: string };
const proposed = async (asker: Asker, one: string, other: string, keep = "duplicate"): Promise<string> => {
  const { data, messages } = await propose(asker, one, other, keep);
  expect(messages).toEqual([]);
  return (data?.["proposeMerge"] as unknown as Merge).id;
};
const stepOf = (asker: Asker, mutation: string, id: string) => desk.ask(asker, `mutation { ${mutation}(merge: "${id}"${mutation === "refuseMerge" ? ', reason: "two persons"' : ""}) { state } }`);

describe("two cases of one jurisdiction", () => {
  const pair = async (): Promise<readonly [string, string]> => {
    const phone = aPhone();
    return [(await enter(kim, { phone })).case.id, (await enter(lee, { phone })).case.id];
  };

  it("are merged by two persons, and both stay with their history", async () => {
    const [one, other] = await pair();
    const id = await proposed(kim, one, other);
    expect((await stepOf(kim, "acceptMerge", id)).messages).toEqual(["another person must take this step: you took the one before"]);
    expect((await stepOf(lee, "acceptMerge", id)).data).toEqual({ acceptMerge: { state: "accepted" } });
    expect(await desk.get(kim, "case", `{ case(id: "${one}") { mergedInto { id } mergedParts { id } changes { edges { node { field changedBy } } } } }`)).toMatchObject({ mergedInto: { id: other }, mergedParts: [], changes: { edges: [{ node: { field: "merged_into", changedBy: "lee" } }] } });
    expect(await desk.get(kim, "case", `{ case(id: "${other}") { mergedInto { id } mergedParts { id } } }`)).toEqual({ mergedInto: null, mergedParts: [{ id: one }] });
    expect((await desk.ask(kim, `mutation { updateCase(case: "${one}", input: { sex: "male" }) { id } }`)).messages).toEqual([expect.stringContaining("merged into another")]);
    expect((await propose(kim, one, other)).codes).toEqual(["CONFLICT"]);
  });

  it("widens nothing: an assignment and a grant stay with the case that they were given for", async () => {
    const [one, other] = await pair();
    const held = async (): Promise<unknown> => await desk.admin.query("select account, case_id from permission.assignment where case_id in ($1, $2) union all select 'grant', case_id from permission.grant_case where case_id in ($1, $2) order by 1, 2", [one, other]);
    await desk.admin.query(`insert into permission.access_grant (id, request_id, data_class, window_from, window_to, purpose, not_before, not_after) values ($1::uuid, $1::uuid, 'card-use', '2020-03-01', '2020-03-02', 'investigation', now(), now() + interval '1 day')`, [one]);
    await desk.admin.query(`insert into permission.grant_case (grant_id, case_id) values ($1, $1)`, [one]);
    const before = await held();
    await stepOf(lee, "acceptMerge", await proposed(kim, one, other));
    expect(await held()).toEqual(before);
  });

  it("are not, once it was refused or withdrawn; and one proposal of a pair waits at a time", async () => {
    const [one, other] = await pair();
    const first = await proposed(kim, one, other);
    expect((await propose(lee, other, one)).codes).toEqual(["CONFLICT"]);
    expect((await stepOf(lee, "withdrawMerge", first)).messages).toEqual(["only who took the step before may take this one"]);
    expect((await stepOf(kim, "withdrawMerge", first)).data).toEqual({ withdrawMerge: { state: "withdrawn" } });
    const second = await proposed(kim, one, other);
    expect((await stepOf(lee, "refuseMerge", second)).data).toEqual({ refuseMerge: { state: "refused" } });
    expect((await stepOf(lee, "acceptMerge", second)).messages).toEqual(["it is refused: this step does not follow from that state"]);
    expect(await desk.get(kim, "case", `{ case(id: "${one}") { mergedInto { id } } }`)).toEqual({ mergedInto: null });
  });

  it("are not, once one of them is specially protected", async () => {
    const [one, other] = await pair();
    const id = await proposed(kim, one, other);
    await desk.admin.query("update cases.case_record set sealed = true where id = $1", [one]);
    expect((await stepOf(lee, "acceptMerge", id)).codes).toEqual(["NOT_FOUND"]);
    expect((await propose(lee, other, one)).codes).toEqual(["NOT_FOUND"]);
  });
});

describe("two cases of two jurisdictions", () => {
  const pair = async (): Promise<readonly [string, string, Review]> => {
    const phone = aPhone();
    const [theirs, mine] = [(await enter(seo, { phone })).case.id, (await enter(kim, { phone })).case.id];
    const review = await reviewOf(mine);
    if (!review) throw new Error("no review");
    return [mine, theirs, review];
  };

  it("are told of each other by stubs only once a steward has said that they are of one person", async () => {
    const [mine, theirs, review] = await pair();
    expect((await stubs(kim, mine)).samePersonStubs).toEqual([]);
    expect(await answer(review.id, "same-person")).toEqual({ state: "same-person", answeredBy: "steward", reason: "both centres called" });
    const [[told], [toldThem]] = [(await stubs(kim, mine)).samePersonStubs, (await stubs(seo, theirs)).samePersonStubs];
    expect([told?.agency.id, toldThem?.agency.id]).toEqual([seo.agency, kim.agency]);
    expect([told?.id, toldThem?.id]).not.toContain(theirs);
    expect((await stubs(steward, mine)).samePersonStubs).toEqual([]); // who sees both needs no stub
  });

  it("are merged by the owner of each, and by no national investigator in their place", async () => {
    const [mine, theirs, review] = await pair();
    await answer(review.id, "same-person");
    const stub = (await stubs(kim, mine)).samePersonStubs[0]?.id ?? "";
    expect((await propose(steward, mine, theirs)).codes).toEqual(["CLEARANCE_REQUIRED"]);
    expect((await propose(kim, mine, theirs)).codes).toEqual(["NOT_FOUND"]); // by its id it is still nobody's to know
    const id = await proposed(kim, mine, stub);
    for (const [asker, code] of [[steward, "CLEARANCE_REQUIRED"], [lee, "CLEARANCE_REQUIRED"], [han, "NOT_FOUND"]] as const) expect((await stepOf(asker, "acceptMerge", id)).codes).toEqual([code]);
    expect((await stepOf(seo, "acceptMerge", id)).data).toEqual({ acceptMerge: { state: "accepted" } });
    expect(await desk.get(kim, "case", `{ case(id: "${mine}") { mergedInto { id } mergedIntoStub { agency { id } } } }`)).toEqual({ mergedInto: null, mergedIntoStub: { agency: { id: seo.agency } } });
    expect(await desk.get(seo, "case", `{ case(id: "${theirs}") { mergedParts { id } } }`)).toEqual({ mergedParts: [] }); // seen where it may be seen
  });

  it("are not, when the steward finds two persons", async () => {
    const [mine, , review] = await pair();
    await answer(review.id, "different-persons");
    expect((await stubs(kim, mine)).samePersonStubs).toEqual([]);
    expect((await desk.ask(steward, `mutation { answerDuplicateReview(review: "${review.id}", answer: "same-person", reason: "x") { id } }`)).messages).toEqual([expect.stringContaining("does not follow")]);
  });

  it("of a place that has no such case are not guessed at", async () => {
    const mine = (await enter(kim, { phone: aPhone() })).case.id;
    for (const guess of ["00000000-0000-4000-8000-000000000000", (await enter(seo, { phone: aPhone() })).case.id]) expect((await propose(kim, mine, guess)).codes).toEqual(["NOT_FOUND"]);
    expect(region.gangnam).not.toBe(region.seocho);
  });
});
