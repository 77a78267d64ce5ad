/** Very many data subjects in little time, whoever they are and whatever was answered about them. Not whether the account had to do with them: see no-assigned-case.ts. */
import { packRecent, recallRecent } from "./packed.js";
import { room } from "./profile.js";
import { dayOf, hourOf } from "./seoul-time.js";
import { notice, type Rule } from "./sighting.js";

const minutesPerHour = 60;
const minutesPerDay = 1_440;

/**
 * The windows slide, so that nothing is gained by waiting for a full hour. To know that more than N subjects were met in a window it is enough to remember the N + 1 met last. `subjects` is exact as long as
 * no more are met than are remembered; after that a finding begins with as many as are remembered, and somebody met again may count again.
 *
 * One finding an account and hour of the clock, or day: its first notice tells of all in the window, the next ones of those who were not in it.
 */
export const bulk: Rule = (profile, sighting, { bulk: { perRecord, limits, otherDuties } }) => {
  const { met: names, minute } = sighting;
  if (names.size === 0) return { profile, notices: [] };
  const { perHour, perDay } = limits[sighting.record.agent.role] ?? otherDuties;
  const before = recallRecent(profile.subjects, 4);
  const now = new Map(before);
  for (const name of names) if ((before.get(name) ?? -1) < minute) now.set(name, minute);

  const windows = [
    { about: hourOf(minute), told: profile.told.hour, within: minutesPerHour, most: perHour, name: "hour" },
    { about: dayOf(minute), told: profile.told.day, within: minutesPerDay, most: perDay, name: "day" },
  ] as const;
  const told = { ...profile.told };
  const notices = windows.flatMap(({ about, told: last, within, most, name }) => {
    const inWindow = (met: number | undefined): boolean => met !== undefined && met > minute - within && met < minute + within;
    let all = 0;
    let first = minute;
    for (const met of now.values()) {
      if (!inWindow(met)) continue;
      all += 1;
      if (met < first) first = met;
    }
    if (all <= most && !(name === "hour" && sighting.persons > perRecord)) return [];
    told[name] = about;
    if (last === about) return [notice("bulk", `${name} ${about}`, sighting, { subjects: [...names].filter((one) => !inWindow(before.get(one))).length })];
    return [notice("bulk", `${name} ${about}`, sighting, { subjects: all, firstAt: Math.min(sighting.at, first * 60_000) })];
  });
  const { recent } = packRecent(now, minutesPerDay, Math.min(room.subjects, Math.max(perHour, perDay) + 1));
  return { profile: { ...profile, subjects: recent, told }, notices };
};
