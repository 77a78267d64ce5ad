/** Ten-year age bands, the one form in which every import stores an age. Not an age: the exact one is more than a line list needs. */

/** `0-9`, `10-19`, … `100+`; `undefined` where the age is no number from 0 to 130. */
export function ageBand(years: number): string | undefined {
  if (!Number.isFinite(years) || years < 0 || years > 130) return undefined;
  if (years >= 100) return "100+";
  const lower = Math.floor(years / 10) * 10;
  return `${String(lower)}-${String(lower + 9)}`;
}
