/** The command line of `epigraph keys`. */
import type { Command } from "commander";
import type { HandOverOptions, KeysOptions, TakeOverOptions } from "../actions/keys.js";
import type { Environment } from "../environment.js";

const more = `
For the key custodian, who is none of the administrators (docs/key-custody.md). Every person's texts
are sealed under a data key of that person's own. Data keys stand in the key store
(EPIGRAPH_DB_KEYS), wrapped under the key-encryption key that the key ring (EPIGRAPH_KEY_RING)
names in \`current\`.

Examples:
  npx epigraph keys list
  npx epigraph keys rotate
  npx epigraph keys verify`;

const moreRotate = `
Makes a new key-encryption key, wraps every data key anew, and destroys the old one. Services go on
meanwhile. Broken off at any moment, the next \`rotate\` finishes it. Copies of the ring that were
made before open nothing that is in the key store now: make a new copy.`;

const moreHandOver = `
Rotates, then writes the ring to a file that only the receiver opens (age-encryption.org). The
receiver makes the pair of keys with \`keys receiver\` and takes the ring over with \`keys take-over\`,
which rotates once more: what you still hold then opens nothing. Everything else that changes hands
is in docs/key-custody.md.

Example:
  npx epigraph keys hand-over --to age1... --out ring.age`;

const moreTakeOver = `
EPIGRAPH_KEY_RING names where the ring is to be: nothing may be there yet. Verifies that the ring
opens the key store, then rotates. Destroy the file and the receiver's key afterwards.

Example:
  EPIGRAPH_KEY_RING=/srv/ring npx epigraph keys take-over --from ring.age --receiver receiver.key`;

export function keysCommand(program: Command, env: Environment): void {
  const keys = program.command("keys").summary("rotate, verify and hand over the keys of sealed texts").description("Look after the keys that seal what identifies persons.").addHelpText("after", more);
  const action = async () => import("../actions/keys.js");

  keys
    .command("init")
    .description("Make a key ring with new keys where there is none.")
    .option("--json", "print the result as JSON")
    .action(async (options: KeysOptions) => (await action()).initRing(env, options));

  keys
    .command("list")
    .description("Show the key-encryption keys, and how many data keys stand under each.")
    .option("--json", "print the result as JSON")
    .action(async (options: KeysOptions) => (await action()).listKeys(env, options));

  keys
    .command("verify")
    .description("Try whether every data key of the store unwraps; ends with 1 when one does not.")
    .option("--json", "print the result as JSON")
    .action(async (options: KeysOptions) => (await action()).verifyInstallation(env, options));

  keys
    .command("rotate")
    .description("Wrap everything under a new key-encryption key, and destroy the old one.")
    .option("--json", "print the result as JSON")
    .addHelpText("after", moreRotate)
    .action(async (options: KeysOptions) => (await action()).rotateKeys(env, options));

  keys
    .command("receiver")
    .description("Make the pair of keys for who is to receive a ring; prints the public one.")
    .requiredOption("--out <file>", "where the secret one goes")
    .action(async ({ out }: { readonly out: string }) => (await action()).makeReceiver(out));

  keys
    .command("hand-over")
    .description("Give the ring to another custodian, encrypted to that one.")
    .requiredOption("--to <recipient>", "the receiver's public key, age1...")
    .requiredOption("--out <file>", "where the encrypted ring goes")
    .option("--json", "print the result as JSON")
    .addHelpText("after", moreHandOver)
    .action(async (options: HandOverOptions) => (await action()).handOverRing(env, options));

  keys
    .command("take-over")
    .description("Receive a ring, and make worthless what its former custodian holds.")
    .requiredOption("--from <file>", "the encrypted ring")
    .requiredOption("--receiver <file>", "the receiver's secret key")
    .option("--json", "print the result as JSON")
    .addHelpText("after", moreTakeOver)
    .action(async (options: TakeOverOptions) => (await action()).takeOverRing(env, options));
}
