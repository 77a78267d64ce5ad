/** `epigraph purge`: plans, executes and certifies the deletion of personal data, and looks after what legal holds keep. How it is done is in datastore's purge/. */
import { readFileSync } from "node:fs";
import { certificateText, executePurge, keyStoreBeside, makePlan, openDatabase, type PlanAsked, purgeSteps, readCertificate, releaseArchives, type StoredPlan } from "@epigraph/datastore";
import { noteSigner, noteVerifier, parseVerifierKey } from "@epigraph/ledger";
import { type Environment, keysVariable } from "../environment.js";
import { CommandFailure } from "../failure.js";
import { replaceSubjectKey } from "../installation.js";
import { requireNone, writeNewFile } from "../offline/new-file.js";
import { configuration } from "../platform/configuration.js";
import { type Database, openInstallation } from "../platform/database.js";
import { openedArchives } from "../platform/held-archives.js";
import { holdRing, openCustody } from "../platform/key-store.js";
import { recordAct } from "../platform/operator-act.js";
import { type Lifetime, lifetime } from "../stopping.js";
import { progress, table, terminal } from "../terminal.js";
import { requireReason } from "./backup.js";

export type PurgeOptions = {
  readonly plan?: true;
  readonly response?: string;
  readonly pilot?: true;
  readonly due?: true;
  readonly execute?: string;
  readonly verify?: string;
  readonly key?: string;
  readonly released?: true;
  readonly openArchive?: string;
  readonly out?: string;
  readonly reason?: string;
  readonly json?: true;
};

export function purge(env: Environment, options: PurgeOptions): Promise<void> {
  const { plan, execute, verify, released, openArchive } = options;
  const asked = [plan, execute, verify, released, openArchive].filter((one) => one !== undefined);
  if (asked.length !== 1) throw new CommandFailure("say one of --plan, --execute, --verify, --released and --open-archive", 2);
  if (plan) return planPurge(env, askedOf(options), options);
  if (verify !== undefined) return verifyCertificate(env, verify, options);
  if (options.reason === undefined) throw new CommandFailure("--reason is missing: say why", 2);
  requireReason(options.reason);
  if (execute !== undefined) return execution(env, execute, needed(options.out), options);
  if (released) return release(env, options);
  return openHeld(env, openArchive ?? "", needed(options.out), options);
}

function askedOf({ response, pilot, due }: PurgeOptions): PlanAsked {
  const said = [response, pilot, due].filter((one) => one !== undefined);
  if (said.length !== 1) throw new CommandFailure("say with --plan one of --response <disease>, --pilot and --due", 2);
  if (response !== undefined) return { kind: "response", disease: response };
  return { kind: pilot ? "pilot" : "due" };
}

function needed(out: string | undefined): string {
  if (out === undefined) throw new CommandFailure("--out is missing: name the file to be made", 2);
  requireNone(out);
  return out;
}

function planPurge(env: Environment, asked: PlanAsked, { json }: PurgeOptions): Promise<void> {
  return lifetime("task", async (life) => {
    const installation = await openInstallation({ env, life, log: terminal.remark });
    const plan = await makePlan(installation.adminUrl, asked, Date.now);
    await act(env, installation, { name: "purge-plan", detail: { plan: plan.id, hash: plan.hash, kind: asked.kind } });
    if (json) terminal.json(plan);
    else terminal.print(planText(plan));
  });
}

function planText({ id, hash, content, expiresAt }: StoredPlan): string {
  const rows = content.counts.filter(({ total }) => total > 0).map(({ table: name, goes, held, stays, partitions }) => [name, goes, held, stays, partitions === undefined ? "" : `${partitions} days as a whole`]);
  return [
    table(["table", "go", "held", "stay", ""], rows),
    `keys that go: of the persons, requests and uploads that go${content.kind === "due" ? "" : "; of all epochs of backups: make a new backup afterwards"}${content.everything ? "; the pepper, and the key of the log's pseudonyms: nobody is left who needs them" : ""}`,
    ...(content.heldPersons > 0 ? [`${content.heldPersons} persons are held (holds ${content.holds.join(", ")}): their rows go into archives that only the custodian opens`] : []),
    `plan ${id}\nhash ${hash}\nuntil ${expiresAt.toISOString()}: an approver approves it, a system administrator confirms it, then \`epigraph purge --execute ${id}\``,
  ].join("\n");
}

function execution(env: Environment, plan: string, out: string, { reason, json }: PurgeOptions): Promise<void> {
  return lifetime("task", async (life) => {
    const installation = await openInstallation({ env, life, log: terminal.remark });
    const custody = await life.open(
      () => openCustody(env, installation),
      ({ close }) => close(),
    );
    const { log } = configuration(env, installation);
    const { origin, key, vkey } = log();
    await act(env, installation, { name: "purge", detail: { plan }, ...(reason === undefined ? {} : { reason }) });
    const bar = progress();
    let done = 0;
    try {
      const { file, certificate } = await executePurge(
        {
          url: installation.adminUrl,
          keyStoreUrl: env[keysVariable] ?? keyStoreBeside(installation.adminUrl),
          custody,
          holds: holdRing(env, installation),
          signer: noteSigner(origin, key),
          clock: Date.now,
          replaceSubjectKey: env["EPIGRAPH_LEDGER_SUBJECT_KEY"] === undefined ? () => replaceSubjectKey(installation.folder) : undefined,
          onStep: (step) => bar.update(step, (done += 1), purgeSteps.length),
        },
        plan,
      );
      writeNewFile(out, file);
      bar.end();
      if (json) terminal.json(certificate);
      else terminal.print(`${certificateText(certificate)}\n\nthe certificate is in \`${out}\`, signed by ${vkey}; restart the services, and make a new backup`);
    } catch (error) {
      bar.end();
      await act(env, installation, { name: "purge", detail: { plan } }, "error");
      throw error;
    }
  });
}

function verifyCertificate(env: Environment, file: string, { key, json }: PurgeOptions): Promise<void> {
  return lifetime("task", async (life) => {
    const vkey = key ?? configuration(env, await openInstallation({ env, life, log: terminal.remark })).log().vkey;
    const certificate = readCertificate(readText(file), [noteVerifier(parseVerifierKey(vkey))]);
    if (json) terminal.json({ sound: true, certificate });
    else terminal.print(`${certificateText(certificate)}\n\nsound: signed by ${vkey}`);
  });
}

function release(env: Environment, { reason, json }: PurgeOptions): Promise<void> {
  return lifetime("task", async (life) => {
    const { installation, custody } = await opened(env, life);
    await act(env, installation, { name: "purge-released", detail: {}, ...(reason === undefined ? {} : { reason }) });
    const persons = await releaseArchives(installation.adminUrl, custody, holdRing(env, installation));
    if (json) terminal.json({ persons });
    else terminal.print(persons === 0 ? "no archive is without a hold: nothing was destroyed" : `the archives of ${persons} persons and their keys are destroyed`);
  });
}

function openHeld(env: Environment, hold: string, out: string, { reason, json }: PurgeOptions): Promise<void> {
  return lifetime("task", async (life) => {
    const { installation, custody } = await opened(env, life);
    await act(env, installation, { name: "archive-opened", detail: { hold }, ...(reason === undefined ? {} : { reason }) });
    const persons = await openedArchives(installation.adminUrl, hold, custody, holdRing(env, installation));
    if (persons.length === 0) throw new CommandFailure("no archive is kept by that hold: `legalHolds` lists them, and a purge makes archives");
    writeNewFile(out, `${JSON.stringify(persons, null, 2)}\n`);
    if (json) terminal.json({ persons: persons.length, file: out });
    else terminal.print(`opened ${persons.length} archives into \`${out}\`, in the clear: hand it over and destroy it`);
  });
}

async function opened(env: Environment, life: Lifetime): Promise<{ readonly installation: Database; readonly custody: Awaited<ReturnType<typeof openCustody>> }> {
  const installation = await openInstallation({ env, life, log: terminal.remark });
  const custody = await life.open(
    () => openCustody(env, installation),
    ({ close }) => close(),
  );
  return { installation, custody };
}

/** The record comes first. */
async function act(env: Environment, installation: Database, record: Parameters<typeof recordAct>[2], outcome: "answered" | "error" = "answered"): Promise<void> {
  const owner = await openDatabase(installation.adminUrl, { name: "epigraph purge", poolSize: 1 });
  try {
    await recordAct(configuration(env, installation).databases("audit"), owner, record, outcome);
  } finally {
    await owner.destroy();
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new CommandFailure(`\`${file}\` cannot be read (${(error as NodeJS.ErrnoException).code ?? "no code"}): check its name`);
  }
}
