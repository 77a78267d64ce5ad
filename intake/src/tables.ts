/** Every table that the loader fills: its name and which property goes into which column. The one place in this package that names columns. */
import { cellOf } from "@epigraph/epi";
import type { CaseRow, ClusterRow, ContactRow, ExposureRow, FollowUpRow, PersonPseudonymRow, RegionStatisticsRow, SampleRow, SealedPersonRow, TransmissionLinkRow } from "./case-rows.js";
import type { CaseReferenceRow, InformationRequestRow, PlaceRow, StayRow } from "./movement-rows.js";
import type { AccessGrantRow, AssignmentRow, GrantCaseRow, GrantHolderRow } from "./permission-rows.js";
import type { ClinicRow, SupportProgramRow } from "./public-service-rows.js";

/** An `instant` is stored as timestamptz, a `flag` that is absent as false; every other value as the text that PostgreSQL reads for it. */
export type ColumnKind = "value" | "instant" | "flag";
export type Column = { readonly name: string; readonly kind: ColumnKind };

export type Table<Row> = {
  readonly name: string;
  readonly columns: { readonly [Key in keyof Row]-?: string | Column };
  /** Columns worked out from the row. */
  readonly derived?: { readonly [column: string]: (row: Row) => bigint };
  /** Order in which a batch is written, where it matters for reading. */
  readonly orderBy?: string;
};

const instant = (name: string): Column => ({ name, kind: "instant" });
const flag = (name: string): Column => ({ name, kind: "flag" });
const source = { sourceSystem: "source_system", sourceRecord: "source_record" } as const;
const table = <Row>(definition: Table<Row>): Table<Row> => definition;

/** In an order that satisfies the foreign keys: fill them from top to bottom. */
export const tables = {
  regionStatistics: table<RegionStatisticsRow>({
    name: "cases.region_statistics",
    columns: { regionCode: "region_code", day: "day", confirmed: "confirmed", released: "released", deceased: "deceased", sourceSystem: "source_system" },
  }),
  places: table<PlaceRow>({
    name: "movements.place",
    columns: { id: "id", name: "name", category: "category", regionCode: "region_code", latitude: "latitude", longitude: "longitude", ...source },
    derived: { cell: cellOf },
  }),
  clusters: table<ClusterRow>({
    name: "cases.cluster",
    columns: { id: "id", nameKo: "name_ko", nameEn: "name_en", regionCode: "region_code", placeId: "place_id", setting: "setting", reportedCount: "reported_count", ...source },
  }),
  persons: table<SealedPersonRow>({ name: "cases.person", columns: { key: "key", identity: "identity", ...source } }),
  personPseudonyms: table<PersonPseudonymRow>({ name: "cases.person_pseudonym", columns: { personKey: "person_key", kind: "kind", pseudonym: "pseudonym" } }),
  cases: table<CaseRow>({
    name: "cases.case_record",
    columns: {
      id: "id", personKey: "person_key", disease: "disease", classification: "classification", regionCode: "region_code", ageBand: "age_band", sex: "sex",
      onsetDate: "onset_date", samplingDate: "sampling_date", confirmationDate: "confirmation_date", reportingDate: "reporting_date", isolationDate: "isolation_date",
      outcome: "outcome", outcomeDate: "outcome_date", clusterId: "cluster_id", infectionSetting: "infection_setting", sealed: flag("sealed"), ...source,
    },
  }),
  transmissionLinks: table<TransmissionLinkRow>({
    name: "cases.transmission_link",
    columns: { id: "id", infectorCaseId: "infector_case_id", infecteeCaseId: "infectee_case_id", basis: "basis", setting: "setting", ...source },
  }),
  contacts: table<ContactRow>({
    name: "cases.contact",
    columns: {
      id: "id", personKey: "person_key", regionCode: "region_code", status: "status", ageBand: "age_band", sex: "sex", lastContactDate: "last_contact_date",
      followUpFrom: "follow_up_from", followUpTo: "follow_up_to", becameCaseId: "became_case_id", ...source,
    },
  }),
  exposures: table<ExposureRow>({
    name: "cases.exposure",
    columns: {
      id: "id", caseId: "case_id", contactId: "contact_id", exposedCaseId: "exposed_case_id", lastContactDate: "last_contact_date", exposureType: "exposure_type",
      setting: "setting", frequency: "frequency", duration: "duration", certainty: "certainty", ...source,
    },
  }),
  followUps: table<FollowUpRow>({
    name: "cases.follow_up",
    columns: { id: "id", contactId: "contact_id", day: "day", number: "number", status: "status", ...source },
  }),
  samples: table<SampleRow>({
    name: "cases.sample",
    columns: { id: "id", caseId: "case_id", contactId: "contact_id", takenDate: "taken_date", resultDate: "result_date", sampleType: "sample_type", testType: "test_type", result: "result", laboratory: "laboratory", ...source },
  }),
  caseReferences: table<CaseReferenceRow>({
    name: "movements.case_reference",
    columns: {
      caseId: "case_id", personKey: "person_key", regionCode: "region_code", disease: "disease", onsetDate: "onset_date", confirmationDate: "confirmation_date",
      isolationDate: "isolation_date", sealed: flag("sealed"),
    },
  }),
  informationRequests: table<InformationRequestRow>({
    name: "movements.information_request",
    columns: {
      id: "id", caseId: "case_id", dataClass: "data_class", windowFrom: instant("window_from"), windowTo: instant("window_to"), justification: "justification",
      legalBasis: "legal_basis", state: "state", requestedBy: "requested_by", requestedAt: instant("requested_at"), approvedBy: "approved_by", approvedAt: instant("approved_at"),
      policeApprovedBy: "police_approved_by", policeApprovedAt: instant("police_approved_at"), providedAt: instant("provided_at"), ...source,
    },
  }),
  stays: table<StayRow>({
    name: "movements.stay",
    columns: {
      personKey: "person_key", day: "day", id: "id", caseId: "case_id", requestId: "request_id", dataClass: "data_class", precision: "precision",
      arrival: instant("arrival"), departure: instant("departure"), earliest: instant("earliest"), latest: instant("latest"), placeId: "place_id",
      latitude: "latitude", longitude: "longitude", accuracyMetres: "accuracy_metres", confidence: "confidence", sourceRecord: "source_record",
    },
    derived: { cell: cellOf },
    orderBy: "day, cell, earliest", // look-ups around a stay then touch few pages
  }),
  assignments: table<AssignmentRow>({
    name: "permission.assignment",
    columns: { account: "account", caseId: "case_id", notBefore: instant("not_before"), notAfter: instant("not_after") },
  }),
  grants: table<AccessGrantRow>({
    name: "permission.access_grant",
    columns: {
      id: "id", requestId: "request_id", dataClass: "data_class", windowFrom: instant("window_from"), windowTo: instant("window_to"), purpose: "purpose",
      notBefore: instant("not_before"), notAfter: instant("not_after"), readsAllowed: "reads_allowed",
    },
  }),
  grantHolders: table<GrantHolderRow>({ name: "permission.grant_holder", columns: { grantId: "grant_id", account: "account" } }),
  grantCases: table<GrantCaseRow>({ name: "permission.grant_case", columns: { grantId: "grant_id", caseId: "case_id" } }),
  clinics: table<ClinicRow>({
    name: "clinics.clinic",
    columns: {
      id: "id", nameKo: "name_ko", nameEn: "name_en", regionCode: "region_code", addressKo: "address_ko", addressEn: "address_en", phone: "phone", latitude: "latitude",
      longitude: "longitude", openingHours: "opening_hours", crowding: "crowding", crowdingReportedAt: instant("crowding_reported_at"), agency: "agency", published: flag("published"), ...source,
    },
  }),
  supportPrograms: table<SupportProgramRow>({
    name: "programs.support_program",
    columns: {
      id: "id", titleKo: "title_ko", titleEn: "title_en", summaryKo: "summary_ko", summaryEn: "summary_en", eligibilityKo: "eligibility_ko", eligibilityEn: "eligibility_en",
      agencyKo: "agency_ko", agencyEn: "agency_en", regionCode: "region_code", phone: "phone", availableFrom: "available_from", availableTo: "available_to",
      agency: "agency", published: flag("published"), ...source,
    },
  }),
} as const;

export type TableName = keyof typeof tables;
export type RowOf<Name extends TableName> = (typeof tables)[Name] extends Table<infer Row extends object> ? Row : never;
