/** A log goes from key to key: who trusts the first one follows offline, and nobody else can lead them away. */
import { signCheckpoint, verifyCheckpoint } from "./checkpoint.js";
import { newPrivateKey, type VerifierKey, verifierKey } from "./key.js";
import { parseKeyRotation, signKeyRotation, trustedKeys } from "./key-rotation.js";
import { noteSigner, parseNote, type Signer, signNote } from "./note.js";
import { leafHash } from "./tree.js";

const origin = "epigraph.example/ledger";
type Party = VerifierKey & { readonly signer: Signer };
const party = (key = newPrivateKey()): Party => ({ ...verifierKey(origin, key), signer: noteSigner(origin, key) });
const [first, second, third, thief] = [party(), party(), party(), party()];

const rootOf = (size: number): Buffer => leafHash(`tree of ${size}`);
const handOver = (from: Party, to: Party, size: number): string => signKeyRotation({ size, root: rootOf(size), key: to }, from.signer);
const checkpoint = (size: number, by: Party): string => signCheckpoint({ size, root: rootOf(size) }, by.signer);
const untrusted = expect.objectContaining({ code: "SIGNATURE_INVALID" });
const refusal = expect.objectContaining({ code: "KEY_INVALID" });

describe("a change of keys", () => {
  it("is five lines under the old key's signature", () => {
    expect(handOver(first, second, 100).split("\n\n")[0]?.split("\n")).toEqual(["epigraph ledger key", origin, "100", rootOf(100).toString("base64"), second.text]);
    expect(parseKeyRotation(parseNote(handOver(first, second, 100)).text)).toMatchObject({ origin, size: 100, root: rootOf(100), key: { text: second.text } });
  });

  it("leads from the first key through all, in whatever order the statements are found", () => {
    const statements = [handOver(second, third, 250), handOver(first, second, 100)];
    for (const found of [statements, [...statements].reverse()]) {
      expect(trustedKeys(first, found).map(({ text, from, until, handover }) => ({ text, from, until, handover }))).toEqual([
        { text: first.text, from: undefined, until: 100, handover: undefined },
        { text: second.text, from: 100, until: 250, handover: { size: 100, root: rootOf(100) } },
        { text: third.text, from: 250, until: undefined, handover: { size: 250, root: rootOf(250) } },
      ]);
    }
    expect(trustedKeys(first, [])).toEqual([first]);
  });

  it("leaves old checkpoints verifiable and makes later ones so, to who has the first key only", () => {
    const keys = trustedKeys(first, [handOver(first, second, 100), handOver(second, third, 250)]);
    for (const [size, by] of [[1, first], [100, first], [100, second], [101, second], [250, second], [250, third], [9_000, third]] as const) expect(verifyCheckpoint(checkpoint(size, by), keys).size).toBe(size);
  });

  it("ends what the old key may sign, and begins what the new one may", () => {
    const keys = trustedKeys(first, [handOver(first, second, 100), handOver(second, third, 250)]);
    for (const [size, by] of [[101, first], [99, second], [251, second], [249, third], [100, thief]] as const) expect(() => verifyCheckpoint(checkpoint(size, by), keys)).toThrow(untrusted);
  });

  it("is refused when anything but the key in force signed it", () => {
    expect(() => trustedKeys(first, [handOver(thief, second, 100)])).toThrow(untrusted);
    expect(() => trustedKeys(first, [handOver(first, second, 100), handOver(first, third, 250)])).toThrow(untrusted); // the first is no longer in force
    expect(() => trustedKeys(first, [handOver(second, third, 250)])).toThrow(untrusted); // the link between is missing
    expect(() => trustedKeys(thief, [handOver(first, second, 100)])).toThrow(untrusted);
  });

  it("is refused with a signature besides, of which nothing is known", () => {
    const { text } = parseNote(handOver(first, second, 100));
    expect(() => trustedKeys(first, [signNote(text, [first.signer, thief.signer])])).toThrow(untrusted);
  });

  it("is refused at a size where a key was handed over already, to the same key again, or back to an old one", () => {
    expect(() => trustedKeys(first, [handOver(first, second, 100), handOver(second, third, 100)])).toThrow(refusal);
    expect(() => trustedKeys(first, [handOver(first, second, 100), handOver(first, thief, 100)])).toThrow(refusal);
    expect(() => trustedKeys(first, [handOver(first, first, 100)])).toThrow(refusal);
    expect(() => trustedKeys(first, [handOver(first, second, 100), handOver(second, first, 250)])).toThrow(refusal);
  });

  it("is refused when it is of another log, or names another log's or a witness's key", () => {
    const other = noteSigner("other.example/ledger", newPrivateKey());
    expect(() => trustedKeys(first, [signKeyRotation({ size: 1, root: rootOf(1), key: verifierKey("other.example/ledger", newPrivateKey()) }, other)])).toThrow(refusal);
    expect(() => signKeyRotation({ size: 1, root: rootOf(1), key: verifierKey("other.example/ledger", newPrivateKey()) }, first.signer)).toThrow(refusal);
    expect(() => signKeyRotation({ size: 1, root: rootOf(1), key: verifierKey(origin, newPrivateKey(), "cosignature/v1") }, first.signer)).toThrow(refusal);
  });

  it("is never taken for a checkpoint, nor a checkpoint for one", () => {
    expect(() => verifyCheckpoint(handOver(first, second, 100), [first])).toThrow(expect.objectContaining({ code: "CHECKPOINT_INVALID" }));
    expect(() => trustedKeys(first, [checkpoint(100, first)])).toThrow(refusal);
  });

  const good = parseNote(handOver(first, second, 100)).text;
  it.each([
    { what: "a line more", text: `${good}more\n` },
    { what: "a line less", text: good.slice(0, good.lastIndexOf("\n", good.length - 2) + 1) },
    { what: "another header", text: good.replace("epigraph", "Epigraph") },
    { what: "a size with a leading zero", text: good.replace("\n100\n", "\n0100\n") },
    { what: "a root that is cut", text: good.replace(rootOf(100).toString("base64"), rootOf(100).subarray(1).toString("base64")) },
    { what: "a key that was changed", text: good.replace(second.text, second.text.slice(0, -1)) },
  ])("with $what is refused, though the old key signed it", ({ text }) => {
    expect(() => trustedKeys(first, [signNote(text, [first.signer])])).toThrow(refusal);
  });
});
