/** Copies of authz, compiled from its sources into a folder of their own, where one thing may be changed and the literal oracle run against the rest. Leaves the sources alone. */
import { transformSync } from "@swc/core";
import type { Coordinate, decider, makeAbility, Rule, Table } from "@epigraph/authz";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** What is asked of a copy; the types are those of the sources. */
export type Copy = {
  readonly table: Table;
  readonly runOracle: (table: Table) => { readonly wrong: readonly string[]; readonly cells: number };
  readonly accessMatrix: (coordinates: readonly Coordinate[], table?: Table) => string;
  readonly makeAbility: typeof makeAbility;
  readonly decider: typeof decider;
  readonly checkedRules: (table: readonly Rule[]) => readonly Rule[];
};

export type Workshop = {
  /** @throws Error when the edit does not apply any more: then the mutant must be written anew */
  readonly copy: (edit?: { readonly file: string; readonly find: string; readonly replace: string }) => Promise<Copy>;
  /** How often the text stands in a file of the sources. */
  readonly occurrences: (file: string, text: string) => number;
  readonly close: () => void;
};

export function workshop(): Workshop {
  const bench = mkdtempSync(join(tmpdir(), "epigraph-mutants-"));
  writeFileSync(join(bench, "package.json"), '{ "type": "module" }');
  symlinkSync(join(authz, "..", "node_modules"), join(bench, "node_modules"));
  let copies = 0;
  return {
    copy: async (edit) => {
      const folder = join(bench, String(copies++));
      for (const part of ["src", "src/rules", "oracle"]) {
        mkdirSync(join(folder, part), { recursive: true });
        for (const name of readdirSync(join(authz, part)).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))) {
          const text = readFileSync(join(authz, part, name), "utf8");
          const changed = edit !== undefined && part === "src" && name === edit.file ? edited(text, edit) : text;
          const { code } = transformSync(changed, { filename: name, jsc: { target: "es2023", parser: { syntax: "typescript" } }, module: { type: "es6" }, swcrc: false });
          writeFileSync(join(folder, part, name.replace(/\.ts$/, ".js")), code);
        }
      }
      const load = async (file: string): Promise<Record<string, unknown>> => (await import(pathToFileURL(join(folder, file)).href)) as Record<string, unknown>;
      const parts = { ...(await load("oracle/run-oracle.js")), ...(await load("src/rules.js")), ...(await load("src/decide.js")), ...(await load("src/conditions.js")), ...(await load("src/access-matrix.js")) };
      const { rules, conditions } = parts as unknown as Table;
      return { ...(parts as unknown as Omit<Copy, "table">), table: { rules, conditions } };
    },
    occurrences: (file, text) => readFileSync(join(authz, "src", file), "utf8").split(text).length - 1,
    close: () => {
      rmSync(bench, { recursive: true, force: true });
    },
  };
}

function edited(text: string, { file, find, replace }: { readonly file: string; readonly find: string; readonly replace: string }): string {
  const [before, after, ...more] = text.split(find);
  if (before === undefined || after === undefined || more.length > 0) throw new Error(`\`${find}\` does not stand exactly once in authz/src/${file}: write the mutant anew`);
  return before + replace + after;
}

/** The sources themselves, which the package's door does not offer: seen from verify/src/authz and from verify/dist/authz alike. */
const authz = join(import.meta.dirname, "..", "..", "..", "authz");
