/** The hospitals of the MERS outbreak of 2015, under the names that the line list gives them. Not places: the source has no positions, and none are made up. */

export type Hospital = {
  /** Stable name by which cases of one hospital are brought together. */
  readonly key: string;
  readonly nameKo: string;
  readonly nameEn: string;
  /** Province and municipality in English; absent where the name does not tell which of several hospitals it is. */
  readonly region?: readonly [province: string, municipality: string];
};

const pyeongtaek = ["Gyeonggi-do", "Pyeongtaek-si"] as const;
const samsung: Hospital = { key: "samsung-medical-center", nameKo: "삼성서울병원", nameEn: "Samsung Medical Center", region: ["Seoul", "Gangnam-gu"] };

/** By `loc_hosp`, exactly as written. Municipalities that the name itself does not contain are those of the hospitals' public addresses. */
const hospitals: Readonly<Record<string, Hospital>> = {
  "Samsung Medical Center, Seoul": samsung,
  "Samsung Medical Center, Emergency room,Seoul": samsung,
  "Pyeongtaek St. Mary, Hospital, Pyeongtaek, Gyeonggi": { key: "pyeongtaek-st-mary", nameKo: "평택성모병원", nameEn: "Pyeongtaek St. Mary's Hospital", region: pyeongtaek },
  "Pyeongtaek goodmorning hospital": { key: "pyeongtaek-good-morning", nameKo: "평택굿모닝병원", nameEn: "Pyeongtaek Good Morning Hospital", region: pyeongtaek },
  "Pyeongtaek fraternity hospital": { key: "pyeongtaek-bagae", nameKo: "평택박애병원", nameEn: "Pyeongtaek Bagae Hospital", region: pyeongtaek },
  "Dae Cheong Hospital, Daejeon": { key: "daecheong", nameKo: "대청병원", nameEn: "Daecheong Hospital", region: ["Daejeon", "Seo-gu"] },
  "Konyang University Hospital, Daejeon": { key: "konyang", nameKo: "건양대학교병원", nameEn: "Konyang University Hospital", region: ["Daejeon", "Seo-gu"] },
  "Hallym University Dongtan Sacred Heart Hospital, Hwaseong, Gyeonggi": { key: "dongtan-sacred-heart", nameKo: "한림대학교 동탄성심병원", nameEn: "Hallym University Dongtan Sacred Heart Hospital", region: ["Gyeonggi-do", "Hwaseong-si"] },
  "Hallym University Medical Center": { key: "hallym", nameKo: "한림대학교의료원", nameEn: "Hallym University Medical Center" }, // five hospitals bear this name
  "Seoul Clinic, Asan, Chungcheongnam": { key: "asan-seoul-clinic", nameKo: "아산서울의원", nameEn: "Seoul Clinic, Asan", region: ["Chungcheongnam-do", "Asan-si"] },
  "365 Yeollin Clinic, Seoul": { key: "365-yeollin-clinic", nameKo: "365서울열린의원", nameEn: "365 Yeollin Clinic", region: ["Seoul", "Gangdong-gu"] },
  "Konkuk University hospital": { key: "konkuk", nameKo: "건국대학교병원", nameEn: "Konkuk University Hospital", region: ["Seoul", "Gwangjin-gu"] },
  "Gangdong Kyuang Hee University Hospital": { key: "gangdong-kyung-hee", nameKo: "강동경희대학교병원", nameEn: "Kyung Hee University Hospital at Gangdong", region: ["Seoul", "Gangdong-gu"] },
};

/** The hospital of that name in the line list. */
export function hospitalOf(name: string): Hospital | undefined {
  return Object.hasOwn(hospitals, name) ? hospitals[name] : undefined;
}
