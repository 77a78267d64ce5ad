/** Which part of a backup a table belongs to, what is left out on purpose, and what a database that counts as empty may hold. Asks nothing of a database. */

/** `data`: all but the access log; `ledger`: the access log. They can be kept and restored apart. */
export const backupParts = ["data", "ledger"] as const;
export type BackupPart = (typeof backupParts)[number];

/** Of the server's own, of operators', and of the queue of background work, whose jobs are made anew from the data. */
export const foreignSchemas: readonly string[] = ["information_schema", "public", "graphile_worker"];

/**
 * What no backup holds. Keys: whoever restores tells the database its claims key (`migrate`), the seal's is made at random, and the identity provider makes new signing keys. Sessions and what is good
 * for one time only: after a restore everyone logs in anew, and an invitation is repeated. Accounts are in it, with the hash of the password and the code secret, which is sealed under a key
 * that is not in the database: an investigator must be able to log in after the worst night. What the policies are is made by `migrate`.
 */
export const leftOut: readonly string[] = [
  "security.key",
  "security.row_policies",
  "identity.session",
  "identity.signing_key",
  "identity.provider_state",
  "identity.enrolment",
  "identity.throttle",
];

/** Filled by migrations: the rows of the backup take the place of theirs. */
export const filledByMigrations: readonly string[] = ["cases.region", "cases.step_transition", "jobs.kind", "ledger.head", "movements.request_transition", "permission.agency", "policy.contact_rule", "policy.disease_version", "policy.transition", "security.stub_key"];

/** May hold rows, which stay beside those of the backup: records that wait for their place in a log that has not begun, and the reasons they refer to. */
export const keptBeside: readonly string[] = ["ledger.pending", "ledger.note"];

/** `table`: with its schema. Undefined: in no backup. */
export function partOf(table: string): BackupPart | undefined {
  const [schema = ""] = table.split(".");
  if (foreignSchemas.includes(schema) || leftOut.includes(table)) return undefined;
  return schema === "ledger" ? "ledger" : "data";
}
