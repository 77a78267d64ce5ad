/**
 * The records of those who were turned away before anything was looked at: who, from where, why and how often; never what they sent. A flood becomes a number, not a flood of records.
 * Not why somebody is turned away: see the gateway and the service.
 */
import { createHash, randomUUID } from "node:crypto";
import type { AuditRecord } from "./record.js";
import type { Writer } from "./writer.js";

/** Whoever was turned away, as far as is beyond doubt. */
export type RefusedAgent = Omit<AuditRecord["agent"], "policy">;

export type Refusal = {
  /** One of few: each has a count of its own. */
  readonly code: string;
  readonly agent: RefusedAgent;
  /** The stated purpose, where one was understood. */
  readonly purpose?: string | undefined;
};

export type RefusalLog = {
  /** Never throws and never waits: a refusal is answered even when the log cannot be written, because it holds no data. */
  readonly add: (refusal: Refusal) => void;
  /** Writes what was counted. */
  readonly close: () => Promise<void>;
};

/** `nobody`: under whom those beyond the bound are counted. */
export type RefusalLogParts = { readonly ledger: Pick<Writer, "append">; readonly clock: () => number; readonly observer: string; readonly nobody: RefusedAgent };

const windowMs = 60_000;
/** So many first refusals a window have a record at once; those of further askers wait for its end. */
const immediateCap = 60;
/** So many askers a window are told apart; the others are counted together. */
const keptCap = 1_000;

type Count = { count: number; readonly first: number; last: number };
type Tally = { readonly agent: RefusedAgent; readonly purpose: string; readonly counts: Map<string, Count> };

/**
 * The first refusal of an asker has its record at once; what follows within the minute is counted and has one record at its end. So nobody makes more than two records a
 * minute, and all attackers together a bounded number. A count that cannot be written stays for the next minute.
 */
export function refusalLog({ ledger, clock, observer, nobody }: RefusalLogParts): RefusalLog {
  let kept = new Map<string, Tally>();
  let immediate = 0;
  let timer: NodeJS.Timeout | undefined;
  const writing = new Set<Promise<void>>();

  const write = (tally: Tally): void => {
    const written: Promise<void> = ledger
      .append(recordOf(tally, observer, clock()))
      .catch(() => keep(tally))
      .finally(() => void writing.delete(written));
    writing.add(written);
  };
  const keep = ({ agent, purpose, counts }: Tally): void => {
    const { tally } = tallyOf(agent, purpose);
    for (const [code, { count, first, last }] of counts) addTo(tally, code, count, first, last);
  };
  const tallyOf = (agent: RefusedAgent, purpose: string): { readonly tally: Tally; readonly isNew: boolean } => {
    timer ??= setTimeout(flush, windowMs).unref();
    const full = kept.size >= keptCap && !kept.has(keyOf(agent, purpose));
    const made: Tally = full ? { agent: { ...nobody, network: "many" }, purpose: "none", counts: new Map() } : { agent, purpose, counts: new Map() };
    const key = keyOf(made.agent, made.purpose);
    const known = kept.get(key);
    if (!known) kept.set(key, made);
    return { tally: known ?? made, isNew: !known };
  };
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    immediate = 0;
    const counted = [...kept.values()].filter(({ counts }) => counts.size > 0);
    kept = new Map();
    for (const tally of counted) write(tally);
  };

  return {
    add: ({ code, agent, purpose = "none" }) => {
      const now = clock();
      const { tally, isNew } = tallyOf(agent, purpose);
      if (isNew && immediate++ < immediateCap) write({ ...tally, counts: new Map([[code, { count: 1, first: now, last: now }]]) });
      else addTo(tally, code, 1, now, now);
    },
    close: async () => {
      flush();
      await Promise.all(writing);
      clearTimeout(timer);
    },
  };
}

function keyOf({ network, who, session }: RefusedAgent, purpose: string): string {
  return JSON.stringify([network, who, session, purpose]);
}

function addTo({ counts }: Tally, code: string, count: number, first: number, last: number): void {
  const known = counts.get(code);
  if (!known) counts.set(code, { count, first, last });
  else {
    known.count += count;
    known.last = Math.max(known.last, last);
  }
}

function recordOf({ agent, purpose, counts }: Tally, observer: string, now: number): AuditRecord {
  return {
    id: randomUUID(),
    recorded: now,
    type: "refusal",
    outcome: "refused",
    purposeOfEvent: purpose,
    agent: { ...agent, policy: { grants: [], bases: [] } },
    source: { observer },
    correlation: randomUUID(),
    entity: { query: noDocument, detail: {}, references: [] },
    events: [],
    assigned: [],
    refusals: [...counts].map(([code, { count, first, last }]) => ({ code, count, first, last })),
  };
}

const noDocument = createHash("sha256").update("").digest("hex");
