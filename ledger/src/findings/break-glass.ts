/** Emergency access was used: always a finding, one for each break-glass; and the third within a week is one of its own. Not whether its review took place. */
import { packMeetings, recallMeetings, shortName } from "./packed.js";
import { room } from "./profile.js";
import { dayOf } from "./seoul-time.js";
import { notice, referencesOf, type Rule, subjectsOf } from "./sighting.js";

const minutesPerDay = 1_440;

/** `subjects` of a break-glass counts whom each record met, for it is one person's case mostly: somebody whom several records met counts in each of them. */
export const breakGlass: Rule = (profile, sighting, { breakGlass: { from, withinDays } }) => {
  const { record, minute, index } = sighting;
  const names = referencesOf(record, "break-glass").map((id) => shortName(id, 6));
  if (names.length === 0) return { profile, notices: [] };
  const subjects = subjectsOf(record.events).size;
  const used = names.map((name) => notice("break-glass", name, sighting, { subjects }));

  const within = withinDays * minutesPerDay;
  const known = recallMeetings(profile.breakGlass);
  const fresh = names.filter((name) => !known.some((meeting) => meeting.name === name));
  if (fresh.length === 0) return { profile, notices: used };
  const meetings = [...known, ...fresh.map((name) => ({ name, minute, index }))];
  const inWindow = meetings.filter((meeting) => Math.abs(minute - meeting.minute) < within);
  const records = [...new Set(inWindow.map((meeting) => meeting.index))].sort((one, other) => one - other);
  const firstAt = Math.min(sighting.at, ...inWindow.map((meeting) => meeting.minute * 60_000));
  return {
    profile: { ...profile, breakGlass: packMeetings(meetings, within, room.breakGlass).packed },
    notices: [...used, ...(inWindow.length < from ? [] : [notice("repeated-break-glass", dayOf(minute), sighting, { records, firstAt })])],
  };
};
