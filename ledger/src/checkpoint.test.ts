/** Checkpoints, as C2SP tlog-checkpoint writes them, and which of the log's keys may sign which. */
import { formatCheckpoint, type LogKey, parseCheckpoint, signCheckpoint, verifyCheckpoint } from "./checkpoint.js";
import { newPrivateKey, verifierKey } from "./key.js";
import { noteSigner, signNote } from "./note.js";
import { emptyRoot, leafHash } from "./tree.js";

const origin = "epigraph.example/ledger";
const key = newPrivateKey();
const [signer, known] = [noteSigner(origin, key), verifierKey(origin, key)];
const root = leafHash("five");
const refusal = expect.objectContaining({ code: "CHECKPOINT_INVALID" });
const untrusted = expect.objectContaining({ code: "SIGNATURE_INVALID" });

describe("the text of a checkpoint", () => {
  it("is read as the specification's example has it", () => {
    const text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    const checkpoint = parseCheckpoint(text);
    expect(checkpoint).toMatchObject({ origin: "example.com/behind-the-sofa", size: 20_852_163 });
    expect(checkpoint.root.toString("base64")).toBe("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=");
    expect(formatCheckpoint(checkpoint)).toBe(text);
  });

  it.each([
    { what: "nothing", text: "" },
    { what: "two lines", text: `${origin}\n5\n` },
    { what: "no newline at its end", text: `${origin}\n5\n${root.toString("base64")}` },
    { what: "an empty line at its end", text: `${origin}\n5\n${root.toString("base64")}\n\n` },
    { what: "an extension line", text: `${origin}\n5\n${root.toString("base64")}\nextension\n` },
    { what: "no origin", text: `\n5\n${root.toString("base64")}\n` },
    { what: "an origin that no key can have", text: `the ledger\n5\n${root.toString("base64")}\n` },
    { what: "a size with a leading zero", text: `${origin}\n05\n${root.toString("base64")}\n` },
    { what: "a signed size", text: `${origin}\n+5\n${root.toString("base64")}\n` },
    { what: "a negative size", text: `${origin}\n-5\n${root.toString("base64")}\n` },
    { what: "a size in other digits", text: `${origin}\n٥\n${root.toString("base64")}\n` },
    { what: "a size with a fraction", text: `${origin}\n5.0\n${root.toString("base64")}\n` },
    { what: "a size of 2^53", text: `${origin}\n9007199254740992\n${root.toString("base64")}\n` },
    { what: "no size", text: `${origin}\n\n${root.toString("base64")}\n` },
    { what: "a root of 31 bytes", text: `${origin}\n5\n${root.subarray(1).toString("base64")}\n` },
    { what: "a root in hexadecimal digits", text: `${origin}\n5\n${root.toString("hex")}\n` },
    { what: "a root without padding", text: `${origin}\n5\n${root.toString("base64").replace("=", "")}\n` },
    { what: "no records and yet a root", text: `${origin}\n0\n${root.toString("base64")}\n` },
  ])("with $what is refused", ({ text }) => {
    expect(() => parseCheckpoint(text)).toThrow(refusal);
  });

  it("has a size of up to 2^53 - 1", () => {
    expect(parseCheckpoint(`${origin}\n9007199254740991\n${root.toString("base64")}\n`).size).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe("a signed checkpoint", () => {
  it("says what was signed", () => {
    expect(verifyCheckpoint(signCheckpoint({ size: 5, root }, signer), [known])).toMatchObject({ origin, size: 5, root, verified: [{ name: origin }], unknown: [] });
    expect(verifyCheckpoint(signCheckpoint({ size: 0, root: emptyRoot() }, signer), [known])).toMatchObject({ size: 0, root: emptyRoot() });
  });

  it("is refused without the log's signature, or with that of another log's key", () => {
    const note = signCheckpoint({ size: 5, root }, signer);
    expect(() => verifyCheckpoint(note, [])).toThrow(untrusted);
    expect(() => verifyCheckpoint(note, [verifierKey(origin, newPrivateKey())])).toThrow(untrusted);
    const other = noteSigner("other.example/ledger", key);
    const forged = signNote(formatCheckpoint({ origin, size: 5, root }), [other]);
    expect(() => verifyCheckpoint(forged, [verifierKey("other.example/ledger", key), known])).toThrow(untrusted);
  });

  it("is refused when its key signs other sizes only", () => {
    const between: LogKey = { ...known, from: 5, until: 8 };
    for (const size of [5, 8]) expect(verifyCheckpoint(signCheckpoint({ size, root }, signer), [between]).size).toBe(size);
    for (const size of [4, 9]) expect(() => verifyCheckpoint(signCheckpoint({ size, root }, signer), [between])).toThrow(untrusted);
  });

  it("cannot be made of a size or a root that no tree has", () => {
    for (const size of [-1, 0.5, Number.NaN, 2 ** 53]) expect(() => signCheckpoint({ size, root }, signer)).toThrow(refusal);
    expect(() => signCheckpoint({ size: 5, root: root.subarray(1) }, signer)).toThrow(refusal);
    expect(() => signCheckpoint({ size: 0, root }, signer)).toThrow(refusal);
  });

  it("is refused when it is signed well but is no checkpoint", () => {
    expect(() => verifyCheckpoint(signNote("text\n", [signer]), [known])).toThrow(refusal);
    expect(() => verifyCheckpoint("text\n", [known])).toThrow(expect.objectContaining({ code: "NOTE_INVALID" }));
  });
});
