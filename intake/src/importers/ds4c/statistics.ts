/** DS4C's `TimeProvince.csv`, daily counts by province, and `Region.csv`, its list of regions. Not single cases. */
import { Unreadable } from "../../cell-reading.js";
import type { RegionStatisticsRow } from "../../case-rows.js";
import type { Progress } from "../../csv-file.js";
import type { RegionDirectory } from "../../region-directory.js";
import { takeRows } from "../../rows-of-file.js";
import type { Tally } from "../../tally.js";
import { regionCode } from "./region-names.js";

/** Cumulative counts; a count that is lower than the day before is the authority's own correction and stays (repair `count-falls-kept`). */
export async function readStatistics(folder: string, tally: Tally, regions: RegionDirectory, system: string, onProgress?: Progress): Promise<readonly RegionStatisticsRow[]> {
  const rows = new Map<string, RegionStatisticsRow>();
  const latest = new Map<string, RegionStatisticsRow>();
  await takeRows({ folder, tally, columns: ["date", "province", "confirmed", "released", "deceased"], onProgress }, (cells, notes) => {
    const day = cells.day("date");
    if (day === undefined) throw new Unreadable("not-a-date", "date");
    const province = cells.text("province");
    const code = province === undefined ? undefined : regions.province(province);
    if (code === undefined) throw new Unreadable("unknown-region", "province");
    const [confirmed, released, deceased] = [cells.count("confirmed"), cells.count("released"), cells.count("deceased")];
    if (confirmed === undefined) throw new Unreadable("not-a-count", "confirmed");
    const key = `${code}/${day}`;
    if (rows.has(key)) throw new Unreadable("day-used-twice", "date");
    const row = { regionCode: code, day, confirmed, ...(released === undefined ? {} : { released }), ...(deceased === undefined ? {} : { deceased }), sourceSystem: system };
    const before = latest.get(code);
    if (before !== undefined && (falls(before.confirmed, confirmed) || falls(before.released, released) || falls(before.deceased, deceased))) notes.repair("count-falls-kept");
    rows.set(key, row);
    latest.set(code, row);
  });
  return [...rows.values()];
}

/** Every region that DS4C knows must be one of ours: a row counts as already present, or goes to quarantine as `unknown-region`. Its counts of schools and the like have no place here. */
export async function checkRegions(folder: string, tally: Tally, regions: RegionDirectory, onProgress?: Progress): Promise<void> {
  await takeRows({ folder, tally, columns: ["code", "province", "city"], onProgress }, (cells) => {
    if (cells.text("province") === "Korea") return;
    regionCode(regions, cells.text("province"), cells.text("city"), () => undefined); // a province's own row names it twice
  });
}

function falls(before: number | undefined, now: number | undefined): boolean {
  return before !== undefined && now !== undefined && now < before;
}
