/** A seeded stream of choices: the same seed, the same choices, on every machine. Not for secrets. */
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

export type Seeded = {
  /** 0 to `below - 1`. */
  readonly integer: (below: number) => number;
  /** True in `share` of the cases, 0 to 1. */
  readonly chance: (share: number) => boolean;
  readonly pick: <T>(from: readonly T[]) => T;
  /** At least `least` of them, in their order. */
  readonly some: <T>(from: readonly T[], least: number) => readonly T[];
};

export function seeded(seed: number): Seeded {
  const generator = xoroshiro128plus(seed);
  const integer = (below: number): number => (generator.next() >>> 0) % below; // for choices among a few, where the bias of a remainder is far below one in a million
  const pick = <T>(from: readonly T[]): T => {
    if (from.length === 0) throw new RangeError("nothing to pick from");
    return from[integer(from.length)] as T;
  };
  return {
    integer,
    pick,
    chance: (share) => (generator.next() >>> 0) / 2 ** 32 < share,
    some: (from, least) => {
      const size = least + integer(from.length - least + 1);
      const left = [...from];
      while (left.length > size) left.splice(integer(left.length), 1);
      return left;
    },
  };
}
