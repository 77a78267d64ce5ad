/** What counts as one address when attempts are counted: an IPv4 address, or an IPv6 network of 64 bits, all of whose addresses one person may have (RFC 6177). Not what is recorded: that is the whole address. */
import ipaddr from "ipaddr.js";

/** What is no address, such as `console`, stays as it is. */
export function networkOf(address: string): string {
  const [plain = ""] = address.split("%"); // without the interface
  if (!ipaddr.isValid(plain)) return plain;
  const network = ipaddr.process(plain); // an IPv4 address in IPv6 form becomes one
  return network.kind() === "ipv4" ? network.toString() : `${network.toNormalizedString().split(":").slice(0, 4).join(":")}::/64`;
}
