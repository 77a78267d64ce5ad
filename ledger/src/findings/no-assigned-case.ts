/** An investigator looked on purpose at persons whose cases are not assigned to the account. Not lists of the jurisdiction, which are ordinary work: bulk.ts counts them. */
import { packMeetings, recallMeetings, shortName } from "./packed.js";
import { room } from "./profile.js";
import { dayOf } from "./seoul-time.js";
import { notice, type Rule, subjectsOf } from "./sighting.js";

const minutesPerDay = 1_440;

/**
 * Who takes on a case has to look at it before it is assigned, and one is opened by mistake now and then: that is why the first persons within 24 hours are none, and somebody whose case was met as an
 * assigned one since then is not counted among them. The finding that the next one makes names the records of those before as well. One finding an account and day.
 */
export const noAssignedCase: Rule = (profile, sighting, { noAssignedCase: { duties, mostSubjects, from } }) => {
  const { record, minute, index } = sighting;
  if (!duties.includes(record.agent.role)) return { profile, notices: [] };
  const seen = subjectsOf(record.events.filter(({ outcome }) => outcome === "allowed"));
  const assigned = new Set(record.assigned);
  const names = seen.size > mostSubjects ? [] : [...new Set([...seen].filter((subject) => !assigned.has(subject)).map((subject) => shortName(subject, 6)))];
  const remembered = recallMeetings(profile.unassigned);
  const settled = new Set(remembered.length === 0 ? [] : record.assigned.map((subject) => shortName(subject, 6)));
  const known = remembered.filter(({ name }) => !settled.has(name));
  if (names.length === 0 && known.length === remembered.length) return { profile, notices: [] };

  const meetings = [...known.filter(({ name }) => !names.includes(name)), ...names.map((name) => ({ name, minute, index }))];
  const inWindow = meetings.filter((meeting) => Math.abs(minute - meeting.minute) < minutesPerDay);
  const after = { ...profile, unassigned: packMeetings(meetings, minutesPerDay, room.unassigned).packed };
  if (names.length === 0 || inWindow.length < from) return { profile: after, notices: [] };

  const day = dayOf(minute);
  const fresh = names.filter((name) => !known.some((meeting) => meeting.name === name && Math.abs(minute - meeting.minute) < minutesPerDay)).length;
  const first = profile.told.unassigned !== day;
  const records = [...new Set(inWindow.map((meeting) => meeting.index))].sort((one, other) => one - other);
  const led = { subjects: inWindow.length, records, count: records.length, firstAt: Math.min(sighting.at, ...inWindow.map((meeting) => meeting.minute * 60_000)) };
  return { profile: { ...after, told: { ...profile.told, unassigned: day } }, notices: [notice("no-assigned-case", day, sighting, first ? led : { subjects: fresh })] };
};
