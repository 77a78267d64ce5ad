/** Carries out a purge as the product does, telling each step that is done; made to be killed. Started by purge.ts with its task as JSON. */
import { executePurge, openKeyCustody } from "@epigraph/datastore";
import { noteSigner, privateKeyFromPem } from "@epigraph/ledger";
import { ringFolder } from "@epigraph/vault";

export type PurgeTask = { readonly url: string; readonly keyStoreUrl: string; readonly ring: string; readonly holds: string; readonly plan: string; readonly key: string; readonly origin: string };

const task = JSON.parse(process.argv[2] ?? "") as PurgeTask;
const { store, close } = await openKeyCustody(task.keyStoreUrl, { name: "verify" });
const custody = { store, ring: ringFolder(task.ring, Date.now), clock: Date.now, folder: task.ring };
const signer = noteSigner(task.origin, privateKeyFromPem(task.key));
const onStep = (step: string): void => void process.stdout.write(`${step}\n`);
await executePurge({ url: task.url, keyStoreUrl: task.keyStoreUrl, custody, holds: ringFolder(task.holds, Date.now), signer, clock: Date.now, replaceSubjectKey: undefined, onStep }, task.plan);
await close();
