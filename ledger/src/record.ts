/** One record of the access log: who asked what for which purpose, and losslessly every resolver that ran. Never a personal value. Not how it is stored: see writer.ts. */

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

export type AuditRecord = {
  readonly id: string;
  /** Milliseconds since the Unix epoch. */
  readonly recorded: number;
  readonly service: string;
  readonly correlation: string;
  readonly agent: {
    readonly account: string;
    readonly duty: string;
    readonly clearance: number;
    readonly agency: string;
    readonly jurisdictions: readonly string[];
    readonly session: string;
    readonly authenticatedBy: string;
    readonly door: string;
    /** Network address, known to the gateway only. */
    readonly address?: string;
  };
  readonly purpose: string;
  readonly operation: { readonly name?: string; readonly hash: string };
  readonly outcome: RequestOutcome;
  readonly events: readonly ResolverEvent[];
  /** Why requests were turned away before any operation was looked at, and how often between the two instants. */
  readonly refusals?: readonly { readonly code: string; readonly count: number; readonly first: number; readonly last: number }[];
};

type EncodedEvent = readonly [coordinate: string, outcome: ResolverOutcome, ruleId: string | null, count: number, subjects: number];
type Encoded = Omit<AuditRecord, "events"> & { readonly version: 1; readonly subjects: readonly string[]; readonly tallies: readonly string[]; readonly events: readonly EncodedEvent[] };

/**
 * The record as text, always the same for the same record. Subjects stand once in a table; how often each was met is a tally
 * (`index:count,...`), and events with equal tallies share one, because the fields of a list mostly do.
 */
export function encodeRecord(record: AuditRecord): string {
  const indexes = new Map<string, number>();
  const tallies = new Map<string, number>();
  const events = record.events.map((event): EncodedEvent => {
    const tally = [...event.subjects].map(([subject, count]) => `${indexOf(indexes, subject)}${count === 1 ? "" : `:${count}`}`).join(",");
    return [event.coordinate, event.outcome, event.ruleId ?? null, event.count, indexOf(tallies, tally)];
  });
  const encoded: Encoded = { version: 1, ...record, events, subjects: [...indexes.keys()], tallies: [...tallies.keys()] };
  return JSON.stringify(encoded);
}

/** @throws Error when the text is not a record of a known version */
export function decodeRecord(text: string): AuditRecord {
  const { version, subjects, tallies, events, ...rest } = JSON.parse(text) as Encoded;
  if (version !== 1) throw new Error(`audit record of unknown version \`${String(version)}\``);
  const expand = (tally: string): Map<string, number> =>
    new Map(
      tally === ""
        ? []
        : tally.split(",").map((part): [string, number] => {
            const [index = "", count = "1"] = part.split(":");
            return [subjects[Number(index)] ?? "", Number(count)];
          }),
    );
  return { ...rest, events: events.map(([coordinate, outcome, ruleId, count, tally]) => ({ coordinate, outcome, ruleId: ruleId ?? undefined, count, subjects: expand(tallies[tally] ?? "") })) };
}

function indexOf(table: Map<string, number>, key: string): number {
  let index = table.get(key);
  if (index === undefined) table.set(key, (index = table.size));
  return index;
}
