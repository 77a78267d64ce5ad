/** Registering a case and changing it, through the guard and a real database. Duplicates: see duplicate/duplicates.test.ts. */
import { claimsOf } from "@epigraph/authz";
import { openDatabase, sqlState } from "@epigraph/datastore";
import { type Asker, kim, lee, openDesk, region, seo, steward, type TestDesk } from "../../testing.js";

let desk: TestDesk;

const claimsIn = (context: string): [string, string] => {
  const { payload, tag } = claimsOf(context);
  return [payload, tag];
};
beforeAll(async () => {
  desk = await openDesk();
}, 120_000);
afterAll(() => desk.close());

const register = `mutation ($input: RegisterCaseInput!) { registerCase(input: $input) { case { id disease classification region { code } registeredBy onsetDate symptoms { code onsetDate } riskGroups travel { countryCode fromDate toDate } person { __typename } } possibleDuplicates { id } } }`;
type Registered = { readonly case: { readonly id: string; readonly classification: string; readonly registeredBy: string }; readonly possibleDuplicates: readonly { readonly id: string }[] };
const input = (record: object = {}, more: object = {}) => ({ input: { disease: "covid-19", regionCode: region.gangnam, person: { fullName: "홍길동", phone: "010-1234-5678" }, record, ...more } });
const registered = async (asker: Asker, record: object = {}, more: object = {}): Promise<string> => (await desk.get<Registered>(asker, "registerCase", register, input(record, more))).case.id;

describe("a local investigator", () => {
  it("registers a case of the own jurisdiction, and is assigned to it", async () => {
    const record = { onsetDate: "2020-03-10", symptoms: [{ code: "fever", onsetDate: "2020-03-10" }, { code: "cough" }], riskGroups: ["diabetes"], travel: [{ countryCode: "CN", fromDate: "2020-03-01" }] };
    const { case: row } = await desk.get<Registered>(kim, "registerCase", register, input(record));
    expect(row).toEqual({ id: expect.any(String) as string, disease: "covid-19", classification: "suspected", region: { code: region.gangnam }, registeredBy: "kim", onsetDate: "2020-03-10", symptoms: [{ code: "fever", onsetDate: "2020-03-10" }, { code: "cough", onsetDate: null }], riskGroups: ["diabetes"], travel: [{ countryCode: "CN", fromDate: "2020-03-01", toDate: null }], person: { __typename: "Person" } });
    expect(await desk.admin.query("select account from permission.assignment where case_id = $1", [row.id])).toEqual([{ account: "kim" }]);
  });

  it("registers none of another jurisdiction, and none of a place that is no municipality", async () => {
    expect((await desk.ask(kim, register, input({}, { regionCode: region.seocho }))).codes).toEqual(["CLEARANCE_REQUIRED"]);
    for (const regionCode of ["1100000000", "9999999999"]) expect((await desk.ask(kim, register, input({}, { regionCode }))).codes).toEqual(["BAD_USER_INPUT"]);
    const national = await registered(steward, {}, { regionCode: region.seocho });
    expect((await desk.ask(kim, `{ case(id: "${national}") { id } }`)).codes).toEqual(["NOT_FOUND"]);
  });

  it("keeps no identity in the clear and no resident number at all", async () => {
    const person = { fullName: "독고영재", phone: "010-9876-5432", birthDate: "1980-02-03", residentNumber: "800203-1234567" };
    const id = await registered(kim, {}, { person });
    const [row] = await desk.admin.query<{ key: string; identity: Buffer; text: string }[]>("select p.key, p.identity, p::text || (select string_agg(n::text, '') from cases.person_pseudonym n where n.person_key = p.key) as text from cases.person p join cases.case_record c on c.person_key = p.key where c.id = $1", [id]);
    for (const value of Object.values(person)) expect(row?.text).not.toContain(value);
    expect(await desk.vault.open([{ owner: row?.key ?? "", field: "identity", blob: row?.identity ?? Buffer.alloc(0) }])).toEqual([JSON.stringify({ fullName: "독고영재", phone: "010-9876-5432", birthDate: "1980-02-03" })]);
    expect(await desk.admin.query("select kind from cases.person_pseudonym where person_key = $1 order by 1", [row?.key])).toEqual([{ kind: "name-and-birth-date" }, { kind: "phone" }, { kind: "resident-number" }]);
  });
});

const today = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);
const tomorrow = new Date(Date.now() + 33 * 3_600_000).toISOString().slice(0, 10);

describe("what cannot be is refused, with the field and what to do", () => {
  it.each<[string, object, string]>([
    ["an onset in the future", { onsetDate: tomorrow }, "`record.onsetDate` must not be in the future"],
    ["an onset of another century", { onsetDate: "1920-03-10" }, "`record.onsetDate` must not be before"],
    ["an outcome before the onset", { onsetDate: "2020-03-10", outcome: "released", outcomeDate: "2020-03-09" }, "`record.outcomeDate` must not be before the onset (`onsetDate`)"],
    ["an outcome without saying which", { outcomeDate: "2020-03-09" }, "`record.outcome` must be given"],
    ["an end of isolation before its beginning", { isolationDate: "2020-03-10", isolationEndDate: "2020-03-09" }, "`record.isolationEndDate` must not be before the beginning of isolation"],
    ["a year that slipped", { onsetDate: "2018-03-10", reportingDate: "2020-03-12" }, "more than 365 days before `reportingDate`"],
    ["a symptom before the first symptom", { onsetDate: "2020-03-10", symptoms: [{ code: "fever", onsetDate: "2020-03-08" }] }, "`record.symptoms` must not begin before `onsetDate`"],
    ["a symptom that no list has", { symptoms: [{ code: "fervor" }] }, "`record.symptoms` must have codes of"],
    ["a symptom twice", { symptoms: [{ code: "fever" }, { code: "fever" }] }, "`record.symptoms` must name each symptom once"],
    ["a risk group that no list has", { riskGroups: ["rich"] }, "`record.riskGroups` must be of"],
    ["a country by its name", { travel: [{ countryCode: "China", fromDate: "2020-03-01" }] }, "`record.travel` must have two-letter country codes"],
    ["a journey that ends before it begins", { travel: [{ countryCode: "CN", fromDate: "2020-03-02", toDate: "2020-03-01" }] }, "`record.travel` must not end before it begins"],
    ["a sex that no list has", { sex: "F" }, "`record.sex` must be one of `female`"],
    ["a case that comes confirmed", { classification: "confirmed" }, "let another investigator confirm the case"],
  ])("%s", async (_, record, told) => {
    const { codes, messages } = await desk.ask(kim, register, input(record));
    expect([codes, messages]).toEqual([["BAD_USER_INPUT"], [expect.stringContaining(told)]]);
  });

  it.each<[string, object, string]>([
    ["a birth date that is none", { birthDate: "80.2.3" }, "`person.birthDate`"],
    ["a resident number that is none", { residentNumber: "8002031234567890" }, "`person.residentNumber`"],
    ["a nationality by its name", { nationality: "Korea" }, "`person.nationality`"],
  ])("%s, whose value the message does not repeat", async (_, person, field) => {
    const { messages } = await desk.ask(kim, register, input({}, { person }));
    expect(messages).toEqual([expect.stringContaining(field)]);
    for (const value of Object.values(person)) expect(messages[0]).not.toContain(String(value));
  });

  it("but today is not the future", async () => expect(await registered(kim, { onsetDate: today, reportingDate: today })).toMatch(/^[0-9a-f-]{36}$/));
});

describe("a change", () => {
  const update = `mutation ($case: ID!, $input: CaseInput!) { updateCase(case: $case, input: $input) { id onsetDate classification riskGroups outcome changes { edges { node { changedBy field before after } } } } }`;
  type Changed = { readonly onsetDate: string | null; readonly classification: string; readonly changes: { readonly edges: readonly { readonly node: { readonly field: string } }[] } };
  const changesOf = ({ changes }: Changed): readonly object[] => changes.edges.map(({ node }) => node).toSorted((one, other) => (one.field < other.field ? -1 : 1));

  it("touches only what is given, and keeps what stood there before with who changed it", async () => {
    const id = await registered(kim, { onsetDate: "2020-03-10", riskGroups: ["cancer"] });
    const first = await desk.get<Changed>(lee, "updateCase", update, { case: id, input: { classification: "probable", riskGroups: ["obesity", "cancer"] } });
    expect(first).toMatchObject({ onsetDate: "2020-03-10", classification: "probable" });
    expect(changesOf(first)).toEqual([
      { changedBy: "lee", field: "classification", before: '"suspected"', after: '"probable"' },
      { changedBy: "lee", field: "risk_groups", before: '["cancer"]', after: '["cancer", "obesity"]' },
    ]);
    const second = await desk.get<Changed>(kim, "updateCase", update, { case: id, input: { onsetDate: null } });
    expect(second.onsetDate).toBeNull();
    expect(changesOf(second)).toHaveLength(3);
  });

  it("is judged with what stands there already, and by what is given alone", async () => {
    const id = await registered(kim, { onsetDate: "2020-03-10" });
    expect((await desk.ask(kim, update, { case: id, input: { outcome: "released", outcomeDate: "2020-03-01" } })).messages).toEqual([expect.stringContaining("`input.outcomeDate` must not be before the onset")]);
    await desk.admin.query("update cases.case_record set sex = 'female', infection_setting = repeat('x', 501) where id = $1", [id]);
    expect((await desk.ask(kim, update, { case: id, input: { sex: "male" } })).codes).toEqual([]);
  });

  it("needs something to change, and does not confirm", async () => {
    const id = await registered(kim);
    expect((await desk.ask(kim, update, { case: id, input: {} })).messages).toEqual([expect.stringContaining("is empty")]);
    expect((await desk.ask(lee, update, { case: id, input: { classification: "confirmed" } })).messages).toEqual([expect.stringContaining("`confirmCase` alone")]);
  });

  it("is nobody's of another jurisdiction", async () => {
    const id = await registered(kim);
    expect((await desk.ask(seo, update, { case: id, input: { sex: "male" } })).codes).toEqual(["NOT_FOUND"]);
    expect(await desk.admin.query("select sex from cases.case_record where id = $1", [id])).toEqual([{ sex: null }]);
  });

  it("of a sealed case is not found", async () => {
    const id = await registered(kim);
    await desk.admin.query("update cases.case_record set sealed = true where id = $1", [id]);
    expect((await desk.ask(kim, update, { case: id, input: { sex: "male" } })).codes).toEqual(["NOT_FOUND"]);
  });
});

describe("a confirmation", () => {
  const recordSample = `mutation ($case: ID!, $takenDate: LocalDate!) { recordSample(case: $case, takenDate: $takenDate, sampleType: "saliva") { id takenDate recordedBy } }`;
  const recordResult = `mutation ($sample: ID!, $result: String!) { recordResult(sample: $sample, resultDate: "2020-03-12", testType: "pcr", result: $result, laboratory: "보건환경연구원") { id result resultDate laboratory } }`;
  const confirm = `mutation ($case: ID!, $basis: String!, $sample: ID) { confirmCase(case: $case, basis: $basis, sample: $sample) { classification confirmationDate samplingDate confirmations { edges { node { basis confirmedBy sample { id } } } } changes { edges { node { changedBy field } } } } }`;
  const sampled = async (id: string, result = "positive"): Promise<string> => {
    const { id: sample } = await desk.get<{ readonly id: string }>(kim, "recordSample", recordSample, { case: id, takenDate: "2020-03-11" });
    await desk.get(kim, "recordResult", recordResult, { sample, result });
    return sample;
  };

  it("rests on a positive sample, and is by another person than registered the case", async () => {
    const id = await registered(kim);
    const sample = await sampled(id);
    expect((await desk.ask(kim, confirm, { case: id, basis: "laboratory", sample })).messages).toEqual(["you registered the case: another investigator confirms it"]);
    const confirmed = await desk.get<{ readonly changes: unknown }>(lee, "confirmCase", confirm, { case: id, basis: "laboratory", sample });
    expect(confirmed).toMatchObject({ classification: "confirmed", confirmationDate: "2020-03-12", samplingDate: "2020-03-11", confirmations: { edges: [{ node: { basis: "laboratory", confirmedBy: "lee", sample: { id: sample } } }] } });
    expect(JSON.stringify(confirmed.changes)).toContain('"lee"');
    expect((await desk.ask(lee, confirm, { case: id, basis: "clinical" })).messages).toEqual(["the case is confirmed already: see `confirmations`"]);
  });

  it("is not by the same person under another account", async () => {
    const id = await registered(kim);
    await desk.admin.query(
      `insert into identity.account (id, holder, login, duty, clearance, agency, jurisdictions, state, created_at, changed_at) select a.id, '\\x01', a.id, 'local-investigator', 4, 'x', '{}', 'invited', now(), now() from (values ('kim'), ('kim-too')) a (id)`,
    );
    expect((await desk.ask({ ...lee, account: "kim-too" }, confirm, { case: id, basis: "clinical" })).codes).toEqual(["CONFLICT"]);
    expect(await desk.admin.query("select from cases.confirmation where case_id = $1", [id])).toEqual([]);
  });

  it("needs the sample's result to be positive, and the sample to be the case's", async () => {
    const [id, other] = [await registered(kim), await registered(kim)];
    const [negative, foreign] = [await sampled(id, "negative"), await sampled(other)];
    for (const [sample, told] of [[negative, "`sample` has no positive result"], [foreign, "`sample` is not one of this case"], [undefined, "`sample` is missing"]] as const) {
      expect((await desk.ask(lee, confirm, { case: id, basis: "laboratory", sample })).messages).toEqual([expect.stringContaining(told)]);
    }
  });

  it("is not undone by who may only write: an update, a deletion or an own row in another's name", async () => {
    const id = await registered(kim);
    const tries = [
      `update cases.case_record set classification = 'confirmed' where id = '${id}'`,
      `insert into cases.confirmation (id, case_id, confirmed_by, confirmed_at, basis) values (gen_random_uuid(), '${id}', 'lee', now(), 'clinical')`,
      `insert into cases.confirmation (id, case_id, basis) values (gen_random_uuid(), '${id}', 'clinical')`,
      `update cases.case_change set changed_by = 'lee'`,
      `delete from cases.case_change`,
      `insert into cases.case_change (id, case_id, changed_by, changed_at, of, row_id, field) values (gen_random_uuid(), '${id}', 'lee', now(), 'case_record', '${id}', 'sex')`,
      `update cases.case_record set registered_by = 'lee' where id = '${id}'`,
      `update cases.case_record set merged_into = null where id = '${id}'`,
      `update cases.case_record set sealed = false where id = '${id}'`,
    ];
    for (const statement of tries) expect([statement, await codeOf(statement)]).toEqual([statement, expect.stringMatching(/^(42501|EP001)$/)]);
  });

  /** With the claims of kim's next request, as injected SQL would have them. */
  async function codeOf(statement: string): Promise<string> {
    const [payload, tag] = claimsIn(desk.contextOf("", kim));
    const client = await openDatabase(desk.database.urls.cases, { name: "injected", poolSize: 1 });
    try {
      await client.query("begin");
      await client.query("select security.begin_request($1, $2)", [payload, tag]);
      await client.query(statement);
      return "done";
    } catch (error) {
      return sqlState(error) ?? "unknown";
    } finally {
      await client.destroy();
    }
  }

  it("of an imported case is its source's, and data may rest on it", async () => {
    const id = "00000000-0000-4000-8000-00000000abcd";
    await desk.admin.query("insert into cases.person (key, source_system, source_record) values ($1, 'kdca-line-list', 'p1')", [id]);
    await desk.admin.query("insert into cases.case_record (id, person_key, disease, classification, region_code, source_system, source_record) values ($1, $1, 'covid-19', 'confirmed', $2, 'kdca-line-list', '1')", [id, region.gangnam]);
    expect(await desk.admin.query("select confirmed_by, basis from cases.confirmation where case_id = $1", [id])).toEqual([{ confirmed_by: "source.kdca-line-list", basis: "laboratory" }]);
  });

  it("leaves a result that was corrected in the history", async () => {
    const id = await registered(kim);
    const sample = await sampled(id, "inconclusive");
    await desk.get(lee, "recordResult", recordResult, { sample, result: "positive" });
    const { changes } = await desk.get<{ readonly changes: { readonly edges: readonly { readonly node: object }[] } }>(kim, "case", `{ case(id: "${id}") { changes { edges { node { of rowId field before after changedBy } } } } }`);
    expect(changes.edges.map(({ node }) => node)).toContainEqual({ of: "sample", rowId: sample, field: "result", before: '"inconclusive"', after: '"positive"', changedBy: "lee" });
    expect((await desk.ask(kim, recordResult.replace("2020-03-12", "2020-03-10"), { sample, result: "positive" })).messages).toEqual([expect.stringContaining("`resultDate` must not be before the day")]);
  });
});
