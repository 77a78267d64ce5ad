/** Evidence of where cases were (P4) and what is derived from it: only under live grants for all of its inputs. */
import { type Rule, deny, fields, page, rule } from "../rule.js";
import { reaches } from "./cases.js";

const evidencePages = ["Stay", "PathStop", "CoPresence", "LikelySource"].flatMap(page);
const requestFields = fields(
  "InformationRequest",
  "id case dataClass windowFrom windowTo justification legalBasis state requestedBy requestedAt approvedBy approvedAt policeApprovedAt providedAt",
);
const placeFields = fields("Place", "id name category region latitude longitude");

const investigation = { purpose: "investigation", retained: "purpose met" } as const;
const evidence = { ...investigation, fieldClass: "P4", clearance: 4, approval: "KDCA and, for location, police", basis: "IDCPA 76-2" } as const;

const caseEvidence = fields("Case", "stays path coPresences likelySources");
const stayFields = fields("Stay", "id case day precision arrival departure earliest latest dwellMinutes place latitude longitude accuracyMetres dataClass confidence request sourceRecord");
const stopFields = fields("PathStop", "day precision arrival departure dwellMinutes place latitude longitude dataClasses confidence contradictions");
const meetingFields = fields("CoPresence", "otherCase otherCaseStub place day precision overlapMinutes distanceMetres basis stay otherStay");
const sourceFields = [...fields("LikelySource", "kind case rank probability method evidence"), ...fields("SourceEvidence", "daysBetween serialIntervalDensity sameMunicipality sameProvince coPresences")];
const requests = { fieldClass: "P2", approval: "none", basis: "IDCPA 76-2" } as const;

const investigators = [
  { name: "local", duty: "local-investigator" },
  { name: "national", duty: "national-investigator" },
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
      coordinates: [fields("Query", "place informationRequest"), placeFields, page("Place"), page("InformationRequest"), fields("Region", "places")],
    }),
    rule(`evidence.page.${name}`, { ...evidence, duty, onlyWhen: [], coordinates: [evidencePages] }),
    rule(`evidence.${name}`, { ...evidence, duty, onlyWhen: ["liveGrantCoversAllInputs"], coordinates: [stayFields, stopFields, meetingFields] }),
  ]),
  ...reaches.flatMap(({ name, duty, rows }) => [
    // which requests exist for a case is clinical, what they brought is evidence
    rule(`request.${name}`, { ...investigation, ...requests, duty, clearance: 4, onlyWhen: rows, coordinates: [requestFields, fields("Case", "informationRequests")] }),
    rule(`evidence.case.${name}`, { ...evidence, duty, onlyWhen: [...rows, "liveGrantOnCase"], coordinates: [caseEvidence] }),
    // the baseline compares dates and municipalities (P2) of cases that the account may read; its co-presence count comes from granted evidence alone
    rule(`source.${name}`, { ...evidence, duty, onlyWhen: [...rows, "liveGrantOnCase"], coordinates: [sourceFields] }),
  ]),
  rule("request.approver", { ...requests, duty: "approver", clearance: 3, purpose: "authorisation", retained: "2 years", onlyWhen: [], coordinates: [requestFields, fields("Case", "informationRequests")] }),
  rule("request.list.approver", { ...requests, duty: "approver", clearance: 3, purpose: "authorisation", retained: "2 years", onlyWhen: [], coordinates: [fields("Query", "informationRequest"), page("InformationRequest")] }),
  deny("sealed.request", { may: "read", fieldClass: "P2", basis: "PIPA 23", onlyWhen: ["sealed"], coordinates: [requestFields] }),
  deny("sealed.evidence", { may: "read", fieldClass: "P4", basis: "PIPA 23", onlyWhen: ["sealed"], coordinates: [caseEvidence, stayFields, stopFields, meetingFields, sourceFields] }),
];
