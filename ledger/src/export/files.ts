/** How the verifier reaches the files of an export, wherever they lie, and that it never reads one that is longer than its format allows. Opens nothing itself. */
import { LedgerError } from "../error.js";
import { capOf, type ExportPart, partAt } from "./layout.js";

/** A file as the folder lists it. `regular`: neither a link nor a device. */
export type ListedFile = { readonly path: string; readonly bytes: number; readonly regular: boolean };

export type ExportFiles = {
  /** Every file below the folder with `/` in its path, one after another: a large export has millions. */
  readonly list: () => Iterable<ListedFile>;
  /** The whole file, or undefined when there is none. Looks at its length before it reads; longer than `atMost` bytes: throws LedgerError FILE_CHANGED. */
  readonly read: (path: string, atMost: number) => Uint8Array | undefined;
};

/** Refused by size, before it is read. */
export function tooLong(path: string, bytes: number, atMost: number): LedgerError {
  return new LedgerError("FILE_CHANGED", `${path}: has ${bytes} bytes, more than the ${atMost} that such a file can have`);
}

/** A file that must be there. @throws LedgerError FILE_MISSING, FILE_CHANGED */
export function readPart(files: ExportFiles, path: string): Uint8Array {
  const part = partAt(path);
  const bytes = part && files.read(path, capOf(part));
  if (!bytes) throw new LedgerError("FILE_MISSING", `${path}: the file is missing`);
  return bytes;
}

/** Every file must be one that `belongs` accounts for. @throws LedgerError FILE_UNKNOWN, FILE_CHANGED */
export function accountForFiles(files: ExportFiles, belongs: (part: ExportPart) => boolean): void {
  for (const { path, bytes, regular } of files.list()) {
    const part = partAt(path);
    if (!part || !regular || !belongs(part)) throw new LedgerError("FILE_UNKNOWN", `${shown(path)}: nothing accounts for this file`);
    if (bytes > capOf(part)) throw tooLong(path, bytes, capOf(part));
  }
}

/** Says which file an error is about. */
export function about<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof LedgerError) || error.message.startsWith(path)) throw error;
    throw new LedgerError(error.code, `${path}: ${error.message}`);
  }
}

/** A name that anybody may have chosen, safe to print. */
function shown(path: string): string {
  return path.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, 200);
}
