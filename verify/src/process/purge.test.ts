import { purgeProof } from "./purge.js";

/** Fewer values here and three interruptions; all of them in `npm run verify:process`. */
it("what a purge took is in no table, data file or log segment of the server any more, and no backup opens, though all of it was found there before", async () => {
  const result = await purgeProof({ persons: 24, seed: 3, breaks: ["archive", "delete", "keys"] }, () => undefined);
  expect(result).toMatchObject({ leaks: 0, leakedFrom: [], stillOpen: 0, backupOpens: false, held: 2, heldOpened: 2, resumed: 3, certificateVerified: true, sealedOpened: 24 });
  const clear = result.planted - 2 * 24;
  expect([result.inTables, result.inBackup]).toEqual([result.planted - 4 * 24, result.planted - 4 * 24].map(() => expect.any(Number)));
  expect(result.inFiles).toBeGreaterThan(clear / 2);
  expect(result.inLog).toBeGreaterThan(clear / 2);
}, 120_000);
