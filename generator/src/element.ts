/** Reading an array at an index that is known to be in it. Not for optional look-ups. */
import { GeneratorError } from "./generator-error.js";

/** The element at `index`; throws `not-in-range` outside the array. */
export function element<T>(list: ArrayLike<T>, index: number): T {
  const found = list[index];
  if (found === undefined) throw new GeneratorError("not-in-range", `index ${index} is outside 0..${list.length - 1}`);
  return found;
}
