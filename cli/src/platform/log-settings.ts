/** Which key signs the access log, under which name, and who is asked to witness it. Not where they are kept: see installation.ts. */
import { createPrivateKey, type KeyObject } from "node:crypto";
import { LedgerError, parseVerifierKey, privateKeyFromPem, privateKeyToPem, type VerifierKey, verifierKey } from "@epigraph/ledger";
import { type Environment, ledgerKeyVariable, ledgerOriginVariable, witnessesVariable } from "../environment.js";
import { CommandFailure } from "../failure.js";

/** `key`: as witnesses are told it, of the type for cosignatures; `url`: where it answers, without `/add-checkpoint`. */
export type Witness = { readonly key: VerifierKey; readonly url: string };

/** `origin`: the log's name; `key`: its Ed25519 private key, and `vkey` the public one as it is handed out. */
export type LogSettings = { readonly origin: string; readonly key: KeyObject; readonly vkey: string; readonly witnesses: readonly Witness[] };

/** @throws CommandFailure naming the variable, without the key */
export function logSettings(env: Environment, key: string, origin: string): LogSettings {
  const privateKey = saying(ledgerKeyVariable, () => privateKeyOf(key));
  const { text } = saying(ledgerOriginVariable, () => verifierKey(origin, privateKey));
  return { origin, key: privateKey, vkey: text, witnesses: witnessesOf(env[witnessesVariable] ?? "") };
}

/** PKCS #8 in PEM, or the same in base64url on one line. */
function privateKeyOf(text: string): KeyObject {
  if (text.trimStart().startsWith("-----")) return privateKeyFromPem(text);
  const der = Buffer.from(text.trim(), "base64url");
  try {
    return privateKeyFromPem(privateKeyToPem(createPrivateKey({ key: der, format: "der", type: "pkcs8" })));
  } catch {
    throw new LedgerError("KEY_INVALID", "this is not an Ed25519 private key: it must be PKCS #8, in PEM or in base64url");
  }
}

/** What EPIGRAPH_WITNESSES says: `<vkey>=<url>`, with commas between: no name of a key has a comma that anybody would give it. @throws CommandFailure */
export function witnessesOf(text: string): readonly Witness[] {
  const parts = text.split(",").map((part) => part.trim()).filter((part) => part !== "");
  const witnesses = parts.map((part) => {
    const [, vkey = "", url = ""] = /^(.+?)=(https?:\/\/.*)$/.exec(part) ?? [];
    if (!URL.canParse(url)) throw new CommandFailure(`${witnessesVariable} is not a list of witnesses: write each as its public key, \`=\` and its http(s) address, with commas between`);
    const key = saying(witnessesVariable, () => parseVerifierKey(vkey));
    if (key.type !== "cosignature/v1") throw new CommandFailure(`${witnessesVariable} names the key of a log, not of a witness: \`epigraph witness\` prints the witness's`);
    return { key, url: url.replace(/\/+$/, "") };
  });
  if (new Set(witnesses.map(({ key }) => key.name)).size < witnesses.length) throw new CommandFailure(`${witnessesVariable} names a witness twice`);
  return witnesses;
}

function saying<T>(variable: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof LedgerError) throw new CommandFailure(`${variable} cannot be used: ${error.message}`);
    throw error;
  }
}
