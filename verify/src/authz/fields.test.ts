/** CASL and Cedar decide the same about fields; in full: `npm run verify:authz`. */
import { compareFields, plantedFaults } from "./fields.js";

const seed = 20_200_511;

describe(`generated questions about fields (seed ${seed})`, () => {
  // so many that every rule is seen at work, as is asked below
  const { decisions, allowed, changes, disagreements, coverage } = compareFields({ seed, decisions: 3_500 });

  it("CASL and Cedar decide alike", () => {
    expect(disagreements).toEqual([]);
  });

  it("at least a quarter is allowed, and mutations are among them", () => {
    expect(allowed / decisions).toBeGreaterThan(0.25);
    expect(changes).toBeGreaterThan(100);
  });

  it("every rule is seen to allow and to refuse", () => {
    expect(coverage.unseen().filter((line) => line.endsWith("to allow") || line.endsWith("to refuse") || line.endsWith("to let pass"))).toEqual([]);
    expect(coverage.bothWays()).toBe(100);
  });
});

// one of each kind here; every rule left out in turn by `npm run verify:authz`
const kinds = plantedFaults().filter(({ fault }) => !fault.startsWith("without") || fault.startsWith("without sealed"));

describe("a fault planted in Cedar's policies is found", () => {
  it.each(kinds)("$fault", ({ policies, about }) => {
    expect(compareFields({ seed, decisions: 5_000, policies, about, stopAt: 1 }).disagreements).toHaveLength(1);
  });
});
