import { isBalanced, type ImportReport } from "../report.js";
import { importMers } from "./mers.js";
import { fileOf, now, openTrial, type Trial } from "./trial.js";

let trial: Trial;
beforeAll(async () => void (trial = await openTrial()));
afterAll(async () => trial.end());
beforeEach(async () => trial.empty());

const lineListHeader = "id,age,age_class,sex,place_infect,reporting_ctry,loc_hosp,dt_onset,dt_report,week_report,dt_start_exp,dt_end_exp,dt_diag,outcome,dt_death";

/** A patient of Samsung Medical Center; cells can be replaced by name. */
function line(id: string, cells: Readonly<Record<string, string>> = {}): string {
  const usual: Record<string, string> = {
    id, age: "55", age_class: "50-59", sex: "M", place_infect: "Outside Middle East", reporting_ctry: "South Korea", loc_hosp: '"Samsung Medical Center, Seoul"', dt_onset: "2015-06-01", dt_report: "2015-06-07",
    week_report: "2015_24", dt_start_exp: "2015-05-27", dt_end_exp: "2015-05-28", dt_diag: "2015-06-06", outcome: "Alive", ...cells,
  };
  return lineListHeader.split(",").map((column) => usual[column] ?? "").join(",");
}

async function run(lines: readonly string[], contacts: readonly string[] = []): Promise<ImportReport> {
  const folder = await trial.folder({ "linelist.csv": [lineListHeader, ...lines, ""].join("\n"), "contacts.csv": ["from,to,exposure,diff_dt_onset", ...contacts, ""].join("\n") });
  const report = await importMers({ folder, database: trial.database, vault: trial.vault, now });
  expect(report.files.map(isBalanced)).toEqual([true, true]);
  return report;
}

describe("a case of the line list", () => {
  it("is filed under its hospital's municipality, and belongs to the hospital's cluster", async () => {
    await run([line("SK_1"), line("SK_2", { loc_hosp: '"Samsung Medical Center, Emergency room,Seoul"' })]);
    expect(await trial.rows("select source_record, disease, classification, region_code, age_band, sex, onset_date::text, reporting_date::text, confirmation_date::text, sampling_date, outcome, infection_setting from cases.case_record order by 1")).toEqual([
      ["SK_1", "mers", "confirmed", "1168000000", "50-59", "male", "2015-06-01", "2015-06-07", "2015-06-06", null, null, null],
      ["SK_2", "mers", "confirmed", "1168000000", "50-59", "male", "2015-06-01", "2015-06-07", "2015-06-06", null, null, null],
    ]);
    expect(await trial.rows("select c.name_ko, c.setting, c.region_code, c.reported_count, count(*)::int from cases.cluster c join cases.case_record r on r.cluster_id = c.id group by c.id")).toEqual([["삼성서울병원", "hospital", "1168000000", null, 2]]);
  });
  it("of a hospital that its name does not place is filed under the country, and its cluster nowhere", async () => {
    const report = await run([line("SK_1", { loc_hosp: "Hallym University Medical Center" })]);
    expect(await trial.rows("select r.region_code, c.region_code from cases.case_record r join cases.cluster c on c.id = r.cluster_id")).toEqual([["0000000000", null]]);
    expect(fileOf(report, "linelist.csv").repaired).toEqual({ "hospital-not-placed-country-kept": 1 });
  });
  it("makes no stay, place or request: the days of exposure are no movements", async () => {
    await run([line("SK_1")]);
    expect(await trial.counts()).toEqual({ "cases.cluster": 1, "cases.person": 1, "cases.case_record": 1, "movements.case_reference": 1, "permission.assignment": 2 });
  });
  it.each([
    ["infected in the Middle East says so", { place_infect: "Middle East" }, "infection_setting", "Middle East", {}],
    ["who died has the date of death", { outcome: "Dead", dt_death: "2015-06-10" }, "outcome || ' ' || outcome_date", "deceased 2015-06-10", {}],
    ["who died without a date has died", { outcome: "Dead" }, "outcome", "deceased", { "death-date-missing-kept": 1 }],
    ["who lives has no date of death", { dt_death: "2015-06-10" }, "outcome_date", null, { "death-date-of-the-living-left-out": 1 }],
    ["confirmed after death is kept so", { outcome: "Dead", dt_death: "2015-06-05" }, "outcome_date::text", "2015-06-05", { "confirmed-after-death-kept": 1 }],
    ["exposed still after onset is kept", { dt_end_exp: "2015-06-02" }, "onset_date::text", "2015-06-01", { "exposure-after-onset-kept": 1 }],
    ["reported by another country is kept", { reporting_ctry: "China" }, "region_code", "1168000000", { "reported-by-another-country-kept": 1 }],
  ])("%s", async (_, cells, column, value, repaired) => {
    const report = await run([line("SK_1", cells)]);
    expect(await trial.rows(`select ${column} from cases.case_record`)).toEqual([[value]]);
    expect(fileOf(report, "linelist.csv").repaired).toEqual(repaired);
  });
  it.each([
    ["a hospital that is not in our list", { loc_hosp: "toString" }, "unknown-hospital", "loc_hosp"],
    ["a date of 2015-13-45", { dt_onset: "2015-13-45" }, "not-a-date", "dt_onset"],
    ["an age of 200", { age: "200" }, "not-an-age", "age"],
    ["an outcome that is no word of ours", { outcome: "Unknown" }, "unknown-value", "outcome"],
  ])("with %s goes to quarantine", async (_, cells, reason, column) => {
    const report = await run([line("SK_1", cells), line("SK_2")], ["SK_1,SK_2,Hospital room,3"]);
    expect(report.quarantine).toEqual([{ file: "linelist.csv", line: 2, column, reason }, { file: "contacts.csv", line: 2, column: "from", reason: "case-not-imported" }]);
    expect(await trial.rows("select source_record from cases.person")).toEqual([["SK_2"]]);
  });
});

describe("a contact of two cases", () => {
  const cases = [line("SK_1", { dt_onset: "2015-05-20" }), line("SK_2"), line("SK_3")];
  it("is a transmission link and an exposure with its last day", async () => {
    await run(cases, ["SK_1,SK_2,Family member ,12"]);
    expect(await trial.rows("select a.source_record, b.source_record, l.basis, l.setting from cases.transmission_link l join cases.case_record a on a.id = infector_case_id join cases.case_record b on b.id = infectee_case_id")).toEqual([["SK_1", "SK_2", "named-by-source", "Family member"]]);
    expect(await trial.rows("select a.source_record, b.source_record, e.setting, e.last_contact_date::text from cases.exposure e join cases.case_record a on a.id = case_id join cases.case_record b on b.id = exposed_case_id")).toEqual([["SK_1", "SK_2", "Family member", "2015-05-28"]]);
  });
  it("is one of several where two infectors are named; the last day then belongs to neither", async () => {
    await run(cases, ["SK_1,SK_3,Hospital room,12", "SK_2,SK_3,Hospital room,0"]);
    expect(await trial.rows("select distinct basis, last_contact_date from cases.transmission_link l join cases.exposure e using (source_record)")).toEqual([["one-of-several-named-by-source", null]]);
  });
  it("whose difference of onsets disagrees with the dates keeps the dates", async () => {
    expect(fileOf(await run(cases, ["SK_1,SK_2,Hospital room,11"]), "contacts.csv").repaired).toEqual({ "onset-difference-disagrees-dates-kept": 1 });
  });
  it.each([
    ["of a case with itself", "SK_1,SK_1,Hospital room,0", "self-infection", "to"],
    ["with a case that is not in the line list", "SK_1,SK_9,Hospital room,0", "case-not-imported", "to"],
    ["with a difference that is no number", "SK_1,SK_2,Hospital room,many", "not-a-number", "diff_dt_onset"],
  ])("%s goes to quarantine", async (_, row, reason, column) => {
    expect((await run(cases, [row])).quarantine).toEqual([{ file: "contacts.csv", line: 2, column, reason }]);
  });
});

describe("the import of MERS", () => {
  it("run twice adds nothing", async () => {
    const lines = [line("SK_1"), line("SK_2"), line("SK_2")];
    const first = await run(lines, ["SK_1,SK_2,Hospital room,0", "SK_1,SK_2,Hospital room,0"]);
    expect(first.files.map(({ read, imported, dropped }) => [read, imported, dropped])).toEqual([[3, 2, { "duplicate-row": 1 }], [2, 1, { "duplicate-row": 1 }]]);
    const counts = await trial.counts();
    const again = await run(lines, ["SK_1,SK_2,Hospital room,0"]);
    expect(again.files.map(({ imported, alreadyPresent }) => [imported, alreadyPresent])).toEqual([[0, 2], [0, 1]]);
    expect(await trial.counts()).toEqual(counts);
  });
});
