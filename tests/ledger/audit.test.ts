/** `epigraph audit` as an operator and an outsider use it: a real database, real folders, the command as a process of its own. */
import { randomBytes, randomUUID } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openDatabase, openLedgerSink, sequencer, witnessStore } from "@epigraph/datastore";
import { createTestDatabase, recordsOf, type TestDatabase } from "@epigraph/datastore/testing";
import { type AuditRecord, formatAddCheckpoint, newPrivateKey, noteSigner, openLanes, privateKeyFromPem, privateKeyToPem, verifierKey } from "@epigraph/ledger";
import { epigraph, type Outcome, start, temporaryFolder, type Variables, variablesOf } from "../cli/command.js";

const origin = "epigraph.example/log";
const key = newPrivateKey();
const vkey = verifierKey(origin, key).text;
const { path: place, remove } = temporaryFolder();

let database: TestDatabase;
let env: Variables;
beforeAll(async () => {
  database = await createTestDatabase();
  env = { ...variablesOf(database), EPIGRAPH_LEDGER_KEY: privateKeyToPem(key), EPIGRAPH_LEDGER_ORIGIN: origin };
  await write(600);
  await sequence();
});
afterAll(async () => {
  await database.drop();
  remove();
});

const correlation = (turn: number): string => `operation-${turn}`;

function record(turn: number): AuditRecord {
  return {
    id: randomUUID(), recorded: Date.now(), type: "operation", outcome: "answered", purposeOfEvent: "audit",
    agent: { who: turn % 7 === 0 ? "seventh" : "other", role: "auditor", clearance: 2, agency: "audit-office", jurisdictions: [], session: "s", authenticatedBy: "otp", door: "clearance", policy: { grants: [], bases: [] } },
    source: { observer: "audit" }, correlation: correlation(turn), entity: { query: "0".repeat(64), detail: {}, references: [] },
    events: [{ coordinate: "Query.auditRecords", outcome: "allowed", ruleId: "log.review", count: 1, subjects: new Map() }], assigned: [],
  };
}

let written = 0;
async function write(count: number): Promise<void> {
  const sink = await openLedgerSink(database.urls.audit, { name: "test records" });
  const ledger = openLanes(sink, { uuid: randomUUID, nonce: () => randomBytes(16) }, { lanes: 1 });
  for (let turn = 0; turn < count; turn += 1) await ledger.append(record((written += 1)));
  await sink.close();
}

/** As the audit service does. */
async function sequence(by = key, clock = Date.now): Promise<{ readonly size: number; readonly checkpoint: string }> {
  const opened = await openDatabase(database.urls.sequencer, { name: "test sequencer", poolSize: 1 });
  try {
    const { step } = sequencer({ database: opened, signer: noteSigner(origin, by), vkey: verifierKey(origin, by).text, clock });
    for (;;) {
      const { whole, size, checkpoint } = await step();
      if (whole) return { size, checkpoint };
    }
  } finally {
    await opened.destroy();
  }
}

let folders = 0;
const newFolder = (): string => join(place, `f${(folders += 1)}`);

async function exported(...more: readonly string[]): Promise<string> {
  const folder = newFolder();
  const outcome = await epigraph(["audit", "export", folder, "--reason", "a test", ...more], env);
  expect(outcome).toMatchObject({ code: 0, stderr: "" });
  return folder;
}

/** Without any variable of the platform: from the folder alone. */
const verified = (folder: string, ...more: readonly string[]): Promise<Outcome> => epigraph(["audit", "verify", folder, "--key", vkey, ...more]);

describe("an export", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await exported("--indexes", "0-2", "--indexes", "255-256", "--indexes", "599");
  });

  it("is verified by the very command that it prints, without the platform", async () => {
    const other = newFolder();
    const { code, stdout } = await epigraph(["audit", "export", other, "--reason", "a test"], env);
    const [line, , command = ""] = stdout.split("\n");
    expect([code, command]).toEqual([0, `  npx epigraph audit verify ${other} --key ${vkey}`]);
    expect(await epigraph(command.trim().split(" ").slice(2))).toEqual({ code: 0, stdout: `${line ?? ""}\n`, stderr: "" });
    expect(line).toMatch(/^sound: epigraph\.example\/log, 600 records, root \S{43}=, signed by epigraph\.example\/log\+\S+, witnessed by nobody; 0 older checkpoints, 0 records disclosed$/);
  });

  it("holds the layout of docs/ledger-format.md, for its owner's eyes", () => {
    expect(readdirSync(folder).toSorted()).toEqual(["checkpoint", "manifest", "records", "tile"]);
    expect(readdirSync(join(folder, "records")).toSorted()).toEqual([0, 1, 2, 255, 256, 599].flatMap((index) => [`${index}.json`, `${index}.tlog-proof`]).toSorted());
    expect(readdirSync(join(folder, "tile", "0")).toSorted()).toEqual(["000", "001", "002.p"]);
    expect(statSync(join(folder, "records", "0.json")).mode & 0o777).toBe(0o600);
  });

  it("is a record of the log, with a reason that the record only refers to", async () => {
    const acts = (await recordsOf(database.adminUrl)).filter(({ type }) => type === "administration");
    expect(acts.at(0)).toMatchObject({ outcome: "answered", agent: { who: "operator" }, source: { observer: "audit" }, entity: { name: "audit-export", detail: { indexes: "0-2,255-256,599", size: 600 }, references: [{ kind: "reason" }] } });
    const opened = await openDatabase(database.adminUrl, { name: "test", poolSize: 1 });
    const [note] = await opened.query<{ text: string; written_by: string }[]>("select text, written_by from ledger.note where id = $1", [acts[0]?.entity.references[0]?.id]);
    await opened.destroy();
    expect(note).toEqual({ text: "a test", written_by: "operator" });
  });

  it.each<[string, readonly string[], number]>([
    ["an account in a range", ["--account", "seventh", "--indexes", "0-99"], 14],
    ["an operation", ["--correlation", correlation(17)], 1],
    ["times", ["--from", "2026-01-01T00:00:00Z", "--until", "2100-01-01T00:00:00Z"], 600],
    ["an open range", ["--indexes", "590-"], 10],
    ["an id that is not there", ["--id", randomUUID()], 0],
  ])("discloses the records of %s", async (_, choice, count) => {
    const { stdout } = await epigraph(["audit", "export", newFolder(), "--reason", "a test", "--json", ...choice], env);
    expect(JSON.parse(stdout)).toMatchObject({ size: 600, records: count });
  });

  it("is never written over anything", async () => {
    expect(await epigraph(["audit", "export", folder, "--reason", "again"], env)).toEqual({ code: 1, stdout: "", stderr: `epigraph: \`${folder}\` is there already: name a new or an empty folder, for an export is never written over another\n` });
  });

  it("without its record is none", async () => {
    const closed = await epigraph(["audit", "export", newFolder(), "--reason", "a test"], { ...env, EPIGRAPH_DB_AUDIT: "postgresql://nobody:no@127.0.0.1:1/none" });
    expect([closed.code, closed.stdout]).toEqual([1, ""]);
    expect(existsSync(join(place, `f${folders}`))).toBe(false);
  });

  describe("that was changed on the disk", () => {
    it.each<[string, (copy: string) => void, string | RegExp]>([
      ["a byte of a tile", (copy) => flip(join(copy, "tile/0/001")), "tile/0/001 does not hash to its place on the level above"],
      ["a byte of a record", (copy) => flip(join(copy, "records/255.json")), "records/255.json: these are not the bytes of the log's record 255"],
      ["a byte of the checkpoint's signature", (copy) => flip(join(copy, "checkpoint"), -10), /^checkpoint: /],
      ["a tile that is gone", (copy) => renameSync(join(copy, "tile/0/001"), join(place, "gone")), "tile/0/001: the file is missing"],
      ["a tile of 2 GB", (copy) => truncateSync(join(copy, "tile/0/001"), 2 ** 31), "tile/0/001: has 2147483648 bytes, more than the 8192 that such a file can have"],
      ["a file too many", (copy) => writeFileSync(join(copy, "README"), "trust me"), "README: nothing accounts for this file"],
      ["a file in a folder of its own", (copy) => (mkdirSync(join(copy, "more")), writeFileSync(join(copy, "more", "x"), "")), "more/x: nothing accounts for this file"],
      ["a link in a tile's place", (copy) => (renameSync(join(copy, "tile/0/001"), join(place, "linked")), symlinkSync(join(place, "linked"), join(copy, "tile/0/001"))), /^tile\/0\/001: /],
    ])("%s is said in one line", async (_, change, message) => {
      const copy = newFolder();
      cpSync(folder, copy, { recursive: true });
      change(copy);
      const { code, stdout, stderr } = await verified(copy, "--json");
      const said = stderr.replace(/^epigraph: not sound: /, "").trimEnd();
      if (typeof message === "string") expect(said).toBe(message);
      else expect(said).toMatch(message);
      expect([code, JSON.parse(stdout)]).toEqual([1, { sound: false, code: expect.any(String), message: said }]);
    });
  });

  it("that is not there, and a kept checkpoint that is none, are said too", async () => {
    expect(await verified(join(place, "nowhere"))).toMatchObject({ code: 1, stderr: `epigraph: \`${join(place, "nowhere")}\` is not a folder: give the folder of an export\n` });
    expect((await verified(folder, "--since", place)).stderr).toMatch(/^epigraph: --since names `.*`, which is not a checkpoint/);
  });
});

describe("as the log goes on", () => {
  it("an export is held against the one before, with a witness, through a change of keys and a prune", async () => {
    const first = await exported();
    const state = newFolder();
    const witness = start(["witness", "--log", vkey, "--state", state, "--name", "witness.example/w1", "--port", "0"]);
    try {
      const said = await witness.until("witness listens on port");
      const url = `http://127.0.0.1:${/listens on port (\d+)/.exec(said)?.[1] ?? ""}`;
      const witnessKey = readFileSync(join(state, "witness"), "utf8").trim();
      const named = ["--witness", witnessKey];

      const { size, checkpoint } = await sequence();
      const opened = await openDatabase(database.urls.sequencer, { name: "test witness", poolSize: 1 });
      const store = witnessStore(opened);
      const answer = await fetch(`${url}/add-checkpoint`, { method: "POST", body: formatAddCheckpoint({ old: 0, proof: [], checkpoint }) });
      expect(answer.status).toBe(200);
      await store.keep(size, "witness.example/w1", await answer.text(), Date.now());
      await opened.destroy();

      const second = await exported(...named);
      expect((await verified(second, ...named, "--since", join(first, "checkpoint"))).stdout).toMatch(/, witnessed by witness\.example\/w1 at 20\S+Z; /);
      expect((await verified(second)).stderr).toMatch(/^epigraph: not sound: checkpoint: nobody whose key was given signed the line of `witness\.example\/w1`/);
      expect((await verified(first, ...named)).stderr).toMatch(/^epigraph: not sound: checkpoint: cosigned by 0 of the 1 witnesses that were named, where 1 must have\n$/);
      expect((await verified(first, "--since", join(second, "checkpoint"))).stderr).toMatch(/the log had \d+ records then, and this export ends at 600: its tail is cut off\n$/);

      const out = newFolder();
      expect(await epigraph(["audit", "rotate-key", "--out", out], env)).toMatchObject({ code: 0, stderr: "" });
      const next = privateKeyFromPem(readFileSync(out, "utf8"));
      expect(statSync(out).mode & 0o777).toBe(0o600);
      await write(5);
      await expect(sequence(key)).rejects.toMatchObject({ code: "LOG_KEY_NOT_IN_FORCE" });
      await sequence(next);
      const third = await exported(...named, "--all-checkpoints");
      for (const trusted of [vkey, verifierKey(origin, next).text]) {
        const { code, stderr } = await epigraph(["audit", "verify", third, "--key", trusted, ...named, "--quorum", "0", "--since", join(second, "checkpoint")]);
        expect([code, stderr]).toEqual(trusted === vkey ? [0, ""] : [1, expect.stringMatching(/^epigraph: not sound: keys: /)]);
      }
      expect(await epigraph(["audit", "rotate-key", "--out", out], env)).toMatchObject({ code: 0 }); // again changes nothing
      expect(readdirSync(join(third, "keys"))).toEqual([String(size)]);
    } finally {
      await witness.end("SIGKILL");
    }
  });

  it("what is young is not pruned", async () => {
    const month = new Date().toISOString().slice(0, 7);
    const later = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 1)).toISOString().slice(0, 7);
    expect((await epigraph(["audit", "prune", "--before", later, "--execute"], env)).stderr).toBe(`epigraph: nothing was dropped, for ${month} has to stay: it is younger than the retention\n`);
    expect((await epigraph(["audit", "prune", "--before", month], env)).stdout).toBe("there are no records of months before that\n");
  });
});

describe("a log of three years", () => {
  it("loses the months that were asked for, and goes on to be verifiable by their hashes", async () => {
    const old = await createTestDatabase();
    const before = { database, env };
    try {
      [database, env] = [old, { ...variablesOf(old), EPIGRAPH_LEDGER_KEY: privateKeyToPem(key), EPIGRAPH_LEDGER_ORIGIN: origin }];
      const month = 31 * 86_400_000;
      for (const back of [36, 35, 1, 0]) {
        await write(100);
        await sequence(key, () => Date.now() - back * month);
      }
      const first = await exported("--indexes", "0-");
      const plan = await epigraph(["audit", "prune", "--before", new Date(Date.now() - 30 * month).toISOString().slice(0, 7), "--json"], env);
      const planned = JSON.parse(plan.stdout) as { readonly dropped: boolean; readonly months: readonly { readonly month: string; readonly records: number; readonly last: number }[] };
      expect([planned.dropped, planned.months.map(({ records }) => records), planned.months.at(-1)?.last]).toEqual([false, [100, 100], 199]);
      const pruned = await epigraph(["audit", "prune", "--before", new Date(Date.now() - 30 * month).toISOString().slice(0, 7), "--execute"], env);
      expect([pruned.code, pruned.stderr]).toEqual([0, ""]);
      expect((await recordsOf(old.adminUrl)).filter(({ entity }) => entity.name === "audit-prune")).toMatchObject([{ outcome: "answered", entity: { detail: { partitions: 2, records: 200 } } }]);
      await sequence();
      const second = await exported("--indexes", "0-");
      const { stdout, stderr } = await verified(second, "--since", join(first, "checkpoint"), "--json");
      expect([stderr, JSON.parse(stdout)]).toEqual(["", expect.objectContaining({ sound: true, size: 402, records: 202 })]);
      expect(await verified(first)).toMatchObject({ code: 0 }); // who has the old records can still show them
      expect(readFileSync(join(first, "tile/0/000")).equals(readFileSync(join(second, "tile/0/000")))).toBe(true);
    } finally {
      ({ database, env } = before);
      await old.drop();
    }
  });
});

function flip(file: string, at = 7): void {
  const bytes = readFileSync(file);
  const byte = at < 0 ? bytes.length + at : at;
  bytes[byte] = (bytes[byte] ?? 0) ^ 4;
  writeFileSync(file, bytes);
}
