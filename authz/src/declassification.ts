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
    coordinates: [...fields("CaseStub", "id agency"), ...fields("TransmissionLink", "infectorStub infecteeStub"), ...fields("CoPresence", "otherCaseStub"), ...fields("RosterStay", "caseStubs"), ...fields("Referral", "stub"), ...fields("Transfer", "stub"), ...fields("CaseMerge", "caseStub duplicateStub"), ...fields("Case", "mergedIntoStub samePersonStubs")],
    tells: {
      en: "that a linked case exists in another jurisdiction, and which agency keeps it: a pseudonym of the asking agency's own, never a specially protected case",
      ko: "연결된 사례가 다른 관할에 있다는 사실과 담당 기관 (요청 기관에만 통용되는 가명 표지이며, 특별보호 대상은 제외)",
    },
    leastGroup: 1,
    budget: alongVisible,
    because: { en: "an investigator must know whom to call; details follow an accepted referral", ko: "역학조사관이 연락할 기관을 알아야 하며, 상세 내용은 인수된 이관에 따라 제공됨" },
  },
  {
    id: "notice-of-roster",
    coordinates: allOf("Notice", "id case textKo textEn kind dataClass windowFrom windowTo madeAt dueAt state sentAt channel deferredUntil deferralReason"),
    tells: { en: "to who keeps a case: that data about its person came with a place roster of another agency: class, period and legal basis; not which place, which case or who asked", ko: "사례 담당자에게: 다른 기관의 장소 명부로 해당 사례 당사자의 정보가 제공되었다는 사실과 종류·기간·법적 근거 (장소, 사례, 요청자는 알리지 않음)" },
    leastGroup: 1,
    budget: { en: "one for each roster on which the person of the case was found", ko: "사례 당사자가 확인된 장소 명부마다 하나" },
    because: { en: "the person must be given notice, and only who keeps the case can give it", ko: "당사자에게 통지하여야 하며, 그 사례의 담당자만 통지할 수 있음" },
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
    id: "transfer-offer",
    coordinates: allOf("Transfer", "id toAgency state reason offeredBy offeredAt answeredBy answeredAt"),
    tells: { en: "to the agency that a case is to be transferred to: that it was offered, by which account, and the reason as typed; before and after it is answered", ko: "이송받을 기관에: 이송 제안 사실, 제안 계정, 입력된 사유 (응답 전과 후 모두)" },
    leastGroup: 1,
    budget: { en: "one for each case that another agency chose to offer", ko: "다른 기관이 제안하기로 한 사례마다 하나" },
    because: { en: "who is to keep a case for good must be able to turn it down", ko: "사례를 영구히 맡게 될 기관이 거절할 수 있어야 함" },
  },
  {
    id: "merge-proposal",
    coordinates: [...allOf("CaseMerge", "id keep state proposedAt steps"), ...fields("CaseMergeStep", "step by at reason")],
    tells: { en: "to the owner of one of two cases that a steward found to be of one person: that the other owner proposes to merge them, why, and what became of it; never of a specially protected person", ko: "같은 사람의 사례로 확인된 두 사례 중 한쪽 담당자에게: 다른 담당자의 병합 제안, 사유와 결과 (특별보호 대상은 제외)" },
    leastGroup: 1,
    budget: { en: "one for each pair that a national steward confirmed", ko: "중앙 담당자가 확인한 쌍마다 하나" },
    because: { en: "a merge needs both owners, each of whom answers for the own case", ko: "병합에는 두 담당자의 동의가 필요하며 각자 자신의 사례를 책임짐" },
  },
  {
    id: "task",
    coordinates: allOf("Task", "id kind note event agency account dueOn state overdue history"),
    tells: { en: "to the agency that a task was given to: what is to be done by when and the note as typed, for a case or event of another jurisdiction too; not whose", ko: "업무를 맡은 기관에: 다른 관할의 사례나 행사에 관한 것이라도 할 일, 기한, 입력된 메모 (대상자는 알리지 않음)" },
    leastGroup: 1,
    budget: { en: "one for each task that another agency chose to give", ko: "다른 기관이 맡긴 업무마다 하나" },
    because: { en: "whoever is to do something must be told what; what the note says is answered for by who typed it", ko: "일을 맡은 쪽은 내용을 알아야 하며, 메모의 내용은 작성자가 책임짐" },
  },
  {
    id: "seal",
    coordinates: allOf("Seal", "id state legalOrder reason proposedBy proposedAt confirmedBy confirmedAt unsealOrder unsealProposedBy unsealedBy unsealedAt"),
    tells: { en: "to national investigators: that an order of special protection exists, with its number and reason; not whom it protects", ko: "중앙 역학조사관에게: 특별보호 명령의 존재, 번호와 사유 (보호 대상은 알리지 않음)" },
    leastGroup: 1,
    budget: pagesOnly,
    because: { en: "two persons decide each way on special protection, and must find the order that they decide on", ko: "특별보호의 설정과 해제는 두 사람이 결정하므로 대상 명령을 찾을 수 있어야 함" },
  },
  {
    id: "protected-match",
    coordinates: fields("DuplicateReview", "kinds protected"),
    tells: { en: "to national stewards: that a newly entered case agrees with a specially protected one in a telephone number, a name with a birth date or a resident number; not which", ko: "중앙 담당자에게: 새로 입력된 사례가 특별보호 사례와 전화번호, 성명과 생년월일 또는 주민등록번호가 일치한다는 사실 (어느 사례인지는 알리지 않음)" },
    leastGroup: 1,
    budget: { en: "one for each case that somebody else entered; a steward can ask for none", ko: "다른 사람이 입력한 사례마다 하나 (담당자가 요청할 수 없음)" },
    because: { en: "two files on one person are a danger to that person's care, and the enterer must not learn of it", ko: "한 사람에 두 기록이 있으면 진료에 위험하며, 입력자는 이를 알아서는 안 됨" },
  },
  {
    id: "emergency-access",
    coordinates: allOf("EmergencyAccess", "id account agency reason openedAt until state reviewDueAt reviewedBy reviewedAt verdict review"),
    tells: { en: "to all who oversee it and to who may use it: that access was opened in an emergency, by whom, when and how it was judged; the reason not to security officers, and of the case nothing to who may not see it", ko: "감독자와 사용 권한자에게: 긴급 열람 사실, 사용 계정, 시각과 검토 결과 (사유는 보안담당자에게 제외, 사례는 열람 권한이 있는 경우에만)" },
    leastGroup: 1,
    budget: { en: "as many as there are: each is to be looked at", ko: "있는 만큼: 모두 검토 대상임" },
    because: { en: "access past the ordinary way is only borne if everybody sees that it was used", ko: "예외적 열람은 사용 사실이 모두에게 보일 때만 용인됨" },
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
    coordinates: [...fields("Cluster", "reportedCount reportedCounts"), ...allOf("ClusterCount", "source day count")],
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
    id: "notice-statistics",
    coordinates: [...fields("Query", "noticeStatistics"), ...allOf("NoticeStatistic", "year kind dataClass made sent countedAt")],
    tells: {
      en: "how many notices of each kind and class of data a year had, and how many were given: counted once, in the February after it; a figure of fewer than five persons is left out, and one from which it follows",
      ko: "연도별·유형별·정보 종류별 통지 대상 건수와 통지 건수 (다음 해 2월에 한 번 집계하며, 5명 미만인 수치와 이를 알 수 있게 하는 수치는 제외)",
    },
    leastGroup: 5,
    budget: { en: "none: open data, the same for everybody, which do not change once published", ko: "없음: 누구에게나 같고 공표 후 바뀌지 않는 공개 자료" },
    because: { en: "the public is to know how often data about persons are asked for and whether they are told", ko: "개인의 정보가 얼마나 요청되었고 당사자에게 통지되었는지 국민이 알 수 있어야 함" },
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
