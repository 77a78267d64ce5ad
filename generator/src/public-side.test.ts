import { districts, simulate } from "./index.js";
import { simulate as again } from "./outbreak.js";

const outbreak = simulate({ cases: 400, seed: 2 });
const codes = new Set(districts.map(({ code }) => code));

describe("Seoul's districts", () => {
  it("are 25, with the ministry's ten-digit codes under 11", () => {
    expect(codes.size).toBe(25);
    expect([...codes].every((code) => /^11\d{3}00000$/.test(code))).toBe(true);
    expect(districts.find(({ nameEn }) => nameEn === "Gangnam-gu")).toMatchObject({ code: "1168000000", nameKo: "강남구" });
  });

  it("have 9.67 million residents and lie in Seoul", () => {
    expect(districts.reduce((sum, { population }) => sum + population, 0) / 1e6).toBeCloseTo(9.67, 1);
    for (const { centre } of districts) {
      expect(Math.abs(centre.latitude - 37.56)).toBeLessThan(0.15);
      expect(Math.abs(centre.longitude - 126.99)).toBeLessThan(0.2);
    }
  });
});

describe("places", () => {
  it("are marked as fictional in both languages, with names and ids of their own, in a district", () => {
    for (const field of ["id", "nameKo", "nameEn"] as const) expect(new Set(outbreak.places.map((place) => place[field])).size).toBe(outbreak.places.length);
    expect(outbreak.places.filter(({ nameKo, nameEn, regionCode }) => !nameKo.startsWith("가상 ") || !nameEn.startsWith("Fictional ") || !codes.has(regionCode))).toEqual([]);
  });

  it("include clubs in Yongsan-gu and a call centre in Guro-gu, and no home", () => {
    expect(outbreak.places.filter(({ category, regionCode }) => category === "club" && regionCode === "1117000000")).toHaveLength(5);
    expect(outbreak.places.filter(({ category, regionCode }) => category === "call-centre" && regionCode === "1153000000")).toHaveLength(1);
    expect(outbreak.places.filter(({ category }) => /home|house/.test(category))).toEqual([]);
  });

  it("are the ones that all evidence refers to", () => {
    const ids = new Set(outbreak.places.map(({ id }) => id));
    for (const { slips, qrEntries, statements } of outbreak.cases()) expect([...slips, ...qrEntries, ...statements].filter(({ placeId }) => placeId !== undefined && !ids.has(placeId))).toEqual([]);
  });
});

describe("identities", () => {
  const persons = [...outbreak.cases()].map(({ person }) => person);

  it("are obviously made up: marked names, unassigned numbers, roads that do not exist", () => {
    expect(persons.filter(({ fullName, phone, address }) => !/^[가-힣]{3} \(가상\)$/.test(fullName) || !/^010-0000-\d{4}$/.test(phone) || !/^서울특별시 [가-힣]+구 가상[가-힣]+로 \d+, \d+동 \d+호$/.test(address))).toEqual([]);
  });

  it("have a phone number of their own", () => {
    expect(new Set(persons.map(({ phone }) => phone)).size).toBe(persons.length);
  });

  it("are the same next time", () => {
    expect([...again({ cases: 400, seed: 2 }).cases()].map(({ person }) => person)).toEqual(persons);
  });

  it("fit the case's age", () => {
    for (const { person, ageBand } of outbreak.cases()) expect(ageBand).toBe(2020 - person.birthYear >= 80 ? "80+" : `${Math.floor((2020 - person.birthYear) / 10) * 10}s`);
  });
});

describe("what the public gets", () => {
  it("two clinics or more in every district, in both languages, with hours and crowding", () => {
    for (const code of codes) expect(outbreak.clinics.filter(({ regionCode }) => regionCode === code).length).toBeGreaterThanOrEqual(2);
    for (const clinic of outbreak.clinics) {
      expect(clinic.nameKo).toMatch(/\(가상\)$/);
      expect(clinic.nameEn).toMatch(/\(fictional\)$/);
      expect(clinic.phone).toMatch(/^02-0000-\d{4}$/);
      expect(clinic.openingHours).toMatch(/^Mo-/);
      expect(["low", "moderate", "high", "closed"]).toContain(clinic.crowding);
    }
  });

  it("a dozen programs, for the city and for districts", () => {
    expect(outbreak.programs.length).toBeGreaterThanOrEqual(12);
    const regions = outbreak.programs.map(({ regionCode }) => regionCode);
    expect(regions).toContain("1100000000");
    expect(regions.filter((code) => codes.has(code)).length).toBeGreaterThanOrEqual(3);
    for (const program of outbreak.programs) {
      expect(program.availableFrom < program.availableTo).toBe(true);
      for (const text of Object.values(program)) expect(text.length).toBeGreaterThan(2);
    }
  });

  it("statistics of every district on every day from the first to the last", () => {
    const days = new Set(outbreak.statistics.map(({ day }) => day));
    expect(outbreak.statistics).toHaveLength(25 * days.size);
    expect(Math.min(...[...days].map((day) => Date.parse(day)))).toBe(Date.parse("2020-02-01"));
    expect(Math.max(...[...days].map((day) => Date.parse(day)))).toBe(Date.parse(outbreak.asOf));
  });
});
