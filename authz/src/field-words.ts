/** The names of types and fields of the schema in Korean, for the pages that lawyers read. English is in the names; full descriptions are in schema/*.graphql. */
import type { Coordinate } from "./rule.js";

/** The types that rules speak of, with what a row of each is. */
export const typeWords: Readonly<Record<string, { readonly en: string; readonly ko: string }>> = {
  Query: { en: "ways in: what may be asked for", ko: "조회 방법" },
  Mutation: { en: "changes", ko: "변경" },
  PageInfo: { en: "place in a list", ko: "목록 위치" },
  Region: { en: "country, province or municipality", ko: "국가·시도·시군구" },
  RegionStatistic: { en: "published daily counts of a region", ko: "지역별 일일 공식 통계" },
  Clinic: { en: "screening clinic", ko: "선별진료소" },
  SupportProgram: { en: "support program", ko: "지원사업" },
  Case: { en: "case: one episode of a disease in one person", ko: "확진자 사례" },
  TransmissionLink: { en: "who infected whom, as a source states it", ko: "감염 연결" },
  Exposure: { en: "somebody's exposure to a case", ko: "노출" },
  Contact: { en: "contact: a person exposed to a case", ko: "접촉자" },
  FollowUp: { en: "one day of a contact's follow-up", ko: "접촉자 추적관찰" },
  Sample: { en: "sample and its result", ko: "검체" },
  Person: { en: "identity behind a case or contact", ko: "신원" },
  Cluster: { en: "named cluster of cases", ko: "집단감염" },
  Agency: { en: "agency that takes part in the response", ko: "기관" },
  CaseStub: { en: "pseudonym of a case of another jurisdiction", ko: "타 관할 사례의 가명 표지" },
  Referral: { en: "referral of a case to another agency", ko: "사례 이관" },
  Place: { en: "place that people visit", ko: "장소" },
  InformationRequest: { en: "request for data of one case", ko: "정보요청" },
  Stay: { en: "one person at one place from arrival to departure", ko: "체류" },
  PathStop: { en: "one visit of a case's path", ko: "동선의 방문지" },
  CoPresence: { en: "two cases at one place", ko: "동석" },
  LikelySource: { en: "candidate for who infected a case", ko: "추정 감염원" },
  SourceEvidence: { en: "what the probability of a source rests on", ko: "추정 근거" },
  AuditRecord: { en: "record of the access log", ko: "접속기록" },
  ResolverEvent: { en: "field that was decided, in a record", ko: "항목별 처리기록" },
  RecordedVariable: { en: "variable kept in a record", ko: "기록된 변수" },
  RecordReference: { en: "what a record refers to", ko: "기록의 참조" },
  RecordedCalls: { en: "calls that a subgraph answered", ko: "서비스별 호출 수" },
  RefusalCount: { en: "requests turned away, by reason", ko: "사유별 거부 횟수" },
  CacheHit: { en: "answers given again from a cache", ko: "캐시 응답 횟수" },
  ReconciledChange: { en: "what became of a change", ko: "변경의 확정 결과" },
  OperationRecords: { en: "one operation with its records of all services", ko: "요청 한 건의 전체 기록" },
  OperationService: { en: "one service's part in an operation", ko: "요청의 서비스별 기록" },
  Finding: { en: "something in the access log that needs an explanation", ko: "점검 사항" },
  FindingStep: { en: "what an auditor said of a finding", ko: "점검 사항 처리 이력" },
  Resolution: { en: "request to find out whom a pseudonym stands for", ko: "가명 확인" },
  ResolvedSubject: { en: "whom a resolution found", ko: "확인된 정보주체" },
  DataSubjectCount: { en: "how often a pseudonymous data subject occurs", ko: "정보주체별 횟수" },
  Session: { en: "log-in session of an account", ko: "접속 세션" },
  Account: { en: "account of a user", ko: "사용자 계정" },
  SecurityNote: { en: "what a security officer did, and why", ko: "보안 조치 기록" },
  SecurityAlert: { en: "conspicuous log-ins and refusals", ko: "보안 경보" },
  Download: { en: "file made from the access log", ko: "내려받은 파일" },
  ReviewSignature: { en: "signature under a month's review", ko: "월간 점검 확인" },
  CaseAccess: { en: "access to a case, told by agency", ko: "사례 열람 이력" },
};

const lines = `
_entities 서비스 간 연결 / accuracyMetres 오차(m) / acceptReferral 이관 인수 / acceptedAt 인수 일시 / acceptedBy 인수자 / accesses 열람 이력 / account 계정 / address 주소 / addressEn 주소(영문) / addressKo 주소(국문)
ageBand 연령대 / agencies 기관 목록 / agency 기관 / agencyEn 기관(영문) / agencyKo 기관(국문) / approvedAt 승인 일시 / approvedBy 승인자 / arrival 도착 / auditRecord 접속기록 / auditRecords 접속기록 목록
availableFrom 신청 시작일 / availableTo 신청 종료일 / basis 근거 / becameCase 확진 전환 사례 / birthYear 출생연도 / case 사례 / caseByStub 표지로 사례 조회 / cases 사례 목록 / category 장소 유형 / certainty 확실성
classification 분류 / clearance 열람등급 / clinic 선별진료소 / clinics 선별진료소 목록 / cluster 집단감염 / clusters 집단감염 목록 / coPresences 동석 / code 코드 / confidence 신뢰도 / confirmationDate 확진일
confirmed 확진 수 / contact 접촉자 / contradictions 모순 / coordinate 항목 이름 / correlation 요청 번호 / count 횟수 / crowding 혼잡도 / crowdingReportedAt 혼잡도 보고 일시 / dataClass 자료 종류 / dataClasses 자료 종류 목록
dataSubject 정보주체(가명) / dataSubjects 정보주체 목록(가명) / day 날짜 / daysBetween 일수 차이 / deceased 사망 수 / departure 출발 / disease 질병 / distanceMetres 거리(m) / door 접속 경로 / duration 노출 시간
duty 직무 / dwellMinutes 체류시간(분) / earliest 최초 가능 시각 / eligibilityEn 지원대상(영문) / eligibilityKo 지원대상(국문) / endCursor 다음 위치 / endReferral 이관 종료 / endedAt 종료 일시 / evidence 근거 / exposedCase 노출된 사례
exposureType 노출 유형 / exposures 노출 목록 / followUpFrom 추적관찰 시작일 / followUpTo 추적관찰 종료일 / followUps 추적관찰 / frequency 노출 빈도 / fullName 성명 / hasNextPage 다음 쪽 유무 / id 식별번호 / infectee 피감염자
infecteeStub 피감염자 표지 / infectionSetting 감염 상황 / infector 감염원 / infectorStub 감염원 표지 / informationRequest 정보요청 / informationRequests 정보요청 목록 / isolationDate 격리 시작일 / jurisdictions 관할 / justification 필요 사유 / kind 구분
laboratory 검사기관 / lastContactDate 최종 접촉일 / latest 최종 가능 시각 / latitude 위도 / legalBasis 법적 근거 / level 행정 단계 / likelySources 추정 감염원 / longitude 경도 / method 산출 방법 / name 이름
nameEn 이름(영문) / nameKo 이름(국문) / number 회차 / offerReferral 이관 제안 / offeredAt 제안 일시 / offeredBy 제안자 / onsetDate 증상발현일 / openingHours 운영시간 / operationHash 요청문 해시 / operationName 요청문 이름
otherCase 상대 사례 / otherCaseStub 상대 사례 표지 / otherStay 상대 체류 / outcome 결과 / outcomeDate 결과일 / overlapMinutes 겹친 시간(분) / parent 상위 지역 / path 동선 / person 신원 / personKey 인물 가명키
phone 전화번호 / place 장소 / places 장소 목록 / policeApprovedAt 경찰 승인 일시 / precision 시각 정밀도 / probability 확률 / providedAt 제공 일시 / published 공개 여부 / purpose 목적 / rank 순위
reason 사유 / recorded 기록 일시 / referrals 이관 목록 / region 지역 / regions 지역 목록 / released 격리해제 수 / reportCrowding 혼잡도 보고 / reportedCount 발표된 사례 수 / reportingDate 신고일 / request 정보요청
requestedAt 요청 일시 / requestedBy 요청자 / resolverEvents 항목별 처리기록 / result 검사 결과 / resultDate 결과일 / ruleId 적용 규칙 / sameMunicipality 동일 시군구 / sameProvince 동일 시도 / sampleType 검체 종류 / samples 검체
samplingDate 검체 채취일 / serialIntervalDensity 세대기 확률 / service 서비스 / session 세션 / setting 상황 / sex 성별 / source 출처 / sourceRecord 원자료 번호 / sourceSystem 원자료 시스템 / state 상태
statistics 통계 / status 상태 / stay 체류 / stays 체류 목록 / stub 사례 표지 / summaryEn 개요(영문) / summaryKo 개요(국문) / supportProgram 지원사업 / supportPrograms 지원사업 목록 / takenDate 채취일
testType 검사 종류 / titleEn 제목(영문) / titleKo 제목(국문) / toAgency 인수 기관 / transmissionLinks 감염 연결 / windowFrom 대상 기간 시작 / windowTo 대상 기간 끝
accounts 계정 목록 / authenticatedBy 인증 방식 / changedAt 변경 일시 / client 접속 프로그램 / expiresAt 만료 일시 / firstAt 최초 일시 / lastAt 최종 일시 / lastUsedAt 최종 사용 일시 / lockAccount 계정 잠금 / note 내용
refusalCodes 거부 코드 / refusalCount 거부 횟수 / revokeSession 세션 종료 / securityAlerts 보안 경보 목록 / securityNotes 보안 조치 기록 목록 / sequence 기록 순번 / sessions 세션 목록 / startedAt 시작 일시 / writer 기록 주체 / writtenAt 작성 일시 / writtenBy 작성자
approveResolution 가명 확인 승인 / askedAt 요청 일시 / askedBy 요청자 / assigned 배정 여부 / cacheHits 캐시 응답 목록 / calls 호출 수 / caseId 사례 식별번호 / caseIds 사례 식별번호 목록 / changeOutcome 변경 결과 / checkpointSize 서명된 로그 크기
endedBy 종료자 / escalateFinding 점검 사항 상신 / explainFinding 점검 사항 소명 / explanationEn 정당한 소명의 예(영문) / explanationKo 정당한 소명의 예(국문) / finding 점검 사항 / findings 점검 사항 목록 / foundAt 발견 일시 / grants 열람 허가 목록
index 기록 위치 / leafHash 기록 해시 / legalBases 법적 근거 목록 / login 데이터베이스 계정 / meaningEn 의미(영문) / meaningKo 의미(국문) / missingServices 기록 누락 서비스 / newFindings 새 점검 사항 / operationRecords 요청 한 건의 전체 기록
order 명령 / reconciledChanges 변경 확정 목록 / record 기록 / records 기록 목록 / references 참조 목록 / refusals 거부 목록 / refuseResolution 가명 확인 거부 / reopenFinding 점검 사항 재개 / requestResolution 가명 확인 요청 / resolution 가명 확인
resolutions 가명 확인 목록 / resolved 확인 결과 / sequenced 로그 등재 일시 / services 서비스 목록 / standing 기록 신뢰 상태 / steps 처리 이력 / subjectEpoch 가명 적용 월 / subjects 정보주체 수 / type 유형 / urgency 긴급도 / value 값
variables 변수 목록 / withdrawResolution 가명 확인 철회
cut 잘림 여부 / downloadAccessReport 열람 내역 통지서 내려받기 / downloadAuditRecords 접속기록 내려받기 / downloadReviewSheet 월간 점검표 내려받기 / downloadYearlyCounts 연간 집계 내려받기 / fileContent 내용 / fileName 파일 이름 / mediaType 파일 형식
contentHash 파일 해시 / month 월 / rows 행 수 / sheetHash 점검표 해시 / signReviewSheet 월간 점검 확인 / signedAt 확인 일시 / signedBy 확인자`;

/** From a field's name to its Korean name; the same name means the same in every type. */
export const fieldWords: ReadonlyMap<string, string> = new Map(
  lines
    .split(/\n| \/ /)
    .filter((line) => line !== "")
    .map((line): [string, string] => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]),
);

/** Coordinates that the Korean half of the pages cannot name. */
export const unnamed = (coordinates: readonly Coordinate[]): readonly Coordinate[] =>
  coordinates.filter((coordinate) => {
    const [type = "", field = ""] = coordinate.split(".");
    return !/(Connection|Edge)$/.test(type) && (!Object.hasOwn(typeWords, type) || !fieldWords.has(field));
  });
