/** The record of what an operator does on a command line. No account stands behind it: who may open the database as its owner is not told apart from another who may. */
import { createHash, randomUUID } from "node:crypto";
import { type DataSource, keepReason } from "@epigraph/datastore";
import type { AuditRecord } from "@epigraph/ledger";
import { openLedger } from "./ledger.js";

/** `name`: of the command, such as `audit-export`; `detail`: what was asked, without names of persons; `reason`: why, kept beside the log and referred to. */
export type OperatorAct = { readonly name: string; readonly detail: AuditRecord["entity"]["detail"]; readonly reason?: string };

const operator = "operator";

/** Durable before it resolves: an act comes after its record. `auditUrl`: the connection of the audit service, in whose name it is written. `owner`: needed for a reason. */
export async function recordAct(auditUrl: string, owner: DataSource, { name, detail, reason }: OperatorAct, outcome: "answered" | "error" = "answered"): Promise<void> {
  const now = Date.now();
  const references: { readonly kind: string; readonly id: string }[] = [];
  if (reason !== undefined) {
    const id = randomUUID();
    await keepReason(owner, id, operator, new Date(now), reason);
    references.push({ kind: "reason", id });
  }
  const { ledger, close } = await openLedger(auditUrl, "epigraph operator");
  try {
    await ledger.append({
      id: randomUUID(),
      recorded: now,
      type: "administration",
      outcome,
      purposeOfEvent: "audit",
      agent: { who: operator, role: "unknown", clearance: 0, agency: "unknown", jurisdictions: [], session: "none", authenticatedBy: "none", door: "none", policy: { grants: [], bases: [] } },
      source: { observer: "audit" },
      correlation: randomUUID(),
      entity: { name, query: createHash("sha256").update(`epigraph ${name}`).digest("hex"), detail, references },
      events: [],
      assigned: [],
    });
  } finally {
    await close();
  }
}
