/** Go.Data's `lab_results_clean.csv`: samples and their results. */
import { daysBetween } from "@epigraph/epi";
import { Unreadable } from "../../cell-reading.js";
import type { SampleRow } from "../../case-rows.js";
import type { Progress } from "../../csv-file.js";
import { takeRows } from "../../rows-of-file.js";
import type { Tally } from "../../tally.js";
import { hyphenated } from "./contacts.js";
import { uuid } from "./person.js";

export type GodataSample = Pick<SampleRow, "takenDate" | "resultDate" | "sampleType" | "testType" | "result" | "laboratory"> & { readonly uuid: string; readonly personUuid: string; readonly person: "case" | "contact" };

/** Nobody samples a case so long before it is reported: the year is a slip (2000 for 2020). */
const longestBeforeReport = 365;

type Known = { readonly cases: ReadonlyMap<string, { readonly reportingDate?: string }>; readonly contacts: ReadonlyMap<string, unknown> };

/** Samples of persons who were imported, in the order of the file. */
export async function readSamples(folder: string, tally: Tally, { cases, contacts }: Known, onProgress?: Progress): Promise<readonly GodataSample[]> {
  const samples = new Map<string, GodataSample>();
  const columns = ["id", "personId", "deleted", "dateSampleTaken", "dateOfResult", "sampleType", "testType", "result", "labName"] as const;
  await takeRows({ folder, tally, columns, onProgress }, (cells, notes) => {
    if (cells.text("deleted") === "TRUE") return notes.drop("deleted-in-the-source");
    const id = cells.id("id", uuid);
    if (samples.has(id)) throw new Unreadable("id-used-twice", "id");
    const personUuid = cells.id("personId");
    if (!cases.has(personUuid) && !contacts.has(personUuid)) throw new Unreadable("person-not-imported", "personId");
    const [taken, resultDate] = [cells.day("dateSampleTaken"), cells.day("dateOfResult")];
    const reported = cases.get(personUuid)?.reportingDate;
    const impossible = taken !== undefined && reported !== undefined && daysBetween(taken, reported) > longestBeforeReport;
    if (impossible) notes.repair("sampling-date-impossible-left-out");
    const words = {
      sampleType: word(cells.text("sampleType"), "TYPE_OF_SAMPLE"),
      testType: word(cells.text("testType"), "TYPE_OF_LAB_TEST"),
      result: word(cells.text("result"), "LAB_TEST_RESULT"),
      laboratory: cells.text("labName"),
    };
    samples.set(id, {
      uuid: id,
      personUuid,
      person: cases.has(personUuid) ? "case" : "contact",
      ...(taken === undefined || impossible ? {} : { takenDate: taken }),
      ...(resultDate === undefined ? {} : { resultDate }),
      ...(Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined)) as Partial<Record<keyof typeof words, string>>),
    });
  });
  return [...samples.values()];
}

/** `LNG_REFERENCE_DATA_CATEGORY_LAB_TEST_RESULT_POSITIVE` as `positive`; a list that an installation made itself keeps its whole name. */
function word(constant: string | undefined, category: string): string | undefined {
  return constant === undefined ? undefined : hyphenated(constant.replace(`LNG_REFERENCE_DATA_CATEGORY_${category}_`, ""));
}
