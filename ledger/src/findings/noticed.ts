/** Findings as records arrive: what one more record of the log gives to notice, and what is remembered of its account. Pure; where profiles and findings are kept is the sequencer's. */
import type { AuditRecord } from "../record.js";
import { breakGlass } from "./break-glass.js";
import { bulk } from "./bulk.js";
import { deniedThenGranted } from "./denied-then-granted.js";
import { downloadWithoutReason } from "./download-without-reason.js";
import { noAssignedCase } from "./no-assigned-case.js";
import type { Notice } from "./notice.js";
import { outOfHours } from "./out-of-hours.js";
import { outsideApproval } from "./outside-approval.js";
import type { Profile } from "./profile.js";
import { reciprocalApproval, requestersIn } from "./reciprocal-approval.js";
import { monthOf } from "./seoul-time.js";
import { defaultFindingSettings, type FindingSettings } from "./settings.js";
import { type LogEntry, notice, type Rule, sightingOf } from "./sighting.js";

/** In this order: `bulk` notes whom a record met, and `outOfHours` asks who was met before it. */
const rules: readonly Rule[] = [outOfHours, bulk, noAssignedCase, deniedThenGranted, breakGlass, downloadWithoutReason, reciprocalApproval, outsideApproval];

/**
 * Call it once for each *sound* record, in the order of the log, and keep the profile for the account before the next: it is the same object when nothing changed. Records that another login forged, or that
 * cannot be read, would put another's acts on an account and must not come here. `profileOf` is asked for the accounts of `accountsConcerned` only.
 *
 * Looked at are operations and changes by somebody who has logged in. Log-ins have alerts of their own; what is done on a command line, and what the sequencer writes itself, is not judged here.
 * A change counts when its record arrives, even when it is undone later: then the log says so beside it.
 */
export function noticed(profileOf: (account: string) => Profile, entry: LogEntry, settings: FindingSettings = defaultFindingSettings): { readonly profile: Profile; readonly notices: readonly Notice[] } {
  const { who } = entry.record.agent;
  const stored = profileOf(who);
  if (!isJudged(entry.record)) return { profile: stored, notices: [] };
  const sighting = sightingOf(entry);
  const { lost, ...kept } = stored;
  let profile: Profile = lost ? kept : stored;
  const notices: Notice[] = lost ? [notice("incomplete-profile", monthOf(sighting.minute), sighting)] : [];
  for (const rule of rules) {
    const result = rule(profile, sighting, settings, profileOf);
    profile = result.profile;
    notices.push(...result.notices);
  }
  return { profile, notices };
}

/** The accounts whose profiles `noticed` asks for with this record: whoever it is of, and for whom it approves something. */
export function accountsConcerned(record: AuditRecord): readonly string[] {
  return isJudged(record) ? [...new Set([record.agent.who, ...requestersIn(record)])] : [];
}

const isJudged = ({ type, agent }: AuditRecord): boolean => (type === "operation" || type === "change") && agent.authenticatedBy !== "none" && agent.door !== "public";
