import fc from "fast-check";
import { diseases } from "./diseases.js";
import { addDays } from "./calendar.js";
import { likelySourceDefaults, likelySources, method, version, type SourceCase } from "./likely-sources.js";

const gangnam = { municipality: "1168000000", province: "1100000000" };
const mapo = { municipality: "1144000000", province: "1100000000" };
const busan = { municipality: "2611000000", province: "2600000000" };
const infectee: SourceCase = { caseId: "infectee", onsetDate: "2020-03-10", confirmationDate: "2020-03-14", ...gangnam };
const found = (candidates: readonly SourceCase[], who = infectee): string[] => likelySources(who, candidates, diseases["covid-19"]).sources.map((source) => source.caseId);

describe("the likely sources of a case", () => {
  it("name the method and its version", () => {
    expect(likelySources(infectee, [], diseases["covid-19"])).toEqual({ method, version, sources: [], outsideProbability: 1 });
    expect([method, version]).toEqual(["serial-interval-x-same-region", "1"]);
  });

  it("prefer the days that the serial interval prefers", () => {
    const onsets = { likeliest: "2020-03-06", later: "2020-03-11", early: "2020-02-25", much_later: "2020-03-25" };
    expect(found(Object.entries(onsets).map(([caseId, onsetDate]) => ({ caseId, onsetDate, ...gangnam })))).toEqual(["likeliest", "later", "early", "much_later"]);
  });

  it("prefer the same municipality to the same province to elsewhere", () => {
    const onsetDate = "2020-03-06";
    expect(found([{ caseId: "busan", onsetDate, ...busan }, { caseId: "mapo", onsetDate, ...mapo }, { caseId: "gangnam", onsetDate, ...gangnam }])).toEqual(["gangnam", "mapo", "busan"]);
  });

  it("show the evidence behind each, co-presences without weighing them", () => {
    const candidates = [{ caseId: "mapo", onsetDate: "2020-03-06", ...mapo }];
    const [source] = likelySources(infectee, candidates, diseases["covid-19"], { coPresences: new Map([["mapo", 3]]) }).sources;
    expect(source).toMatchObject({ rank: 1, evidence: { daysBetween: 4, compared: "onset", sameMunicipality: false, sameProvince: true, coPresences: 3 } });
    expect(source?.evidence.serialIntervalDensity).toBeCloseTo(0.0838, 3);
    expect(source?.probability).toBe(likelySources(infectee, candidates, diseases["covid-19"]).sources[0]?.probability);
    expect(likelySources(infectee, candidates, diseases["covid-19"]).sources[0]?.evidence).not.toHaveProperty("coPresences");
  });

  it.each<[string, Partial<SourceCase>, Partial<SourceCase>, number, string]>([
    ["onsets where both are known", {}, { onsetDate: "2020-03-06", confirmationDate: "2020-03-07" }, 4, "onset"],
    ["confirmations where one onset is missing", {}, { confirmationDate: "2020-03-09" }, 5, "confirmation"],
    ["reports where there is no confirmation", {}, { reportingDate: "2020-03-12" }, 2, "confirmation"],
    ["what there is otherwise", { confirmationDate: undefined }, { confirmationDate: "2020-03-09" }, 1, "mixed"],
  ])("compare %s", (_, mine, theirs, daysBetween, compared) => {
    expect(likelySources({ ...infectee, ...mine }, [{ caseId: "other", ...gangnam, ...theirs }], diseases["covid-19"]).sources[0]?.evidence).toMatchObject({ daysBetween, compared });
  });

  it("leave out the case itself and cases without any date; a case without a date has none", () => {
    expect(found([infectee, { caseId: "dateless", ...gangnam }])).toEqual([]);
    expect(likelySources({ caseId: "dateless", ...gangnam }, [infectee], diseases["covid-19"])).toMatchObject({ sources: [], outsideProbability: 1 });
  });

  it("do not take two unknown or equally named municipalities of two provinces for the same", () => {
    const evidence = (mine: Partial<SourceCase>, theirs: Partial<SourceCase>) => likelySources({ caseId: "a", onsetDate: "2020-03-10", ...mine }, [{ caseId: "b", onsetDate: "2020-03-06", ...theirs }], diseases["covid-19"]).sources[0]?.evidence;
    expect(evidence({ province: "Seoul" }, { province: "Seoul" })).toMatchObject({ sameMunicipality: false, sameProvince: true });
    expect(evidence({}, {})).toMatchObject({ sameMunicipality: false, sameProvince: false });
    expect(evidence({ province: "Seoul", municipality: "Jung-gu" }, { province: "Busan", municipality: "Jung-gu" })).toMatchObject({ sameMunicipality: false, sameProvince: false });
  });

  it("say outside when nobody fits, and less so the more candidates fit", () => {
    const neighbours = (count: number): SourceCase[] => Array.from({ length: count }, (_, index) => ({ caseId: `n${index}`, onsetDate: "2020-03-06", ...gangnam }));
    const outside = [0, 1, 6, 60].map((count) => likelySources(infectee, neighbours(count), diseases["covid-19"]).outsideProbability);
    expect(outside[0]).toBe(1);
    expect(outside.toSorted((a, b) => b - a)).toEqual(outside);
    expect(outside[2]).toBeCloseTo(0.5, 1);
    expect(likelySources(infectee, [{ caseId: "busan", onsetDate: "2020-03-09", ...busan }], diseases["covid-19"]).outsideProbability).toBeGreaterThan(0.99);
  });

  it("refuse weights that make no probabilities", () => {
    expect(() => likelySources(infectee, [], diseases["covid-19"], { outsideWeight: 0 })).toThrow(expect.objectContaining({ code: "invalid-parameter" }));
    expect(() => likelySources(infectee, [], diseases["covid-19"], { elsewhereFactor: Number.NaN })).toThrow(expect.objectContaining({ code: "invalid-parameter" }));
  });
});

describe("laws", () => {
  const regions = [gangnam, mapo, busan, {}];
  const anyCandidates = fc.uniqueArray(fc.record({ id: fc.nat(9999), day: fc.integer({ min: -30, max: 30 }), region: fc.nat(3), onset: fc.boolean() }), { selector: (row) => row.id, maxLength: 40 }).map((rows) =>
    rows.map(({ id, day, region, onset }): SourceCase => ({ caseId: `c${id}`, confirmationDate: addDays("2020-03-14", day), ...(onset ? { onsetDate: addDays("2020-03-10", day) } : {}), ...regions[region] })),
  );

  it("probabilities add up to 1, ranks run from 1 in their order", () => {
    fc.assert(
      fc.property(anyCandidates, (candidates) => {
        const { sources, outsideProbability } = likelySources(infectee, candidates, diseases["covid-19"]);
        expect(sources.reduce((sum, source) => sum + source.probability, outsideProbability)).toBeCloseTo(1, 9);
        expect(sources.map((source) => source.rank)).toEqual(sources.map((_, index) => index + 1));
        for (const [index, source] of sources.entries()) expect(source.probability).toBeLessThanOrEqual(sources[index - 1]?.probability ?? 1);
      }),
    );
  });

  it("the order of the candidates does not matter", () => {
    fc.assert(fc.property(anyCandidates, (candidates) => expect(likelySources(infectee, candidates.toReversed(), diseases["covid-19"]).sources.map((source) => source.caseId)).toEqual(found(candidates))));
  });

  it("ties follow neither the order of ids nor of the list, and differ from infectee to infectee", () => {
    const equals = Array.from({ length: 200 }, (_, index): SourceCase => ({ caseId: String(1000 + index), onsetDate: "2020-03-06", ...gangnam }));
    const ranks = (caseId: string): number[] => found(equals, { ...infectee, caseId }).map((id) => Number(id) - 1000);
    const correlation = (order: readonly number[]): number => order.reduce((sum, id, rank) => sum + (id - 99.5) * (rank - 99.5), 0) / order.reduce((sum, id) => sum + (id - 99.5) ** 2, 0);
    const all = Array.from({ length: 30 }, (_, index) => correlation(ranks(`i${index}`)));
    expect(Math.max(...all.map(Math.abs))).toBeLessThan(0.3); // chance: standard deviation 0.07
    expect(Math.abs(all.reduce((sum, value) => sum + value, 0) / all.length)).toBeLessThan(0.05);
    expect(ranks("i0")).not.toEqual(ranks("i1"));
  });

  it("renaming the cases changes no probability: ids are no feature", () => {
    fc.assert(
      fc.property(anyCandidates, fc.string(), (candidates, prefix) => {
        const probabilities = (list: readonly SourceCase[]): number[] => likelySources(infectee, list, diseases["covid-19"]).sources.map((source) => Number(source.probability.toPrecision(9)));
        expect(probabilities(candidates.map((candidate) => ({ ...candidate, caseId: `${prefix}-${candidate.caseId}` })))).toEqual(probabilities(candidates));
      }),
    );
  });

  it("only ratios of the weights matter", () => {
    fc.assert(
      fc.property(anyCandidates, fc.double({ min: 0.1, max: 50, noNaN: true }), (candidates, scale) => {
        const scaled = Object.fromEntries(Object.entries(likelySourceDefaults).map(([name, value]) => [name, Number(value) * scale]));
        expect(likelySources(infectee, candidates, diseases["covid-19"], scaled).outsideProbability).toBeCloseTo(likelySources(infectee, candidates, diseases["covid-19"]).outsideProbability, 9);
      }),
    );
  });
});
