/** How many findings honest work makes: few enough to be read, and each of them something that happened. */
import type { FindingKind } from "./notice.js";
import { profileBound } from "./profile.js";
import { defaultFindingSettings } from "./settings.js";
import { ordinaryWork } from "./ordinary-work.js";
import { watchRecords } from "./testing.js";

describe("thirty investigators at work for thirty days", () => {
  const work = ordinaryWork(30, 30, 2_026);
  const { findings, profiles } = watchRecords(work);
  const ofKind = (kind: FindingKind) => [...findings.values()].filter((finding) => finding.kind === kind);

  it("make three findings each in four working days, six in seven of them because a request was approved or a case assigned on the ordinary path", () => {
    expect(work.length).toBe(15_869);
    const kinds = [...new Set([...findings.values()].map(({ kind }) => kind))].toSorted();
    expect(kinds.map((kind) => [kind, ofKind(kind).length])).toEqual([
      ["break-glass", 2],
      ["denied-then-granted", 468],
      ["no-assigned-case", 23],
      ["out-of-hours", 52],
    ]);
  });

  it("say of each what it was", () => {
    // out of hours: the late evenings
    expect(ofKind("out-of-hours").every(({ firstAt }) => new Date(firstAt + 9 * 3_600_000).getUTCHours() >= 22)).toBe(true);
    // without an assigned case: who stood in for a colleague looked at five or more, and a few looked at three new ones in a day
    expect(ofKind("no-assigned-case").filter(({ subjects }) => subjects >= 5).length).toBeGreaterThan(ofKind("no-assigned-case").length / 2);
    // granted after all: one or two persons a day
    expect(Math.max(...ofKind("denied-then-granted").map(({ subjects }) => subjects))).toBeLessThanOrEqual(5);
  });

  it("are remembered in one to three kilobytes each", () => {
    const sizes = [...profiles.values()].map((profile) => JSON.stringify(profile).length).toSorted((one, other) => one - other);
    expect(sizes[15]).toBeLessThan(2_000);
    expect(sizes.at(-1)).toBeLessThan(profileBound(defaultFindingSettings) / 2);
    expect(ofKind("incomplete-profile")).toEqual([]);
  });
});
