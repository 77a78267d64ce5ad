/** `linelist.csv` of the MERS outbreak: one row a case, at the hospital where it was treated. Not who infected whom: see ../mers.ts. */
import { ageBand } from "../../age-band.js";
import { Unreadable, type CellReader } from "../../cell-reading.js";
import type { CaseRow, Sex } from "../../case-rows.js";
import type { Progress } from "../../csv-file.js";
import type { RegionDirectory } from "../../region-directory.js";
import { takeRows, type RowNotes } from "../../rows-of-file.js";
import type { Tally } from "../../tally.js";
import { hospitalOf, type Hospital } from "./hospitals.js";

/** Not kept: `age_class` (follows from the age), `week_report` (from the date), `dt_start_exp` (no place for the beginning of an exposure yet). */
const columns = ["id", "age", "sex", "place_infect", "reporting_ctry", "loc_hosp", "dt_onset", "dt_report", "dt_end_exp", "dt_diag", "outcome", "dt_death"] as const;

export type MersCase = Pick<CaseRow, "regionCode" | "ageBand" | "sex" | "onsetDate" | "confirmationDate" | "reportingDate" | "outcome" | "outcomeDate" | "infectionSetting"> & {
  readonly sourceId: string;
  readonly hospital: Hospital;
  /** Last day of contact with another case. */
  readonly lastExposureDate?: string;
};

/** Cases by the source's id (`SK_14`), in the order of the file. */
export async function readLineList(folder: string, tally: Tally, regions: RegionDirectory, onProgress?: Progress): Promise<ReadonlyMap<string, MersCase>> {
  const cases = new Map<string, MersCase>();
  const written = new Map<string, string>();
  await takeRows({ folder, tally, columns, onProgress }, (cells, notes, row) => {
    const sourceId = cells.id("id", /^[A-Z]{2}_\d{1,5}$/);
    const content = JSON.stringify(row.cells);
    if (written.get(sourceId) === content) return notes.drop("duplicate-row");
    if (written.has(sourceId)) throw new Unreadable("id-used-twice", "id");
    cases.set(sourceId, mersCase(sourceId, cells, notes, regions));
    written.set(sourceId, content);
  });
  return cases;
}

function mersCase(sourceId: string, cells: CellReader<(typeof columns)[number]>, { repair }: RowNotes, regions: RegionDirectory): MersCase {
  const hospital = hospitalOf(cells.text("loc_hosp") ?? "");
  if (hospital === undefined) throw new Unreadable("unknown-hospital", "loc_hosp");
  const age = cells.number("age");
  const band = age === undefined ? undefined : ageBand(age);
  if (age !== undefined && band === undefined) throw new Unreadable("not-an-age", "age");
  const sex = cells.oneOf<Sex>("sex", { M: "male", F: "female" });
  const onsetDate = cells.day("dt_onset");
  const confirmationDate = cells.day("dt_diag");
  const reportingDate = cells.day("dt_report");
  const lastExposureDate = cells.day("dt_end_exp");
  const deathDate = cells.day("dt_death");
  // "Alive" says neither that the case was released nor that it still was in hospital
  const fate = cells.oneOf("outcome", { Alive: "alive", Dead: "dead" } as const);
  if (cells.text("reporting_ctry") !== "South Korea") repair("reported-by-another-country-kept");
  if (fate === "dead" && deathDate === undefined) repair("death-date-missing-kept");
  if (fate !== "dead" && deathDate !== undefined) repair("death-date-of-the-living-left-out");
  if (fate === "dead" && deathDate !== undefined && confirmationDate !== undefined && deathDate < confirmationDate) repair("confirmed-after-death-kept");
  if (onsetDate !== undefined && lastExposureDate !== undefined && lastExposureDate > onsetDate) repair("exposure-after-onset-kept");
  return {
    sourceId,
    hospital,
    regionCode: regionOf(hospital, regions, repair),
    ...(sex === undefined ? {} : { sex }),
    ...(band === undefined ? {} : { ageBand: band }),
    ...(onsetDate === undefined ? {} : { onsetDate }),
    ...(confirmationDate === undefined ? {} : { confirmationDate }),
    ...(reportingDate === undefined ? {} : { reportingDate }),
    ...(lastExposureDate === undefined ? {} : { lastExposureDate }),
    ...(fate === "dead" ? { outcome: "deceased" as const, ...(deathDate === undefined ? {} : { outcomeDate: deathDate }) } : {}),
    ...(cells.text("place_infect") === "Middle East" ? { infectionSetting: "Middle East" } : {}),
  };
}

function regionOf({ region }: Hospital, regions: RegionDirectory, repair: (kind: string) => void): string {
  if (region === undefined) {
    repair("hospital-not-placed-country-kept");
    return regions.country;
  }
  const code = regions.municipality(...region);
  if (code === undefined) throw new Unreadable("unknown-region", "loc_hosp");
  return code;
}
