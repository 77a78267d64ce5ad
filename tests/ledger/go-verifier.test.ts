/** An exported log is verified by Go's own packages, which nobody here wrote (tests/ledger/go). Where Go or its packages are not installed this is skipped, with a message. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { newPrivateKey, parseTilePath, verifierKey } from "@epigraph/ledger";
import { filesOf, type SyntheticLog, syntheticLog } from "@epigraph/ledger/testing";
import { repository } from "../gates/repository-files.js";

/** Debian puts Go packages where GOPATH says, and needs no module files. */
const environment = { ...process.env, GO111MODULE: "off", GOPATH: "/usr/share/gocode", GOFLAGS: "" };
const found = spawnSync("go", ["list", "golang.org/x/mod/sumdb/note", "golang.org/x/mod/sumdb/tlog"], { env: environment, encoding: "utf8" });
const absent = found.status === 0 ? undefined : "skipped: golang-go and golang-golang-x-mod-dev are not installed";
const describeWithGo = absent === undefined ? describe : describe.skip;
const title = (words: string): string => (absent === undefined ? words : `${words} (${absent})`);

const origin = "epigraph.example/log";
const sizes = [1, 255, 256, 257, 4_000, 7_000, 9_999, 10_240, 10_301];
const [size = 0] = sizes.slice(-1);
const keys = { privateKeys: [newPrivateKey(), newPrivateKey(), newPrivateKey()], witnessKey: newPrivateKey() };
const plan = { origin, sizes, rotations: [4_000, 9_999], ...keys, body: (index: number) => `{"version":2,"record":"기록 ${index}"}` };
const every = Array.from({ length: size }, (_, index) => index);

describeWithGo(title(`a log of ${size} records`), () => {
  let folder = "";
  let program = "";
  const log = syntheticLog(plan);

  const write = async (name: string, of: SyntheticLog, records: readonly number[]): Promise<string> => {
    for (const [path, bytes] of await filesOf(of.source(records))) put(name, path, bytes);
    return join(folder, name);
  };
  const put = (name: string, path: string, bytes: Uint8Array | string): void => {
    mkdirSync(dirname(join(folder, name, path)), { recursive: true });
    writeFileSync(join(folder, name, path), bytes);
  };
  const told = (name: string, { key = log.keys[0]?.text ?? "", witness = log.witness.text, since = [] as readonly string[] } = {}): string => {
    const kept = since.flatMap((checkpoint, at) => {
      put("kept", String(at), checkpoint);
      return ["-since", join(folder, "kept", String(at))];
    });
    return spawnSync(program, ["-key", key, "-witness", witness, ...kept, join(folder, name)], { encoding: "utf8", timeout: 50_000 }).stdout.trim();
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "epigraph-go-"));
    program = join(folder, "verify");
    const built = spawnSync("go", ["build", "-o", program, "."], { cwd: join(repository, "tests/ledger/go"), env: { ...environment, GOCACHE: join(folder, "cache") }, encoding: "utf8" });
    expect(built.stderr).toBe("");
    await write("whole", log, every);
    await write("some", log, [0, 255, 256, 4_000, 10_239, 10_300]);
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("is verified whole: every record, every proof, the tree, two changes of keys, the older checkpoints", () => {
    expect(told("whole")).toBe("verified: 10301 records in the tree, 10301 disclosed, 8 older checkpoints, 3 keys, 1 cosignatures");
  });

  it("is verified with few records disclosed, and against checkpoints that were kept", () => {
    expect(told("some", { since: [log.checkpoint(1), log.checkpoint(7_000), log.checkpoint(size)] })).toBe("verified: 10301 records in the tree, 6 disclosed, 11 older checkpoints, 3 keys, 1 cosignatures");
  });

  it.each([0, 1, 2, 255, 256, 257, 511, 512])("is verified when it has %d records only", async (few) => {
    const small = syntheticLog({ ...plan, sizes: [few], rotations: [] });
    await write(`of ${few}`, small, every.slice(0, few));
    expect(told(`of ${few}`)).toBe(`verified: ${few} records in the tree, ${few} disclosed, 0 older checkpoints, 1 keys, 1 cosignatures`);
  });

  const flip = (bytes: Buffer, at: number): Buffer => {
    const changed = Buffer.from(bytes);
    const position = at < 0 ? bytes.length + at : at;
    changed[position] = (changed[position] ?? 0) ^ 1;
    return changed;
  };

  it.each<[string, string, (bytes: Buffer) => Buffer | undefined]>([
    ["a changed byte of a full tile of leaves", "tile/0/017", (bytes) => flip(bytes, 4_000)],
    ["a changed byte of the last tile of leaves", "tile/0/040.p/61", (bytes) => flip(bytes, -1)],
    ["a changed byte of the tile above", "tile/1/000.p/40", (bytes) => flip(bytes, 700)],
    ["a tile that is cut", "tile/0/017", (bytes) => bytes.subarray(32)],
    ["a tile that is too long", "tile/0/017", (bytes) => Buffer.concat([bytes, Buffer.alloc(32)])],
    ["a tile that is missing", "tile/0/017", () => undefined],
    ["a changed byte of a record", "records/256.json", (bytes) => flip(bytes, 5)],
    ["a record with a byte more", "records/256.json", (bytes) => Buffer.concat([bytes, Buffer.from("\n")])],
    ["a record that is missing", "records/256.json", () => undefined],
    ["a changed hash of a proof", "records/256.tlog-proof", (bytes) => flip(bytes, 50)],
    ["a changed index of a proof", "records/256.tlog-proof", (bytes) => Buffer.from(bytes.toString().replace("index 256", "index 255"))],
    ["a changed signature in a proof", "records/256.tlog-proof", (bytes) => flip(bytes, -10)],
    ["a proof that is missing", "records/256.tlog-proof", () => undefined],
    ["a changed size of the checkpoint", "checkpoint", (bytes) => Buffer.from(bytes.toString().replace("\n10301\n", "\n10300\n"))],
    ["a changed root of the checkpoint", "checkpoint", (bytes) => flip(bytes, bytes.indexOf("10301\n") + 10)],
    ["a changed signature of the checkpoint", "checkpoint", (bytes) => flip(bytes, bytes.indexOf("— epigraph") + 60)],
    ["a changed cosignature", "checkpoint", (bytes) => flip(bytes, -10)],
    ["a changed time of the cosignature", "checkpoint", (bytes) => flip(bytes, bytes.indexOf("witness.example/w1 ") + 19 + 10)],
    ["an older checkpoint in another's place", "checkpoints/257", () => Buffer.from(log.checkpoint(256))],
    ["a changed root of an older checkpoint", "checkpoints/257", (bytes) => flip(bytes, bytes.indexOf("257\n") + 10)],
    ["a changed key in a change of keys", "keys/4000", (bytes) => flip(bytes, bytes.indexOf("+A") + 6)],
    ["a change of keys that is missing", "keys/4000", () => undefined],
    ["a file that nothing accounts for", "records/256.txt", () => Buffer.from("")],
    ["a manifest that lists less", "manifest", (bytes) => Buffer.from(bytes.toString().replace("records/0\n", ""))],
  ])("is refused with %s", (_, path, change) => {
    const file = join(folder, "some", path);
    const before = path.endsWith(".txt") ? undefined : readFileSync(file);
    const after = change(before ?? Buffer.alloc(0));
    try {
      expect(before === undefined || after === undefined || !before.equals(after)).toBe(true);
      if (after === undefined) rmSync(file);
      else writeFileSync(file, after);
      expect(told("some")).toMatch(/^refused: [^\n]+$/);
    } finally {
      if (before === undefined) rmSync(file);
      else writeFileSync(file, before);
    }
    expect(told("some")).toMatch(/^verified: /);
  });

  it("is refused with another log's key, a key of its own that came later, and an unknown witness", () => {
    expect(told("some", { key: verifierKey(origin, newPrivateKey()).text })).toMatch(/^refused: keys\/4000: /);
    expect(told("some", { key: log.keys[1]?.text ?? "" })).toMatch(/^refused: keys\/4000: /);
    expect(told("some", { witness: verifierKey("witness.example/w2", newPrivateKey(), "cosignature/v1").text })).toMatch(/^refused: checkpoint: .*witness.example\/w1/);
  });

  it("is refused when it was rewritten or cut with its true keys, by who kept a checkpoint", async () => {
    const rewritten = syntheticLog({ ...plan, body: (index) => (index === 9_000 ? "{}" : plan.body(index)) });
    await write("rewritten", rewritten, []);
    expect(told("rewritten", { since: [log.checkpoint(7_000)] })).toMatch(/^verified: /);
    expect(told("rewritten", { since: [log.checkpoint(9_999)] })).toMatch(/^refused: since: the tree of 9999 records is not the beginning of this one/);
    await write("cut", syntheticLog({ ...plan, sizes: sizes.slice(0, -1) }), []);
    expect(told("cut", { since: [log.checkpoint(size)] })).toBe("refused: since: the log had 10301 records and has 10240 now: its tail was cut off");
  });

  it("has tiles named as C2SP names them", async () => {
    const paths = [...(await filesOf(log.source([]))).keys()].filter((path) => path.startsWith("tile/"));
    expect(paths).toHaveLength(42);
    for (const path of paths) expect(parseTilePath(path).width).toBeGreaterThan(0);
  });
});
