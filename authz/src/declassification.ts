/**
 * The declassification list (DESIGN section 1): everything by which the platform tells somebody of rows that this somebody may not see. What is not on the list is
 * told of no hidden row: two databases that differ only there must give the same answers. Not the rules: see rules.ts.
 */
import type { Words } from "./access-words.js";
import { type Coordinate, fields, page } from "./rule.js";

export type Declassified = {
  readonly id: string;
  readonly coordinates: readonly Coordinate[];
  /** The remainder that is told of hidden rows. */
  readonly tells: Words;
  /** The fewest persons that a figure or row may speak of; 1 says that a single person's existence may show. */
  readonly leastGroup: number;
  /** How much of it one account can ask for. */
  readonly budget: Words;
  readonly because: Words;
};

const allOf = (type: string, names: string): readonly Coordinate[] => [...fields(type, names), ...page(type)];
const pagesOnly: Words = { en: "no budget of its own: pages of at most 100 rows, each request on record", ko: "별도 한도 없음: 한 쪽에 최대 100건, 모든 요청이 기록됨" };
const alongVisible: Words = { en: "only along a row of a case that may be seen: one for each link, never as a list", ko: "열람 가능한 사례에 연결된 경우에만: 연결마다 하나, 목록으로는 제공하지 않음" };

export const declassified: readonly Declassified[] = [
  {
    id: "stub",
    coordinates: [...fields("CaseStub", "id agency"), ...fields("TransmissionLink", "infectorStub infecteeStub"), ...fields("CoPresence", "otherCaseStub"), ...fields("Referral", "stub")],
    tells: {
      en: "that a linked case exists in another jurisdiction, and which agency keeps it: a pseudonym of the asking agency's own, never a specially protected case",
      ko: "연결된 사례가 다른 관할에 있다는 사실과 담당 기관 (요청 기관에만 통용되는 가명 표지이며, 특별보호 대상은 제외)",
    },
    leastGroup: 1,
    budget: alongVisible,
    because: { en: "an investigator must know whom to call; details follow an accepted referral", ko: "역학조사관이 연락할 기관을 알아야 하며, 상세 내용은 인수된 이관에 따라 제공됨" },
  },
  {
    id: "transmission-link",
    coordinates: allOf("TransmissionLink", "id basis setting"),
    tells: { en: "that a source links a visible case with one of another jurisdiction, on what basis and in what setting; links to specially protected cases are left out", ko: "열람 가능한 사례가 다른 관할의 사례와 연결되었다는 사실과 그 근거·상황 (특별보호 대상과의 연결은 제외)" },
    leastGroup: 1,
    budget: alongVisible,
    because: { en: "the link is a fact about the visible case too", ko: "연결은 열람 가능한 사례에 관한 사실이기도 함" },
  },
  {
    id: "exposure",
    coordinates: allOf("Exposure", "id lastContactDate exposureType setting frequency duration certainty"),
    tells: { en: "that a visible case exposed somebody of another jurisdiction: when, how, how long; not who. Exposures of specially protected cases are left out", ko: "열람 가능한 사례로 인해 다른 관할의 사람이 노출되었다는 사실과 시기·방식·시간 (대상자는 알리지 않으며, 특별보호 대상은 제외)" },
    leastGroup: 1,
    budget: alongVisible,
    because: { en: "the case's own exposures are part of its investigation", ko: "사례의 노출 내역은 그 사례 조사에 속함" },
  },
  {
    id: "referral-offer",
    coordinates: allOf("Referral", "id toAgency state reason offeredBy offeredAt acceptedBy acceptedAt endedAt"),
    tells: { en: "to the agency that a case was offered to: that it was offered, by which account, and the reason as typed, before and after the details are open", ko: "이관을 제안받은 기관에: 제안 사실, 제안 계정, 입력된 사유 (상세 내용이 열리기 전과 닫힌 뒤에도)" },
    leastGroup: 1,
    budget: { en: "one for each case that another agency chose to offer", ko: "다른 기관이 제안하기로 한 사례마다 하나" },
    because: { en: "an offer cannot be judged without its reason; what the reason says is answered for by who typed it", ko: "사유 없이는 제안을 판단할 수 없으며, 사유의 내용은 작성자가 책임짐" },
  },
  {
    id: "cluster",
    coordinates: allOf("Cluster", "id nameKo nameEn region place setting"),
    tells: { en: "that a named cluster exists in another jurisdiction: its name, region, place and setting; none of its cases", ko: "다른 관할에 집단감염이 있다는 사실과 그 명칭·지역·장소·상황 (사례는 알리지 않음)" },
    leastGroup: 1,
    budget: pagesOnly,
    because: { en: "a cluster reaches over borders, and whoever investigates one must find it; whether the least group should be higher is the operator's to decide", ko: "집단감염은 관할을 넘으므로 조사자가 찾을 수 있어야 함 (최소 인원 상향 여부는 운영자가 결정)" },
  },
  {
    id: "cluster-count",
    coordinates: fields("Cluster", "reportedCount"),
    tells: { en: "how many cases a source counted in a cluster, hidden ones included: a number as the source published it, not counted here", ko: "출처가 발표한 집단감염의 사례 수 (열람할 수 없는 사례 포함, 플랫폼이 세지 않은 발표 값)" },
    leastGroup: 1,
    budget: pagesOnly,
    because: { en: "it was published by the source", ko: "출처가 이미 공표한 수치임" },
  },
  {
    id: "region-statistics",
    coordinates: [...fields("Region", "statistics"), ...allOf("RegionStatistic", "day confirmed released deceased source")],
    tells: { en: "official daily counts of a region, as published: not counted from the cases held here", ko: "공표된 지역별 일일 통계 (플랫폼의 사례로 계산하지 않음)" },
    leastGroup: 1,
    budget: { en: "none: open data", ko: "없음: 공개 자료" },
    because: { en: "official statistics are public; small counts are the publisher's decision", ko: "공식 통계는 공개 자료이며, 작은 수의 공표 여부는 공표 기관이 판단함" },
  },
  {
    id: "place-on-file",
    coordinates: [...fields("Query", "place"), ...fields("Region", "places"), ...allOf("Place", "id name category region latitude longitude")],
    tells: { en: "to investigators: that a place is on file, which may be because a case of another jurisdiction was there; not who, nor when. Homes are never places", ko: "역학조사관에게: 장소가 등록되어 있다는 사실 (다른 관할 사례의 방문 때문일 수 있으나 누가 언제 방문했는지는 알리지 않으며, 주거지는 등록하지 않음)" },
    leastGroup: 1,
    budget: pagesOnly,
    because: { en: "places are one register for the whole country, so that visits of several cases meet at one place", ko: "장소는 전국 단일 목록이어야 여러 사례의 방문이 한 장소에서 만남" },
  },
  {
    id: "case-access",
    coordinates: [...fields("Case", "accesses"), ...allOf("CaseAccess", "recorded agency duty purpose outcome")],
    tells: { en: "to those assigned to a case: when which agency and duty looked at the same person, in whatever case, and for what purpose; no account", ko: "사례에 배정된 사람에게: 같은 사람의 자료를 언제 어느 기관·직무가 어떤 목적으로 열람하였는지 (계정은 알리지 않음)" },
    leastGroup: 1,
    budget: alongVisible,
    because: { en: "whoever answers for a case sees who else looks; prying is then seen by more than the auditor", ko: "담당자가 다른 열람을 볼 수 있어야 감사자 외에도 부당 열람을 발견할 수 있음" },
  },
];
