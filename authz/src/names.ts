/** The names that everything shares: branded ids and the closed lists of duties, purposes, data classes, services and doors. Not a policy: see rules.ts. */

declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

export type AccountId = Branded<string, "AccountId">;
export type AgencyId = Branded<string, "AgencyId">;
export type CaseId = Branded<string, "CaseId">;
/** Surrogate key of a natural person: joins that person's records, holds no identity. */
export type PersonKey = Branded<string, "PersonKey">;
export type PlaceId = Branded<string, "PlaceId">;
export type RequestId = Branded<string, "RequestId">;
export type GrantId = Branded<string, "GrantId">;
export type SessionId = Branded<string, "SessionId">;
export type TraceId = Branded<string, "TraceId">;
export type RuleId = Branded<string, "RuleId">;
/** Ten-digit code of the Ministry of the Interior and Safety (법정동코드): province `1100000000`, municipality `1168000000`. */
export type RegionCode = Branded<string, "RegionCode">;
/** Lower-case hex, 64 digits. */
export type Sha256 = Branded<string, "Sha256">;
/** Milliseconds since the Unix epoch. */
export type Instant = number;
/** Half-open: `from` is in it, `to` is not. */
export type Interval = { readonly from: Instant; readonly to: Instant };

export const duties = [
  "public-visitor",
  "clinic-staff",
  "content-editor",
  "data-provider",
  "police-officer",
  "card-association-officer",
  "auditor",
  "security-officer",
  "system-administrator",
  "local-investigator",
  "national-investigator",
  "approver",
  "disclosure-officer",
] as const;
export type Duty = (typeof duties)[number];

export const purposes = ["public-information", "clinic-operation", "publication", "provision", "authorisation", "investigation", "disclosure", "audit", "security", "administration", "response"] as const;
export type Purpose = (typeof purposes)[number];

/** Where evidence comes from. `public-report` is a visit that an authority had already published. */
export const dataClasses = ["telecom-location", "card-use", "qr-entry", "interview", "public-report"] as const;
export type DataClass = (typeof dataClasses)[number];

/** What an agency that takes part is. */
export const agencyKinds = ["disease-control-agency", "government", "health-centre", "police", "card-association", "telecom", "card-company", "entry-log-operator", "other"] as const;
export type AgencyKind = (typeof agencyKinds)[number];

export const services = ["cases", "movements", "clinics", "programs", "audit"] as const;
export type ServiceName = (typeof services)[number];

export const doors = ["public", "agency", "clearance"] as const;
export type Door = (typeof doors)[number];

export type Clearance = 0 | 1 | 2 | 3 | 4;
