/** A provider sent rows that nobody had asked for. One finding an account, request and day. Not which rows: nothing of them is kept; not those of a dry run, by which an honest one finds out. */
import { dayOf } from "./seoul-time.js";
import { notice, referencesOf, type Rule } from "./sighting.js";

/** What the upload of a file counts as denied: a row of another person, class or time than was approved. */
const row = "Upload.row";

export const outsideApproval: Rule = (profile, sighting) => {
  const sent = sighting.record.events.some(({ coordinate, outcome, count }) => coordinate === row && outcome === "denied" && count > 0);
  if (!sent || sighting.record.entity.detail["dryRun"] === true) return { profile, notices: [] };
  const [request = "none"] = referencesOf(sighting.record, "request");
  return { profile, notices: [notice("outside-approval", `${request} ${dayOf(sighting.minute)}`, sighting)] };
};
