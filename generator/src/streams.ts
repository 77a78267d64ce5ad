/** Independent random streams, each derived by hashing the seed with what it is for: so no draw depends on the order of iteration. Not the distributions: see draws.ts. */
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";

export type Stream = RandomGenerator;
// taken once: looking up a global costs more than the hash where code runs in a context of its own (as tests do)
const { imul } = Math;

/** What a stream is for; the numbers are part of the output format (another number, another city). */
export const purpose = {
  place: 1,
  household: 2,
  home: 3,
  habits: 4,
  day: 5,
  night: 6,
  course: 7,
  imports: 8,
  spread: 9,
  cluster: 10,
  telecom: 11,
  card: 12,
  entry: 13,
  interview: 14,
  dates: 15,
  identity: 16,
  number: 17,
  statistics: 18,
  clinic: 19,
  station: 20,
} as const;
export type Purpose = (typeof purpose)[keyof typeof purpose];

/** A xoroshiro128+ stream whose 128-bit state is four hashes of (seed, purpose, first, second). Integers only. */
export function stream(seed: number, use: Purpose, first: number, second = 0): Stream {
  return xoroshiro128plusFromState([hash(0x243f6a88, seed, use, first, second), hash(0x85a308d3, seed, use, first, second), hash(0x13198a2e, seed, use, first, second), hash(0x03707344, seed, use, first, second)]);
}

/** A 32-bit hash, unsigned: for tie-breaks that must not follow any order of the simulation. */
export function shuffleKey(seed: number, use: Purpose, first: number): number {
  return hash(0xa4093822, seed, use, first, 0) >>> 0;
}

function hash(start: number, seed: number, use: number, first: number, second: number): number {
  // the high word of the seed counts too: seeds are safe integers, not 32-bit ones
  return absorb(absorb(absorb(absorb(absorb(start, seed | 0), (seed / 4294967296) | 0), use), first), second);
}

/** One word into the hash, with the finaliser of MurmurHash3. */
function absorb(state: number, word: number): number {
  let mixed = (imul(state, 0x9e3779b1) + word) | 0;
  mixed = imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
