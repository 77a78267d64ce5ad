/** What each kind of finding means, and what an honest explanation of it looks like, in both languages of the platform. Not from where on something is one: see settings.ts. */
import type { FindingKind } from "./notice.js";

/** One thing said in both languages. */
type Words = { readonly en: string; readonly ko: string };

/**
 * `en` and `ko`: its title. `about`: an account's behaviour, or the integrity of the log itself. `urgency`: `review` with the month's others, `prompt` within the day, `alarm` at once. `honest`: what somebody who did nothing wrong
 * would say; an auditor checks that, and does not take it as given.
 */
export type FindingKindRow = Words & { readonly about: "behaviour" | "integrity"; readonly urgency: "review" | "prompt" | "alarm"; readonly meaning: Words; readonly honest: Words };

export const findingKinds: Readonly<Record<FindingKind, FindingKindRow>> = {
  "out-of-hours": {
    about: "behaviour",
    urgency: "review",
    en: "access outside working hours",
    ko: "근무시간 외 접근",
    meaning: { en: "The account asked for data of persons at a time when nobody of its duty works, in Asia/Seoul.", ko: "해당 직무의 근무시간(한국 표준시)이 아닌 때에 개인의 자료를 조회했습니다." },
    honest: { en: "The person was on duty that night: the rota or an order for overtime says so.", ko: "그날 밤 당직이었으며, 당직표나 초과근무 명령으로 확인됩니다." },
  },
  bulk: {
    about: "behaviour",
    urgency: "prompt",
    en: "bulk reading",
    ko: "대량 조회",
    meaning: { en: "The account met more data subjects in one record, in an hour or in a day than its work usually needs.", ko: "한 건의 요청, 한 시간 또는 하루 동안 통상 업무에 필요한 수보다 많은 정보주체의 자료를 조회했습니다." },
    honest: { en: "A large outbreak or a line list for the agency needed it: the cases worked on that day are as many.", ko: "대규모 집단발생이나 기관의 사례 목록 작성 때문이었으며, 그날 처리한 사례 수와 맞습니다." },
  },
  "no-assigned-case": {
    about: "behaviour",
    urgency: "prompt",
    en: "persons without an assigned case",
    ko: "배정되지 않은 사례의 조회",
    meaning: { en: "An investigator looked at single persons to whose cases the account was not assigned, at several within a day.", ko: "역학조사관이 자신에게 배정되지 않은 사례의 사람을 하루 동안 여러 명 개별적으로 조회했습니다." },
    honest: { en: "The cases were assigned or referred to the account soon after, or a colleague was stood in for on an order.", ko: "곧이어 해당 사례를 배정 또는 이관받았거나, 지시에 따라 동료의 업무를 대행했습니다." },
  },
  "denied-then-granted": {
    about: "behaviour",
    urgency: "review",
    en: "denied, then granted",
    ko: "거부된 뒤 허용",
    meaning: { en: "What was refused to the account about a person was allowed to it a little later.", ko: "정보주체에 관해 거부되었던 항목이 얼마 뒤 같은 계정에 허용되었습니다." },
    honest: { en: "In between the case was assigned or a request was approved by somebody else on the ordinary path: its record stands between the two.", ko: "그 사이 정상적인 절차로 사례가 배정되었거나 다른 사람이 정보요청을 승인했으며, 그 기록이 두 기록 사이에 있습니다." },
  },
  "break-glass": {
    about: "behaviour",
    urgency: "alarm",
    en: "emergency access",
    ko: "긴급 열람",
    meaning: { en: "The account used emergency access to a case; each use has to be reviewed.", ko: "사례에 대해 긴급 열람을 사용했으며, 사용할 때마다 사후 검토가 필요합니다." },
    honest: { en: "A person was in danger and the ordinary path was too slow: the typed reason says which, and what followed fits it.", ko: "사람이 위험한 상황에서 통상 절차로는 늦었으며, 입력한 사유와 이후의 조치가 서로 맞습니다." },
  },
  "repeated-break-glass": {
    about: "behaviour",
    urgency: "alarm",
    en: "repeated emergency access",
    ko: "긴급 열람 반복",
    meaning: { en: "The account used emergency access several times within a week.", ko: "한 주 안에 긴급 열람을 여러 번 사용했습니다." },
    honest: { en: "One emergency had several cases, each with its own reason and review.", ko: "하나의 긴급상황에 여러 사례가 있었으며, 사례마다 사유와 검토가 있습니다." },
  },
  "overdue-review": {
    about: "behaviour",
    urgency: "alarm",
    en: "emergency access without its review",
    ko: "긴급 열람 사후 검토 기한 경과",
    meaning: { en: "The account used emergency access, and nobody else reviewed it within 24 hours.", ko: "긴급 열람 후 24시간이 지나도록 다른 사람의 사후 검토가 이루어지지 않았습니다." },
    honest: { en: "No approver was at work that day: the review follows, and says why it is late.", ko: "그날 근무한 승인자가 없었으며, 이후의 검토에 지연 사유가 적혀 있습니다." },
  },
  "overdue-notice": {
    about: "behaviour",
    urgency: "prompt",
    en: "notices to data subjects overdue",
    ko: "정보주체 통지 기한 경과",
    meaning: { en: "The agency asked for data about persons whom it has neither told in time nor put off telling with a reason.", ko: "기관이 정보를 수집한 정보주체에게 기한 안에 통지하지 않았고, 사유를 적어 유예하지도 않았습니다." },
    honest: { en: "The persons were told and that was recorded too late, or could not be reached: the notices say so since.", ko: "통지하였으나 기록이 늦었거나 연락이 닿지 않았으며, 이후 통지 기록에 나타납니다." },
  },
  "download-without-reason": {
    about: "behaviour",
    urgency: "prompt",
    en: "download without a reason",
    ko: "사유 없는 내려받기",
    meaning: { en: "Something was downloaded, and its record refers to no reason.", ko: "자료를 내려받았으나 기록에 사유가 없습니다." },
    honest: { en: "There is hardly one: the platform asks for a reason each time, so look for a fault of the software first.", ko: "내려받을 때마다 사유를 입력하게 되어 있으므로 정상적인 경우는 드물며, 먼저 소프트웨어 결함인지 확인합니다." },
  },
  "reciprocal-approval": {
    about: "behaviour",
    urgency: "prompt",
    en: "mutual approval",
    ko: "상호 승인",
    meaning: { en: "Two accounts approved requests of each other within three months, or one approved its own.", ko: "두 계정이 석 달 안에 서로의 요청을 승인했거나, 한 계정이 자신의 요청을 승인했습니다." },
    honest: { en: "A small office has only two who may approve: a third person looks at both requests and finds each one justified by itself.", ko: "승인할 수 있는 사람이 둘뿐인 작은 조직이며, 제삼자가 두 요청을 검토한 결과 각각 정당합니다." },
  },
  "outside-approval": {
    about: "behaviour",
    urgency: "prompt",
    en: "data that nobody asked for",
    ko: "승인 범위 밖의 제공",
    meaning: { en: "A provider sent rows of another person, class of data or time than its request was approved for; nothing of them was kept.", ko: "제공기관이 승인된 대상자·정보 종류·기간이 아닌 행을 보냈으며, 그 내용은 저장되지 않았습니다." },
    honest: { en: "A whole extract was sent where a part was asked for, or a number had changed hands: the provider says which, and its next file has no such rows.", ko: "일부만 요청받았으나 전체 추출본을 보냈거나 번호의 명의가 바뀐 경우이며, 제공기관이 사유를 밝히고 다음 파일에는 그런 행이 없습니다." },
  },
  "incomplete-profile": {
    about: "behaviour",
    urgency: "review",
    en: "incomplete memory of an account",
    ko: "계정의 이용 기억 불완전",
    meaning: { en: "What is remembered of the account to compare with was lost or had no room for more, so that other findings about it may be missing.", ko: "비교를 위해 기억해 둔 계정의 이용 내역이 사라졌거나 한도를 넘어, 이 계정에 관한 다른 발견이 빠졌을 수 있습니다." },
    honest: { en: "The software was updated, or the account approved for very many others or was refused very much within a day; the records themselves are all there.", ko: "소프트웨어가 갱신되었거나, 매우 많은 사람의 요청을 승인했거나, 하루에 매우 많이 거부되었습니다. 기록 자체는 모두 남아 있습니다." },
  },
  hole: {
    about: "integrity",
    urgency: "alarm",
    en: "hole in a writer's chain",
    ko: "기록 사슬의 빈자리",
    meaning: { en: "A writer's record is missing between two others of it: it was taken away before it was sequenced.", ko: "한 기록자의 두 기록 사이에 있어야 할 기록이 없으며, 순서가 매겨지기 전에 제거되었습니다." },
    honest: { en: "The database was put back to an earlier state: the operator's log of the restore says when.", ko: "데이터베이스를 이전 상태로 복원했으며, 운영자의 복원 기록으로 시점이 확인됩니다." },
  },
  reorder: {
    about: "integrity",
    urgency: "alarm",
    en: "record out of its chain",
    ko: "기록 사슬의 순서 불일치",
    meaning: { en: "A writer's record does not follow the one before it: it was changed, repeated or moved before it was sequenced.", ko: "한 기록자의 기록이 바로 앞의 기록과 이어지지 않으며, 순서가 매겨지기 전에 변경·반복 또는 이동되었습니다." },
    honest: { en: "The database was put back to an earlier state while a writer went on: the operator's log of the restore says when.", ko: "기록이 계속되는 동안 데이터베이스를 이전 상태로 복원했으며, 운영자의 복원 기록으로 시점이 확인됩니다." },
  },
  "duplicate-record": {
    about: "integrity",
    urgency: "alarm",
    en: "record twice",
    ko: "중복 기록",
    meaning: { en: "A record with the same id is in the log already.", ko: "같은 식별자의 기록이 이미 접속기록에 있습니다." },
    honest: { en: "The database was put back to an earlier state and what it held then was sequenced again.", ko: "데이터베이스를 이전 상태로 복원하여 그때의 기록에 다시 순서가 매겨졌습니다." },
  },
  "unreadable-record": {
    about: "integrity",
    urgency: "alarm",
    en: "unreadable record",
    ko: "읽을 수 없는 기록",
    meaning: { en: "A login wrote something that is no record of a known version; it stands in the log as it is.", ko: "알려진 형식의 기록이 아닌 내용이 기록되었으며, 받은 그대로 접속기록에 남아 있습니다." },
    honest: { en: "A service of a newer version than the sequencer wrote it: after the update it can be read.", ko: "순서를 매기는 프로그램보다 새 버전의 서비스가 기록했으며, 갱신 후에는 읽을 수 있습니다." },
  },
  "foreign-record": {
    about: "integrity",
    urgency: "alarm",
    en: "record by a foreign hand",
    ko: "권한 없는 기록자의 기록",
    meaning: { en: "A login wrote a record of a service, an account or a writer that is not its own.", ko: "데이터베이스 로그인이 자신의 것이 아닌 서비스·계정·기록자의 이름으로 기록했습니다." },
    honest: { en: "A service was set up with the login of another: its configuration of that day shows it.", ko: "서비스가 다른 서비스의 로그인으로 설정되어 있었으며, 당시 설정으로 확인됩니다." },
  },
  "clock-skew": {
    about: "integrity",
    urgency: "review",
    en: "clock that differs",
    ko: "시계 불일치",
    meaning: { en: "A record says another time than that at which it arrived, by minutes.", ko: "기록에 적힌 시각이 도착한 시각과 몇 분 이상 다릅니다." },
    honest: { en: "The clock of that machine was wrong or was set: its time service says so.", ko: "해당 서버의 시계가 틀렸거나 조정되었으며, 시각 동기화 기록으로 확인됩니다." },
  },
  "missing-record": {
    about: "integrity",
    urgency: "alarm",
    en: "record of a service missing",
    ko: "서비스 기록 누락",
    meaning: { en: "The gateway says that a service answered, and that service has no record of it.", ko: "게이트웨이는 서비스가 응답했다고 기록했으나, 그 서비스의 기록이 없습니다." },
    honest: { en: "That service's records could not be sequenced for longer than usual: they came later.", ko: "그 서비스의 기록이 평소보다 늦게 처리되어 나중에 도착했습니다." },
  },
  "witness-refused": {
    about: "integrity",
    urgency: "alarm",
    en: "witness refused",
    ko: "증인의 서명 거부",
    meaning: { en: "A witness of another agency found that a checkpoint does not continue the log that it had seen, and did not sign.", ko: "다른 기관의 증인이 체크포인트가 이전에 확인한 접속기록을 이어 가지 않는다고 판단하여 서명하지 않았습니다." },
    honest: { en: "The database was put back to a state from before the last checkpoint: both agencies compare what each has kept.", ko: "데이터베이스를 마지막 체크포인트 이전 상태로 복원했으며, 두 기관이 각자 보관한 내용을 대조합니다." },
  },
};
