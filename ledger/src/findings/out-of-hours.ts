/** Somebody of clearance met data subjects when nobody of that duty works. One finding an account and night; a day off counts to the night that it leads to. */
import { recallRecent } from "./packed.js";
import { isWorkingTime, nightOf } from "./seoul-time.js";
import { notice, type Rule } from "./sighting.js";

/** Attempts count too: who is refused a person's data at three in the morning has asked for it. Comes before the rule `bulk`, which notes whom the record met. */
export const outOfHours: Rule = (profile, sighting, { outOfHours: { leastClearance, hours, otherDuties, holidays } }) => {
  const { clearance, role } = sighting.record.agent;
  const own = hours[role] ?? otherDuties;
  if (clearance < leastClearance || sighting.met.size === 0 || isWorkingTime(sighting.minute, own, holidays)) return { profile, notices: [] };
  const { night, began } = nightOf(sighting.minute, own);
  const known = recallRecent(profile.subjects, 4);
  const fresh = [...sighting.met].filter((name) => {
    const last = known.get(name) ?? -1;
    return last < began || isWorkingTime(last, own, holidays);
  });
  return { profile, notices: [notice("out-of-hours", night, sighting, { subjects: fresh.length })] };
};
