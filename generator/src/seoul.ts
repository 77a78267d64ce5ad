/** Seoul's 25 districts as public facts. Not the synthetic city that is built on them: see places.ts and population.ts. */
import type { Position } from "@epigraph/epi";

export type District = {
  /** Ten-digit code of the Ministry of the Interior and Safety. */
  readonly code: string;
  readonly nameKo: string;
  readonly nameEn: string;
  /** About the middle of its area. */
  readonly centre: Position;
  /** Residents in 2020, rounded to thousands (resident registration). */
  readonly population: number;
  readonly areaSquareKilometres: number;
  /** How many of the city's jobs are here, relative to the other districts (estimate). */
  readonly jobs: number;
};

export const seoul = { code: "1100000000", nameKo: "서울특별시", nameEn: "Seoul" } as const;

function district(code: string, nameKo: string, nameEn: string, latitude: number, longitude: number, population: number, areaSquareKilometres: number, jobs: number): District {
  return { code, nameKo, nameEn, centre: { latitude, longitude }, population, areaSquareKilometres, jobs };
}

export const districts: readonly District[] = [
  district("1111000000", "종로구", "Jongno-gu", 37.595, 126.9773, 149_000, 23.9, 9),
  district("1114000000", "중구", "Jung-gu", 37.5601, 126.996, 125_000, 10.0, 12),
  district("1117000000", "용산구", "Yongsan-gu", 37.5311, 126.98, 230_000, 21.9, 4),
  district("1120000000", "성동구", "Seongdong-gu", 37.551, 127.0411, 294_000, 16.9, 6),
  district("1121500000", "광진구", "Gwangjin-gu", 37.5467, 127.0857, 347_000, 17.1, 3),
  district("1123000000", "동대문구", "Dongdaemun-gu", 37.582, 127.0549, 346_000, 14.2, 4),
  district("1126000000", "중랑구", "Jungnang-gu", 37.598, 127.093, 395_000, 18.5, 2),
  district("1129000000", "성북구", "Seongbuk-gu", 37.6057, 127.0176, 437_000, 24.6, 3),
  district("1130500000", "강북구", "Gangbuk-gu", 37.6433, 127.0112, 307_000, 23.6, 2),
  district("1132000000", "도봉구", "Dobong-gu", 37.6691, 127.0324, 324_000, 20.7, 2),
  district("1135000000", "노원구", "Nowon-gu", 37.6525, 127.075, 523_000, 35.4, 3),
  district("1138000000", "은평구", "Eunpyeong-gu", 37.6192, 126.927, 480_000, 29.7, 3),
  district("1141000000", "서대문구", "Seodaemun-gu", 37.5778, 126.9391, 312_000, 17.6, 4),
  district("1144000000", "마포구", "Mapo-gu", 37.5593, 126.9083, 372_000, 23.9, 7),
  district("1147000000", "양천구", "Yangcheon-gu", 37.5248, 126.8554, 454_000, 17.4, 3),
  district("1150000000", "강서구", "Gangseo-gu", 37.5612, 126.8228, 582_000, 41.4, 7),
  district("1153000000", "구로구", "Guro-gu", 37.4944, 126.8563, 407_000, 20.1, 6),
  district("1154500000", "금천구", "Geumcheon-gu", 37.4606, 126.9008, 233_000, 13.0, 7),
  district("1156000000", "영등포구", "Yeongdeungpo-gu", 37.5223, 126.9102, 379_000, 24.4, 12),
  district("1159000000", "동작구", "Dongjak-gu", 37.4989, 126.9516, 391_000, 16.4, 3),
  district("1162000000", "관악구", "Gwanak-gu", 37.4674, 126.9453, 498_000, 29.6, 4),
  district("1165000000", "서초구", "Seocho-gu", 37.4733, 127.0312, 422_000, 47.0, 12),
  district("1168000000", "강남구", "Gangnam-gu", 37.4967, 127.063, 539_000, 39.5, 22),
  district("1171000000", "송파구", "Songpa-gu", 37.5056, 127.1153, 668_000, 33.9, 9),
  district("1174000000", "강동구", "Gangdong-gu", 37.5504, 127.1471, 460_000, 24.6, 4),
];

/** Radius of a circle with the district's area. */
export function radiusMetres(of: District): number {
  return Math.sqrt(of.areaSquareKilometres / Math.PI) * 1000;
}

/** Index of the district with this name in English; -1 for none. */
export function districtNamed(nameEn: string): number {
  return districts.findIndex((each) => each.nameEn === nameEn);
}
