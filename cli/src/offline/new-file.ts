/** Writes what a command was asked to make into a file that is not there yet, for its owner's eyes only. Never over another. */
import { closeSync, existsSync, fsyncSync, openSync, writeFileSync } from "node:fs";
import { CommandFailure } from "../failure.js";

/** @throws CommandFailure when something of that name is there */
export function requireNone(file: string): void {
  if (existsSync(file)) throw new CommandFailure(`\`${file}\` is there already: name another file`);
}

/** On the disk when it returns. @throws CommandFailure */
export function writeNewFile(file: string, bytes: string | Uint8Array): void {
  requireNone(file);
  try {
    const made = openSync(file, "wx", 0o600);
    writeFileSync(made, bytes);
    fsyncSync(made);
    closeSync(made);
  } catch (error) {
    throw new CommandFailure(`\`${file}\` cannot be written (${(error as NodeJS.ErrnoException).code ?? "no code"}): choose another place`);
  }
}
