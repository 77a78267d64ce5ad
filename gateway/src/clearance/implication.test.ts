/** When an OR of ANDs asks for more than others do together. */
import { saysMoreThan } from "./implication.js";

describe("whether one requirement says more than others", () => {
  it.each([
    { anyOf: [["a"]], others: [], more: true },
    { anyOf: [["a"]], others: [[["a"]]], more: false },
    { anyOf: [["a"]], others: [[["a", "b"]]], more: false },
    { anyOf: [["a", "b"]], others: [[["a"]]], more: true },
    { anyOf: [["a", "b"]], others: [[["a"]], [["b"]]], more: false },
    { anyOf: [["a"], ["b"]], others: [[["b"]]], more: false },
    { anyOf: [["a"]], others: [[["a"], ["b"]]], more: true },
    { anyOf: [[]], others: [], more: false },
    { anyOf: [], others: [[["a"]]], more: true },
  ])("$anyOf beyond $others: $more", ({ anyOf, others, more }) => {
    expect(saysMoreThan(anyOf, others)).toBe(more);
  });

  it("is taken to say more when finding out would cost too much", () => {
    const others = Array.from({ length: 40 }, (_, n) => [[`a${n}`], [`b${n}`]]);
    expect(saysMoreThan([["a0"], ["b0"]], others)).toBe(true);
  });
});
