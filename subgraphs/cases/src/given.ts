/** What was given for an argument: a client that leaves one empty says null. */
import { badInput } from "@epigraph/service";

export const isGiven = <Value>(value: Value | null | undefined): value is Value => value !== null && value !== undefined;

export const reasonCap = 2_000;
export const reasonWords = `in 1 to ${reasonCap} characters`;

/** What somebody wrote, without space around it. @throws ClientError BAD_USER_INPUT */
export function writtenIn(name: string, text: string, most = reasonCap): string {
  const written = text.trim();
  if (written === "" || written.length > most) throw badInput(`\`${name}\` must have 1 to ${most} characters`);
  return written;
}

/** One of a closed list. @throws ClientError BAD_USER_INPUT naming the list */
export function oneOf<Code extends string>(name: string, codes: readonly Code[], text: string): Code {
  const found = codes.find((code) => code === text);
  if (found === undefined) throw badInput(`\`${name}\` must be one of ${listed(codes)}`);
  return found;
}

export const listed = (codes: readonly string[]): string => codes.map((code) => `\`${code}\``).join(", ");
