/** What the words of the rules table mean, in English and Korean, for people who write no code. Not the rules: see rules.ts; not the names of fields: see field-words.ts. */
import { AuthzError } from "./error.js";
import type { Door, Purpose } from "./names.js";
import type { Approval, FieldClass } from "./rule.js";

/** One thing said in both languages of the platform. */
export type Words = { readonly en: string; readonly ko: string };

export const classWords: Readonly<Record<FieldClass, Words & { readonly example: Words }>> = {
  P0: { en: "public", ko: "공개", example: { en: "statistics, clinics, programs", ko: "통계, 선별진료소, 지원사업" } },
  P1: { en: "aggregate, internal", ko: "집계·내부용", example: { en: "drafts, places on file, the directory of agencies", ko: "게시 전 자료, 장소 목록, 기관 연락처" } },
  P2: { en: "clinical, pseudonymous", ko: "임상(가명)", example: { en: "a case's dates, samples, contacts, the requests made for it", ko: "사례의 일자, 검체, 접촉자, 정보요청" } },
  P3: { en: "identity and contact details, interview text", ko: "신원·연락처·면담 내용", example: { en: "name, telephone number, address", ko: "성명, 전화번호, 주소" } },
  P4: { en: "location, card and QR evidence, and what is derived from it", ko: "위치·카드·출입 증거와 그로부터 도출된 자료", example: { en: "stays, the path, co-presences, likely sources", ko: "체류, 동선, 동석, 추정 감염원" } },
  P5: { en: "resident number: matched, never shown", ko: "주민등록번호: 대조에만 쓰며 표시하지 않음", example: { en: "none: no rule may open it", ko: "없음: 어떤 규칙으로도 열람할 수 없음" } },
};

export const purposeWords: Readonly<Record<Purpose, Words>> = {
  "public-information": { en: "public information", ko: "대국민 정보 제공" },
  "clinic-operation": { en: "operation of a clinic", ko: "선별진료소 운영" },
  publication: { en: "publication of texts", ko: "게시물 관리" },
  provision: { en: "provision of data", ko: "정보 제공" },
  authorisation: { en: "approval of requests", ko: "정보요청 승인" },
  investigation: { en: "investigation", ko: "역학조사" },
  disclosure: { en: "disclosure", ko: "동선 공개" },
  audit: { en: "audit", ko: "감사" },
  security: { en: "security of the platform", ko: "보안 관리" },
  administration: { en: "administration of accounts", ko: "계정 관리" },
  response: { en: "declaring and ending a response", ko: "감염병 대응의 선포와 종료" },
};

export const approvalWords: Readonly<Record<Approval, Words>> = {
  none: { en: "none beyond the conditions", ko: "조건 외 별도 승인 없음" },
  assignment: { en: "assignment to the case", ko: "사례 배정" },
  KDCA: { en: "approval by the KDCA, as a grant", ko: "질병관리청 승인 (열람 허가)" },
  "KDCA and, for location, police": { en: "approval by the KDCA and, for location data, by the police too, as a grant for named cases, one data class and one window", ko: "질병관리청 승인, 위치정보는 경찰 승인 포함 (사례·자료 종류·기간을 정한 열람 허가)" },
  "another person than who asked": { en: "the work of another person than who asked", ko: "요청한 사람이 아닌 다른 사람이 처리" },
  "another approver": { en: "confirmation by another approver, before it comes into force", ko: "시행 전에 다른 승인자의 확인" },
  "review by another person within 24 hours": { en: "none beforehand: for 30 minutes, with a typed reason, an alert at once and a review by another person within 24 hours", ko: "사전 승인 없음: 사유 입력 후 30분간, 즉시 경보, 24시간 내 다른 사람의 사후 검토" },
  "another auditor, on an order": { en: "approval of an ordered resolution by another auditor, for 24 hours", ko: "명령에 따른 가명 확인을 다른 감사자가 승인 (24시간)" },
};

export const doorWords: Readonly<Record<Door, Words>> = {
  public: { en: "public, without login", ko: "일반 공개 (로그인 없음)" },
  agency: { en: "agencies", ko: "기관용" },
  clearance: { en: "clearance, on the private network", ko: "열람등급용 (내부망)" },
};

/** Articles to be checked by the operator's lawyer. */
const basisWords: Readonly<Record<string, Words>> = {
  "IDCPA 18": { en: "Infectious Disease Control and Prevention Act, article 18: epidemiological investigation", ko: "감염병의 예방 및 관리에 관한 법률 제18조 (역학조사)" },
  "IDCPA 34": { en: "Infectious Disease Control and Prevention Act, article 34: plans and measures for an infectious disease crisis", ko: "감염병의 예방 및 관리에 관한 법률 제34조 (감염병위기관리대책의 수립ㆍ시행)" },
  "IDCPA 34-2": { en: "Infectious Disease Control and Prevention Act, article 34-2: disclosure during an infectious disease crisis", ko: "감염병의 예방 및 관리에 관한 법률 제34조의2 (감염병위기 시 정보공개)" },
  "IDCPA 49": { en: "Infectious Disease Control and Prevention Act, article 49: preventive measures, among them the quarantine of contacts", ko: "감염병의 예방 및 관리에 관한 법률 제49조 (감염병의 예방 조치)" },
  "IDCPA 76-2": { en: "Infectious Disease Control and Prevention Act, article 76-2: requests for information", ko: "감염병의 예방 및 관리에 관한 법률 제76조의2 (정보 제공 요청 및 정보 확인 등)" },
  "PIPA 23": { en: "Personal Information Protection Act, article 23: sensitive information", ko: "개인정보 보호법 제23조 (민감정보의 처리 제한)" },
  "PIPA 35": { en: "Personal Information Protection Act, article 35: access to personal information", ko: "개인정보 보호법 제35조 (개인정보의 열람)" },
  "PIPA 29": { en: "Personal Information Protection Act, article 29: duty of safeguards", ko: "개인정보 보호법 제29조 (안전조치의무)" },
};

const retentionWords: Readonly<Record<string, Words>> = {
  "while published": { en: "as long as it is published", ko: "공개 기간 동안" },
  "end of response": { en: "until the response to the outbreak ends, then deleted", ko: "감염병 대응 종료 시까지 보존 후 파기" },
  "purpose met": { en: "until the purpose of the request is met, at the latest until the response ends, then deleted", ko: "수집 목적 달성 시까지(늦어도 대응 종료 시까지) 보존 후 파기" },
  "30 days": { en: "thirty days after it was over", ko: "종료 후 30일" },
  "2 years": { en: "two years", ko: "2년" },
};

export const basisIn = (basis: string): Words => explained(basisWords, basis, "legal basis");
export const retentionIn = (retained: string): Words => explained(retentionWords, retained, "retention");

/** @throws AuthzError RULE_INVALID when a rule uses a word that nobody explained */
function explained(words: Readonly<Record<string, Words>>, word: string, what: string): Words {
  const found = Object.hasOwn(words, word) ? words[word] : undefined;
  if (!found) throw new AuthzError("RULE_INVALID", `the ${what} \`${word}\` is not explained: add it to authz/src/access-words.ts`);
  return found;
}
