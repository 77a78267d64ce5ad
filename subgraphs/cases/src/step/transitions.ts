/** What may be done with what of case work, in which state, and what state it leads to. The database holds everybody to the same table (migration 0022). Not who may: see authz. */

/** `none`: there is none yet. Rows without states of their own are `open` or `recorded`. */
export type Transition = readonly [action: string, kind: string, from: string, to: string];

export const transitions: readonly Transition[] = [
  ["registerContact", "contact", "none", "contact"],
  ["recordExposure", "exposure", "none", "recorded"],
  ["updateContact", "contact", "contact", "contact"],
  ["updateContact", "contact", "case", "case"],
  ["linkContactToCase", "contact", "contact", "case"],
  ["orderQuarantine", "quarantine", "none", "in-quarantine"],
  ["extendQuarantine", "quarantine", "in-quarantine", "in-quarantine"],
  ["releaseQuarantine", "quarantine", "in-quarantine", "released"],
  ["endQuarantine", "quarantine", "in-quarantine", "ended"],
  ["recordFollowUp", "follow-up", "none", "recorded"],
  ["correctFollowUp", "follow-up", "recorded", "recorded"],
  ["registerEvent", "event", "none", "open"],
  ["updateEvent", "event", "open", "open"],
  ["addToEvent", "event", "open", "open"],
  ["removeFromEvent", "event", "open", "open"],
  ["assignTask", "task", "none", "open"],
  ["assignEventTask", "task", "none", "open"],
  ["reassignTask", "task", "open", "open"],
  ["completeTask", "task", "open", "completed"],
  ["cancelTask", "task", "open", "cancelled"],
  ["endTask", "task", "open", "ended"],
  ["assignCase", "case", "open", "open"],
  ["unassignCase", "case", "open", "open"],
  ["offerTransfer", "transfer", "none", "offered"],
  ["acceptTransfer", "transfer", "offered", "accepted"],
  ["endTransfer", "transfer", "offered", "ended"],
  ["nameCluster", "cluster", "none", "open"],
  ["updateCluster", "cluster", "open", "open"],
  ["addToCluster", "cluster", "open", "open"],
  ["removeFromCluster", "cluster", "open", "open"],
  ["recordClusterCount", "cluster", "open", "open"],
  ["proposeSeal", "seal", "none", "proposed"],
  ["proposeContactSeal", "seal", "none", "proposed"],
  ["confirmSeal", "seal", "proposed", "sealed"],
  ["confirmSeal", "seal", "unseal-proposed", "unsealed"],
  ["withdrawSeal", "seal", "proposed", "withdrawn"],
  ["withdrawSeal", "seal", "unseal-proposed", "sealed"],
  ["proposeUnseal", "seal", "sealed", "unseal-proposed"],
];

/** Taken by nobody: they follow from other steps. */
export const followingActions: readonly string[] = ["endQuarantine", "endTask"];
