/** Looks for what the data say of persons (names, phone numbers, addresses) in a text of any kind, also where it is spelled or encoded in another way. Not where the texts come from. */

export type PersonalKind = "name" | "phone" | "address";
/** What is known of a person. */
export type Person = Readonly<Record<PersonalKind, string | null>>;

export type PersonalValues = {
  /** How many values are looked for, without their spellings. */
  readonly values: number;
  /** The kind of the first value that the text holds. */
  readonly find: (text: string) => PersonalKind | undefined;
};

/** Values of fewer characters are in too many texts by chance; a name in Hangul has three. */
const [leastOfAscii, leastOfOthers] = [8, 3];

export function personalValues(persons: Iterable<Person>): PersonalValues {
  const known = new Map<string, PersonalKind>();
  for (const person of persons)
    for (const kind of ["name", "phone", "address"] as const) {
      const value = person[kind]?.trim() ?? "";
      if (isTelling(value)) known.set(value, kind);
    }
  const index: Index = new Map();
  for (const [value, kind] of known) {
    for (const spelling of spellingsOf(value, kind)) {
      const lengths = inserted(index, spelling.slice(0, leastOfOthers), () => new Map<number, Map<string, PersonalKind>>());
      inserted(lengths, spelling.length, () => new Map<string, PersonalKind>()).set(spelling, kind);
    }
  }
  return { values: known.size, find: (text) => findIn(text, index) };
}

/** Spellings by their first characters, then by their length. */
type Index = Map<string, Map<number, Map<string, PersonalKind>>>;

function inserted<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
}

function findIn(text: string, index: Index): PersonalKind | undefined {
  for (let at = 0; at <= text.length - leastOfOthers; at++) {
    for (const [length, spellings] of index.get(text.slice(at, at + leastOfOthers)) ?? []) {
      const found = text.slice(at, at + length);
      const kind = spellings.get(found);
      if (kind !== undefined && !isInNumber(text, at, found)) return kind;
    }
  }
  return undefined;
}

/** Digits inside a longer number or hash are not that phone number. */
function isInNumber(text: string, at: number, found: string): boolean {
  return /^\d+$/.test(found) && (/[0-9A-Za-z]/.test(text[at - 1] ?? "") || /[0-9A-Za-z]/.test(text[at + found.length] ?? ""));
}

function isTelling(value: string): boolean {
  return value.length >= (isAscii(value) ? leastOfAscii : leastOfOthers);
}

function spellingsOf(value: string, kind: PersonalKind): Set<string> {
  const written = new Set([value, ...(kind === "phone" ? phoneSpellings(value) : wordSpellings(value))].filter(isTelling));
  return new Set([...written].flatMap((text) => [text, ...encodingsOf(text)]));
}

function phoneSpellings(phone: string): string[] {
  const digits = phone.replaceAll(/\D/g, "");
  const abroad = digits.replace(/^0/, "82");
  return [digits, digits.replace(/^(\d{3})(\d+)(\d{4})$/, "$1 $2 $3"), abroad, `+${abroad}`, abroad.replace(/^82(\d{2})(\d+)(\d{4})$/, "82-$1-$2-$3"), abroad.replace(/^82(\d{2})(\d+)(\d{4})$/, "82 $1 $2 $3")];
}

/** As a whole and without what stands in brackets, an address also by its parts; without spaces; in letters of either size; and with syllables taken apart, as some systems keep them. */
function wordSpellings(value: string): string[] {
  const parts = value.split(",").map((part) => part.trim()).filter((part) => part.length >= leastOfAscii);
  const wholes = [value, value.replaceAll(/\s*\([^)]*\)/g, ""), ...parts];
  return wholes.flatMap((text) => [text, text.replaceAll(/\s/g, ""), text.toUpperCase(), text.toLowerCase(), text.normalize("NFD")]);
}

/** JSON's and JavaScript's escapes, percent signs, hex, and base64 whatever comes before it. */
function encodingsOf(text: string): string[] {
  const bytes = Buffer.from(text);
  const escaped = (upper: boolean): string => [...Array(text.length).keys()].map((at) => `\\u${hexOf(text.charCodeAt(at), upper)}`).join("");
  const spaces = encodeURIComponent(text).replaceAll("%20", "+");
  const encoded = [encodeURIComponent(text), spaces, bytes.toString("hex"), bytes.toString("hex").toUpperCase(), JSON.stringify(text).slice(1, -1)];
  if (!isAscii(text)) encoded.push(escaped(false), escaped(true), text.replaceAll(/[^\0-\x7f]/g, (character) => `\\u${hexOf(character.charCodeAt(0), false)}`));
  return [...encoded, ...[0, 1, 2].flatMap((before) => base64After(bytes, before))];
}

const hexOf = (code: number, upper: boolean): string => (upper ? code.toString(16).toUpperCase() : code.toString(16)).padStart(4, "0");

/** The characters of base64 that only these bytes make, when so many others (modulo 3) stand before them. */
function base64After(bytes: Buffer, before: number): string[] {
  const [from, to] = [Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6)];
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64").slice(from, to);
  return [text, text.replaceAll("+", "-").replaceAll("/", "_")];
}

function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}
