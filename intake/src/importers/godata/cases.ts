/** Go.Data's `cases_clean.csv`: cases of every classification, with identity. Not how they met anyone: see relationships.ts. */
import { daysBetween } from "@epigraph/epi";
import { Unreadable, type CellReader } from "../../cell-reading.js";
import type { CaseRow } from "../../case-rows.js";
import type { Progress } from "../../csv-file.js";
import { takeRows, type RowNotes } from "../../rows-of-file.js";
import type { Tally } from "../../tally.js";
import { demographyColumns, demographyOf, identityColumns, identityOf, noteLocation, uuid, type Demography, type Identity } from "./person.js";

const columns = [
  "uuid", "case_id", ...identityColumns, ...demographyColumns, "classification", "outcome_id", "date_of_reporting", "date_of_onset", "date_of_onset_approximate", "date_of_outcome", "isolation_startdate",
] as const;
type Column = (typeof columns)[number];

const classifications = { CONFIRMED: "confirmed", PROBABLE: "probable", SUSPECT: "suspected", NOT_A_CASE_DISCARDED: "not-a-case" } as const;

/** `ALIVE` says neither released nor isolated, so it leaves the outcome open. */
const outcomes = { RECOVERED: "released", DECEASED: "deceased", ALIVE: "open" } as const;

export type GodataCase = Demography &
  Pick<CaseRow, "classification" | "onsetDate" | "reportingDate" | "isolationDate" | "outcome" | "outcomeDate"> & { readonly uuid: string; readonly identity: Identity };

/** Cases by uuid, in the order of the file. The number that people see, `CASE-2020-0002`, is no id: three stand at two cases. */
export async function readCases(folder: string, tally: Tally, onProgress?: Progress): Promise<ReadonlyMap<string, GodataCase>> {
  const cases = new Map<string, GodataCase>();
  const numbers = new Set<string>();
  await takeRows({ folder, tally, columns, onProgress }, (cells, notes) => {
    const id = cells.id("uuid", uuid);
    if (cases.has(id)) throw new Unreadable("id-used-twice", "uuid");
    cases.set(id, godataCase(id, cells, notes));
    const number = cells.text("case_id");
    if (number !== undefined && numbers.has(number)) notes.repair("case-number-used-twice-kept");
    if (number !== undefined) numbers.add(number);
  });
  return cases;
}

function godataCase(id: string, cells: CellReader<Column>, { repair }: RowNotes): GodataCase {
  const classification = cells.oneOf("classification", classifications);
  if (classification === undefined) throw new Unreadable("unknown-value", "classification");
  const [onsetDate, reportingDate, isolationDate, outcomeDate] = [cells.day("date_of_onset"), cells.day("date_of_reporting"), cells.day("isolation_startdate"), cells.day("date_of_outcome")];
  const outcome = cells.oneOf("outcome_id", outcomes);
  const demography = demographyOf(cells);
  const identity = identityOf(cells);
  noteLocation(cells, repair);
  if (cells.text("date_of_onset_approximate") === "TRUE") repair("onset-date-approximate-kept");
  if (onsetDate !== undefined && reportingDate !== undefined && daysBetween(onsetDate, reportingDate) < 0) repair("reported-before-onset-kept");
  if (outcome === undefined && outcomeDate !== undefined) repair("outcome-date-without-outcome-left-out");
  const closed = outcome === undefined || outcome === "open" ? undefined : outcome;
  if (closed !== undefined && onsetDate !== undefined && outcomeDate !== undefined && daysBetween(onsetDate, outcomeDate) < 0) repair("outcome-before-onset-kept");
  return {
    uuid: id,
    identity,
    ...demography,
    classification,
    ...(onsetDate === undefined ? {} : { onsetDate }),
    ...(reportingDate === undefined ? {} : { reportingDate }),
    ...(isolationDate === undefined ? {} : { isolationDate }),
    ...(closed === undefined ? {} : { outcome: closed, ...(outcomeDate === undefined ? {} : { outcomeDate }) }),
  };
}
