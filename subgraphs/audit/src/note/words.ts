/** Words that auditors write, which the log refers to and does not contain. Not where they are kept: see migration 0017. */
import { badInput } from "@epigraph/service";

/** Characters. */
export const noteCap = 4_000;

/** @throws ClientError BAD_USER_INPUT */
export function wordsOf(text: string, argument: string): string {
  const words = text.trim();
  if (words === "" || words.length > noteCap) throw badInput(`\`${argument}\` must have 1 to ${noteCap} characters`);
  return words;
}
