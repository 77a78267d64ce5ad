/** What a source says about where a person was, before anything is made of it: the raw evidence of one confirmed case. Not a stay: see stay.ts. */

/** Milliseconds since the Unix epoch. */
export type Instant = number;
/** WGS 84, degrees. */
export type Position = { readonly latitude: number; readonly longitude: number };

/** A phone seen by a base station; the position is the station's or the network's estimate. */
export type Ping = Position & { readonly sourceRecord: string; readonly at: Instant; readonly accuracyMetres: number };

/** A card payment. `position` is the merchant's registered address, which for a chain can be its head office. */
export type CardSlip = { readonly sourceRecord: string; readonly at: Instant; readonly placeId: string; readonly cancelled: boolean; readonly holder: "own" | "family"; readonly address: "store" | "head-office" };

/** A scan of an entry code at a door; the departure is never scanned. */
export type QrEntry = { readonly sourceRecord: string; readonly at: Instant; readonly placeId: string };

/** What the person told the investigator; times are rounded and may be wrong, visits may be missing. `arrival` and `departure` are absent when only the day is remembered. */
export type Statement = { readonly sourceRecord: string; readonly day: string; readonly arrival?: Instant; readonly departure?: Instant; readonly placeId?: string; readonly position?: Position };
