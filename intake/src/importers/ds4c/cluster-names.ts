/** Korean names and kinds of the clusters that DS4C names in English only. A label that is not here keeps its English name in both languages. */

/** What kind of place or group a cluster was; `undefined` for a village or a group without one. */
export type ClusterSetting = "club" | "workplace" | "church" | "hospital" | "care-facility" | "residence" | "education" | "gym" | "karaoke" | "pilgrimage" | "gathering";

type KnownCluster = { readonly nameKo: string; readonly setting?: ClusterSetting };

/** By DS4C's label: the name in Korean as the authorities and the press wrote it, and the setting. */
const knownClusters: Readonly<Record<string, KnownCluster>> = {
  "Itaewon Clubs": { nameKo: "이태원 클럽", setting: "club" },
  "Guro-gu Call Center": { nameKo: "구로구 콜센터", setting: "workplace" },
  "Dongan Church": { nameKo: "동안교회", setting: "church" },
  "Manmin Central Church": { nameKo: "만민중앙교회", setting: "church" },
  "Eunpyeong St. Mary's Hospital": { nameKo: "은평성모병원", setting: "hospital" },
  "Seongdong-gu APT": { nameKo: "성동구 아파트", setting: "residence" },
  "Jongno Community Center": { nameKo: "종로노인종합복지관", setting: "gathering" },
  "Samsung Medical Center": { nameKo: "삼성서울병원", setting: "hospital" },
  "Jung-gu Fashion Company": { nameKo: "중구 패션회사", setting: "workplace" },
  "Yeonana News Class": { nameKo: "연아나 뉴스 클래스", setting: "education" },
  "Korea Campus Crusade of Christ": { nameKo: "한국대학생선교회(CCC)", setting: "church" },
  "Coupang Logistics Center": { nameKo: "쿠팡 물류센터", setting: "workplace" },
  "Shincheonji Church": { nameKo: "신천지교회", setting: "church" },
  "Guri Collective Infection": { nameKo: "구리시 집단감염" },
  "KB Life Insurance": { nameKo: "KB생명보험", setting: "workplace" },
  "Yeongdeungpo Learning Institute": { nameKo: "영등포구 학원", setting: "education" },
  "Onchun Church": { nameKo: "온천교회", setting: "church" },
  "Suyeong-gu Kindergarten": { nameKo: "수영구 유치원", setting: "education" },
  "Haeundae-gu Catholic Church": { nameKo: "해운대구 성당", setting: "church" },
  "Jin-gu Academy": { nameKo: "부산진구 학원", setting: "education" },
  "Second Mi-Ju Hospital": { nameKo: "제2미주병원", setting: "hospital" },
  "Hansarang Convalescent Hospital": { nameKo: "한사랑요양병원", setting: "care-facility" },
  "Daesil Convalescent Hospital": { nameKo: "대실요양병원", setting: "care-facility" },
  "Fatima Hospital": { nameKo: "파티마병원", setting: "hospital" },
  "Korea Forest Engineer Institute": { nameKo: "산림기술연구원", setting: "workplace" },
  "Ministry of Oceans and Fisheries": { nameKo: "해양수산부", setting: "workplace" },
  "gym facility in Sejong": { nameKo: "세종시 운동시설", setting: "gym" },
  "River of Grace Community Church": { nameKo: "은혜의강교회", setting: "church" },
  "Uijeongbu St. Mary's Hospital": { nameKo: "의정부성모병원", setting: "hospital" },
  "Bundang Jesaeng Hospital": { nameKo: "분당제생병원", setting: "hospital" },
  "Suwon Saeng Myeong Saem Church": { nameKo: "수원 생명샘교회", setting: "church" },
  "Wonju-si Apartments": { nameKo: "원주시 아파트", setting: "residence" },
  "Goesan-gun Jangyeon-myeon": { nameKo: "괴산군 장연면" },
  "gym facility in Cheonan": { nameKo: "천안시 운동시설", setting: "gym" },
  "Seosan-si Laboratory": { nameKo: "서산시 연구소", setting: "workplace" },
  "Cheongdo Daenam Hospital": { nameKo: "청도대남병원", setting: "hospital" },
  "Bonghwa Pureun Nursing Home": { nameKo: "봉화 푸른요양원", setting: "care-facility" },
  "Pilgrimage to Israel": { nameKo: "이스라엘 성지순례", setting: "pilgrimage" },
  "Milal Shelter": { nameKo: "밀알사랑의집", setting: "care-facility" },
  "Gyeongsan Seorin Nursing Home": { nameKo: "경산 서린요양원", setting: "care-facility" },
  "Yechun-gun": { nameKo: "예천군" },
  "Gyeongsan Jeil Silver Town": { nameKo: "경산 제일실버타운", setting: "care-facility" },
  "Gyeongsan Cham Joeun Community Center": { nameKo: "경산 참좋은재가센터", setting: "care-facility" },
  "Geochang Church": { nameKo: "거창교회", setting: "church" },
  "Geochang-gun Woongyang-myeon": { nameKo: "거창군 웅양면" },
  "Wings Tower": { nameKo: "윙스타워", setting: "workplace" },
  "Hanmaeum Changwon Hospital": { nameKo: "한마음창원병원", setting: "hospital" },
  "Changnyeong Coin Karaoke": { nameKo: "창녕 동전노래방", setting: "karaoke" },
};

/** What is known of the cluster of that label. */
export function knownCluster(label: string): KnownCluster | undefined {
  return Object.hasOwn(knownClusters, label) ? knownClusters[label] : undefined;
}
