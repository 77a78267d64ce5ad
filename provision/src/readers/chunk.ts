/** What every reader gives: the rows of a file in chunks whose borders depend on the file alone, so that a second sending finds the same ones. Not what the rows mean: see ../row-reading.ts. */
import type { Fault } from "../reason.js";

/** A row's cells in the order of the header, or why it has none. `line`: in the file, from 1; in a workbook the row. */
export type SourceRow = { readonly line: number; readonly cells: readonly string[]; readonly fault?: Fault; readonly raw?: string };

export type Chunk = {
  /** From 0. */
  readonly number: number;
  readonly lineFrom: number;
  readonly lineTo: number;
  /** In the text as it was before compression; none in a workbook. */
  readonly bytes: { readonly from: number; readonly to: number } | undefined;
  /** SHA-256 of the chunk's bytes, or of its cells. */
  readonly digest: Buffer;
  /** A few at a time, read when asked for: a chunk that is stored already need not be, and rows that are dealt with at once cost the garbage collector little. @throws ProvisionError ENCODING_WRONG */
  readonly rows: () => Iterable<readonly SourceRow[]>;
};

/** Rows that are read, and worked on, at once. */
export const rowsAtOnce = 500;

export type Reading = {
  /** The columns, before the first chunk is read. */
  readonly header: readonly string[];
  readonly chunks: AsyncGenerator<Chunk, void>;
};
