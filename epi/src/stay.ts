/** One person at one place from arrival to departure, with where that is known from. Not who was there together: see co-presence.ts. */
import type { Instant, Position } from "./observation.js";

export type StaySource = "telecom-location" | "card-use" | "qr-entry" | "interview" | "public-report";

/**
 * A stay lies within one calendar day of Asia/Seoul (longer ones are cut at midnight).
 * `minute` precision has arrival and departure; `day` precision has neither: only the day is known, and hours are never invented.
 */
export type Stay = {
  /** Calendar day in Asia/Seoul, `YYYY-MM-DD`. */
  readonly day: string;
  readonly precision: "minute" | "day";
  readonly arrival?: Instant;
  readonly departure?: Instant;
  /** Outer bounds: the person was there, if at all, within `[earliest, latest]`; for `day` precision the whole day. */
  readonly earliest: Instant;
  readonly latest: Instant;
  readonly placeId?: string;
  readonly position: Position;
  readonly accuracyMetres: number;
  readonly source: StaySource;
  /** 0 to 1: how likely the stay happened as written. */
  readonly confidence: number;
  /** The source's own ids of the observations behind it, joined by `+`. */
  readonly sourceRecord: string;
};
