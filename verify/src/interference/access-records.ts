/** Records of the access log to put into a database before anybody asks: the run itself keeps none. Not records of what happened. */
import { createHash } from "node:crypto";
import type { Instant } from "@epigraph/authz";
import type { AuditRecord, ResolverEvent } from "@epigraph/ledger";

const agencies = ["health-centre.1150000000", "kdca", "health-centre.1129000000"] as const;
const seconds = 1000;

/** Two records about each subject; the same for the same arguments. The first began at `from`, one a second after the other. */
export function recordsAbout(subjects: readonly string[], series: string, from: Instant): AuditRecord[] {
  return subjects.flatMap((subject, index) => [record(subject, series, from + index * 2 * seconds, 0), record(subject, series, from + (index * 2 + 1) * seconds, 1)]);
}

function record(subject: string, series: string, recorded: Instant, number: number): AuditRecord {
  const agency = agencies[(recorded / seconds) % agencies.length] ?? "kdca";
  const event = (coordinate: string): ResolverEvent => ({ coordinate, outcome: "allowed", ruleId: "case.clinical.national", count: 1, subjects: new Map([[subject, 1]]) });
  return {
    id: identifier(`${series} ${subject} ${number}`),
    recorded,
    service: number === 0 ? "cases" : "movements",
    correlation: identifier(`${series} correlation ${subject}`),
    agent: { account: `investigator.${agency}`, duty: "national-investigator", clearance: 4, agency, jurisdictions: [], session: "session", authenticatedBy: "otp", door: "clearance" },
    purpose: "investigation",
    operation: { hash: createHash("sha256").update(series).digest("hex") },
    outcome: "answered",
    events: [event("Case.id"), event("Case.sex")],
  };
}

/** A UUID made of a text. */
export function identifier(text: string): string {
  const hex = createHash("md5").update(text).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
