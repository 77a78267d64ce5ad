/** Giving less never shows more, on a part of what `npm run verify:authz` tries. Rows: see rows.test.ts. */
import { fieldNarrowings } from "./narrowings.js";
import { narrowFields, wideningFaults } from "./metamorphic.js";

const seed = 20_200_510;
const narrowed = new Map(narrowFields({ seed, each: 250 }).map((one) => [one.name, one]));

describe(`giving less shows no more of a field (seed ${seed})`, () => {
  it.each(fieldNarrowings.map(({ name }) => name))("%s", (name) => {
    expect(narrowed.get(name)).toMatchObject({ widened: 0 });
    expect(narrowed.get(name)?.bit).toBeGreaterThan(0);
  });
});

describe("a decision that shows more to who is given less is found out", () => {
  it.each(wideningFaults)("$fault", ({ decide }) => {
    expect(narrowFields({ seed, each: 30, decide }).some(({ widened }) => widened > 0)).toBe(true);
  });
});
