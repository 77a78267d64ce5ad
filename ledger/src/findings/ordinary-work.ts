/**
 * Ordinary work of investigators, made up with a seed: lists, cases that are assigned to them, new cases, requests that are approved later, late evenings, slips. To see how many findings honest work makes.
 * Not the generator of demo data: no person, no case, nothing but records.
 */
import type { AuditRecord } from "../record.js";
import { type Act, recordOfAct, seoul } from "./testing.js";

type Case = { readonly name: string; readonly contacts: readonly string[]; readonly until: number };

const patientFields = ["Case.classification", "Case.onsetDate", "Case.sex", "Case.ageGroup"];
const identityFields = ["Person.fullName", "Person.phone", "Person.address"];
const stayFields = ["Stay.arrival", "Stay.departure", "Stay.place"];

/** `days` from Monday, 2026-11-02; four in thirty are national investigators. Records in order of time, sequenced half a second later. */
export function ordinaryWork(investigators: number, days: number, seed: number): { readonly sequenced: number; readonly record: AuditRecord }[] {
  const random = randomOf(seed);
  const acts = Array.from({ length: investigators }, (_, number) => workOf(`investigator-${number}`, number % 8 === 7, days, random)).flat();
  return acts
    .toSorted((one, other) => one.minute - other.minute)
    .map(({ minute, act }) => {
      const record = { ...recordOfAct(act), recorded: minute * 60_000 };
      return { sequenced: record.recorded + 500, record };
    });
}

type Timed = { readonly minute: number; readonly act: Act };

function workOf(who: string, national: boolean, days: number, random: () => number): Timed[] {
  const between = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
  const role = national ? "national-investigator" : "local-investigator";
  const district = national ? "country" : `district-${who}`;
  const people = Array.from({ length: national ? 3_000 : 250 }, (_, number) => `${district}-${number}`);
  const somebody = (): string => people[between(0, people.length - 1)] ?? "";
  const all: Timed[] = [];
  const caseFrom = (day: number): Case => ({ name: somebody(), contacts: Array.from({ length: between(5, 25) }, somebody), until: day + between(7, 14) });
  let own: Case[] = Array.from({ length: 6 }, () => caseFrom(0));
  for (let day = 0; day < days; day++) {
    own = own.filter(({ until }) => until > day);
    if (day % 7 > 4 && random() > 0.25) continue; // the rota: one weekend day in four
    const nine = Math.floor(seoul("2026-11-02 09:00") / 60_000) + day * 1_440;
    const shift = random() < 1 / 12 ? 14.5 * 60 : 9 * 60; // now and then until half past eleven at night
    const at = (): number => nine + between(0, shift - 1);
    const add = (minute: number, act: Omit<Act, "at" | "who" | "role">): unknown => all.push({ minute, act: { at: "2026-11-02 09:00", who, role, ...act } });
    const each = (fields: readonly string[], names: readonly string[]): Record<string, readonly string[]> => Object.fromEntries(fields.map((field) => [field, names]));

    for (let newOnes = between(0, 2); newOnes > 0; newOnes--) {
      const fresh = caseFrom(day);
      const { name } = fresh;
      const taken = at();
      // about half of the cases are looked at before they are taken on: without the name, which is refused until they are assigned
      if (random() < 0.5) add(taken - between(5, 60), { allowed: each(patientFields, [name]), denied: each(identityFields, [name]) });
      own.push(fresh);
      add(taken, { allowed: each([...patientFields, ...identityFields], [name]), assigned: [name] });
      if (random() < 0.6) {
        add(taken + 5, { allowed: each(patientFields, [name]), approvalRequired: each(stayFields, [name]), assigned: [name] });
        const approved = random() < 0.6 && taken + 90 < nine + shift ? between(taken + 60, nine + shift) : nine + (day % 7 === 4 ? 3 : 1) * 1_440 + between(0, 539);
        add(approved, { allowed: each(stayFields, [name]), assigned: [name] });
      }
    }
    for (let lists = between(3, 6); lists > 0; lists--) {
      const page = Array.from({ length: national ? between(50, 100) : between(20, 50) }, somebody);
      const assigned = new Set(own.flatMap(({ name, contacts }) => [name, ...contacts]));
      const ofOwn = page.filter((name) => assigned.has(name));
      add(at(), { allowed: { ...each(patientFields, page), ...each(identityFields, ofOwn) }, denied: each(identityFields, page.filter((name) => !ofOwn.includes(name))), assigned: ofOwn });
    }
    for (let views = between(8, 20); views > 0 && own.length > 0; views--) {
      const one = own[between(0, own.length - 1)];
      if (one) add(at(), { allowed: each([...patientFields, ...identityFields], random() < 0.4 ? [one.name, ...one.contacts] : [one.name]), assigned: [one.name, ...one.contacts] });
    }
    if (random() < 0.3) add(at(), { allowed: each(patientFields, [somebody()]), denied: each(identityFields, [somebody()]) }); // the wrong row
    if (random() < 0.02) for (let theirs = between(5, 8); theirs > 0; theirs--) add(at(), { allowed: each(patientFields, [somebody()]) }); // stands in for a colleague
    if (random() < 1 / 400) add(at(), { allowed: each(stayFields, [somebody()]), refers: { "break-glass": `glass-${all.length}` } });
    if (day % 7 === 0) add(at(), { allowed: { ...each(patientFields, people.slice(0, 120)), "Mutation.downloadLineList": [] }, refers: { reason: "reason" } });
  }
  return all;
}

/** Park and Miller's minimal standard generator; the same numbers for the same seed, for anything but secrets. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
