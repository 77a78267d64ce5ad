import { purgeProof } from "./purge.js";

/** Fewer values here and three interruptions; all of them in `npm run verify:process`. */
it.each([
  ["everything", 0],
  ["one response among others", 8],
])("what a purge of %s took is in no table, data file or log segment of the server any more, and no backup opens, though all of it was found there before", async (_, others) => {
  const persons = 12;
  const result = await purgeProof({ persons, others, seed: 3, breaks: ["archive", "delete", "keys"], kills: 0 }, () => undefined);
  expect(result).toMatchObject({ planted: persons * 13, leaks: 0, leakedFrom: [], stillOpen: 0, backupOpens: false, held: 2, heldOpened: 2, resumed: 3, othersLost: 0, noticesTallied: persons, certificateVerified: true, sealedOpened: persons });
  expect(result).toMatchObject({ inTables: persons * 8, inBackup: persons * 8, inFiles: persons * 9 });
  expect(result.inLog).toBeGreaterThan(persons * 8);
}, 120_000);
