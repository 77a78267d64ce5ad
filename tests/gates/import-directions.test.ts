/** Specification of the import rules (`npm run deps`): on packages with the real doors and names, each planted violation is found, and what is allowed is let through. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const repository = resolve(fileURLToPath(import.meta.url), "../../..");
const workspaces = ["authz", "ledger", "epi", "datastore", "service", "schema", "gateway", "generator", "intake", "cli", "tests", "bench", ...readdirSync(join(repository, "subgraphs")).map((name) => `subgraphs/${name}`)];

type Report = {
  readonly modules: readonly { readonly source: string; readonly dependencies: readonly { readonly resolved: string }[] }[];
  readonly summary: { readonly violations: readonly { readonly from: string; readonly to: string; readonly rule: { readonly name: string } }[] };
};

/** What the command says of a folder. */
function cruise(folder: string): Report {
  const command = [join(repository, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs"), "--config", ".dependency-cruiser.mjs", "--output-type", "json", "."];
  const { stdout, stderr } = spawnSync(process.execPath, command, { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28 });
  if (!stdout.startsWith("{")) throw new Error(`dependency-cruiser gave no report: ${stderr}`);
  return JSON.parse(stdout) as Report;
}

const found = (report: Report): readonly string[] => report.summary.violations.map(({ rule, from }) => `${from}: ${rule.name}`).toSorted((a, b) => (a < b ? -1 : 1));

/** A tree with every workspace's own package.json and an empty door, joined by links as npm joins them; third-party packages are the installed ones. */
function plantTree(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "epigraph-imports-")));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  cpSync(join(repository, ".dependency-cruiser.mjs"), join(root, ".dependency-cruiser.mjs"));
  cpSync(join(repository, "package.json"), join(root, "package.json"));
  mkdirSync(join(root, "node_modules/@epigraph"), { recursive: true });
  for (const name of ["@casl", "@apollo", "jsonwebtoken", "typeorm"]) symlinkSync(join(repository, "node_modules", name), join(root, "node_modules", name));
  for (const workspace of workspaces) {
    write(`${workspace}/src/index.ts`, "export {};\n");
    cpSync(join(repository, workspace, "package.json"), join(root, workspace, "package.json"));
    symlinkSync(join(root, workspace), join(root, "node_modules/@epigraph", workspace.replace("subgraphs/", "")));
  }
  for (const [path, text] of Object.entries(files)) write(path, text);
  return root;
}

describe("the import rules", () => {
  let root = "";
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("let through what DESIGN allows", () => {
    root = plantTree({
      "subgraphs/cases/src/resolvers.ts": `import "@epigraph/service"; import "@epigraph/authz"; import "@epigraph/epi";`,
      "subgraphs/cases/src/case/types.ts": `import { Column } from "typeorm"; export { Column };`,
      "subgraphs/cases/src/case/store.ts": `import "@epigraph/datastore"; import "typeorm"; import "./types.js";`,
      "service/src/serve.ts": `import "@epigraph/authz"; import "@epigraph/ledger"; import "@epigraph/datastore";`,
      "gateway/src/serve.ts": `import "@epigraph/authz"; import "@epigraph/ledger"; import "@epigraph/datastore"; import "@apollo/gateway";`,
      "intake/src/loader.ts": `import "@epigraph/generator"; import "@epigraph/epi"; import "typeorm";`,
      "generator/src/seed.ts": `import "@epigraph/epi";`,
      "authz/src/decide.ts": `import "@casl/ability";`,
      "authz/src/token.ts": `import "jsonwebtoken";`,
      "cli/src/main.ts": `import "@epigraph/cases"; import "@epigraph/gateway"; import "@epigraph/schema"; import "@epigraph/intake";`,
    });
    const report = cruise(root);
    expect(found(report)).toEqual([]);
    // and it was not blind: imports by name were followed into the other package's source
    const seen = report.modules.find(({ source }) => source === "subgraphs/cases/src/resolvers.ts")?.dependencies.map(({ resolved }) => resolved);
    expect(seen?.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(["authz/src/index.ts", "epi/src/index.ts", "service/src/index.ts"]);
  });

  it("find every violation, in the file that has it", () => {
    const planted: Readonly<Record<string, readonly [text: string, rule: string]>> = {
      "subgraphs/cases/src/another.ts": [`import "@epigraph/movements";`, "directions-of-subgraphs-cases"],
      "subgraphs/clinics/src/epidemiology.ts": [`import "@epigraph/epi";`, "directions-of-subgraphs-clinics"],
      "subgraphs/audit/src/gateway.ts": [`export * from "@epigraph/gateway";`, "directions-of-subgraphs-audit"],
      "subgraphs/programs/src/only-a-type.ts": [`import type {} from "@epigraph/cases";`, "directions-of-subgraphs-programs"],
      "subgraphs/movements/src/late.ts": [`export const late = async (): Promise<unknown> => await import("@epigraph/audit");`, "directions-of-subgraphs-movements"],
      "gateway/src/subgraph.ts": [`import "@epigraph/cases";`, "directions-of-gateway"],
      "gateway/src/service.ts": [`import "@epigraph/service";`, "directions-of-gateway"],
      "service/src/gateway.ts": [`import "@epigraph/gateway";`, "directions-of-service"],
      "datastore/src/service.ts": [`import "@epigraph/service";`, "directions-of-datastore"],
      "authz/src/ledger.ts": [`import "@epigraph/ledger";`, "directions-of-authz"],
      "ledger/src/authz.ts": [`import "@epigraph/authz";`, "directions-of-ledger"],
      "epi/src/authz.ts": [`import "@epigraph/authz";`, "directions-of-epi"],
      "schema/src/cases.ts": [`import "@epigraph/cases";`, "directions-of-schema"],
      "generator/src/datastore.ts": [`import "@epigraph/datastore";`, "directions-of-generator"],
      "intake/src/service.ts": [`import "@epigraph/service";`, "directions-of-intake"],
      "service/src/command.ts": [`import "@epigraph/cli";`, "directions-of-service"],
      "intake/src/stories.ts": [`import "@epigraph/tests";`, "directions-of-intake"],
      "cli/src/bench.ts": [`import "@epigraph/bench";`, "resolvable"], // it has no door at all
      "gateway/src/deep.ts": [`import "../../authz/src/inner.js";`, "through-the-door"],
      "gateway/src/deep-by-name.ts": [`import "@epigraph/authz/src/inner.js";`, "resolvable"],
      "ledger/src/first.ts": [`import "./second.js";`, "no-cycles"],
      "service/src/permission.ts": [`import "@casl/ability";`, "only-decide-knows-casl-ability"],
      "authz/src/rules.ts": [`import "@casl/ability";`, "only-decide-knows-casl-ability"],
      "gateway/src/token.ts": [`import "jsonwebtoken";`, "only-token-knows-jsonwebtoken"],
      "service/src/entity.ts": [`import { Entity } from "typeorm"; export { Entity };`, "only-stores-knows-typeorm"],
      "subgraphs/cases/src/resolvers.ts": [`import type { Entity } from "typeorm"; export type Kept = typeof Entity;`, "only-stores-knows-typeorm"],
      "service/src/apollo.ts": [`import "@apollo/gateway";`, "only-gateway-knows-apollo-gateway"],
      "newcomer/src/index.ts": [`import "node:fs";`, "known-folders-only"],
      "epi/src/tested.ts": [`import "./cell.test.js";`, "no-tests-in-the-product"],
    };
    root = plantTree({
      ...Object.fromEntries(Object.entries(planted).map(([path, [text]]) => [path, text])),
      "authz/src/inner.ts": "export {};",
      "ledger/src/second.ts": `import "./first.js";`,
      "epi/src/cell.test.ts": "export {};",
    });
    const violations = found(cruise(root));
    const missed = Object.entries(planted).filter(([path, [, rule]]) => !violations.includes(`${path}: ${rule}`)).map(([path]) => path);
    expect(missed).toEqual([]);
    expect(violations.filter((violation) => !Object.keys(planted).includes(violation.split(":")[0] ?? "")).filter((violation) => !violation.startsWith("ledger/src/second.ts"))).toEqual([]);
  });

  it("know every workspace", () => {
    expect(workspaces.filter((workspace) => !existsSync(join(repository, workspace, "package.json")))).toEqual([]);
  });
});
