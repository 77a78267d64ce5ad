/** What was refused to an account about a person, and a little later was not. Mostly somebody approved it in between, which is how it should be: an auditor sees whether that was so. */
import type { ResolverEvent } from "../record.js";
import { namesIn, packRecent, recallRecent, shortName } from "./packed.js";
import { type Profile, room } from "./profile.js";
import { dayOf, monthOf } from "./seoul-time.js";
import { notice, type Rule } from "./sighting.js";

type Denials = Map<string, Map<string, number>>;

/**
 * The same coordinate about the same subject, or both times about none. In the order of the log, whatever the clocks say. What was granted is forgotten, so that it counts once until it is refused again.
 * One finding an account and day. When there is no room for refusals that are not yet too long ago, that is a finding too (`incomplete-profile`): nobody hides one behind many.
 *
 * Pseudonyms change with the month: what was refused before its end and allowed after it is not recognised.
 */
export const deniedThenGranted: Rule = (profile, sighting, { deniedThenGranted: { mostSubjects, withinHours } }) => {
  const { record, minute } = sighting;
  const refused = record.events.filter((event) => (event.outcome === "denied" || event.outcome === "approval-required") && event.subjects.size <= mostSubjects);
  if (refused.length === 0 && profile.denials.length === 0) return { profile, notices: [] };
  const within = Math.min(48, withinHours) * 60;
  const denials: Denials = new Map(profile.denials.map(({ coordinates, subjects }) => [coordinates, recallRecent(subjects, 6)]));
  const allowed = record.events.filter(({ outcome }) => outcome === "allowed");
  const granted = take(denials, allowed, minute, within);
  note(denials, refused, allowed, minute);
  if (granted.size === 0 && refused.length === 0) return { profile, notices: [] };

  const { packed, forgotten } = pack(denials, within);
  return {
    profile: { ...profile, denials: packed },
    notices: [
      ...(granted.size > 0 ? [notice("denied-then-granted", dayOf(minute), sighting, { subjects: [...granted].filter((name) => name !== nobody).length })] : []),
      ...(forgotten > 0 ? [notice("incomplete-profile", monthOf(minute), sighting)] : []),
    ],
  };
};

const nobody = shortName("", 6);
const subjectNames = ({ subjects }: ResolverEvent): string[] => (subjects.size === 0 ? [nobody] : [...subjects.keys()].map((subject) => shortName(subject, 6)));

/** Takes out of the denials what was allowed now. Returns about whom. */
function take(denials: Denials, allowed: readonly ResolverEvent[], minute: number, within: number): Set<string> {
  const taken = new Set<string>();
  if (denials.size === 0) return taken;
  const sets = [...denials].map(([coordinates, subjects]) => ({ coordinates: new Set(namesIn(coordinates)), subjects }));
  for (const event of allowed) {
    const coordinate = shortName(event.coordinate, 6);
    const concerned = sets.filter(({ coordinates }) => coordinates.has(coordinate));
    if (concerned.length === 0) continue;
    for (const name of subjectNames(event)) {
      for (const { subjects } of concerned) {
        const denied = subjects.get(name);
        if (denied === undefined || Math.abs(minute - denied) >= within) continue;
        subjects.delete(name);
        taken.add(name);
      }
    }
  }
  return taken;
}

/** Adds what was refused, but not what the same record allowed too, as of a person with several rows. What one request was refused about the same subjects is one set. */
function note(denials: Denials, refused: readonly ResolverEvent[], allowed: readonly ResolverEvent[], minute: number): void {
  const also = new Set(allowed.filter(({ coordinate }) => refused.some((event) => event.coordinate === coordinate)).flatMap((event) => subjectNames(event).map((name) => `${event.coordinate} ${name}`)));
  const coordinatesOf = new Map<string, Set<string>>();
  for (const event of refused) {
    for (const name of subjectNames(event)) {
      if (also.has(`${event.coordinate} ${name}`)) continue;
      coordinatesOf.set(name, (coordinatesOf.get(name) ?? new Set()).add(shortName(event.coordinate, 6)));
    }
  }
  for (const [name, coordinates] of coordinatesOf) {
    const set = [...coordinates].toSorted().slice(0, room.coordinatesOfSet).join("");
    const subjects = denials.get(set) ?? new Map<string, number>();
    denials.set(set, subjects.set(name, Math.max(minute, subjects.get(name) ?? minute)));
  }
}

/** The newest that there is room for. */
function pack(denials: Denials, within: number): { readonly packed: Profile["denials"]; readonly forgotten: number } {
  const newest = [...denials.values()].flatMap((subjects) => [...subjects.values()]).reduce((latest, minute) => Math.max(latest, minute), 0);
  const fresh = [...denials]
    .map(([coordinates, subjects]) => ({ coordinates, subjects: [...subjects].filter(([, minute]) => minute > newest - within).sort(([, one], [, other]) => other - one) }))
    .filter(({ subjects }) => subjects.length > 0)
    .sort((one, other) => (other.subjects[0]?.[1] ?? 0) - (one.subjects[0]?.[1] ?? 0) || (one.coordinates < other.coordinates ? -1 : 1));
  const packed: { coordinates: string; subjects: ReturnType<typeof packRecent>["recent"] }[] = [];
  let [coordinatesLeft, subjectsLeft, forgotten] = [room.coordinates * 6, room.deniedSubjects as number, 0];
  for (const { coordinates, subjects } of fresh) {
    if (packed.length === room.denialSets || coordinates.length > coordinatesLeft || subjectsLeft === 0) {
      forgotten += subjects.length;
      continue;
    }
    const kept = subjects.slice(0, subjectsLeft);
    forgotten += subjects.length - kept.length;
    coordinatesLeft -= coordinates.length;
    subjectsLeft -= kept.length;
    packed.push({ coordinates, subjects: packRecent(new Map(kept), within, kept.length).recent });
  }
  return { packed, forgotten };
}
