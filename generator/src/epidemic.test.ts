import { districts, simulate, type CaseTruth, type Outbreak } from "./index.js";

const day = 86_400_000;

function offspring(truth: readonly CaseTruth[]): readonly number[] {
  const children = new Map(truth.map(({ caseId }) => [caseId, 0]));
  for (const { infection } of truth) if (infection !== undefined) children.set(infection.infector, (children.get(infection.infector) ?? 0) + 1);
  return [...children.values()];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: readonly number[]): number {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** 2));
}

describe("an outbreak of 3,000 cases", () => {
  const outbreak: Outbreak = simulate({ cases: 3_000, seed: 11 });
  const truth = [...outbreak.truth()];
  const byId = new Map(truth.map((each) => [each.caseId, each]));
  const cases = new Map([...outbreak.cases()].map(({ pings: _pings, ...facts }) => [facts.id, facts]));
  const infections = truth.flatMap(({ infection, ...rest }) => (infection === undefined ? [] : [{ infection, ...rest }]));

  it("has exactly the asked size", () => {
    expect(truth).toHaveLength(3_000);
    expect(cases.size).toBe(3_000);
  });

  it("reaches all 25 districts", () => {
    expect(new Set([...cases.values()].map(({ regionCode }) => regionCode))).toEqual(new Set(districts.map(({ code }) => code)));
  });

  it("has an infector for everyone but a few from outside", () => {
    const outside = truth.filter(({ infection }) => infection === undefined).length / truth.length;
    expect(outside).toBeGreaterThan(0.02);
    expect(outside).toBeLessThan(0.1);
  });

  it("every infection happened while both were at the same place, by their true stays", () => {
    const apart = infections.filter(({ infection: { infecteeStay: mine, infectorStay: theirs, at } }) => {
      const samePlace = mine.placeId === theirs.placeId && mine.kind !== "walk" && mine.position.latitude === theirs.position.latitude && mine.position.longitude === theirs.position.longitude;
      return !samePlace || [mine, theirs].some(({ arrival, departure }) => at < arrival || at > departure);
    });
    expect(apart).toEqual([]);
  });

  it("those two stays stand in the two paths, unless they are older than the window", () => {
    let inside = 0;
    const missing: unknown[] = [];
    for (const { infection, stays } of infections) {
      const infectorStays = byId.get(infection.infector)?.stays ?? [];
      for (const [stay, path] of [[infection.infecteeStay, stays], [infection.infectorStay, infectorStays]] as const) {
        const first = path[0];
        if (first === undefined || stay.arrival < first.arrival) continue;
        const found = path.find(({ arrival }) => arrival === stay.arrival);
        if (JSON.stringify(found) !== JSON.stringify(stay)) missing.push(stay);
        inside++;
      }
    }
    expect(missing).toEqual([]);
    expect(inside / infections.length).toBeGreaterThan(1.85);
  });

  it("most of them are in the list of true contacts of the infectee", () => {
    const listed = infections.filter(({ infection, contacts }) => contacts.some(({ caseId, from, to }) => caseId === infection.infector && from <= infection.at && infection.at <= to));
    expect(listed.length / infections.length).toBeGreaterThan(0.9);
  });

  it("every infector was infected on an earlier day, infectious and not yet confirmed", () => {
    const seoulDay = (at: number): number => Math.floor((at + 9 * 3_600_000) / day);
    const wrong = infections.filter(({ infection, infectedAt }) => {
      const infector = byId.get(infection.infector);
      if (infector === undefined || infectedAt !== infection.at || seoulDay(infector.infectedAt) >= seoulDay(infection.at)) return true;
      const confirmed = Date.parse(`${cases.get(infection.infector)?.confirmationDate ?? ""}T00:00:00+09:00`);
      const fromOnset = infector.onsetDay === undefined ? 0 : (infection.at - Date.parse(`${infector.onsetDay}T00:00:00+09:00`)) / day;
      return !(infection.at < confirmed) || fromOnset < -5 || fromOnset >= 8;
    });
    expect(wrong).toEqual([]);
  });

  it("its serial interval is that of COVID-19 in Korea: about 4 days, some negative", () => {
    const intervals = infections.flatMap(({ infection, onsetDay }) => {
      const from = byId.get(infection.infector)?.onsetDay;
      return from === undefined || onsetDay === undefined ? [] : [(Date.parse(onsetDay) - Date.parse(from)) / day];
    });
    expect(mean(intervals)).toBeGreaterThan(3.5);
    expect(mean(intervals)).toBeLessThan(4.6);
    expect(Math.sqrt(variance(intervals))).toBeGreaterThan(3);
    expect(Math.sqrt(variance(intervals))).toBeLessThan(5);
    const negative = intervals.filter((each) => each < 0).length / intervals.length;
    expect(negative).toBeGreaterThan(0.03);
    expect(negative).toBeLessThan(0.16);
  });

  it("incubation is as drawn: median about 4.6 days", () => {
    const times = infections.flatMap(({ infectedAt, onsetDay }) => (onsetDay === undefined ? [] : [(Date.parse(`${onsetDay}T12:00:00+09:00`) - infectedAt) / day])).sort((one, other) => one - other);
    expect(times[Math.floor(times.length / 2)]).toBeGreaterThan(4);
    expect(times[Math.floor(times.length / 2)]).toBeLessThan(5.2);
  });

  it("secondary cases are overdispersed: most infect nobody, a few infect dozens", () => {
    const children = offspring(truth);
    expect(variance(children) / mean(children)).toBeGreaterThan(3);
    expect(children.filter((count) => count === 0).length / children.length).toBeGreaterThan(0.55);
    expect(Math.max(...children)).toBeGreaterThan(15);
  });

  it("a fifth happened in the venues of named clusters, and most of those cases carry the cluster's name", () => {
    const clustered = infections.filter(({ infection }) => infection.clusterId !== undefined);
    expect(clustered.length / truth.length).toBeGreaterThan(0.12);
    expect(clustered.length / truth.length).toBeLessThan(0.25);
    const named = clustered.filter(({ caseId, infection }) => cases.get(caseId)?.clusterId === infection.clusterId);
    expect(named.length / clustered.length).toBeGreaterThan(0.6);
    expect(outbreak.clusters.map(({ nameEn }) => nameEn)).toContain("Fictional Itaewon clubs");
  });

  it("paths are about 5.04 stays a person and day, cut at midnight, in order and apart", () => {
    const count = truth.reduce((sum, { stays }) => sum + stays.length, 0);
    expect(count / truth.length / outbreak.parameters.days).toBeGreaterThan(4.9);
    expect(count / truth.length / outbreak.parameters.days).toBeLessThan(5.2);
    const wrong = truth.flatMap(({ stays }) =>
      stays.filter(({ day: on, arrival, departure }, index) => {
        const midnight = Date.parse(`${on}T00:00:00+09:00`);
        return arrival < (stays[index - 1]?.departure ?? -Infinity) || departure <= arrival || arrival < midnight || departure > midnight + day;
      }),
    );
    expect(wrong).toEqual([]);
  });

  it("every path covers exactly the whole days before confirmation", () => {
    const wrong = truth.filter(({ caseId, stays }) => {
      const facts = cases.get(caseId);
      const { windowFrom = "", windowTo = "", confirmationDate = "" } = facts ?? {};
      return new Set(stays.map((stay) => stay.day)).size !== 14 || stays[0]?.day !== windowFrom || stays.at(-1)?.day !== windowTo || Date.parse(confirmationDate) - Date.parse(windowTo) !== day;
    });
    expect(wrong).toEqual([]);
  });

  it("statistics end with the register: every case counted once", () => {
    const last = outbreak.statistics.filter((row) => row.day === outbreak.asOf);
    expect(last).toHaveLength(25);
    for (const outcome of ["released", "deceased"] as const) expect(last.reduce((sum, row) => sum + row[outcome], 0)).toBe([...cases.values()].filter((each) => each.outcome === outcome).length);
    for (const { code } of districts) expect(last.find((row) => row.regionCode === code)?.confirmed).toBe([...cases.values()].filter((each) => each.regionCode === code).length);
    const gangnam = outbreak.statistics.filter((row) => row.regionCode === "1168000000");
    gangnam.slice(1).forEach((row, index) => {
      for (const count of ["confirmed", "released", "deceased", "tested"] as const) expect(row[count]).toBeGreaterThanOrEqual(gangnam[index]?.[count] ?? Infinity);
      expect(row.tested).toBeGreaterThanOrEqual(row.confirmed);
    });
  });
});

describe("a null city", () => {
  const outbreak = simulate({ cases: 1_500, clusters: "none", seed: 5 });
  const truth = [...outbreak.truth()];

  it("has no clusters and no superspreading", () => {
    expect(outbreak.clusters).toEqual([]);
    expect([...outbreak.cases()].every(({ clusterId }) => clusterId === undefined)).toBe(true);
    const children = offspring(truth);
    expect(variance(children) / mean(children)).toBeLessThan(1.6);
    expect(Math.max(...children)).toBeLessThan(9);
  });

  it("transmits at venues only", () => {
    expect(new Set(truth.map(({ infection }) => infection?.setting ?? "outside"))).toEqual(new Set(["outside", "venue"]));
  });

  it("an infectee lives anywhere: no nearer to the infector than to another case of the same week", () => {
    const homes = new Map([...outbreak.cases()].map(({ id, regionCode }) => [id, regionCode]));
    const pairs = truth.flatMap(({ caseId, infection }) => (infection === undefined ? [] : [[caseId, infection.infector] as const]));
    const same = pairs.filter(([one, other]) => homes.get(one) === homes.get(other)).length / pairs.length;
    // the sum of squared population shares of the districts is 0.044
    expect(same).toBeGreaterThan(0.025);
    expect(same).toBeLessThan(0.065);
  });

  it("with everyone from outside, nobody infects anybody", () => {
    const imported = [...simulate({ cases: 200, clusters: "none", importShare: 1 }).truth()];
    expect(imported).toHaveLength(200);
    expect(imported.every(({ infection }) => infection === undefined)).toBe(true);
  });
});

describe("extremes", () => {
  it.each([
    ["no reproduction at all", { reproduction: 0 }],
    ["no imports after the seeds", { importShare: 0 }],
    ["nobody with symptoms", { asymptomaticShare: 1 }],
    ["a short epidemic", { epidemicDays: 14 }],
    ["most infections in clusters", { clusterShare: 0.8 }],
    ["few places", { placeDensity: 0.1 }],
    ["a year", { epidemicDays: 365, startDate: "2019-12-31" }],
  ])("%s still ends at the asked size", (_name, given) => {
    expect([...simulate({ cases: 120, ...given }).truth()]).toHaveLength(120);
  });
});
