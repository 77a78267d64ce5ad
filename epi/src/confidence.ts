/** How far each source is believed, in one place for review. A judgement that puts sources in order, not a measured frequency: do not multiply it into a risk. */
import type { StaySource } from "./stay.js";

/**
 * 0 to 1, for an observation without any fault of its own.
 * Card and QR: a device or a card was certainly there, rarely in another hand. Telecom: the phone may have been left at home and stations cover neighbours.
 * Interview: memory of days and hours is often wrong. A public report has been checked by an authority before it was published.
 */
export const sourceConfidence: Readonly<Record<StaySource, number>> = {
  "card-use": 0.9,
  "qr-entry": 0.9,
  "public-report": 0.9,
  "telecom-location": 0.8,
  interview: 0.6,
};

/** Of several sources that tell of the same visit: the chance that not all of them are wrong, were they independent. Each source counts once, by its best stay. */
export function jointConfidence(stays: readonly { readonly source: StaySource; readonly confidence: number }[]): number {
  const best = new Map<StaySource, number>();
  for (const { source, confidence } of stays) best.set(source, Math.max(confidence, best.get(source) ?? 0));
  return 1 - [...best.values()].reduce((doubt, confidence) => doubt * (1 - confidence), 1);
}
