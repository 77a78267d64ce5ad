/** Specification of the check that every workspace with tests really ran them. The check itself sits in jest's reporters: see scripts/every-workspace-reporter.mjs. */
import { silentWorkspaces, testFiles } from "../../scripts/every-workspace-reporter.mjs";
import { read, repository } from "./repository-files.js";

const onDisk = ["authz/src/decide.test.ts", "authz/src/token.test.ts", "subgraphs/cases/src/case.test.ts", "subgraphs/audit/src/record.test.ts"];

describe("every workspace with tests", () => {
  it("ran them if one of its files had a test that passed or failed", () => {
    expect(silentWorkspaces(onDisk, new Set(["authz/src/token.test.ts", "subgraphs/cases/src/case.test.ts", "subgraphs/audit/src/record.test.ts"]))).toEqual([]);
  });

  it("is named with its files if none ran, each subgraph for itself", () => {
    expect(silentWorkspaces(onDisk, new Set(["authz/src/decide.test.ts", "subgraphs/cases/src/case.test.ts"]))).toEqual([{ workspace: "subgraphs/audit", missing: ["subgraphs/audit/src/record.test.ts"] }]);
  });

  it("is looked for on the disk, not in jest's own list", () => {
    expect(testFiles(repository)).toEqual(expect.arrayContaining(["tests/gates/every-workspace.test.ts", "schema/src/compose.test.ts"]));
  });

  it("is watched by `npm test`", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Readonly<Record<string, string>> };
    expect(scripts["jest"]).toContain("every-workspace-reporter.mjs");
    expect(scripts["test"]).toMatch(/npm run gates && npm run jest/);
    expect(read(".ci/run")).toMatch(/^npm install\nnpm test$/m);
  });
});
