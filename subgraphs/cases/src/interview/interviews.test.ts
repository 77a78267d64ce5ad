/** Interviews: who records and who reads them, what is sealed, and that a correction overwrites nothing. Through the guard and a real database. */
import { kim, lee, openDesk, region, seo, type TestDesk } from "../testing.js";

let desk: TestDesk;
let caseId: string;
beforeAll(async () => {
  desk = await openDesk();
  const { case: row } = await desk.get<{ readonly case: { readonly id: string } }>(kim, "registerCase", `mutation { registerCase(input: { disease: "covid-19", regionCode: "${region.gangnam}", person: { fullName: "홍길동" }, record: {} }) { case { id } } }`);
  caseId = row.id;
}, 120_000);
afterAll(() => desk.close());

const fields = "id version conductedDate informant recordedBy text visits { day from to precision placeText place { id } activity } companions { name relation phone } corrects { id version text }";
const record = `mutation ($case: ID!, $input: InterviewInput!) { recordInterview(case: $case, input: $input) { ${fields} } }`;
const correct = `mutation ($interview: ID!, $input: InterviewInput!) { correctInterview(interview: $interview, input: $input) { ${fields} } }`;
type Recorded = { readonly id: string; readonly version: number; readonly text: string | null; readonly corrects: { readonly id: string; readonly text: string } | null };
const said = { conductedDate: "2020-03-12", informant: "self", text: "어제 압구정 한양약국에 들렀다고 함", visits: [{ day: "2020-03-11", from: "2020-03-11T01:00:00Z", to: "2020-03-11T01:30:00Z", precision: "minute", placeText: "압구정 한양약국" }], companions: [{ name: "김철수", relation: "동료" }] };

describe("who is assigned", () => {
  it("records an interview and reads it; whoever is not sees that it was, and not what was said", async () => {
    const recorded = await desk.get<Recorded>(kim, "recordInterview", record, { case: caseId, input: said });
    expect(recorded).toMatchObject({ version: 1, recordedBy: "kim", text: said.text, visits: [{ day: "2020-03-11", from: "2020-03-11T01:00:00.000Z", placeText: "압구정 한양약국", place: null }], companions: [{ name: "김철수", relation: "동료", phone: null }], corrects: null });
    const query = `{ case(id: "${caseId}") { interviews { edges { node { id informant recordedBy text visits { day } } } } } }`;
    const { data, codes } = await desk.ask(lee, query);
    expect(codes).toEqual(["APPROVAL_REQUIRED", "APPROVAL_REQUIRED"]);
    expect(data).toMatchObject({ case: { interviews: { edges: [{ node: { informant: "self", recordedBy: "kim", text: null, visits: null } }] } } });
    expect((await desk.ask(lee, record, { case: caseId, input: said })).codes).toEqual(["APPROVAL_REQUIRED"]);
    expect((await desk.ask(seo, record, { case: caseId, input: said })).codes).toEqual(["NOT_FOUND"]);
  });

  it("corrects it by a new version, and the one before stays as it was", async () => {
    const first = await desk.get<Recorded>(kim, "recordInterview", record, { case: caseId, input: said });
    const second = await desk.get<Recorded>(kim, "correctInterview", correct, { interview: first.id, input: { ...said, text: "그저께였다고 함" } });
    expect(second).toMatchObject({ version: 2, text: "그저께였다고 함", corrects: { id: first.id, version: 1, text: said.text } });
    expect((await desk.ask(kim, correct, { interview: first.id, input: said })).messages).toEqual([expect.stringContaining("corrected already")]);
    const { interviews } = await desk.get<{ readonly interviews: { readonly edges: readonly { readonly node: { readonly id: string } }[] } }>(kim, "case", `{ case(id: "${caseId}") { interviews { edges { node { id } } } } }`);
    const listed = interviews.edges.map(({ node }) => node.id);
    expect([listed.includes(second.id), listed.includes(first.id)]).toEqual([true, false]);
  });
});

it("nothing of what was said stands in the database in the clear", async () => {
  const [{ text } = { text: "" }] = await desk.admin.query<{ text: string }[]>("select string_agg(i::text || coalesce(t::text, ''), ' ') as text from cases.interview i left join cases.interview_text t on t.interview_id = i.id");
  for (const words of ["압구정", "김철수", "들렀다고", "2020-03-11"]) {
    expect(text).not.toContain(words);
    expect(text).not.toContain(Buffer.from(words).toString("hex"));
  }
});

it("a blob in the place of another is nobody's words", async () => {
  const [one, other] = [await desk.get<Recorded>(kim, "recordInterview", record, { case: caseId, input: said }), await desk.get<Recorded>(kim, "recordInterview", record, { case: caseId, input: { ...said, text: "다른 말" } })];
  await desk.admin.query("update cases.interview_text set content = (select content from cases.interview_text where interview_id = $2) where interview_id = $1", [one.id, other.id]);
  const { interviews } = await desk.get<{ readonly interviews: { readonly edges: readonly { readonly node: Recorded }[] } }>(kim, "case", `{ case(id: "${caseId}") { interviews { edges { node { id text } } } } }`);
  expect(interviews.edges.map(({ node }) => node)).toContainEqual({ id: one.id, text: null });
});

describe("a statement that cannot be is refused by its place, not its words", () => {
  const visit = said.visits[0];
  it.each<[string, object, string]>([
    ["nothing said", { text: " ", visits: [], companions: [] }, "the interview is empty"],
    ["an interview tomorrow", { conductedDate: "2999-01-01" }, "`conductedDate` must not be in the future"],
    ["a visit whose time is of another day", { visits: [{ ...visit, day: "2020-03-10" }] }, "`visits[0].from` is not on `day` in Korea"],
    ["a visit that ends before it begins", { visits: [visit, { ...visit, to: "2020-03-11T00:00:00Z" }] }, "`visits[1].to` must not be before `from`"],
    ["times of a day that is known as a day", { visits: [{ ...visit, precision: "day" }] }, "`visits[0].precision` is `day`"],
    ["a visit nowhere", { visits: [{ ...visit, placeText: "" }] }, "`visits[0].placeText` is missing"],
    ["a companion of whom nothing is said", { companions: [{}] }, "`companions[0]` says nothing"],
  ])("%s", async (_, change, told) => {
    const { messages } = await desk.ask(kim, record, { case: caseId, input: { ...said, ...change } });
    expect(messages).toEqual([expect.stringContaining(told)]);
    expect(messages[0]).not.toContain("한양약국");
  });
});
