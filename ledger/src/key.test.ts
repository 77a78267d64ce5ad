/** Keys and their texts: held against the texts that Go's and other implementations publish. */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import fc from "fast-check";
import { newPrivateKey, parseVerifierKey, privateKeyFromPem, privateKeyToPem, verifierKey } from "./key.js";

const refusal = expect.objectContaining({ code: "KEY_INVALID" });
/** RFC 8410 PKCS #8 around a seed of 32 bytes. */
const keyOf = (seed: Buffer): KeyObject => createPrivateKey({ key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]), format: "der", type: "pkcs8" });

/** The example of golang.org/x/mod/sumdb/note. Its private text holds the type byte and the seed. */
const published = { name: "PeterNeumann", seed: Buffer.from("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz", "base64").subarray(1), text: "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW" };

describe("a verifier key", () => {
  it("of a published private key is the published one", () => {
    expect(verifierKey(published.name, keyOf(published.seed))).toMatchObject({ name: published.name, id: 0xc74f20a3, type: "note", text: published.text });
  });

  it.each([
    { text: published.text, type: "note", id: 0xc74f20a3 },
    { text: "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2", type: "cosignature/v1", id: 0xda77ade7 }, // a witness of the public network
  ])("$text is read", ({ text, type, id }) => {
    expect(parseVerifierKey(text)).toMatchObject({ text, type, id });
  });

  it("of a witness has another id than the same key has for notes", () => {
    const key = keyOf(published.seed);
    expect(verifierKey("w", key, "cosignature/v1").id).not.toBe(verifierKey("w", key).id);
  });

  it("comes back from its text", () => {
    for (const name of ["epigraph.example/ledger", "질병관리청/원장", "a"]) {
      for (const type of ["note", "cosignature/v1"] as const) {
        const { publicKey, ...rest } = verifierKey(name, newPrivateKey(), type);
        const read = parseVerifierKey(rest.text);
        expect(read).toMatchObject(rest);
        expect(read.publicKey.equals(publicKey)).toBe(true);
      }
    }
  });

  it("is refused when any of its characters is another, or it is cut", () => {
    fc.assert(
      fc.property(fc.nat(published.text.length - 1), fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }), (at, character) => {
        fc.pre(published.text[at] !== character);
        expect(() => parseVerifierKey(published.text.slice(0, at) + character + published.text.slice(at + 1))).toThrow(refusal);
        expect(() => parseVerifierKey(published.text.slice(0, at))).toThrow(refusal);
      }),
    );
  });

  it.each([
    { text: "" }, { text: "+" }, { text: "++" }, { text: "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW" }, { text: `${published.text}\n` }, { text: ` ${published.text}` },
    { text: "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW" }, // Go takes capital digits; one key has one text here
    { text: "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==" }, // Go's: too long, with the right id
    { text: "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW" }, // Go's: unknown type, with the right id
    { text: "bananas.sigstore.dev+12344556" }, { text: "rekor.sigstore.dev+12345678+AwEB" },
  ])("`$text` is none", ({ text }) => {
    expect(() => parseVerifierKey(text)).toThrow(refusal);
  });

  it.each(["", " ", "a b", "a+b", "a\nb", "a\u00a0b", "a\u3000b", "a\u0085b", "a\u0000", "\ud800"])("cannot be named %j", (name) => {
    expect(() => verifierKey(name, newPrivateKey())).toThrow(refusal);
  });

  it("is of an Ed25519 key", () => {
    expect(() => verifierKey("a", generateKeyPairSync("ed448").privateKey)).toThrow(refusal);
    expect(() => verifierKey("a", generateKeyPairSync("x25519").publicKey)).toThrow(refusal);
  });
});

describe("a private key", () => {
  it("is the same after PEM, and no two fresh ones are", () => {
    const key = newPrivateKey();
    expect(privateKeyFromPem(privateKeyToPem(key)).equals(key)).toBe(true);
    expect(privateKeyToPem(key)).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(newPrivateKey().equals(key)).toBe(false);
  });

  it("is refused when it is none, public, of another kind or encrypted, without a word of what it holds", () => {
    const rsa = generateKeyPairSync("ed448").privateKey.export({ format: "pem", type: "pkcs8" }).toString();
    const locked = newPrivateKey().export({ format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase: "p" }).toString();
    const open = verifierKey("a", newPrivateKey()).publicKey.export({ format: "pem", type: "spki" }).toString();
    for (const pem of ["", "secret", rsa, locked, open]) expect(() => privateKeyFromPem(pem)).toThrow(expect.objectContaining({ code: "KEY_INVALID", message: "this is not an Ed25519 private key: it must be PKCS #8 in PEM, not encrypted" }));
  });
});
