/** From what was given to what is written: a record that can be true, and an identity. Asks nothing of the database. */
import type { Instant } from "@epigraph/authz";
import { badInput } from "@epigraph/service";
import type { Identity } from "@epigraph/vault";
import { dayOf, parseDay } from "@epigraph/epi";
import { type CaseRecord, emptyRecord, type Fault, implausible } from "../plausible.js";
import type { CaseInput, IdentityInput } from "./inputs.js";

/** The parts of a record that were given, as they are written. */
export function partsGiven(input: CaseInput): Partial<CaseRecord> {
  const { symptoms, travel, riskGroups, classification, ...plain } = input;
  const parts: Record<string, unknown> = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined).map(([name, value]) => [name, typeof value === "string" ? value.trim() : value]));
  if (classification !== undefined) parts["classification"] = classification ?? "suspected";
  if (symptoms !== undefined) parts["symptoms"] = (symptoms ?? []).map(({ code, onsetDate }) => ({ code, onsetDate: onsetDate ?? null }));
  if (travel !== undefined) parts["travel"] = (travel ?? []).map(({ countryCode, fromDate, toDate }) => ({ countryCode, fromDate, toDate: toDate ?? null }));
  if (riskGroups !== undefined) parts["riskGroups"] = [...new Set(riskGroups ?? [])].toSorted();
  return parts;
}

/** A new record, or what is wrong with it. */
export function recordOf(input: CaseInput, now: Instant): CaseRecord | Fault {
  const record = { ...emptyRecord, ...partsGiven(input) };
  if (record.classification === "confirmed") return { field: "classification", fault: "cannot be `confirmed` when it is registered: record the sample and its result, and let another investigator confirm the case (`confirmCase`)" };
  return implausible(record, now) ?? record;
}

export const isFault = (read: object): read is Fault => "fault" in read;

/** @throws ClientError BAD_USER_INPUT naming the field */
export function orRefuse<Read extends object>(read: Read | Fault, within?: string): Read {
  if (isFault(read)) throw badInput(`\`${within === undefined ? "" : `${within}.`}${read.field}\` ${read.fault}`);
  return read;
}

export type ReadIdentity = { readonly identity: Identity; readonly residentNumber: string | undefined };

/** Who it is, or what is wrong with what was given; the fault never repeats the value. */
export function identityOf(input: IdentityInput, now: Instant): ReadIdentity | Fault {
  const given = (name: keyof IdentityInput): string | undefined => {
    const text = input[name]?.trim();
    return text === undefined || text === "" ? undefined : text.normalize("NFC");
  };
  for (const [name, most] of [["fullName", 100], ["phone", 40], ["address", 300]] as const) if ((given(name)?.length ?? 0) > most) return { field: name, fault: `must have at most ${most} characters` };
  const [birthDate, nationality, residentNumber] = [given("birthDate"), given("nationality"), given("residentNumber")];
  if (birthDate !== undefined && !isBirthDate(birthDate, now)) return { field: "birthDate", fault: "must be a day or a year that has been, written YYYY-MM-DD or YYYY" };
  if (nationality !== undefined && !/^[A-Z]{2}$/.test(nationality)) return { field: "nationality", fault: "must be two letters of ISO 3166, such as `KR`" };
  if (residentNumber !== undefined && !/^\d{6}-?\d{7}$/.test(residentNumber)) return { field: "residentNumber", fault: "must have thirteen digits, with or without a hyphen after the sixth" };
  const parts = { fullName: given("fullName"), phone: given("phone"), address: given("address"), birthDate, nationality };
  return { identity: Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)), residentNumber };
}

function isBirthDate(text: string, now: Instant): boolean {
  const day = /^\d{4}$/.test(text) ? `${text}-01-01` : parseDay(text);
  return day !== undefined && day >= "1880-01-01" && day <= dayOf(now);
}
