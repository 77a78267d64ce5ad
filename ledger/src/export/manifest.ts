/**
 * The list of what an exported folder holds beside its newest checkpoint and that one's tiles, so that an incomplete copy shows. Nobody signs it: who makes an export chooses what to
 * disclose, and could have left out a record together with its line here. What is there is proven by the other files.
 */
import { decodeSize, decodeText } from "../encoding.js";
import { LedgerError } from "../error.js";

/** Records `from` to `to`, both included. */
export type RecordRange = { readonly from: number; readonly to: number };

/** Sizes and records in ascending order; no two ranges touch. */
export type Manifest = { readonly checkpoints: readonly number[]; readonly keys: readonly number[]; readonly records: readonly RecordRange[] };

const header = "epigraph ledger export v1";

/** One line for each checkpoint, key and range of records. */
export function formatManifest({ checkpoints, keys, records }: Manifest): string {
  const ranges = records.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`));
  return [header, ...checkpoints.map((size) => `checkpoints/${size}`), ...keys.map((size) => `keys/${size}`), ...ranges.map((range) => `records/${range}`), ""].join("\n");
}

/** Reads a manifest; `formatManifest` gives back the same bytes. @throws LedgerError FILE_CHANGED */
export function parseManifest(bytes: Uint8Array): Manifest {
  const text = decodeText(bytes);
  const lines = text?.split("\n") ?? [];
  if (lines[0] !== header) throw changed(`begins with the line \`${header}\``);
  const checkpoints: number[] = [];
  const keys: number[] = [];
  const records: RecordRange[] = [];
  for (const line of lines.slice(1, -1)) {
    const [, folder, first = "", last = first] = /^(checkpoints|keys|records)\/(\d{1,16})(?:-(\d{1,16}))?$/.exec(line) ?? [];
    const [from, to] = [decodeSize(first), decodeSize(last)];
    if (from === undefined || to === undefined || to < from) throw changed("lists checkpoints, keys and records, one in a line");
    if (folder === "records") records.push({ from, to });
    else (folder === "keys" ? keys : checkpoints).push(from);
  }
  const manifest = { checkpoints, keys, records };
  if (!ascending(checkpoints) || !ascending(keys) || !apart(records) || formatManifest(manifest) !== text) throw changed("lists each thing once, in ascending order");
  return manifest;
}

/** The ranges that the indexes make up. @throws LedgerError FILE_CHANGED unless they ascend */
export function rangesOf(indexes: Iterable<number>): readonly RecordRange[] {
  const ranges: { from: number; to: number }[] = [];
  for (const index of indexes) {
    const last = ranges.at(-1);
    if (last && index <= last.to) throw changed("lists records in ascending order");
    if (last?.to === index - 1) last.to = index;
    else ranges.push({ from: index, to: index });
  }
  return ranges;
}

/** Whether a record is in one of the ranges. */
export function isListed(ranges: readonly RecordRange[], index: number): boolean {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((ranges[middle]?.to ?? 0) < index) low = middle + 1;
    else high = middle;
  }
  return (ranges[low]?.from ?? Number.POSITIVE_INFINITY) <= index;
}

const ascending = (numbers: readonly number[]): boolean => numbers.every((number, at) => at === 0 || (numbers[at - 1] ?? 0) < number);
const apart = (ranges: readonly RecordRange[]): boolean => ranges.every(({ from }, at) => at === 0 || (ranges[at - 1]?.to ?? 0) + 1 < from);

function changed(what: string): LedgerError {
  return new LedgerError("FILE_CHANGED", `manifest: it ${what}`);
}
