/**
 * Changes bytes all over an exported log, one after another, and asks the verifier each time. Then whole files, and the log itself with its true keys. Not whether the command reads
 * a folder right: see tests/ledger/audit.test.ts.
 */
import { createHash } from "node:crypto";
import { consistencyProof, encodeRecord, type ExportFiles, formatAddCheckpoint, judge, LedgerError, leafHash, newPrivateKey, parseCheckpoint, parseNote, type Trust, verifyExport } from "@epigraph/ledger";
import { filesOf, inMemory, type LogPlan, type SyntheticLog, syntheticLog } from "@epigraph/ledger/testing";
import type { Figure } from "@epigraph/bench/figures";
import { seeded, type Seeded } from "../seeded.js";

export type TamperSize = { readonly records: number; readonly disclosed: number; readonly positions: number };

/** `positions`: at how many bytes something was changed; `missed`: at how many of them one of the two changes went unnoticed, as `path:byte`. */
export type Tampered = { readonly positions: number; readonly missed: readonly string[]; readonly bytes: number; readonly files: number };

const seed = 20_200_131;
const origin = "epigraph.example/log";
const smallSize = { records: 1_300, disclosed: 8 };
const full: TamperSize = { records: 12_345, disclosed: 100, positions: 1_200 };

/** The part of `npm run verify:ledger` that is about exports. */
export async function verifyTamper(tell: (line: string) => void, size = full): Promise<readonly Figure[]> {
  const { log, plan, files, trust } = await exportedLog(size);
  const flipped = flipBytes(files, trust, size.positions);
  tell(`an export of ${size.records} records, ${size.disclosed} of them disclosed: ${flipped.files} files, ${flipped.bytes} bytes; at each of ${flipped.positions} positions one bit, then the whole byte`);
  for (const where of flipped.missed) tell(`missed: ${where}`);
  const small = await exportedLog(smallSize);
  const blind = blindVerifiers(small.files, small.trust);
  const attacks = await structuralAttacks(log, plan, files, trust);
  for (const attack of attacks.missed) tell(`missed: ${attack}`);
  return [
    { name: "tamper_positions", value: flipped.positions, unit: "count", n: size.records, aim: ">= 1000" },
    { name: "tamper_missed", value: flipped.missed.length, unit: "count", n: 2 * flipped.positions, aim: "= 0", planted: blind },
    { name: "tamper_attacks", value: attacks.tried, unit: "count", n: attacks.tried },
    { name: "tamper_attacks_missed", value: attacks.missed.length, unit: "count", n: attacks.tried, aim: "= 0" },
  ];
}

export type Exported = { readonly log: SyntheticLog; readonly plan: LogPlan; readonly files: Map<string, Buffer>; readonly trust: Trust };

/** A log with three keys, a witness and older checkpoints, exported with records from all over it. */
export async function exportedLog({ records, disclosed }: Omit<TamperSize, "positions">): Promise<Exported> {
  const random = seeded(seed);
  const sizes = [1, Math.floor(records / 7), Math.floor(records / 3), Math.floor(records / 2), records - 1, records];
  const plan = { origin, sizes, rotations: [sizes[1] ?? 0, sizes[3] ?? 0], privateKeys: [newPrivateKey(), newPrivateKey(), newPrivateKey()], witnessKey: newPrivateKey(), body: recordText };
  const log = syntheticLog(plan);
  const chosen = new Set([0, records - 1]);
  while (chosen.size < Math.min(disclosed, records)) chosen.add(random.integer(records));
  const files = await filesOf(log.source([...chosen].sort((a, b) => a - b)));
  return { log, plan, files, trust: { keys: log.keys.slice(0, 1), witnesses: [log.witness], quorum: 1, since: [{ name: "kept", bytes: Buffer.from(log.checkpoint(sizes[2] ?? 1)) }] } };
}

/** In every file at least one byte, then anywhere. */
export function flipBytes(files: ReadonlyMap<string, Buffer>, trust: Trust, positions: number, view: (files: ReadonlyMap<string, Buffer>) => ExportFiles = inMemory): Tampered {
  const random = seeded(seed);
  const paths = [...files.keys()];
  const bytes = [...files.values()].reduce((sum, file) => sum + file.length, 0);
  if (!isSound(view(files), trust)) throw new RangeError("the export is not sound to begin with");
  const missed: string[] = [];
  for (let position = 0; position < positions; position += 1) {
    const path = paths[position] ?? anywhere(files, random.integer(bytes));
    const file = files.get(path) ?? Buffer.alloc(0);
    const at = random.integer(file.length);
    const was = file[at] ?? 0;
    for (const now of [was ^ (1 << random.integer(8)), otherByte(random, was)]) {
      file[at] = now;
      if (!isSound(view(files), trust)) continue;
      missed.push(`${path}:${at}`);
      break;
    }
    file[at] = was;
  }
  return { positions, missed, bytes, files: paths.length };
}

/** Verifiers that look away from one kind of file each: the check must miss something with every one of them. */
export function blindVerifiers(files: Map<string, Buffer>, trust: Trust): { readonly planted: number; readonly found: number } {
  const kinds = [/^tile\/0\//, /^tile\/1\//, /^records\/.*json$/, /^records\/.*proof$/, /^checkpoint$/, /^checkpoints\//, /^keys\//, /^manifest$/];
  const original = new Map([...files].map(([path, bytes]) => [path, Buffer.from(bytes)]));
  const found = kinds.filter((kind) => {
    const blind = (changed: ReadonlyMap<string, Buffer>): ExportFiles => ({ ...inMemory(changed), read: (path, atMost) => inMemory(kind.test(path) ? original : changed).read(path, atMost) });
    return flipBytes(files, trust, files.size, blind).missed.length > 0;
  });
  return { planted: kinds.length, found: found.length };
}

export type Attacks = { readonly tried: number; readonly missed: readonly string[] };

/** Files taken away, put in and swapped; and the log cut, rewritten and signed again by who has its keys. */
export async function structuralAttacks(log: SyntheticLog, plan: LogPlan, files: ReadonlyMap<string, Buffer>, trust: Trust): Promise<Attacks> {
  const missed: string[] = [];
  let tried = 0;
  const expectFound = (name: string, changed: ReadonlyMap<string, Buffer>, by = trust): void => {
    tried += 1;
    if (isSound(inMemory(changed), by)) missed.push(name);
  };
  for (const path of files.keys()) expectFound(`deletion of ${path}`, new Map([...files].filter(([other]) => other !== path)));
  for (const path of ["records/1.txt", "tile/0/099", "tile/0/000.p/255", "tile/9/000", "checkpoints/2", "keys/2", ".hidden", "records/00.json"]) expectFound(`insertion of ${path}`, new Map([...files, [path, Buffer.from("x")]]));
  const alike = [/^tile\/0\/\d+$/, /^records\/\d+\.json$/, /^records\/\d+\.tlog-proof$/, /^checkpoints\//, /^keys\//];
  for (const kind of alike) {
    const group = [...files.keys()].filter((path) => kind.test(path));
    for (const [at, path] of group.entries()) {
      const next = group[(at + 1) % group.length];
      if (next !== undefined && next !== path) expectFound(`${path} and ${next} swapped`, swapped(files, path, next));
    }
  }
  await rewrite(log, plan, trust, expectFound);
  const { offered, caught } = offeredToWitness(log, plan);
  return { tried: tried + offered, missed: [...missed, ...(caught === offered ? [] : [`${offered - caught} of ${offered} rewritten logs that a witness was offered`])] };
}

/** A log cut short, and one with another record, both signed with the true keys: sound in themselves, and caught by a checkpoint that somebody kept. */
async function rewrite(log: SyntheticLog, plan: LogPlan, trust: Trust, expectFound: (name: string, files: ReadonlyMap<string, Buffer>, by: Trust) => void): Promise<void> {
  const newest = plan.sizes.at(-1) ?? 0;
  const before = plan.sizes.at(-2) ?? 0;
  const since = (size: number): Trust => ({ ...trust, since: [{ name: "kept", bytes: Buffer.from(log.checkpoint(size)) }] });
  const cut = await filesOf(syntheticLog({ ...plan, sizes: plan.sizes.slice(0, -1) }).source([]));
  expectFound("a truncated tail", cut, since(newest));
  const kept = rewritten(plan, before - 1);
  expectFound("a rewritten record", await filesOf(kept.source([])), since(before));
  const reordered = syntheticLog({ ...plan, body: (index) => plan.body(index < 2 ? 1 - index : index) });
  expectFound("two records in each other's place", await filesOf(reordered.source([])), since(before));
}

/** What a witness that cosigned each size in turn says to the same size, and to a larger one, of a log rewritten with the true keys. */
function offeredToWitness(log: SyntheticLog, plan: LogPlan): { readonly offered: number; readonly caught: number } {
  const newest = plan.sizes.at(-1) ?? 0;
  const offers = plan.sizes.filter((size) => size > 1).flatMap((seen) => {
    const head = parseCheckpoint(parseNote(log.checkpoint(seen)).text);
    const other = rewritten(plan, seen - 1);
    return [seen, newest].map((size) => {
      const body = Buffer.from(formatAddCheckpoint({ old: seen, proof: consistencyProof(seen, size, other.readTile), checkpoint: other.checkpoint(size) }));
      return judge(body, () => ({ keys: log.keys, last: head })).verdict;
    });
  });
  return { offered: offers.length, caught: offers.filter((verdict) => verdict === "fork" || verdict === "inconsistent").length };
}

const rewritten = (plan: LogPlan, at: number): SyntheticLog => syntheticLog({ ...plan, body: (index) => (index === at ? `${plan.body(index)} ` : plan.body(index)) });

function swapped(files: ReadonlyMap<string, Buffer>, one: string, other: string): ReadonlyMap<string, Buffer> {
  return new Map([...files].map(([path, bytes]) => [path, files.get(path === one ? other : path === other ? one : path) ?? bytes]));
}

/** Whether the verifier is content. */
function isSound(files: ExportFiles, trust: Trust): boolean {
  try {
    verifyExport(files, trust);
    return true;
  } catch (error) {
    if (error instanceof LedgerError) return false;
    throw error;
  }
}

function anywhere(files: ReadonlyMap<string, Buffer>, byte: number): string {
  let left = byte;
  for (const [path, { length }] of files) {
    if (left < length) return path;
    left -= length;
  }
  throw new RangeError("past the end of the export");
}

function otherByte(random: Seeded, was: number): number {
  const now = random.integer(255);
  return now >= was ? now + 1 : now;
}

/** A record as services write them, with nothing in it. */
function recordText(index: number): string {
  const bytes = createHash("sha256").update(String(index)).digest();
  const uuid = bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
  const link = { writer: uuid, sequence: index, previous: leafHash(bytes).toString("base64"), nonce: bytes.subarray(0, 16).toString("base64url") };
  return encodeRecord(
    {
      id: uuid,
      recorded: 1_790_000_000_000 + index,
      type: "operation",
      outcome: "answered",
      purposeOfEvent: "audit",
      agent: { who: "auditor", role: "auditor", clearance: 2, agency: "audit-office", jurisdictions: [], session: "s", authenticatedBy: "otp", door: "clearance", policy: { grants: [], bases: [] } },
      source: { observer: "audit" },
      correlation: uuid,
      entity: { query: bytes.toString("hex"), detail: {}, references: [] },
      events: [{ coordinate: "Query.auditRecords", outcome: "allowed", ruleId: undefined, count: 1, subjects: new Map() }],
      assigned: [],
    },
    link,
  );
}
