/** What is not found leaves in steps. */
import { GraphQLError } from "graphql";
import { tellsByTime, untilNextStep } from "./even-time.js";

it("waits for the next step of 20 ms, whatever the time until then was made of", async () => {
  for (const worked of [0.5, 3, 19, 21, 38]) {
    const began = performance.now();
    await untilNextStep(began - worked);
    // a timer is never early by more than the millisecond that it is rounded to, and may be late
    expect(performance.now() - began + worked).toBeGreaterThanOrEqual(Math.ceil(worked / 20) * 20 - 1);
  }
});

it.each([
  [["NOT_FOUND"], true],
  [["CLEARANCE_REQUIRED", "NOT_FOUND"], true],
  [["CLEARANCE_REQUIRED"], false],
  [[], false],
])("errors with the codes %j: %s", (codes, held) => {
  expect(tellsByTime({}, codes.map((code) => new GraphQLError("", { extensions: { code } })))).toBe(held);
  expect(tellsByTime({}, undefined)).toBe(false);
  expect(tellsByTime({ even: true }, undefined)).toBe(true);
});
