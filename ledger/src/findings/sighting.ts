/** One record as the rules look at it: worked out once, asked by each of them. Not a rule. */
import type { AuditRecord, ResolverEvent } from "../record.js";
import type { BehaviourKind, Notice } from "./notice.js";
import { shortName } from "./packed.js";
import type { Profile } from "./profile.js";
import type { FindingSettings } from "./settings.js";
import { minuteOf } from "./seoul-time.js";

/** A sound record of the log with its index, and when it got that, in milliseconds since the Unix epoch. */
export type LogEntry = { readonly index: number; readonly sequenced: number; readonly record: AuditRecord };

/** `at`: when it happened, in milliseconds since the Unix epoch; `minute`: the same in minutes. `met`: everybody whose data a resolver was asked for, whatever it answered, as short names of four characters; `persons`: how many. */
export type Sighting = { readonly index: number; readonly at: number; readonly minute: number; readonly record: AuditRecord; readonly met: ReadonlySet<string>; readonly persons: number };

/** One rule: what an account's profile is afterwards, the same object when nothing changed, and what there is to notice. */
export type Rule = (profile: Profile, sighting: Sighting, settings: FindingSettings, profileOf: (account: string) => Profile) => { readonly profile: Profile; readonly notices: readonly Notice[] };

/**
 * A record happened when its writer says, for the sequencer may be late; but not after it was sequenced: what comes from the future happened now. So no record pushes the memory of an account out
 * of its windows.
 */
export function sightingOf({ index, sequenced, record }: LogEntry): Sighting {
  const at = Math.max(0, Math.min(record.recorded, sequenced));
  const subjects = subjectsOf(record.events);
  return { index, at, minute: minuteOf(at), record, met: new Set([...subjects].map((subject) => shortName(subject, 4))), persons: subjects.size };
}

/** The data subjects of all of them. Events that met the same ones mostly share a map, which is read once. */
export function subjectsOf(events: readonly ResolverEvent[]): ReadonlySet<string> {
  const all = new Set<string>();
  for (const subjects of new Set(events.map((event) => event.subjects))) for (const subject of subjects.keys()) all.add(subject);
  return all;
}

/** What a record refers to under that kind, each once. An honest record has one or none: of a hostile one the first 16 are enough to be a finding. */
export const referencesOf = ({ entity }: AuditRecord, kind: string): readonly string[] => [...new Set(entity.references.filter((reference) => reference.kind === kind).map(({ id }) => id))].slice(0, 16);

/** A notice about the account of the record. `about`: what makes the finding one among those of its kind and account. */
export function notice(kind: BehaviourKind, about: string, { index, at, record }: Sighting, more: Partial<Pick<Notice, "firstAt" | "count" | "records" | "subjects">> = {}): Notice {
  const { who, agency } = record.agent;
  return { kind, key: `${kind} ${who} ${about}`, account: who, agency, service: record.source.observer, firstAt: at, lastAt: at, count: 1, records: [index], subjects: 0, ...more };
}
