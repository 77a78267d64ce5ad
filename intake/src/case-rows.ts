/** Rows of the schema `cases` as the loader takes them. Days are calendar days of Asia/Seoul, `YYYY-MM-DD`; an absent property is stored as null. */
import type { Identity, IdentifierKind } from "@epigraph/vault";

/** Where a row came from: the source's name and the source's own id, unique together in each table. */
export type SourceRow = { readonly sourceSystem: string; readonly sourceRecord: string };

export type Sex = "female" | "male" | "other";

/** Counts are cumulative: all up to and including the day. */
export type RegionStatisticsRow = { readonly regionCode: string; readonly day: string; readonly confirmed: number; readonly released?: number; readonly deceased?: number; readonly sourceSystem: string };

export type ClusterRow = SourceRow & {
  readonly id: string;
  readonly nameKo: string;
  readonly nameEn: string;
  readonly regionCode?: string;
  readonly placeId?: string;
  readonly setting?: string;
  /** How many cases the source counts in it, whether or not their records came with it. */
  readonly reportedCount?: number;
};

/** A natural person. Identity (P3) stands here and nowhere else, and is sealed before it is stored: see persons.ts. */
export type PersonRow = SourceRow & { readonly key: string; readonly identity?: Identity };
/** The same as it is stored. */
export type SealedPersonRow = SourceRow & { readonly key: string; readonly identity?: Buffer };
export type PersonPseudonymRow = { readonly personKey: string; readonly kind: IdentifierKind; readonly pseudonym: Buffer };

export type CaseRow = SourceRow & {
  readonly id: string;
  readonly personKey: string;
  /** One of `policy.disease`, or a disease that nobody has described. */
  readonly disease: string;
  readonly classification: "confirmed" | "probable" | "suspected" | "not-a-case";
  readonly regionCode: string;
  /** See age-band.ts. */
  readonly ageBand?: string;
  readonly sex?: Sex;
  readonly onsetDate?: string;
  readonly samplingDate?: string;
  readonly confirmationDate?: string;
  readonly reportingDate?: string;
  readonly isolationDate?: string;
  readonly outcome?: "isolated" | "released" | "deceased";
  readonly outcomeDate?: string;
  readonly clusterId?: string;
  /** The source's own words on where the infection happened. */
  readonly infectionSetting?: string;
  readonly sealed?: boolean;
};

export type TransmissionLinkRow = SourceRow & { readonly id: string; readonly infectorCaseId: string; readonly infecteeCaseId: string; readonly basis: string; readonly setting?: string };

export type ContactRow = SourceRow & {
  readonly id: string;
  readonly personKey: string;
  readonly regionCode: string;
  readonly status?: string;
  readonly ageBand?: string;
  readonly sex?: Sex;
  readonly lastContactDate?: string;
  readonly followUpFrom?: string;
  readonly followUpTo?: string;
  readonly becameCaseId?: string;
};

/** A case met a contact or another case: exactly one of `contactId` and `exposedCaseId`. */
export type ExposureRow = SourceRow & {
  readonly id: string;
  readonly caseId: string;
  readonly contactId?: string;
  readonly exposedCaseId?: string;
  readonly lastContactDate?: string;
  readonly exposureType?: string;
  readonly setting?: string;
  readonly frequency?: string;
  readonly duration?: string;
  readonly certainty?: string;
};

export type FollowUpRow = SourceRow & { readonly id: string; readonly contactId: string; readonly day: string; readonly number?: number; readonly status: string };

/** Exactly one of `caseId` and `contactId`. */
export type SampleRow = SourceRow & {
  readonly id: string;
  readonly caseId?: string;
  readonly contactId?: string;
  readonly takenDate?: string;
  readonly resultDate?: string;
  readonly sampleType?: string;
  readonly testType?: string;
  readonly result?: string;
  readonly laboratory?: string;
};
