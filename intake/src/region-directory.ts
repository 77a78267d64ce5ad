/** Finds the code of a region by the names that a source gives it, on the day that the source speaks of. Not the regions themselves: those stand in the table `cases.region`. */
import type { Database } from "./database.js";
import { IntakeError } from "./error.js";

export type Region = { readonly code: string; readonly parentCode?: string; readonly nameEn: string; readonly level: "country" | "province" | "municipality"; readonly validFrom?: string; readonly validTo?: string };

export type RegionDirectory = {
  /** The country, for what cannot be placed more closely. */
  readonly country: string;
  has(code: string): boolean;
  /** Code of a province by its English name, `Gyeonggi-do`. */
  province(name: string): string | undefined;
  /** Code of a municipality (시·군·구, a city's districts included) of that province; both names in English, `Gyeonggi-do` and `Suwon-si`. */
  municipality(province: string, name: string): string | undefined;
};

/** Of a region whose code changed, the one in force on `day` (`YYYY-MM-DD`) is found. Throws REGIONS_MISSING where there is no country. */
export function regionDirectory(regions: readonly Region[], day: string): RegionDirectory {
  const inForce = regions.filter(({ validFrom, validTo }) => (validFrom === undefined || validFrom <= day) && (validTo === undefined || day < validTo));
  const country = inForce.find(({ level }) => level === "country");
  if (country === undefined) throw new IntakeError("REGIONS_MISSING", "the database holds no regions: run `epigraph migrate` first");
  const byCode = new Map(inForce.map((region) => [region.code, region]));
  const provinceOf = (region: Region): Region | undefined => {
    const parent = region.parentCode === undefined ? undefined : byCode.get(region.parentCode);
    return region.level === "province" || parent === undefined ? region : provinceOf(parent);
  };
  const provinces = new Map(inForce.filter(({ level }) => level === "province").map(({ nameEn, code }) => [nameEn, code]));
  const municipalities = new Map(inForce.filter(({ level }) => level === "municipality").map((region) => [`${provinceOf(region)?.nameEn ?? ""}/${region.nameEn}`, region.code]));
  return {
    country: country.code,
    has: (code) => byCode.has(code),
    province: (name) => provinces.get(name),
    municipality: (province, name) => municipalities.get(`${province}/${name}`),
  };
}

/** The directory over the table `cases.region`. */
export async function readRegionDirectory(database: Database, day: string): Promise<RegionDirectory> {
  const rows: { code: string; parent_code: string | null; name_en: string; level: Region["level"]; valid_from: string | null; valid_to: string | null }[] = await database.query(
    "select code, parent_code, name_en, level, valid_from::text, valid_to::text from cases.region",
  );
  return regionDirectory(
    rows.map(({ code, parent_code, name_en, level, valid_from, valid_to }) => ({
      code, nameEn: name_en, level,
      ...(parent_code === null ? {} : { parentCode: parent_code }),
      ...(valid_from === null ? {} : { validFrom: valid_from }),
      ...(valid_to === null ? {} : { validTo: valid_to }),
    })),
    day,
  );
}
