/** The messages between a log and its witness, as C2SP tlog-witness writes them. */
import { addCheckpointCap, formatAddCheckpoint, formatWitnessedSize, parseAddCheckpoint, parseWitnessedSize } from "./witness-request.js";

/** The specification's example. */
const example = `old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
`;
const refusal = expect.objectContaining({ code: "PROOF_INVALID" });

describe("a request to a witness", () => {
  it("is read as the specification's example has it, and comes back byte for byte", () => {
    const request = parseAddCheckpoint(Buffer.from(example));
    expect([request.old, request.proof.length, request.checkpoint]).toEqual([20_852_014, 4, example.slice(example.indexOf("\n\n") + 2)]);
    expect(formatAddCheckpoint(request)).toBe(example);
  });

  it("has no hashes the first time", () => {
    const first = { old: 0, proof: [], checkpoint: "a checkpoint" };
    expect(formatAddCheckpoint(first)).toBe("old 0\n\na checkpoint");
    expect(parseAddCheckpoint("old 0\n\na checkpoint")).toEqual(first);
  });

  const hash = `${Buffer.alloc(32).toString("base64")}\n`;
  it.each([
    { what: "nothing", body: "" },
    { what: "no empty line", body: "old 0\n" },
    { what: "no old size", body: `${hash}\n${example}` },
    { what: "an old size with a leading zero", body: example.replace("old ", "old 0") },
    { what: "a negative old size", body: example.replace("old ", "old -") },
    { what: "two spaces", body: example.replace("old ", "old  ") },
    { what: "capitals", body: example.replace("old ", "Old ") },
    { what: "an old size of 2^53", body: example.replace("20852014", "9007199254740992") },
    { what: "a hash that is cut", body: example.replace("PlRNC", "PlRN") },
    { what: "a hash without padding", body: example.replace("kaw=", "kaw") },
    { what: "64 hashes", body: `old 5\n${hash.repeat(64)}\ncheckpoint` },
    { what: "carriage returns", body: example.replaceAll("\n", "\r\n") },
    { what: "more bytes than the cap", body: `${example}${"a".repeat(addCheckpointCap)}` },
    { what: "bytes that are not UTF-8", body: Buffer.concat([Buffer.from(example), Buffer.of(0xff)]) },
  ])("with $what is refused", ({ body }) => {
    expect(() => parseAddCheckpoint(body)).toThrow(refusal);
  });

  it("may have 63 hashes", () => {
    expect(parseAddCheckpoint(`old 5\n${hash.repeat(63)}\ncheckpoint`).proof).toHaveLength(63);
  });
});

describe("the size that a witness saw last", () => {
  it("comes back", () => {
    for (const size of [0, 1, 20_852_014, Number.MAX_SAFE_INTEGER]) expect(parseWitnessedSize(Buffer.from(formatWitnessedSize(size)))).toBe(size);
  });

  it.each(["", "5", "57", "\n", "05\n", "5\n\n", "-1\n", "9007199254740992\n", "5 \n", "five\n", `${"0".repeat(40)}\n`])("%j is none", (text) => {
    expect(() => parseWitnessedSize(text)).toThrow(refusal);
  });
});
