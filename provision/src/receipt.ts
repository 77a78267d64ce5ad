/** What a provider is told of an upload: how far it is, and at its end the receipt. Counts and hashes, never a row. */
import type { ProvisionStore } from "./store.js";
import type { StoredUpload } from "./stored-upload.js";

export type UploadStatus = {
  readonly upload: string;
  /** The entry of the provider's inbox. */
  readonly request: string;
  readonly file: string;
  readonly state: "open" | "complete";
  readonly rows: { readonly read: number; readonly accepted: number; readonly quarantined: number; readonly outsideApproval: number };
  /** `alreadyThere`: of rows that were stored before, here or in another file. */
  readonly stays: { readonly stored: number; readonly alreadyThere: number };
  readonly reasons: Readonly<Record<string, number>>;
  /** Where an interrupted text file that was not compressed may go on: `byte` in the header `epigraph-offset`, with the rest of the file as the body. */
  readonly resumeAt?: { readonly byte: number; readonly line: number };
  /** Of the bytes as they were sent; none when the file came in parts. `rows`: of the rows in our spelling. */
  readonly sha256?: { readonly bytes?: string; readonly rows: string };
  readonly bytes?: number;
  /** Another upload of the same content. */
  readonly sameAs?: string;
};

export async function statusOf(store: Pick<ProvisionStore, "totals" | "reasons">, upload: StoredUpload, entry: string): Promise<UploadStatus> {
  const [totals, counts] = [await store.totals(upload.id), await store.reasons(upload.id)];
  const { resumeAt } = totals;
  return {
    upload: upload.id,
    request: entry,
    file: upload.fileName,
    state: upload.state,
    rows: { read: totals.rows, accepted: totals.accepted, quarantined: totals.quarantined, outsideApproval: totals.outside },
    stays: { stored: totals.stored + upload.staysOfPings, alreadyThere: totals.offered - totals.stored },
    reasons: counts,
    ...(upload.state === "open" && resumeAt !== undefined ? { resumeAt: { byte: resumeAt.byte, line: resumeAt.line } } : {}),
    ...(upload.canonical === undefined ? {} : { sha256: { ...(upload.sha256 === undefined ? {} : { bytes: upload.sha256 }), rows: upload.canonical } }),
    ...(upload.bytes === undefined ? {} : { bytes: upload.bytes }),
    ...(upload.sameAs === undefined ? {} : { sameAs: upload.sameAs }),
  };
}
