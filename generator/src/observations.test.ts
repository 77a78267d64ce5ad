import { defaultNoise, noNoise, simulate, type CaseTruth, type GeneratedCase, type Noise, type Place, type TrueStay } from "./index.js";
import { deniable } from "./interview.js";
import { paying } from "./payments.js";

const day = 86_400_000;
type Look = { readonly cases: readonly GeneratedCase[]; readonly truth: readonly CaseTruth[]; readonly places: ReadonlyMap<string, Place> };

/** One level of noise at a time, everything else perfect. The epidemic is the same every time. */
function withNoise(noise: Partial<Noise>, size = 90): Look {
  const outbreak = simulate({ cases: size, seed: 3, noise: { ...noNoise, ...noise } });
  return { cases: [...outbreak.cases()], truth: [...outbreak.truth()], places: new Map(outbreak.places.map((place) => [place.id, place])) };
}

function staysOf({ truth, places }: Look, wanted: (stay: TrueStay, place: Place | undefined) => boolean): readonly TrueStay[] {
  return truth.flatMap(({ stays }) => stays.filter((stay) => wanted(stay, stay.placeId === undefined ? undefined : places.get(stay.placeId))));
}

function count(cases: readonly GeneratedCase[], of: (one: GeneratedCase) => number): number {
  return cases.reduce((sum, one) => sum + of(one), 0);
}

const isPaid = (stay: TrueStay, place: Place | undefined): boolean => stay.kind === "venue" && place !== undefined && paying.has(place.category);
const isScanned = (stay: TrueStay, place: Place | undefined): boolean => stay.kind === "venue" && place?.entryCode === "posted" && (stay.arrival + 9 * 3_600_000) % day !== 0;
const isTold = (stay: TrueStay): boolean => stay.kind !== "home";

describe("without noise", () => {
  const look = withNoise({});

  it("every paid visit has one slip, during the visit, at the place", () => {
    look.truth.forEach(({ stays }, index) => {
      const paid = stays.filter((stay) => isPaid(stay, look.places.get(stay.placeId ?? "")));
      const slips = look.cases[index]?.slips ?? [];
      expect(slips.map(({ placeId }) => placeId)).toEqual(paid.map(({ placeId }) => placeId));
      expect(slips.every(({ at }, number) => at >= (paid[number]?.arrival ?? Infinity) && at <= (paid[number]?.departure ?? 0))).toBe(true);
      expect(slips.every(({ cancelled, holder, address }) => !cancelled && holder === "own" && address === "store")).toBe(true);
    });
  });

  it("every visit to a venue with a code has one scan within minutes of the arrival", () => {
    look.truth.forEach(({ stays }, index) => {
      const scanned = stays.filter((stay) => isScanned(stay, look.places.get(stay.placeId ?? "")));
      const entries = look.cases[index]?.qrEntries ?? [];
      expect(entries.map(({ placeId }) => placeId)).toEqual(scanned.map(({ placeId }) => placeId));
      expect(entries.every(({ at }, number) => at - (scanned[number]?.arrival ?? 0) >= 0 && at - (scanned[number]?.arrival ?? 0) <= 240_000)).toBe(true);
    });
  });

  it("every visit is told, to the minute", () => {
    look.truth.forEach(({ stays }, index) => {
      const told = stays.filter(isTold);
      const statements = look.cases[index]?.statements ?? [];
      expect(statements.map(({ placeId }) => placeId)).toEqual(told.map(({ placeId }) => placeId));
      expect(statements.every(({ arrival = 0 }, number) => Math.abs(arrival - (told[number]?.arrival ?? 0)) <= 30_000)).toBe(true);
    });
  });

  it("every ping lies where the person was", () => {
    look.truth.forEach(({ stays }, index) => {
      const pings = look.cases[index]?.pings ?? [];
      const off = pings.filter(({ at, latitude, longitude }) => !stays.some((stay) => stay.arrival <= at && at <= stay.departure && Math.abs(stay.position.latitude - latitude) < 2e-6 && Math.abs(stay.position.longitude - longitude) < 2e-6));
      expect(off).toEqual([]);
    });
  });

  it("every onset is known and right", () => {
    const wrong = look.truth.filter(({ onsetDay }, index) => look.cases[index]?.onsetDate !== onsetDay && (onsetDay ?? "") <= "2020-05-01");
    expect(wrong).toEqual([]);
  });
});

describe("each level of noise has the rate that it is given", () => {
  it("cardUse", () => {
    const look = withNoise({ cardUse: 0.6 });
    expect(count(look.cases, ({ slips }) => slips.length) / staysOf(look, isPaid).length).toBeCloseTo(0.6, 1);
  });

  it("slipCancelled", () => {
    const { cases } = withNoise({ slipCancelled: 0.2 });
    const cancelled = count(cases, ({ slips }) => slips.filter((slip) => slip.cancelled).length);
    expect(cancelled / (count(cases, ({ slips }) => slips.length) - cancelled)).toBeCloseTo(0.2, 1);
  });

  it("familyCard and familyCardUnmarked", () => {
    const { cases } = withNoise({ familyCard: 0.3, familyCardUnmarked: 0.5, cardUse: 0 });
    expect(count(cases, ({ slips }) => slips.length) / (cases.length * 14)).toBeCloseTo(0.3, 1);
    expect(count(cases, ({ slips }) => slips.filter(({ holder }) => holder === "family").length) / count(cases, ({ slips }) => slips.length)).toBeCloseTo(0.5, 1);
  });

  it("headOfficeAddress, of the chains' slips", () => {
    const headOffices = (rate: number): number => count(withNoise({ headOfficeAddress: rate }).cases, ({ slips }) => slips.filter(({ address }) => address === "head-office").length);
    const all = headOffices(1);
    expect(all).toBeGreaterThan(100);
    expect(headOffices(0.4) / all).toBeCloseTo(0.4, 1);
  });

  it("a slip with a head office's address names a head office as its place", () => {
    const { cases, places } = withNoise({ headOfficeAddress: 1 });
    const categories = cases.flatMap(({ slips }) => slips.map(({ placeId, address }) => `${address} ${places.get(placeId)?.category === "head-office"}`));
    expect(new Set(categories)).toEqual(new Set(["store false", "head-office true"]));
  });

  it("entryCodeVenues and qrMissed", () => {
    const look = withNoise({ entryCodeVenues: 0.5, qrMissed: 0.3 });
    const open = [...look.places.values()].filter(({ category }) => category === "restaurant" || category === "cafe");
    expect(open.filter(({ entryCode }) => entryCode === "posted").length / open.length).toBeCloseTo(0.5, 1);
    expect(count(look.cases, ({ qrEntries }) => qrEntries.length) / staysOf(look, isScanned).length).toBeCloseTo(0.7, 1);
  });

  it("statementForgotten, a quarter of it for work and school", () => {
    const look = withNoise({ statementForgotten: 0.4 });
    const routine = staysOf(look, ({ kind }) => kind === "work" || kind === "school").length;
    const other = staysOf(look, ({ kind }) => kind === "venue" || kind === "walk").length;
    expect(count(look.cases, ({ statements }) => statements.length) / (0.9 * routine + 0.6 * other)).toBeCloseTo(1, 1);
  });

  it("statementDenied: clubs and karaoke rooms become an evening at home", () => {
    const look = withNoise({ statementDenied: 0.7 }, 600);
    const shameful = staysOf(look, (_, place) => place !== undefined && deniable.has(place.category)).length;
    const claims = count(look.cases, ({ statements, person }) => statements.filter(({ position }) => position?.latitude === person.home.latitude && position.longitude === person.home.longitude).length);
    expect(shameful).toBeGreaterThan(100);
    expect(claims / shameful).toBeCloseTo(0.7, 1);
  });

  it("statementDayOnly", () => {
    const { cases } = withNoise({ statementDayOnly: 0.25 });
    expect(count(cases, ({ statements }) => statements.filter(({ arrival }) => arrival === undefined).length) / count(cases, ({ statements }) => statements.length)).toBeCloseTo(0.25, 1);
  });

  it("statementWrongTime, on the right day all the same", () => {
    const look = withNoise({ statementWrongTime: 0.3 });
    let wrong = 0;
    look.truth.forEach(({ stays }, index) => {
      const told = stays.filter(isTold);
      (look.cases[index]?.statements ?? []).forEach(({ arrival = 0, day: on }, number) => {
        if (Math.abs(arrival - (told[number]?.arrival ?? 0)) > 600_000) wrong++;
        if (on !== told[number]?.day || arrival < Date.parse(`${on}T00:00:00+09:00`) || arrival > Date.parse(`${on}T00:00:00+09:00`) + day) throw new Error("told for another day");
      });
    });
    expect(wrong / staysOf(look, isTold).length).toBeCloseTo(0.3, 1);
  });

  it("statementRoundingMinutes", () => {
    const { cases } = withNoise({ statementRoundingMinutes: 30 });
    expect(cases.every(({ statements }) => statements.every(({ arrival = 0, departure = 0 }) => arrival % 1_800_000 === 0 && departure % 1_800_000 === 0 && departure >= arrival))).toBe(true);
  });

  it("onsetUnknown and onsetWrong", () => {
    const look = withNoise({ onsetUnknown: 0.4, onsetWrong: 0.3 }, 800);
    const symptomatic = look.truth.flatMap(({ onsetDay }, index) => (onsetDay === undefined ? [] : [[onsetDay, look.cases[index]?.onsetDate] as const]));
    const known = symptomatic.filter(([, told]) => told !== undefined);
    expect(known.length / symptomatic.length).toBeCloseTo(0.6, 1);
    expect(known.filter(([onset, told]) => onset !== told).length / known.length).toBeCloseTo(0.3, 1);
  });

  it("pingErrorMetres, per axis", () => {
    const look = withNoise({ pingErrorMetres: 80 }, 200);
    const errors: number[] = [];
    look.truth.forEach(({ stays }, index) => {
      for (const { at, latitude, longitude } of look.cases[index]?.pings ?? []) {
        const stay = stays.find(({ arrival, departure }) => arrival <= at && at <= departure);
        if (stay !== undefined) errors.push((latitude - stay.position.latitude) * 111_320, (longitude - stay.position.longitude) * 88_260);
      }
    });
    const sd = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
    // the bias of a cell is one draw for thousands of pings: a few hundred cells leave some scatter
    expect(sd).toBeGreaterThan(72);
    expect(sd).toBeLessThan(88);
  });

  it("pingPong: stays with a ping at the neighbouring station, which comes back within minutes", () => {
    const look = withNoise({ pingPong: 0.3 }, 60);
    let flapping = 0;
    let long = 0;
    look.truth.forEach(({ stays }, index) => {
      const pings = look.cases[index]?.pings ?? [];
      for (const stay of stays.filter(({ arrival, departure }) => departure - arrival > 3 * 3_600_000)) {
        long++;
        if (pings.some(({ at, latitude, longitude }) => stay.arrival <= at && at <= stay.departure && Math.hypot((latitude - stay.position.latitude) * 111_320, (longitude - stay.position.longitude) * 88_260) > 300)) flapping++;
      }
    });
    expect(flapping / long).toBeCloseTo(0.3, 1);
  });

  it("phoneLeftHome: days on which the phone stays at home and its owner does not", () => {
    const look = withNoise({ phoneLeftHome: 0.3 }, 60);
    let left = 0;
    let out = 0;
    look.truth.forEach(({ stays }, index) => {
      const one = look.cases[index];
      for (const on of new Set(stays.filter(isTold).map((stay) => stay.day))) {
        const midnight = Date.parse(`${on}T00:00:00+09:00`);
        const pings = one?.pings.filter(({ at }) => at >= midnight && at < midnight + day) ?? [];
        out++;
        if (pings.every(({ latitude, longitude }) => latitude === one?.person.home.latitude && longitude === one.person.home.longitude)) left++;
      }
    });
    expect(left / out).toBeCloseTo(0.3, 1);
  });

  it("silence: an hour or more without a ping on each day that has one", () => {
    const look = withNoise({ silence: 0.4 }, 60);
    const quiet = new Set<string>();
    look.cases.forEach(({ id, pings }) => {
      pings.forEach(({ at }, number) => {
        const before = pings[number - 1]?.at ?? at;
        if (at - before > 55 * 60_000) quiet.add(`${id} ${Math.floor((before + 9 * 3_600_000) / day)}`);
      });
    });
    expect(quiet.size / (look.cases.length * 14)).toBeCloseTo(0.4, 1);
  });

  it("handoverPing: without it phones speak less", () => {
    const [without, all] = [withNoise({ handoverPing: 0 }, 40), withNoise({ handoverPing: 1 }, 40)].map(({ cases }) => count(cases, ({ pings }) => pings.length));
    expect(without).toBeLessThan(all ?? 0);
  });

  it("transitPing: some pings lie between two stays", () => {
    const look = withNoise({ transitPing: 0.5 }, 40);
    let between = 0;
    let ways = 0;
    look.truth.forEach(({ stays }, index) => {
      stays.forEach((stay, number) => {
        const next = stays[number + 1];
        if (next === undefined || next.arrival - stay.departure <= 360_000) return;
        ways++;
        if (look.cases[index]?.pings.some(({ at }) => at > stay.departure && at < next.arrival)) between++;
      });
    });
    expect(between / ways).toBeCloseTo(0.5, 1);
  });
});

describe("with the default noise", () => {
  const look = withNoise(defaultNoise, 300);

  it("phones are sparse: 20 to 50 pings a day", () => {
    const perDay = count(look.cases, ({ pings }) => pings.length) / (300 * 14);
    expect(perDay).toBeGreaterThan(20);
    expect(perDay).toBeLessThan(50);
  });

  it("every source record is unique, and every list in order of time", () => {
    const records = look.cases.flatMap((one) => [...one.pings, ...one.slips, ...one.qrEntries, ...one.statements].map(({ sourceRecord }) => sourceRecord));
    expect(new Set(records).size).toBe(records.length);
    for (const { pings, slips, qrEntries } of look.cases) for (const list of [pings, slips, qrEntries]) expect(list.every(({ at }, index) => at >= (list[index - 1]?.at ?? 0))).toBe(true);
  });

  it("all evidence lies within the window", () => {
    for (const { windowFrom, windowTo, pings, slips, qrEntries, statements } of look.cases) {
      const [from, to] = [Date.parse(`${windowFrom}T00:00:00+09:00`), Date.parse(`${windowTo}T00:00:00+09:00`) + day];
      expect([...pings, ...slips, ...qrEntries].filter(({ at }) => at < from || at > to)).toEqual([]);
      expect(statements.filter(({ day: on }) => on < windowFrom || on > windowTo)).toEqual([]);
    }
  });
});
