/** What the sequencer needs to have its checkpoints cosigned, and what witnesses answered. Sends nothing: see the command's witnesses.ts. */
import { consistencyProof, consistencyTiles, type Notice } from "@epigraph/ledger";
import type { DataSource } from "typeorm";
import { transaction } from "../transaction.js";
import { keepFindings } from "./findings.js";
import { lockHead } from "./head.js";
import { readTiles } from "./hash-tiles.js";

export type WitnessStore = {
  /** How many records the newest checkpoint has, of whichever sequencer. */
  readonly size: () => Promise<number>;
  /** The largest size that the witness cosigned, 0 if none. */
  readonly lastCosigned: (witness: string) => Promise<number>;
  /** That the log of `old` records is the beginning of that of `size` records. @throws LedgerError PROOF_INVALID, TILE_INVALID */
  readonly proof: (old: number, size: number) => Promise<readonly Uint8Array[]>;
  /** `line`: the signature line, checked before; `seenAt`: milliseconds since the Unix epoch. */
  readonly keep: (size: number, witness: string, line: string, seenAt: number) => Promise<void>;
  /** A witness says that the log does not go on from what it saw. `size`: of the checkpoint. */
  readonly refused: (witness: string, size: number, at: number) => Promise<void>;
};

/** `database`: the sequencer's login. */
export function witnessStore(database: DataSource): WitnessStore {
  const query = <Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> => database.query<Row[]>(sql, [...parameters]);
  return {
    size: async () => Number((await query<{ readonly size: string | null }>("select max(size) as size from ledger.checkpoint"))[0]?.size ?? 0),
    lastCosigned: async (witness) => Number((await query<{ readonly size: string | null }>("select max(size) as size from ledger.cosignature where witness = $1", [witness]))[0]?.size ?? 0),
    proof: async (old, size) => (old === 0 ? [] : consistencyProof(old, size, await readTiles(query, consistencyTiles(old, size)))),
    keep: async (size, witness, line, seenAt) => void (await query("insert into ledger.cosignature (size, witness, line, seen_at) values ($1, $2, $3, $4) on conflict (size, witness) do nothing", [size, witness, line, new Date(seenAt)])),
    refused: async (witness, size, at) => {
      const tx = transaction(database, { access: "read-write", isolation: "read committed" });
      const day = new Date(at).toISOString().slice(0, 10);
      const notice: Notice = { kind: "witness-refused", key: `witness-refused ${witness} ${day}`, account: null, agency: null, service: null, firstAt: at, lastAt: at, count: 1, records: size > 0 ? [size - 1] : [], subjects: 0 };
      try {
        await lockHead(tx.query);
        await keepFindings(tx.query, [notice], new Date(at));
        await tx.commit();
      } catch (error) {
        await tx.rollback();
        throw error;
      }
    },
  };
}
