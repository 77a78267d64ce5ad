/** The regions of Korea with the dates between which their codes were in force: the country, 17 provinces, every municipality since 2015. Not their outlines, and no statistics. */
import { metropolitanMunicipalities, provincialMunicipalities, type MunicipalityRow } from "./municipalities.js";

/** One region and one code of it. A region whose code changed stands here twice, with dates that meet. */
export type RegionReference = {
  /** Ten digits, 법정동코드 of the Ministry of the Interior and Safety; the country is `0000000000`. */
  readonly code: string;
  readonly parentCode?: string;
  readonly level: "country" | "province" | "municipality";
  /** Without the parent's name: `장안구`, not `수원시 장안구`. */
  readonly nameKo: string;
  readonly nameEn: string;
  /** Statistics Korea's own code, edition of 2018; absent for a region which that edition does not have. */
  readonly statisticsKoreaCode?: string;
  /** Degrees, WGS 84, of the seat of its government, to about 1 km. */
  readonly latitude?: number;
  readonly longitude?: number;
  /** First day on which the code was in force; absent: before 2015. */
  readonly validFrom?: string;
  /** First day on which it no longer was; absent: still in force (changes after 2024 are not in this table). */
  readonly validTo?: string;
};

const countryCode = "0000000000";

/** Two digits, names, Statistics Korea's code, latitude and longitude of the provincial government. */
const provinces: readonly (readonly [string, string, string, string, number, number])[] = [
  ["11", "서울특별시", "Seoul", "11", 37.567, 126.978],
  ["26", "부산광역시", "Busan", "21", 35.18, 129.075],
  ["27", "대구광역시", "Daegu", "22", 35.871, 128.602],
  ["28", "인천광역시", "Incheon", "23", 37.456, 126.705],
  ["29", "광주광역시", "Gwangju", "24", 35.16, 126.852],
  ["30", "대전광역시", "Daejeon", "25", 36.35, 127.385],
  ["31", "울산광역시", "Ulsan", "26", 35.539, 129.311],
  ["36", "세종특별자치시", "Sejong", "29", 36.48, 127.289],
  ["41", "경기도", "Gyeonggi-do", "31", 37.275, 127.01],
  ["42", "강원도", "Gangwon-do", "32", 37.885, 127.73],
  ["43", "충청북도", "Chungcheongbuk-do", "33", 36.636, 127.491],
  ["44", "충청남도", "Chungcheongnam-do", "34", 36.659, 126.673],
  ["45", "전라북도", "Jeollabuk-do", "35", 35.82, 127.109],
  ["46", "전라남도", "Jeollanam-do", "36", 34.816, 126.463],
  ["47", "경상북도", "Gyeongsangbuk-do", "37", 36.576, 128.506],
  ["48", "경상남도", "Gyeongsangnam-do", "38", 35.238, 128.692],
  ["50", "제주특별자치도", "Jeju-do", "39", 33.489, 126.498],
];

/** Provinces that became special self-governing ones: every code below them moved to a new first pair of digits on that day. */
const renamedProvinces = [
  { from: "42", to: "51", on: "2023-06-11", nameKo: "강원특별자치도", nameEn: "Gangwon State" },
  { from: "45", to: "52", on: "2024-01-18", nameKo: "전북특별자치도", nameEn: "Jeonbuk State" },
] as const;

/** Single municipalities whose code began or ended since 2015, by the first five digits. */
const municipalityDates: Readonly<Record<string, { readonly validFrom?: string; readonly validTo?: string }>> = {
  "27720": { validFrom: "2023-07-01" }, // Gunwi-gun moved from North Gyeongsang
  "47720": { validTo: "2023-07-01" }, // ... to Daegu
  "28170": { validTo: "2018-07-01" }, // Incheon's Nam-gu was renamed
  "28177": { validFrom: "2018-07-01" }, // ... to Michuhol-gu
  "41192": { validFrom: "2024-01-01" }, // Bucheon-si got its three districts back
  "41194": { validFrom: "2024-01-01" },
  "41196": { validFrom: "2024-01-01" },
};

const rows: readonly MunicipalityRow[] = [...metropolitanMunicipalities, ...provincialMunicipalities];

const inForceSince2015: readonly RegionReference[] = [
  { code: countryCode, level: "country", nameKo: "대한민국", nameEn: "Korea", latitude: 37.567, longitude: 126.978 },
  ...provinces.map(
    ([digits, nameKo, nameEn, statisticsKoreaCode, latitude, longitude]): RegionReference => ({
      code: tenDigits(digits), parentCode: countryCode, level: "province", nameKo, nameEn, statisticsKoreaCode, latitude, longitude,
    }),
  ),
  ...rows.map(municipality),
];

/** Every region, parents before their children, in the order of the codes within one level. */
export const regions: readonly RegionReference[] = byLevel(inForceSince2015.flatMap(withSuccessor));

/** Whether the region's code was in force on that day (`YYYY-MM-DD`). */
export function inForceOn(region: RegionReference, day: string): boolean {
  return (region.validFrom === undefined || region.validFrom <= day) && (region.validTo === undefined || day < region.validTo);
}

function municipality([digits, nameKo, nameEn, statisticsKoreaCode, latitude, longitude]: MunicipalityRow): RegionReference {
  return {
    code: tenDigits(digits),
    parentCode: tenDigits(cityOf(digits, nameKo) ?? digits.slice(0, 2)),
    level: "municipality",
    nameKo,
    nameEn,
    ...(statisticsKoreaCode === "" ? {} : { statisticsKoreaCode }),
    ...(latitude === undefined || longitude === undefined ? {} : { latitude, longitude }),
    ...municipalityDates[digits],
  };
}

/** A district without self-government (일반구) shares its first four digits with the city (시) that it is a part of. */
function cityOf(digits: string, nameKo: string): string | undefined {
  if (!nameKo.endsWith("구")) return undefined;
  return rows.find(([code, name]) => code === `${digits.slice(0, 4)}0` && name.endsWith("시"))?.[0];
}

function withSuccessor(region: RegionReference): readonly RegionReference[] {
  const renamed = renamedProvinces.find(({ from }) => region.code.startsWith(from));
  if (renamed === undefined) return [region];
  const { statisticsKoreaCode: _edition2018, parentCode, ...rest } = region;
  const moved = (code: string): string => (code.startsWith(renamed.from) ? `${renamed.to}${code.slice(2)}` : code);
  const name = region.level === "province" ? { nameKo: renamed.nameKo, nameEn: renamed.nameEn } : {};
  return [
    { ...region, validTo: renamed.on },
    { ...rest, ...name, code: moved(region.code), ...(parentCode === undefined ? {} : { parentCode: moved(parentCode) }), validFrom: renamed.on },
  ];
}

function byLevel(all: readonly RegionReference[]): readonly RegionReference[] {
  const rank = { country: 0, province: 1, municipality: 2 } as const;
  return all.toSorted((a, b) => rank[a.level] - rank[b.level] || (a.code < b.code ? -1 : 1)); // a city's code is smaller than its districts'
}

function tenDigits(digits: string): string {
  return digits.padEnd(10, "0");
}
