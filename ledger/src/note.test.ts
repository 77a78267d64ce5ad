/** Signed notes, read so strictly that no byte of one can be another: held against the notes that Go publishes. */
import { createPrivateKey } from "node:crypto";
import fc from "fast-check";
import { newPrivateKey, parseVerifierKey, verifierKey } from "./key.js";
import { formatNote, formatSignatures, noteCap, noteSigner, noteVerifier, openNote, parseNote, signNote } from "./note.js";

const peter = parseVerifierKey("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
const enoch = parseVerifierKey("EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop");
/** The example of golang.org/x/mod/sumdb/note. */
const published = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=
`;
const [textOfIt = "", linesOfIt = ""] = published.split("\n\n");
const [peterLine = "", enochLine = ""] = linesOfIt.split("\n");
const refusal = expect.objectContaining({ code: "NOTE_INVALID" });
const wrong = expect.objectContaining({ code: "SIGNATURE_INVALID" });

const key = newPrivateKey();
const [signer, verifier] = [noteSigner("log.example/1", key), noteVerifier(verifierKey("log.example/1", key))];

describe("a published note", () => {
  it("is verified by the keys of its signers", () => {
    const { text, verified, unknown } = openNote(parseNote(published), [noteVerifier(peter), noteVerifier(enoch)]);
    expect([text, verified.map(({ name }) => name), unknown]).toEqual([`${textOfIt}\n`, ["PeterNeumann", "EnochRoot"], []]);
  });

  it("leaves a signature of an unknown key alone", () => {
    const { verified, unknown } = openNote(parseNote(published), [noteVerifier(enoch)]);
    expect([verified.map(({ name }) => name), unknown.map(({ name }) => name)]).toEqual([["EnochRoot"], ["PeterNeumann"]]);
  });

  it("is what signing its text with the published key gives", () => {
    const seed = Buffer.from("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz", "base64").subarray(1);
    const private1 = createPrivateKey({ key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]), format: "der", type: "pkcs8" });
    expect(signNote(`${textOfIt}\n`, [noteSigner("PeterNeumann", private1)])).toBe(`${textOfIt}\n\n${peterLine}\n`);
  });
});

describe("a note", () => {
  const anyLine = fc.string({ unit: "grapheme" }).map((line) => line.replace(/\p{Cc}|\p{Surrogate}/gu, ""));
  const anyText = fc.array(anyLine, { minLength: 1, maxLength: 5 }).map((lines) => `${lines.join("\n")}\n`);

  it("comes back as it was signed, empty lines and all", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const note = signNote(text, [signer]);
        expect(openNote(parseNote(Buffer.from(note)), [verifier]).text).toBe(text);
        expect(formatNote(parseNote(note))).toBe(note);
      }),
    );
  });

  it("is refused whichever of its bytes is another: no byte is unaccounted for", () => {
    const note = Buffer.from(signNote("log.example/1\n5\nfive\n", [signer]));
    for (let at = 0; at < note.length; at++) {
      for (const flip of [1, 2, 4, 8, 16, 32, 64, 128]) {
        const changed = Buffer.from(note);
        changed[at] = (changed[at] ?? 0) ^ flip;
        expect(() => openNote(parseNote(changed), [verifier])).toThrow(expect.objectContaining({ code: expect.stringMatching(/^(NOTE|SIGNATURE)_INVALID$/) }));
      }
    }
  });

  it.each<{ what: string; note: Uint8Array | string }>([
    { what: "nothing", note: "" },
    { what: "no signature", note: "text\n\n" },
    { what: "no empty line", note: `text\n${peterLine}\n` },
    { what: "no text", note: `\n${peterLine}\n` },
    { what: "no newline at its end", note: published.slice(0, -1) },
    { what: "an empty line at its end", note: `${published}\n` },
    { what: "a line after its signatures", note: `${published}more\n` },
    { what: "a carriage return", note: published.replaceAll("\n", "\r\n") },
    { what: "a tab", note: published.replace("you think", "you\tthink") },
    { what: "a NUL", note: published.replace("you think", "you\0think") },
    { what: "a byte order mark before a signature", note: published.replace("— Peter", "\ufeff— Peter") },
    { what: "bytes that are not UTF-8", note: Buffer.from(published.replace("you", "yoé"), "latin1") },
    { what: "a lone surrogate", note: published.replace("you", "\ud800") },
    { what: "a hyphen for a dash", note: published.replace("— Peter", "- Peter") },
    { what: "two spaces", note: published.replace("— Peter", "—  Peter") },
    { what: "a space at the end of a line", note: published.replace("nAM=", "nAM= ") },
    { what: "a name with a plus", note: published.replace("PeterNeumann", "Peter+Neumann") },
    { what: "a name with a no-break space", note: published.replace("PeterNeumann", "Peter\u00a0Neumann") },
    { what: "base64 without padding", note: published.replace("nAM=", "nAM") },
    { what: "base64 with a bit that stands for nothing", note: published.replace("nAM=", "nAN=") },
    { what: "base64 for addresses", note: published.replace("x08go/", "x08go_") },
    { what: "an id and no signature", note: "text\n\n— a AAAAAA==\n" },
    { what: "one signature twice", note: `${textOfIt}\n\n${peterLine}\n${peterLine}\n` },
    { what: "two signatures of one key", note: `${textOfIt}\n\n${peterLine}\n— PeterNeumann x08gowAA\n` },
    { what: "more bytes than the cap", note: `${"a".repeat(noteCap)}\n\n${peterLine}\n` },
    { what: "more bytes than the cap, in fewer letters", note: `${"체".repeat(noteCap / 3)}\n\n${peterLine}\n` },
  ])("with $what is refused", ({ note }) => {
    expect(() => parseNote(note)).toThrow(refusal);
  });

  it("of 16 signatures as long as ML-DSA-44's is read", () => {
    const signatures = Array.from({ length: 16 }, (_, index) => ({ name: `witness.example/${index}`, keyId: index, signature: Buffer.alloc(2_428, index) }));
    expect(parseNote(formatNote({ text: "text\n", signatures })).signatures).toEqual(signatures);
  });

  it("is refused when a known key's signature is wrong, though another's is right", () => {
    const other = signNote("another text\n", [signer]);
    const [, line = ""] = other.split("\n\n");
    expect(() => openNote(parseNote(`${published}${line}`), [noteVerifier(peter), verifier])).toThrow(wrong);
  });

  it("is refused when no signature is by a known key, or the name or the id is another's", () => {
    const note = signNote("text\n", [signer]);
    expect(() => openNote(parseNote(note), [])).toThrow(wrong);
    expect(() => openNote(parseNote(note), [noteVerifier(peter)])).toThrow(wrong);
    expect(() => openNote(parseNote(note.replace("— log.example/1", "— log.example/2")), [verifier])).toThrow(wrong);
    const { text, signatures } = parseNote(note);
    const renumbered = signatures.map(({ keyId, ...rest }) => ({ ...rest, keyId: (keyId + 1) % 2 ** 32 }));
    expect(() => openNote({ text, signatures: renumbered }, [verifier])).toThrow(wrong);
  });

  it("cannot be made of a text that no reader would take", () => {
    for (const text of ["", "no newline", "a\tb\n", "a\u0000\n", "\ud800\n"]) expect(() => signNote(text, [signer])).toThrow(refusal);
    expect(() => signNote("text\n", [])).toThrow(refusal);
    expect(() => signNote("text\n", [signer, signer])).toThrow(refusal);
  });

  it("names each signature in one line", () => {
    expect(formatSignatures(parseNote(published).signatures)).toBe(`${peterLine}\n${enochLine}\n`);
  });

  it("is not verified with a witness's key, nor with one key twice", () => {
    expect(() => noteVerifier(verifierKey("w", key, "cosignature/v1"))).toThrow(expect.objectContaining({ code: "KEY_INVALID" }));
    expect(() => openNote(parseNote(published), [noteVerifier(peter), noteVerifier(peter)])).toThrow(expect.objectContaining({ code: "KEY_INVALID" }));
  });
});
