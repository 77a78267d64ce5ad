/** What happened at the door, twice: as an event for the security officer and as a record of the access log. Nothing leaves before both are written. */
import { createHash, randomUUID } from "node:crypto";
import { dutyTable } from "@epigraph/authz";
import type { AuditRecord, Writer } from "@epigraph/ledger";
import type { Account } from "./accounts/account.js";
import type { Query } from "./database.js";
import { insertEvent } from "./journal-store.js";

/** Every kind of event. `lock-out` passes by itself, `lock` does not; `lock` and `revoke` are also written by the database's own functions. */
export const eventKinds = [
  "log-in", "log-in-failed", "lock-out", "token", "token-refused", "refresh", "refresh-refused", "refresh-reused", "log-out",
  "lock", "unlock", "revoke", "enrolled", "change-requested", "change-confirmed", "disabled",
] as const;
export type EventKind = (typeof eventKinds)[number];

export type Happening = {
  readonly kind: EventKind;
  /** Nobody when what was typed is no account: it may be a password, and is never kept. */
  readonly account: Account | undefined;
  readonly session?: string;
  readonly authenticatedBy?: "otp" | "client";
  readonly address: string;
};

/** Writes the event with `query`, then the record. Called last in a transaction: what throws here undoes the rest. @throws LedgerError */
export type Journal = (query: Query, happening: Happening) => Promise<void>;

export function journalOf(ledger: Writer, clock: () => number): Journal {
  return async (query, happening) => {
    const at = clock();
    await insertEvent(query, { id: randomUUID(), at: new Date(at), kind: happening.kind, account: happening.account?.id, session: happening.session, address: happening.address, agency: happening.account?.agency });
    await ledger.append(recordOf(happening, at));
  };
}

const refusals: readonly EventKind[] = ["log-in-failed", "lock-out", "token-refused", "refresh-refused", "refresh-reused"];
const administration: readonly EventKind[] = ["unlock", "change-requested", "change-confirmed", "disabled"];

function recordOf({ kind, account, session = "none", authenticatedBy = "none" as never, address }: Happening, recorded: number): AuditRecord {
  const refused = refusals.includes(kind);
  const { id, duty, clearance, agency, jurisdictions } = account ?? { id: "unknown", duty: "public-visitor" as const, clearance: 0, agency: "public", jurisdictions: [] };
  return {
    id: randomUUID(),
    recorded,
    type: "log-in",
    outcome: refused ? "refused" : "answered",
    purposeOfEvent: administration.includes(kind) ? "administration" : "security",
    agent: { who: id, role: duty, clearance, agency, jurisdictions, session, authenticatedBy, door: dutyTable[duty].door, network: address, policy: { grants: [], bases: [] } },
    source: { observer: "identity" },
    correlation: randomUUID(),
    entity: { name: kind, query: createHash("sha256").update(kind).digest("hex"), detail: {}, references: [] },
    events: [{ coordinate: `Identity.${camelCase(kind)}`, outcome: refused ? "denied" : "allowed", ruleId: undefined, count: 1, subjects: new Map() }],
    assigned: [],
  };
}

const camelCase = (kind: string): string => kind.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
