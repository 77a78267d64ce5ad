/** DS4C's `PatientInfo.csv`: one row a confirmed case. Not who infected whom, which needs all rows first: see infectors.ts. */
import { ageBand } from "../../age-band.js";
import { Unreadable, type CellReader } from "../../cell-reading.js";
import type { CaseRow, Sex } from "../../case-rows.js";
import type { Progress } from "../../csv-file.js";
import type { RegionDirectory } from "../../region-directory.js";
import { takeRows, type RowNotes } from "../../rows-of-file.js";
import type { Tally } from "../../tally.js";
import { readInfectors, type NamedInfector } from "./infectors.js";
import { regionCode } from "./region-names.js";

/**
 * Used columns. Not kept, for want of a place or of meaning: `disease` (underlying disease, 18 rows), `infection_order`
 * (follows from the links), `contact_number` but for the ids that slipped into it.
 */
const columns = [
  "patient_id", "global_num", "sex", "birth_year", "age", "country", "province", "city", "infection_case", "infected_by", "contact_number",
  "symptom_onset_date", "confirmed_date", "released_date", "deceased_date", "state",
] as const;
type Column = (typeof columns)[number];

export type Patient = Pick<CaseRow, "regionCode" | "ageBand" | "sex" | "onsetDate" | "confirmationDate" | "outcome" | "outcomeDate"> & {
  readonly patientId: string;
  /** The case's number nationwide; 19 of them stand at two patients. */
  readonly nationalNumber?: string;
  readonly birthYear?: number;
  /** A country's name in English, as written. */
  readonly nationality?: string;
  readonly province: string;
  readonly city: string;
  /** The label in `infection_case`, as written. */
  readonly infectionSetting?: string;
  readonly infectors: readonly NamedInfector[];
};

/** The year in which the data were collected: ages are of that year. */
const yearOfData = 2020;

/** Patients by id, in the order of the file. */
export async function readPatients(folder: string, tally: Tally, regions: RegionDirectory, onProgress?: Progress): Promise<ReadonlyMap<string, Patient>> {
  const patients = new Map<string, Patient>();
  const written = new Map<string, string>();
  await takeRows({ folder, tally, columns, onProgress }, (cells, notes, row) => {
    const patientId = cells.id("patient_id", /^\d{10}$/);
    const content = JSON.stringify(row.cells);
    const before = written.get(patientId);
    if (before === content) return notes.drop("duplicate-row");
    if (before !== undefined) throw new Unreadable("id-used-twice", "patient_id");
    patients.set(patientId, patient(patientId, cells, notes, regions));
    written.set(patientId, content);
  });
  return patients;
}

function patient(patientId: string, cells: CellReader<Column>, { repair }: RowNotes, regions: RegionDirectory): Patient {
  const province = cells.text("province");
  const city = cells.text("city");
  const code = regionCode(regions, province, city, repair);
  const sex = cells.oneOf<Sex>("sex", { female: "female", male: "male" });
  const onsetDate = cells.day("symptom_onset_date");
  const confirmationDate = cells.day("confirmed_date");
  if (confirmationDate === undefined) repair("confirmation-date-missing-kept");
  else if (onsetDate !== undefined && onsetDate > confirmationDate) repair("onset-after-confirmation-kept");
  const age = ageOf(cells, repair);
  const birthYear = birthYearOf(cells, repair);
  if (age !== undefined && birthYear !== undefined && !agree(age, birthYear)) repair("age-and-birth-year-disagree-kept");
  const nationality = cells.text("country");
  const nationalNumber = cells.text("global_num");
  const infectionSetting = cells.text("infection_case");
  return {
    patientId,
    regionCode: code,
    province: province ?? "",
    city: city ?? "",
    ...(sex === undefined ? {} : { sex }),
    ...band(age),
    ...(birthYear === undefined ? {} : { birthYear }),
    ...(nationality === undefined ? {} : { nationality }),
    ...(nationalNumber === undefined ? {} : { nationalNumber }),
    ...(onsetDate === undefined ? {} : { onsetDate }),
    ...(confirmationDate === undefined ? {} : { confirmationDate }),
    ...outcomeOf(cells, confirmationDate, repair),
    ...(infectionSetting === undefined ? {} : { infectionSetting }),
    infectors: readInfectors(cells.text("infected_by"), cells.text("contact_number"), repair),
  };
}

/** The lower end of the ten-year band: `50s`, once `30` without its s, once `100s`. */
function ageOf(cells: CellReader<Column>, repair: (kind: string) => void): number | undefined {
  const text = cells.text("age");
  if (text === undefined) return undefined;
  const parts = /^(\d0|100|0)(s?)$/.exec(text);
  if (parts === null) throw new Unreadable("not-an-age", "age");
  if (parts[2] === "") repair("age-without-s-read-as-band");
  return Number(parts[1]);
}

function band(age: number | undefined): { readonly ageBand?: string } {
  const text = age === undefined ? undefined : ageBand(age);
  return text === undefined ? {} : { ageBand: text };
}

/** A year that cannot be one (once 11997) is left out, not guessed at. */
function birthYearOf(cells: CellReader<Column>, repair: (kind: string) => void): number | undefined {
  const text = cells.text("birth_year");
  if (text === undefined) return undefined;
  const year = /^\d{4}$/.test(text) ? Number(text) : 0;
  if (year >= 1890 && year <= yearOfData) return year;
  repair("birth-year-impossible-left-out");
  return undefined;
}

/** Sources count age by birthday or the Korean way, so a year to either side agrees. */
function agree(lowerAge: number, birthYear: number): boolean {
  return [-1, 0, 1].some((shift) => Math.floor((yearOfData - birthYear + shift) / 10) * 10 === lowerAge);
}

/** A dated event says more than the state, which was not always brought up to date. */
function outcomeOf(cells: CellReader<Column>, confirmationDate: string | undefined, repair: (kind: string) => void): Pick<CaseRow, "outcome" | "outcomeDate"> {
  const state = cells.oneOf("state", { isolated: "isolated", released: "released", deceased: "deceased" } as const);
  const released = cells.day("released_date");
  const deceased = cells.day("deceased_date");
  if (deceased !== undefined || state === "deceased") {
    if (state !== "deceased") repair("state-older-than-death");
    if (released !== undefined) repair("release-date-of-the-deceased-left-out");
    if (deceased !== undefined && confirmationDate !== undefined && deceased < confirmationDate) repair("confirmed-after-death-kept");
    return { outcome: "deceased", ...(deceased === undefined ? {} : { outcomeDate: deceased }) };
  }
  if (released !== undefined) {
    if (state !== "released") repair("state-older-than-release");
    if (confirmationDate !== undefined && released < confirmationDate) repair("released-before-confirmation-kept");
    return { outcome: "released", outcomeDate: released };
  }
  return state === undefined ? {} : { outcome: state };
}
