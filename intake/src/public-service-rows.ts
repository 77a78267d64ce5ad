/** Rows of the schemas `clinics` and `programs` as the loader takes them: published texts, no personal data. */
import type { Instant } from "@epigraph/authz";
import type { SourceRow } from "./case-rows.js";

export type ClinicRow = SourceRow & {
  readonly id: string;
  readonly nameKo: string;
  readonly nameEn?: string;
  readonly regionCode: string;
  readonly addressKo?: string;
  readonly addressEn?: string;
  readonly phone?: string;
  readonly latitude?: number;
  readonly longitude?: number;
  readonly openingHours?: string;
  readonly crowding?: "low" | "moderate" | "high" | "closed";
  readonly crowdingReportedAt?: Instant;
  /** The agency that keeps the row, and alone sees it before it is published. */
  readonly agency?: string;
  readonly published: boolean;
};

export type SupportProgramRow = SourceRow & {
  readonly id: string;
  readonly titleKo: string;
  readonly titleEn?: string;
  readonly summaryKo: string;
  readonly summaryEn?: string;
  readonly eligibilityKo?: string;
  readonly eligibilityEn?: string;
  readonly agencyKo: string;
  readonly agencyEn?: string;
  readonly regionCode: string;
  readonly phone?: string;
  readonly availableFrom?: string;
  readonly availableTo?: string;
  /** The agency that keeps the row, and alone sees it before it is published. */
  readonly agency?: string;
  readonly published: boolean;
};
