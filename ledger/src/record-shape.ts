/**
 * What each member of a record's text must be. Every text is visible ASCII of bounded length, without spaces but for legal bases: a name, a code, a number of something, and no place for
 * what people write. Not what the members mean: see record.ts; not their order: see record-text.ts.
 */
import { type AuditRecord, type Link, recordTypes, type RequestOutcome, type ResolverOutcome } from "./record.js";
import { dictionary, list, nullable, object, oneOf, optional, recurring, scalar, type Shape, ShapeFault, text, tuple, whole } from "./shape.js";

/** An event in the text: the last number is the place of its tally in the table. */
export type EncodedEvent = readonly [coordinate: string, outcome: ResolverOutcome, ruleId: string | null, count: number, tally: number];

/** The text of a record as JSON says it. */
export type EncodedRecord = Omit<AuditRecord, "recorded" | "events" | "assigned" | Optional> & { readonly [Member in Optional]: AuditRecord[Member] | undefined } & Link & {
    readonly version: 2;
    readonly recorded: string;
    readonly subjects: readonly string[];
    readonly assigned: string;
    readonly tallies: readonly string[];
    readonly events: readonly EncodedEvent[];
  };
type Optional = "subjectEpoch" | "calls" | "refusals" | "reconciled" | "hits";

const requestOutcomes: readonly RequestOutcome[] = ["answered", "partly-denied", "refused", "error"];
const resolverOutcomes: readonly ResolverOutcome[] = ["allowed", "denied", "approval-required", "redacted", "error"];

const lastMillisecond = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const isInstant = (at: number): boolean => Number.isInteger(at) && at >= 0 && at <= lastMillisecond;

/** What became of a request. */
export const requestOutcome = oneOf(requestOutcomes, "what becomes of a request");
/** What became of a resolver call. */
export const resolverOutcome = oneOf(resolverOutcomes, "what becomes of a resolver call");
/** Milliseconds since the Unix epoch: a year of four digits. */
export const instant = whole(0, lastMillisecond, "an instant in milliseconds, from 1970 to 9999");
/** How often something was, which was at all. */
export const count = whole(1, Number.MAX_SAFE_INTEGER, "a count from 1 on");
/** A UUID of any version, in lower case. */
export const uuid = text(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "a UUID in lower case");

const place = whole(0, Number.MAX_SAFE_INTEGER, "a whole number from 0 on");
const word = text(/^[\x21-\x7e]{1,300}$/, "1 to 300 visible ASCII characters");
/** A word that stands in one record after another. */
const name = recurring(word);
const bits128 = text(/^[\w-]{21}[AQgw]$/, "16 bytes in base64url");
const hash = text(/^[0-9a-f]{64}$/, "a SHA-256 in hex");
const between = { count, first: instant, last: instant };
const isoInstant: Shape = (value) => {
  if (value === lastInstant) return `"${lastInstant}"`;
  const at = typeof value === "string" ? Date.parse(value) : Number.NaN;
  if (!isInstant(at) || new Date(at).toISOString() !== value) throw new ShapeFault("", " is not an instant such as `2026-11-22T08:00:00.000Z`, from 1970 to 9999");
  return `"${(lastInstant = value)}"`;
};
/** Records of one moment follow each other, and to read a date takes longer than all other members. */
let lastInstant = "1970-01-01T00:00:00.000Z";

const agent = object({
  who: name,
  role: name,
  clearance: whole(0, 4, "a level of clearance"),
  agency: name,
  jurisdictions: list(name),
  session: name,
  authenticatedBy: name,
  door: name,
  network: optional(name),
  policy: object({ grants: list(name), bases: list(text(/^[\x20-\x7e]{1,100}$/, "1 to 100 ASCII characters")) }),
});

const entity = object({
  name: optional(text(/^[\x21-\x7e]{1,200}$/, "1 to 200 visible ASCII characters")),
  query: hash,
  detail: dictionary(/^[A-Za-z][\x21-\x7e]{0,199}$/, scalar(/^[\x21-\x7e]{0,300}$/, "a boolean, a number or up to 300 visible ASCII characters")), // no name begins with a digit: JavaScript would move an integer to the front
  references: list(object({ kind: text(/^[a-z][a-z-]{0,39}$/, "a kind of reference"), id: word })),
});

/** A record of version 2. */
export const recordShape: Shape = object({
  version: oneOf([2], "2"),
  writer: uuid,
  sequence: place,
  previous: text(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/, "32 bytes in base64"),
  id: uuid,
  nonce: bits128,
  recorded: isoInstant,
  type: oneOf(recordTypes, "a type of record"),
  outcome: requestOutcome,
  purposeOfEvent: name,
  agent,
  source: object({ observer: name }),
  correlation: word,
  entity,
  subjectEpoch: optional(text(/^(19[7-9]\d|[2-9]\d{3})-(0[1-9]|1[0-2])$/, "a month")),
  calls: optional(dictionary(/^[A-Za-z][\x21-\x7e]{0,99}$/, count)),
  refusals: optional(list(object({ code: name, ...between }))),
  reconciled: optional(list(object({ record: uuid, outcome: oneOf(["committed", "undone"], "what becomes of a change") }))),
  hits: optional(list(object({ query: hash, ...between }))),
  subjects: list(bits128),
  assigned: text(/^[0-9,]*$/, "a list of places"),
  tallies: list(text(/^[0-9:,]*$/, "a tally")),
  events: list(tuple(name, resolverOutcome, nullable(name), count, place)),
});
