/** What counts as one address when attempts are counted: an IPv4 address, or an IPv6 network of 64 bits, all of whose addresses one person may have (RFC 6177). Not what is recorded: that is the whole address. */
import { isIPv4, isIPv6 } from "node:net";

/** What is no address, such as `console`, stays as it is. */
export function networkOf(address: string): string {
  const [plain = ""] = address.toLowerCase().split("%"); // without the interface
  const mapped = /^::ffff:([0-9.]+)$/.exec(plain)?.[1];
  if (mapped !== undefined && isIPv4(mapped)) return mapped;
  if (!isIPv6(plain)) return plain;
  const [front = "", back] = plain.split("::");
  const groups = (text: string): string[] => (text === "" ? [] : text.split(":"));
  const [head, tail] = [groups(front), groups(back ?? "")];
  const missing = back === undefined ? 0 : Math.max(0, 8 - head.length - tail.length - (plain.includes(".") ? 1 : 0)); // an IPv4 ending stands for two groups
  const whole = [...head, ...Array<string>(missing).fill("0"), ...tail];
  return `${whole.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}
