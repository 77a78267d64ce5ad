/** Finds a person of the demo data in a record, however the value is spelled there, and nothing where there is none. */
import { simulate } from "@epigraph/generator";
import { type PersonalKind, personalValues } from "./personal-values.js";

const persons = Array.from(simulate({ cases: 40 }).cases(), ({ person: { fullName, phone, address } }) => ({ name: fullName, phone, address }));
const { find, values } = personalValues(persons);

/** A record with something put where an operation's name stands. */
const record = (planted: string): string => `{"version":2,"correlation":"0100000123401000001234","entity":{"name":"${planted}","query":"${"0100000123".repeat(6)}"},"subjects":["AAECAwQFBgcICQoLDA0ODw"]}`;
const inBase64 = (text: string, before: string): string => Buffer.from(`${before}${text} after`).toString("base64");

const spellings: Readonly<Record<string, (value: string) => string>> = {
  "as it is": (value) => value,
  "as JSON escapes it": (value) => Array.from({ length: value.length }, (_, at) => `\\u${value.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""),
  "escaped, in upper case": (value) => Array.from({ length: value.length }, (_, at) => `\\u${value.charCodeAt(at).toString(16).toUpperCase().padStart(4, "0")}`).join(""),
  "in an address of the web": encodeURIComponent,
  "in hex": (value) => Buffer.from(value).toString("hex"),
  "in hex, in upper case": (value) => Buffer.from(value).toString("hex").toUpperCase(),
  "in base64": (value) => inBase64(value, ""),
  "in base64, one byte later": (value) => inBase64(value, "x"),
  "in base64, two bytes later": (value) => inBase64(value, "xy"),
  "in base64url": (value) => Buffer.from(`xyz${value}`).toString("base64url"),
  "in syllables taken apart": (value) => value.normalize("NFD"),
  "without spaces": (value) => value.replaceAll(" ", ""),
  "in upper case": (value) => value.toUpperCase(),
};

describe("a personal value in a record", () => {
  it("is looked for: all names, phone numbers and addresses of the data", () => {
    expect(persons).toHaveLength(40);
    expect(values).toBeGreaterThan(100);
  });

  it.each(Object.entries(spellings).flatMap(([how, spell]) => (["name", "phone", "address"] as const).map((kind) => [how, kind, spell] as const)))("is found %s: %s", (how, kind, spell) => {
    if (kind === "phone" && /escape/i.test(how)) return; // nobody escapes digits
    for (const person of [persons[0], persons[20], persons[39]]) expect(find(record(spell(person?.[kind] ?? "")))).toBe(kind);
  });

  it.each<[PersonalKind, string, (value: string) => string]>([
    ["name", "without the mark that it is fictional", (value) => value.replace(" (가상)", "")],
    ["phone", "as digits", (value) => value.replaceAll("-", "")],
    ["phone", "with spaces", (value) => value.replaceAll("-", " ")],
    ["phone", "as it is dialled from abroad", (value) => value.replace(/^0/, "+82-")],
    ["phone", "as digits, from abroad", (value) => value.replace(/^0/, "82").replaceAll("-", "")],
    ["address", "up to the house", (value) => value.split(",")[0] ?? ""],
  ])("is found: %s %s", (kind, _, spell) => {
    for (const person of persons) expect(find(record(spell(person[kind])))).toBe(kind);
  });

  it("is not seen where there is none: in hashes, numbers, names of things and other names", () => {
    expect(find(record("CaseList"))).toBeUndefined();
    expect(find(record("서울특별시 구로구 (가상)"))).toBeUndefined();
    expect(find(record("010-0000"))).toBeUndefined();
    expect(find(record(`1${persons[0]?.phone.replaceAll("-", "") ?? ""}`))).toBeUndefined();
  });

  it("needs a value that tells something: neither a short one nor none", () => {
    expect(personalValues([{ name: "kim", phone: null, address: "" }]).values).toBe(0);
    expect(personalValues([{ name: "Contact a1b2c3", phone: null, address: "Street 1" }]).find("to Contact a1b2c3")).toBe("name");
  });
});
