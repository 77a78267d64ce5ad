/** How much of everything an upload may be: one table, repeated in docs/provision.md. Not what a row may say: see reason.ts. */
export const limits = {
  /** Bytes as sent. */
  sentBytes: 16 * 2 ** 30,
  /** Bytes after decompression. */
  bytes: 64 * 2 ** 30,
  /** Decompressed over compressed bytes, once more than `ratioFrom` bytes came out, which is before the first chunk of such rows is whole; text of rows compresses 5 to 30 times. */
  ratio: 100,
  ratioFrom: 2 ** 20,
  /** Of a workbook, whose sheets may have much that is empty. */
  sheetRatioFrom: 8 * 2 ** 20,
  rows: 200_000_000,
  lineBytes: 65_536,
  columns: 200,
  /** Physical lines of one record with line breaks in quotes. */
  linesOfRecord: 20,
  /** Rows of a chunk, which is one transaction; and its bytes. */
  chunkRows: 20_000,
  chunkBytes: 4 * 2 ** 20,
  /** Chunks of blank lines between a header and the first row. */
  blankChunks: 100,
  /** Rows of one upload that are set aside; more say that the profile or the file is wrong. */
  badRows: 100_000,
  /** Rows outside what was approved whose place in the file is kept, in one chunk. */
  outsideListed: 100,
  /** A workbook is read with its directory, which is at its end: so it is held in memory as sent. */
  workbookBytes: 32 * 2 ** 20,
  /** Of a workbook, decompressed: one sheet, and its shared texts. */
  sheetBytes: 2 ** 30,
  sharedTextBytes: 48 * 2 ** 20,
  cellBytes: 4_096,
  fileNameLength: 200,
  /** Uploads at once; each has a lane of the database. */
  uploads: 4,
  /** How long a further upload waits for one of them to end, in milliseconds; its sender waits with it. */
  laneWaitMs: 20_000,
  /** Pings of one phone in one upload: one every ten seconds for two weeks. */
  pingsOfPhone: 120_000,
  /** Longest quiet time of a sender, in milliseconds. */
  quietMs: 60_000,
} as const;
