/** Superspreading venues: which they are, what investigators call them, and when one of them breaks out. Not how the infection passes there: see epidemic.ts. */
import { between, integer } from "./draws.js";
import { element } from "./element.js";
import type { Parameters } from "./parameters.js";
import { categoryNames } from "./place-names.js";
import type { Category } from "./place-categories.js";
import type { Places } from "./places.js";
import { districtNamed, districts } from "./seoul.js";
import { purpose, stream } from "./streams.js";

/** A cluster as an investigator writes it down: a name for the place where many cases had been. Which case infected which is not in it. */
export type Cluster = {
  /** `cluster-001`. */
  readonly id: string;
  readonly nameKo: string;
  readonly nameEn: string;
  readonly regionCode: string;
  readonly category: Category;
  /** The venue; for the clubs all of them. */
  readonly placeIds: readonly string[];
};

/** What the simulation needs beside that. */
export type ClusterPlan = {
  readonly cluster: Cluster;
  /** Indexes of the city's places. */
  readonly places: readonly number[];
  readonly category: Category;
  /** How many infections may happen in the venue, the first event's included. */
  readonly quota: number;
  /** It breaks out once the city has had so many infections. */
  readonly threshold: number;
};

/** The first six, modelled on kinds of outbreak that Seoul had in 2020; then venues all over the city. */
const known: readonly (readonly [nameKo: string, nameEn: string, category: Category, district: string])[] = [
  ["가상 이태원 클럽 관련", "Fictional Itaewon clubs", "club", "Yongsan-gu"],
  ["가상 구로구 콜센터 관련", "Fictional Guro-gu call centre", "call-centre", "Guro-gu"],
  ["가상 성북구 교회 관련", "Fictional Seongbuk-gu church", "church", "Seongbuk-gu"],
  ["가상 은평구 병원 관련", "Fictional Eunpyeong-gu hospital", "hospital", "Eunpyeong-gu"],
  ["가상 양천구 체육관 관련", "Fictional Yangcheon-gu gym", "gym", "Yangcheon-gu"],
  ["가상 관악구 홍보관 관련", "Fictional Gwanak-gu sales hall", "sales-hall", "Gwanak-gu"],
];
const others: readonly Category[] = ["church", "gym", "office", "hospital", "karaoke"];
/** Infections in a usual venue. */
const usualSize = 50;

/** About one cluster for 50 infections that are to happen in them, the six known ones first; none below 25 cases or in a null city. */
export function planClusters(parameters: Parameters, places: Places): readonly ClusterPlan[] {
  const { seed, cases, clusters, clusterShare } = parameters;
  if (clusters === "none" || clusterShare === 0) return [];
  const random = stream(seed, purpose.cluster, -1);
  const share = cases * clusterShare;
  const count = Math.max(Math.min(known.length, Math.floor(share / 5)), Math.round(share / usualSize));
  const sizes = Array.from({ length: count }, () => between(random, 0.5, 1.5));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const taken = new Set<number>();
  const plans: ClusterPlan[] = [];
  for (let index = 0; index < count; index++) {
    const [nameKo, nameEn, category, district] = known[index] ?? nameOf(index, element(others, integer(random, others.length)), element(districts, integer(random, districts.length)).nameEn);
    const pool = places.in(category, districtNamed(district)).filter((place) => !taken.has(place));
    const venues = category === "club" ? pool : pool.length === 0 ? [] : [element(pool, integer(random, pool.length))];
    if (venues.length === 0) continue;
    for (const venue of venues) taken.add(venue);
    const cluster = { id: `cluster-${String(index + 1).padStart(3, "0")}`, nameKo, nameEn, regionCode: element(districts, districtNamed(district)).code, category, placeIds: venues.map((venue) => element(places.list, venue).id) };
    // between 2 % and 80 % of the epidemic, evenly, so that each has time to be found before the end
    const threshold = Math.floor(cases * (0.02 + (0.78 * (index + 0.5)) / count));
    plans.push({ cluster, places: venues, category, quota: Math.max(3, Math.round((share * element(sizes, index)) / total)), threshold });
  }
  return plans;
}

function nameOf(index: number, category: Category, district: string): (typeof known)[number] {
  const of = element(districts, districtNamed(district));
  const [kindKo, kindEn] = categoryNames[category];
  return [`가상 ${of.nameKo} ${kindKo} 관련 ${index + 1}`, `Fictional ${of.nameEn} ${kindEn.toLowerCase()} ${index + 1}`, category, district];
}
