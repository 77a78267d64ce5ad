/** Uploads one file as the product does and ends with 0 when it is stored whole; made to be killed. Started by uploads.ts with its task as JSON. */
import { createHmac } from "node:crypto";
import { openDatabase } from "@epigraph/datastore";
import { type Approved, contentOf, load, type LoadParts, openProvisionStore, openUpload } from "@epigraph/provision";
import { claimsOfProvider, testPseudonym, testWindow } from "@epigraph/provision/testing";
import { uploadFile } from "./upload-file.js";

export type UploadTask = { readonly movementsUrl: string; readonly provisionUrl: string; readonly claimsKey: string; readonly request: string; readonly agency: string; readonly caseId: string; readonly personKey: string; readonly seed: number; readonly rows: number; readonly rowsOfChunk: number };

const task = JSON.parse(process.argv[2] ?? "") as UploadTask;
const bytes = Buffer.from(uploadFile(task.seed, task.rows).text);
async function* source(): AsyncGenerator<Buffer, void> {
  for (let at = 0; at < bytes.length; at += 8_192) {
    yield bytes.subarray(at, at + 8_192);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const known = testPseudonym("phone", "010-1234-5678");
const approved: Approved = { request: task.request, agency: task.agency, dataClass: "telecom-location", window: testWindow, caseId: task.caseId, standing: "open", subjects: (name) => (known?.equals(name) === true ? { personKey: task.personKey } : undefined) };
const movements = await openDatabase(task.movementsUrl, { name: "verify", poolSize: 1 });
const store = openProvisionStore(task.provisionUrl);
const upload = await openUpload(movements, { claims: claimsOfProvider(Buffer.from(task.claimsKey, "base64url")), request: task.request, fileName: "file.csv", content: "csv", profileVersion: 1, corrects: undefined }, () => Promise.resolve());
const session = await store.session(upload, 14);
const seal: LoadParts["seal"] = (rows, id) => Promise.resolve(rows.map(({ line, text }) => createHmac("sha256", `${id}/${line}`).update(text).digest())); // nobody opens it here
await load({ store, pseudonym: testPseudonym, seal, now: Date.now, rowsOfChunk: task.rowsOfChunk }, { source: source(), content: contentOf("text/csv", undefined), approved, kept: await store.profile(task.agency, "telecom-location", "2026-01-01") }, upload, session);
await session.close();
await store.close();
await movements.destroy();
