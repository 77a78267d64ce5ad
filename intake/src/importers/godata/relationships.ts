/** Go.Data's `relationships_clean.csv`: a case met a contact or another case. An exposure, not a transmission: the source does not say that it infected. */
import { Unreadable } from "../../cell-reading.js";
import type { ExposureRow } from "../../case-rows.js";
import type { Progress } from "../../csv-file.js";
import { takeRows } from "../../rows-of-file.js";
import type { Tally } from "../../tally.js";
import { uuid } from "./person.js";

export type GodataExposure = Pick<ExposureRow, "lastContactDate" | "exposureType" | "setting" | "frequency" | "duration" | "certainty"> & {
  readonly uuid: string;
  readonly caseUuid: string;
  readonly targetUuid: string;
  /** A contact who has become a case counts as a case. */
  readonly target: "case" | "contact";
};

type Known = { readonly cases: ReadonlyMap<string, unknown>; readonly contacts: ReadonlyMap<string, unknown> };

/** Exposures between persons who were imported, in the order of the file; 14 of the demo's 100 name someone whom no file has. */
export async function readRelationships(folder: string, tally: Tally, { cases, contacts }: Known, onProgress?: Progress): Promise<readonly GodataExposure[]> {
  const exposures = new Map<string, GodataExposure>();
  const columns = ["uuid", "source_uuid", "target_uuid", "date_of_last_contact", "exposure_type", "context_of_exposure", "exposure_frequency", "certainty_level", "exposure_duration"] as const;
  await takeRows({ folder, tally, columns, onProgress }, (cells) => {
    const id = cells.id("uuid", uuid);
    if (exposures.has(id)) throw new Unreadable("id-used-twice", "uuid");
    const [caseUuid, targetUuid] = [cells.id("source_uuid"), cells.id("target_uuid")];
    if (!cases.has(caseUuid)) throw new Unreadable("person-not-imported", "source_uuid");
    if (!cases.has(targetUuid) && !contacts.has(targetUuid)) throw new Unreadable("person-not-imported", "target_uuid");
    if (caseUuid === targetUuid) throw new Unreadable("self-exposure", "target_uuid");
    const lastContactDate = cells.day("date_of_last_contact");
    const words = { exposureType: cells.text("exposure_type"), setting: cells.text("context_of_exposure"), frequency: cells.text("exposure_frequency"), duration: cells.text("exposure_duration"), certainty: cells.text("certainty_level") };
    exposures.set(id, {
      uuid: id,
      caseUuid,
      targetUuid,
      target: cases.has(targetUuid) ? "case" : "contact",
      ...(lastContactDate === undefined ? {} : { lastContactDate }),
      ...(Object.fromEntries(Object.entries(words).filter(([, word]) => word !== undefined)) as Partial<Record<keyof typeof words, string>>),
    });
  });
  return [...exposures.values()];
}
