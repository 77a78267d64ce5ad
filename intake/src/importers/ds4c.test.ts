import { importDs4c } from "./ds4c.js";
import { isBalanced, type ImportReport } from "../report.js";
import { fileOf, now, openTrial, type Trial } from "./trial.js";

let trial: Trial;
beforeAll(async () => void (trial = await openTrial()));
afterAll(async () => trial.end());
beforeEach(async () => trial.empty());

/** One file's content; every other file holds its header only. */
type Content = { readonly patients?: readonly string[]; readonly routes?: readonly string[]; readonly clusters?: readonly string[]; readonly statistics?: readonly string[]; readonly regions?: readonly string[] };

const headers = {
  patients: "patient_id,global_num,sex,birth_year,age,country,province,city,disease,infection_case,infection_order,infected_by,contact_number,symptom_onset_date,confirmed_date,released_date,deceased_date,state",
  routes: "patient_id,global_num,date,province,city,type,latitude,longitude",
  clusters: "case_id,province,city,group,infection_case,confirmed,latitude,longitude",
  statistics: "date,time,province,confirmed,released,deceased",
  regions: "code,province,city,latitude,longitude",
};
const names = { patients: "PatientInfo.csv", routes: "PatientRoute.csv", clusters: "Case.csv", statistics: "TimeProvince.csv", regions: "Region.csv" } as const;

function files(content: Content): Record<string, string> {
  return Object.fromEntries(Object.entries(names).map(([kind, name]) => [name, [headers[kind as keyof Content], ...(content[kind as keyof Content] ?? []), ""].join("\n")]));
}

async function run(content: Content): Promise<ImportReport> {
  const report = await importDs4c({ folder: await trial.folder(files(content)), database: trial.database, vault: trial.vault, now });
  for (const file of report.files) expect({ ...file, balanced: isBalanced(file) }).toEqual({ ...file, balanced: true });
  return report;
}

/** A patient of Gangnam-gu; cells can be replaced by name. */
function patient(id: number, cells: Readonly<Record<string, string>> = {}): string {
  const usual: Record<string, string> = { patient_id: String(1000000000 + id), sex: "female", birth_year: "1980", age: "40s", country: "Korea", province: "Seoul", city: "Gangnam-gu", confirmed_date: "2020-03-01", state: "isolated", ...cells };
  return headers.patients.split(",").map((column) => usual[column] ?? "").join(",");
}
function visit(id: number, day: string, rest = "Seoul,Gangnam-gu,cafe,37.5,127.05"): string {
  return `${String(1000000000 + id)},,${day},${rest}`;
}
async function links(): Promise<unknown[][]> {
  return trial.rows(`select infector.source_record, infectee.source_record, basis from cases.transmission_link
    join cases.case_record infector on infector.id = infector_case_id join cases.case_record infectee on infectee.id = infectee_case_id order by 2, 1`);
}

describe("a patient", () => {
  it("becomes a person of whom the year of birth and the country are known, a case and what movements may know of it", async () => {
    const report = await run({ patients: [patient(1, { symptom_onset_date: "2020-02-27", infection_case: "etc" })] });
    expect(await trial.rows("select source_system, source_record from cases.person")).toEqual([["ds4c", "1000000001"]]);
    expect(await trial.identities()).toEqual({ "1000000001": { birthDate: "1980", nationality: "Korea" } });
    expect(await trial.rows("select * from cases.person_pseudonym")).toEqual([]); // too little to find anybody by
    expect(await trial.rows("select disease, classification, region_code, age_band, sex, onset_date::text, sampling_date, confirmation_date::text, outcome, outcome_date, infection_setting, sealed, source_record from cases.case_record")).toEqual([
      ["covid-19", "confirmed", "1168000000", "40-49", "female", "2020-02-27", null, "2020-03-01", "isolated", null, "etc", false, "1000000001"],
    ]);
    expect(await trial.rows("select r.region_code, r.disease, r.onset_date::text, r.confirmation_date::text, r.person_key = c.person_key from movements.case_reference r join cases.case_record c on c.id = r.case_id")).toEqual([["1168000000", "covid-19", "2020-02-27", "2020-03-01", true]]);
    expect(fileOf(report, "PatientInfo.csv")).toEqual({ file: "PatientInfo.csv", read: 1, imported: 1, alreadyPresent: 0, repaired: {}, dropped: {}, quarantined: {} });
  });

  it("is assigned to the investigators of the municipality and of the nation, visits or not", async () => {
    await run({ patients: [patient(1)] });
    expect(await trial.rows("select account, not_before = '2020-06-01T00:00:00Z', not_after from permission.assignment order by 1")).toEqual([["investigator.1168000000", true, null], ["investigator.national", true, null]]);
    expect(await trial.rows("select count(*)::int from movements.information_request")).toEqual([[0]]);
  });

  it.each([
    ["whose city is `etc` is filed under the province", { city: "etc" }, "region_code", "1100000000", "city-unknown-province-kept"],
    ["whose city is empty is filed under the province", { province: "Daegu", city: "" }, "region_code", "2700000000", "city-unknown-province-kept"],
    ["whose city is the province's own name is filed under the province", { province: "Jeju-do", city: "Jeju-do" }, "region_code", "5000000000", "city-unknown-province-kept"],
    ["of Sejong, which has no municipalities, needs no repair", { province: "Sejong", city: "Sejong" }, "region_code", "3600000000", undefined],
    ["of a county written as a city is filed under the county", { province: "Gyeonggi-do", city: "Yangpyeong-si" }, "region_code", "4183000000", "city-name-corrected"],
    ["of a province whose code has changed since gets the code of 2020", { province: "Gangwon-do", city: "Wonju-si" }, "region_code", "4213000000", undefined],
    ["aged `30` without the s is in the thirties", { age: "30", birth_year: "1991" }, "age_band", "30-39", "age-without-s-read-as-band"],
    ["aged `100s` is a hundred or older", { age: "100s", birth_year: "1916" }, "age_band", "100+", undefined],
    ["whose age and birth year disagree keeps both", { age: "20s", birth_year: "1960" }, "age_band", "20-29", "age-and-birth-year-disagree-kept"],
    ["with an onset of one space has none", { symptom_onset_date: " " }, "onset_date", null, "blank-cell-made-empty"],
    ["without a confirmation date keeps none", { confirmed_date: "" }, "confirmation_date", null, "confirmation-date-missing-kept"],
    ["who fell ill after the confirmation is kept so", { symptom_onset_date: "2020-03-05" }, "onset_date::text", "2020-03-05", "onset-after-confirmation-kept"],
    ["still `isolated` after a date of release was released", { released_date: "2020-03-20" }, "outcome || ' ' || outcome_date", "released 2020-03-20", "state-older-than-release"],
    ["still `isolated` after a date of death has died", { deceased_date: "2020-03-20" }, "outcome || ' ' || outcome_date", "deceased 2020-03-20", "state-older-than-death"],
    ["who died and has a date of release has the date of death", { state: "deceased", released_date: "2020-03-20", deceased_date: "2020-03-21" }, "outcome_date::text", "2020-03-21", "release-date-of-the-deceased-left-out"],
    ["confirmed after death is kept so", { state: "deceased", deceased_date: "2020-02-28" }, "outcome_date::text", "2020-02-28", "confirmed-after-death-kept"],
  ])("%s", async (_, cells, column, value, repair) => {
    const report = await run({ patients: [patient(1, cells)] });
    expect(await trial.rows(`select ${column} from cases.case_record`)).toEqual([[value]]);
    expect(fileOf(report, "PatientInfo.csv").repaired).toEqual(repair === undefined ? {} : { [repair]: 1 });
  });

  it("with an impossible birth year has none", async () => {
    const report = await run({ patients: [patient(1, { birth_year: "11997" }), patient(2, { birth_year: "2021" })] });
    expect(await trial.identities()).toEqual({ "1000000001": { nationality: "Korea" }, "1000000002": { nationality: "Korea" } });
    expect(fileOf(report, "PatientInfo.csv").repaired).toEqual({ "birth-year-impossible-left-out": 2 });
  });

  it.each([
    ["a date of 2020-13-45", { confirmed_date: "2020-13-45" }, "not-a-date", "confirmed_date"],
    ["a date of 2020-02-30", { released_date: "2020-02-30" }, "not-a-date", "released_date"],
    ["a province that does not exist", { province: "Atlantis" }, "unknown-region", "province"],
    ["a city that is not in the province", { city: "Haeundae-gu" }, "unknown-region", "city"],
    ["an id of another form", { patient_id: "12" }, "id-malformed", "patient_id"],
    ["no id", { patient_id: "" }, "id-missing", "patient_id"],
    ["a sex that is no word of ours", { sex: "constructor" }, "unknown-value", "sex"],
    ["a state that is no word of ours", { state: "well" }, "unknown-value", "state"],
    ["an age that is none", { age: "old" }, "not-an-age", "age"],
  ])("with %s goes to quarantine, whole", async (_, cells, reason, column) => {
    const report = await run({ patients: [patient(1, { symptom_onset_date: " ", ...cells }), patient(2)] });
    expect(report.quarantine).toEqual([{ file: "PatientInfo.csv", line: 2, column, reason }]);
    expect(fileOf(report, "PatientInfo.csv")).toMatchObject({ read: 2, imported: 1, repaired: {}, quarantined: { [reason]: 1 } });
    expect(await trial.rows("select source_record from cases.person")).toEqual([["1000000002"]]);
  });

  it("in a row of three columns goes to quarantine", async () => {
    expect((await run({ patients: ["1000000001,2,male", patient(2)] })).quarantine).toEqual([{ file: "PatientInfo.csv", line: 2, reason: "wrong-number-of-columns" }]);
  });

  it("who stands in the file twice is imported once; another content under the same id is quarantined", async () => {
    const report = await run({ patients: [patient(1), patient(1), patient(1, { sex: "male" })] });
    expect(fileOf(report, "PatientInfo.csv")).toMatchObject({ read: 3, imported: 1, dropped: { "duplicate-row": 1 }, quarantined: { "id-used-twice": 1 } });
    expect(await trial.rows("select sex from cases.case_record")).toEqual([["female"]]);
  });
});

describe("who infected whom", () => {
  it("is what the source names", async () => {
    await run({ patients: [patient(1), patient(2, { infected_by: "1000000001" })] });
    expect(await links()).toEqual([["1000000001", "1000000002", "named-by-source"]]);
  });
  it.each([
    ["a patient named as their own infector", [patient(1, { infected_by: "1000000001" })], "self-infection-left-out", 1],
    ["two patients who infected each other", [patient(1, { infected_by: "1000000002" }), patient(2, { infected_by: "1000000001" })], "infection-cycle-left-out", 2],
    ["an infector who is not in the file", [patient(1, { infected_by: "2017000005" })], "infector-not-in-the-file-left-out", 1],
    ["an infector whose own row is in quarantine", [patient(1, { infected_by: "1000000002" }), patient(2, { confirmed_date: "x" })], "infector-not-in-the-file-left-out", 1],
    ["a national number that two patients bear", [patient(1, { global_num: "7" }), patient(2, { global_num: "7" }), patient(3, { infected_by: "#7" })], "infector-number-not-resolved-left-out", 1],
    ["a national number that nobody bears", [patient(1, { infected_by: "#7" })], "infector-number-not-resolved-left-out", 1],
    ["a name that is no id", [patient(1, { infected_by: "aunt" })], "infector-unreadable-left-out", 1],
  ])("leaves out %s, and keeps the cases", async (_, patients, repair, times) => {
    const report = await run({ patients });
    expect(await links()).toEqual([]);
    expect(fileOf(report, "PatientInfo.csv").repaired).toEqual({ [repair]: times });
    expect(fileOf(report, "PatientInfo.csv").imported).toBe(patients.length - (repair === "infector-not-in-the-file-left-out" && patients.length === 2 ? 1 : 0));
  });
  it("leaves out a cycle of three and keeps the link that leads into it and the one that leads out", async () => {
    const report = await run({
      patients: [patient(1, { infected_by: "1000000003" }), patient(2, { infected_by: '"1000000001,1000000005"' }), patient(3, { infected_by: "1000000002" }), patient(4, { infected_by: "1000000003" }), patient(5)],
    });
    expect(await links()).toEqual([["1000000005", "1000000002", "one-of-several-named-by-source"], ["1000000003", "1000000004", "named-by-source"]]);
    expect(fileOf(report, "PatientInfo.csv").repaired).toEqual({ "infector-list-split": 1, "infection-cycle-left-out": 3 });
  });
  it("may be told by the national number, `#11185`", async () => {
    const report = await run({ patients: [patient(1, { global_num: "11185" }), patient(2, { infected_by: "#11185" })] });
    expect(await links()).toEqual([["1000000001", "1000000002", "named-by-source"]]);
    expect(fileOf(report, "PatientInfo.csv").repaired).toEqual({ "infector-number-resolved": 1 });
  });
  it("may be a list", async () => {
    const report = await run({ patients: [patient(1), patient(2), patient(3, { infected_by: '"1000000001, 1000000002"' })] });
    expect(await links()).toEqual([["1000000001", "1000000003", "one-of-several-named-by-source"], ["1000000002", "1000000003", "one-of-several-named-by-source"]]);
    expect(fileOf(report, "PatientInfo.csv").repaired).toEqual({ "infector-list-split": 1 });
  });
  it("may have slipped into `contact_number`, where a number like 1160 stays a number", async () => {
    const report = await run({ patients: [patient(1, { contact_number: "1160" }), patient(2, { contact_number: "1000000001" })] });
    expect(await links()).toEqual([["1000000001", "1000000002", "named-by-source"]]);
    expect(fileOf(report, "PatientInfo.csv").repaired).toEqual({ "infector-found-in-contact-number": 1 });
  });
  it("is kept when the infector was confirmed after the infectee", async () => {
    const report = await run({ patients: [patient(1, { confirmed_date: "2020-03-09" }), patient(2, { infected_by: "1000000001" })] });
    expect(await links()).toHaveLength(1);
    expect(fileOf(report, "PatientInfo.csv").repaired).toEqual({ "infector-confirmed-later-kept": 1 });
  });
});

describe("a visit", () => {
  it("becomes a stay of that day without hours, under a request that covers it", async () => {
    const report = await run({ patients: [patient(1)], routes: [visit(1, "2020-02-20"), visit(1, "2020-02-22", "Seoul,Seocho-gu,public_transportation,37.4,127.1")] });
    expect(fileOf(report, "PatientRoute.csv")).toMatchObject({ read: 2, imported: 2, repaired: {} });
    expect(await trial.rows(`select s.day::text, s.precision, s.arrival, s.departure, s.earliest = (s.day::text || ' 00:00+09')::timestamptz, s.latest = ((s.day + 1)::text || ' 00:00+09')::timestamptz, s.data_class, p.category, p.region_code, s.latitude, s.longitude
      from movements.stay s join movements.place p on p.id = s.place_id order by s.day`)).toEqual([
      ["2020-02-20", "day", null, null, true, true, "public-report", "cafe", "1168000000", 37.5, 127.05],
      ["2020-02-22", "day", null, null, true, true, "public-report", "public-transportation", "1165000000", 37.4, 127.1],
    ]);
    expect(await trial.rows("select count(*)::int from movements.stay s join movements.information_request r on r.id = s.request_id and r.case_id = s.case_id and r.data_class = s.data_class and s.earliest >= r.window_from and s.latest <= r.window_to")).toEqual([[2]]);
    expect(await trial.rows("select state, requested_by, approved_by, police_approved_by, provided_at = '2020-06-01T00:00:00Z' from movements.information_request")).toEqual([["provided", "investigator.1168000000", "approver.kdca", null, true]]);
    expect(await trial.rows("select g.purpose, g.not_after::text, (select array_agg(account order by account) from permission.grant_holder h where h.grant_id = g.id), r.id = g.request_id, c.case_id = r.case_id from permission.access_grant g join permission.grant_case c on c.grant_id = g.id join movements.information_request r on r.case_id = c.case_id")).toEqual([
      ["investigation", expect.stringContaining("2020-06-15"), ["investigator.1168000000", "investigator.national"], true, true],
    ]);
  });
  it("written twice is one stay", async () => {
    const report = await run({ patients: [patient(1)], routes: [visit(1, "2020-02-20"), visit(1, "2020-02-20"), visit(1, "2020-02-21")] });
    expect(fileOf(report, "PatientRoute.csv")).toMatchObject({ read: 3, imported: 2, dropped: { "duplicate-row": 1 } });
    expect(await trial.rows("select count(*)::int from movements.place")).toEqual([[1]]);
  });
  it("of two people to one position is to one place; another kind there is another place", async () => {
    await run({ patients: [patient(1), patient(2)], routes: [visit(1, "2020-02-20"), visit(2, "2020-02-21"), visit(2, "2020-02-21", "Seoul,Gangnam-gu,etc,37.5,127.05")] });
    expect(await trial.rows("select category, (select count(*)::int from movements.stay s where s.place_id = p.id) from movements.place p order by 1")).toEqual([["cafe", 2], ["other", 1]]);
  });
  it("after the confirmation is kept and counted", async () => {
    const report = await run({ patients: [patient(1)], routes: [visit(1, "2020-03-01"), visit(1, "2020-03-02")] });
    expect(fileOf(report, "PatientRoute.csv")).toMatchObject({ imported: 2, repaired: { "visit-after-confirmation-kept": 1 } });
  });
  it.each([
    ["to the middle of a province", visit(1, "2020-02-20", "Gyeongsangnam-do,Uiryeong-gun,administrative_area_level_1,35.4606,128.2132"), "position-is-the-middle-of-an-area", "type"],
    ["outside Korea", visit(1, "2020-02-20", "Seoul,Gangnam-gu,cafe,3.75,127.05"), "position-outside-korea", "latitude"],
    ["with latitude and longitude exchanged", visit(1, "2020-02-20", "Seoul,Gangnam-gu,cafe,127.05,37.5"), "position-outside-korea", "latitude"],
    ["at a position that is no number", visit(1, "2020-02-20", "Seoul,Gangnam-gu,cafe,north,127.05"), "not-a-number", "latitude"],
    ["on a day that does not exist", visit(1, "2020-02-30"), "not-a-date", "date"],
    ["without a day", visit(1, ""), "not-a-date", "date"],
    ["in a region that does not exist", visit(1, "2020-02-20", "Seoul,Atlantis-gu,cafe,37.5,127.05"), "unknown-region", "city"],
    ["of somebody who was not imported", visit(9, "2020-02-20"), "patient-not-imported", "patient_id"],
  ])("%s goes to quarantine", async (_, row, reason, column) => {
    const report = await run({ patients: [patient(1)], routes: [row, visit(1, "2020-02-20")] });
    expect(report.quarantine).toEqual([{ file: "PatientRoute.csv", line: 2, column, reason }]);
    expect(await trial.rows("select count(*)::int from movements.stay")).toEqual([[1]]);
  });
  it("that comes with a later import lies in a request of its own, since the first one's window was frozen", async () => {
    await run({ patients: [patient(1)], routes: [visit(1, "2020-02-20")] });
    await run({ patients: [patient(1)], routes: [visit(1, "2020-02-20"), visit(1, "2020-02-25")] });
    expect(await trial.rows("select s.day::text, s.earliest >= r.window_from and s.latest <= r.window_to, (r.window_to - r.window_from)::text from movements.stay s join movements.information_request r on r.id = s.request_id order by 1")).toEqual([["2020-02-20", true, "1 day"], ["2020-02-25", true, "6 days"]]);
  });
});

describe("a cluster", () => {
  const itaewon = "1000001,Seoul,Yongsan-gu,TRUE,Itaewon Clubs,133,37.538621,126.992652";
  it("is named in both languages, with its place", async () => {
    await run({ clusters: [itaewon] });
    expect(await trial.rows("select c.name_ko, c.name_en, c.region_code, c.setting, c.reported_count, c.source_record, p.name, p.latitude from cases.cluster c join movements.place p on p.id = c.place_id")).toEqual([["이태원 클럽", "Itaewon Clubs", "1117000000", "club", 133, "1000001", "이태원 클럽", 37.538621]]);
  });
  it("counts its cases of other provinces too, also where `from` is written `form`", async () => {
    const report = await run({ clusters: [itaewon, "1100006,Busan,from other city,TRUE,Itaewon Clubs,4,-,-", "1400001,Incheon,form other city,TRUE,Itaewon Clubs,53,-,-"] });
    expect(await trial.rows("select name_en, reported_count from cases.cluster")).toEqual([["Itaewon Clubs", 190]]);
    expect(fileOf(report, "Case.csv")).toMatchObject({ read: 3, imported: 1, dropped: { "count-of-another-province-added": 2 } });
  });
  it("that no row places has no region", async () => {
    await run({ clusters: ["6000004,Gyeongsangbuk-do,from other city,TRUE,Pilgrimage to Israel,49,-,-"] });
    expect(await trial.rows("select name_ko, region_code, place_id, reported_count from cases.cluster")).toEqual([["이스라엘 성지순례", null, null, 49]]);
  });
  it("whose Korean name is not known keeps the English one", async () => {
    await run({ clusters: ["1000099,Seoul,Gangnam-gu,TRUE,constructor,,-,-"] });
    expect(await trial.rows("select name_ko, name_en, setting, reported_count from cases.cluster")).toEqual([["constructor", "constructor", null, null]]);
  });
  it("is not made of a count of imports or single contacts", async () => {
    const report = await run({ clusters: ["1000017,Seoul,-,FALSE,overseas inflow,346,-,-"] });
    expect(fileOf(report, "Case.csv")).toMatchObject({ read: 1, imported: 0, dropped: { "not-an-outbreak": 1 } });
  });
  it("is found under the spellings of its city", async () => {
    const report = await run({ clusters: ["1100005,Busan,Jin-gu,TRUE,Jin-gu Academy,4,35.17371,129.0633", "6000007,Gyeongsangbuk-do,Yechun-gun,TRUE,Yechun-gun,40,36.646845,128.437416"] });
    expect(await trial.rows("select region_code from cases.cluster order by 1")).toEqual([["2623000000"], ["4790000000"]]);
    expect(fileOf(report, "Case.csv").repaired).toEqual({ "city-name-corrected": 2 });
  });
  it.each([
    ["a count that is none", "1000001,Seoul,Yongsan-gu,TRUE,Itaewon Clubs,many,37.5,127", "not-a-count", "confirmed"],
    ["a position outside Korea", "1000001,Seoul,Yongsan-gu,TRUE,Itaewon Clubs,1,91,127", "position-outside-korea", "latitude"],
    ["neither true nor false for a group", "1000001,Seoul,Yongsan-gu,maybe,Itaewon Clubs,1,37.5,127", "unknown-value", "group"],
  ])("with %s goes to quarantine", async (_, row, reason, column) => {
    expect((await run({ clusters: [row] })).quarantine).toEqual([{ file: "Case.csv", line: 2, column, reason }]);
  });
  it("has the patients whose label names it, from every province, and the label stays as written", async () => {
    await run({ clusters: [itaewon], patients: [patient(1, { infection_case: "Itaewon Clubs" }), patient(2, { infection_case: "Itaewon Clubs", province: "Busan", city: "etc" }), patient(3, { infection_case: "overseas inflow" })] });
    expect(await trial.rows("select r.source_record, c.name_en, r.infection_setting from cases.case_record r left join cases.cluster c on c.id = r.cluster_id order by 1")).toEqual([
      ["1000000001", "Itaewon Clubs", "Itaewon Clubs"], ["1000000002", "Itaewon Clubs", "Itaewon Clubs"], ["1000000003", null, "overseas inflow"],
    ]);
  });
  it("of a label that two cities share is decided by city, then province, else left open", async () => {
    const manmin = ["1000004,Seoul,Guro-gu,TRUE,Manmin Central Church,41,37.481059,126.894343", "5100001,Jeollanam-do,Muan-gun,TRUE,Manmin Central Church,2,35.078825,126.316746"];
    const label = { infection_case: "Manmin Central Church" };
    const report = await run({ clusters: manmin, patients: [patient(1, { ...label, city: "Guro-gu" }), patient(2, { ...label, province: "Jeollanam-do", city: "Mokpo-si" }), patient(3, { ...label, province: "Busan", city: "Jung-gu" })] });
    expect(await trial.rows("select r.source_record, c.source_record from cases.case_record r left join cases.cluster c on c.id = r.cluster_id order by 1")).toEqual([["1000000001", "1000004"], ["1000000002", "5100001"], ["1000000003", null]]);
    expect(fileOf(report, "PatientInfo.csv").repaired).toEqual({ "cluster-ambiguous-left-out": 1 });
  });
});

describe("the counts of a province", () => {
  it("are stored by day; one that falls is kept and counted", async () => {
    const report = await run({ statistics: ["2020-02-28,16,Seoul,10,2,0", "2020-02-29,16,Seoul,9,2,0", "2020-02-29,16,Busan,1,0,0"] });
    expect(await trial.rows("select region_code, day::text, confirmed, released, deceased, source_system from cases.region_statistics order by 1, 2")).toEqual([["1100000000", "2020-02-28", 10, 2, 0, "ds4c"], ["1100000000", "2020-02-29", 9, 2, 0, "ds4c"], ["2600000000", "2020-02-29", 1, 0, 0, "ds4c"]]);
    expect(fileOf(report, "TimeProvince.csv").repaired).toEqual({ "count-falls-kept": 1 });
  });
  it.each([
    ["a negative count", "2020-02-28,16,Seoul,-1,0,0", "not-a-count", "confirmed"],
    ["no count", "2020-02-28,16,Seoul,,0,0", "not-a-count", "confirmed"],
    ["an unknown province", "2020-02-28,16,Gangnam-gu,1,0,0", "unknown-region", "province"],
    ["a day that stands there already", "2020-02-27,0,Seoul,2,0,0", "day-used-twice", "date"],
  ])("with %s go to quarantine", async (_, row, reason, column) => {
    expect((await run({ statistics: ["2020-02-27,16,Seoul,1,0,0", row] })).quarantine).toEqual([{ file: "TimeProvince.csv", line: 3, column, reason }]);
  });
  it("are of regions that are known already; an unknown one is named", async () => {
    const report = await run({ regions: ["10000,Seoul,Seoul,1,1", "10010,Seoul,Gangnam-gu,1,1", "80000,Korea,Korea,1,1", "10999,Seoul,Atlantis-gu,1,1"] });
    expect(fileOf(report, "Region.csv")).toEqual({ file: "Region.csv", read: 4, imported: 0, alreadyPresent: 3, repaired: {}, dropped: {}, quarantined: { "unknown-region": 1 } });
  });
});

describe("the import as a whole", () => {
  const content: Content = {
    patients: [patient(1), patient(2, { infected_by: "1000000001" }), patient(3, { confirmed_date: "2020-13-45" })],
    routes: [visit(1, "2020-02-20"), visit(2, "2020-02-20"), visit(3, "2020-02-20")],
    clusters: ["1000001,Seoul,Yongsan-gu,TRUE,Itaewon Clubs,133,37.538621,126.992652"],
    statistics: ["2020-02-28,16,Seoul,10,2,0"],
  };
  const all = {
    "cases.region_statistics": 1, "cases.cluster": 1, "cases.person": 2, "cases.case_record": 2, "cases.transmission_link": 1, "movements.place": 2, "movements.case_reference": 2,
    "movements.information_request": 2, "movements.stay": 2, "permission.assignment": 4, "permission.access_grant": 2, "permission.grant_holder": 4, "permission.grant_case": 2,
  };

  it("run twice adds nothing and says so", async () => {
    await run(content);
    expect(await trial.counts()).toEqual(all);
    const again = await run(content);
    expect(await trial.counts()).toEqual(all);
    expect(again.files.map(({ imported, alreadyPresent }) => [imported, alreadyPresent])).toEqual([[0, 0], [0, 1], [0, 2], [0, 2], [0, 1]]);
    expect(again.tables.map(({ inserted }) => inserted)).toEqual(again.tables.map(() => 0));
  });

  it("leaves nothing behind when the database refuses the last table", async () => {
    await trial.database.query("alter table movements.stay add constraint nothing_today check (day <> '2020-02-20')");
    await expect(run(content)).rejects.toMatchObject({ name: "IntakeError", code: "WRITE_FAILED", message: expect.stringContaining("constraint `nothing_today`") });
    expect(await trial.counts()).toEqual({});
    await trial.database.query("alter table movements.stay drop constraint nothing_today");
    await run(content);
    expect(await trial.counts()).toEqual(all);
  });

  it("leaves nothing behind when a later file is missing or has another header", async () => {
    const complete = files(content);
    const attempt = async (changed: Record<string, string | undefined>): Promise<unknown> => importDs4c({ folder: await trial.folder({ ...complete, ...changed }), database: trial.database, vault: trial.vault, now });
    await expect(attempt({ "TimeProvince.csv": undefined })).rejects.toMatchObject({ code: "FILE_MISSING", file: "TimeProvince.csv" });
    await expect(attempt({ "PatientRoute.csv": "patient_id,date\n" })).rejects.toMatchObject({ code: "HEADER_WRONG", message: "`PatientRoute.csv` has no column `province`: it is not the file expected here, or an older form of it" });
    await expect(importDs4c({ folder: "/nowhere", database: trial.database, vault: trial.vault, now })).rejects.toMatchObject({ code: "NOT_A_FOLDER" });
    expect(await trial.counts()).toEqual({});
  });

  it("tells its progress through every file", async () => {
    const events: string[] = [];
    await importDs4c({ folder: await trial.folder(files(content)), database: trial.database, vault: trial.vault, now, onProgress: ({ file, rowsRead, bytesRead, bytesTotal }) => events.push(`${file} ${String(rowsRead)} ${String(bytesRead === bytesTotal)}`) });
    expect(events).toEqual(["Region.csv 0 true", "Case.csv 1 true", "PatientInfo.csv 3 true", "PatientRoute.csv 3 true", "TimeProvince.csv 1 true"]);
  });

  it("puts no personal value into its report", async () => {
    const report = await run({ patients: [patient(1, { birth_year: "1907", confirmed_date: "31.12.2019" }), patient(2, { sex: "hermione" })] });
    expect(JSON.stringify(report)).not.toMatch(/1907|31\.12|hermione|100000000\d/);
  });
});
