/** Specification of the region table, against published lists where their folder is present. */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { inForceOn, regions, type RegionReference } from "./regions.js";

const repository = resolve(fileURLToPath(import.meta.url), "../../../..");
const shared = process.env["EPIGRAPH_SHARED_DATA"] ?? resolve(repository, "../shared/data");
const byCode = new Map(regions.map((region) => [region.code, region]));
const on = (day: string): readonly RegionReference[] => regions.filter((region) => inForceOn(region, day));

/** By code, `undefined` if there is none. */
const parentOf = (region: RegionReference): RegionReference | undefined => byCode.get(region.parentCode ?? "");
/** The province above a municipality, also of a district of a city. */
const provinceOf = (region: RegionReference): RegionReference | undefined => {
  if (region.level === "province") return region;
  const parent = parentOf(region);
  return parent === undefined ? undefined : provinceOf(parent);
};

describe("the region table", () => {
  it("gives every code once, with ten digits", () => {
    expect(byCode.size).toBe(regions.length);
    expect(regions.filter((region) => !/^[0-9]{10}$/.test(region.code))).toEqual([]);
  });

  it("names every parent before its children, in force at the same time", () => {
    const seen = new Set<string>();
    const lost: RegionReference[] = [];
    for (const region of regions) {
      const parent = parentOf(region);
      if (region.level !== "country" && (!seen.has(region.parentCode ?? "") || parent === undefined)) lost.push(region);
      if (parent !== undefined && !inForceOn(parent, region.validFrom ?? "2015-01-01")) lost.push(region);
      seen.add(region.code);
    }
    expect(lost).toEqual([]);
  });

  it.each([
    ["2015-06-01", 17, 261],
    ["2020-05-31", 17, 261],
    ["2023-12-31", 17, 261],
    ["2024-12-31", 17, 264], // Bucheon's three districts
  ])("holds on %s %d provinces and %d municipalities", (day, provinces, municipalities) => {
    expect(on(day).filter((region) => region.level === "province")).toHaveLength(provinces);
    expect(on(day).filter((region) => region.level === "municipality")).toHaveLength(municipalities);
  });

  it.each([
    ["1100000000", "서울특별시", "Seoul", "0000000000"],
    ["1168000000", "강남구", "Gangnam-gu", "1100000000"],
    ["1165000000", "서초구", "Seocho-gu", "1100000000"],
    ["3611000000", "세종시", "Sejong-si", "3600000000"],
    ["4111700000", "영통구", "Yeongtong-gu", "4111000000"],
    ["4374500000", "증평군", "Jeungpyeong-gun", "4300000000"],
    ["2817700000", "미추홀구", "Michuhol-gu", "2800000000"],
    ["5182000000", "고성군", "Goseong-gun", "5100000000"],
  ])("knows %s as %s (%s) under %s", (code, nameKo, nameEn, parentCode) => {
    expect(byCode.get(code)).toMatchObject({ nameKo, nameEn, parentCode });
  });

  it.each([
    ["4200000000", "5100000000", "2023-06-11"],
    ["4211000000", "5111000000", "2023-06-11"],
    ["4500000000", "5200000000", "2024-01-18"],
    ["4511100000", "5211100000", "2024-01-18"],
    ["4772000000", "2772000000", "2023-07-01"],
    ["2817000000", "2817700000", "2018-07-01"],
  ])("lets %s end on the day %s begins: %s", (before, after, day) => {
    expect(byCode.get(before)?.validTo).toBe(day);
    expect(byCode.get(after)?.validFrom).toBe(day);
    expect([before, after].map((code) => on(day).some((region) => region.code === code))).toEqual([false, true]);
  });

  it("never has two regions of one name under one parent on one day", () => {
    for (const day of ["2015-06-01", "2020-05-31", "2024-12-31"]) {
      const names = on(day).map((region) => `${region.parentCode} ${region.nameEn}`);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it("places every province and every district of Seoul, inside Korea", () => {
    const placed = regions.filter((region) => region.level === "province" || region.parentCode === "1100000000");
    expect(placed.filter(({ latitude = 0, longitude = 0 }) => latitude < 33 || latitude > 38.7 || longitude < 124.5 || longitude > 132)).toEqual([]);
  });
});

const ds4c = resolve(shared, "ds4c/Region.csv");
const withDs4c = existsSync(ds4c) ? it : it.skip;
const geo = resolve(shared, "geo/skorea-municipalities-2018-topo-simple.json");
const withGeo = existsSync(geo) ? it : it.skip;
const skipped = (path: string): string => (existsSync(path) ? "" : ` (skipped: no ${path.split("/").at(-1)}, set EPIGRAPH_SHARED_DATA)`);

describe("the region table against published lists", () => {
  withDs4c(`has every province and city of the Korean line list of 2020 exactly once${skipped(ds4c)}`, () => {
    const then = on("2020-05-31");
    const lines = readFileSync(ds4c, "utf8").trim().split("\n").slice(1).map((line) => line.split(","));
    const failures: string[] = [];
    for (const [, province = "", city = "", latitude, longitude] of lines) {
      const found = then.filter((region) => region.nameEn === city && (city === province ? region.level !== "municipality" : parentOf(region)?.nameEn === province));
      const [region] = found;
      if (found.length !== 1 || region === undefined) failures.push(`${province}/${city}: ${found.length}`);
      else if (region.latitude !== undefined && region.longitude !== undefined) {
        const kilometres = Math.hypot((region.latitude - Number(latitude)) * 111, (region.longitude - Number(longitude)) * 88);
        if (kilometres > 3) failures.push(`${province}/${city}: ${kilometres.toFixed(1)} km away`);
      }
    }
    expect(lines).toHaveLength(244);
    expect(failures).toEqual([]);
  });

  withGeo(`has every municipality of Statistics Korea's map of 2018 exactly once${skipped(geo)}`, () => {
    const topology = JSON.parse(readFileSync(geo, "utf8")) as { objects: Record<string, { geometries: { properties: { name: string; code: string } }[] }> };
    const municipalities = Object.values(topology.objects).flatMap((object) => object.geometries.map((geometry) => geometry.properties));
    const failures = municipalities.filter(({ code, name }) => {
      const found = regions.filter((region) => region.statisticsKoreaCode === code && inForceOn(region, "2018-06-30"));
      const [region] = found;
      if (found.length !== 1 || region === undefined) return true;
      const parent = parentOf(region);
      const full = parent?.level === "municipality" ? `${parent.nameKo}${region.nameKo}` : region.nameKo;
      return full !== name || provinceOf(region)?.statisticsKoreaCode !== code.slice(0, 2);
    });
    expect(municipalities).toHaveLength(250);
    expect(failures).toEqual([]);
  });
});
