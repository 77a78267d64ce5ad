/**
 * Offers each new checkpoint to the log's witnesses (C2SP tlog-witness) and keeps their cosignatures. A witness that says that the log does not go on from what it saw is the highest alarm
 * there is: a finding. One that cannot be reached holds up nothing.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { WitnessStore } from "@epigraph/datastore";
import { cosignatureVerifier, formatAddCheckpoint, formatSignatures, LedgerError, type NoteSignature, parseCheckpoint, parseNote, parseSignatures, parseWitnessedSize } from "@epigraph/ledger";
import type { Witness } from "./log-settings.js";

/** `everyMs`: at most so often is a witness asked; `fetch`: the system's if not given. */
export type FeedingParts = { readonly witnesses: readonly Witness[]; readonly store: WitnessStore; readonly clock: () => number; readonly report: (line: string) => void; readonly everyMs?: number };

/** `offer`: the newest signed note; of those that come while a witness is asked, it gets the last. */
export type Feeding = { readonly offer: (checkpoint: string) => void; readonly close: () => Promise<void> };

const answerTimeoutMs = 5_000;
const longestPauseMs = 60_000;
const longestAnswer = 65_536;

export function feedWitnesses({ witnesses, store, clock, report, everyMs = 1_000 }: FeedingParts): Feeding {
  const closing = new AbortController();
  const feeds = witnesses.map((witness) => feedOne(witness, { store, clock, report, everyMs, signal: closing.signal }));
  return {
    offer: (checkpoint) => {
      for (const feed of feeds) feed.offer(checkpoint);
    },
    close: async () => {
      closing.abort();
      await Promise.all(feeds.map(({ ended }) => ended));
    },
  };
}

type OneFeed = { readonly offer: (checkpoint: string) => void; readonly ended: Promise<void> };
type Around = Omit<Required<FeedingParts>, "witnesses"> & { readonly signal: AbortSignal };

/** What a witness answered to one request. */
type Answer = { readonly status: number; readonly body: string };

function feedOne(witness: Witness, { store, clock, report, everyMs, signal }: Around): OneFeed {
  const { name } = witness.key;
  let newest: string | undefined;
  let done: string | undefined;
  let last: number | undefined;
  let failures = 0;
  let refusing = false;

  /** Whether the checkpoint is settled: cosigned, or refused for good. */
  const offerOnce = async (checkpoint: string): Promise<void> => {
    const { size } = parseCheckpoint(parseNote(checkpoint).text);
    last ??= await store.lastCosigned(name);
    for (let round = 0; round < 2; round += 1) {
      if (last > size) {
        // another sequencer may be ahead of this one, but nobody of the log
        const now = await store.size();
        return last <= now ? undefined : await refused(now, `it cosigned ${last} records of this log before, and it has ${now} now`);
      }
      const { status, body } = await ask(witness, formatAddCheckpoint({ old: last, proof: await store.proof(last, size), checkpoint }), signal);
      if (status === 200) {
        await store.keep(size, name, cosignatureIn(body, checkpoint, witness), clock());
        last = size;
        if (refusing) report(`the witness ${name} cosigns the access log again`);
        refusing = false;
        return;
      }
      if (status === 422) return await refused(size, "it says that the access log does not go on from what it saw");
      if (status !== 409) throw new RangeError(`answered ${status}`);
      const seen = parseWitnessedSize(body);
      if (seen === last) return await refused(size, `it saw another log of ${seen} records`);
      last = seen;
    }
    throw new RangeError("answered 409 twice");
  };
  const refused = async (size: number, why: string): Promise<void> => {
    if (refusing) return;
    await store.refused(name, size, clock());
    report(`ALARM: the witness ${name} refused the access log: ${why}`);
    refusing = true;
  };
  const once = async (checkpoint: string): Promise<void> => {
    try {
      await offerOnce(checkpoint);
      done = checkpoint;
      if (failures > 0) report(`the witness ${name} answers again`);
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      if (failures === 0) report(`the witness ${name} did not cosign the access log (${reasonOf(error)}): it will be asked again`);
      failures += 1;
    }
  };
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      if (newest !== undefined && newest !== done) await once(newest);
      await sleep(failures === 0 ? everyMs : Math.min(everyMs * 2 ** failures, longestPauseMs), undefined, { signal }).catch(() => undefined);
    }
  };
  return {
    offer: (checkpoint) => {
      newest = checkpoint;
    },
    ended: run(),
  };
}

async function ask({ url }: Witness, body: string, signal: AbortSignal): Promise<Answer> {
  const response = await fetch(`${url}/add-checkpoint`, { method: "POST", body, redirect: "error", signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]) });
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += piece.length;
    if (length > longestAnswer) throw new RangeError("answered too much");
    pieces.push(piece);
  }
  return { status: response.status, body: Buffer.concat(pieces).toString("utf8") };
}

/** The witness's own line, checked against its key and the checkpoint. @throws LedgerError NOTE_INVALID or SIGNATURE_INVALID */
function cosignatureIn(body: string, checkpoint: string, { key }: Witness): string {
  const { text } = parseNote(checkpoint);
  const verifier = cosignatureVerifier(key);
  const own = parseSignatures(body).find(({ name, keyId }: NoteSignature) => name === verifier.name && keyId === verifier.keyId);
  if (own === undefined || !verifier.verify(text, own.signature)) throw new LedgerError("SIGNATURE_INVALID", "the answer holds no good cosignature of this witness");
  return formatSignatures([own]);
}

/** Neither addresses nor bodies: an answer is a stranger's text. */
function reasonOf(error: unknown): string {
  if (error instanceof LedgerError) return error.code;
  if (error instanceof RangeError) return error.message;
  return error instanceof Error && error.name === "TimeoutError" ? "no answer in time" : "not reached";
}
