/** What an upload leaves in the access log: an intent before its first row, what became of it after its last. Numbers and ids only: no file name, no row, no person but by pseudonym. */
import { randomUUID } from "node:crypto";
import { type RequestContext, sha256 } from "@epigraph/authz";
import type { AuditRecord, Pseudonyms, RequestOutcome, ResolverEvent } from "@epigraph/ledger";

export type Told = {
  readonly context: RequestContext;
  /** The signed head of the call. */
  readonly head: string;
  readonly at: number;
  readonly request: string;
  readonly upload: string | undefined;
};

/** `id`: that of the change, which is committed after this is durable. */
export function intentRecord(told: Told, id: string): AuditRecord {
  return { ...heading(told, id), type: "change", outcome: "answered", events: [{ coordinate: "Upload.open", outcome: "allowed", ruleId: undefined, count: 1, subjects: new Map() }] };
}

export type UploadOutcome = { readonly persons: ReadonlySet<string>; readonly accepted: number; readonly outside: number; readonly code: string | undefined; readonly detail: Readonly<Record<string, string | number | boolean>> };

/** Rows outside what was approved count as denied. `code`: why the upload failed. */
export function outcomeRecord(told: Told, { persons, accepted, outside, code, detail }: UploadOutcome, pseudonyms: Pseudonyms): AuditRecord {
  const names = [...persons].map((person) => pseudonyms.of(person, told.at));
  const events: ResolverEvent[] = [];
  if (accepted > 0) events.push({ coordinate: "Upload.row", outcome: "allowed", ruleId: undefined, count: accepted, subjects: new Map(names.map((name) => [name, 1])) });
  if (outside > 0) events.push({ coordinate: "Upload.row", outcome: "denied", ruleId: undefined, count: outside, subjects: new Map() });
  const outcome: RequestOutcome = code !== undefined ? "error" : outside > 0 ? "partly-denied" : "answered";
  const before = heading(told, randomUUID());
  return {
    ...before,
    type: "operation",
    outcome,
    entity: { ...before.entity, detail: { ...detail, ...(code === undefined ? {} : { code }) } },
    ...(accepted > 0 && names.length > 0 ? { subjectEpoch: pseudonyms.epochOf(told.at) } : {}),
    events,
  };
}

function heading({ context, head, at, request, upload }: Told, id: string): Omit<AuditRecord, "type" | "outcome" | "events"> {
  const { account, duty, clearance, agency, jurisdictions, session, authenticatedBy, door } = context.principal;
  return {
    id,
    recorded: at,
    purposeOfEvent: context.purpose,
    agent: { who: account, role: duty, clearance, agency, jurisdictions, session, authenticatedBy, door, policy: { grants: [], bases: [] } },
    source: { observer: "movements" },
    correlation: context.correlation,
    entity: { name: "upload", query: sha256(head), detail: {}, references: [{ kind: "request", id: request }, ...(upload === undefined ? [] : [{ kind: "upload", id: upload }])] },
    assigned: [],
  };
}
