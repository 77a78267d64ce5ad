/**
 * The ledger's own names for data subjects: keyed, and another key each month, so that the log joins neither with the case tables nor with itself over months. Not who may find out whom
 * they name: see the audit subgraph.
 */
import { createHmac } from "node:crypto";
import { LedgerError } from "./error.js";

/** All instants are milliseconds since the Unix epoch. */
export type Pseudonyms = {
  /** A person's name in a record made at that instant: 128 bits in base64url, 22 characters. */
  readonly of: (personKey: string, at: number) => string;
  /** The epoch of an instant: the calendar month in UTC, such as `2026-11`. It stands once in the record. */
  readonly epochOf: (at: number) => string;
  /** A person's names in the epochs of both instants and all between them, oldest first. */
  readonly inAllEpochs: (personKey: string, from: number, to: number) => readonly string[];
};

/**
 * HMAC-SHA256(epoch key, person key), cut to 128 bits; an epoch's key is HMAC-SHA256(master, "epigraph ledger subjects 2026-11"). Who destroys the master key destroys the mapping.
 * @throws LedgerError KEY_INVALID for a master key shorter than 32 bytes
 */
export function pseudonyms(master: Buffer): Pseudonyms {
  if (master.length < 32) throw new LedgerError("KEY_INVALID", "the master key of the data subjects' names needs at least 32 bytes");
  const keys = new Map<string, Buffer>();
  const keyOf = (epoch: string): Buffer => {
    let key = keys.get(epoch);
    if (key === undefined) keys.set(epoch, (key = hmac(master, `epigraph ledger subjects ${epoch}`)));
    return key;
  };
  const nameUnder = (key: Buffer, personKey: string): string => hmac(key, personKey).toString("base64url", 0, 16);
  let latest: { readonly at: number; readonly epoch: string } | undefined; // the names of one record are all asked for at one instant
  let known: { readonly epoch: string; readonly names: Map<string, string> } | undefined; // the same persons are met again and again
  return {
    of: (personKey, at) => {
      if (latest?.at !== at) latest = { at, epoch: epochOf(at) };
      if (known?.epoch !== latest.epoch || known.names.size >= namesKept) known = { epoch: latest.epoch, names: new Map() };
      let name = known.names.get(personKey);
      if (name === undefined) known.names.set(personKey, (name = nameUnder(keyOf(latest.epoch), personKey)));
      return name;
    },
    epochOf,
    inAllEpochs: (personKey, from, to) => epochsBetween(from, to).map((epoch) => nameUnder(keyOf(epoch), personKey)),
  };
}

/** An HMAC takes 2 to 3 microseconds, a look-up a tenth of one; some 10 MB when full. */
const namesKept = 50_000;

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function epochOf(at: number): string {
  return new Date(at).toISOString().slice(0, 7);
}

function epochsBetween(from: number, to: number): string[] {
  const months = (at: number): number => new Date(at).getUTCFullYear() * 12 + new Date(at).getUTCMonth();
  const first = months(from);
  return Array.from({ length: Math.max(0, months(to) - first + 1) }, (_, index) => epochOf(Date.UTC(1970, first - 1970 * 12 + index)));
}
