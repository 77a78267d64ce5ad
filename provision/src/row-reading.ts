/** One row's cells to what was observed, or why not: parsed and judged by the profile and by what was approved. Stores nothing and keeps no values of what it refuses. */
import { distanceMetres } from "@epigraph/epi";
import { type Approved, type PlacesAsked, type Subject } from "./approved.js";
import { landFault } from "./land.js";
import type { Profile, Role, SubjectKind } from "./profile.js";
import type { Fault, Reason } from "./reason.js";
import { timeReader } from "./time-format.js";

export type Observed = {
  readonly subject: Subject;
  readonly arrival: number;
  readonly departure: number;
  readonly latitude: number;
  readonly longitude: number;
  readonly accuracyMetres: number;
  readonly placeId: string | undefined;
  /** The row in one spelling, whatever the file's was; what makes it the same row elsewhere. */
  readonly canonical: string;
};

export type Place = { readonly id: string; readonly latitude: number; readonly longitude: number };

export type RowReaderParts = {
  readonly profile: Profile;
  readonly places: Readonly<Partial<Record<Role, number>>>;
  readonly approved: Approved;
  /** 32 bytes; undefined for what is no identifier of the kind. */
  readonly pseudonym: (kind: Exclude<SubjectKind, "surrogate">, value: string) => Buffer | undefined;
  /** A person key for a pseudonym that nobody knows. */
  readonly personOf: (pseudonym: Buffer) => string;
  readonly now: number;
};

export type RowReader = {
  /** What a row says of its place, to be looked up before. */
  readonly placeOf: (cells: readonly string[]) => string | undefined;
  readonly read: (cells: readonly string[], known: ReadonlyMap<string, Place>) => Observed | Fault;
};

/** So many spellings are not normalised and keyed again. */
const personsRemembered = 10_000;
/** Clocks may differ by so much. */
const futureMs = 300_000;
/** As spreadsheets have it; a plus or a minus begins telephone numbers and coordinates too. */
const isFormula = (text: string): boolean => /^[=@]/.test(text);
const decimal = /^-?\d{1,7}(\.\d{1,15})?$/;

export function rowReader({ profile, places, approved, pseudonym, personOf, now }: RowReaderParts): RowReader {
  const timeOf = timeReader(profile.times, profile.zone);
  const { rows, columns, words, subject: kind } = profile;
  const [subjectAt, arrivalAt, departureAt] = [places.subject ?? -1, places.arrival ?? places.at ?? -1, places.departure];
  const window = { from: approved.window.from.getTime(), to: approved.window.to.getTime() };
  const longest = profile.longestStayMinutes * 60_000;
  const faultIn = (reason: Reason, role: Role): Fault => {
    const column = columns[role];
    return column === undefined ? { reason } : { reason, column };
  };
  const cell = (cells: readonly string[], index: number | undefined): string => (index === undefined ? "" : (cells[index] ?? "").trim());
  const named = (text: string): Buffer | undefined => (kind === "surrogate" ? (/^[0-9a-fA-F]{64}$/.test(text) ? Buffer.from(text, "hex") : undefined) : pseudonym(kind, text));
  const remembered = new Map<string, Buffer | undefined>(); // a file names few persons, and each again and again
  const pseudonymOf = (text: string): Buffer | undefined => {
    if (remembered.has(text)) return remembered.get(text);
    if (remembered.size >= personsRemembered) remembered.clear();
    const name = named(text);
    remembered.set(text, name);
    return name;
  };
  const { subjects } = approved;
  const known = typeof subjects === "function" ? subjects : (name: Buffer): Subject => ({ personKey: personOf(name) });
  const roster = typeof subjects === "function" ? undefined : subjects.anyone;
  const timesOf = rows === "stay" ? "arrival" : "at";

  const indexOf = new Map(Object.entries(columns).map(([role, column]) => [column, places[role as Role]]));

  const reader: RowReader = {
    placeOf: (cells) => (places.latitude === undefined || cell(cells, places.latitude) === "" ? cell(cells, places.place) || undefined : undefined),
    read: (cells, knownPlaces) => {
      let subjectText = cell(cells, subjectAt);
      if (subjectText === "") return faultIn("missing", "subject");
      if (places.birthDate !== undefined) {
        const birthDate = cell(cells, places.birthDate);
        if (birthDate === "") return faultIn("missing", "birthDate");
        if (isFormula(birthDate)) return faultIn("formula", "birthDate");
        subjectText = `${subjectText} ${birthDate}`;
      }
      const arrivalText = cell(cells, arrivalAt);
      if (arrivalText === "") return faultIn("missing", timesOf);
      const arrival = timeOf(arrivalText);
      if (arrival === undefined) return faultIn("time-unreadable", timesOf);
      let departure = arrival;
      if (departureAt !== undefined) {
        const departureText = cell(cells, departureAt);
        if (departureText === "") return faultIn("missing", "departure");
        const read = timeOf(departureText);
        if (read === undefined) return faultIn("time-unreadable", "departure");
        departure = read;
      }

      let latitude: number;
      let longitude: number;
      let placeId: string | undefined;
      const placeText = cell(cells, places.place);
      const latitudeText = cell(cells, places.latitude);
      if (latitudeText !== "") {
        const longitudeText = cell(cells, places.longitude);
        if (longitudeText === "") return faultIn("missing", "longitude");
        if (!decimal.test(latitudeText)) return faultIn("number-unreadable", "latitude");
        if (!decimal.test(longitudeText)) return faultIn("number-unreadable", "longitude");
        [latitude, longitude] = [Number(latitudeText), Number(longitudeText)];
        placeId = placeText === "" ? undefined : knownPlaces.get(placeText)?.id;
      } else {
        if (placeText === "") return faultIn("missing", columns.place === undefined ? "latitude" : "place");
        const place = knownPlaces.get(placeText);
        if (place === undefined) return faultIn("place-unknown", "place");
        ({ id: placeId, latitude, longitude } = place);
      }
      const onLand = landFault({ latitude, longitude });
      if (onLand !== undefined) return faultIn(onLand, columns.latitude === undefined ? "place" : "latitude");

      const accuracyText = cell(cells, places.accuracy);
      if (accuracyText !== "" && !decimal.test(accuracyText)) return faultIn("number-unreadable", "accuracy");
      const accuracyMetres = accuracyText === "" ? profile.accuracyMetres : Number(accuracyText);
      if (!(accuracyMetres >= 0 && accuracyMetres <= 100_000)) return faultIn("accuracy-impossible", "accuracy");

      if (arrival > now + futureMs) return faultIn("in-the-future", timesOf);
      if (departure > now + futureMs) return faultIn("in-the-future", "departure");
      if (departure < arrival) return faultIn("departure-before-arrival", "departure");
      if (departure - arrival > longest) return faultIn("too-long", "departure");

      if (words.class !== undefined && !words.class.includes(cell(cells, places.class))) return faultIn("other-class", "class");
      if (words.own !== undefined && !words.own.includes(cell(cells, places.holder))) return faultIn("not-own", "holder");
      if (words.cancelled?.includes(cell(cells, places.cancelled)) === true) return faultIn("cancelled", "cancelled");
      if (arrival < window.from || departure > window.to || arrival >= window.to) return faultIn("outside-window", timesOf);
      if (roster !== undefined && !isAt(roster, { latitude, longitude }, accuracyMetres)) return faultIn("outside-places", columns.latitude === undefined ? "place" : "latitude");
      if (roster !== undefined && rows === "stay" && departure - arrival < roster.dwellMinutes * 60_000) return faultIn("too-short", "departure");
      const name = pseudonymOf(subjectText);
      if (name === undefined) return faultIn("subject-unreadable", "subject");
      const subject = known(name);
      if (subject === undefined) return faultIn("other-subject", "subject");
      if (isFormula(cell(cells, places.cancelled))) return faultIn("formula", "cancelled");
      return { subject, arrival, departure, latitude, longitude, accuracyMetres, placeId, canonical: `${subject.personKey},${arrival},${departure},${latitude},${longitude},${accuracyMetres},${placeText}` };
    },
  };
  return {
    ...reader,
    // a cell that is wrong because a formula stands in it: its sender is told that
    read: (cells, knownPlaces) => {
      const judged = reader.read(cells, knownPlaces);
      return "reason" in judged && judged.column !== undefined && isFormula(cell(cells, indexOf.get(judged.column))) ? { reason: "formula", column: judged.column } : judged;
    },
  };
}

/** As far as the row can tell: no more than as far again as was asked, however uncertain it is. */
const isAt = ({ places }: PlacesAsked, position: { readonly latitude: number; readonly longitude: number }, accuracyMetres: number): boolean =>
  places.some((place) => distanceMetres(place, position) <= place.radiusMetres + Math.min(accuracyMetres, place.radiusMetres));
