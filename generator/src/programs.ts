/** Support programs for the public pages, in Korean and English: city-wide ones and some of single districts. Synthetic, not offers of any real agency. */
import { districtNamed, districts, seoul } from "./seoul.js";
import { element } from "./element.js";
import type { World } from "./world.js";

export type GeneratedProgram = {
  /** `program-00001`. */
  readonly id: string;
  readonly titleKo: string;
  readonly titleEn: string;
  readonly summaryKo: string;
  readonly summaryEn: string;
  readonly eligibilityKo: string;
  readonly eligibilityEn: string;
  readonly agencyKo: string;
  readonly agencyEn: string;
  /** `1100000000` for the whole city. */
  readonly regionCode: string;
  readonly phone: string;
  /** `YYYY-MM-DD`; `availableTo` is the last day. */
  readonly availableFrom: string;
  readonly availableTo: string;
};

type Both = readonly [ko: string, en: string];
/** `from` and `length` in days of the simulation; `district` absent for the whole city. */
type Draft = { readonly title: Both; readonly summary: Both; readonly who: Both; readonly from: number; readonly length: number; readonly district?: string };

const drafts: readonly Draft[] = [
  { title: ["격리자 생활지원비", "Living allowance for people in isolation"], summary: ["격리 기간의 생계비를 가구원 수에 따라 지원합니다.", "Pays living costs for the time in isolation, by household size."], who: ["보건소에서 격리 통지를 받은 사람 (유급휴가를 받은 사람 제외)", "People who received an isolation notice from a public health centre and no paid leave"], from: 10, length: 180 },
  { title: ["격리 유급휴가비용 지원", "Refund of paid leave during isolation"], summary: ["격리된 직원에게 유급휴가를 준 사업주에게 비용을 지원합니다.", "Refunds employers who give paid leave to isolated staff."], who: ["격리 직원이 있는 사업주", "Employers with staff in isolation"], from: 10, length: 180 },
  { title: ["소상공인 긴급자금", "Emergency loans for small businesses"], summary: ["매출이 줄어든 소상공인에게 낮은 이자로 자금을 빌려줍니다.", "Low-interest loans for small businesses that lost revenue."], who: ["상시근로자 10명 미만 사업자", "Businesses with fewer than 10 regular employees"], from: 14, length: 150 },
  { title: ["확진자 방문 점포 회복 지원", "Recovery support for visited shops"], summary: ["동선이 공개되어 문을 닫은 점포의 재개장 비용을 지원합니다.", "Helps shops reopen that closed because a case's visit was published."], who: ["방역 조치로 휴업한 점포", "Shops closed for disinfection"], from: 20, length: 120 },
  { title: ["긴급 돌봄 서비스", "Emergency childcare"], summary: ["학교와 어린이집이 쉬는 동안 아이를 돌봅니다.", "Looks after children while schools and nurseries are closed."], who: ["12세 이하 자녀를 둔 맞벌이·한부모 가정", "Working or single parents of children up to 12"], from: 25, length: 100 },
  { title: ["심리 방역 상담", "Psychological support line"], summary: ["격리자와 유가족에게 무료 상담을 제공합니다.", "Free counselling for people in isolation and bereaved families."], who: ["서울시민 누구나", "Anyone living in Seoul"], from: 5, length: 240 },
  { title: ["외국인 주민 다국어 안내", "Help in other languages for foreign residents"], summary: ["검사와 격리 절차를 여러 언어로 안내합니다.", "Explains testing and isolation in several languages."], who: ["서울에 사는 외국인", "Foreign residents of Seoul"], from: 0, length: 240 },
  { title: ["무료 선별검사", "Free screening test"], summary: ["증상이 있거나 접촉자로 통보된 사람은 무료로 검사받습니다.", "Free tests for people with symptoms or notified as contacts."], who: ["증상이 있는 사람, 접촉자", "People with symptoms, and contacts"], from: 0, length: 300 },
  { title: ["용산구 유흥시설 종사자 검사 지원", "Tests for nightlife staff in Yongsan-gu"], summary: ["유흥시설 종사자에게 익명 검사를 제공합니다.", "Anonymous tests for staff of clubs and bars."], who: ["용산구 유흥시설 종사자와 방문자", "Staff and guests of nightlife venues in Yongsan-gu"], from: 30, length: 60, district: "Yongsan-gu" },
  { title: ["구로구 콜센터 방역물품 지원", "Protective equipment for call centres in Guro-gu"], summary: ["칸막이와 마스크를 지원합니다.", "Provides partitions and masks."], who: ["구로구에 있는 콜센터", "Call centres in Guro-gu"], from: 35, length: 90, district: "Guro-gu" },
  { title: ["관악구 어르신 식사 배달", "Meals delivered to older residents of Gwanak-gu"], summary: ["복지관이 쉬는 동안 식사를 집으로 보냅니다.", "Brings meals home while welfare centres are closed."], who: ["65세 이상 혼자 사는 주민", "Residents of 65 or older who live alone"], from: 20, length: 120, district: "Gwanak-gu" },
  { title: ["강남구 임대료 감면 안내", "Rent reductions in Gangnam-gu"], summary: ["임대료를 낮춘 건물주에게 지방세를 줄여 줍니다.", "Lowers local tax for landlords who lower rents."], who: ["강남구 상가 임대인과 임차인", "Landlords and tenants of shops in Gangnam-gu"], from: 28, length: 150, district: "Gangnam-gu" },
  { title: ["노원구 자가격리자 생필품", "Daily necessities for quarantined residents of Nowon-gu"], summary: ["자가격리 기간의 생필품 꾸러미를 보냅니다.", "Sends a parcel of daily necessities for the quarantine."], who: ["노원구 자가격리자", "Quarantined residents of Nowon-gu"], from: 8, length: 200, district: "Nowon-gu" },
];

export function programsOf(world: World): readonly GeneratedProgram[] {
  return drafts.map(({ title, summary, who, from, length, district }, index) => {
    const region = district === undefined ? seoul : element(districts, districtNamed(district));
    return {
      id: `program-${String(index + 1).padStart(5, "0")}`,
      titleKo: `${title[0]} (가상)`,
      titleEn: `${title[1]} (fictional)`,
      summaryKo: summary[0],
      summaryEn: summary[1],
      eligibilityKo: who[0],
      eligibilityEn: who[1],
      agencyKo: district === undefined ? "서울특별시 (가상)" : `${region.nameKo}청 (가상)`,
      agencyEn: district === undefined ? "Seoul Metropolitan Government (fictional)" : `${region.nameEn} Office (fictional)`,
      regionCode: region.code,
      phone: district === undefined ? "02-120" : `02-0000-${String(3000 + index)}`,
      availableFrom: world.calendar.dateOf(from),
      availableTo: world.calendar.dateOf(from + length - 1),
    };
  });
}
