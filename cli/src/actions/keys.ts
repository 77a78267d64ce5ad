/** `epigraph keys`: what a key custodian does with ring and key store. Never with the data, for which it has no connection. */
import { readFileSync, rmSync } from "node:fs";
import { type KekUse, keysIn, makeRing, newReceiver, openRing, readPurges, openToOthers, rotate, type Rotation, sealRing, verifyKeys } from "@epigraph/vault";
import { type Environment, holdKeysVariable, keyRingVariable, keysVariable } from "../environment.js";
import { CommandFailure } from "../failure.js";
import { requireNone, writeNewFile } from "../offline/new-file.js";
import type { Standalone } from "../platform/standalone.js";
import { installationFolder, openInstallation } from "../platform/database.js";
import { holdRing, keyRing, openCustody, type OpenCustody } from "../platform/key-store.js";
import { type Lifetime, lifetime } from "../stopping.js";
import { progress, table, terminal } from "../terminal.js";

export type KeysOptions = { readonly json?: true };
export type HandOverOptions = KeysOptions & { readonly to: string; readonly out: string };
export type TakeOverOptions = KeysOptions & { readonly from: string; readonly receiver: string };

export function initRing(env: Environment, { json }: KeysOptions): void {
  const said = env[keyRingVariable];
  const ring = said === undefined ? keyRing(env, { folder: installationFolder(env) }) : said;
  const fresh = said !== undefined && makeRing(said, Date.now());
  if (json) terminal.json({ ring, made: fresh });
  else terminal.print(fresh ? `made the key ring \`${ring}\`: copy it to a place of its own now, for without it no identity opens again` : `the key ring \`${ring}\` is there`);
}

export function listKeys(env: Environment, { json }: KeysOptions): Promise<void> {
  return withCustody(env, async ({ store, ring, folder }) => {
    const [uses, current, pepper] = [await store.uses(), ring.current().id, ring.pepper().id];
    const inRing = ring.ids("kek");
    const listed = [...uses, ...inRing.filter((id) => !uses.some(({ kek }) => kek === id)).map((kek): KekUse => ({ kek, kept: 0, held: 0, retired: false }))].filter(({ kek, kept, held }) => kept + held > 0 || inRing.includes(kek));
    if (json) return terminal.json({ ring: folder, current, pepper, keks: listed.map((use) => ({ ...use, inRing: inRing.includes(use.kek), current: use.kek === current })) });
    terminal.print(table(["key-encryption key", "data keys", "held", "state"], listed.map(({ kek, kept, held, retired }) => [kek, kept, held, kek === current ? "current" : held > 0 ? "of a hold" : retired ? "retired" : "not current"])));
    terminal.print(`pepper ${pepper}, ring ${folder}`);
  });
}

export function verifyInstallation(env: Environment, { json }: KeysOptions): Promise<void> {
  return withCustody(env, async (custody, standalone) => {
    const holds = env[holdKeysVariable] !== undefined || standalone !== undefined ? holdRing(env, standalone) : undefined;
    const verified = await verifyKeys(custody, holds !== undefined && existing(() => holds.ids("hold")) ? holds : undefined);
    const faults = [...verified.faults, ...openToOthers(custody.folder).map((file) => `\`${file}\` can be opened by others than its owner: chmod it`)];
    if (json) terminal.json({ ...verified, faults });
    else terminal.print(`${verified.unwrapped} data keys unwrap${verified.untried === 0 ? "" : `, ${verified.untried} held ones were not tried (${holdKeysVariable})`}; the current key is \`${verified.current}\``);
    if (faults.length > 0) throw new CommandFailure(faults.join("; "));
  });
}

export function rotateKeys(env: Environment, { json }: KeysOptions): Promise<void> {
  return withCustody(env, async (custody) => {
    const rotation = await rotated(custody);
    if (json) terminal.json(rotation);
    else terminal.print(told(rotation));
  });
}

export async function makeReceiver(out: string): Promise<void> {
  const { identity, recipient } = await newReceiver();
  writeNewFile(out, `${identity}\n`);
  terminal.print(recipient);
}

export function handOverRing(env: Environment, { to, out, json }: HandOverOptions): Promise<void> {
  return withCustody(env, async (custody) => {
    requireNone(out);
    await sealRing({ current: "", keys: [] }, to); // a receiver that is none is told before anything is done
    const rotation = await rotated(custody);
    const file = await sealRing({ current: rotation.to, keys: keysIn(custody.folder, custody.ring), purges: readPurges(custody.folder) }, to);
    writeNewFile(out, file);
    if (json) terminal.json({ ...rotation, file: out });
    else terminal.print(`${told(rotation)}\nwrote the ring to \`${out}\` for its receiver; once that one has taken it over, destroy yours`);
  });
}

export function takeOverRing(env: Environment, { from, receiver, json }: TakeOverOptions): Promise<void> {
  return lifetime("task", async (life) => {
    const handed = await openRing(read(from), read(receiver).toString("utf8"));
    const ring = env[keyRingVariable];
    if (ring === undefined) throw new CommandFailure(`${keyRingVariable} is not set: say where the ring is to be`);
    if (!makeRing(ring, Date.now(), handed)) throw new CommandFailure(`\`${ring}\` is not empty: name another folder in ${keyRingVariable}, or move what is there away`);
    const { custody } = await opened(env, life);
    const { faults, unwrapped } = await verifyKeys(custody);
    if (faults.length > 0) {
      rmSync(ring, { recursive: true });
      throw new CommandFailure(`the ring does not open this key store, and nothing was changed: ${faults.join("; ")}`);
    }
    const rotation = await rotated(custody);
    if (json) terminal.json({ ...rotation, unwrapped });
    else terminal.print(`took over the ring: ${unwrapped} data keys unwrapped\n${told(rotation)}\nwhat the former custodian holds opens nothing of this store any more; destroy \`${from}\` and \`${receiver}\``);
  });
}

const told = ({ to, resumed, rewrapped, destroyed }: Rotation): string =>
  rewrapped === 0 && destroyed.length === 0 && !resumed
    ? "nothing was sealed yet, so nothing was rotated"
    : `${resumed ? "finished a rotation that was broken off" : "rotated"}: ${rewrapped} data keys stand under \`${to}\` now, ${destroyed.length === 0 ? "no older key was left" : `${destroyed.join(", ")} destroyed`}`;

async function rotated(custody: OpenCustody): Promise<Rotation> {
  const total = (await custody.store.uses()).reduce((sum, { kept }) => sum + kept, 0);
  const bar = progress();
  try {
    return await rotate(custody, { onProgress: (done) => bar.update("data keys", done, Math.max(total, done)) });
  } finally {
    bar.end();
  }
}

type Opened = { readonly custody: OpenCustody; readonly standalone: Standalone | undefined };

function withCustody(env: Environment, work: (custody: OpenCustody, standalone: Standalone | undefined) => Promise<void>): Promise<void> {
  return lifetime("task", async (life) => {
    const { custody, standalone } = await opened(env, life);
    await work(custody, standalone);
  });
}

/** A custodian names key store and ring, and never sees the data; only of a stand-alone installation, which has all in one place, the server is started. */
async function opened(env: Environment, life: Lifetime): Promise<Opened> {
  const standalone = env[keysVariable] !== undefined && env[keyRingVariable] !== undefined ? undefined : await openInstallation({ env, life, log: terminal.remark });
  const custody = await life.open(
    () => openCustody(env, standalone),
    ({ close }) => close(),
  );
  return { custody, standalone };
}

function existing(look: () => readonly string[]): boolean {
  try {
    return look().length > 0;
  } catch {
    return false;
  }
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new CommandFailure(`\`${file}\` cannot be read (${(error as NodeJS.ErrnoException).code ?? "no code"}): check its name`);
  }
}
