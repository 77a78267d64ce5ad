/** What witnesses sign, as C2SP tlog-cosignature writes it. */
import { verify } from "node:crypto";
import { signCheckpoint, verifyCheckpoint } from "./checkpoint.js";
import { attachSignatures, cosignatureVerifier, cosigner, verifyCosignatures } from "./cosignature.js";
import { newPrivateKey, verifierKey } from "./key.js";
import { formatNote, type NoteSignature, noteSigner, parseNote } from "./note.js";
import { leafHash } from "./tree.js";

const origin = "epigraph.example/ledger";
const [logKey, witnessKey] = [newPrivateKey(), newPrivateKey()];
const log = verifierKey(origin, logKey);
const witness = verifierKey("witness.example/w1", witnessKey, "cosignature/v1");
const checkpoint = signCheckpoint({ size: 5, root: leafHash("five") }, noteSigner(origin, logKey));
const { text } = parseNote(checkpoint);
const made = 1_679_315_147;

function cosigned(by = cosigner(witness.name, witnessKey, made), of = text): NoteSignature {
  return { name: by.name, keyId: by.keyId, signature: by.sign(of) };
}

describe("a cosignature", () => {
  it("is eight bytes of time and a signature over `cosignature/v1`, the time and the checkpoint's text", () => {
    const { signature } = cosigned();
    expect(Buffer.from(signature).subarray(0, 8).toString("hex")).toBe("00000000641850cb");
    expect(verify(null, Buffer.from(`cosignature/v1\ntime 1679315147\n${text}`), witness.publicKey, signature.subarray(8))).toBe(true);
  });

  it("has, in the specification's example, the time that the specification names", () => {
    const example = parseNote("a\n\n— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n").signatures[0]?.signature;
    expect(Number(Buffer.from(example ?? []).readBigUInt64BE(0))).toBe(made);
    expect(example).toHaveLength(72);
  });

  it("is verified under the log's own signature, and says who saw the tree when", () => {
    const attached = attachSignatures(checkpoint, [cosigned()]);
    const signed = verifyCheckpoint(attached, [log]);
    expect(verifyCosignatures(signed, [witness])).toEqual({ cosignatures: [{ witness: "witness.example/w1", timestamp: made }], unknown: [] });
  });

  it("of an unknown witness is left alone, and a checkpoint may have none", () => {
    const signed = verifyCheckpoint(attachSignatures(checkpoint, [cosigned()]), [log]);
    expect(verifyCosignatures(signed, [])).toMatchObject({ cosignatures: [], unknown: [{ name: "witness.example/w1" }] });
    expect(verifyCosignatures(verifyCheckpoint(checkpoint, [log]), [witness])).toEqual({ cosignatures: [], unknown: [] });
  });

  it("does not stand for the log's own signature, though it be by the log's key and under its id", () => {
    const ours = cosigned(cosigner(origin, logKey, made));
    expect(ours.keyId).not.toBe(log.id);
    for (const keyId of [ours.keyId, log.id]) expect(() => verifyCheckpoint(formatNote({ text, signatures: [{ ...ours, keyId }] }), [log])).toThrow(expect.objectContaining({ code: "SIGNATURE_INVALID" }));
  });

  it.each<{ what: string; change: (signature: Buffer) => Uint8Array }>([
    { what: "of another time", change: (signature) => Buffer.concat([Buffer.from([0, 0, 0, 0, 1, 2, 3, 4]), signature.subarray(8)]) },
    { what: "of a time beyond all numbers", change: (signature) => Buffer.concat([Buffer.alloc(8, 255), signature.subarray(8)]) },
    { what: "of three bytes", change: (signature) => signature.subarray(0, 3) },
    { what: "without its time", change: (signature) => signature.subarray(8) },
    { what: "with a byte more", change: (signature) => Buffer.concat([signature, Buffer.of(0)]) },
    { what: "with a changed byte", change: (signature) => signature.fill(signature.readUInt8(70) ^ 1, 70, 71) },
  ])("$what is refused", ({ change }) => {
    const { signature, ...rest } = cosigned();
    const signed = verifyCheckpoint(attachSignatures(checkpoint, [{ ...rest, signature: change(Buffer.from(signature)) }]), [log]);
    expect(() => verifyCosignatures(signed, [witness])).toThrow(expect.objectContaining({ code: "SIGNATURE_INVALID" }));
  });

  it("of another checkpoint is refused", () => {
    const signed = verifyCheckpoint(attachSignatures(checkpoint, [cosigned(undefined, text.replace("\n5\n", "\n6\n"))]), [log]);
    expect(() => verifyCosignatures(signed, [witness])).toThrow(expect.objectContaining({ code: "SIGNATURE_INVALID" }));
  });

  it("is not made at no time, nor verified with a key that signs notes", () => {
    for (const timestamp of [-1, 0.5, Number.NaN, 2 ** 53]) expect(() => cosigner("w", witnessKey, timestamp)).toThrow(expect.objectContaining({ code: "SIGNATURE_INVALID" }));
    expect(() => cosignatureVerifier(log)).toThrow(expect.objectContaining({ code: "KEY_INVALID" }));
  });
});

describe("attaching", () => {
  it("puts a later cosignature in the place of an earlier one of the same witness", () => {
    const once = attachSignatures(checkpoint, [cosigned()]);
    const twice = attachSignatures(once, [cosigned(cosigner(witness.name, witnessKey, made + 60))]);
    expect(verifyCosignatures(verifyCheckpoint(twice, [log]), [witness]).cosignatures).toEqual([{ witness: witness.name, timestamp: made + 60 }]);
    expect(twice.length).toBe(once.length);
  });
});
