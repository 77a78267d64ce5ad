/** What the lock file keeps to, so that `npm ci` and `npm install` of npm 10 and 11 take it on every platform without a word. */
import { completed, missingEntries } from "../../scripts/complete-lock.mjs";
import { read } from "./repository-files.js";

type Entry = { readonly version?: string; readonly hasInstallScript?: boolean; readonly engines?: { readonly node?: string }; readonly optional?: boolean; readonly optionalDependencies?: Readonly<Record<string, string>>; readonly os?: readonly string[] };
type Lock = { readonly packages: Readonly<Record<string, Entry>> };

const lock = JSON.parse(read("package-lock.json")) as Lock;
const root = JSON.parse(read("package.json")) as { readonly allowScripts: Readonly<Record<string, boolean>> };
const named = (path: string): string => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);

describe("the lock file", () => {
  it("has every optional build for every platform (else run `npm run lock`)", () => {
    expect(missingEntries(lock).map(([path]) => path)).toEqual([]);
    expect(Object.keys(lock.packages)).toEqual(expect.arrayContaining(["node_modules/@swc/core-darwin-arm64", "node_modules/@swc/core-linux-x64-gnu"]));
  });

  it("says no to every install script by name, since nothing here depends on one", () => {
    const scripted = Object.entries(lock.packages).filter(([, entry]) => entry.hasInstallScript === true).map(([path]) => named(path));
    expect(scripted.filter((name) => root.allowScripts[name] !== false)).toEqual([]);
    expect(scripted).not.toEqual([]);
  });

  it("holds no package that asks for a newer node than 20.19", () => {
    const newer = Object.entries(lock.packages).filter(([, { engines, optional }]) => optional !== true && startsAfterNode20(engines?.node ?? "*"));
    expect(newer.map(([path, { version, engines }]) => `${named(path)}@${version ?? ""} wants node ${engines?.node ?? ""}`)).toEqual([]);
  });

  it("holds one copy of graphql", () => {
    expect(Object.keys(lock.packages).filter((path) => named(path) === "graphql")).toEqual(["node_modules/graphql"]);
  });
});

/** Whether no alternative of a range admits node 20: `>=22`, but not `^20.19.0 || >=22.12.0`. */
function startsAfterNode20(range: string): boolean {
  return range.split("||").every((alternative) => Number(/\d+/.exec(alternative)?.[0] ?? 0) > 20);
}

describe("completing a lock file", () => {
  const base = { "": {}, "node_modules/swift": { version: "1.0.0", dev: true, optionalDependencies: { "@swift/core-linux-arm64-musl": "1.0.0", "@swift/darwin-x64": "1.0.0" } } };

  it("adds version and platform of what is missing, and nothing else", () => {
    const { packages } = completed({ packages: { ...base, "node_modules/@swift/darwin-x64": { version: "1.0.0", integrity: "kept" } } }) as Lock;
    expect(packages).toEqual({
      ...base,
      "node_modules/@swift/core-linux-arm64-musl": { version: "1.0.0", cpu: ["arm64"], dev: true, libc: ["musl"], optional: true, os: ["linux"] },
      "node_modules/@swift/darwin-x64": { version: "1.0.0", integrity: "kept" },
    });
    expect(missingEntries({ packages })).toEqual([]);
  });

  it("finds a build that lies inside the package that wants it", () => {
    const packages = { "a/node_modules/swift": base["node_modules/swift"], "a/node_modules/@swift/darwin-x64": {}, "node_modules/@swift/core-linux-arm64-musl": {} };
    expect(missingEntries({ packages })).toEqual([]);
  });

  it.each([
    ["a range, which only the registry can resolve", { "@swift/darwin-x64": "^1.0.0" }, "exact version"],
    ["a name that tells no platform", { fsevents: "2.3.3" }, "does not tell its platform"],
  ])("refuses %s", (_what, optionalDependencies, message) => {
    expect(() => missingEntries({ packages: { "node_modules/swift": { optionalDependencies } } })).toThrow(message);
  });
});
