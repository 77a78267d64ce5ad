/** The purpose that a request states, in a header or in the operation's extensions. Not whether it opens anything: see clearance.ts. */
import { type Purpose, purposes } from "@epigraph/authz";

/** The header in which a request above P1 states its purpose; `extensions: { purpose }` of the body says the same. */
export const purposeHeader = "epigraph-purpose";

export type PurposeFault = "PURPOSE_UNKNOWN" | "PURPOSE_CONFLICT";

/** `undefined` when none is stated. */
export function statedPurpose(header: string | undefined, extensions: unknown): Purpose | PurposeFault | undefined {
  const extended = memberOf(extensions);
  const stated = [header, extended].filter((one) => one !== undefined);
  if (!stated.every(isPurpose)) return "PURPOSE_UNKNOWN";
  return new Set(stated).size > 1 ? "PURPOSE_CONFLICT" : stated[0];
}

/** What a client is told. A purpose that is not on the list is not repeated. */
export const purposeFaults: Readonly<Record<PurposeFault, string>> = {
  PURPOSE_UNKNOWN: `the purpose must be one of ${purposes.join(", ")}`,
  PURPOSE_CONFLICT: `the header \`${purposeHeader}\` and \`extensions.purpose\` state different purposes: state one`,
};

const isPurpose = (text: unknown): text is Purpose => purposes.includes(text as Purpose);

function memberOf(extensions: unknown): unknown {
  if (typeof extensions !== "object" || extensions === null || !Object.hasOwn(extensions, "purpose")) return undefined;
  return (extensions as { readonly purpose: unknown }).purpose ?? undefined;
}
