/** Short words for what accounts do, and the findings that come of it. Not ordinary work over weeks: see ordinary-work.ts. */
import type { AuditRecord, ResolverEvent, ResolverOutcome } from "../record.js";
import { mergeNotices, type Notice } from "./notice.js";
import { noticed } from "./noticed.js";
import { emptyProfile, type Profile } from "./profile.js";
import type { FindingSettings } from "./settings.js";

/** `at`: in Asia/Seoul, `2026-11-23 14:00`. `allowed`, `denied`, `approvalRequired`, `redacted`: data subjects by coordinate. `refers`: kinds with ids. A local investigator unless said otherwise. */
export type Act = {
  readonly at: string;
  readonly sequenced?: string;
  readonly who?: string;
  readonly role?: string;
  readonly clearance?: number;
  readonly type?: AuditRecord["type"];
  readonly authenticatedBy?: string;
  readonly allowed?: Readonly<Record<string, readonly string[]>>;
  readonly denied?: Readonly<Record<string, readonly string[]>>;
  readonly approvalRequired?: Readonly<Record<string, readonly string[]>>;
  readonly redacted?: Readonly<Record<string, readonly string[]>>;
  readonly assigned?: readonly string[];
  readonly refers?: Readonly<Record<string, string>>;
};

export const seoul = (at: string): number => Date.parse(`${at.replace(" ", "T")}${at.length === 16 ? ":00" : ""}+09:00`);

/** So many persons with names of their own. */
export const persons = (count: number, name = "person"): string[] => Array.from({ length: count }, (_, number) => `${name}-${number}`);

export function recordOfAct({ at, who = "kim", role = "local-investigator", clearance = 4, type = "operation", authenticatedBy = "otp", assigned = [], refers = {}, ...outcomes }: Act): AuditRecord {
  const shared = new Map<readonly string[], ReadonlyMap<string, number>>(); // as the recorder does
  const subjectsIn = (names: readonly string[]): ReadonlyMap<string, number> => {
    const subjects = shared.get(names) ?? new Map(names.map((name) => [name, 1]));
    shared.set(names, subjects);
    return subjects;
  };
  const events = ([["allowed", outcomes.allowed], ["denied", outcomes.denied], ["approval-required", outcomes.approvalRequired], ["redacted", outcomes.redacted]] as const).flatMap(([outcome, coordinates = {}]) =>
    Object.entries(coordinates).map(([coordinate, subjects]) => eventOf(coordinate, outcome, subjectsIn(subjects))),
  );
  return {
    id: "5c57b1f7-0b9d-4c1e-8c0b-4a539a573f6a",
    recorded: seoul(at),
    type,
    outcome: "answered",
    purposeOfEvent: "investigation",
    agent: { who, role, clearance, agency: "gangnam", jurisdictions: [], session: "session", authenticatedBy, door: "clearance", policy: { grants: [], bases: [] } },
    source: { observer: "cases" },
    correlation: "correlation",
    entity: { query: "0".repeat(64), detail: {}, references: Object.entries(refers).map(([kind, id]) => ({ kind, id })) },
    events,
    assigned,
  };
}

export type Watched = { readonly findings: ReadonlyMap<string, Notice>; readonly profiles: ReadonlyMap<string, Profile> };

/** What comes of records in this order, the first of index 0, sequenced when they were recorded unless said otherwise. */
export function watch(acts: readonly Act[], settings?: FindingSettings, began: ReadonlyMap<string, Profile> = new Map()): Watched {
  return watchRecords(acts.map((act) => ({ sequenced: seoul(act.sequenced ?? act.at), record: recordOfAct(act) })), settings, began);
}

/** As a sequencer does: one after another. */
export function watchRecords(entries: Iterable<{ readonly sequenced: number; readonly record: AuditRecord }>, settings?: FindingSettings, began: ReadonlyMap<string, Profile> = new Map()): Watched {
  const profiles = new Map(began);
  const findings = new Map<string, Notice>();
  let index = 0;
  for (const { sequenced, record } of entries) {
    const { profile, notices } = noticed((account) => profiles.get(account) ?? emptyProfile, { index, sequenced, record }, settings);
    profiles.set(record.agent.who, profile);
    for (const notice of notices) {
      const known = findings.get(notice.key);
      findings.set(notice.key, known ? mergeNotices(known, notice) : notice);
    }
    index += 1;
  }
  return { findings, profiles };
}

function eventOf(coordinate: string, outcome: ResolverOutcome, subjects: ReadonlyMap<string, number>): ResolverEvent {
  return { coordinate, outcome, ruleId: undefined, count: Math.max(1, subjects.size), subjects };
}
