/** `epigraph doctor`: looks at everything that a working installation needs and says what is wrong. Changes nothing. The single checks are in checks.ts. */
import type { Environment } from "../environment.js";
import { CommandFailure, failureLine } from "../failure.js";
import { hasInstallation, openInstallation } from "../platform/database.js";
import { lifetime } from "../stopping.js";
import { table, terminal } from "../terminal.js";
import { checkKeyStore } from "./check-key-store.js";
import { checkDatabase, checkDoors, checkEnvironment, checkGeneratedFiles, checkKeys, checkNode, type Finding } from "./checks.js";

export type DoctorOptions = { readonly json?: true };

export function doctor(env: Environment, options: DoctorOptions): Promise<void> {
  return lifetime("task", async (life) => {
    const findings: Finding[] = [checkNode(), checkEnvironment(env)];
    try {
      if (hasInstallation(env)) {
        const database = await openInstallation({ env, life, log: () => undefined });
        findings.push(...(await checkDatabase(env, database)), checkKeys(env, database), ...(await checkKeyStore(env, database)));
      } else findings.push({ check: "database", state: "failed", detail: "there is none yet: `npx epigraph up` makes it, or set DATABASE_URL" });
    } catch (error) {
      findings.push({ check: "database", state: "failed", detail: failureLine(error) });
    }
    findings.push(await checkGeneratedFiles(), ...(await checkDoors(env)));
    if (options.json) terminal.json(findings);
    else terminal.print(table(["check", "state", "detail"], findings.map(({ check, state, detail }) => [check, state, detail])));
    const failed = findings.filter(({ state }) => state === "failed");
    if (failed.length > 0) throw new CommandFailure(`${failed.length} of ${findings.length} checks failed: ${failed.map(({ check }) => check).join(", ")}`);
  });
}
