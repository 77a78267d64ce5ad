/** When two spellings name the same phone, person, number or card. Keeps nothing and knows no key: see pseudonym.ts. */
import { parsePhoneNumberFromString } from "libphonenumber-js/core";
import metadata from "libphonenumber-js/min/metadata";
import type { IdentifierKind } from "./vault.js";

/** The one spelling of all that mean the same; undefined when the value is none of this kind. */
export function normalised(kind: IdentifierKind, value: string): string | undefined {
  return spellings[kind](value.normalize("NFKC").trim());
}

const spellings: Readonly<Record<IdentifierKind, (value: string) => string | undefined>> = {
  phone,
  "name-and-birth-date": nameAndBirthDate,
  "resident-number": residentNumber,
  card,
  qr: (value) => (/^[\x21-\x7e]{8,512}$/.test(value) ? value : undefined),
};

/** E.164, such as `+821012345678`. A number without a country is Korean; short codes (119, 1339) are no person's. */
function phone(value: string): string | undefined {
  if (/[^0-9+().\s/-]/.test(value)) return undefined; // no letters, no extension: both would be dropped, and another number would come out
  const parsed = parsePhoneNumberFromString(value, "KR", metadata);
  return parsed?.isPossible() === true ? parsed.number : undefined;
}

/**
 * A name, one or more blanks or a comma, and a birth date as `nameAndBirthDate` of this package writes it: the date is the last word. Names are compared in
 * Unicode's NFKC form, without case, marks between words and double blanks: `Kim  Min-Su` is `kim min su`, not `minsu kim`.
 */
function nameAndBirthDate(value: string): string | undefined {
  const [, name = "", date = ""] = /^(.+?)[\s,]+([0-9]{4}(?:[-./]?[0-9]{1,2}){2}[.]?)$/.exec(value) ?? [];
  const day = isoDate(date);
  const words = name.toLowerCase().replaceAll(/[\p{P}\p{S}\s]+/gu, " ").trim();
  return day === undefined || !/\p{L}/u.test(words) ? undefined : `${words} ${day}`;
}

/** `1990-03-07` of `1990-03-07`, `1990.3.7`, `1990/03/07` and `19900307`; no day that the calendar lacks. */
function isoDate(text: string): string | undefined {
  const [, year = "", month = "", day = ""] = /^([0-9]{4})([0-9]{2})([0-9]{2})$/.exec(text) ?? /^([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})[.]?$/.exec(text) ?? [];
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== iso ? undefined : iso;
}

/** 13 digits of a resident or alien registration number (주민등록번호, 외국인등록번호), with a birth date that exists. The check digit holds only where one was given: numbers assigned since October 2020 have none. */
function residentNumber(value: string): string | undefined {
  const digits = value.replaceAll(/[\s-]/g, "");
  if (!/^[0-9]{13}$/.test(digits)) return undefined;
  const century = ["18", "19", "19", "20", "20", "19", "19", "20", "20", "18"][Number(digits[6])];
  const born = isoDate(`${century}${digits.slice(0, 6)}`);
  if (born === undefined) return undefined;
  const weights = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  // foreigners' numbers (5 to 8) carry the digit two further (Residence Act rules; the same sum)
  const check = "5678".includes(digits[6] ?? "") ? (13 - (sum % 11)) % 10 : (11 - (sum % 11)) % 10;
  return check === Number(digits[12]) || born >= firstWithoutCheckDigit ? digits : undefined;
}

/** Numbers assigned from October 2020 on are random after the seventh digit: of whoever was born since, none has a check digit. */
const firstWithoutCheckDigit = "2020-10-05";

/** 12 to 19 digits with their check digit (ISO/IEC 7812-1, the Luhn formula). */
function card(value: string): string | undefined {
  const digits = value.replaceAll(/[\s-]/g, "");
  if (!/^[0-9]{12,19}$/.test(digits) || /^0+$/.test(digits)) return undefined;
  const sum = digits.split("").toReversed().reduce((total, digit, index) => {
    const doubled = Number(digit) * (1 + (index % 2));
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0 ? digits : undefined;
}
