/** What every file of the repository keeps to: length, names, no trace of a machine or of a registry. */
import { read, repository, repositoryFiles } from "./repository-files.js";

const files = repositoryFiles();
const code = files.filter((file) => /\.(ts|tsx|js|mjs)$/.test(file));
const text = files.filter((file) => !/\.(png|jpg|ico|woff2|gz|xlsx)$/.test(file));

/** `a/b/utils.test.ts` gives `a`, `b`, `utils`. */
const parts = (file: string): readonly string[] => file.split("/").map((part) => part.replace(/\..*$/, ""));
const forbidden = new Set(["util", "utils", "common", "helper", "helpers", "misc", "dto"]);

/** Findings as `file:line`, so that they can be opened. */
function linesLike(pattern: RegExp, among: readonly string[]): readonly string[] {
  return among.flatMap((file) => read(file).split("\n").flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}`] : [])));
}

describe("the repository", () => {
  it("is seen by this test", () => {
    expect(files).toEqual(expect.arrayContaining(["package.json", "authz/src/names.ts", "tests/gates/repository-files.test.ts", ".ci/run"]));
  });

  it("has no file of code over 450 lines", () => {
    expect(code.filter((file) => read(file).split("\n").length > 451)).toEqual([]);
  });

  it("has no file or folder that is named after nothing", () => {
    expect(files.filter((file) => parts(file).some((part) => forbidden.has(part)))).toEqual([]);
    expect(files.filter((file) => parts(file).includes("types") && !/^subgraphs\/[^/]+\/src\/([^/]+\/)*types(\.test)?\.ts$/.test(file))).toEqual([]);
  });

  it("names every file of code in lower case with hyphens", () => {
    expect(code.filter((file) => !/^\.?[a-z0-9]+([-.][a-z0-9]+)*\.(ts|tsx|js|mjs)$/.test(file.split("/").at(-1) ?? ""))).toEqual([]);
  });

  it("has one door per package: no other index file", () => {
    expect(code.filter((file) => /(^|\/)index\.tsx?$/.test(file) && !/^(subgraphs\/)?[^/]+\/src\/index\.ts$/.test(file))).toEqual([]);
  });

  it("begins every file of the product with a sentence on what it is", () => {
    expect(code.filter((file) => /\/src\//.test(file) && !/\.test\.tsx?$/.test(file) && !read(file).startsWith("/**"))).toEqual([]);
  });

  it("names no folder of a machine", () => {
    expect(text.filter((file) => read(file).includes(repository))).toEqual([]); // wherever this checkout lies
    expect(linesLike(/(^|[\s"'`(=:])\/(Users\/\w+|work)\/[\w.-]/, text)).toEqual([]);
  });

  it("names no package registry", () => {
    expect(linesLike(/\bregistry\.[a-z0-9-]+\.[a-z]{2,}|^\s*(@[\w-]+:)?registry\s*=|deb\.debian\.org/i, text)).toEqual([]);
    expect(linesLike(/"resolved": "(?!(subgraphs\/)?[a-z]+"|node_modules\/)/, ["package-lock.json"])).toEqual([]);
  });

  it("keeps no secret", () => {
    const begin = ["-----BEGIN", "PRIVATE KEY"].join("[A-Z ]*");
    expect(linesLike(new RegExp(begin), text.filter((file) => !file.endsWith(".test.ts")))).toEqual([]);
  });
});
