/** Whether a folder can be made where there is none yet. Makes nothing that stays. */
import { existsSync, mkdtempSync, rmdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { CommandFailure } from "../failure.js";

/**
 * Asked before `mkdir` with `recursive`, which never returns where the system refuses with ENOENT although the parent is there, as below /proc.
 * @throws CommandFailure with what to do `instead`
 */
export function requireNewFolder(folder: string, instead: string): void {
  let parent = resolve(folder);
  while (!existsSync(parent)) parent = dirname(parent);
  if (parent === resolve(folder)) return; // whether it can be written is seen when it is used
  try {
    rmdirSync(mkdtempSync(join(parent, ".epigraph-")));
  } catch (error) {
    throw new CommandFailure(`the folder \`${folder}\` cannot be made (${(error as NodeJS.ErrnoException).code ?? "no code"}): ${instead}`);
  }
}
