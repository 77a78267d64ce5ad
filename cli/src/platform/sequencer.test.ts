/** The sequencer as it runs beside the audit service, and the log's witnesses: on a real database, with real witnesses. */
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DataSource, openDatabase, openLedgerSink } from "@epigraph/datastore";
import { createTestDatabase, eventually, type TestDatabase } from "@epigraph/datastore/testing";
import { attachSignatures, type AuditRecord, newPrivateKey, openLanes, parseSignatures, parseVerifierKey, verifierKey, verifyCheckpoint, verifyCosignatures, type Writer } from "@epigraph/ledger";
import { newLogKey } from "../installation.js";
import { witnessServer } from "../offline/witness-server.js";
import { openWitnessState } from "../offline/witness-state.js";
import { type LogSettings, logSettings } from "./log-settings.js";
import { runSequencer, type RunningSequencer } from "./sequencer.js";

let database: TestDatabase;
let admin: DataSource;
let writer: Writer;
const closings: (() => Promise<unknown>)[] = [];
const lines: string[] = [];
const logKey = newLogKey();
const settings = (witnesses = ""): LogSettings => logSettings({ EPIGRAPH_WITNESSES: witnesses }, logKey, "test.example/log");

/** For what needs one: settings do not. */
async function newLog(): Promise<void> {
  lines.length = 0;
  database = await createTestDatabase();
  closings.unshift(() => database.drop());
  admin = await openDatabase(database.adminUrl, { name: "test", poolSize: 2 });
  closings.unshift(() => admin.destroy());
  const sink = await openLedgerSink(database.urls.cases, { name: "test records" });
  closings.unshift(() => sink.close());
  writer = openLanes(sink, { uuid: randomUUID, nonce: () => randomBytes(16) });
}
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

async function run(log = settings()): Promise<RunningSequencer> {
  const running = await runSequencer(database.urls.sequencer, log, { clock: Date.now, report: (line) => lines.push(line), everyMs: 20, slowlyMs: 50, witnessMs: 50 });
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= running.close());
  closings.unshift(close);
  return { close };
}

const record = (): AuditRecord => ({
  id: randomUUID(), recorded: Date.now(), type: "operation", outcome: "answered", purposeOfEvent: "investigation",
  agent: { who: "a", role: "local-investigator", clearance: 4, agency: "gangnam-gu", jurisdictions: [], session: "s", authenticatedBy: "otp", door: "clearance", policy: { grants: [], bases: [] } },
  source: { observer: "cases" }, correlation: randomUUID(), entity: { query: "0".repeat(64), detail: {}, references: [] }, events: [], assigned: [],
});
const size = async (): Promise<number> => Number((await admin.query<{ size: string }[]>("select max(size) as size from ledger.checkpoint"))[0]?.size ?? -1);
const findings = (): Promise<{ kind: string }[]> => admin.query<{ kind: string }[]>("select kind from ledger.finding");

describe("the sequencer", () => {
  beforeEach(newLog);

  it("signs what was written within a second, and what came last before it closes", async () => {
    const running = await run();
    expect(await size()).toBe(0);
    await writer.append([record(), record()]);
    await eventually(async () => expect(await size()).toBe(2));
    await writer.append(record());
    await running.close();
    expect(await size()).toBe(3);
    expect(lines).toEqual([]);
  });

  it("says once that it cannot go on, and that it can again, and loses nothing", async () => {
    await run();
    await admin.query("revoke update on ledger.head from epigraph_sequencer");
    await writer.append(record());
    await eventually(() => Promise.resolve(expect(lines).toEqual(["the access log is not being sequenced (42501): records stay durable and wait"])));
    await new Promise((resolve) => setTimeout(resolve, 200));
    await admin.query("grant update on ledger.head to epigraph_sequencer");
    await eventually(async () => expect([await size(), lines.at(-1)]).toEqual([1, "the access log is being sequenced again"]));
    expect(lines).toHaveLength(2);
  });

  it("goes on after its connections were cut", async () => {
    await run();
    await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'epigraph sequencer'");
    await writer.append(record());
    await eventually(async () => expect(await size()).toBe(1));
  });

  it("does not start with a key that is not the log's, and says what to do", async () => {
    await (await run()).close();
    const other = logSettings({}, newLogKey(), "test.example/log");
    await expect(runSequencer(database.urls.sequencer, other, { clock: Date.now, report: () => undefined })).rejects.toMatchObject({ code: "LOG_KEY_NOT_IN_FORCE", message: expect.stringContaining("EPIGRAPH_LEDGER_KEY") });
  });

  it("settles changes and misses records as it goes", async () => {
    await run();
    const id = randomUUID();
    await writer.append({ ...record(), id, type: "change" });
    await eventually(async () => expect(await admin.query("select outcome from ledger.change where record = $1", [id])).toEqual([{ outcome: "undone" }]));
    await eventually(async () => expect(await admin.query("select standing from ledger.record where type = 'reconciliation'")).toEqual([{ standing: "sound" }]));
  });
});

const witnessKey = newPrivateKey();
const named = verifierKey("witness.example/w1", witnessKey, "cosignature/v1");

describe("a witness", () => {
  beforeEach(newLog);

  async function startWitness(folder: string, log: string, port = 0): Promise<Server> {
    const state = openWitnessState(folder, [parseVerifierKey(log)]);
    const server = witnessServer({ name: "witness.example/w1", key: witnessKey, state, clock: Date.now, report: () => undefined });
    await once(server.listen(port, "127.0.0.1"), "listening");
    closings.unshift(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
    return server;
  }
  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), "epigraph-witness-"));
    closings.push(() => Promise.resolve(rmSync(made, { recursive: true, force: true })));
    return made;
  };
  const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cosigned = async (): Promise<number> => Number((await admin.query<{ size: string | null }[]>("select max(size) as size from ledger.cosignature"))[0]?.size ?? -1);

  it("cosigns what the log signs, and the cosignature is good under the checkpoint", async () => {
    const server = await startWitness(folder(), settings().vkey);
    await run(settings(`${named.text}=${urlOf(server)}/`));
    await eventually(async () => expect(await cosigned()).toBe(0));
    await writer.append([record(), record(), record()]);
    await eventually(async () => expect(await cosigned()).toBe(3));
    const [row] = await admin.query<{ note: string; line: string; witness: string }[]>("select c.note, s.line, s.witness from ledger.checkpoint c join ledger.cosignature s on s.size = c.size where c.size = 3");
    const note = attachSignatures(row?.note ?? "", parseSignatures(row?.line ?? ""));
    const { cosignatures } = verifyCosignatures(verifyCheckpoint(note, [parseVerifierKey(settings().vkey)]), [named]);
    expect([row?.witness, cosignatures.map(({ witness }) => witness)]).toEqual(["witness.example/w1", ["witness.example/w1"]]);
    expect(lines).toEqual([]);
    expect(await findings()).toEqual([]);
  });

  it("that knows more of the log than the log remembers is asked from where it is", async () => {
    const server = await startWitness(folder(), settings().vkey);
    const witnesses = `${named.text}=${urlOf(server)}`;
    const first = await run(settings(witnesses));
    await writer.append(record());
    await eventually(async () => expect(await cosigned()).toBe(1));
    await first.close();
    await admin.query("delete from ledger.cosignature");
    await run(settings(witnesses));
    await writer.append(record());
    await eventually(async () => expect(await cosigned()).toBe(2));
    expect(await findings()).toEqual([]);
  });

  it("that is away holds up nothing, is spoken of once, and is asked again", async () => {
    const place = folder();
    const gone = await startWitness(place, settings().vkey);
    const url = urlOf(gone);
    await new Promise((resolve) => gone.close(resolve).closeAllConnections());
    await run(settings(`${named.text}=${url}`));
    await writer.append(record());
    await eventually(async () => expect(await size()).toBe(1));
    await eventually(() => Promise.resolve(expect(lines).toEqual(["the witness witness.example/w1 did not cosign the access log (not reached): it will be asked again"])));
    await startWitness(place, settings().vkey, Number(new URL(url).port));
    await eventually(async () => expect([await cosigned(), lines.at(-1)]).toEqual([1, "the witness witness.example/w1 answers again"]));
    expect(await findings()).toEqual([]);
  });

  it("catches a log that was rewritten with its true key: a finding, and an alarm", async () => {
    const place = folder();
    const server = await startWitness(place, settings().vkey);
    const witnesses = `${named.text}=${urlOf(server)}`;
    const first = await run(settings(witnesses));
    await writer.append([record(), record()]);
    await eventually(async () => expect(await cosigned()).toBe(2));
    await first.close();
    // as who owns the database and the key would
    await admin.query("truncate ledger.record, ledger.record_subject, ledger.tile, ledger.checkpoint, ledger.cosignature, ledger.writer; update ledger.head set size = 0");
    await writer.append([record(), record(), record()]);
    await run(settings(witnesses));
    await eventually(async () => expect(await findings()).toContainEqual({ kind: "witness-refused" }));
    expect(lines).toEqual([expect.stringMatching(/^ALARM: the witness witness\.example\/w1 refused the access log/)]);
  });

  it("catches a log that is shorter than what it cosigned", async () => {
    const server = await startWitness(folder(), settings().vkey);
    const witnesses = `${named.text}=${urlOf(server)}`;
    const first = await run(settings(witnesses));
    await writer.append([record(), record()]);
    await eventually(async () => expect(await cosigned()).toBe(2));
    await first.close();
    await admin.query("truncate ledger.record, ledger.record_subject, ledger.tile, ledger.checkpoint, ledger.writer; update ledger.head set size = 0");
    await run(settings(witnesses));
    await eventually(async () => expect(await findings()).toContainEqual({ kind: "witness-refused" }));
    expect(lines).toEqual([expect.stringContaining("it cosigned 2 records of this log before, and it has 0 now")]);
  });

  it("that another sequencer told more already is no alarm", async () => {
    const server = await startWitness(folder(), settings().vkey);
    const witnesses = `${named.text}=${urlOf(server)}`;
    await Promise.all([run(settings(witnesses)), run(settings(witnesses))]);
    for (let count = 1; count <= 5; count += 1) {
      await writer.append(record());
      await eventually(async () => expect(await size()).toBe(count));
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    await eventually(async () => expect(await cosigned()).toBe(5));
    expect([lines, await findings()]).toEqual([[], []]);
  });
});

describe("a witness that the settings name", () => {
  it.each([
    ["is no list", "https://w.example", /is not a list of witnesses/],
    ["names a log's key", `${settings().vkey}=https://w.example`, /names the key of a log/],
    ["names a broken key", `${named.text.slice(0, -4)}AAAA=https://w.example`, /cannot be used/],
    ["names one twice", `${named.text}=https://w.example,${named.text}=https://v.example`, /names a witness twice/],
  ])("is not found where EPIGRAPH_WITNESSES %s", (_what, said, message) => {
    expect(() => settings(said)).toThrow(message);
  });
});

describe("the key of the log", () => {
  it.each([
    ["is not a key", "hunter2hunter2", "test.example/log", /^EPIGRAPH_LEDGER_KEY cannot be used/],
    ["is under a name with a space", logKey, "our log", /^EPIGRAPH_LEDGER_ORIGIN cannot be used/],
  ])("that %s is refused, and not shown", (_what, key, origin, message) => {
    expect(() => logSettings({}, key, origin)).toThrow(message);
    expect(() => logSettings({}, key, origin)).not.toThrow(/hunter2/);
  });

  it("is the same in PEM", () => {
    const { key, vkey } = settings();
    expect(logSettings({}, key.export({ format: "pem", type: "pkcs8" }).toString(), "test.example/log").vkey).toBe(vkey);
  });
});
