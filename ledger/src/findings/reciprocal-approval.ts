/** Two accounts approved each other's requests, or one its own. Not whether either approval was right. */
import type { AuditRecord } from "../record.js";
import { packMeetings, recallMeetings, shortName } from "./packed.js";
import { room } from "./profile.js";
import { monthOf } from "./seoul-time.js";
import { notice, referencesOf, type Rule } from "./sighting.js";

const minutesPerDay = 1_440;

/** For whom something was approved: an approval is a mutation whose name begins so. */
export function requestersIn(record: AuditRecord): readonly string[] {
  if (!record.events.some(({ coordinate, outcome }) => outcome === "allowed" && coordinate.startsWith("Mutation.approve"))) return [];
  return referencesOf(record, "requester");
}

/**
 * The finding is told to the account whose approval was the later one in the log; the pair has one a month, under a key that is the same for both. Whoever approves for more accounts than there is room for
 * has an `incomplete-profile`: then the oldest approvals are forgotten first.
 */
export const reciprocalApproval: Rule = (profile, sighting, { reciprocalApproval: { withinDays } }, profileOf) => {
  const { record, minute, index } = sighting;
  const account = record.agent.who;
  const requesters = requestersIn(record);
  if (requesters.length === 0) return { profile, notices: [] };
  const within = withinDays * minutesPerDay;
  const own = shortName(account, 6);
  const notices = requesters.flatMap((requester) => {
    const returned = requester === account ? [] : recallMeetings(profileOf(requester).approvals).filter((meeting) => meeting.name === own && Math.abs(minute - meeting.minute) < within);
    if (returned.length === 0 && requester !== account) return [];
    const pair = [account, requester].toSorted().join(" ");
    const firstAt = Math.min(sighting.at, ...returned.map((meeting) => meeting.minute * 60_000));
    return [{ ...notice("reciprocal-approval", "", sighting, { firstAt, records: [...returned.map((meeting) => meeting.index), index].sort((one, other) => one - other) }), key: `reciprocal-approval ${pair} ${monthOf(minute)}` }];
  });
  const names = requesters.map((requester) => shortName(requester, 6));
  const meetings = [...recallMeetings(profile.approvals).filter(({ name }) => !names.includes(name)), ...names.map((name) => ({ name, minute, index }))];
  const { packed, forgotten } = packMeetings(meetings, within, room.approvals);
  return { profile: { ...profile, approvals: packed }, notices: [...notices, ...(forgotten > 0 ? [notice("incomplete-profile", monthOf(minute), sighting)] : [])] };
};
