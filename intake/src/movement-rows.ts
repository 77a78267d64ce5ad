/** Rows of the schema `movements` as the loader takes them: no identity, and no stay without its request. */
import type { DataClass, Instant } from "@epigraph/authz";
import type { SourceRow } from "./case-rows.js";

/** Degrees, WGS 84. The loader adds the H3 cell. */
export type PlaceRow = SourceRow & { readonly id: string; readonly name?: string; readonly category: string; readonly regionCode?: string; readonly latitude: number; readonly longitude: number };

/** What movements may know of a case. */
export type CaseReferenceRow = {
  readonly caseId: string;
  readonly personKey: string;
  readonly regionCode: string;
  readonly disease: string;
  readonly onsetDate?: string;
  readonly confirmationDate?: string;
  readonly isolationDate?: string;
  readonly sealed?: boolean;
};

export type RequestState = "draft" | "submitted" | "approved" | "police-approved" | "sent" | "partly-provided" | "provided" | "closed" | "denied" | "withdrawn" | "expired";

/** The window is half-open: `windowFrom` is in it, `windowTo` is not. */
export type InformationRequestRow = SourceRow & {
  readonly id: string;
  readonly caseId: string;
  readonly dataClass: DataClass;
  readonly windowFrom: Instant;
  readonly windowTo: Instant;
  readonly justification: string;
  readonly legalBasis: string;
  readonly state: RequestState;
  readonly requestedBy: string;
  readonly requestedAt: Instant;
  readonly approvedBy?: string;
  readonly approvedAt?: Instant;
  readonly policeApprovedBy?: string;
  readonly policeApprovedAt?: Instant;
  readonly providedAt?: Instant;
};

/** One person at one place within one day of Asia/Seoul; see epi's `Stay` for what the fields mean. The loader adds the H3 cell. */
export type StayRow = {
  readonly personKey: string;
  readonly day: string;
  readonly id: string;
  readonly caseId: string;
  readonly requestId: string;
  readonly dataClass: DataClass;
  readonly precision: "minute" | "day";
  /** Both with `minute` precision, neither with `day`. */
  readonly arrival?: Instant;
  readonly departure?: Instant;
  readonly earliest: Instant;
  readonly latest: Instant;
  readonly placeId?: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly accuracyMetres: number;
  readonly confidence: number;
  readonly sourceRecord: string;
};
