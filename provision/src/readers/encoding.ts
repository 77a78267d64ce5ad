/** Bytes to text, strictly: a character that is none is an error with its line, never a replacement. Not which encoding a file has: that is said by the sender. */
import { isAscii, isUtf8 } from "node:buffer";
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
  if (encoding === "cp949" && !isAscii(bytes)) refuseUtf8(bytes, firstLine);
  try {
    return decoders[encoding].decode(bytes);
  } catch {
    throw wrong(bytes, encoding, firstLine);
  }
}

/**
 * Some Korean in UTF-8 passes for CP949, as other letters (민수 as 誘쇱): a name would be another person's. A line of CP949 that is UTF-8 with a Korean syllable does not occur: of its bytes, a lead of hanja and two
 * that no letter of KS X 1001 begins with would have to stand together, and nothing else but ASCII beside them.
 */
function refuseUtf8(bytes: Buffer, firstLine: number): void {
  for (const { part, line } of linesOf(bytes, firstLine)) {
    if (isAscii(part) || !isUtf8(part) || !/[가-힣]/.test(decoders["utf-8"].decode(part))) continue;
    throw new ProvisionError("ENCODING_WRONG", `line ${String(line)} is utf-8, and the file is said to be cp949: leave out the \`charset\`, or save the whole file in one encoding`, line);
  }
}

function* linesOf(bytes: Buffer, firstLine: number): Generator<{ readonly part: Buffer; readonly line: number }> {
  let line = firstLine;
  for (let at = 0; at < bytes.length; line++) {
    const found = bytes.indexOf(0x0a, at);
    const end = found === -1 ? bytes.length : found;
    yield { part: bytes.subarray(at, end), line };
    at = end + 1;
  }
}

function wrong(bytes: Buffer, encoding: Encoding, firstLine: number): ProvisionError {
  for (const { part, line } of linesOf(bytes, firstLine)) {
    if (decodes(part, encoding)) continue;
    const hint = decodes(part, otherOf[encoding]) ? `it could be ${otherOf[encoding]}: say so with \`charset\`, or save the whole file in one encoding` : "save the file again in one encoding";
    return new ProvisionError("ENCODING_WRONG", `line ${String(line)} is not ${encoding}; ${hint}`, line);
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
