/** What is done with a case: registering, changing, sampling, confirming, interviewing, finding duplicates, merging, line lists. What is read of cases otherwise: see cases.ts. */
import { type Rule, deny, fields, mayChange, page, rule } from "../rule.js";
import { reaches } from "./cases.js";

const clinical = { purpose: "investigation", retained: "end of response", fieldClass: "P2", approval: "none", basis: "IDCPA 18" } as const;
const person = { ...clinical, fieldClass: "P3", approval: "assignment" } as const;

/** Beside those of cases.ts: what is written here. */
const caseFields = fields(
  "Case",
  "registeredBy registeredAt reportingSource isolationEndDate isolationPlace symptoms riskGroups travel confirmations changes interviews mergedInto mergedIntoStub mergedParts samePersonStubs",
);
const confirmationFields = fields("Confirmation", "id basis confirmedBy confirmedAt sample");
const parts = [
  ...fields("Symptom", "code onsetDate"),
  ...fields("Travel", "countryCode fromDate toDate"),
  ...fields("CaseChange", "id changedBy changedAt of rowId field before after"),
  ...fields("Interview", "id case version corrects conductedDate informant recordedBy recordedAt"),
  ...fields("Sample", "recordedBy recordedAt"),
];
/** What somebody said, and of whom: under the person's own key. */
const spoken = [...fields("Interview", "text visits companions"), ...fields("VisitStatement", "day from to precision place placeText activity"), ...fields("CompanionStatement", "name relation phone contact")];
const mergeFields = [...fields("CaseMerge", "id case caseStub duplicate duplicateStub keep state proposedAt steps"), ...fields("CaseMergeStep", "step by at reason")];
const reviewFields = [...fields("DuplicateReview", "id case matches kinds protected state checkedAt answeredBy answeredAt reason")];
const pages = ["Confirmation", "CaseChange", "Interview", "CaseMerge", "DuplicateReview"].flatMap(page);
const answers = [
  ...fields("CaseRegistration", "case possibleDuplicates"),
  ...fields("LineListFile", "fileName mediaType encoding fileContent contentHash rows columns cut"),
  ...fields("LineListImport", "rows registered known faulty faults possibleDuplicates dryRun"),
  ...fields("LineListFault", "line column reason"),
];
const onACase = fields("Mutation", "updateCase recordSample recordResult confirmCase");
const interviewing = fields("Mutation", "recordInterview correctInterview");

const investigators = [
  { name: "local", duty: "local-investigator" },
  { name: "national", duty: "national-investigator" },
] as const;

export const caseWorkRules: readonly Rule[] = [
  ...investigators.flatMap(({ name, duty }) => [
    rule(`case.work.list.${name}`, { ...clinical, duty, clearance: 4, onlyWhen: [], coordinates: [pages.filter((coordinate) => !coordinate.startsWith("DuplicateReview")), fields("Query", "caseMerges"), answers] }),
    // each row by the rules of its own fields
    mayChange(`line-list.${name}`, { ...clinical, duty, clearance: 4, onlyWhen: [], coordinates: [fields("Mutation", "downloadLineList importLineList")] }),
  ]),
  ...reaches.flatMap(({ name, duty, rows }) => [
    rule(`case.work.${name}`, { ...clinical, duty, clearance: 4, onlyWhen: rows, coordinates: [caseFields, confirmationFields, parts] }),
    mayChange(`case.change.${name}`, { ...clinical, duty, clearance: 4, onlyWhen: rows, coordinates: [onACase] }),
    rule(`interview.${name}`, { ...person, duty, clearance: 4, onlyWhen: [...rows, "assignedToMe"], coordinates: [spoken] }),
    mayChange(`interview.record.${name}`, { ...person, duty, clearance: 4, onlyWhen: [...rows, "assignedToMe"], coordinates: [interviewing] }),
  ]),
  mayChange("case.register.local", { ...clinical, duty: "local-investigator", clearance: 4, onlyWhen: ["inOwnJurisdiction"], coordinates: [fields("Mutation", "registerCase")] }),
  mayChange("case.register.national", { ...clinical, duty: "national-investigator", clearance: 4, onlyWhen: [], coordinates: [fields("Mutation", "registerCase")] }),
  // a match outside the enterer's jurisdiction, or with a specially protected person, is a steward's
  rule("duplicate.steward", { ...clinical, duty: "national-investigator", clearance: 4, onlyWhen: [], coordinates: [fields("Query", "duplicateReviews"), page("DuplicateReview"), reviewFields] }),
  mayChange("duplicate.answer", { ...clinical, duty: "national-investigator", clearance: 4, onlyWhen: [], coordinates: [fields("Mutation", "answerDuplicateReview")] }),
  // the owner of one case proposes, the owner of the other answers: nobody in their place
  rule("merge.answering.local", { ...clinical, duty: "local-investigator", clearance: 4, onlyWhen: ["inOwnJurisdiction"], coordinates: [mergeFields] }),
  rule("merge.proposing.local", { ...clinical, duty: "local-investigator", clearance: 4, onlyWhen: ["ofMyAgency"], coordinates: [mergeFields] }),
  rule("merge.national", { ...clinical, duty: "national-investigator", clearance: 4, onlyWhen: [], coordinates: [mergeFields] }),
  mayChange("merge.propose.local", { ...clinical, duty: "local-investigator", clearance: 4, onlyWhen: ["inOwnJurisdiction"], coordinates: [fields("Mutation", "proposeMerge")] }),
  mayChange("merge.answer.local", { ...clinical, duty: "local-investigator", clearance: 4, onlyWhen: ["inOwnJurisdiction"], coordinates: [fields("Mutation", "acceptMerge refuseMerge")] }),
  mayChange("merge.withdraw.local", { ...clinical, duty: "local-investigator", clearance: 4, onlyWhen: ["ofMyAgency"], coordinates: [fields("Mutation", "withdrawMerge")] }),
  rule("case.confirmation.approver", {
    ...clinical,
    duty: "approver",
    clearance: 3,
    purpose: "authorisation",
    onlyWhen: [],
    coordinates: [fields("Case", "registeredBy registeredAt reportingSource confirmations"), fields("Confirmation", "id basis confirmedBy confirmedAt"), page("Confirmation")],
  }),
  deny("sealed.work", { may: "read", fieldClass: "P2", basis: "PIPA 23", onlyWhen: ["sealed"], coordinates: [caseFields, confirmationFields, parts, mergeFields, reviewFields] }),
  deny("sealed.interview", { may: "read", fieldClass: "P3", basis: "PIPA 23", onlyWhen: ["sealed"], coordinates: [spoken] }),
  deny("sealed.work.change", {
    may: "change",
    fieldClass: "P2",
    basis: "PIPA 23",
    onlyWhen: ["sealed"],
    coordinates: [onACase, interviewing, fields("Mutation", "registerCase answerDuplicateReview proposeMerge acceptMerge refuseMerge withdrawMerge")],
  }),
];
