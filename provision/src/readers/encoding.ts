/** Bytes to text, strictly: a character that is none is an error with its line, never a replacement. Not which encoding a file has: that is said by the sender. */
import { ProvisionError } from "../error.js";

export const encodings = ["utf-8", "cp949"] as const;
export type Encoding = (typeof encodings)[number];

/** The names under which senders know them; node's `euc-kr` is the WHATWG's, which is CP949. */
export function encodingOf(label: string): Encoding | undefined {
  const name = label.trim().toLowerCase();
  if (["utf-8", "utf8"].includes(name)) return "utf-8";
  return ["cp949", "ms949", "uhc", "euc-kr", "ks_c_5601-1987", "ksc5601", "windows-949"].includes(name) ? "cp949" : undefined;
}

const decoders = { "utf-8": new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }), cp949: new TextDecoder("euc-kr", { fatal: true }) } as const;
const otherOf = { "utf-8": "cp949", cp949: "utf-8" } as const;

/** Whole lines. `firstLine`: the number of the first of them. @throws ProvisionError ENCODING_WRONG */
export function decoded(bytes: Buffer, encoding: Encoding, firstLine: number): string {
  try {
    return decoders[encoding].decode(bytes);
  } catch {
    throw wrong(bytes, encoding, firstLine);
  }
}

function wrong(bytes: Buffer, encoding: Encoding, firstLine: number): ProvisionError {
  let line = firstLine;
  for (let at = 0; at < bytes.length; line++) {
    const found = bytes.indexOf(0x0a, at);
    const end = found === -1 ? bytes.length : found;
    if (!decodes(bytes.subarray(at, end), encoding)) {
      const hint = decodes(bytes.subarray(at, end), otherOf[encoding]) ? `it could be ${otherOf[encoding]}: say so with \`charset\`, or save the whole file in one encoding` : "save the file again in one encoding";
      return new ProvisionError("ENCODING_WRONG", `line ${String(line)} is not ${encoding}; ${hint}`, line);
    }
    at = end + 1;
  }
  return new ProvisionError("ENCODING_WRONG", `the file is not ${encoding}: save it again in one encoding`);
}

function decodes(bytes: Buffer, encoding: Encoding): boolean {
  try {
    decoders[encoding].decode(bytes);
    return true;
  } catch {
    return false;
  }
}
