/** Evidence of where cases were (P4) and what is derived from it: only under live grants for all of its inputs. */
import { type Rule, fields, page, rule } from "../rule.js";

const evidencePages = ["Stay", "PathStop", "CoPresence", "LikelySource"].flatMap(page);
const requestFields = fields(
  "InformationRequest",
  "id case dataClass windowFrom windowTo justification legalBasis state requestedBy requestedAt approvedBy approvedAt policeApprovedAt providedAt",
);
const placeFields = fields("Place", "id name category region latitude longitude");

const investigation = { purpose: "investigation", retained: "purpose met" } as const;
const evidence = { ...investigation, fieldClass: "P4", clearance: 4, approval: "KDCA and, for location, police", basis: "IDCPA 76-2" } as const;

export const movementRules: readonly Rule[] = (["local-investigator", "national-investigator"] as const).flatMap((duty) => {
  const name = duty === "local-investigator" ? "local" : "national";
  const rows = duty === "local-investigator" ? (["inOwnJurisdiction", "notSealed"] as const) : (["notSealed"] as const);
  return [
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
    // which requests exist for a case is clinical, what they brought is evidence
    rule(`request.${name}`, { ...investigation, duty, clearance: 4, fieldClass: "P2", approval: "none", basis: "IDCPA 76-2", onlyWhen: rows, coordinates: [requestFields, fields("Case", "informationRequests")] }),
    rule(`evidence.case.${name}`, { ...evidence, duty, onlyWhen: [...rows, "liveGrantOnCase"], coordinates: [fields("Case", "stays path coPresences likelySources")] }),
    rule(`evidence.page.${name}`, { ...evidence, duty, onlyWhen: [], coordinates: [evidencePages] }),
    rule(`evidence.${name}`, {
      ...evidence,
      duty,
      onlyWhen: ["liveGrantCoversAllInputs"],
      coordinates: [
        fields("Stay", "id case day precision arrival departure earliest latest dwellMinutes place latitude longitude accuracyMetres dataClass confidence request sourceRecord"),
        fields("PathStop", "day precision arrival departure dwellMinutes place latitude longitude dataClasses confidence contradictions"),
        fields("CoPresence", "otherCase place day precision overlapMinutes distanceMetres basis stay otherStay"),
      ],
    }),
    // the baseline compares dates and municipalities (P2) of cases that the account may read; its co-presence count comes from granted evidence alone
    rule(`source.${name}`, {
      ...evidence,
      duty,
      onlyWhen: [...rows, "liveGrantOnCase"],
      coordinates: [fields("LikelySource", "kind case rank probability method evidence"), fields("SourceEvidence", "daysBetween serialIntervalDensity sameMunicipality sameProvince coPresences")],
    }),
  ];
}).concat([
  rule("request.approver", {
    duty: "approver",
    clearance: 3,
    fieldClass: "P2",
    purpose: "authorisation",
    approval: "none",
    basis: "IDCPA 76-2",
    retained: "2 years",
    onlyWhen: ["notSealed"],
    coordinates: [requestFields, fields("Case", "informationRequests")],
  }),
  rule("request.list.approver", {
    duty: "approver",
    clearance: 3,
    fieldClass: "P2",
    purpose: "authorisation",
    approval: "none",
    basis: "IDCPA 76-2",
    retained: "2 years",
    onlyWhen: [],
    coordinates: [fields("Query", "informationRequest"), page("InformationRequest")],
  }),
]);
