/** Public daily counts per district, cumulative, as an authority would publish them from its case register. No single case. */
import { poisson } from "./draws.js";
import { element } from "./element.js";
import type { Epidemic } from "./epidemic.js";
import { districts } from "./seoul.js";
import { purpose, stream } from "./streams.js";
import type { World } from "./world.js";

/** Cumulative numbers at the end of the day. */
export type RegionStatistic = { readonly regionCode: string; readonly day: string; readonly confirmed: number; readonly released: number; readonly deceased: number; readonly tested: number };

/** One row per district and day from day 0 to `asOf`, by day and then district. Every confirmed case counts in its district of residence. */
export function statisticsOf(world: World, epidemic: Epidemic, asOf: number): readonly RegionStatistic[] {
  const { tree } = epidemic;
  const width = districts.length;
  const counts = { confirmed: new Int32Array((asOf + 1) * width), released: new Int32Array((asOf + 1) * width), deceased: new Int32Array((asOf + 1) * width) };
  const count = (of: Int32Array, day: number, district: number): void => {
    if (day <= asOf) of[day * width + district] = element(of, day * width + district) + 1;
  };
  for (let index = 0; index < tree.size(); index++) {
    const infection = tree.at(index);
    const { district } = world.population.household(infection.household);
    count(counts.confirmed, infection.confirmationDay, district);
    count(infection.outcome === "released" ? counts.released : counts.deceased, infection.outcomeDay, district);
  }
  const total = districts.map(() => ({ confirmed: 0, released: 0, deceased: 0, tested: 0 }));
  const rows: RegionStatistic[] = [];
  for (let day = 0; day <= asOf; day++)
    districts.forEach((of, district) => {
      const sums = element(total, district);
      const confirmed = element(counts.confirmed, day * width + district);
      sums.confirmed += confirmed;
      sums.released += element(counts.released, day * width + district);
      sums.deceased += element(counts.deceased, day * width + district);
      // about 30 tests for a case and a steady 4 per 100,000 residents
      sums.tested += confirmed + poisson(stream(world.parameters.seed, purpose.statistics, district, day), 29 * confirmed + of.population * 4e-5);
      rows.push({ regionCode: of.code, day: world.calendar.dateOf(day), ...sums });
    });
  return rows;
}
