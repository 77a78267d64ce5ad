/** Who was turned away at a door, as the access log counts them: from which network, as whom, why. Never what they sent. Not the counting: see @epigraph/ledger. */
import { isIPv6 } from "node:net";
import type { Door, Instant, Principal, Purpose } from "@epigraph/authz";
import { refusalLog as countedRefusals, type RefusedAgent, type Writer } from "@epigraph/ledger";
import type { DoorFault } from "./doors.js";
import type { PurposeFault } from "./purpose.js";

/** Why an operation is refused before it runs. What a client is told may be less: these are the operator's words. */
const requestFaults = [
  "BAD_REQUEST",
  "BAD_USER_INPUT",
  "BODY_MALFORMED",
  "BODY_TOO_LARGE",
  "CHARSET_UNSUPPORTED",
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "HEADER_TOO_LARGE",
  "HTTP_MALFORMED",
  "INTERNAL_SERVER_ERROR",
  "OPERATION_RESOLUTION_FAILURE",
  "OPERATION_TOO_LARGE",
  "PERSISTED_QUERY_NOT_SUPPORTED",
] as const;
export type RequestFault = (typeof requestFaults)[number];

/** Any other word for a fault counts as the most general one, so that there are few. */
export const requestFault = (code: unknown): RequestFault => requestFaults.find((known) => known === code) ?? "BAD_REQUEST";

export type Refusal = {
  readonly code: DoorFault | PurposeFault | RequestFault;
  /** The client's network address. */
  readonly address: string;
  /** Whose session it was, where a signature vouches for it. */
  readonly principal?: Principal | undefined;
  /** Where one was stated and understood. */
  readonly purpose?: Purpose | undefined;
};

export type RefusalLog = {
  /** Never throws and never waits: a refusal is answered even when the log cannot be written, because it holds no data. */
  readonly add: (refusal: Refusal) => void;
  /** Writes what was counted. */
  readonly close: () => Promise<void>;
};

export type RefusalLogParts = { readonly ledger: Pick<Writer, "append">; readonly clock: () => Instant; readonly door: Door };

export function refusalLog({ ledger, clock, door }: RefusalLogParts): RefusalLog {
  const nobody: RefusedAgent = { who: "unknown", role: "unknown", clearance: 0, agency: "unknown", jurisdictions: [], session: "none", authenticatedBy: "none", door };
  const { add, close } = countedRefusals({ ledger, clock, observer: "gateway", nobody });
  return { close, add: ({ code, address, principal, purpose }) => add({ code, purpose, agent: { ...(principal ? agentOf(principal) : nobody), door, network: networkOf(address) } }) };
}

/** A principal as a record has it. */
export function agentOf({ account, duty, clearance, agency, jurisdictions, session, authenticatedBy, door }: Principal): RefusedAgent {
  return { who: account, role: duty, clearance, agency, jurisdictions, session, authenticatedBy, door };
}

/** One subscriber of IPv6 commonly holds a /64 (RFC 6177): its 2^64 addresses count as one. */
function networkOf(address: string): string {
  const plain = address.split("%")[0] ?? "";
  if (!isIPv6(plain) || plain.includes(".")) return address;
  const [head = "", tail] = plain.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups = tail === undefined ? left : [...left, ...Array.from({ length: 8 - left.length - right.length }, () => "0"), ...right];
  return `${groups.slice(0, 4).map((group) => parseInt(group, 16).toString(16)).join(":")}::/64`;
}
