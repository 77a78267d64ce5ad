/** The names of types and fields of the schema in Korean, for the pages that lawyers read. English is in the names; full descriptions are in schema/*.graphql. */
import type { Coordinate } from "./rule.js";

/** The types that rules speak of, with what a row of each is. */
export const typeWords: Readonly<Record<string, { readonly en: string; readonly ko: string }>> = {
  Query: { en: "ways in: what may be asked for", ko: "조회 방법" },
  Mutation: { en: "changes", ko: "변경" },
  PageInfo: { en: "place in a list", ko: "목록 위치" },
  Region: { en: "country, province or municipality", ko: "국가·시도·시군구" },
  RegionStatistic: { en: "published daily counts of a region", ko: "지역별 일일 공식 통계" },
  NoticeStatistic: { en: "published yearly counts of notices", ko: "연간 통지 공식 통계" },
  StayArrival: { en: "that stays arrived under a grant", ko: "체류 정보 도착" },
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
  Quarantine: { en: "quarantine of a contact", ko: "접촉자 자가격리" },
  Event: { en: "outbreak event at a place", ko: "집단발생 사건" },
  Task: { en: "task of case work", ko: "업무" },
  Assignment: { en: "account that works on a case", ko: "사례 배정" },
  Transfer: { en: "transfer of a case to another agency for good", ko: "사례 관할 이전" },
  Seal: { en: "special protection of a person", ko: "특별보호 지정" },
  WorkStep: { en: "one step of case work", ko: "업무 처리 이력" },
  ClusterCount: { en: "how many cases a source counted in a cluster", ko: "출처별 집단감염 집계" },
  Agency: { en: "agency that takes part in the response", ko: "기관" },
  CaseStub: { en: "pseudonym of a case of another jurisdiction", ko: "타 관할 사례의 가명 표지" },
  Referral: { en: "referral of a case to another agency", ko: "사례 이관" },
  Place: { en: "place that people visit", ko: "장소" },
  InformationRequest: { en: "request for data of one case", ko: "정보요청" },
  RequestStep: { en: "step of a request: who did what, when", ko: "정보요청 처리 이력" },
  RequestProvision: { en: "what one provider has done about a request", ko: "제공기관별 처리 현황" },
  RequestPlace: { en: "place of a place roster", ko: "장소 명부 대상 장소" },
  RequestPolicy: { en: "who approves requests for a class of data, and within what limits", ko: "정보요청 정책" },
  InboxItem: { en: "what waits for an agency: a request to approve or to answer", ko: "접수함 항목" },
  InboxSummary: { en: "how much waits in an agency's inbox", ko: "접수함 현황" },
  InboxPlace: { en: "place about which a provider is asked", ko: "조회 대상 장소" },
  MatchKey: { en: "by what a provider looks a person up", ko: "대조 정보" },
  UploadReceipt: { en: "file that a provider uploaded: how far it is, and its receipt", ko: "업로드 접수증" },
  UploadReason: { en: "why rows of a file were not taken", ko: "미수용 사유" },
  UploadProfile: { en: "how a provider's files are read", ko: "업로드 양식" },
  Grant: { en: "permission to read evidence of named cases for a time", ko: "열람 허가" },
  EmergencyAccess: { en: "emergency access (break-glass) to what was provided for a case", ko: "긴급 열람" },
  Notice: { en: "notice that a data subject is to be given", ko: "정보주체 통지" },
  NoticeEntry: { en: "notice in the ledger of notices, without the person", ko: "통지 대장 항목" },
  NoticeCount: { en: "a year's notices by kind and class", ko: "연간 통지 집계" },
  Stay: { en: "one person at one place from arrival to departure", ko: "체류" },
  RosterStay: { en: "one person at a place of a place roster", ko: "장소 명부 체류" },
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
  Job: { en: "background job", ko: "백그라운드 작업" },
  Symptom: { en: "symptom of a case", ko: "증상" },
  Travel: { en: "journey of a case", ko: "여행력" },
  Confirmation: { en: "confirmation of a case", ko: "확진 판정" },
  CaseChange: { en: "change of one value of a case", ko: "사례 변경 이력" },
  CaseRegistration: { en: "case just registered, with possible duplicates", ko: "사례 등록 결과" },
  Interview: { en: "interview about a case", ko: "면담" },
  VisitStatement: { en: "visit as stated in an interview", ko: "방문 진술" },
  CompanionStatement: { en: "companion as stated in an interview", ko: "동행자 진술" },
  DuplicateReview: { en: "possible duplicate for a national steward", ko: "중복 의심 검토" },
  CaseMerge: { en: "merge of two cases of one person", ko: "사례 병합" },
  CaseMergeStep: { en: "step of a merge", ko: "사례 병합 단계" },
  LineListFile: { en: "line list as a file", ko: "사례 목록 파일" },
  LineListImport: { en: "what came of bringing in a line list", ko: "사례 목록 반입 결과" },
  LineListFault: { en: "why a row was not brought in", ko: "반입 오류" },
  Disease: { en: "disease as data, in one version", ko: "질병 정보" },
  Delay: { en: "distribution of a delay in days", ko: "기간 분포" },
  OutbreakResponse: { en: "declared response to an outbreak", ko: "감염병 대응 선포" },
  PurgePlan: { en: "plan of a purge", ko: "파기 계획" },
  PurgeCount: { en: "what a purge does with one table", ko: "표별 파기 건수" },
  LegalHold: { en: "legal hold", ko: "보전 명령" },
  PolicyStep: { en: "step of a policy decision", ko: "정책 결정 단계" },
  CaseAccess: { en: "access to a case, told by agency", ko: "사례 열람 이력" },
};

const lines = `
_entities 서비스 간 연결 / accuracyMetres 오차(m) / acceptReferral 이관 인수 / acceptedAt 인수 일시 / acceptedBy 인수자 / accesses 열람 이력 / account 계정 / address 주소 / addressEn 주소(영문) / addressKo 주소(국문)
ageBand 연령대 / agencies 기관 목록 / agency 기관 / agencyEn 기관(영문) / agencyKo 기관(국문) / approvedAt 승인 일시 / approvedBy 승인자 / arrival 도착 / auditRecord 접속기록 / auditRecords 접속기록 목록
availableFrom 신청 시작일 / availableTo 신청 종료일 / basis 근거 / becameCase 확진 전환 사례 / birthDate 생년월일 / birthYear 출생연도 / case 사례 / caseByStub 표지로 사례 조회 / cases 사례 목록 / category 장소 유형 / certainty 확실성
classification 분류 / clearance 열람등급 / clinic 선별진료소 / clinics 선별진료소 목록 / cluster 집단감염 / clusters 집단감염 목록 / coPresences 동석 / code 코드 / confidence 신뢰도 / confirmationDate 확진일
confirmed 확진 수 / contact 접촉자 / contradictions 모순 / coordinate 항목 이름 / correlation 요청 번호 / count 횟수 / crowding 혼잡도 / crowdingReportedAt 혼잡도 보고 일시 / dataClass 자료 종류 / dataClasses 자료 종류 목록
dataSubject 정보주체(가명) / dataSubjects 정보주체 목록(가명) / day 날짜 / daysBetween 일수 차이 / deceased 사망 수 / departure 출발 / disease 질병 / distanceMetres 거리(m) / door 접속 경로 / duration 노출 시간
duty 직무 / dwellMinutes 체류시간(분) / earliest 최초 가능 시각 / eligibilityEn 지원대상(영문) / eligibilityKo 지원대상(국문) / endCursor 다음 위치 / endReferral 이관 종료 / endedAt 종료 일시 / evidence 근거 / exposedCase 노출된 사례
exposureType 노출 유형 / exposures 노출 목록 / followUpFrom 추적관찰 시작일 / followUpTo 추적관찰 종료일 / followUps 추적관찰 / frequency 노출 빈도 / fullName 성명 / hasNextPage 다음 쪽 유무 / id 식별번호 / infectee 피감염자
infecteeStub 피감염자 표지 / infectionSetting 감염 상황 / infector 감염원 / infectorStub 감염원 표지 / informationRequest 정보요청 / informationRequests 정보요청 목록 / isolationDate 격리 시작일 / jurisdictions 관할 / justification 필요 사유 / kind 구분
laboratory 검사기관 / lastContactDate 최종 접촉일 / latest 최종 가능 시각 / latitude 위도 / legalBasis 법적 근거 / level 행정 단계 / likelySources 추정 감염원 / longitude 경도 / method 산출 방법 / name 이름
nameEn 이름(영문) / nameKo 이름(국문) / nationality 국적 / number 회차 / offerReferral 이관 제안 / offeredAt 제안 일시 / offeredBy 제안자 / onsetDate 증상발현일 / openingHours 운영시간 / operationHash 요청문 해시 / operationName 요청문 이름
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
amendRequest 정보요청 보완 / approveInboxItem 접수함 항목 승인 / approveRequest 정보요청 승인 / arrivedAt 접수 일시 / at 일시 / changeRequest 정보요청 초안 변경 / channel 통지 방법 / closeRequest 정보요청 종결 / closedAt 종결 일시 / completeProvision 제공 완료
confirmRequestPolicy 정책 확인 / confirmedAt 확인 일시 / confirmedBy 확인자 / deferNotice 통지 유예 / deferralReason 유예 사유 / deferred 유예 건수 / deferredUntil 유예 기한 / denyInboxItem 접수함 항목 반려 / denyRequest 정보요청 반려 / done 처리 건수
doneAs 처리 결과 / doneAt 처리 일시 / dueAt 처리 기한 / fromState 이전 상태 / frozenHash 확정 내용 해시 / grantDays 열람 허가 일수 / holders 열람자 / inbox 접수함 / inboxItem 접수함 항목 / inboxSummary 접수함 현황 / keptDays 목적 달성 후 보관 일수
made 통지 대상 건수 / madeAt 통지 대상 발생 일시 / matchKey 대조 정보 / inboxChanges 접수함 변경 목록 / notAfter 허가 종료 일시 / notBefore 허가 시작 일시 / noticeCounts 연간 통지 집계 / noticeDays 통지 기한 일수 / noticeEntries 통지 대장 / notices 통지 목록
oldestWaitingSince 최장 대기 시작 일시 / origin 허가 근거 / overdue 기한 경과 건수 / proposeRequestPolicy 정책 제안 / proposedAt 제안 일시 / proposedBy 제안자 / providers 제공기관 / provisions 제공기관별 처리 현황 / radiusMetres 반경(m) / readsAllowed 허용 열람 횟수
readsLeft 남은 열람 횟수 / recordNoticeSent 통지 기록 / renewRequest 정보요청 연장 / renewed 연장 대상 정보요청 / requestDays 정보요청 유효 일수 / requestInformation 정보요청 작성 / requestPolicies 정책 목록 / revokeGrant 열람 허가 취소 / revokedAt 취소 일시 / revokedBy 취소자
caseStubs 사례 표지 목록 / rosterStays 장소 명부 체류 목록 / rosterDwellMinutes 장소 명부 최소 체류시간(분) / rosterPersons 장소 명부 최대 인원 / rosterSquareMetres 장소 명부 최대 면적(㎡) / secondAgency 2차 승인 기관 / secondDuty 2차 승인 직무 / sent 통지 건수 / sentAt 발송 일시 / sentInTime 기한 내 통지 건수
step 단계 / subject 대상자(가명) / submitRequest 정보요청 제출 / submittedAt 제출 일시 / textEn 통지문(영문) / textKo 통지문(국문) / toState 이후 상태 / unmatchedDays 불일치자 삭제 일수 / validFrom 시행 일시 / waiting 대기 건수 / windowDays 최대 대상 기간(일) / withdrawRequest 정보요청 철회
uploads 업로드 목록 / profileVersion 양식 판 / sameAs 동일 파일 / bytes 바이트 수 / fileHash 업로드 파일 해시 / rowsHash 행 내용 해시(SHA-256) / rowsRead 읽은 행 수 / rowsAccepted 수용된 행 수 / rowsQuarantined 보류된 행 수 / rowsOutsideApproval 승인 범위 밖 행 수
staysStored 저장된 체류 수 / storedToByte 저장된 위치(바이트) / correctableRows 정정할 수 있는 행 수 / correctableUntil 정정 기한 / reasons 사유 목록 / code 코드 / uploadProfiles 업로드 양식 목록 / registerUploadProfile 업로드 양식 등록 / definition 양식 정의 / validTo 시행 종료일
emergencyAccess 긴급 열람 / emergencyAccesses 긴급 열람 목록 / openEmergencyAccess 긴급 열람 개시 / openedAt 개시 일시 / review 검토 의견 / reviewDueAt 검토 기한 / reviewEmergencyAccess 긴급 열람 검토 / reviewedAt 검토 일시 / reviewedBy 검토자 / until 종료 예정 일시 / verdict 검토 결과
contentHash 파일 해시 / month 월 / rows 행 수 / sheetHash 점검표 해시 / signReviewSheet 월간 점검 확인 / signedAt 확인 일시 / signedBy 확인자
cancelAskedAt 취소 요청 일시 / cancelJob 작업 취소 / downloadReport 보고서 내려받기 / errorCode 오류 코드 / job 작업 / jobChanges 작업 변경 목록 / jobs 작업 목록 / phase 단계 / requestReport 보고서 작성 요청 / runs 실행 횟수 / total 전체 수
acceptTransfer 관할 이전 인수 / action 처리 내용 / addToCluster 집단감염에 추가 / addToEvent 사건에 추가 / answeredAt 답변 일시 / answeredBy 답변자 / assignCase 사례 배정 / assignEventTask 사건 업무 배정 / assignTask 업무 배정 / assignedAt 배정 일시 / assignedBy 배정자 / assignments 배정 목록
byAccount 처리 계정 / byAgency 처리 기관 / cancelTask 업무 취소 / completeTask 업무 완료 / confirmSeal 특별보호 확인 / contacts 접촉자 목록 / correctFollowUp 추적관찰 정정 / details 세부 내용 / dueFollowUps 오늘의 추적관찰 대상 / dueOn 기한
endTransfer 관할 이전 종료 / endedOn 종료일 / endsOn 격리 종료일 / event 사건 / events 사건 목록 / extendQuarantine 자가격리 연장 / history 처리 이력 목록 / legalOrder 근거 명령 / linkContactToCase 접촉자의 사례 전환 연결 / missedFollowUpDays 추적관찰 누락일 / nameCluster 집단감염 명명
offerTransfer 관할 이전 제안 / orderQuarantine 자가격리 명령 / orderedAt 명령 일시 / orderedBy 명령자 / proposeContactSeal 접촉자 특별보호 제안 / proposeSeal 특별보호 제안 / proposeUnseal 특별보호 해제 제안 / quarantines 자가격리 목록
reached 연락 여부 / reassignTask 업무 재배정 / recordClusterCount 집단감염 집계 기록 / recordExposure 노출 기록 / recordFollowUp 추적관찰 기록 / recordedAt 기록 일시 / recordedBy 기록자 / registerContact 접촉자 등록 / registerEvent 사건 등록 / registeredAt 등록 일시 / registeredBy 등록자 / releaseQuarantine 자가격리 해제
releasedOn 해제일 / removeFromCluster 집단감염에서 제외 / removeFromEvent 사건에서 제외 / reportedCounts 출처별 집계 / seal 특별보호 / seals 특별보호 목록 / startedOn 시작일 / startsOn 격리 시작일 / symptoms 증상 / task 업무 / tasks 업무 목록 / temperatureCelsius 체온(섭씨) / transfers 관할 이전 목록 / unassignCase 사례 배정 해제
unsealOrder 해제 근거 명령 / unsealProposedBy 해제 제안자 / unsealedAt 해제 일시 / unsealedBy 해제자 / updateCluster 집단감염 정보 변경 / updateContact 접촉자 정보 변경 / updateEvent 사건 정보 변경 / withdrawSeal 특별보호 제안 철회
reportingSource 신고 기관 유형 / isolationEndDate 격리 해제일 / isolationPlace 격리 장소 / riskGroups 위험군 / travel 여행력 / confirmations 확진 판정 이력 / changes 변경 이력
interviews 면담 목록 / mergedInto 병합된 사례 / mergedIntoStub 병합된 사례 표지 / mergedParts 병합 전 사례 / samePersonStubs 동일인 사례 표지 / sample 검체 / countryCode 국가 코드 / fromDate 시작일
toDate 종료일 / changedBy 변경자 / of 변경 대상 / rowId 변경 대상 번호 / field 변경 항목 / before 변경 전 / after 변경 후 / version 판 / corrects 정정 대상 / conductedDate 면담일
informant 진술자 / text 내용 / visits 방문 진술 / companions 동행자 진술 / from 시작 / to 종료 / placeText 장소(진술) / activity 활동
relation 관계 / duplicate 상대 사례 / caseStub 사례 표지 / duplicateStub 상대 사례 표지 / keep 유지할 사례 / by 처리자 / matches 일치 사례
kinds 일치 항목 / protected 특별보호 여부 / checkedAt 확인 일시 / possibleDuplicates 중복 의심 사례 / encoding 인코딩 / columns 열 / registered 등록 수 / known 기등록 수
faulty 오류 수 / faults 오류 목록 / dryRun 시험 반입 / line 행 / column 열 이름 / caseMerges 사례 병합 목록 / duplicateReviews 중복 의심 목록 / registerCase 사례 등록 / updateCase 사례 변경 / recordSample 검체 기록
recordResult 검사 결과 기록 / confirmCase 확진 판정 / recordInterview 면담 기록 / correctInterview 면담 정정 / answerDuplicateReview 중복 의심 답변 / proposeMerge 병합 제안 / acceptMerge 병합 수락 / refuseMerge 병합 거부 / withdrawMerge 병합 철회 / downloadLineList 사례 목록 내려받기
importLineList 사례 목록 반입 / diseases 질병 목록 / responses 감염병 대응 목록 / serialInterval 세대기 / incubation 잠복기 / infectiousDaysBeforeOnset 증상 전 전파 가능 일수 / infectiousSource 전파 가능 기간 출처 / quarantineDays 자가격리 일수 / quarantineSource 자가격리 출처 / family 분포 종류
mean 평균 / standardDeviation 표준편차 / mu 로그 평균 / sigma 로그 표준편차 / declaredAt 선포 일시 / proposeDisease 질병 제안 / confirmDisease 질병 확정 / refuseDisease 질병 거부 / declareResponse 대응 선포 / confirmResponse 대응 확정
withdrawResponse 대응 선포 철회 / proposeEndOfResponse 대응 종료 제안 / confirmEndOfResponse 대응 종료 확정 / continueResponse 대응 지속
purgePlans 파기 계획 목록 / diseaseCode 질병 코드 / planHash 계획 해시 / everything 전부 파기 여부 / heldPersons 보전 대상 인원 / counts 표별 건수 / plannedAt 계획 작성 일시 / tableName 표 이름 / totalRows 전체 건수 / goingRows 파기 건수 / heldRows 보전 건수 / keptRows 유지 건수
approvePurge 파기 승인 / confirmPurge 파기 확정 / refusePurge 파기 반려 / legalHolds 보전 명령 목록 / target 보전 대상 / authority 명령 기관 / orderNumber 명령 번호 / orderDate 명령일 / heldUntil 보전 기한 / proposeLegalHold 보전 명령 제안 / confirmLegalHold 보전 명령 확인
withdrawLegalHold 보전 명령 철회 / proposeHoldRelease 보전 해제 제안 / confirmHoldRelease 보전 해제 확인 / keepLegalHold 보전 지속
noticeStatistics 연간 통지 통계 / year 연도 / countedAt 집계 일시 / stayArrivals 체류 정보 도착 목록`;

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
