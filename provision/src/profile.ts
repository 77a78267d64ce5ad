/** What a provider's columns mean: read strictly from JSON, one version at a time. Not where profiles are kept: see store.ts. */
import { ProvisionError } from "./error.js";
import type { ProvidedClass } from "./approved.js";
import { type TimeFormat, timeFormats, type TimeZone, timeZones } from "./time-format.js";

/** What one row is. `stay`: arrival and departure at a position; `ping`: a phone seen, many of which make a stay; `slip`: a card payment; `entry`: a code scanned at a door. */
export const rowKinds = { stay: ["telecom-location", "card-use", "qr-entry"], ping: ["telecom-location"], slip: ["card-use"], entry: ["qr-entry"] } as const;
export type RowKind = keyof typeof rowKinds;

/** By what a row names its person: normalised and keyed by the vault. `name-and-birth-date`: in one column, or the birth date in a column of its own. `surrogate`: the pseudonym itself, 64 hex digits, that the request gave. */
export const subjectKinds = ["phone", "name-and-birth-date", "card", "qr", "surrogate"] as const;
export type SubjectKind = (typeof subjectKinds)[number];

/** Roles that a column can have, and whether a row must have a value there. */
const roles = ["subject", "birthDate", "arrival", "departure", "at", "latitude", "longitude", "place", "accuracy", "cancelled", "holder", "class"] as const;
export type Role = (typeof roles)[number];

export type Profile = {
  readonly rows: RowKind;
  readonly columns: Readonly<Partial<Record<Role, string>>>;
  /** Columns that may be there and are not read. */
  readonly ignored: readonly string[];
  readonly subject: SubjectKind;
  readonly times: readonly TimeFormat[];
  readonly zone: TimeZone;
  /** Where no column says it, in metres. */
  readonly accuracyMetres: number;
  readonly longestStayMinutes: number;
  /** The file's words: a payment that was cancelled, a card of one's own, this class of data. */
  readonly words: Readonly<Partial<Record<"cancelled" | "own" | "class", readonly string[]>>>;
};

/** A profile of one provider as it is kept. */
export type KeptProfile = { readonly version: number; readonly profile: Profile };

const needed: Readonly<Record<RowKind, readonly Role[]>> = { stay: ["subject", "arrival", "departure"], ping: ["subject", "at"], slip: ["subject", "at"], entry: ["subject", "at"] };
const members = ["rows", "columns", "ignored", "subject", "times", "zone", "accuracyMetres", "longestStayMinutes", "words"];

/** @throws ProvisionError PROFILE_INVALID, which names the member */
export function parseProfile(value: unknown, dataClass: ProvidedClass): Profile {
  const given = objectIn(value, "profile");
  for (const name of Object.keys(given)) if (!members.includes(name)) throw invalid(name, `is none: the members are ${members.join(", ")}`);
  const rows = oneOf(given["rows"], Object.keys(rowKinds) as RowKind[], "rows");
  if (!(rowKinds[rows] as readonly string[]).includes(dataClass)) throw invalid("rows", `\`${rows}\` is not of the class ${dataClass}`);
  const columns: Partial<Record<Role, string>> = {};
  for (const [role, column] of Object.entries(objectIn(given["columns"], "columns"))) columns[oneOf(role, roles, "columns")] = text(column, `columns.${role}`);
  for (const role of needed[rows]) if (columns[role] === undefined) throw invalid("columns", `has no \`${role}\``);
  if ((columns.latitude === undefined) !== (columns.longitude === undefined)) throw invalid("columns", "has one of `latitude` and `longitude` only");
  if (columns.latitude === undefined && (columns.place === undefined || rows === "ping")) throw invalid("columns", "has no position: name `latitude` and `longitude`, or `place`");
  if (columns.birthDate !== undefined && given["subject"] !== "name-and-birth-date") throw invalid("columns", "has a `birthDate`, which only `name-and-birth-date` is made of");
  const all = Object.values(columns);
  if (new Set(all).size !== all.length) throw invalid("columns", "gives one column two roles");
  const words: Partial<Record<"cancelled" | "own" | "class", readonly string[]>> = {};
  for (const [name, list] of Object.entries(objectIn(given["words"] ?? {}, "words"))) words[oneOf(name, ["cancelled", "own", "class"] as const, "words")] = listOf(list, `words.${name}`);
  for (const [role, word] of [["cancelled", "cancelled"], ["holder", "own"], ["class", "class"]] as const) if ((columns[role] === undefined) !== (words[word] === undefined)) throw invalid("words", `and \`columns\` must both have \`${word}\` and \`${role}\`, or neither`);
  const times = listOf(given["times"], "times").map((format) => oneOf(format, Object.keys(timeFormats) as TimeFormat[], "times"));
  if (times.length === 0) throw invalid("times", "names no format");
  return {
    rows,
    columns,
    ignored: listOf(given["ignored"] ?? [], "ignored"),
    subject: oneOf(given["subject"], subjectKinds, "subject"),
    times,
    zone: oneOf(given["zone"] ?? "Asia/Seoul", Object.keys(timeZones) as TimeZone[], "zone"),
    accuracyMetres: within(given["accuracyMetres"] ?? 50, 1, 10_000, "accuracyMetres"),
    longestStayMinutes: within(given["longestStayMinutes"] ?? 1_440, 1, 20_160, "longestStayMinutes"),
    words,
  };
}

/** Which column of a file has which role. @throws ProvisionError HEADER_WRONG, which names what is missing and what is unknown: a renamed column is both */
export function placesOf({ columns, ignored }: Profile, header: readonly string[], besides: readonly string[] = []): Readonly<Partial<Record<Role, number>>> {
  const wanted = [...Object.values(columns), ...besides];
  const missing = wanted.filter((column) => !header.includes(column));
  const unknown = header.filter((column) => !wanted.includes(column) && !ignored.includes(column));
  const doubled = header.filter((column, index) => header.indexOf(column) !== index);
  // a first line that is no header is a row: nothing of it is repeated
  if (missing.length === wanted.length) throw new ProvisionError("HEADER_WRONG", `the first line is no header: it has none of the columns ${named(missing)}. Give their names there, in csv separated by commas, or have a new version of the profile made`, 1);
  if (missing.length > 0 || unknown.length > 0 || doubled.length > 0) {
    const told = [["missing", missing], ["unknown", unknown], ["twice there", doubled]] as const;
    const parts = told.flatMap(([what, names]) => (names.length === 0 ? [] : [`${what}: ${named(names)}`]));
    throw new ProvisionError("HEADER_WRONG", `the columns are not those of the profile; ${parts.join("; ")}: correct the header, or have a new version of the profile made`, 1);
  }
  return Object.fromEntries(Object.entries(columns).map(([role, column]) => [role, header.indexOf(column)]));
}

const named = (names: readonly string[]): string => names.slice(0, 20).map((name) => `\`${name.slice(0, 60)}\``).join(", ");

const invalid = (member: string, what: string): ProvisionError => new ProvisionError("PROFILE_INVALID", `the profile's \`${member.slice(0, 60)}\` ${what}`);

function objectIn(value: unknown, member: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid(member, "is not an object");
  return value as Readonly<Record<string, unknown>>;
}

function oneOf<Name extends string>(value: unknown, names: readonly Name[], member: string): Name {
  const found = names.find((name) => name === value);
  if (found === undefined) throw invalid(member, `must be of ${names.join(", ")}`);
  return found;
}

function text(value: unknown, member: string): string {
  if (typeof value !== "string" || value.trim() === "" || value.length > 100) throw invalid(member, "is not a text of 1 to 100 characters");
  return value;
}

function listOf(value: unknown, member: string): readonly string[] {
  if (!Array.isArray(value) || value.length > 100) throw invalid(member, "is not a list of at most 100 texts");
  return value.map((one) => text(one, member));
}

function within(value: unknown, least: number, most: number, member: string): number {
  if (typeof value !== "number" || !(value >= least && value <= most)) throw invalid(member, `is not a number from ${String(least)} to ${String(most)}`);
  return value;
}
