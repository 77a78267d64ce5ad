/** A number for a pair of ids that has nothing to do with their order: breaks ties without favouring early, small or first-listed ids. Not a cryptographic hash. */

const { imul } = Math;

/** The same for the same ordered pair everywhere; spread evenly over 53 bits, so that two pairs of one list practically never collide. */
export function pairHash(first: string, second: string): number {
  const text = `${first.length}:${first}${second}`; // the length keeps ("a", "bc") and ("ab", "c") apart
  return (scramble(text, 0x9e3779b9) & 0x1fffff) * 2 ** 32 + scramble(text, 0x85ebca6b);
}

/** 32 bits: multiply-and-rotate over the code units, then the finaliser of MurmurHash3, after which every bit depends on every bit. */
function scramble(text: string, seed: number): number {
  let hash = seed;
  for (let index = 0; index < text.length; index++) {
    hash = imul(hash ^ text.charCodeAt(index), 0xcc9e2d51);
    hash = (hash << 15) | (hash >>> 17);
  }
  hash = imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
