import { randomBytes } from "node:crypto";
import fc from "fast-check";

import { seal, segmentBytes, unseal } from "./sealed-file.js";

const key = randomBytes(32);
const as = { key, about: "a file" };

async function all(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const found: Buffer[] = [];
  for await (const piece of pieces) found.push(piece);
  return Buffer.concat(found);
}
const sealed = (plain: Buffer, like = as): Promise<Buffer> => all(seal(like, [plain]));
const opened = (bytes: Buffer, like = as): Promise<Buffer> => all(unseal(like, [bytes], "it"));
const damaged = { code: "BACKUP_DAMAGED" };

/** What of a file's text fills its segments: the header is in the first. */
const firstText = segmentBytes - 40 - 16;
const otherText = segmentBytes - 16;

describe("a sealed file", () => {
  it.each([0, 1, 1000, firstText - 1, firstText, firstText + 1, firstText + otherText, firstText + otherText + 1])("of %d bytes is what was sealed, however it comes in", async (length) => {
    const plain = randomBytes(length);
    const bytes = await sealed(plain);
    expect(bytes.length).toBe(40 + length + 16 * Math.max(1, Math.ceil((length - firstText) / otherText) + 1));
    expect((await opened(bytes)).equals(plain)).toBe(true);
    const inPieces = Array.from({ length: Math.ceil(bytes.length / 65_537) }, (_, at) => bytes.subarray(at * 65_537, (at + 1) * 65_537));
    expect((await all(unseal(as, inPieces, "it"))).equals(plain)).toBe(true);
  });

  it("is never the same twice", async () => {
    expect((await sealed(Buffer.from("x"))).equals(await sealed(Buffer.from("x")))).toBe(false);
  });

  it("does not open with one byte changed, wherever that is", async () => {
    const bytes = await sealed(Buffer.from("a small file"));
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect(opened(changed)).rejects.toMatchObject(damaged);
    }
  });

  it("does not open with any byte changed to any other, cut at any length, or made longer", async () => {
    const bytes = await sealed(randomBytes(2 * segmentBytes));
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ change;
        await expect(opened(changed)).rejects.toMatchObject(damaged);
        await expect(opened(bytes.subarray(0, at))).rejects.toMatchObject(damaged);
        await expect(opened(Buffer.concat([bytes, bytes.subarray(0, change)]))).rejects.toMatchObject(damaged);
      }),
      { numRuns: 20 },
    );
  });

  it("does not open when it ends at a segment's border, nor with segments exchanged, left out or doubled", async () => {
    const bytes = await sealed(randomBytes(3 * segmentBytes));
    const [first, second, third, fourth] = [0, 1, 2, 3].map((at) => bytes.subarray(at * segmentBytes, (at + 1) * segmentBytes)) as [Buffer, Buffer, Buffer, Buffer];
    for (const [name, others] of Object.entries({ "one segment": [first], "two": [first, second], "three": [first, second, third], "exchanged": [first, third, second, fourth], "without one": [first, third, fourth], "one twice": [first, second, second, third, fourth] })) {
      expect([name, await opened(Buffer.concat(others)).catch((error: unknown) => error)]).toEqual([name, expect.objectContaining(damaged)]);
    }
    expect((await opened(Buffer.concat([first, second, third, fourth]))).length).toBe(3 * segmentBytes);
  });

  it("opens neither as another file nor with another key, nor with another file's segments", async () => {
    const bytes = await sealed(Buffer.from("x"));
    await expect(opened(bytes, { key, about: "another file" })).rejects.toMatchObject(damaged);
    await expect(opened(bytes, { key: randomBytes(32), about: "a file" })).rejects.toMatchObject(damaged);
    const [one, two] = [await sealed(randomBytes(2 * segmentBytes)), await sealed(randomBytes(2 * segmentBytes))];
    await expect(opened(Buffer.concat([one.subarray(0, segmentBytes), two.subarray(segmentBytes)]))).rejects.toMatchObject(damaged);
  });

  it("gives out nothing of a segment that is not sound", async () => {
    const bytes = await sealed(randomBytes(2 * segmentBytes));
    bytes[segmentBytes + 5] = (bytes[segmentBytes + 5] ?? 0) ^ 1;
    let given = 0;
    await expect(
      (async () => {
        for await (const piece of unseal(as, [bytes], "it")) given += piece.length;
      })(),
    ).rejects.toMatchObject(damaged);
    expect(given).toBe(firstText);
  });
});
