/** Hands the log over to another key, as the owner. The statement is in @epigraph/ledger's key-rotation.ts; where private keys are kept is the command's business. */
import type { DataSource } from "typeorm";
import { parseCheckpoint, parseNote, type Signer, signKeyRotation, type VerifierKey } from "@epigraph/ledger";
import { DatastoreError } from "../error.js";
import { transaction } from "../transaction.js";
import { newestCheckpoint } from "./hash-tiles.js";
import { lockHead } from "./head.js";

/** `signer`, `vkey`: of the key in force; `next`: the new one. */
export type HandOver = { readonly signer: Signer; readonly vkey: string; readonly next: VerifierKey };

/** From the size of the log now. Nobody sequences meanwhile; whoever does so afterwards needs the new key. @throws DatastoreError LOG_KEY_NOT_IN_FORCE, LOG_CHANGED */
export async function handOver(database: DataSource, { signer, vkey, next }: HandOver): Promise<{ readonly size: number; readonly statement: string }> {
  const tx = transaction(database, { access: "read-write", isolation: "read committed" });
  try {
    const { size } = await lockHead(tx.query);
    const [inForce] = await tx.query<{ readonly vkey: string; readonly since: string }>("select vkey, since from ledger.log_key order by since desc limit 1");
    if (inForce?.vkey !== vkey) throw new DatastoreError("LOG_KEY_NOT_IN_FORCE", `the access log is signed by the key \`${inForce?.vkey ?? "none"}\`, and not by \`${vkey}\`: only the key in force can hand the log over`);
    const newest = await newestCheckpoint(tx.query);
    const head = newest === undefined ? undefined : parseCheckpoint(parseNote(newest).text);
    if (head?.size !== size || size <= Number(inForce.since)) throw new DatastoreError("LOG_CHANGED", "the access log has no signed record since its key came into force: hand it over when it has one");
    const statement = signKeyRotation({ size, root: head.root, key: next }, signer);
    await tx.query("insert into ledger.log_key (since, vkey, statement) values ($1, $2, $3)", [size, next.text, statement]);
    await tx.commit();
    return { size, statement };
  } catch (error) {
    await tx.rollback();
    throw error;
  }
}
