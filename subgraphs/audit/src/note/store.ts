/** Words that auditors write: the database keeps them in the asker's name, at the time that the gateway signed. */
import type { Scope } from "@epigraph/service";

/** Keeps the words, and has the record of the operation refer to them as a `kind`; their id. */
export async function writeNote(scope: Scope, words: string, kind: "note" | "order" | "reason"): Promise<string> {
  const [row] = await scope.db.query<{ readonly id: string }>("select ledger.write_note($1) as id", [words]);
  const id = row?.id ?? "";
  scope.refer(kind, id);
  return id;
}
