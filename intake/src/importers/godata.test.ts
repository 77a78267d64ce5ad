import { isBalanced, type ImportReport } from "../report.js";
import { importGodata, type GodataOptions } from "./godata.js";
import { fileOf, now, openTrial, type Trial } from "./trial.js";

let trial: Trial;
beforeAll(async () => void (trial = await openTrial()));
afterAll(async () => trial.end());
beforeEach(async () => trial.empty());

const person = "firstName,lastName,telephone,address,city,gender,age,location_id,admin_0_name,admin_1_name,admin_2_name";
const kinds = {
  cases: { file: "cases_clean.csv", header: `uuid,case_id,${person},classification,outcome_id,date_of_reporting,date_of_onset,date_of_onset_approximate,date_of_outcome,isolation_startdate` },
  contacts: { file: "contacts_clean.csv", header: `uuid,contact_status,${person},date_of_last_contact,date_of_followup_start,date_of_followup_end` },
  relationships: { file: "relationships_clean.csv", header: "uuid,source_uuid,target_uuid,date_of_last_contact,exposure_type,context_of_exposure,exposure_frequency,certainty_level,exposure_duration" },
  followUps: { file: "followups_clean.csv", header: "uuid,contact_uuid,followup_status,followup_number,date_of_followup" },
  samples: { file: "lab_results_clean.csv", header: "id,personId,deleted,dateSampleTaken,dateOfResult,sampleType,testType,result,labName" },
} as const;
type Kind = keyof typeof kinds;

function row(kind: Kind, cells: Readonly<Record<string, string>>): string {
  return kinds[kind].header.split(",").map((column) => cells[column] ?? "").join(",");
}
const oneCase = (id: string, cells: Readonly<Record<string, string>> = {}): string => row("cases", { uuid: `case-000${id}`, classification: "CONFIRMED", gender: "FEMALE", age: "34", date_of_reporting: "2020-07-14", admin_2_name: "Venu", location_id: "x", ...cells });
const oneContact = (id: string, cells: Readonly<Record<string, string>> = {}): string => row("contacts", { uuid: `cont-000${id}`, contact_status: "UNDER_FOLLOW_UP", gender: "MALE", ...cells });

async function run(content: Partial<Record<Kind, readonly string[]>>, options: Partial<GodataOptions> = {}): Promise<ImportReport> {
  const files = Object.entries(kinds).map(([kind, { file, header }]) => [file, [header, ...(content[kind as Kind] ?? []), ""].join("\n")]);
  const report = await importGodata({ folder: await trial.folder(Object.fromEntries(files)), database: trial.database, vault: trial.vault, now, ...options });
  expect(report.files.map(isBalanced)).toEqual([true, true, true, true, true]);
  return report;
}

describe("a case of Go.Data", () => {
  it("has its identity in the person and nowhere else", async () => {
    await run({ cases: [oneCase("1", { firstName: "Awa ", lastName: "Diallo", telephone: "0124567894", address: "Main Street", city: "Big City" })] });
    expect(await trial.identities()).toEqual({ "case-0001": { fullName: "Awa Diallo", phone: "0124567894", address: "Main Street, Big City" } });
    expect(await trial.rows("select kind, pseudonym from cases.person_pseudonym")).toEqual([["phone", trial.vault.pseudonym("phone", "+82 12 456 7894")]]);
    expect(JSON.stringify(await trial.rows("select * from cases.case_record join movements.case_reference on case_id = id join cases.person p on p.key = case_record.person_key"))).not.toMatch(/Awa|Diallo|0124567894|Main Street/);
  });
  it("is filed under the country unless told otherwise; the report keeps the source's name of the area", async () => {
    const report = await run({ cases: [oneCase("1"), oneCase("2", { admin_2_name: "", location_id: "" })] });
    expect(await trial.rows("select distinct region_code from cases.case_record")).toEqual([["0000000000"]]);
    expect(fileOf(report, "cases_clean.csv").repaired).toEqual({ "location-replaced-by-region (Venu)": 1, "location-missing-region-used": 1 });
  });
  it("is filed under the region of the option, and only a real one", async () => {
    await run({ cases: [oneCase("1")] }, { region: "1168000000" });
    expect(await trial.rows("select region_code, (select array_agg(account order by 1) from permission.assignment) from cases.case_record")).toEqual([["1168000000", ["investigator.1168000000", "investigator.national"]]]);
    await expect(run({}, { region: "9999999999" })).rejects.toMatchObject({ code: "REGION_UNKNOWN" });
  });
  it.each([
    ["CONFIRMED", "confirmed", 1], ["PROBABLE", "probable", 1], ["SUSPECT", "suspected", 1], ["NOT_A_CASE_DISCARDED", "not-a-case", 0],
  ])("%s is %s; movements know %d of it", async (classification, stored, references) => {
    await run({ cases: [oneCase("1", { classification })] });
    expect(await trial.rows("select classification, (select count(*)::int from movements.case_reference) from cases.case_record")).toEqual([[stored, references]]);
  });
  it.each([
    ["who recovered was released", { outcome_id: "RECOVERED", date_of_outcome: "2020-08-01" }, ["released", "2020-08-01"], {}],
    ["who is alive has no outcome yet", { outcome_id: "ALIVE", date_of_outcome: "2020-08-01" }, [null, null], {}],
    ["with a date and no outcome has none", { date_of_outcome: "2020-08-01" }, [null, null], { "outcome-date-without-outcome-left-out": 1 }],
    ["whose outcome comes before onset is kept so", { outcome_id: "DECEASED", date_of_outcome: "2020-07-01", date_of_onset: "2020-07-10" }, ["deceased", "2020-07-01"], { "outcome-before-onset-kept": 1 }],
    ["reported before onset is kept so", { date_of_onset: "2020-07-20" }, [null, null], { "reported-before-onset-kept": 1 }],
    ["with an approximate onset keeps it", { date_of_onset: "2020-07-10", date_of_onset_approximate: "TRUE" }, [null, null], { "onset-date-approximate-kept": 1 }],
  ])("%s", async (_, cells, outcome, repaired) => {
    const report = await run({ cases: [oneCase("1", cells)] });
    expect(await trial.rows("select outcome, outcome_date::text from cases.case_record")).toEqual([outcome]);
    expect(fileOf(report, "cases_clean.csv").repaired).toEqual({ "location-replaced-by-region (Venu)": 1, ...repaired });
  });
  it("keeps its own number even if another case bears the same", async () => {
    const report = await run({ cases: [oneCase("1", { case_id: "CASE-2020-0002" }), oneCase("2", { case_id: "CASE-2020-0002" })] });
    expect(fileOf(report, "cases_clean.csv")).toMatchObject({ imported: 2, repaired: { "case-number-used-twice-kept": 1 } });
  });
  it.each([
    ["an id that is used already", oneCase("1"), "id-used-twice", "uuid"],
    ["no classification", oneCase("2", { classification: "" }), "unknown-value", "classification"],
    ["another classification", oneCase("2", { classification: "MAYBE" }), "unknown-value", "classification"],
    ["a date of 2020-13-45", oneCase("2", { date_of_onset: "2020-13-45" }), "not-a-date", "date_of_onset"],
    ["an age that is none", oneCase("2", { age: "150" }), "not-an-age", "age"],
  ])("with %s goes to quarantine", async (_, line, reason, column) => {
    expect((await run({ cases: [oneCase("1"), line] })).quarantine).toEqual([{ file: "cases_clean.csv", line: 3, column, reason }]);
  });
});

describe("a contact of Go.Data", () => {
  it("has its status, last contact and follow-up, and its daily visits", async () => {
    await run({
      contacts: [oneContact("1", { date_of_last_contact: "2020-06-22", date_of_followup_start: "2020-06-23", date_of_followup_end: "2020-07-06" })],
      followUps: ["f-000001,cont-0001,SEEN_OK,7,2020-06-23", "f-000002,cont-0001,NOT_PERFORMED,8,2020-06-24"],
    });
    expect(await trial.rows("select status, sex, region_code, last_contact_date::text, follow_up_from::text, follow_up_to::text, became_case_id from cases.contact")).toEqual([["under-follow-up", "male", "0000000000", "2020-06-22", "2020-06-23", "2020-07-06", null]]);
    expect(await trial.rows("select day::text, number, status from cases.follow_up order by 1")).toEqual([["2020-06-23", 7, "seen-ok"], ["2020-06-24", 8, "not-performed"]]);
  });
  it("who became a case is the same person", async () => {
    await run({ cases: [oneCase("1", { firstName: "Awa" })], contacts: [oneContact("1", { uuid: "case-0001", firstName: "Awa", contact_status: "BECAME_CASE" })] });
    expect(await trial.rows("select c.status, c.became_case_id = r.id, c.person_key = r.person_key, (select count(*)::int from cases.person) from cases.contact c, cases.case_record r")).toEqual([["became-case", true, true, 1]]);
  });
  it.each([
    ["without a day", "f-000001,cont-0001,SEEN_OK,7,", "not-a-date", "date_of_followup"],
    ["of nobody known", "f-000001,cont-0009,SEEN_OK,7,2020-06-23", "contact-not-imported", "contact_uuid"],
    ["without a status", "f-000001,cont-0001,,7,2020-06-23", "unknown-value", "followup_status"],
  ])("has no follow-up %s", async (_, line, reason, column) => {
    expect((await run({ contacts: [oneContact("1")], followUps: [line] })).quarantine).toEqual([{ file: "followups_clean.csv", line: 2, column, reason }]);
  });
});

describe("a relationship of Go.Data", () => {
  const people = { cases: [oneCase("1"), oneCase("2")], contacts: [oneContact("1")] };
  it("is an exposure of a contact or of another case, in the source's words, and not a transmission", async () => {
    await run({ ...people, relationships: ["r-000001,case-0001,cont-0001,2020-06-24,Direct physical contact ,Workplace,1-5 Times,3 - High,Long (days)", "r-000002,case-0001,case-0002,2020-06-25,,,,3 - High,"] });
    expect(await trial.rows("select contact_id is not null, exposed_case_id is not null, last_contact_date::text, exposure_type, setting, frequency, duration, certainty from cases.exposure order by source_record")).toEqual([
      [true, false, "2020-06-24", "Direct physical contact", "Workplace", "1-5 Times", "Long (days)", "3 - High"],
      [false, true, "2020-06-25", null, null, null, null, "3 - High"],
    ]);
    expect(await trial.rows("select count(*)::int from cases.transmission_link")).toEqual([[0]]);
  });
  it.each([
    ["from somebody whom no file has", "r-000001,case-0009,cont-0001,2020-06-24,,,,,", "person-not-imported", "source_uuid"],
    ["from a contact", "r-000001,cont-0001,case-0001,2020-06-24,,,,,", "person-not-imported", "source_uuid"],
    ["to somebody whom no file has", "r-000001,case-0001,cont-0009,2020-06-24,,,,,", "person-not-imported", "target_uuid"],
    ["to oneself", "r-000001,case-0001,case-0001,2020-06-24,,,,,", "self-exposure", "target_uuid"],
  ])("%s goes to quarantine", async (_, line, reason, column) => {
    expect((await run({ ...people, relationships: [line] })).quarantine).toEqual([{ file: "relationships_clean.csv", line: 2, column, reason }]);
  });
});

describe("a laboratory result of Go.Data", () => {
  const lab = (cells: Readonly<Record<string, string>>): string => row("samples", { id: "s-000001", personId: "case-0001", deleted: "FALSE", dateSampleTaken: "2020-07-01T00:00:00.000Z", ...cells });
  const prefix = "LNG_REFERENCE_DATA_CATEGORY_";
  it("is a sample with its result, without Go.Data's prefixes", async () => {
    await run({ cases: [oneCase("1")], samples: [lab({ dateOfResult: "2020-07-03T00:00:00.000Z", sampleType: `${prefix}TYPE_OF_SAMPLE_NASOPHARYNGEAL_SWAB`, testType: `${prefix}TYPE_OF_LAB_TEST_RT_PCR`, result: `${prefix}LAB_TEST_RESULT_POSITIVE`, labName: "National" })] });
    expect(await trial.rows("select taken_date::text, result_date::text, sample_type, test_type, result, laboratory, case_id is not null from cases.sample")).toEqual([["2020-07-01", "2020-07-03", "nasopharyngeal-swab", "rt-pcr", "positive", "National", true]]);
  });
  it("taken twenty years before the report has no date", async () => {
    const report = await run({ cases: [oneCase("1")], samples: [lab({ dateSampleTaken: "2000-02-16T00:00:00.000Z" })] });
    expect(await trial.rows("select taken_date from cases.sample")).toEqual([[null]]);
    expect(fileOf(report, "lab_results_clean.csv").repaired).toEqual({ "sampling-date-impossible-left-out": 1 });
  });
  it("that was deleted in the source is not imported; one of nobody known goes to quarantine", async () => {
    const report = await run({ cases: [oneCase("1")], samples: [lab({ deleted: "TRUE" }), lab({ personId: "case-0009" })] });
    expect(fileOf(report, "lab_results_clean.csv")).toMatchObject({ read: 2, imported: 0, dropped: { "deleted-in-the-source": 1 }, quarantined: { "person-not-imported": 1 } });
  });
});

describe("the import of Go.Data", () => {
  const content = {
    cases: [oneCase("1")], contacts: [oneContact("1")], relationships: ["r-000001,case-0001,cont-0001,2020-06-24,,,,,"], followUps: ["f-000001,cont-0001,SEEN_OK,7,2020-06-23"],
    samples: [row("samples", { id: "s-000001", personId: "case-0001", dateSampleTaken: "2020-07-01" })],
  };
  it("run twice adds nothing", async () => {
    await run(content);
    const counts = await trial.counts();
    expect(counts).toEqual({ "cases.person": 2, "cases.case_record": 1, "cases.contact": 1, "cases.exposure": 1, "cases.follow_up": 1, "cases.sample": 1, "movements.case_reference": 1, "permission.assignment": 2 });
    expect((await run(content)).files.map(({ imported, alreadyPresent }) => [imported, alreadyPresent])).toEqual([[0, 1], [0, 1], [0, 1], [0, 1], [0, 1]]);
    expect(await trial.counts()).toEqual(counts);
  });
  it("leaves nothing behind when the last table refuses", async () => {
    await trial.database.query("alter table cases.sample add constraint nothing_today check (source_record = '')");
    await expect(run(content)).rejects.toMatchObject({ code: "WRITE_FAILED" });
    await trial.database.query("alter table cases.sample drop constraint nothing_today");
    expect(await trial.counts()).toEqual({});
  });
});
