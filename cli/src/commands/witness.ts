/** The command line of `epigraph witness`. */
import type { Command } from "commander";
import type { WitnessOptions } from "../actions/witness.js";
import type { Environment } from "../environment.js";
import { requireFreePort } from "../platform/free-port.js";
import { addressOf, addressOptions, type AddressOptions } from "./address.js";

const more = `
Runs at another agency than the log. It remembers the last checkpoint of each log, cosigns the next
one only if it is proven to go on from there, and raises the alarm when it does not: a line on
stderr, GET /healthz answers 503, and both signed checkpoints are kept in <folder>/alarms until
somebody moves them away. The protocol is C2SP tlog-witness; the log's operator names the witness in
EPIGRAPH_WITNESSES. The folder is never to be restored from a backup, and never to be copied: a
witness that forgets is none. When a log gets another key, give both with --log.

Examples:
  npx epigraph witness --log 'epigraph.example/log+1b2c3d4e+AX...' --state witness \\
    --name witness.agency.example/w1
  npx epigraph witness --log '...' --log '...' --state witness --port 4020`;

export const defaultWitnessPort = 4020;

export function witnessCommand(program: Command, env: Environment): void {
  addressOptions(
    program
      .command("witness")
      .summary("watch over another agency's access log")
      .description("Watch over access logs: cosign their checkpoints, or refuse and raise the alarm.")
      .requiredOption("--log <vkey>", "a log's public key (repeat for more)", (value: string, before: readonly string[] | undefined) => [...(before ?? []), value])
      .requiredOption("--state <folder>", "where it remembers; made if it is not there")
      .option("--name <name>", "the witness's name, needed the first time: a URL without scheme")
      .option("--key <file>", "its private key (default <folder>/key.pem, made the first time)"),
    String(defaultWitnessPort),
  )
    .addHelpText("after", more)
    .action(async (options: WitnessOptions & AddressOptions) => {
      const address = addressOf(options, env, defaultWitnessPort);
      if (address.port !== 0) await requireFreePort(address);
      return (await import("../actions/witness.js")).runWitness(options, address);
    });
}
