/** The list of purges that were carried out, a file beside the keys of the ring: no restore of the data brings it back to an earlier state. Not the purge itself, nor its certificate. */
import { VaultError } from "./error.js";
import { readLine, writeDurably } from "./key-files.js";

/**
 * `number`: 1, 2, 3 …; `executedAt`: milliseconds since the Unix epoch; `certificateHash`: SHA-256 in hex. `requests`: of which requests what was collected went, where that was all; `held`: how many
 * persons went into archives.
 */
export type ListedPurge = {
  readonly number: number;
  readonly plan: string;
  readonly kind: "response" | "pilot" | "due";
  readonly disease: string | null;
  readonly scope: string;
  readonly executedAt: number;
  readonly certificateHash: string;
  readonly approvedBy: string;
  readonly confirmedBy: string;
  readonly requests: readonly string[];
  readonly held: number;
};

export const purgesFile = "purges";

/** In their order. @throws VaultError RING_MISSING, RING_INVALID */
export function readPurges(folder: string): readonly ListedPurge[] {
  return parsePurges(readLine(folder, purgesFile) ?? "");
}

/** One more, unless it is there already. @throws VaultError RING_INVALID when its number is another's */
export function addPurge(folder: string, purge: ListedPurge): void {
  const known = readPurges(folder);
  if (known.some(({ plan }) => plan === purge.plan)) return;
  if (known.some(({ number }) => number >= purge.number)) throw new VaultError("RING_INVALID", `the list of purges has number ${purge.number} already: the data are older than the ring; restore them with --replay-purges first`);
  writeDurably(folder, purgesFile, [...known, purge].map((one) => `${JSON.stringify(one)}\n`).join(""));
}

/** @throws VaultError RING_INVALID */
export function parsePurges(text: string): readonly ListedPurge[] {
  return text.split("\n").filter((line) => line !== "").map((line, at) => {
    try {
      const told = JSON.parse(line) as Partial<ListedPurge>;
      if (told.number === at + 1 && typeof told.plan === "string" && typeof told.scope === "string" && typeof told.executedAt === "number" && /^[0-9a-f]{64}$/.test(told.certificateHash ?? "") && Array.isArray(told.requests)) return told as ListedPurge;
    } catch {
      // said below
    }
    throw new VaultError("RING_INVALID", `line ${at + 1} of \`${purgesFile}\` beside the key ring is no purge: bring it back from the custodian's copy`);
  });
}
