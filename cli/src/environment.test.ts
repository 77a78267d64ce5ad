/** The one list of variables: complete, without doubles, and the same as what the code and the containers read. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { doors, services } from "@epigraph/authz";
import { databaseServices } from "@epigraph/datastore";
import { contextKeyVariable, databaseVariable, defaultPorts, doorPorts, doorPortVariable, environmentTable, environmentVariables, logIns, subgraphVariable, variablesOfOthers } from "./environment.js";
import { projectRoot } from "./platform/schema-folder.js";

const names = environmentVariables.map(({ name }) => name);

describe("the list of variables", () => {
  it("names each once, and each service's in full", () => {
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[A-Z][A-Z_]+$/.test(name))).toEqual([]);
    for (const service of logIns) expect(names).toContain(databaseVariable(service));
    for (const service of services) expect(names).toEqual(expect.arrayContaining([contextKeyVariable(service), subgraphVariable(service)]));
    for (const door of doors) expect(names).toContain(doorPortVariable(door));
    expect([contextKeyVariable("cases"), doorPortVariable("agency")]).toEqual(["EPIGRAPH_CONTEXT_KEY_CASES", "EPIGRAPH_PORT_AGENCY"]);
  });

  it("has a database login for just those that have one", () => {
    expect([...logIns].toSorted()).toEqual([...databaseServices].toSorted());
  });

  it("marks as secret what lets somebody in", () => {
    const secret = (name: string): boolean => name === "DATABASE_URL" || /^EPIGRAPH_(DB|CONTEXT_KEY)_|_(SUBJECT|CLAIMS|IDENTITY|LEDGER)_KEY$/.test(name);
    expect(environmentVariables.filter((variable) => variable.secret !== secret(variable.name))).toEqual([]);
  });

  it("holds every name that the code reads, and every one that a text tells people to set", () => {
    const known = new Set([...names, ...variablesOfOthers]);
    const found = sources().flatMap(({ file, text }) => [...text.matchAll(/\benv\["([A-Z_]+)"\]|\b(EPIGRAPH_[A-Z_]*[A-Z])\b/g)].map(([, asked = "", written = ""]) => ({ file, name: asked || written })));
    expect(found.length).toBeGreaterThan(20);
    const stems = ["EPIGRAPH_DB", "EPIGRAPH_CONTEXT_KEY", "EPIGRAPH_SUBGRAPH", "EPIGRAPH_PORT"]; // written before `_<SERVICE>`
    const ofOthers = ["PATH", "APOLLO_TELEMETRY_DISABLED"]; // the system's, and one that we set for a library
    expect(found.filter(({ name }) => !known.has(name) && !stems.includes(name) && !ofOthers.includes(name))).toEqual([]);
  });
});

it("no two parts have one port when none is said", () => {
  const ports = [...Object.values(defaultPorts), ...Object.values(doorPorts)];
  expect(new Set(ports).size).toBe(ports.length);
});

describe("the table", () => {
  it("has a row for each variable, or for each family of them", () => {
    const rows = environmentTable().split("\n").filter((line) => line.startsWith("| `"));
    const patterns = rows.map((row) => new RegExp(`^${(/`([^`]+)`/.exec(row)?.[1] ?? "").replace(/<(SERVICE|DOOR)>/, "[A-Z]+")}$`));
    const alone = new Set(patterns.map(({ source }) => source));
    // one of its own comes before its family's
    for (const name of names) expect(patterns.filter(({ source }) => source === `^${name}$` || (!alone.has(`^${name}$`) && new RegExp(source).test(name)))).toHaveLength(1);
    expect(environmentTable()).toContain("| `EPIGRAPH_CONTEXT_KEY_<SERVICE>` | yes |");
    expect(environmentTable().trim()).toBe(environmentTable());
  });
});

/** The product's own code and the containers' files; tests may plant what they like. */
function sources(): readonly { readonly file: string; readonly text: string }[] {
  const code = ["authz", "cli", "datastore", "gateway", "identity", "intake", "generator", "ledger", "service"].flatMap((folder) => readdirSync(join(projectRoot, folder, "src"), { recursive: true, encoding: "utf8" }).map((file) => join(folder, "src", file)));
  const containers = readdirSync(join(projectRoot, "docker")).map((file) => join("docker", file));
  return [...code.filter((file) => /(?<!\.test)\.ts$/.test(file)), ...containers.filter((file) => /\.(yaml|md|mjs)$/.test(file))].map((file) => ({ file, text: readFileSync(join(projectRoot, file), "utf8") }));
}
