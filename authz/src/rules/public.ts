/** What everybody may read without logging in (P0), and what clinic staff and content editors do with it. */
import { type Rule, fields, mayChange, page, rule } from "../rule.js";

const open = { duty: "everyone", clearance: 0, fieldClass: "P0", purpose: "any", approval: "none", basis: "IDCPA 34-2", retained: "while published" } as const;

const clinicFields = fields("Clinic", "id nameKo nameEn region addressKo addressEn phone latitude longitude openingHours crowding crowdingReportedAt");
const programFields = fields("SupportProgram", "id titleKo titleEn summaryKo summaryEn eligibilityKo eligibilityEn agencyKo agencyEn region phone availableFrom availableTo");
/** Drafts and the work on them, at the agency door. */
const desk = { clearance: 1, fieldClass: "P1", approval: "none", basis: "IDCPA 34-2", retained: "end of response" } as const;

export const publicRules: readonly Rule[] = [
  rule("region.public", {
    ...open,
    onlyWhen: [],
    coordinates: [
      fields("Query", "region regions"),
      fields("Region", "code nameKo nameEn level parent statistics clinics supportPrograms"),
      fields("RegionStatistic", "day confirmed released deceased source"),
      page("Region"),
      page("RegionStatistic"),
      fields("PageInfo", "hasNextPage endCursor"),
    ],
  }),
  // yearly counts of the notices that data subjects are given, none of fewer than five persons
  rule("notice.public", { ...open, basis: "IDCPA 76-2", onlyWhen: [], coordinates: [fields("Query", "noticeStatistics"), fields("NoticeStatistic", "year kind dataClass made sent countedAt"), page("NoticeStatistic")] }),
  rule("clinic.public.list", { ...open, onlyWhen: [], coordinates: [fields("Query", "clinic clinics"), page("Clinic")] }),
  rule("clinic.public", {
    ...open,
    onlyWhen: ["published"],
    coordinates: [clinicFields],
  }),
  rule("program.public.list", { ...open, onlyWhen: [], coordinates: [fields("Query", "supportProgram supportPrograms"), page("SupportProgram")] }),
  rule("program.public", {
    ...open,
    onlyWhen: ["published"],
    coordinates: [programFields],
  }),
  rule("clinic.own", { ...desk, duty: "clinic-staff", purpose: "clinic-operation", onlyWhen: ["ofMyAgency"], coordinates: [clinicFields, fields("Clinic", "published")] }),
  mayChange("clinic.crowding", { ...desk, duty: "clinic-staff", purpose: "clinic-operation", onlyWhen: ["ofMyAgency"], coordinates: [fields("Mutation", "reportCrowding")] }),
  rule("program.own", { ...desk, duty: "content-editor", purpose: "publication", onlyWhen: ["ofMyAgency"], coordinates: [programFields, fields("SupportProgram", "published")] }),
  // the step from one subgraph to the next; whatever it loads is decided field by field
  rule("federation.entities", { ...open, onlyWhen: [], coordinates: [fields("Query", "_entities")] }),
];
