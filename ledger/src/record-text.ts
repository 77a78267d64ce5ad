/** A record as text, always the same for the same record, and strictly back. Not what a record means: see record.ts; not what its members must be: see record-shape.ts. */
import { LedgerError } from "./error.js";
import type { AuditRecord, Link, ResolverEvent } from "./record.js";
import { type EncodedEvent, type EncodedRecord, recordShape } from "./record-shape.js";
import { readVersion1 } from "./record-v1.js";
import { recordText } from "./shape.js";
import { placeOf, readTally, type Tally, writeTally } from "./tally.js";

/** The longest text of a record, in bytes. */
export const recordBytes = 4 * 1024 * 1024;

/** What a text says. `link`: none in version 1. */
export type ParsedRecord = { readonly version: 1 | 2; readonly record: AuditRecord; readonly link: Link | undefined };

/**
 * The members in one order, whatever that of the object's; keys of dictionaries sorted. Subjects stand once in a table, in the order in which the events meet them; how often an event met
 * each is a tally (`place:count,...`, a count of 1 left out), and events with equal tallies share one, because the fields of a list mostly do.
 * @throws LedgerError RECORD_TOO_LONG, or RECORD_INVALID for what `parseRecord` would refuse
 */
export function encodeRecord(record: AuditRecord, link: Link): string {
  const body = recordText(recordShape, encode(record, link));
  checkLength(body); // all of it is ASCII: characters are bytes
  return body;
}

/**
 * Believes nothing: decodes, checks every member, encodes again and compares, so that there is one text for a record and no byte that says nothing.
 * @throws LedgerError RECORD_INVALID or RECORD_TOO_LONG
 */
export function parseRecord(body: string): ParsedRecord {
  checkLength(body);
  const value = decodeJson(body);
  const version = versionOf(value);
  if (version === 1) return { version, record: readVersion1(value, body), link: undefined };
  if (version !== 2) throw invalid(`the record is of version ${version}: this epigraph reads versions 1 and 2, a newer one reads it`);
  recordText(recordShape, value);
  const { record, link } = decode(value as EncodedRecord);
  if (encodeRecord(record, link) !== body) throw invalid("the text is not the one that its record has: order of members, tables or spelling differ");
  return { version, record, link };
}

/** The shape orders the members and leaves out those that are undefined. */
function encode(record: AuditRecord, { writer, sequence, previous, nonce }: Link): Unwritten<EncodedRecord> {
  const { id, recorded, type, outcome, purposeOfEvent, agent, source, correlation, entity, subjectEpoch, calls, refusals, reconciled, hits } = record;
  const { subjects, assigned, tallies, events } = tablesOf(record);
  if (subjects.length > 0 && subjectEpoch === undefined) throw invalid("`record.subjectEpoch` is missing, and data subjects are named");
  return {
    version: 2, writer, sequence, previous, id, nonce, recorded: isoOf(recorded), type, outcome, purposeOfEvent,
    agent: encodeAgent(agent),
    source: { observer: source.observer },
    correlation,
    entity: { name: entity.name, query: entity.query, detail: sorted(entity.detail), references: entity.references.map(({ kind, id: to }) => ({ kind, id: to })) },
    subjectEpoch,
    calls: calls && sorted(calls),
    refusals: refusals?.map(({ code, count, first, last }) => ({ code, count, first, last })),
    reconciled: reconciled?.map(({ record: change, outcome: became }) => ({ record: change, outcome: became })),
    hits: hits?.map(({ query, count, first, last }) => ({ query, count, first, last })),
    subjects, assigned, tallies, events,
  };
}

type Unwritten<Of> = Readonly<Record<keyof Of, unknown>>;

function encodeAgent({ who, role, clearance, agency, jurisdictions, session, authenticatedBy, door, network, policy: { grants, bases } }: AuditRecord["agent"]): Unwritten<AuditRecord["agent"]> {
  return { who, role, clearance, agency, jurisdictions, session, authenticatedBy, door, network, policy: { grants, bases } };
}

function tablesOf({ events, assigned }: AuditRecord): Pick<EncodedRecord, "subjects" | "assigned" | "tallies" | "events"> {
  const places = new Map<string, number>();
  const tallies = new Map<string, number>();
  const known = new Map<Tally, number>(); // events that share a tally mostly share the very object
  const placeOfTally = (met: Tally): number => {
    let place = known.get(met);
    if (place === undefined) known.set(met, (place = placeOf(tallies, writeTally(met, places))));
    return place;
  };
  const encoded = events.map(({ coordinate, outcome, ruleId, count, subjects }): EncodedEvent => [coordinate, outcome, ruleId ?? null, count, placeOfTally(subjects)]);
  const placesAssigned = assigned.map((subject) => places.get(subject));
  if (placesAssigned.includes(undefined)) throw invalid("`record.assigned` names a data subject that no event met");
  if (new Set(placesAssigned).size < placesAssigned.length) throw invalid("`record.assigned` names a data subject twice");
  return { subjects: [...places.keys()], assigned: placesAssigned.join(","), tallies: [...tallies.keys()], events: encoded };
}

/** The keys in the order of their UTF-16 code units. */
function sorted<T>(dictionary: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  const entries = Object.entries(dictionary);
  return entries.length < 2 ? dictionary : Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** Empty for what is no instant; the shape says so. Many records are of one moment, and a date takes its time. */
function isoOf(instant: number): string {
  if (instant !== last.instant) {
    const date = new Date(instant);
    last = { instant, iso: Number.isInteger(instant) && !Number.isNaN(date.getTime()) ? date.toISOString() : "" };
  }
  return last.iso;
}
let last = { instant: 0, iso: "1970-01-01T00:00:00.000Z" };

function decodeJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw invalid("the record is not JSON"); // the parser's own message repeats a piece of it
  }
}

function versionOf(value: unknown): number {
  const version = typeof value === "object" && value !== null && "version" in value ? value.version : undefined;
  if (typeof version !== "number" || !Number.isSafeInteger(version) || version < 1) throw invalid("the text is not a record: it has no version");
  return version;
}

function decode({ writer, sequence, previous, nonce, ...encoded }: EncodedRecord): { readonly record: AuditRecord; readonly link: Link } {
  const { id, recorded, type, outcome, purposeOfEvent, agent, source, correlation, entity, subjectEpoch, calls, refusals, reconciled, hits, subjects } = encoded;
  const tallies = encoded.tallies.map((tally) => readTally(tally, subjects));
  const tallyAt = (place: number): Tally => tallies[place] ?? refuse("an event names a tally that is not there");
  const record: AuditRecord = {
    id, recorded: Date.parse(recorded), type, outcome, purposeOfEvent, agent, source, correlation, entity,
    ...(subjectEpoch === undefined ? {} : { subjectEpoch }),
    events: encoded.events.map(([coordinate, became, ruleId, count, tally]): ResolverEvent => ({ coordinate, outcome: became, ruleId: ruleId ?? undefined, count, subjects: tallyAt(tally) })),
    assigned: [...readTally(encoded.assigned, subjects).keys()],
    ...(calls === undefined ? {} : { calls }),
    ...(refusals === undefined ? {} : { refusals }),
    ...(reconciled === undefined ? {} : { reconciled }),
    ...(hits === undefined ? {} : { hits }),
  };
  return { record, link: { writer, sequence, previous, nonce } };
}

function checkLength(body: string): void {
  if (body.length > recordBytes) throw new LedgerError("RECORD_TOO_LONG", `the record is longer than ${recordBytes} bytes`);
}

function refuse(message: string): never {
  throw invalid(message);
}

function invalid(message: string): LedgerError {
  return new LedgerError("RECORD_INVALID", message);
}
