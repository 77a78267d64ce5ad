/** `epigraph witness` as another agency runs it: a process of its own, asked over HTTP, killed at any time. */
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { consistencyProof, formatAddCheckpoint, newPrivateKey, parseSignatures, parseVerifierKey, verifierKey, verifyCheckpoint, verifyCosignatures } from "@epigraph/ledger";
import { type SyntheticLog, syntheticLog } from "@epigraph/ledger/testing";
import { epigraph, start, type Started, temporaryFolder } from "../cli/command.js";

const origin = "epigraph.example/log";
const key = newPrivateKey();
const vkey = verifierKey(origin, key).text;
const sizes = [3, 8, 300, 301, 1_000];
const body = (index: number): string => `{"record":${index}}`;
const plan = { origin, sizes, privateKeys: [key], body };
const log = syntheticLog(plan);
/** The same log from whoever holds its key, but that one record is another. */
const rewritten = syntheticLog({ ...plan, body: (index) => (index === 5 ? "{}" : body(index)) });

const { path: place, remove } = temporaryFolder();
const running: Started[] = [];
afterAll(async () => {
  await Promise.all(running.map((witness) => witness.end("SIGKILL")));
  remove();
});

let folders = 0;
const newFolder = (): string => join(place, `w${(folders += 1)}`);

type Witness = { readonly process: Started; readonly url: string; readonly vkey: string };

async function witnessIn(folder: string, more: readonly string[] = ["--name", "witness.example/w1"]): Promise<Witness> {
  const process = start(["witness", "--log", vkey, "--state", folder, "--port", "0", ...more]);
  running.push(process);
  await process.until("witness listens on port");
  const said = await process.until("witness.example"); // the key goes another way, and may come later
  return { process, url: `http://127.0.0.1:${/listens on port (\d+)/.exec(said)?.[1] ?? ""}`, vkey: /^witness\.example\S+$/m.exec(said)?.[0] ?? "" };
}

type Answer = { readonly status: number; readonly type: string | null; readonly body: string };

async function post(url: string, sent: string | Uint8Array): Promise<Answer> {
  const response = await fetch(`${url}/add-checkpoint`, { method: "POST", body: sent });
  return { status: response.status, type: response.headers.get("content-type"), body: await response.text() };
}

/** What an honest client of that log sends. */
function request(old: number, size: number, of: SyntheticLog = log): string {
  return formatAddCheckpoint({ old, proof: consistencyProof(old, size, of.readTile), checkpoint: of.checkpoint(size) });
}

/** Whether an answer is the witness's cosignature of the log's checkpoint. */
function cosigned({ status, body: lines }: Answer, by: string, size: number, of = log): boolean {
  if (status !== 200) return false;
  const checkpoint = verifyCheckpoint(of.checkpoint(size), of.keys);
  const { cosignatures, unknown } = verifyCosignatures({ ...checkpoint, unknown: parseSignatures(lines) }, [parseVerifierKey(by)]);
  return cosignatures.length === 1 && unknown.length === 0;
}

const health = async (url: string): Promise<{ readonly status: number; readonly words: string }> => {
  const response = await fetch(`${url}/healthz`);
  return { status: response.status, words: await response.text() };
};

describe("a witness", () => {
  let witness: Witness;
  const folder = newFolder();
  beforeAll(async () => {
    witness = await witnessIn(folder);
  });

  it("makes its own key, for its eyes only, and says the public one", () => {
    expect(witness.vkey).toBe(readFileSync(join(folder, "witness"), "utf8").trim());
    expect(statSync(join(folder, "key.pem")).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it("cosigns a log from its beginning, and the same checkpoint again", async () => {
    expect(cosigned(await post(witness.url, request(0, 3)), witness.vkey, 3)).toBe(true);
    expect(cosigned(await post(witness.url, request(3, 3)), witness.vkey, 3)).toBe(true);
    expect(cosigned(await post(witness.url, request(3, 300)), witness.vkey, 300)).toBe(true);
  });

  it("tells who begins elsewhere where it stands", async () => {
    const told = { status: 409, type: "text/x.tlog.size", body: "300\n" };
    expect(await post(witness.url, request(3, 301))).toEqual(told);
    expect(await post(witness.url, request(0, 3))).toEqual(told); // an older one, come late
    expect(await post(witness.url, request(0, 1_000))).toEqual(told);
    expect((await health(witness.url)).status).toBe(200);
  });

  const unsigned = syntheticLog({ ...plan, privateKeys: [newPrivateKey()] });
  const stranger = syntheticLog({ ...plan, origin: "other.example/log" });
  it.each<[string, () => string | Uint8Array, number]>([
    ["nothing", () => "", 400],
    ["no checkpoint", () => "old 300\n\n", 400],
    ["no old size", () => request(300, 301).replace(/^old 300\n/, ""), 400],
    ["a size with a leading zero", () => request(300, 301).replace("old 300", "old 0300"), 400],
    ["an old size above the checkpoint's", () => request(300, 301).replace("old 300", "old 302"), 400],
    ["sixty-four hashes", () => request(300, 301).replace("\n\n", `${"\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".repeat(64)}\n\n`), 400],
    ["bytes that are no text", () => Uint8Array.of(0xff, 0xfe, 0x0a, 0x0a), 400],
    ["a log that it does not watch", () => request(0, 3, stranger), 404],
    ["a checkpoint that the log did not sign", () => request(300, 301, unsigned), 403],
    ["a megabyte", () => "x".repeat(1_000_000), 413],
  ])("refuses %s, without alarm", async (_, make, status) => {
    const answered = await post(witness.url, make()).catch(() => ({ status: 413 })); // who sends on and on may find the connection closed
    expect(answered.status).toBe(status);
    expect((await health(witness.url)).status).toBe(200);
  });

  it("answers nothing else", async () => {
    expect((await fetch(`${witness.url}/add-checkpoint`)).status).toBe(404);
    expect((await fetch(`${witness.url}/key.pem`)).status).toBe(404);
  });

  it("lets no second process into its state", async () => {
    const second = await epigraph(["witness", "--log", vkey, "--state", folder, "--port", "0"]);
    expect(second).toMatchObject({ code: 1, stdout: "", stderr: `epigraph: another process uses \`${folder}\`: a witness has its state for itself\n` });
  });

  it("of two requests at once lets each see what the other left", async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, (_, turn) => post(witness.url, turn % 2 === 0 ? request(300, 301) : request(300, 1_000))));
    const won = answers.filter((answer) => answer.status === 200);
    const size = cosigned(won[0] ?? { status: 0, type: null, body: "" }, witness.vkey, 301) ? 301 : 1_000;
    expect(won.every((answer) => cosigned(answer, witness.vkey, size))).toBe(true);
    expect(won.length).toBe(1);
    expect(answers.filter((answer) => answer.status === 409).map((answer) => answer.body)).toEqual(Array.from({ length: 7 }, () => `${size}\n`));
  });
});

describe("a log rewritten with its true key", () => {
  it.each<[string, number, number, number]>([
    ["and grown on", 300, 1_000, 422],
    ["at the same size", 300, 300, 409],
    ["and offered as if from the beginning, at the same size", 0, 300, 409],
  ])("%s is caught", async (_, old, size, status) => {
    const folder = newFolder();
    const witness = await witnessIn(folder);
    expect((await post(witness.url, request(0, 300))).status).toBe(200);
    expect((await post(witness.url, request(old, size, rewritten))).status).toBe(status);
    expect(await witness.process.until("ALARM")).toMatch(/^ALARM: epigraph\.example\/log signed /m);
    const { status: healthy, words } = await health(witness.url);
    expect([healthy, words]).toEqual([503, expect.stringMatching(/^alarm: 1 times a log offered what does not go on/)]);

    const [alarm = ""] = readdirSync(join(folder, "alarms"));
    const evidence = (name: string): number => verifyCheckpoint(readFileSync(join(folder, "alarms", alarm, name)), log.keys).size;
    expect([evidence("witnessed"), evidence("offered")]).toEqual([300, size]);
    expect((await post(witness.url, request(old, size, rewritten))).status).toBe(status); // and goes on refusing
    expect(readdirSync(join(folder, "alarms"))).toEqual([alarm]);
    expect(cosigned(await post(witness.url, request(300, 301)), witness.vkey, 301)).toBe(true); // the log itself still can
    await witness.process.end("SIGTERM");

    const again = await witnessIn(folder, []);
    expect(again.process.said()).toContain("ALARM: 1 alarms are kept");
    expect((await health(again.url)).status).toBe(503);
  });

  it("and cut short is not cosigned, whatever is sent", async () => {
    const witness = await witnessIn(newFolder());
    expect((await post(witness.url, request(0, 300))).status).toBe(200);
    for (const old of [0, 3, 8]) expect(await post(witness.url, request(old, 8, rewritten))).toMatchObject({ status: 409, body: "300\n" });
    expect((await post(witness.url, formatAddCheckpoint({ old: 300, proof: [], checkpoint: rewritten.checkpoint(8) }))).status).toBe(400);
  });
});

describe("a witness that is killed", () => {
  it("at any time never goes back, and keeps its key", async () => {
    const folder = newFolder();
    const steps = Array.from({ length: 200 }, (_, at) => at + 1);
    const long = syntheticLog({ ...plan, sizes: steps });
    let [acknowledged, name, rounds] = [0, "", 0];
    while (acknowledged < 200 && rounds < 6) {
      rounds += 1;
      const witness = await witnessIn(folder);
      name ||= witness.vkey;
      expect(witness.vkey).toBe(name);
      const stands = Number((await post(witness.url, request(200, 200, long))).body.trim() || "200");
      expect(stands).toBeGreaterThanOrEqual(acknowledged); // what was cosigned is remembered
      const killed = new Promise((resolve) => setTimeout(() => resolve(witness.process.end("SIGKILL")), 100 + 70 * rounds));
      for (let old = stands; old < 200; old += 1) {
        const answered = await post(witness.url, request(old, old + 1, long)).catch(() => undefined);
        if (!answered) break;
        expect(answered.status).toBe(200);
        acknowledged = old + 1;
      }
      await killed;
    }
    expect([rounds > 1, acknowledged > 10]).toEqual([true, true]); // it was killed at work
  });

  it("whose memory is damaged does not start", async () => {
    const folder = newFolder();
    const witness = await witnessIn(folder);
    await post(witness.url, request(0, 3));
    await witness.process.end("SIGKILL");
    const [own = ""] = readdirSync(join(folder, "logs"));
    writeFileSync(join(folder, "logs", own, "checkpoint"), log.checkpoint(3).replace("\n3\n", "\n2\n"));
    const { code, stderr } = await epigraph(["witness", "--log", vkey, "--state", folder, "--port", "0"]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/is not a checkpoint of epigraph\.example\/log by any of its keys .*a witness that forgot must not go on\n$/)]);
  });
});

describe("a wrong call", () => {
  it.each<[readonly string[], string]>([
    [["--log", "nonsense"], "--log cannot be used: a verifier key reads `<name>+<8 hexadecimal digits>+<base64 of an Ed25519 key>`"],
    [["--log", verifierKey("w", key, "cosignature/v1").text], "--log cannot be used: it is a witness's key, not a log's"],
    [["--log", vkey], "a new witness needs a name: give one with --name, such as `witness.agency.example/w1`"],
  ])("%# says what to do", async (args, message) => {
    expect(await epigraph(["witness", ...args, "--state", newFolder(), "--port", "0"])).toEqual({ code: 2, stdout: "", stderr: `epigraph: ${message}\n` });
  });

  it("with another name than the folder's is refused", async () => {
    const folder = newFolder();
    await (await witnessIn(folder)).process.end("SIGTERM");
    const { code, stderr } = await epigraph(["witness", "--log", vkey, "--state", folder, "--name", "witness.example/w2", "--port", "0"]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^epigraph: this folder is of the witness `witness\.example\/w1\+/)]);
  });
});
