/** The synthetic city's places: offices, schools, venues, clinics, head offices; homes are positions, never places. Not who goes there: see schedule.ts. */
import type { Position } from "@epigraph/epi";
import { around, between, chance, integer, weighted } from "./draws.js";
import { element } from "./element.js";
import type { Category } from "./place-categories.js";
import { placeName } from "./place-names.js";
import type { Parameters } from "./parameters.js";
import { districtNamed, districts, radiusMetres } from "./seoul.js";
import { purpose, stream, type Stream } from "./streams.js";

export type Place = Position & {
  /** `place-00045`. */
  readonly id: string;
  readonly nameKo: string;
  readonly nameEn: string;
  readonly category: Category;
  readonly regionCode: string;
  /** Whether a code to scan hangs at the door. */
  readonly entryCode: "posted" | "none";
};

export type Places = {
  readonly list: readonly Place[];
  /** Index of each place's district. */
  readonly districtOf: Uint8Array;
  /** The chain's head office (an index of `list`) of a chain's store; -1 for all others. */
  readonly headOfficeOf: Int32Array;
  /** Indexes of `list`. */
  readonly in: (category: Category, district: number) => readonly number[];
};

/** Share of the ordinary places, and whether they follow jobs or residents. */
const shares: readonly (readonly [category: Category, share: number, follows: "jobs" | "residents"])[] = [
  ["office", 0.34, "jobs"],
  ["school", 0.04, "residents"],
  ["restaurant", 0.25, "jobs"],
  ["cafe", 0.1, "jobs"],
  ["shop", 0.12, "residents"],
  ["market", 0.02, "residents"],
  ["gym", 0.03, "residents"],
  ["karaoke", 0.03, "residents"],
  ["pc-room", 0.02, "residents"],
  ["church", 0.03, "residents"],
  ["hospital", 0.02, "residents"],
];
const itaewon: Position = { latitude: 37.534, longitude: 126.9945 };
/** Where people go dancing, and around which point. */
const clubQuarters: readonly (readonly [district: string, clubs: number, centre: Position])[] = [
  ["Yongsan-gu", 5, itaewon],
  ["Mapo-gu", 4, { latitude: 37.5519, longitude: 126.9215 }],
  ["Gangnam-gu", 3, { latitude: 37.5005, longitude: 127.0277 }],
];
const chains = 8;
const withEntryCode: ReadonlySet<Category> = new Set(["restaurant", "cafe", "gym", "club", "karaoke", "pc-room", "church", "sales-hall", "hospital"]);
const ofChains: ReadonlySet<Category> = new Set(["restaurant", "cafe", "shop"]);

/** About 150 x sqrt(cases) x density places (2,600 for the demo, 64,000 for 180,000 cases); every district has at least two of each ordinary kind. */
export function buildPlaces(parameters: Parameters): Places {
  const { seed, cases, placeDensity, noise } = parameters;
  const list: Place[] = [];
  const districtOf: number[] = [];
  const headOfficeOf: number[] = [];
  const pools = new Map<string, number[]>();
  const numbers = new Map<Category, number>();
  const headOffices: number[] = [];

  const add = (category: Category, district: number, near?: Position): void => {
    const index = list.length;
    const random = stream(seed, purpose.place, index);
    const of = element(districts, district);
    const radius = radiusMetres(of);
    const position = near === undefined ? around(random, of.centre, 0.45 * radius, 0.9 * radius) : around(random, near, 150, 400);
    const number = numbers.get(category) ?? 0;
    numbers.set(category, number + 1);
    const posted = chance(random, noise.entryCodeVenues) && withEntryCode.has(category);
    const chained = chance(random, 0.3) && ofChains.has(category);
    list.push({ id: `place-${String(index + 1).padStart(5, "0")}`, ...placeName(category, number), category, regionCode: of.code, ...position, entryCode: posted ? "posted" : "none" });
    districtOf.push(district);
    headOfficeOf.push(chained ? element(headOffices, integer(random, headOffices.length)) : -1);
    const key = `${category} ${district}`;
    const pool = pools.get(key);
    if (pool === undefined) pools.set(key, [index]);
    else pool.push(index);
    if (category === "head-office") headOffices.push(index);
  };

  for (let chain = 0; chain < chains; chain++) add("head-office", districtNamed(chain % 2 === 0 ? "Gangnam-gu" : "Jung-gu"));
  for (const [name, count, centre] of clubQuarters) for (let club = 0; club < count; club++) add("club", districtNamed(name), centre);
  add("call-centre", districtNamed("Guro-gu"));
  for (const name of ["Gwanak-gu", "Geumcheon-gu", "Gangseo-gu"]) add("sales-hall", districtNamed(name));
  for (let district = 0; district < districts.length; district++) for (let clinic = 0; clinic < 2; clinic++) add("screening-clinic", district);
  const total = 150 * Math.sqrt(cases) * placeDensity;
  const jobs = districts.reduce((sum, each) => sum + each.jobs, 0);
  const residents = districts.reduce((sum, each) => sum + each.population, 0);
  for (const [category, share, follows] of shares)
    districts.forEach((each, district) => {
      const part = follows === "jobs" ? (each.jobs / jobs + each.population / residents) / 2 : each.population / residents;
      const count = Math.max(2, Math.round(total * share * (category === "office" ? each.jobs / jobs : part)));
      for (let place = 0; place < count; place++) add(category, district);
    });

  const none: readonly number[] = [];
  return { list, districtOf: Uint8Array.from(districtOf), headOfficeOf: Int32Array.from(headOfficeOf), in: (category, district) => pools.get(`${category} ${district}`) ?? none };
}

/** A place of this kind in the district, the first ones of a pool being the popular ones; where the district has none, the district with most of them; -1 when the city has none. */
export function choosePlace(random: Stream, places: Places, category: Category, district: number): number {
  let pool = places.in(category, district);
  if (pool.length === 0) {
    const elsewhere = weighted(random, districts.map((_, other) => places.in(category, other).length));
    if (elsewhere < 0) return -1;
    pool = places.in(category, elsewhere);
  }
  return element(pool, Math.floor(pool.length * between(random, 0, 1) ** 1.5));
}
