/** The days that matter around a case: when others may have caught it, and when it was caught. Not who was there: see co-presence.ts and likely-sources.ts. */
import { addDays, dayBounds, type Interval } from "./calendar.js";
import type { Disease } from "./diseases.js";
import { incubationQuantile } from "./incubation.js";

/** Calendar days in Asia/Seoul, as far as they are known. */
export type CaseDates = {
  readonly onsetDate?: string | undefined;
  readonly samplingDate?: string | undefined;
  readonly confirmationDate?: string | undefined;
  readonly isolationDate?: string | undefined;
};

/** Both days included. `countedFrom`: the date on which the window rests; without an onset it is the weaker. */
export type DayWindow = { readonly firstDay: string; readonly lastDay: string; readonly countedFrom: "onset" | "sampling" | "confirmation" };

/**
 * The infectious window, in which contacts are sought: from the disease's lead before onset (without an onset: before sampling, else before confirmation) to the
 * day of isolation, else of confirmation, else `asOf`, the day of asking. Undefined without any date to count from, and when isolation came before the window.
 */
export function infectiousWindow(dates: CaseDates, disease: Disease, asOf: string): DayWindow | undefined {
  const anchor = anchorOf(dates);
  if (anchor === undefined) return undefined;
  const firstDay = addDays(anchor.day, -disease.infectiousBeforeOnset.days);
  const lastDay = dates.isolationDate ?? dates.confirmationDate ?? asOf;
  return lastDay < firstDay ? undefined : { firstDay, lastDay, countedFrom: anchor.countedFrom };
}

/**
 * The exposure window, in which sources are sought: the central 90 % of the incubation time before onset, widened to whole days. Without an onset the infection can be
 * as late as the sampling (else confirmation) itself, so the window ends there, and begins the 95th percentile before. Undefined without any date to count from.
 */
export function exposureWindow(dates: CaseDates, disease: Disease): DayWindow | undefined {
  const anchor = anchorOf(dates);
  if (anchor === undefined) return undefined;
  const longest = Math.ceil(incubationQuantile(disease, 0.95));
  const shortest = anchor.countedFrom === "onset" ? Math.floor(incubationQuantile(disease, 0.05)) : 0;
  return { firstDay: addDays(anchor.day, -longest), lastDay: addDays(anchor.day, -shortest), countedFrom: anchor.countedFrom };
}

/** The instants of a window: from the first day's midnight to the midnight that ends the last day. */
export function windowBounds(window: DayWindow): Interval {
  return { from: dayBounds(window.firstDay).from, to: dayBounds(window.lastDay).to };
}

function anchorOf({ onsetDate, samplingDate, confirmationDate }: CaseDates): { readonly day: string; readonly countedFrom: DayWindow["countedFrom"] } | undefined {
  if (onsetDate !== undefined) return { day: onsetDate, countedFrom: "onset" };
  if (samplingDate !== undefined) return { day: samplingDate, countedFrom: "sampling" };
  return confirmationDate === undefined ? undefined : { day: confirmationDate, countedFrom: "confirmation" };
}
