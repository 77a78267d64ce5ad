/** Ed25519 keys of logs and witnesses: their names, ids and texts (C2SP signed-note). Not who trusts them: see checkpoint.ts and key-rotation.ts. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { decodeBase64, decodeText } from "./encoding.js";
import { LedgerError } from "./error.js";

/** What a key signs, and with it how: notes, or timestamped cosignatures of checkpoints. */
export type SignatureType = "note" | "cosignature/v1";

const typeBytes: Readonly<Record<SignatureType, number>> = { note: 0x01, "cosignature/v1": 0x04 };

/** A public key under its name. `id`: 32 bits, which name it in a signature line together with `name`. `text`: `<name>+<id, hex>+<base64>`, as it is handed out. */
export type VerifierKey = { readonly name: string; readonly id: number; readonly type: SignatureType; readonly publicKey: KeyObject; readonly text: string };

/** The verifier key of a private or public key. @throws LedgerError KEY_INVALID when it is not Ed25519 or the name cannot be one */
export function verifierKey(name: string, key: KeyObject, type: SignatureType = "note"): VerifierKey {
  if (!isKeyName(name)) throw new LedgerError("KEY_INVALID", "the name of a key is not empty and has neither spaces nor control characters nor `+`");
  if (key.asymmetricKeyType !== "ed25519") throw new LedgerError("KEY_INVALID", "the keys of the ledger are Ed25519 keys");
  const publicKey = key.type === "private" ? createPublicKey(key) : key;
  const material = Buffer.concat([Uint8Array.of(typeBytes[type]), publicKey.export({ format: "der", type: "spki" }).subarray(spkiHead.length)]);
  const id = createHash("sha256").update(name).update("\n").update(material).digest().readUInt32BE(0);
  return { name, id, type, publicKey, text: `${name}+${id.toString(16).padStart(8, "0")}+${material.toString("base64")}` };
}

/** Reads `<name>+<id>+<base64>`. @throws LedgerError KEY_INVALID unless it is what `verifierKey` writes for that key */
export function parseVerifierKey(text: string): VerifierKey {
  const [, name, encoded = ""] = /^([^+]+)\+[\da-f]{8}\+([^\n]+)$/.exec(text) ?? [];
  const material = decodeBase64(encoded);
  const type = (Object.keys(typeBytes) as SignatureType[]).find((known) => typeBytes[known] === material?.[0]);
  if (name === undefined || material?.length !== 33 || type === undefined) throw new LedgerError("KEY_INVALID", "a verifier key reads `<name>+<8 hexadecimal digits>+<base64 of an Ed25519 key>`");
  const key = verifierKey(name, createPublicKey({ key: Buffer.concat([spkiHead, material.subarray(1)]), format: "der", type: "spki" }), type);
  if (key.text !== text) throw new LedgerError("KEY_INVALID", "the digits of the verifier key are not those of its name and key: it was changed or cut");
  return key;
}
const spkiHead = Buffer.from("302a300506032b6570032100", "hex"); // RFC 8410: SubjectPublicKeyInfo of Ed25519, up to the 32 bytes of the key

/** Whether a name can stand in a signature line: not empty, no Unicode space, no `+`, no control character. */
export function isKeyName(name: string): boolean {
  return name !== "" && decodeText(name) !== undefined && !/[\p{White_Space}\p{Cc}+]/u.test(name);
}

/** A fresh Ed25519 private key, from the system's randomness. */
export function newPrivateKey(): KeyObject {
  return generateKeyPairSync("ed25519").privateKey;
}

/** PKCS #8 in PEM, unencrypted: for a file that only its owner can read. */
export function privateKeyToPem(key: KeyObject): string {
  return key.export({ format: "pem", type: "pkcs8" }).toString();
}

/** @throws LedgerError KEY_INVALID when it is not an unencrypted Ed25519 private key in PEM; says nothing of what it holds */
export function privateKeyFromPem(pem: string): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = createPrivateKey({ key: pem, format: "pem" });
  } catch {
    key = undefined;
  }
  if (key?.asymmetricKeyType !== "ed25519") throw new LedgerError("KEY_INVALID", "this is not an Ed25519 private key: it must be PKCS #8 in PEM, not encrypted");
  return key;
}
