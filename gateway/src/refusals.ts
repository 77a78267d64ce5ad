/** The record of those who were turned away at the door: who tried from where, why and how often; never what the token said. A flood becomes a number, not a flood of records. */
import { randomUUID } from "node:crypto";
import { isIPv6 } from "node:net";
import { type Door, type Instant, type Principal, sha256 } from "@epigraph/authz";
import type { AuditRecord, Writer } from "@epigraph/ledger";
import type { DoorFault } from "./doors.js";
import type { PurposeFault } from "./purpose.js";

export type Refusal = {
  readonly code: DoorFault | PurposeFault | "HEADER_TOO_LARGE";
  /** The client's network address. */
  readonly address: string;
  /** Whose session it was, where a signature vouches for it. */
  readonly principal?: Principal | undefined;
};

export type RefusalLog = {
  /** Never throws and never waits: a refusal is answered even when the log cannot be written, because it holds no data. */
  readonly add: (refusal: Refusal) => void;
  /** Writes what was counted. */
  readonly close: () => Promise<void>;
};

export type RefusalLogParts = { readonly ledger: Pick<Writer, "append">; readonly clock: () => Instant; readonly door: Door };

const windowMs = 60_000;
/** So many first refusals a window have a record at once; those of further addresses wait for its end. */
const immediateCap = 60;
/** So many addresses and accounts a window are told apart; the others are counted together. */
const keptCap = 1_000;
const elsewhere = "many";

type Count = { count: number; readonly first: Instant; last: Instant };
type Tally = { readonly address: string; readonly principal: Principal | undefined; readonly counts: Map<string, Count> };

/**
 * The first refusal of an address has its record at once; what follows within the minute is counted and has one record at its end. So nobody makes more than two records a
 * minute, and all attackers together a bounded number. A count that cannot be written stays for the next minute.
 */
export function refusalLog({ ledger, clock, door }: RefusalLogParts): RefusalLog {
  let kept = new Map<string, Tally>();
  let immediate = 0;
  let timer: NodeJS.Timeout | undefined;
  const writing = new Set<Promise<void>>();

  const write = (tally: Tally): void => {
    const written: Promise<void> = ledger
      .append(recordOf(tally, door, clock()))
      .catch(() => keep(tally))
      .finally(() => void writing.delete(written));
    writing.add(written);
  };
  const keep = ({ address, principal, counts }: Tally): void => {
    const tally = tallyOf(address, principal).tally;
    for (const [code, { count, first, last }] of counts) addTo(tally, code, count, first, last);
  };
  const tallyOf = (address: string, principal: Principal | undefined): { readonly tally: Tally; readonly isNew: boolean } => {
    timer ??= setTimeout(flush, windowMs).unref();
    const full = kept.size >= keptCap && !kept.has(keyOf(address, principal));
    const [from, who] = full ? [elsewhere, undefined] : [address, principal];
    const key = keyOf(from, who);
    const known = kept.get(key);
    const tally: Tally = known ?? { address: from, principal: who, counts: new Map() };
    if (!known) kept.set(key, tally);
    return { tally, isNew: !known };
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
    add: ({ code, address, principal }) => {
      const now = clock();
      const { tally, isNew } = tallyOf(networkOf(address), principal);
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

const keyOf = (address: string, principal: Principal | undefined): string => JSON.stringify([address, principal?.account, principal?.session]);

function addTo({ counts }: Tally, code: string, count: number, first: Instant, last: Instant): void {
  const known = counts.get(code);
  if (!known) counts.set(code, { count, first, last });
  else {
    known.count += count;
    known.last = Math.max(known.last, last);
  }
}

/** One subscriber of IPv6 commonly holds a /64 (RFC 6177): its 2^64 addresses count as one. */
function networkOf(address: string): string {
  const plain = address.split("%")[0] ?? "";
  if (!isIPv6(plain) || plain.includes(".")) return address;
  const [head = "", tail] = plain.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups = tail === undefined ? left : [...left, ...Array.from({ length: 8 - left.length - right.length }, () => "0"), ...right];
  return `${groups.slice(0, 4).map((group) => parseInt(group, 16).toString(16)).join(":")}::/64`;
}

function recordOf({ address, principal, counts }: Tally, door: Door, now: Instant): AuditRecord {
  const { account, duty, clearance, agency, jurisdictions, session, authenticatedBy } = principal ?? nobodyKnown;
  return {
    id: randomUUID(),
    recorded: now,
    service: "gateway",
    correlation: randomUUID(),
    agent: { account, duty, clearance, agency, jurisdictions, session, authenticatedBy, door, address },
    purpose: "none",
    operation: { hash: sha256("") },
    outcome: "refused",
    events: [],
    refusals: [...counts].map(([code, { count, first, last }]) => ({ code, count, first, last })),
  };
}

const nobodyKnown = { account: "unknown", duty: "unknown", clearance: 0, agency: "unknown", jurisdictions: [], session: "none", authenticatedBy: "none" } as const;
