/** Some sequences here; all of them in `npm run verify:process`. */
import { checkAlone, checkEverybody, faults, ownApproval } from "./model-check.js";
import { people } from "./model-office.js";

it("whatever many people do with requests, policies, grants, transfers, merges and the clock, nobody reads a stay without a live grant that covers it", async () => {
  const { runs, broken, reads, done } = await checkEverybody(4, 1);
  expect([runs, broken]).toEqual([4, undefined]);
  expect(reads).toBeGreaterThan(0);
  for (const what of ["a request", "an approval", "a policy", "a transfer"]) expect([what, done.get(what)]).toEqual([what, expect.any(Number)]);
}, 120_000);

it("whatever one account does alone, nobody comes by a grant or a read", async () => {
  expect(await checkAlone(people.kim, 2, 2)).toMatchObject({ reads: 0, broken: undefined });
}, 120_000);

it.each([["a holder whom nobody named", () => checkEverybody(60, 3, faults["a holder whom nobody named"])], ["a request that needs nobody else", () => checkAlone(people.kim, 30, 4, ownApproval)]] as const)("finds a fault that is planted: %s", async (_, check) => {
  expect((await check()).broken).toMatch(/^a stay was read that no live grant of the reader covers/);
}, 120_000);
