/** Takes a Dockerfile apart: its stages and their instructions. Builds nothing, and knows only the instructions' outer form. */

export type Instruction = { readonly line: number; readonly name: string; readonly rest: string };
export type Stage = { readonly base: string; readonly name: string; readonly instructions: readonly Instruction[] };

/** The stages in order. Lines that end in `\` are joined, comments dropped. */
export function readDockerfile(text: string): readonly Stage[] {
  const stages: { base: string; name: string; instructions: Instruction[] }[] = [];
  for (const instruction of instructionsOf(text)) {
    if (instruction.name !== "FROM") {
      stages.at(-1)?.instructions.push(instruction);
      continue;
    }
    const [, base = "", name = ""] = /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(instruction.rest) ?? [];
    stages.push({ base, name, instructions: [] });
  }
  return stages;
}

/** What a stage copies out of the build context (not from another stage). */
export function copiedPaths(stage: Stage): readonly string[] {
  return stage.instructions
    .filter(({ name, rest }) => (name === "COPY" || name === "ADD") && !rest.startsWith("--from="))
    .flatMap(({ rest }) => rest.split(/\s+/).filter((part) => !part.startsWith("--")).slice(0, -1));
}

/** The last instruction of that name: the one that counts. */
export function last(stage: Stage, name: string): string | undefined {
  return stage.instructions.findLast((instruction) => instruction.name === name)?.rest;
}

function instructionsOf(text: string): readonly Instruction[] {
  const found: Instruction[] = [];
  let pending: { line: number; text: string } | undefined;
  for (const [index, raw] of text.split("\n").entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    pending = { line: pending?.line ?? index + 1, text: `${pending?.text ?? ""} ${line.replace(/\\$/, "")}`.trim() };
    if (line.endsWith("\\")) continue;
    const [, name = "", rest = ""] = /^(\S+)\s*(.*)$/s.exec(pending.text) ?? [];
    found.push({ line: pending.line, name: name.toUpperCase(), rest });
    pending = undefined;
  }
  return found;
}
