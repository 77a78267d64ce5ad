// Which node will do. Plain old syntax, so that a node of ten years ago can still read it and say so.
"use strict";

/** Major and minor version: as `engines` in the project's package.json. */
const needed = [20, 19];

/** What to tell the user of node `version` (such as "18.20.8"); undefined when it will do. */
exports.complaint = function complaint(version) {
  const parts = version.split(".").map(Number);
  if (parts[0] > needed[0] || (parts[0] === needed[0] && parts[1] >= needed[1])) return undefined;
  return "epigraph: node " + version + " is too old: install node " + needed.join(".") + " or newer";
};
