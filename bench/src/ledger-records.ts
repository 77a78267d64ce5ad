/** Records as services write them, for benches: all alike but for their numbers. Not records of what happened. */
import { createHash, randomUUID } from "node:crypto";
import type { AuditRecord, ResolverEvent } from "@epigraph/ledger";

const coordinates = ["Query.cases", "CaseConnection.edges", "CaseEdge.node", "Case.id", "Case.disease", "Case.classification", "Case.onsetDate", "Case.confirmationDate", "Case.outcome", "CaseConnection.pageInfo", "PageInfo.hasNextPage"];
const query = createHash("sha256").update("bench").digest("hex");

/** One operation of an investigator about `subjects` persons, of `size` fields each beside its own. */
export function benchRecord(number: number, subjects: readonly string[], recorded: number): AuditRecord {
  const met = new Map(subjects.map((subject) => [subject, 1]));
  const events = coordinates.map((coordinate): ResolverEvent => ({ coordinate, outcome: "allowed", ruleId: "case.clinical.national", count: coordinate.startsWith("Case.") ? subjects.length : 1, subjects: coordinate.startsWith("Case.") ? met : new Map() }));
  return {
    id: randomUUID(),
    recorded,
    type: "operation",
    outcome: "answered",
    purposeOfEvent: "investigation",
    agent: { who: `investigator.${number % 300}`, role: "national-investigator", clearance: 4, agency: `agency.${number % 28}`, jurisdictions: [], session: `session.${number % 900}`, authenticatedBy: "otp", door: "clearance", policy: { grants: [], bases: ["IDCPA 18"] } },
    source: { observer: "cases" },
    correlation: randomUUID(),
    entity: { name: "Cases", query, detail: { "Query.cases(first:)": 50 }, references: [] },
    subjectEpoch: "2026-11",
    events,
    assigned: [],
  };
}
