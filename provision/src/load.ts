/** One file from its bytes to its receipt: read, judged and stored chunk by chunk, the next one made ready while one is written. Not HTTP: see router.ts; not whether it may come: see approved.ts. */
import { createHash } from "node:crypto";
import { setImmediate as turn } from "node:timers/promises";
import { staysFromPings } from "@epigraph/epi";
import type { Approved } from "./approved.js";
import { ProvisionError } from "./error.js";
import { limits } from "./limits.js";
import { type KeptProfile, placesOf } from "./profile.js";
import { reasons, type Fault, type Reason } from "./reason.js";
import type { Chunk, Reading, SourceRow } from "./readers/chunk.js";
import { type Content, received } from "./readers/content.js";
import { readCsv } from "./readers/csv.js";
import { readNdjson } from "./readers/ndjson.js";
import { readXlsx } from "./readers/xlsx.js";
import { type Place, rowReader, type RowReaderParts } from "./row-reading.js";
import { stayRows, type StayRows, uuid } from "./stay-rows.js";
import type { ChunkContent, Session, SetAside } from "./session-store.js";
import type { ProvisionStore, Totals } from "./store.js";
import type { StoredUpload } from "./stored-upload.js";

/** How a provider's corrected row says which one it corrects. */
export const lineColumn = "epigraph-line";

export type LoadParts = {
  readonly store: Pick<ProvisionStore, "places">;
  readonly pseudonym: RowReaderParts["pseudonym"];
  /** Encrypts what is set aside, in the same order; `upload` and `line` are bound to each. */
  readonly seal: (rows: readonly { readonly line: number; readonly text: string }[], upload: string) => Promise<readonly Buffer[]>;
  readonly now: () => number;
  /** For tests: smaller chunks have more borders. */
  readonly rowsOfChunk?: number;
};

export type File = { readonly source: AsyncIterable<Buffer>; readonly content: Content; readonly approved: Approved; readonly kept: KeptProfile };

/** A row that was not taken. */
export type Problem = { readonly line: number; readonly column: string | undefined; readonly reason: Reason };

export type DryRun = { readonly rows: number; readonly accepted: number; readonly quarantined: number; readonly outside: number; readonly reasons: Readonly<Record<string, number>>; readonly problems: readonly Problem[]; readonly sha256: string };

/** Problems that a dry run lists. */
const listed = 1_000;

/** Reads and judges the whole file and writes nothing. @throws ProvisionError */
export async function dryRun(parts: LoadParts, file: File): Promise<DryRun> {
  const { reading, sent } = await open(parts, file);
  const work = await chunkWork(parts, file, reading, "dry run", undefined);
  const problems: Problem[] = [];
  const sums = { rows: 0, accepted: 0, quarantined: 0, outside: 0 };
  const counts: Record<string, number> = {};
  for await (const chunk of reading.chunks) {
    const { row, problems: found } = await work(chunk);
    for (const name of ["rows", "accepted", "quarantined", "outside"] as const) sums[name] += row[name];
    for (const [reason, count] of Object.entries(row.reasons)) counts[reason] = (counts[reason] ?? 0) + count;
    problems.push(...found.slice(0, listed - problems.length));
  }
  if (sums.rows === 0) throw noRows();
  return { ...sums, reasons: counts, problems, sha256: sent.sha256().toString("hex") };
}

export type Loaded = { readonly upload: StoredUpload; readonly persons: ReadonlySet<string>; readonly outsideNow: number; readonly acceptedNow: number };

/** From where a broken-off text file goes on; see the upload's `resumeAt`. */
export type Resumed = Totals["resumeAt"];

/** Stores what is not stored yet, and ends the upload. What was stored before a failure stays, exactly once. @throws ProvisionError */
export async function load(parts: LoadParts, file: File, upload: StoredUpload, session: Session, resumed?: Resumed): Promise<Loaded> {
  const header = upload.header;
  const { reading, sent } = await open(parts, file, resumed !== undefined && header !== undefined ? { start: resumed, header } : undefined);
  const corrected = upload.corrects === undefined ? undefined : await session.correctable(upload.corrects);
  const work = await chunkWork(parts, file, reading, upload.id, corrected);
  const stored = await session.stored();
  const persons = new Set<string>();
  const sums = { accepted: 0, outside: 0, quarantined: 0, rows: 0 };
  const blank: ChunkContent[] = []; // a header alone, until a row comes
  let seen = resumed?.number ?? 0;
  let writing: Promise<void> | undefined;
  try {
    for await (const chunk of reading.chunks) {
      seen += 1;
      const known = stored.get(chunk.number);
      if (known !== undefined) {
        if (!known.equals(chunk.digest)) throw changed();
        continue;
      }
      if (upload.state === "complete") throw changed();
      const made = await work(chunk);
      for (const name of ["accepted", "outside", "quarantined", "rows"] as const) sums[name] += made.row[name];
      if (sums.quarantined > limits.badRows) throw new ProvisionError("TOO_MANY_BAD_ROWS", `more than ${String(limits.badRows)} rows cannot be taken: try a dry run, and compare the file with the profile`);
      if (sums.rows > limits.rows) throw new ProvisionError("TOO_MANY_ROWS", `a file may have ${String(limits.rows)} rows: send the data in several files`);
      if (sums.rows === 0 && stored.size === 0) {
        if (blank.push(made) > limits.blankChunks) throw noRows(); // they are held in memory
        continue;
      }
      for (const person of made.persons) if (persons.size < personsNamed) persons.add(person);
      if (stored.size === 0 && writing === undefined) await session.keepHeader(reading.header, file.kept.version);
      for (const next of [...blank.splice(0), made]) {
        await writing;
        writing = session.store(next);
        writing.catch(() => undefined); // told by the next `await writing`
      }
    }
    await writing;
    if (upload.state === "open" && sums.rows === 0 && stored.size === 0) throw noRows();
  } catch (error) {
    await writing?.catch(() => undefined); // nothing is under way any more when the session ends
    throw error;
  }
  const result = { persons, outsideNow: sums.outside, acceptedNow: sums.accepted };
  if (upload.state === "complete") {
    if (seen !== stored.size) throw changed();
    return { ...result, upload };
  }
  await staysOfPings(file, session);
  const whole = resumed === undefined;
  return { ...result, upload: await session.complete({ bytes: (resumed?.byte ?? 0) + sent.sent(), sha256: whole ? sent.sha256() : undefined }) };
}

/** So many data subjects a record of the access log names. */
const personsNamed = 1_000;

const noRows = (): ProvisionError => new ProvisionError("FILE_EMPTY", "the file has a header and no rows: send the rows, or say that your agency holds nothing (`completeProvision` with `nothingHeld`)");
const changed = (): ProvisionError => new ProvisionError("FILE_CHANGED", "a file of this name was uploaded with other content: give this one another name, or send the same file again");

async function open(parts: LoadParts, { source, content }: File, resumed?: { readonly start: NonNullable<Resumed>; readonly header: readonly string[] }): Promise<{ readonly reading: Reading; readonly sent: ReturnType<typeof received> }> {
  const sent = received(source, content, resumed ? "middle" : "beginning");
  const options = { ...(resumed ? { resumed } : {}), ...(parts.rowsOfChunk === undefined ? {} : { rowsOfChunk: parts.rowsOfChunk }) };
  const readings = { csv: () => readCsv(sent.bytes, { encoding: content.encoding, ...options }), ndjson: () => readNdjson(sent.bytes, options), xlsx: () => readXlsx(sent.bytes, parts.rowsOfChunk) } as const;
  return { reading: await readings[content.kind](), sent };
}

type Work = (chunk: Chunk) => Promise<ChunkContent & { readonly persons: ReadonlySet<string>; readonly problems: readonly Problem[] }>;

async function chunkWork(parts: LoadParts, { approved, kept }: File, { header }: Reading, upload: string, corrected: Set<number> | undefined): Promise<Work> {
  const places = placesOf(kept.profile, header, corrected ? [lineColumn] : []);
  const reader = rowReader({ profile: kept.profile, places, approved, pseudonym: parts.pseudonym, personOf: (name) => uuid(name.toString("hex")), now: parts.now() });
  const made = stayRows(approved, kept.profile);
  const put = kept.profile.rows === "ping" ? made.ofPing : made.ofRow;
  const lineAt = corrected ? header.indexOf(lineColumn) : -1;
  const knownPlaces = new Map<string, Place>();

  return async (chunk) => {
    const toSeal: { line: number; text: string }[] = [];
    const [aside, resolved, problems, persons, counts] = [[] as SetAside[], [] as number[], [] as Problem[], new Set<string>(), {} as Record<string, number>];
    const sums = { accepted: 0, offered: 0, outside: 0, quarantined: 0 };
    const written: Buffer[] = [];
    let [text, rows] = ["", 0];
    const add = (line: string): void => {
      text += line;
      sums.offered += 1;
    };
    const judge = (row: SourceRow): void => {
      const corrects = corrected ? Number(row.cells[lineAt] ?? "") : undefined;
      const judged = row.fault ?? (corrects !== undefined && corrected?.has(corrects) !== true ? ({ reason: "line-unknown", column: lineColumn } as const) : reader.read(row.cells, knownPlaces));
      if (corrects !== undefined && corrected?.delete(corrects) === true) resolved.push(corrects);
      if (!("reason" in judged)) {
        sums.accepted += 1;
        if (persons.size < personsNamed) persons.add(judged.subject.personKey);
        put(judged, add);
        return;
      }
      const { reason, column } = judged satisfies Fault;
      counts[reason] = (counts[reason] ?? 0) + 1;
      problems.push({ line: row.line, column, reason });
      const { kind } = reasons[reason];
      if (kind === "bad") {
        sums.quarantined += 1;
        aside.push({ line: row.line, column, reason, sealed: undefined });
        if (upload !== "dry run") toSeal.push({ line: row.line, text: row.raw ?? JSON.stringify(row.cells) });
      } else if (kind === "outside") {
        sums.outside += 1;
        if (sums.outside <= limits.outsideListed) aside.push({ line: row.line, column, reason, sealed: undefined });
      }
    };
    for (const some of chunk.rows()) {
      if (rows > 0) await turn(); // writing goes on meanwhile
      if (places.place !== undefined) await lookUp(some.map(({ cells }) => reader.placeOf(cells)), knownPlaces, approved.agency, parts.store);
      rows += some.length;
      for (const row of some) judge(row);
      written.push(Buffer.from(text, "latin1")); // ids, numbers and days only
      text = "";
    }
    const sealed = new Map((toSeal.length === 0 ? [] : await parts.seal(toSeal, upload)).map((blob, index) => [toSeal[index]?.line, blob]));
    const bytes = Buffer.concat(written);
    if (kept.profile.rows === "ping") sums.offered = 0; // what they make is known at the end
    const row = { number: chunk.number, lineFrom: chunk.lineFrom, lineTo: chunk.lineTo, bytes: chunk.bytes, digest: chunk.digest, canonical: createHash("sha256").update(bytes).digest(), rows, ...sums, reasons: counts };
    return { row, text: bytes, kind: kept.profile.rows === "ping" ? "pings" : kindOfStays(approved), aside: aside.map((one) => ({ ...one, sealed: sealed.get(one.line) })), resolved, persons, problems };
  };
}

async function lookUp(wanted: readonly (string | undefined)[], known: Map<string, Place>, agency: string, store: LoadParts["store"]): Promise<void> {
  const unknown = [...new Set(wanted.filter((record) => record !== undefined && !known.has(record)))] as string[];
  if (unknown.length === 0) return;
  if (known.size > 50_000) {
    known.clear();
    await lookUp(wanted, known, agency, store);
    return;
  }
  for (const [record, place] of await store.places(agency, unknown)) known.set(record, place);
}

/** Phone after phone, with all pings of the file at hand: a stay across a chunk's border is one stay. */
async function staysOfPings({ approved, kept }: File, session: Session): Promise<void> {
  if (kept.profile.rows !== "ping") return;
  const made: StayRows = stayRows(approved, kept.profile);
  const leastMs = typeof approved.subjects === "function" ? 0 : approved.subjects.anyone.dwellMinutes * 60_000;
  for (let phones = await session.waiting(); phones.length > 0; phones = await session.waiting()) {
    let text = "";
    for (const { personKey, pings } of phones) for (const stay of staysFromPings(pings).stays) if ((stay.departure ?? 0) - (stay.arrival ?? 0) >= leastMs) made.ofStay(personKey, stay, (line) => void (text += line));
    await session.storeStaysOfPings(phones.map(({ personKey }) => personKey), Buffer.from(text, "latin1"), kindOfStays(approved));
  }
}

/** Of a place roster they are kept apart. */
const kindOfStays = ({ subjects }: Approved): "stays" | "roster stays" => (typeof subjects === "function" ? "stays" : "roster stays");

