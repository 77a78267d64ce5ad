/** The duties: how much each may ever see and through which door it comes. Not what it may read: see rules.ts. */
import type { Clearance, Door, Duty } from "./names.js";

type DutyRow = { readonly clearance: Clearance; readonly door: Door; readonly ko: string; readonly en: string };

/** DESIGN section 1: the clearance is the highest class that the duty may ever see. */
export const dutyTable: Readonly<Record<Duty, DutyRow>> = {
  "public-visitor": { clearance: 0, door: "public", ko: "일반 시민", en: "public visitor" },
  "clinic-staff": { clearance: 1, door: "agency", ko: "선별진료소 직원", en: "clinic staff" },
  "content-editor": { clearance: 1, door: "agency", ko: "게시물 편집자", en: "content editor" },
  "data-provider": { clearance: 1, door: "agency", ko: "정보 제공기관", en: "data provider" },
  "police-officer": { clearance: 1, door: "agency", ko: "경찰 위치정보 담당자", en: "police location officer" },
  "card-association-officer": { clearance: 1, door: "agency", ko: "여신금융협회 담당자", en: "card association officer" },
  auditor: { clearance: 2, door: "clearance", ko: "감사자", en: "auditor" },
  "security-officer": { clearance: 2, door: "clearance", ko: "보안 담당자", en: "security officer" },
  "system-administrator": { clearance: 1, door: "clearance", ko: "시스템 관리자", en: "system administrator" },
  "local-investigator": { clearance: 4, door: "clearance", ko: "지역 역학조사관", en: "local investigator" },
  "national-investigator": { clearance: 4, door: "clearance", ko: "중앙 역학조사관 (질병관리청)", en: "national investigator (KDCA)" },
  approver: { clearance: 3, door: "clearance", ko: "승인자 (질병관리청)", en: "approver (KDCA)" },
  "disclosure-officer": { clearance: 3, door: "clearance", ko: "공개 담당자", en: "disclosure officer" },
};

/**
 * Duties that no person may hold together, whatever the number of their accounts (DESIGN section 1): who asks does not approve, who administers or guards the
 * accounts sees no data, who audits is not audited. Stands for both orders.
 */
export const incompatibleDuties: readonly (readonly [Duty, Duty])[] = [
  ...pairs(["local-investigator", "national-investigator"], ["approver", "police-officer", "card-association-officer", "data-provider", "disclosure-officer"]),
  ...pairs(["approver"], ["police-officer", "card-association-officer", "data-provider", "disclosure-officer"]),
  ...pairs(["police-officer"], ["card-association-officer", "data-provider"]),
  ...pairs(["card-association-officer"], ["data-provider"]),
  ...pairs(["system-administrator", "security-officer", "auditor"], ["local-investigator", "national-investigator", "approver", "disclosure-officer", "police-officer", "card-association-officer", "data-provider", "clinic-staff", "content-editor"]),
  ...pairs(["system-administrator"], ["security-officer", "auditor"]),
  ...pairs(["security-officer"], ["auditor"]),
];

/** Whether one person may hold both; one and the same duty twice is no conflict. */
export const compatible = (one: Duty, other: Duty): boolean => !incompatibleDuties.some(([left, right]) => (left === one && right === other) || (left === other && right === one));

function pairs(left: readonly Duty[], right: readonly Duty[]): (readonly [Duty, Duty])[] {
  return left.flatMap((one) => right.map((other) => [one, other] as const));
}
