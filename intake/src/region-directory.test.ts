import { regionDirectory, type Region } from "./region-directory.js";

const regions: readonly Region[] = [
  { code: "0000000000", level: "country", nameEn: "Korea" },
  { code: "4100000000", parentCode: "0000000000", level: "province", nameEn: "Gyeonggi-do" },
  { code: "4111000000", parentCode: "4100000000", level: "municipality", nameEn: "Suwon-si" },
  { code: "4111100000", parentCode: "4111000000", level: "municipality", nameEn: "Jangan-gu" },
  { code: "2600000000", parentCode: "0000000000", level: "province", nameEn: "Busan" },
  { code: "2614000000", parentCode: "2600000000", level: "municipality", nameEn: "Jung-gu" },
  { code: "1100000000", parentCode: "0000000000", level: "province", nameEn: "Seoul" },
  { code: "1114000000", parentCode: "1100000000", level: "municipality", nameEn: "Jung-gu" },
  { code: "4772000000", parentCode: "4100000000", level: "municipality", nameEn: "Gunwi-gun", validTo: "2023-07-01" },
  { code: "2772000000", parentCode: "2600000000", level: "municipality", nameEn: "Gunwi-gun", validFrom: "2023-07-01" },
];

describe("the directory of regions", () => {
  const directory = regionDirectory(regions, "2020-05-31");
  it("tells districts of the same name apart by their province", () => {
    expect(directory.municipality("Seoul", "Jung-gu")).toBe("1114000000");
    expect(directory.municipality("Busan", "Jung-gu")).toBe("2614000000");
    expect(directory.municipality("Gyeonggi-do", "Jung-gu")).toBeUndefined();
  });
  it("finds a city's own district under the province", () => {
    expect(directory.municipality("Gyeonggi-do", "Jangan-gu")).toBe("4111100000");
  });
  it("knows provinces, the country and every code in force", () => {
    expect([directory.province("Seoul"), directory.province("Atlantis"), directory.country, directory.has("1114000000"), directory.has("2772000000")]).toEqual(["1100000000", undefined, "0000000000", true, false]);
  });
  it("finds the code that was in force on the day asked for", () => {
    expect(directory.municipality("Gyeonggi-do", "Gunwi-gun")).toBe("4772000000");
    const later = regionDirectory(regions, "2023-07-01");
    expect([later.municipality("Gyeonggi-do", "Gunwi-gun"), later.municipality("Busan", "Gunwi-gun")]).toEqual([undefined, "2772000000"]);
  });
  it("cannot be made before the migrations have run", () => {
    expect(() => regionDirectory([], "2020-05-31")).toThrow(expect.objectContaining({ code: "REGIONS_MISSING" }));
  });
});
