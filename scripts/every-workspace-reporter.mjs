/**
 * A jest reporter that fails the run if a workspace which holds tests had none of them run, and ends with one plain line of counts.
 * It judges only whole runs: with a path or a name given, jest is meant to leave tests out.
 */
import { readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import process, { stdout } from "node:process";

const notSource = new Set(["node_modules", "dist", "coverage"]);

export default class EveryWorkspaceReporter {
  #globalConfig;
  #silent = [];

  constructor(globalConfig) {
    this.#globalConfig = globalConfig;
  }

  onRunComplete(_contexts, results) {
    const { rootDir } = this.#globalConfig;
    if (isWhole(this.#globalConfig)) this.#silent = silentWorkspaces(testFiles(rootDir), ranFiles(rootDir, results));
    for (const { workspace, missing } of this.#silent) stdout.write(`no test of \`${workspace}\` ran: ${missing.join(", ")}\n`);
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites + this.#silent.length;
    const counts = `${results.numPassedTests} passed, ${failed} failed, ${results.numPendingTests + results.numTodoTests} skipped`;
    process.once("exit", () => stdout.write(`\n${counts}\n`)); // after jest's own summary, as the last line
  }

  /** jest exits with 1 if a reporter gives an error. */
  getLastError() {
    return this.#silent.length === 0 ? undefined : new Error(`${this.#silent.length} workspaces hold tests of which none ran`);
  }
}

/** A run of everything: no path, name, project or shard was chosen. */
function isWhole({ testPathPatterns, testNamePattern, nonFlagArgs = [], onlyChanged, shard, onlyFailures }) {
  return (testPathPatterns?.patterns ?? []).length === 0 && !testNamePattern && nonFlagArgs.length === 0 && !onlyChanged && !shard && !onlyFailures;
}

/**
 * Workspaces with test files on disk of which none had a test that passed or failed (a skipped test did not run).
 * @param {readonly string[]} onDisk paths relative to the root, with `/`
 * @param {ReadonlySet<string>} ran the same
 */
export function silentWorkspaces(onDisk, ran) {
  const byWorkspace = new Map();
  for (const file of onDisk) byWorkspace.set(workspaceOf(file), [...(byWorkspace.get(workspaceOf(file)) ?? []), file]);
  return [...byWorkspace].filter(([, files]) => !files.some((file) => ran.has(file))).map(([workspace, missing]) => ({ workspace, missing }));
}

/** `subgraphs/cases` or the first folder. */
function workspaceOf(file) {
  const [first = "", second = ""] = file.split("/");
  return first === "subgraphs" ? `${first}/${second}` : first;
}

function ranFiles(rootDir, results) {
  const ran = results.testResults.filter(({ testResults }) => testResults.some(({ status }) => status === "passed" || status === "failed"));
  return new Set(ran.map(({ testFilePath }) => relative(rootDir, testFilePath).replaceAll(sep, "/")));
}

/** Every test file under the root, as relative paths. */
export function testFiles(rootDir, folder = "") {
  return readdirSync(join(rootDir, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return notSource.has(entry.name) || entry.name.startsWith(".") ? [] : testFiles(rootDir, path);
    return /\.test\.tsx?$/.test(entry.name) ? [path] : [];
  });
}
