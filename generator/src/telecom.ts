/** The pings that base stations would have of a case's phone. Not where the person was: the phone may be elsewhere, silent or badly located. */
import type { Ping, Position } from "@epigraph/epi";
import { hour, minute, secondsPerDay } from "./calendar.js";
import { around, between, chance, metresPerLatitude, metresPerLongitude, normal, uniform } from "./draws.js";
import { element } from "./element.js";
import type { Noise } from "./noise.js";
import { purpose, stream, type Stream } from "./streams.js";
import type { Visit } from "./visit.js";
import type { World } from "./world.js";

/** `key`: the resident's number; `record` numbers a source record; `path` covers whole days. In order of time. */
export function pingsOf(world: World, key: number, home: Position, path: readonly Visit[], record: (number: number) => string): readonly Ping[] {
  const { seed, noise } = world.parameters;
  const phone = new Phone(seed, noise, stream(seed, purpose.telecom, key));
  let start = 0;
  while (start < path.length) {
    const day = Math.floor(element(path, start).from / secondsPerDay);
    let end = start + 1;
    while (end < path.length && element(path, end).from < (day + 1) * secondsPerDay) end++;
    phone.day(day, home, path.slice(start, end));
    start = end;
  }
  const { instantOf } = world.calendar;
  return phone.seen
    .sort((one, other) => one.second - other.second)
    .map(({ second, latitude, longitude, accuracyMetres }, index) => ({ sourceRecord: record(index), at: instantOf(second), latitude, longitude, accuracyMetres }));
}

type Seen = Position & { readonly second: number; readonly accuracyMetres: number };

/** Gathers what the network sees. A class because one random stream runs through all of it. */
class Phone {
  readonly seen: Seen[] = [];
  private readonly seed: number;
  private readonly noise: Noise;
  private readonly random: Stream;
  private silentFrom = 0;
  private silentTo = 0;

  constructor(seed: number, noise: Noise, random: Stream) {
    this.seed = seed;
    this.noise = noise;
    this.random = random;
  }

  day(day: number, home: Position, visits: readonly Visit[]): void {
    const { random, noise } = this;
    const leftHome = chance(random, noise.phoneLeftHome);
    const silent = chance(random, noise.silence);
    this.silentFrom = day * secondsPerDay + Math.round(between(random, 7, 20) * hour);
    this.silentTo = silent ? this.silentFrom + Math.round(between(random, 1, 6) * hour) : this.silentFrom;
    if (leftHome) {
      this.rest(home, day * secondsPerDay, (day + 1) * secondsPerDay, "known");
      return;
    }
    let before: Visit | undefined;
    for (const visit of visits) {
      if (before !== undefined && chance(random, noise.transitPing) && visit.from - before.to > 6 * minute) {
        const share = between(random, 0.2, 0.8);
        this.see(onTheWay(before.position, visit.position, share), Math.round(before.to + (visit.from - before.to) * share));
      }
      // at midnight nobody arrives: the first and last ping of the day are ordinary ones
      this.rest(visit.position, visit.from, visit.to, visit.from % secondsPerDay === 0 ? "known" : "arriving", visit.to % secondsPerDay === 0 ? "staying" : "leaving");
      before = visit;
    }
  }

  /** A phone at one position from second to second. */
  private rest(position: Position, from: number, to: number, start: "known" | "arriving", end: "staying" | "leaving" = "staying"): void {
    const { random, noise } = this;
    const flapping = chance(random, noise.pingPong);
    const margin = Math.min(6 * minute, (to - from) / 3);
    let next = from + (start === "arriving" && chance(random, noise.handoverPing) ? uniform(random) * margin : this.interval(from) * uniform(random));
    const last = to - (end === "leaving" && chance(random, noise.handoverPing) ? uniform(random) * margin : Infinity);
    const until = last > from ? last - 2 * minute : to;
    for (; next < until; next += this.interval(next)) {
      this.see(position, Math.round(next));
      if (flapping && uniform(random) < 0.4) {
        const there = next + between(random, 0.5, 3) * minute;
        const back = there + between(random, 0.5, 3) * minute;
        if (back < to) {
          this.seeNeighbour(position, Math.round(there));
          this.see(position, Math.round(back));
        }
      }
    }
    if (last > from) this.see(position, Math.round(last));
  }

  /** Seconds to the next ping. */
  private interval(second: number): number {
    const night = (((second % secondsPerDay) + secondsPerDay) % secondsPerDay) < 6 * hour;
    return (night ? this.noise.nightPingIntervalMinutes : this.noise.pingIntervalMinutes) * minute * between(this.random, 0.7, 1.3);
  }

  private see(position: Position, second: number): void {
    const { pingErrorMetres, cellSpacingMetres } = this.noise;
    const station = stationNear(position, cellSpacingMetres);
    const bias = stream(this.seed, purpose.station, station.row, station.column);
    const common = pingErrorMetres * Math.sqrt(1 / 3);
    const own = pingErrorMetres * Math.sqrt(2 / 3);
    const latitude = position.latitude + (common * normal(bias) + own * normal(this.random)) / metresPerLatitude;
    const longitude = position.longitude + (common * normal(bias) + own * normal(this.random)) / metresPerLongitude;
    this.keep(second, { latitude, longitude }, Math.max(10, Math.round(2 * pingErrorMetres * between(this.random, 0.8, 1.4))));
  }

  /** Located at the neighbouring station, as coarsely as its cell is wide. */
  private seeNeighbour(position: Position, second: number): void {
    const spacing = this.noise.cellSpacingMetres;
    const angle = 2 * Math.PI * uniform(this.random);
    const towards = { latitude: position.latitude + (spacing * Math.sin(angle)) / metresPerLatitude, longitude: position.longitude + (spacing * Math.cos(angle)) / metresPerLongitude };
    this.keep(second, around(this.random, towards, this.noise.pingErrorMetres), Math.round(spacing * between(this.random, 0.6, 1)));
  }

  private keep(second: number, { latitude, longitude }: Position, accuracyMetres: number): void {
    if (second >= this.silentFrom && second < this.silentTo) return;
    this.seen.push({ second, latitude: Math.round(latitude * 1e6) / 1e6, longitude: Math.round(longitude * 1e6) / 1e6, accuracyMetres });
  }
}

/** Row and column of the cell that a position lies in. */
function stationNear(position: Position, spacing: number): { readonly row: number; readonly column: number } {
  return { row: Math.round((position.latitude * metresPerLatitude) / spacing), column: Math.round((position.longitude * metresPerLongitude) / spacing) };
}

function onTheWay(from: Position, to: Position, share: number): Position {
  return { latitude: from.latitude + (to.latitude - from.latitude) * share, longitude: from.longitude + (to.longitude - from.longitude) * share };
}
