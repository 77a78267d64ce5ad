/** Korean and English names for synthetic places: a made-up word, what the place is, and a number. Not real businesses. */
import type { Category } from "./place-categories.js";

/** Pure Korean words that read well in front of any kind of place. */
const words: readonly (readonly [ko: string, en: string])[] = [
  ["가람", "Garam"], ["가온", "Gaon"], ["나래", "Narae"], ["나루", "Naru"], ["너울", "Neoul"], ["누리", "Nuri"], ["다솜", "Dasom"], ["달빛", "Dalbit"], ["도담", "Dodam"], ["두루", "Duru"],
  ["라온", "Raon"], ["마루", "Maru"], ["모아", "Moa"], ["미르", "Mir"], ["바다", "Bada"], ["벼리", "Byeori"], ["별내", "Byeolnae"], ["보람", "Boram"], ["비채", "Biche"], ["새길", "Saegil"],
  ["샛별", "Saetbyeol"], ["소담", "Sodam"], ["슬기", "Seulgi"], ["시내", "Sinae"], ["아라", "Ara"], ["아름", "Areum"], ["여울", "Yeoul"], ["온새", "Onsae"], ["우리", "Uri"], ["윤슬", "Yunseul"],
  ["이든", "Ideun"], ["자람", "Jaram"], ["참빛", "Chambit"], ["초롱", "Chorong"], ["토리", "Tori"], ["푸름", "Pureum"], ["하늘", "Haneul"], ["한빛", "Hanbit"], ["해솔", "Haesol"], ["희망", "Huimang"],
];

export const categoryNames: Readonly<Record<Category, readonly [ko: string, en: string]>> = {
  office: ["빌딩", "Building"],
  school: ["학교", "School"],
  restaurant: ["식당", "Restaurant"],
  cafe: ["카페", "Cafe"],
  shop: ["상점", "Shop"],
  market: ["시장", "Market"],
  gym: ["체육관", "Gym"],
  club: ["클럽", "Club"],
  karaoke: ["노래방", "Karaoke"],
  "pc-room": ["PC방", "PC Room"],
  church: ["교회", "Church"],
  hospital: ["병원", "Hospital"],
  "call-centre": ["콜센터", "Call Centre"],
  "sales-hall": ["홍보관", "Sales Hall"],
  "screening-clinic": ["선별진료소", "Screening Clinic"],
  "head-office": ["본사", "Head Office"],
};

/** The name of the place with this number among those of its category; unique in the city. */
export function placeName(category: Category, number: number): { readonly nameKo: string; readonly nameEn: string } {
  const [wordKo, wordEn] = words[number % words.length] ?? ["가상", "Gasang"];
  const [kindKo, kindEn] = categoryNames[category];
  const count = Math.floor(number / words.length) + 1;
  return { nameKo: `가상 ${wordKo} ${kindKo} ${count}호`, nameEn: `Fictional ${wordEn} ${kindEn} No. ${count}` };
}
