/** Evidence of where cases were (P4) and what is derived from it: only under live grants for all of its inputs. */
import { type Rule, deny, fields, mayChange, page, rule } from "../rule.js";
import { reaches } from "./cases.js";

const evidencePages = ["Stay", "RosterStay", "StayArrival", "PathStop", "CoPresence", "LikelySource"].flatMap(page);
const requestFields = [
  ...fields(
    "InformationRequest",
    "id kind case cases agency renewed dataClass windowFrom windowTo dwellMinutes places justification legalBasis readsAllowed holders frozenHash state requestedBy requestedAt submittedAt expiresAt approvedBy approvedAt policeApprovedAt sentAt providedAt closedAt steps provisions grants",
  ),
  ...fields("RequestStep", "number step fromState toState at account duty agency reason"),
  ...fields("RequestProvision", "agency arrivedAt doneAt doneAs"),
  ...fields("RequestPlace", "place radiusMetres"),
  ...fields("Grant", "id request origin dataClass windowFrom windowTo purpose holders notBefore notAfter readsLeft revokedAt revokedBy"),
];
const requestPages = ["InformationRequest", "RequestStep", "RequestProvision", "RequestPolicy"].flatMap(page);
const policyFields = fields(
  "RequestPolicy",
  "id dataClass secondDuty secondAgency providers windowDays requestDays grantDays noticeDays keptDays rosterPersons rosterSquareMetres rosterDwellMinutes unmatchedDays reason validFrom proposedBy proposedAt confirmedBy confirmedAt",
);
const noticeFacts = "id kind dataClass windowFrom windowTo madeAt dueAt state sentAt channel deferredUntil deferralReason";
const noticeFields = fields("Notice", `case textKo textEn ${noticeFacts}`);
const ownRequest = fields("Mutation", "changeRequest submitRequest amendRequest withdrawRequest closeRequest renewRequest");
const placeFields = fields("Place", "id name category region latitude longitude");

const investigation = { purpose: "investigation", retained: "purpose met" } as const;
const evidence = { ...investigation, fieldClass: "P4", clearance: 4, approval: "KDCA and, for location, police", basis: "IDCPA 76-2" } as const;

const caseEvidence = fields("Case", "stays stayArrivals path coPresences likelySources");
const stayFields = fields("Stay", "id case day precision arrival departure earliest latest dwellMinutes place latitude longitude accuracyMetres dataClass confidence request sourceRecord");
const rosterFields = fields("RosterStay", "id personKey cases caseStubs place arrival departure dwellMinutes latitude longitude accuracyMetres confidence sourceRecord");
const arrivalFields = fields("StayArrival", "id request dataClass windowFrom windowTo staysStored arrivedAt");
const stopFields = fields("PathStop", "day precision arrival departure dwellMinutes place latitude longitude dataClasses confidence contradictions");
const meetingFields = fields("CoPresence", "otherCase otherCaseStub place day precision overlapMinutes distanceMetres basis stay otherStay");
const sourceFields = [...fields("LikelySource", "kind case rank probability method evidence"), ...fields("SourceEvidence", "daysBetween serialIntervalDensity sameMunicipality sameProvince coPresences")];
const requests = { fieldClass: "P2", approval: "none", basis: "IDCPA 76-2" } as const;

const investigators = [
  { name: "local", duty: "local-investigator" },
  { name: "national", duty: "national-investigator" },
] as const;

const authorisation = { ...requests, duty: "approver", clearance: 3, purpose: "authorisation", retained: "2 years" } as const;

const emergencyFields = fields("EmergencyAccess", "id account agency reason openedAt until state reviewDueAt reviewedBy reviewedAt verdict review");
const overseen = { clearance: 2, fieldClass: "P2", approval: "none", basis: "PIPA 29", retained: "2 years", onlyWhen: [] } as const;

const receiptFields = [
  ...fields("UploadReceipt", "id state fileName profileVersion corrects sameAs openedAt endedAt bytes fileHash rowsHash rowsRead rowsAccepted rowsQuarantined rowsOutsideApproval staysStored storedToByte correctableRows correctableUntil reasons"),
  ...fields("UploadReason", "code count meaningKo meaningEn"),
];
const profileFields = fields("UploadProfile", "version dataClass validFrom validTo definition registeredBy registeredAt");

const inboxes = [
  { name: "police", duty: "police-officer", purpose: "authorisation", more: fields("InboxItem", "legalBasis subject"), changes: "approveInboxItem denyInboxItem" },
  { name: "card-association", duty: "card-association-officer", purpose: "authorisation", more: fields("InboxItem", "legalBasis subject"), changes: "approveInboxItem denyInboxItem" },
  { name: "provider", duty: "data-provider", purpose: "provision", more: [...fields("InboxItem", "matchKey places uploads"), ...fields("MatchKey", "kind value"), ...fields("InboxPlace", "name latitude longitude radiusMetres dwellMinutes"), ...receiptFields, ...profileFields], changes: "completeProvision registerUploadProfile" },
] as const;

export const movementRules: readonly Rule[] = [
  ...investigators.flatMap(({ name, duty }) => [
    rule(`place.${name}`, {
      ...investigation,
      duty,
      clearance: 4,
      fieldClass: "P1",
      approval: "none",
      basis: "IDCPA 18",
      onlyWhen: [],
      coordinates: [fields("Query", "place informationRequest informationRequests requestPolicies grants notices"), placeFields, page("Place"), requestPages, page("Grant"), page("Notice"), policyFields, fields("Region", "places")],
    }),
    rule(`evidence.page.${name}`, { ...evidence, duty, onlyWhen: [], coordinates: [evidencePages] }),
    rule(`evidence.${name}`, { ...evidence, duty, onlyWhen: ["liveGrantCoversAllInputs"], coordinates: [stayFields, rosterFields, arrivalFields, stopFields, meetingFields] }),
  ]),
  ...reaches.flatMap(({ name, duty, rows }) => [
    // which requests exist for a case is clinical, what they brought is evidence
    rule(`request.${name}`, { ...investigation, ...requests, duty, clearance: 4, onlyWhen: rows, coordinates: [requestFields, fields("Case", "informationRequests")] }),
    rule(`notice.${name}`, { ...investigation, ...requests, duty, clearance: 4, onlyWhen: rows, coordinates: [noticeFields] }),
    // a request is the work of who is assigned to the case; which step is possible when, the database knows besides (docs/decisions/0011)
    mayChange(`request.make.${name}`, { ...investigation, ...requests, approval: "assignment", duty, clearance: 4, onlyWhen: [...rows, "assignedToMe"], coordinates: [fields("Mutation", "requestInformation"), ownRequest, fields("Mutation", "recordNoticeSent deferNotice")] }),
    mayChange(`grant.revoke.${name}`, { ...investigation, ...requests, duty, clearance: 4, onlyWhen: rows, coordinates: [fields("Mutation", "revokeGrant")] }),
    rule(`evidence.case.${name}`, { ...evidence, duty, onlyWhen: [...rows, "liveGrantOnCase"], coordinates: [caseEvidence] }),
    rule(`evidence.roster.${name}`, { ...evidence, duty, onlyWhen: [...rows, "liveGrantCoversAllInputs"], coordinates: [fields("InformationRequest", "rosterStays")] }),
    // the baseline compares dates and municipalities (P2) of cases that the account may read; its co-presence count comes from granted evidence alone
    rule(`source.${name}`, { ...evidence, duty, onlyWhen: [...rows, "liveGrantOnCase"], coordinates: [sourceFields] }),
  ]),
  rule("request.approver", { ...authorisation, onlyWhen: [], coordinates: [requestFields, fields("Case", "informationRequests")] }),
  rule("request.list.approver", { ...authorisation, onlyWhen: [], coordinates: [fields("Query", "informationRequest informationRequests requestPolicies"), requestPages, policyFields] }),
  mayChange("request.decide", { ...authorisation, approval: "another person than who asked", onlyWhen: [], coordinates: [fields("Mutation", "approveRequest denyRequest")] }),
  mayChange("grant.revoke.approver", { ...authorisation, onlyWhen: [], coordinates: [fields("Mutation", "revokeGrant")] }),
  mayChange("policy.set", { ...authorisation, approval: "another approver", onlyWhen: [], coordinates: [fields("Mutation", "proposeRequestPolicy confirmRequestPolicy")] }),
  // what another agency is told of a request, each only in its own inbox: the match key is part of what a provider is lawfully asked (DESIGN section 1), and nobody's but the agency's to see
  ...inboxes.flatMap(({ name, duty, purpose, more, changes }) => {
    const desk = { ...requests, fieldClass: "P1", duty, clearance: 1, purpose, retained: "2 years" } as const;
    return [
      rule(`inbox.${name}.list`, { ...desk, onlyWhen: [], coordinates: [fields("Query", "inboxSummary inbox inboxItem inboxChanges"), fields("InboxSummary", "waiting oldestWaitingSince done"), page("InboxItem")] }),
      rule(`inbox.${name}`, { ...desk, onlyWhen: ["ofMyAgency"], coordinates: [fields("InboxItem", "id kind state dataClass windowFrom windowTo arrivedAt dueAt doneAt"), more] }),
      mayChange(`inbox.${name}.work`, { ...desk, onlyWhen: ["ofMyAgency"], coordinates: [fields("Mutation", changes)] }),
    ];
  }),
  rule("inbox.provider.uploads", { ...requests, fieldClass: "P1", duty: "data-provider", clearance: 1, purpose: "provision", retained: "2 years", onlyWhen: [], coordinates: [fields("Query", "uploadProfiles"), page("UploadReceipt"), page("UploadProfile")] }),
  // emergency access ("break-glass"): opens again what was provided; told to who uses it, and to all who oversee it
  mayChange("emergency.open", { ...investigation, ...requests, approval: "review by another person within 24 hours", duty: "national-investigator", clearance: 4, onlyWhen: [], coordinates: [fields("Mutation", "openEmergencyAccess")] }),
  rule("emergency.national", { ...investigation, ...requests, duty: "national-investigator", clearance: 4, onlyWhen: [], coordinates: [fields("Query", "emergencyAccess emergencyAccesses"), emergencyFields, fields("EmergencyAccess", "case"), page("EmergencyAccess")] }),
  rule("emergency.approver", { ...authorisation, onlyWhen: [], coordinates: [fields("Query", "emergencyAccess emergencyAccesses"), emergencyFields, fields("EmergencyAccess", "case"), page("EmergencyAccess")] }),
  mayChange("emergency.review", { ...authorisation, approval: "another person than who asked", onlyWhen: [], coordinates: [fields("Mutation", "reviewEmergencyAccess")] }),
  rule("emergency.auditor", { ...overseen, duty: "auditor", purpose: "audit", coordinates: [fields("Query", "emergencyAccess emergencyAccesses"), emergencyFields, page("EmergencyAccess")] }),
  rule("emergency.security", { ...overseen, duty: "security-officer", purpose: "security", coordinates: [fields("Query", "emergencyAccess emergencyAccesses"), fields("EmergencyAccess", "id account agency openedAt until state reviewDueAt reviewedBy reviewedAt verdict"), page("EmergencyAccess")] }),
  deny("sealed.emergency", { may: "change", fieldClass: "P2", basis: "PIPA 23", onlyWhen: ["sealed"], coordinates: [fields("Mutation", "openEmergencyAccess")] }),
  rule("notice.ledger", { duty: "auditor", clearance: 2, fieldClass: "P2", purpose: "audit", approval: "none", basis: "IDCPA 76-2", retained: "2 years", onlyWhen: [], coordinates: [fields("Query", "noticeEntries noticeCounts"), fields("NoticeEntry", `dataSubject ${noticeFacts}`), fields("NoticeCount", "kind dataClass made sent sentInTime deferred overdue"), page("NoticeEntry")] }),
  deny("sealed.request.change", { may: "change", fieldClass: "P2", basis: "PIPA 23", onlyWhen: ["sealed"], coordinates: [fields("Mutation", "requestInformation"), ownRequest, fields("Mutation", "approveRequest approveInboxItem recordNoticeSent deferNotice")] }),
  deny("sealed.inbox", { may: "read", fieldClass: "P1", basis: "PIPA 23", onlyWhen: ["sealed"], coordinates: [fields("InboxItem", "id subject matchKey")] }),
  deny("sealed.request", { may: "read", fieldClass: "P2", basis: "PIPA 23", onlyWhen: ["sealed"], coordinates: [requestFields, noticeFields] }),
  deny("sealed.evidence", { may: "read", fieldClass: "P4", basis: "PIPA 23", onlyWhen: ["sealed"], coordinates: [caseEvidence, fields("InformationRequest", "rosterStays"), stayFields, rosterFields, arrivalFields, stopFields, meetingFields, sourceFields] }),
];
