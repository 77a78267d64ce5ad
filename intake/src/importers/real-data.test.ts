/** The importers on the real data. The expected figures were counted from the files by other means. Skipped where the folder is not there. */
import { existsSync } from "node:fs";
import { isBalanced, type ImportReport } from "../report.js";
import { importDs4c } from "./ds4c.js";
import { importGodata } from "./godata.js";
import { importMers } from "./mers.js";
import { fileOf, now, openTrial, sharedData, type Trial } from "./trial.js";

const present = existsSync(sharedData("ds4c", "PatientInfo.csv"));
if (!present) console.warn("skipped: the real data are not here; set EPIGRAPH_SHARED_DATA to the folder that holds `data`");
const onRealData = present ? describe : describe.skip;

let trial: Trial;
beforeAll(async () => void (trial = await openTrial()));
afterAll(async () => trial.end());

/** Imports twice: the second time nothing may be added, and the report must say so. */
async function importTwice(run: typeof importDs4c, folder: string): Promise<ImportReport> {
  await trial.empty();
  const options = { folder: sharedData(folder), database: trial.database, vault: trial.vault, now };
  const first = await run(options);
  const counts = await trial.counts();
  const second = await run(options);
  expect(await trial.counts()).toEqual(counts);
  expect(first.files.map(isBalanced)).toEqual(first.files.map(() => true));
  expect(second.files).toEqual(first.files.map((file) => ({ ...file, imported: 0, alreadyPresent: file.imported + file.alreadyPresent })));
  return first;
}

onRealData("DS4C", () => {
  it("is imported, every row accounted for", async () => {
    const report = await importTwice(importDs4c, "ds4c");
    expect(report.files).toEqual([
      { file: "Region.csv", read: 244, imported: 0, alreadyPresent: 244, repaired: {}, dropped: {}, quarantined: {} },
      { file: "Case.csv", read: 128, imported: 49, alreadyPresent: 0, repaired: { "city-name-corrected": 2 }, dropped: { "count-of-another-province-added": 29, "not-an-outbreak": 50 }, quarantined: {} },
      {
        file: "PatientInfo.csv", read: 4004, imported: 4004, alreadyPresent: 0, dropped: {}, quarantined: {},
        repaired: {
          "age-and-birth-year-disagree-kept": 10, "age-without-s-read-as-band": 1, "birth-year-impossible-left-out": 1, "blank-cell-made-empty": 2, "city-name-corrected": 1, "city-unknown-province-kept": 164,
          "confirmation-date-missing-kept": 3, "confirmed-after-death-kept": 2, "infection-cycle-left-out": 8, "infector-confirmed-later-kept": 16, "infector-found-in-contact-number": 2,
          "infector-not-in-the-file-left-out": 1, "infector-number-resolved": 8, "onset-after-confirmation-kept": 3, "release-date-of-the-deceased-left-out": 3, "self-infection-left-out": 2, "state-older-than-release": 12,
        },
      },
      { file: "PatientRoute.csv", read: 8092, imported: 7433, alreadyPresent: 0, repaired: { "visit-after-confirmation-kept": 97 }, dropped: { "duplicate-row": 645 }, quarantined: { "position-is-the-middle-of-an-area": 14 } },
      { file: "TimeProvince.csv", read: 2261, imported: 2261, alreadyPresent: 0, repaired: { "count-falls-kept": 34 }, dropped: {}, quarantined: {} },
    ]);
    expect(await trial.counts()).toEqual({
      "cases.region_statistics": 2261, "cases.cluster": 49, "cases.person": 4004, "cases.case_record": 4004, "cases.transmission_link": 486, "movements.place": 3281 + 47, "movements.case_reference": 4004,
      "movements.information_request": 1472, "movements.stay": 7433, "permission.assignment": 8008, "permission.access_grant": 1472, "permission.grant_holder": 2944, "permission.grant_case": 1472,
    });
    expect(await trial.rows("select outcome, count(*)::int from cases.case_record group by 1 order by 1")).toEqual([["deceased", 74], ["isolated", 1578], ["released", 2352]]);
    expect(await trial.rows("select sex, count(*)::int from cases.case_record group by 1 order by 1")).toEqual([["female", 2021], ["male", 1653], [null, 330]]);
    expect(await trial.rows("select count(onset_date)::int, count(confirmation_date)::int, count(cluster_id)::int, count(*) filter (where region_code = '1168000000')::int from cases.case_record")).toEqual([[534, 4001, 725, 75]]);
    expect(await trial.rows("select c.reported_count, count(*)::int from cases.cluster c join cases.case_record r on r.cluster_id = c.id where c.name_en = 'Itaewon Clubs' group by 1")).toEqual([[253, 156]]);
    expect(await trial.rows("select sum(confirmed)::int from cases.region_statistics")).toEqual([[884775]]);
    expect(await trial.rows("select confirmed, released, deceased from cases.region_statistics where region_code = '1100000000' and day = '2020-05-31'")).toEqual([[861, 627, 4]]);
  }, 120_000);

  it("holds no stay that its request does not cover, and none with an hour", async () => {
    expect(await trial.rows(`select count(*)::int, count(*) filter (where r.case_id = s.case_id and r.data_class = s.data_class and s.earliest >= r.window_from and s.latest <= r.window_to)::int, count(arrival)::int, count(distinct day)::int
      from movements.stay s join movements.information_request r on r.id = s.request_id`)).toEqual([[7433, 7433, 0, 134]]);
  });
});

onRealData("the MERS line list", () => {
  it("is imported, every row accounted for", async () => {
    const report = await importTwice(importMers, "mers_korea_2015");
    expect(fileOf(report, "linelist.csv")).toMatchObject({
      read: 162, imported: 162, quarantined: {},
      repaired: { "confirmed-after-death-kept": 2, "death-date-missing-kept": 9, "exposure-after-onset-kept": 3, "hospital-not-placed-country-kept": 4, "reported-by-another-country-kept": 1 },
    });
    expect(fileOf(report, "contacts.csv")).toMatchObject({ read: 98, imported: 98, repaired: {}, quarantined: {} });
    expect(await trial.counts()).toEqual({ "cases.cluster": 12, "cases.person": 162, "cases.case_record": 162, "cases.transmission_link": 98, "cases.exposure": 98, "movements.case_reference": 162, "permission.assignment": 324 });
    expect(await trial.rows("select c.name_en, count(*)::int from cases.cluster c join cases.case_record r on r.cluster_id = c.id group by 1 order by 2 desc limit 2")).toEqual([["Samsung Medical Center", 85], ["Pyeongtaek St. Mary's Hospital", 37]]);
    expect(await trial.rows("select basis, count(*)::int from cases.transmission_link group by 1 order by 1")).toEqual([["named-by-source", 93], ["one-of-several-named-by-source", 5]]);
    expect(await trial.rows("select count(*) filter (where outcome = 'deceased')::int, count(outcome_date)::int, count(onset_date)::int from cases.case_record")).toEqual([[19, 10, 135]]);
  }, 60_000);
});

onRealData("Go.Data's training set", () => {
  it("is imported, every row accounted for", async () => {
    const report = await importTwice(importGodata, "godata-demo");
    expect(report.files.map(({ file, read, imported, quarantined }) => [file, read, imported, quarantined])).toEqual([
      ["cases_clean.csv", 56, 56, {}], ["contacts_clean.csv", 66, 66, {}], ["relationships_clean.csv", 100, 86, { "person-not-imported": 14 }], ["followups_clean.csv", 437, 437, {}], ["lab_results_clean.csv", 40, 40, {}],
    ]);
    expect(fileOf(report, "cases_clean.csv").repaired).toMatchObject({ "case-number-used-twice-kept": 3, "location-missing-region-used": 5, "location-replaced-by-region (Cornet)": 19, "onset-date-approximate-kept": 3, "outcome-before-onset-kept": 25, "reported-before-onset-kept": 6 });
    expect(fileOf(report, "lab_results_clean.csv").repaired).toEqual({ "sampling-date-impossible-left-out": 3 });
    expect(await trial.rows("select classification, count(*)::int from cases.case_record group by 1 order by 1")).toEqual([["confirmed", 31], ["not-a-case", 1], ["probable", 15], ["suspected", 9]]);
    expect(await trial.rows("select count(*)::int, count(exposed_case_id)::int from cases.exposure")).toEqual([[86, 21]]);
    expect(await trial.rows("select (select count(*)::int from cases.person), (select count(became_case_id)::int from cases.contact), (select count(*) filter (where result = 'positive')::int from cases.sample)")).toEqual([[116, 6, 27]]);
  }, 60_000);
});
