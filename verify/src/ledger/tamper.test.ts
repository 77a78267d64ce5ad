import { blindVerifiers, exportedLog, flipBytes, structuralAttacks } from "./tamper.js";

/** In full by `npm run verify:ledger`. */
const size = { records: 700, disclosed: 4 };

describe("an exported log with a byte changed", () => {
  it("is never sound, wherever the byte", async () => {
    const { files, trust } = await exportedLog(size);
    const { positions, missed } = flipBytes(files, trust, 60);
    expect([positions, missed]).toEqual([60, []]);
  });

  it("would pass a verifier that looked away from any kind of file", async () => {
    const { files, trust } = await exportedLog(size);
    expect(blindVerifiers(files, trust)).toEqual({ planted: 8, found: 8 });
  });

  it("or with files taken away, put in or swapped, or cut or rewritten with its true keys, is caught", async () => {
    const { log, plan, files, trust } = await exportedLog(size);
    const { tried, missed } = await structuralAttacks(log, plan, files, trust);
    expect([tried > 40, missed]).toEqual([true, []]);
  });
});
