/**
 * Bytes of any length as authenticated segments, so that what was changed, cut off, put in another order or taken from another file is noticed before a byte of it is believed. Not which
 * files there are: see manifest.ts.
 *
 * The STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár (eprint.iacr.org/2015/189) as Tink's AES-GCM-HKDF streaming AEAD defines it
 * (developers.google.com/tink/streaming-aead/aes_gcm_hkdf_streaming), with 32-byte keys, SHA-256 and segments of 1 MiB: a header of its own length, a salt and a nonce prefix; then segments, each
 * under a key derived from key, salt and what the file is said to be, with the nonce prefix | number of the segment | whether it is the last.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { DatastoreError } from "../error.js";

/** Of ciphertext, tag included; the header is part of the first. */
export const segmentBytes = 1_048_576;

/** `key`: 32 bytes. `about`: what the file is, such as `epigraph backup 1 … file 0001`: it opens as that and nothing else. */
export type SealedAs = { readonly key: Buffer; readonly about: string };

const cipher = "aes-256-gcm";
const tagBytes = 16;
const saltBytes = 32;
const prefixBytes = 7;
const headerBytes = 1 + saltBytes + prefixBytes;
const mostSegments = 0x1_0000_0000;

/** What may be of any length; holds one segment at a time. */
export type Bytes = AsyncIterable<Buffer> | Iterable<Buffer>;

/** The file's bytes: header first, then whole segments. */
export async function* seal({ key, about }: SealedAs, plain: Bytes): AsyncGenerator<Buffer, void, undefined> {
  const header = Buffer.concat([Buffer.of(headerBytes), randomBytes(saltBytes), randomBytes(prefixBytes)]);
  const { derived, prefix } = opened(key, header, about);
  yield header;
  let number = 0;
  for await (const { bytes, last } of cut(plain, segmentBytes - headerBytes - tagBytes, segmentBytes - tagBytes)) {
    const sealing = createCipheriv(cipher, derived, nonceOf(prefix, number, last), { authTagLength: tagBytes });
    yield Buffer.concat([sealing.update(bytes), sealing.final(), sealing.getAuthTag()]);
    number += 1;
  }
}

/** What was sealed, a segment at a time, each only once it is known to be sound. `name`: of the file, for the message. @throws DatastoreError BACKUP_DAMAGED */
export async function* unseal({ key, about }: SealedAs, sealed: Bytes, name: string): AsyncGenerator<Buffer, void, undefined> {
  let file: { readonly derived: Buffer; readonly prefix: Buffer } | undefined;
  let number = 0;
  for await (const { bytes, last } of cut(sealed, segmentBytes, segmentBytes)) {
    if (file === undefined && (bytes.length < headerBytes + tagBytes || bytes[0] !== headerBytes)) throw damaged(name);
    const segment = file === undefined ? bytes.subarray(headerBytes) : bytes;
    file ??= opened(key, bytes.subarray(0, headerBytes), about);
    if (segment.length < tagBytes || (number > 0 && segment.length === tagBytes)) throw damaged(name);
    const opening = createDecipheriv(cipher, file.derived, nonceOf(file.prefix, number, last), { authTagLength: tagBytes }).setAuthTag(segment.subarray(-tagBytes));
    const plain = opening.update(segment.subarray(0, -tagBytes));
    try {
      opening.final();
    } catch {
      throw damaged(name);
    }
    yield plain;
    number += 1;
  }
}

/** That this file is not what was written. */
export function damaged(name: string): DatastoreError {
  return new DatastoreError("BACKUP_DAMAGED", `\`${name}\` is not as it was written: it was changed, cut short or exchanged; nothing of the backup is restored, take another copy of it`);
}

function opened(key: Buffer, header: Buffer, about: string): { readonly derived: Buffer; readonly prefix: Buffer } {
  return { derived: Buffer.from(hkdfSync("sha256", key, header.subarray(1, 1 + saltBytes), about, 32)), prefix: header.subarray(1 + saltBytes, headerBytes) };
}

function nonceOf(prefix: Buffer, number: number, last: boolean): Buffer {
  if (number >= mostSegments) throw new RangeError("a sealed file has at most 2^32 segments");
  const nonce = Buffer.alloc(12);
  prefix.copy(nonce);
  nonce.writeUInt32BE(number, prefixBytes);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

/** Pieces of exactly these lengths; the last is shorter or as long, and empty only when it is the only one. */
async function* cut(source: Bytes, first: number, others: number): AsyncGenerator<{ readonly bytes: Buffer; readonly last: boolean }, void, undefined> {
  let held: Buffer[] = [];
  let length = 0;
  let size = first;
  for await (const chunk of source) {
    held.push(chunk);
    length += chunk.length;
    while (length > size) {
      const all = Buffer.concat(held, length);
      yield { bytes: all.subarray(0, size), last: false };
      held = [all.subarray(size)];
      length -= size;
      size = others;
    }
  }
  yield { bytes: Buffer.concat(held, length), last: true };
}
