/** What was observed to rows of stays in PostgreSQL's COPY text, each with an id made of what it says: the same row is the same stay, whenever and in whichever file it comes. Not the writing: see store.ts. */
import { hash } from "node:crypto";
import { cardDefaults, cellOf, cutAtMidnight, dayBounds, dayOf, isPosition, qrDefaults, sourceConfidence, type Position, type Stay } from "@epigraph/epi";
import type { Approved } from "./approved.js";
import type { Profile } from "./profile.js";
import type { Observed } from "./row-reading.js";

export type StayRows = {
  /** Lines of COPY text, and how many. */
  readonly ofRow: (observed: Observed, add: (line: string) => void) => void;
  /** A ping, as a line for the same columns, which becomes no stay yet. */
  readonly ofPing: (observed: Observed, add: (line: string) => void) => void;
  readonly ofStay: (personKey: string, stay: Stay, add: (line: string) => void) => void;
};

/** Columns of a lane, in the order of the lines. */
export const laneColumns = ["person_key", "day", "id", "arrival", "departure", "earliest", "latest", "place_id", "latitude", "longitude", "cell", "accuracy_metres", "confidence", "source_record"] as const;

const minute = 60_000;
const seoul = 9 * 60 * minute;
const dayMs = 24 * 60 * minute;

/** How far before and after what a row says the person may have been there. */
const margins: Readonly<Record<Profile["rows"], { readonly before: number; readonly after: number }>> = {
  stay: { before: 0, after: 0 },
  ping: { before: 0, after: 0 },
  slip: { before: cardDefaults.longestVisitMinutes * minute, after: cardDefaults.longestVisitMinutes * minute },
  entry: { before: 0, after: qrDefaults.longestVisitMinutes * minute },
};

export function stayRows({ request, agency, dataClass, window }: Approved, { rows }: Profile): StayRows {
  const [first, last] = [window.from.getTime(), window.to.getTime()];
  const { before, after } = margins[rows];
  const confidence = sourceConfidence[dataClass];
  const salt = `${request}|${agency}|`;
  const cells = cellsRemembered();
  const line = (personKey: string, day: string, id: string, times: string, place: string, position: Position, accuracy: number, belief: number): string =>
    `${personKey}\t${day}\t${id}\t${times}\t${place}\t${position.latitude}\t${position.longitude}\t${cells(position)}\t${accuracy}\t${belief}\t${id}\n`;
  const bounds = (day: { readonly from: number; readonly to: number }, from: number, to: number): string => `${Math.max(first, day.from, from)}\t${Math.min(last, day.to, to)}`;

  return {
    ofRow: (observed, add) => {
      const { subject, arrival, departure, placeId, accuracyMetres, canonical } = observed;
      const digest = hash("sha256", salt + canonical, "hex");
      const place = placeId ?? "\\N";
      const number = Math.floor((arrival + seoul) / dayMs);
      if (departure <= (number + 1) * dayMs - seoul) {
        const day = dayText(number);
        const from = number * dayMs - seoul;
        add(line(subject.personKey, day, uuid(digest), `${arrival}\t${departure}\t${bounds({ from, to: from + dayMs }, arrival - before, departure + after)}`, place, observed, accuracyMetres, confidence));
        return;
      }
      for (const piece of cutAtMidnight({ from: arrival, to: departure })) {
        const day = dayOf(piece.from);
        add(line(subject.personKey, day, uuid(hash("sha256", `${digest}|${day}`, "hex")), `${piece.from}\t${piece.to}\t${bounds(dayBounds(day), piece.from - before, piece.to + after)}`, place, observed, accuracyMetres, confidence));
      }
    },
    ofPing: ({ subject, arrival, latitude, longitude, accuracyMetres, canonical }, add) => {
      const id = uuid(hash("sha256", salt + canonical, "hex"));
      add(`${subject.personKey}\t${dayOf(arrival)}\t${id}\t${arrival}\t${arrival}\t${arrival}\t${arrival}\t\\N\t${latitude}\t${longitude}\t0\t${accuracyMetres}\t${confidence}\t${id}\n`);
    },
    ofStay: (personKey, { day, arrival = 0, departure = 0, earliest, latest, position, accuracyMetres, confidence: belief }, add) => {
      const id = uuid(hash("sha256", `${salt}${personKey},${arrival},${departure},${position.latitude},${position.longitude}`, "hex"));
      add(line(personKey, day, id, `${arrival}\t${departure}\t${Math.max(first, earliest)}\t${Math.min(last, latest)}`, "\\N", position, accuracyMetres, belief));
    },
  };
}

/** RFC 9562 section 5.8: a UUID of our own making, version 8. */
export function uuid(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** `YYYY-MM-DD` of a day since 1970; remembered, for a file has few. */
function dayText(number: number): string {
  let text = days.get(number);
  if (text === undefined) {
    if (days.size >= 1_000) days.clear();
    days.set(number, (text = new Date(number * dayMs).toISOString().slice(0, 10)));
  }
  return text;
}

const days = new Map<number, string>();

/** Base stations and shops come again and again: their cells are remembered, as long as they are few. */
function cellsRemembered(): (position: Position) => string {
  const known = new Map<number, Map<number, string>>();
  let size = 0;
  return (position) => {
    const { latitude, longitude } = position;
    let column = known.get(latitude);
    const found = column?.get(longitude);
    if (found !== undefined) return found;
    if (!isPosition(position)) return "0";
    const cell = String(cellOf(position));
    if (size >= 50_000) {
      known.clear();
      column = undefined;
      size = 0;
    }
    if (column === undefined) known.set(latitude, (column = new Map<number, string>()));
    column.set(longitude, cell);
    size += 1;
    return cell;
  };
}
