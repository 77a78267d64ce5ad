/**
 * Who may import whom: the directions of DESIGN section 3 as rules for dependency-cruiser (`npm run deps`). Not a style guide: see .oxlintrc.json.
 *
 * Imports between packages are resolved through the export condition `source`, as in the tests; without it they would go unseen.
 */
import { existsSync, readFileSync } from "node:fs";

/** Each folder with the folders that it may import; a folder that is missing here may not hold code. */
const mayImport = {
  authz: [],
  ledger: [],
  epi: [],
  schema: [],
  portal: [],
  vault: [],
  datastore: ["authz", "ledger", "vault"],
  jobs: ["authz", "datastore"],
  provision: ["authz", "datastore", "epi", "ledger", "vault"],
  service: ["authz", "ledger", "datastore", "vault"],
  identity: ["authz", "datastore", "ledger"],
  gateway: ["authz", "ledger", "datastore"],
  generator: ["epi"],
  intake: ["authz", "datastore", "epi", "generator", "vault"],
  "subgraphs/cases": ["service", "authz", "ledger", "datastore", "epi", "jobs", "vault"],
  "subgraphs/movements": ["service", "authz", "ledger", "datastore", "epi", "jobs", "provision", "vault"],
  "subgraphs/clinics": ["service", "authz", "ledger", "datastore"],
  "subgraphs/programs": ["service", "authz", "ledger", "datastore"],
  "subgraphs/audit": ["service", "authz", "ledger", "datastore", "jobs"],
};
const library = Object.keys(mayImport);
/** May import every library; nobody may import them, but that tests, bench and verify also drive the command, and verify prints as bench does. */
const atTheTop = { cli: [], tests: ["cli", "verify", "bench"], bench: ["cli"], verify: ["cli", "bench"] };
const directions = { ...mayImport, ...Object.fromEntries(Object.entries(atTheTop).map(([folder, others]) => [folder, [...library, ...others]])) };
const folders = Object.keys(directions);

const inFolders = (names) => `^(${names.join("|")})/`;
const notTests = "[.]test[.]tsx?$";

/** What a package offers: the sources that its `exports` name. */
const doors = folders.flatMap((folder) => {
  const file = new URL(`${folder}/package.json`, import.meta.url);
  if (!existsSync(file)) return [];
  return Object.values(JSON.parse(readFileSync(file, "utf8")).exports ?? {}).flatMap((target) => (typeof target.source === "string" ? [`^${folder}/${target.source.replace("./", "").replaceAll(".", "[.]")}$`] : []));
});

/** A library that only the named files may know. Tests may use it too, to make what must be refused or to look behind the product. */
function onlyIn(external, files) {
  return {
    name: `only-${files.name}-knows-${external.replace("@", "").replace("/", "-")}`,
    severity: "error",
    from: { pathNot: [...files.paths, notTests, "^tests/", "node_modules"] },
    to: { path: `node_modules/(@types/)?${external}/` },
  };
}

export default {
  forbidden: [
    ...folders.map((folder) => ({
      name: `directions-of-${folder.replace("/", "-")}`,
      comment: directions[folder].length === 0 ? `${folder} imports no package of this repository` : `${folder} may import only ${directions[folder].join(", ")}`,
      severity: "error",
      from: { path: inFolders([folder]) },
      to: { path: inFolders(folders.filter((other) => other !== folder && !directions[folder].includes(other))) },
    })),
    { name: "known-folders-only", comment: "a new package needs a line in .dependency-cruiser.mjs", severity: "error", from: { path: "/src/", pathNot: [inFolders(folders)] }, to: {} },
    {
      name: "through-the-door",
      comment: "another package is imported by its name, from what its `exports` offer",
      severity: "error",
      from: { path: "^(subgraphs/[^/]+|[^/]+)/(src|setup|[^/]+)" },
      to: { path: inFolders(folders), pathNot: ["^$1/", ...doors] },
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "resolvable", comment: "the module is not there, or the package does not offer it", severity: "error", from: {}, to: { couldNotResolve: true } },
    { name: "declared", comment: "the package is not in this workspace's package.json", severity: "error", from: { pathNot: ["^[^/]+$"] }, to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"], pathNot: ["node_modules/@types/"] } },
    { name: "no-tests-in-the-product", severity: "error", from: { pathNot: [notTests, "^tests/"] }, to: { path: notTests } },
    onlyIn("@casl/ability", { name: "decide", paths: ["^authz/src/decide[.]ts$"] }),
    onlyIn("jsonwebtoken", { name: "token", paths: ["^authz/src/token[.]ts$"] }),
    onlyIn("typeorm", { name: "stores", paths: ["^datastore/src/", "^subgraphs/[^/]+/src/(types|store)[.]ts$", "^subgraphs/[^/]+/src/.+/(types|store)[.]ts$", "^intake/src/loader[.]ts$", "^bench/src/ingest[.]ts$"] }),
    onlyIn("@apollo/gateway", { name: "gateway", paths: ["^gateway/src/", "^bench/src/"] }),
  ],
  options: {
    parser: "swc",
    combinedDependencies: true,
    doNotFollow: { path: "node_modules" },
    // its swc reads no JSX: what the pages' .tsx files may import is in .oxlintrc.json
    exclude: { path: ["^portal/src/.+[.]tsx$", "^[^/]+/dist/", "^subgraphs/[^/]+/dist/", "^(dist|coverage|[.]epigraph|[.]nx)/"] }, // ours only: what a library offers often lies in a `dist`, and would go unseen
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["source", "node", "import", "require", "types", "default"], mainFields: ["module", "main", "types"] },
    tsPreCompilationDeps: true,
  },
};
