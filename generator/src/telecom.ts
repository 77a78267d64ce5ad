/** The pings that base stations would have of a case's phone. Not where the person was: the phone may be elsewhere, silent or badly located. */
import type { Ping, Position } from "@epigraph/epi";
import { hour, minute, secondsPerDay } from "./calendar.js";
import { around, between, chance, metresPerLatitude, metresPerLongitude, normal, uniform } from "./draws.js";
import { element } from "./element.js";
import type { Noise } from "./noise.js";
import { purpose, stream, type Stream } from "./streams.js";
import type { Visit } from "./visit.js";
import type { World } from "./world.js";

const { cos, floor, max, min, PI, round, sin, sqrt } = Math; // taken once: see streams.ts

/** `key`: the resident's number; `record` numbers a source record; `path` covers whole days. In order of time. */
export function pingsOf(world: World, key: number, home: Position, path: readonly Visit[], record: (number: number) => string): readonly Ping[] {
  const { seed, noise } = world.parameters;
  const phone = new Phone(seed, noise, stream(seed, purpose.telecom, key));
  let start = 0;
  while (start < path.length) {
    const day = floor(element(path, start).from / secondsPerDay);
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

type Bias = { readonly north: number; readonly east: number };
type Seen = Position & { readonly second: number; readonly accuracyMetres: number };

/** Gathers what the network sees. A class because one random stream runs through all of it. */
class Phone {
  readonly seen: Seen[] = [];
  private readonly seed: number;
  private readonly noise: Noise;
  private readonly random: Stream;
  private readonly biases = new Map<number, Bias>();
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
    this.silentFrom = day * secondsPerDay + round(between(random, 7, 20) * hour);
    this.silentTo = silent ? this.silentFrom + round(between(random, 1, 6) * hour) : this.silentFrom;
    if (leftHome) {
      this.rest(home, day * secondsPerDay, (day + 1) * secondsPerDay, "known");
      return;
    }
    let before: Visit | undefined;
    for (const visit of visits) {
      if (before !== undefined && chance(random, noise.transitPing) && visit.from - before.to > 6 * minute) {
        const share = between(random, 0.2, 0.8);
        this.see(onTheWay(before.position, visit.position, share), round(before.to + (visit.from - before.to) * share));
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
    const margin = min(6 * minute, (to - from) / 3);
    let next = from + (start === "arriving" && chance(random, noise.handoverPing) ? uniform(random) * margin : this.interval(from) * uniform(random));
    const last = to - (end === "leaving" && chance(random, noise.handoverPing) ? uniform(random) * margin : Infinity);
    const until = last > from ? last - 2 * minute : to;
    for (; next < until; next += this.interval(next)) {
      this.see(position, round(next));
      if (flapping && uniform(random) < 0.4) {
        const there = next + between(random, 0.5, 3) * minute;
        const back = there + between(random, 0.5, 3) * minute;
        if (back < to) {
          this.seeNeighbour(position, round(there));
          this.see(position, round(back));
        }
      }
    }
    if (last > from) this.see(position, round(last));
  }

  /** Seconds to the next ping. */
  private interval(second: number): number {
    const night = (((second % secondsPerDay) + secondsPerDay) % secondsPerDay) < 6 * hour;
    return (night ? this.noise.nightPingIntervalMinutes : this.noise.pingIntervalMinutes) * minute * between(this.random, 0.7, 1.3);
  }

  private see(position: Position, second: number): void {
    const { pingErrorMetres, cellSpacingMetres } = this.noise;
    const bias = this.biasNear(position, cellSpacingMetres);
    const own = pingErrorMetres * sqrt(2 / 3);
    const latitude = position.latitude + (bias.north + own * normal(this.random)) / metresPerLatitude;
    const longitude = position.longitude + (bias.east + own * normal(this.random)) / metresPerLongitude;
    this.keep(second, { latitude, longitude }, max(10, round(2 * pingErrorMetres * between(this.random, 0.8, 1.4))));
  }

  /** How far off, in metres, the network locates every phone in the cell around this position. */
  private biasNear(position: Position, spacing: number): Bias {
    const row = round((position.latitude * metresPerLatitude) / spacing);
    const column = round((position.longitude * metresPerLongitude) / spacing);
    const key = row * 1_048_576 + column;
    let bias = this.biases.get(key);
    if (bias === undefined) {
      const random = stream(this.seed, purpose.station, row, column);
      const common = this.noise.pingErrorMetres * sqrt(1 / 3);
      this.biases.set(key, (bias = { north: common * normal(random), east: common * normal(random) }));
    }
    return bias;
  }

  /** Located at the neighbouring station, as coarsely as its cell is wide. */
  private seeNeighbour(position: Position, second: number): void {
    const spacing = this.noise.cellSpacingMetres;
    const angle = 2 * PI * uniform(this.random);
    const towards = { latitude: position.latitude + (spacing * sin(angle)) / metresPerLatitude, longitude: position.longitude + (spacing * cos(angle)) / metresPerLongitude };
    this.keep(second, around(this.random, towards, this.noise.pingErrorMetres), round(spacing * between(this.random, 0.6, 1)));
  }

  private keep(second: number, { latitude, longitude }: Position, accuracyMetres: number): void {
    if (second >= this.silentFrom && second < this.silentTo) return;
    this.seen.push({ second, latitude: round(latitude * 1e6) / 1e6, longitude: round(longitude * 1e6) / 1e6, accuracyMetres });
  }
}

function onTheWay(from: Position, to: Position, share: number): Position {
  return { latitude: from.latitude + (to.latitude - from.latitude) * share, longitude: from.longitude + (to.longitude - from.longitude) * share };
}
