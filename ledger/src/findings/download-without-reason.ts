/** Something was downloaded, and no reason stands in the record. One finding an account and day. Not what a good reason is: a person reads it. */
import { dayOf } from "./seoul-time.js";
import { notice, referencesOf, type Rule, subjectsOf } from "./sighting.js";

/** A download is a mutation whose name begins so. `subjects` counts whom each record met, somebody in several of them in each. */
export const downloadWithoutReason: Rule = (profile, sighting) => {
  const { events } = sighting.record;
  const downloaded = events.some(({ coordinate, outcome }) => outcome === "allowed" && coordinate.startsWith("Mutation.download"));
  if (!downloaded || referencesOf(sighting.record, "reason").length > 0) return { profile, notices: [] };
  return { profile, notices: [notice("download-without-reason", dayOf(sighting.minute), sighting, { subjects: subjectsOf(events).size })] };
};
