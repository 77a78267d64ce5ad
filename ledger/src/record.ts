/**
 * One record of the access log: who asked what for which purpose, and losslessly every resolver that ran. Never a personal value and never free text: reasons and notes are
 * referenced. The names are FHIR R4 AuditEvent's where it has one. Not its text: see record-text.ts; not how it is stored: see writer.ts.
 */

/** What became of one resolver call. */
export type ResolverOutcome = "allowed" | "denied" | "approval-required" | "redacted" | "error";

/** All calls of one coordinate that ended alike under one rule. `subjects` are pseudonyms with how often each was met: a call about two persons counts for both, one about nobody for none. */
export type ResolverEvent = {
  readonly coordinate: string;
  readonly outcome: ResolverOutcome;
  readonly ruleId: string | undefined;
  readonly count: number;
  readonly subjects: ReadonlyMap<string, number>;
};

/** How the whole request ended; `refused` when nothing of it was answered. */
export type RequestOutcome = "answered" | "partly-denied" | "refused" | "error";

/**
 * What sort of event: an operation that reads; a change, written before it is committed (an intent); what became of changes (reconciliation); requests turned away before any operation
 * was looked at (refusal); a log-in and what else happens at the identity provider; answers given from a cache (cached); an act on a command line (administration).
 */
export const recordTypes = ["operation", "change", "reconciliation", "refusal", "log-in", "cached", "administration"] as const;
export type RecordType = (typeof recordTypes)[number];

export type AuditRecord = {
  /** A UUID. */
  readonly id: string;
  /** Milliseconds since the Unix epoch, by the clock of who writes. */
  readonly recorded: number;
  readonly type: RecordType;
  readonly outcome: RequestOutcome;
  readonly purposeOfEvent: string;
  readonly agent: {
    /** The account. */
    readonly who: string;
    /** The duty. */
    readonly role: string;
    readonly clearance: number;
    readonly agency: string;
    readonly jurisdictions: readonly string[];
    readonly session: string;
    readonly authenticatedBy: string;
    readonly door: string;
    /** Network address, known to the gateway and the identity provider only. */
    readonly network?: string;
    /** The grants under which something was read, and the legal bases of the rules that allowed it. */
    readonly policy: { readonly grants: readonly string[]; readonly bases: readonly string[] };
  };
  /** The service that writes. */
  readonly source: { readonly observer: string };
  /** The number of the operation, the same in every service that takes part in it. */
  readonly correlation: string;
  /** The operation: its name, the SHA-256 of its document in hex, the allow-listed scalars of its variables, each under `argument` as the schema calls it, and what is referenced (a reason, a note, a request). */
  readonly entity: {
    readonly name?: string;
    readonly query: string;
    readonly detail: Readonly<Record<string, string | number | boolean>>;
    readonly references: readonly { readonly kind: string; readonly id: string }[];
  };
  /** The epoch whose key names the data subjects, such as `2026-11`; none where no subject was met. */
  readonly subjectEpoch?: string;
  readonly events: readonly ResolverEvent[];
  /** Subjects of the events to whose case the account was assigned at that time. */
  readonly assigned: readonly string[];
  /** How many calls each subgraph answered, in the gateway's record. */
  readonly calls?: Readonly<Record<string, number>>;
  /** Why requests were turned away, and how often between the two instants. */
  readonly refusals?: readonly { readonly code: string; readonly count: number; readonly first: number; readonly last: number }[];
  /** What became of earlier changes, by their records' ids. */
  readonly reconciled?: readonly { readonly record: string; readonly outcome: "committed" | "undone" }[];
  /** How often the answer to a document, by its hash, was given again from a cache between the two instants. */
  readonly hits?: readonly { readonly query: string; readonly count: number; readonly first: number; readonly last: number }[];
};

/** What the writer puts in when a record is appended to its lane. `previous`: leaf hash of the writer's previous body, 32 bytes in base64, zero bytes for its first; `nonce`: 16 random bytes in base64url. */
export type Link = { readonly writer: string; readonly sequence: number; readonly previous: string; readonly nonce: string };
