/** The named conditions of the rules table, each once: a sentence in two languages beside the CASL condition. Not who they apply to: see rules.ts. */
import type { Permissions } from "./permissions.js";
import type { Principal } from "./principal.js";
import { type Resource, provinceOf } from "./resource.js";

/** The attributes that conditions compare: those of the row plus what the permissions say of it. */
export type Attributes = {
  readonly regions: readonly string[];
  readonly agency: string | null;
  readonly sealed: boolean | null;
  readonly published: boolean | null;
  readonly assigned: boolean;
  readonly granted: boolean;
  readonly grantOnCase: boolean;
  readonly referred: boolean;
};

/** What a condition asks of an attribute, in CASL's words. */
export type Comparison = { readonly [Name in keyof Attributes]?: boolean | { readonly $in: readonly string[] } | { readonly $ne: boolean } };

/** The part of a principal that conditions compare with. */
export type Asker = Pick<Principal, "jurisdictions" | "agency">;

export type Condition = {
  readonly ko: string;
  readonly en: string;
  /** `permission` conditions fail with "approval required", `row` conditions with "denied". */
  readonly kind: "row" | "permission";
  readonly compare: (asker: Asker) => Comparison;
};

export const conditions = {
  published: { ko: "공개된 자료일 것", en: "the row is published", kind: "row", compare: () => ({ published: true }) },
  inOwnJurisdiction: {
    ko: "본인의 관할 지역일 것 (시·도는 소속 시·군·구를 포함)",
    en: "the row belongs to the own jurisdiction (a province covers its municipalities)",
    kind: "row",
    compare: ({ jurisdictions }) => ({ regions: { $in: jurisdictions } }),
  },
  referredToMyAgency: {
    ko: "본인의 기관이 인수한 이관 사례일 것",
    en: "the case was referred to the own agency, which accepted it",
    kind: "row",
    compare: () => ({ referred: true }),
  },
  ofMyAgency: { ko: "본인의 기관이 관리하는 자료일 것", en: "the row is kept by the own agency", kind: "row", compare: ({ agency }) => ({ agency: { $in: [agency] } }) },
  sealed: {
    ko: "특별보호 대상이거나 그 여부를 알 수 없을 것",
    en: "the person is specially protected, or whether so is not known",
    kind: "row",
    compare: () => ({ sealed: { $ne: false } }),
  },
  assignedToMe: { ko: "본인에게 배정된 사례일 것", en: "the case is assigned to the account", kind: "permission", compare: () => ({ assigned: true }) },
  liveGrantOnCase: { ko: "해당 사례에 유효한 열람 허가가 있을 것 (장소 명부의 허가는 제외)", en: "a live grant names the case, other than one on a place roster", kind: "permission", compare: () => ({ grantOnCase: true }) },
  liveGrantCoversAllInputs: {
    ko: "근거가 된 모든 자료가 유효한 열람 허가의 사례·종류·기간에 포함될 것 (장소 명부로 수집된 자료는 그 명부의 허가에만 포함됨)",
    en: "live grants cover the case, class and window of every piece of evidence behind the row; what a place roster brought, only the grant of that roster",
    kind: "permission",
    compare: () => ({ granted: true }),
  },
} as const satisfies Record<string, Condition>;

export type ConditionName = keyof typeof conditions;

export function attributesOf(resource: Resource, permissions: Permissions): Attributes {
  const { regionCode, caseIds, inputs } = resource;
  return {
    regions: regionCode === undefined ? [] : [regionCode, provinceOf(regionCode)],
    agency: resource.agency ?? null,
    sealed: resource.sealed ?? null,
    published: resource.published ?? null,
    assigned: caseIds !== undefined && caseIds.some(permissions.assigned),
    grantOnCase: caseIds !== undefined && caseIds.some(permissions.grantOn),
    referred: caseIds !== undefined && caseIds.some(permissions.referred),
    granted: inputs !== undefined && inputs.length > 0 && inputs.every(permissions.covers),
  };
}
