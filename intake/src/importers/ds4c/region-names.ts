/** How DS4C names regions, spelling slips included, turned into codes. Not the regions' own names: those are the database's. */
import { Unreadable } from "../../cell-reading.js";
import type { RegionDirectory } from "../../region-directory.js";

/** Slips found in the data, each with the name that was meant. */
const corrected: Readonly<Record<string, string>> = {
  "Busan/Jin-gu": "Busanjin-gu",
  "Gyeongsangbuk-do/Yechun-gun": "Yecheon-gun",
  "Gyeonggi-do/Yangpyeong-si": "Yangpyeong-gun", // a county: there is no city of this name
};

/** Cities that stand for "not known". */
const unknownCities: ReadonlySet<string | undefined> = new Set([undefined, "etc", "-"]);

/** A province that is not divided: its name is also the name of its one city. */
const undivided = "Sejong";

/**
 * Code of the municipality; of the province where the city is not known (repair `city-unknown-province-kept`).
 * Throws `Unreadable` with `unknown-region` for a province or city that does not exist.
 */
export function regionCode(regions: RegionDirectory, province: string | undefined, city: string | undefined, repair: (kind: string) => void): string {
  const provinceCode = province === undefined ? undefined : regions.province(province);
  if (province === undefined || provinceCode === undefined) throw new Unreadable("unknown-region", "province");
  if (city === undefined || unknownCities.has(city) || city === province) {
    if (province !== undivided) repair("city-unknown-province-kept");
    return provinceCode;
  }
  const meant = corrected[`${province}/${city}`];
  const code = regions.municipality(province, meant ?? city);
  if (code === undefined) throw new Unreadable("unknown-region", "city");
  if (meant !== undefined) repair("city-name-corrected");
  return code;
}
