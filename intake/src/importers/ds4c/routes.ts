/** DS4C's `PatientRoute.csv`: published visits, known to the day only. Makes visits, not stays: those need the request first, see ../ds4c.ts. */
import { Unreadable, type CellReader } from "../../cell-reading.js";
import type { Progress } from "../../csv-file.js";
import type { RegionDirectory } from "../../region-directory.js";
import { takeRows } from "../../rows-of-file.js";
import type { Tally } from "../../tally.js";
import { positionInKorea } from "./position.js";
import { regionCode } from "./region-names.js";

const columns = ["patient_id", "date", "province", "city", "type", "latitude", "longitude"] as const;

/** DS4C's place, as far as it names one: the same position with the same kind. `key` is `latitude,longitude,kind` as written in the file. */
export type VisitedPlace = { readonly key: string; readonly category: string; readonly regionCode: string; readonly latitude: number; readonly longitude: number };
export type Visit = { readonly patientId: string; readonly day: string; readonly place: VisitedPlace };

/** Visits of the patients given, in the order of the file, exact copies dropped. */
export async function readVisits(
  folder: string,
  tally: Tally,
  regions: RegionDirectory,
  patients: ReadonlyMap<string, { readonly confirmationDate?: string }>,
  onProgress?: Progress,
): Promise<readonly Visit[]> {
  const visits = new Map<string, Visit>();
  const places = new Map<string, VisitedPlace>();
  await takeRows({ folder, tally, columns, onProgress }, (cells, notes) => {
    const patientId = cells.id("patient_id", /^\d{10}$/);
    const patient = patients.get(patientId);
    if (patient === undefined) throw new Unreadable("patient-not-imported", "patient_id");
    const day = cells.day("date");
    if (day === undefined) throw new Unreadable("not-a-date", "date");
    const place = placeOf(cells, regions, notes.repair);
    const key = `${patientId}/${day}/${place.key}`;
    if (visits.has(key)) return notes.drop("duplicate-row");
    // kept: the way to hospital matters; whoever looks for sources or contacts leaves them out by the case's confirmation date
    if (patient.confirmationDate !== undefined && day > patient.confirmationDate) notes.repair("visit-after-confirmation-kept");
    if (!places.has(place.key)) places.set(place.key, place);
    visits.set(key, { patientId, day, place: places.get(place.key) ?? place });
  });
  return [...visits.values()];
}

function placeOf(cells: CellReader<(typeof columns)[number]>, regions: RegionDirectory, repair: (kind: string) => void): VisitedPlace {
  const type = cells.text("type") ?? "etc";
  // the middle of a province or county, where nobody was: as a place it would make strangers meet
  if (type.startsWith("administrative_area_level")) throw new Unreadable("position-is-the-middle-of-an-area", "type");
  if (!/^[a-z0-9_]{1,40}$/.test(type)) throw new Unreadable("unknown-value", "type");
  const { latitude, longitude } = positionInKorea(cells);
  return {
    key: `${String(latitude)},${String(longitude)},${type}`,
    category: type === "etc" ? "other" : type.replaceAll("_", "-"),
    regionCode: regionCode(regions, cells.text("province"), cells.text("city"), repair),
    latitude,
    longitude,
  };
}
