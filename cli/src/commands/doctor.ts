/** `epigraph doctor`: looks at everything that a working installation needs and says what is wrong. Changes nothing. */
import { existsSync, readFileSync } from "node:fs";
import { inspect, type Inspection } from "@epigraph/datastore";
import type { Command } from "commander";
import { databaseVariable, defaultPorts, type Environment, environmentVariables, subgraphVariable } from "../environment.js";
import { CommandFailure, failureLine } from "../failure.js";
import { generatedFiles } from "../platform/compose.js";
import { configuration, serviceUrls } from "../platform/configuration.js";
import { openInstallation } from "../platform/database.js";
import { table, terminal } from "../terminal.js";

type Finding = { readonly check: string; readonly state: "ok" | "warning" | "failed"; readonly detail: string };

export function doctorCommand(program: Command, env: Environment): void {
  program
    .command("doctor")
    .description("check the node version, the database, the logins, the keys, the schemas and, if it runs, the gateway")
    .option("--json", "print the result as JSON")
    .action(async (options: { readonly json?: true }) => {
      const findings = [nodeVersion(), unknownVariables(env), ...(await databaseFindings(env)), await generated(), await gateway(env)];
      if (options.json) terminal.json(findings);
      else terminal.print(table(["check", "state", "detail"], findings.map(({ check, state, detail }) => [check, state, detail])));
      const failed = findings.filter(({ state }) => state === "failed");
      if (failed.length > 0) throw new CommandFailure(`${failed.length} of ${findings.length} checks failed: ${failed.map(({ check }) => check).join(", ")}`);
    });
}

function nodeVersion(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const fits = major > 20 || (major === 20 && minor >= 19);
  return { check: "node", state: fits ? "ok" : "failed", detail: fits ? process.versions.node : `${process.versions.node}: install 20.19 or newer` };
}

/** A misspelt variable is silently ignored by everything else. */
function unknownVariables(env: Environment): Finding {
  const known = new Set([...environmentVariables.map(({ name }) => name), "EPIGRAPH_TEST_DATABASE_URL", "EPIGRAPH_SHARED_DATA"]);
  const unknown = Object.keys(env).filter((name) => name.startsWith("EPIGRAPH_") && !known.has(name));
  return { check: "environment", state: unknown.length === 0 ? "ok" : "warning", detail: unknown.length === 0 ? "every EPIGRAPH_ variable is known" : `nothing reads ${unknown.join(", ")}: see the table in the README` };
}

async function databaseFindings(env: Environment): Promise<Finding[]> {
  try {
    const database = await openInstallation(env, () => undefined);
    try {
      const inspection = await inspect(database.adminUrl);
      const urls = serviceUrls(configuration(env, database));
      const logins = await Promise.all(Object.entries(urls).map(async ([service, url]) => loginFinding(service, await inspect(url))));
      return [serverFinding(inspection), migrationFinding(inspection), ...logins];
    } finally {
      await database.stop();
    }
  } catch (error) {
    return [{ check: "database", state: "failed", detail: failureLine(error) }];
  }
}

const serverFinding = (inspection: Inspection): Finding =>
  inspection.reachable ? { check: "database", state: "ok", detail: `PostgreSQL ${inspection.serverVersion} at ${inspection.place}` } : { check: "database", state: "failed", detail: inspection.message };

function migrationFinding(inspection: Inspection): Finding {
  if (!inspection.reachable) return { check: "migrations", state: "failed", detail: "not known: the database cannot be reached" };
  const { pending, unknown, applied } = inspection.migrations;
  if (unknown.length > 0) return { check: "migrations", state: "failed", detail: `made by a newer version: ${unknown.join(", ")}` };
  return pending.length === 0 ? { check: "migrations", state: "ok", detail: `${applied.length} applied` } : { check: "migrations", state: "failed", detail: `${pending.length} missing: run \`npx epigraph migrate\`` };
}

const loginFinding = (service: string, inspection: Inspection): Finding =>
  inspection.reachable ? { check: `login ${service}`, state: "ok", detail: "connects" } : { check: `login ${service}`, state: "failed", detail: `${inspection.message} (${databaseVariable(service)}; \`npx epigraph migrate\` makes the logins)` };

async function generated(): Promise<Finding> {
  const stale = (await generatedFiles()).filter(({ path, text }) => !existsSync(path) || readFileSync(path, "utf8") !== text);
  return { check: "schemas", state: stale.length === 0 ? "ok" : "failed", detail: stale.length === 0 ? "the checked-in schemas and rules are those of the code" : `${stale.length} files are stale: run \`npx epigraph compose\`` };
}

/** Not running is no fault: `doctor` is also asked before the start. */
async function gateway(env: Environment): Promise<Finding> {
  const url = `http://127.0.0.1:${env["PORT"] ?? defaultPorts.gateway}/readyz`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    return { check: "gateway", state: response.ok ? "ok" : "failed", detail: response.ok ? `ready at ${url}` : `${url} answers ${response.status}: see its log; ${subgraphVariable("<service>")} name the subgraphs` };
  } catch {
    return { check: "gateway", state: "ok", detail: `does not run at ${url}` };
  }
}
