/** The system's own stories, run once more: what the end of that run says of the access log that it wrote. The comparing and scanning itself stands in tests/. */
import { spawn } from "node:child_process";
import type { Figure } from "@epigraph/bench/figures";
import { projectRoot } from "@epigraph/cli";

/** Both topologies, every door. */
const suites = ["tests/stories", "tests/doors", "subgraphs/audit", "identity"];

/** @throws Error when the run fails or does not say what it compared: then there is nothing to report */
export async function verifyTestRun(tell: (line: string) => void): Promise<readonly Figure[]> {
  const said = await run(["run", "jest", "--", ...suites]);
  const scan = numbers(said, /^(\d+) records of the access log scanned for (\d+) names, phone numbers and addresses: (\d+) found; of (\d+) put in on purpose (\d+) were seen$/m);
  const compared = numbers(said, /^(\d+) resolver calls of (\d+) operations compared with the access log: (\d+) not in it; of (\d+) gaps made on purpose (\d+) were seen$/m);
  const [resolved = 0, operations = 0, unlogged = 0, gaps = 0, gapsSeen = 0] = compared;
  const [scanned = 0, values = 0, personal = 0, plants = 0, plantsSeen = 0] = scan;
  tell(`the stories asked ${operations} operations that ran ${resolved} resolvers, and wrote ${scanned} records; looked for ${values} names, phone numbers and addresses`);
  return [
    { name: "resolvers_unlogged", value: unlogged, unit: "count", n: resolved, aim: "= 0", planted: { planted: gaps, found: gapsSeen } },
    { name: "personal_values_found", value: personal, unit: "count", n: scanned, aim: "= 0", planted: { planted: plants, found: plantsSeen } },
  ];
}

function numbers(text: string, line: RegExp): readonly number[] {
  const found = line.exec(text);
  if (!found) throw new Error("the test run did not say what it compared");
  return found.slice(1).map(Number);
}

/** What it printed. The run has a database of its own, not this verification's. */
async function run(args: readonly string[]): Promise<string> {
  const { EPIGRAPH_TEST_DATABASE_URL: _, ...env } = process.env;
  const child = spawn("npm", args, { cwd: projectRoot, env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`the test run ended with ${String(code)}: run \`npm ${args.join(" ")}\` to see why`);
  return said;
}
