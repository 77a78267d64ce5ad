/** Who infected whom in DS4C, out of a column that holds ids, lists, national numbers and slips. Says what the source says, not what is likely: see epi. */
import type { Tally } from "../../tally.js";

/** An infector as the source names them: by the patient's id, or by the case's national number (`#11185`). */
export type NamedInfector = { readonly by: "patient-id" | "national-number"; readonly name: string };

/** One link of two patients. `of` tells whether the source names one infector of this infectee or several. */
export type Link = { readonly infector: string; readonly infectee: string; readonly of: "one" | "several" };

type Infectee = { readonly patientId: string; readonly nationalNumber?: string; readonly confirmationDate?: string; readonly infectors: readonly NamedInfector[] };

/** Reads `infected_by`; where it is empty, a patient's id that slipped into the next column, `contact_number`. */
export function readInfectors(infectedBy: string | undefined, contactNumber: string | undefined, repair: (kind: string) => void): readonly NamedInfector[] {
  const names = (infectedBy ?? "").split(/[\s,;]+/).filter((name) => name !== "");
  if (names.length > 1) repair("infector-list-split");
  const slipped = contactNumber !== undefined && /^\d{10}$/.test(contactNumber);
  if (slipped) {
    repair(names.length === 0 ? "infector-found-in-contact-number" : "id-in-contact-number-left-out");
    if (names.length === 0) names.push(contactNumber);
  }
  return [...new Set(names)].flatMap((name): NamedInfector[] => {
    if (/^\d{10}$/.test(name)) return [{ by: "patient-id", name }];
    if (/^#\d{1,6}$/.test(name)) return [{ by: "national-number", name: name.slice(1) }];
    repair("infector-unreadable-left-out");
    return [];
  });
}

/** The links that remain once every name is resolved and what cannot be is left out, each time counted as a repair. */
export function resolveInfectors(patients: ReadonlyMap<string, Infectee>, tally: Tally): readonly Link[] {
  const byNumber = new Map<string, string[]>();
  for (const { patientId, nationalNumber } of patients.values()) {
    if (nationalNumber !== undefined) byNumber.set(nationalNumber, [...(byNumber.get(nationalNumber) ?? []), patientId]);
  }
  const links = [...patients.values()].flatMap(({ patientId, infectors }): Link[] => {
    const found = new Set(infectors.flatMap((named) => resolve(named, patientId, patients, byNumber, tally)));
    return [...found].map((infector) => ({ infector, infectee: patientId, of: infectors.length > 1 ? "several" : "one" }));
  });
  const loops = linksInCycles(links);
  return links.filter((link) => {
    if (loops.has(link)) {
      // A infected B and B infected A cannot both be, and nothing says which is
      tally.repair("infection-cycle-left-out");
      return false;
    }
    const [earlier, later] = [patients.get(link.infectee)?.confirmationDate, patients.get(link.infector)?.confirmationDate];
    if (earlier !== undefined && later !== undefined && later > earlier) tally.repair("infector-confirmed-later-kept"); // found in another order than they fell ill
    return true;
  });
}

function resolve({ by, name }: NamedInfector, infectee: string, patients: ReadonlyMap<string, Infectee>, byNumber: ReadonlyMap<string, readonly string[]>, tally: Tally): readonly string[] {
  let infector: string | undefined = name;
  if (by === "national-number") {
    const bearers = byNumber.get(name) ?? [];
    infector = bearers.length === 1 ? bearers[0] : undefined;
    tally.repair(infector === undefined ? "infector-number-not-resolved-left-out" : "infector-number-resolved");
    if (infector === undefined) return [];
  } else if (!patients.has(infector)) {
    tally.repair("infector-not-in-the-file-left-out");
    return [];
  }
  if (infector === infectee) {
    tally.repair("self-infection-left-out");
    return [];
  }
  return [infector];
}

/** A link lies on a cycle exactly when its infectee is found by going up from its infector. */
function linksInCycles(links: readonly Link[]): ReadonlySet<Link> {
  const infectorsOf = new Map<string, string[]>();
  for (const { infector, infectee } of links) infectorsOf.set(infectee, [...(infectorsOf.get(infectee) ?? []), infector]);
  const reachesUp = (from: string, target: string): boolean => {
    const seen = new Set([from]);
    const open = [from];
    for (let patient = open.pop(); patient !== undefined; patient = open.pop()) {
      if (patient === target) return true;
      for (const next of infectorsOf.get(patient) ?? []) {
        if (!seen.has(next)) {
          seen.add(next);
          open.push(next);
        }
      }
    }
    return false;
  };
  return new Set(links.filter(({ infector, infectee }) => reachesUp(infector, infectee)));
}
