/** One upload as the product does it, without HTTP: opened under claims, read, judged, keyed and stored. */
import { hash, randomUUID } from "node:crypto";
import { openDatabase } from "@epigraph/datastore";
import { contentOf, dryRun, type File, load, type LoadParts, openProvisionStore, openUpload, parseProfile } from "@epigraph/provision";
import { claimsOfProvider, provider } from "@epigraph/provision/testing";
import { ingestFile, type IngestFile, ingestWindow } from "./ingest-file.js";

export type IngestTarget = { readonly movementsUrl: string; readonly provisionUrl: string; readonly claimsKey: string; readonly request: string; readonly caseId: string };

const profile = parseProfile(
  { rows: "stay", columns: { subject: "phone", arrival: "arrival", departure: "departure", latitude: "lat", longitude: "lon", accuracy: "accuracy" }, ignored: ["memo"], subject: "phone", times: ["YYYY-MM-DD HH:mm"] },
  "telecom-location",
);

/** Everything but the writing: read, judged, keyed and made into rows. Gives seconds. */
export async function readOnce({ request, caseId }: IngestTarget, file: IngestFile): Promise<number> {
  const began = performance.now();
  await dryRun(partsWith({ places: () => Promise.resolve(new Map()) }), fileOf(file, request, caseId));
  return (performance.now() - began) / 1000;
}

const partsWith = (store: LoadParts["store"]): LoadParts => {
  const keyed = hmacOf(Buffer.alloc(32, 7));
  return { store, pseudonym: (_kind, value) => keyed(value), seal: (rows) => Promise.resolve(rows.map(({ text }) => Buffer.from(text))), now: Date.now };
};

const fileOf = (file: IngestFile, request: string, caseId: string): File => ({
  source: ingestFile(file),
  content: contentOf("text/csv", undefined),
  approved: { request, agency: provider.agency, dataClass: "telecom-location", window: ingestWindow, caseId, standing: "open", subjects: (name) => ({ personKey: keyOf(name) }) },
  kept: { version: 1, profile },
});

/** Of each pseudonym a person of its own, as if all of them had been asked for. */
function keyOf(name: Buffer): string {
  const hex = name.toString("hex", 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** HMAC-SHA256 (RFC 2104) of two one-shot hashes: node's Hmac object costs as much as both, and more in garbage. */
function hmacOf(key: Buffer): (text: string) => Buffer {
  const padded = Buffer.concat([key, Buffer.alloc(64 - key.length)]);
  const inner = Buffer.concat([padded.map((byte) => byte ^ 0x36), Buffer.alloc(256)]);
  const outer = Buffer.concat([padded.map((byte) => byte ^ 0x5c), Buffer.alloc(32)]);
  return (text) => {
    const length = inner.write(text, 64);
    hash("sha256", inner.subarray(0, 64 + length), "buffer").copy(outer, 64);
    return hash("sha256", outer, "buffer");
  };
}

/** Gives seconds, and rows that were stored. */
export async function ingestOnce({ movementsUrl, provisionUrl, claimsKey, request, caseId }: IngestTarget, file: IngestFile): Promise<{ readonly seconds: number; readonly stored: number; readonly rows: number }> {
  const movements = await openDatabase(movementsUrl, { name: "bench", poolSize: 1 });
  const store = openProvisionStore(provisionUrl);
  try {
    const began = performance.now();
    const upload = await openUpload(movements, { claims: claimsOfProvider(Buffer.from(claimsKey, "base64url")), request, fileName: `${randomUUID()}.csv`, content: "csv", profileVersion: 1, corrects: undefined }, () => Promise.resolve());
    const session = await store.session(upload, 14);
    try {
      await load(
        partsWith(store),
        fileOf(file, request, caseId),
        upload,
        session,
      );
    } finally {
      await session.close();
    }
    const { stored, rows, accepted } = await store.totals(upload.id);
    if (accepted !== rows) throw new Error(`${rows - accepted} of ${rows} rows were not accepted`);
    return { seconds: (performance.now() - began) / 1000, stored, rows };
  } finally {
    await store.close();
    await movements.destroy();
  }
}
