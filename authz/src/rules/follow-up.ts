/** Case work beside the case itself: contacts, quarantine, events, tasks, assignment, transfer, clusters and seals. What is read of cases and contacts as such: see cases.ts. */
import { type Rule, deny, fields, mayChange, page, rule } from "../rule.js";
import { reaches } from "./cases.js";

const investigation = { purpose: "investigation", retained: "end of response", clearance: 4 } as const;
const clinical = { ...investigation, fieldClass: "P2", approval: "none", basis: "IDCPA 18" } as const;
const identity = { ...investigation, fieldClass: "P3", approval: "assignment", basis: "IDCPA 18" } as const;
const quarantined = { ...clinical, basis: "IDCPA 49" } as const;

const investigators = [
  { name: "local", duty: "local-investigator" },
  { name: "national", duty: "national-investigator" },
] as const;

const ways = fields("Query", "contact dueFollowUps event events task tasks transfers");
const pages = ["Contact", "Quarantine", "Event", "Task", "Assignment", "Transfer", "WorkStep", "ClusterCount"].flatMap(page);
const clusterFields = fields("Cluster", "reportedCounts history");
const countFields = fields("ClusterCount", "source day count");

const caseFields = fields("Case", "assignments tasks history");
const assignmentFields = fields("Assignment", "account agency assignedBy assignedAt");
const contactFields = fields("Contact", "classification registeredBy registeredAt missedFollowUpDays exposures quarantines history");
const exposureFields = fields("Exposure", "case");
const followUpFields = fields("FollowUp", "symptoms temperatureCelsius reached recordedBy recordedAt");
const quarantineFields = fields("Quarantine", "id startsOn endsOn releasedOn state orderedBy orderedAt");
const stepFields = fields("WorkStep", "id action byAccount byAgency at reason case contact account agency details");
const eventFields = fields("Event", "id nameKo nameEn region place setting startedOn endedOn cases contacts history");
const taskFields = fields("Task", "id kind note case event agency account dueOn state overdue history");
const transferFields = fields("Transfer", "id case stub toAgency reason state offeredBy offeredAt answeredBy answeredAt");
const sealFields = fields("Seal", "id state case contact legalOrder reason proposedBy proposedAt confirmedBy confirmedAt unsealOrder unsealProposedBy unsealedBy unsealedAt");

/** Seen and done along a case or contact that the investigator reaches. */
const ofReached = [caseFields, assignmentFields, contactFields, exposureFields, followUpFields, quarantineFields, stepFields];
const work = fields("Mutation", "recordExposure updateContact linkContactToCase recordFollowUp correctFollowUp addToCluster removeFromCluster");
const quarantineWork = fields("Mutation", "orderQuarantine extendQuarantine releaseQuarantine");
const assignmentWork = fields("Mutation", "assignCase unassignCase assignTask");
const registering = fields("Mutation", "registerContact");
/** Of a region rather than of a case. */
const gatherings = fields("Mutation", "registerEvent updateEvent addToEvent removeFromEvent assignEventTask nameCluster updateCluster recordClusterCount");
const taskWork = fields("Mutation", "reassignTask completeTask cancelTask");
const sealing = fields("Mutation", "proposeSeal proposeContactSeal");

export const followUpRules: readonly Rule[] = [
  ...investigators.map(({ name, duty }) => rule(`work.list.${name}`, { ...clinical, duty, onlyWhen: [], coordinates: [ways, pages, clusterFields, countFields] })),
  ...reaches.flatMap(({ name, duty, rows }) => [
    rule(`work.${name}`, { ...clinical, duty, onlyWhen: rows, coordinates: ofReached }),
    rule(`task.${name}`, { ...clinical, duty, onlyWhen: rows, coordinates: [taskFields] }),
    mayChange(`work.change.${name}`, { ...clinical, duty, onlyWhen: rows, coordinates: [work] }),
    mayChange(`quarantine.change.${name}`, { ...quarantined, duty, onlyWhen: rows, coordinates: [quarantineWork] }),
    // of the own agency's accounts alone, and to agencies that reach the case: the database checks both
    mayChange(`assignment.change.${name}`, { ...clinical, duty, onlyWhen: rows, coordinates: [assignmentWork] }),
    mayChange(`task.change.${name}`, { ...clinical, duty, onlyWhen: rows, coordinates: [taskWork] }),
    // a contact comes with an identity, which is for who is assigned to the case
    mayChange(`contact.register.${name}`, { ...identity, duty, onlyWhen: [...rows, "assignedToMe"], coordinates: [registering] }),
  ]),
  rule("task.agency.local", { ...clinical, duty: "local-investigator", onlyWhen: ["ofMyAgency"], coordinates: [taskFields] }),
  mayChange("task.change.agency.local", { ...clinical, duty: "local-investigator", onlyWhen: ["ofMyAgency"], coordinates: [taskWork] }),
  rule("event.local", { ...clinical, duty: "local-investigator", onlyWhen: ["inOwnJurisdiction"], coordinates: [eventFields] }),
  rule("event.national", { ...clinical, duty: "national-investigator", onlyWhen: [], coordinates: [eventFields] }),
  mayChange("gathering.change.local", { ...clinical, duty: "local-investigator", onlyWhen: ["inOwnJurisdiction"], coordinates: [gatherings] }),
  mayChange("gathering.change.national", { ...clinical, duty: "national-investigator", onlyWhen: [], coordinates: [gatherings] }),
  // for good: by the agency that keeps the case and the one that is to keep it, not by one that it was referred to
  rule("transfer.offered.local", { ...clinical, duty: "local-investigator", onlyWhen: ["inOwnJurisdiction"], coordinates: [transferFields] }),
  rule("transfer.received.local", { ...clinical, duty: "local-investigator", onlyWhen: ["ofMyAgency"], coordinates: [transferFields] }),
  rule("transfer.national", { ...clinical, duty: "national-investigator", onlyWhen: [], coordinates: [transferFields] }),
  mayChange("transfer.offer.local", { ...clinical, duty: "local-investigator", onlyWhen: ["inOwnJurisdiction"], coordinates: [fields("Mutation", "offerTransfer")] }),
  mayChange("transfer.offer.national", { ...clinical, duty: "national-investigator", onlyWhen: [], coordinates: [fields("Mutation", "offerTransfer")] }),
  mayChange("transfer.accept.local", { ...clinical, duty: "local-investigator", onlyWhen: ["ofMyAgency"], coordinates: [fields("Mutation", "acceptTransfer")] }),
  mayChange("transfer.end.offered.local", { ...clinical, duty: "local-investigator", onlyWhen: ["inOwnJurisdiction"], coordinates: [fields("Mutation", "endTransfer")] }),
  mayChange("transfer.end.received.local", { ...clinical, duty: "local-investigator", onlyWhen: ["ofMyAgency"], coordinates: [fields("Mutation", "endTransfer")] }),
  mayChange("transfer.end.national", { ...clinical, duty: "national-investigator", onlyWhen: [], coordinates: [fields("Mutation", "endTransfer")] }),
  // who is specially protected is the KDCA's to say, two persons each way; the list names an order, and of the person nothing
  rule("seal.national", { ...clinical, duty: "national-investigator", basis: "PIPA 23", onlyWhen: [], coordinates: [sealFields, page("Seal"), fields("Query", "seal seals")] }),
  mayChange("seal.change.national", { ...clinical, duty: "national-investigator", basis: "PIPA 23", onlyWhen: [], coordinates: [sealing, fields("Mutation", "confirmSeal withdrawSeal proposeUnseal")] }),
  deny("sealed.follow-up", { may: "read", fieldClass: "P2", basis: "PIPA 23", onlyWhen: ["sealed"], coordinates: [...ofReached, taskFields, transferFields] }),
  deny("sealed.follow-up.change", { may: "change", fieldClass: "P3", basis: "PIPA 23", onlyWhen: ["sealed"], coordinates: [work, quarantineWork, assignmentWork, registering, taskWork, sealing, fields("Mutation", "offerTransfer acceptTransfer endTransfer")] }),
];
