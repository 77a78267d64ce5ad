/** What an outsider finds out about an exported log from its files alone. The files lie in memory; tests/ledger/audit.test.ts runs the command on a folder. */
import { LedgerError, newPrivateKey, type Trust, verifierKey, verifyExport } from "@epigraph/ledger";
import { filesOf, inMemory, type SyntheticLog, syntheticLog } from "@epigraph/ledger/testing";

const origin = "epigraph.example/log";
const sizes = [1, 100, 255, 256, 300, 700];
const disclosed = [0, 1, 2, 255, 256, 299, 699];
const privateKeys = [newPrivateKey(), newPrivateKey()];
const witnessKey = newPrivateKey();
const plan = { origin, sizes, rotations: [256], privateKeys, witnessKey, body: (index: number) => `{"record":${index}}` };
const log = syntheticLog(plan);

let files: Map<string, Buffer>;
beforeAll(async () => {
  files = await filesOf(log.source(disclosed));
});

const trust = (said: Partial<Trust> = {}, of: SyntheticLog = log): Trust => ({ keys: of.keys.slice(0, 1), witnesses: [of.witness], quorum: 1, since: [], ...said });

/** What the verifier says of the export when some of its files are others; undefined is none. */
function told(changes: Readonly<Record<string, Buffer | string | undefined>>, said: Partial<Trust> = {}, of = files): string {
  const changed = new Map<string, Buffer>(of);
  for (const [path, bytes] of Object.entries(changes)) {
    if (bytes === undefined) changed.delete(path);
    else changed.set(path, Buffer.from(bytes));
  }
  try {
    verifyExport(inMemory(changed), trust(said));
    return "sound";
  } catch (error) {
    if (error instanceof LedgerError) return error.message;
    throw error;
  }
}

const bytesOf = (path: string): Buffer => files.get(path) ?? Buffer.alloc(0);
const flipped = (path: string, at = 0): Buffer => {
  const bytes = Buffer.from(bytesOf(path));
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
};
const text = (path: string): string => bytesOf(path).toString();

describe("a sound export", () => {
  it("is told by its origin, size, root, keys, witnesses, and how much it holds", () => {
    expect(verifyExport(inMemory(files), trust())).toEqual({
      origin,
      size: 700,
      root: text("checkpoint").split("\n")[2],
      signedBy: log.keys[1]?.text,
      keys: log.keys.map((key) => key.text),
      cosignatures: [{ witness: log.witness.name, timestamp: 1_790_000_000 }],
      checkpoints: 5,
      records: 7,
    });
  });

  it.each([1, 2, 255, 256, 257, 511, 512])("of %d records", async (size) => {
    const small = syntheticLog({ ...plan, rotations: [], privateKeys: [privateKeys[0] ?? newPrivateKey()], sizes: [size] });
    const all = await filesOf(small.source(Array.from({ length: size }, (_, index) => index)));
    expect(verifyExport(inMemory(all), trust()).records).toBe(size);
  });

  it("of no record", async () => {
    const empty = syntheticLog({ ...plan, rotations: [], privateKeys: [privateKeys[0] ?? newPrivateKey()], sizes: [0] });
    expect(verifyExport(inMemory(await filesOf(empty.source([]))), trust())).toMatchObject({ size: 0, records: 0 });
  });

  it("goes on from a checkpoint that was kept, of any time and key", () => {
    for (const size of sizes) expect(told({}, { since: [{ name: "kept", bytes: Buffer.from(log.checkpoint(size)) }] })).toBe("sound");
  });

  it("is believed by who knows both keys, in any order, too", () => {
    expect(told({}, { keys: log.keys.toReversed() })).toBe("sound");
  });
});

describe("what is wrong is said in one line", () => {
  it.each<[string, Readonly<Record<string, () => Buffer | string | undefined>>, string | RegExp]>([
    ["a changed byte of a full tile", { "tile/0/001": () => flipped("tile/0/001", 77) }, "tile/0/001 does not hash to its place on the level above"],
    ["a changed byte of the last tile", { "tile/0/002.p/188": () => flipped("tile/0/002.p/188") }, "the tiles do not hash to the root of the tree of 700 records"],
    ["a tile that is missing", { "tile/0/001": () => undefined }, "tile/0/001: the file is missing"],
    ["a tile of 2 GB", { "tile/0/001": () => Buffer.concat([bytesOf("tile/0/001"), Buffer.alloc(1)]) }, "tile/0/001: has 8193 bytes, more than the 8192 that such a file can have"],
    ["a tile that is cut", { "tile/0/001": () => bytesOf("tile/0/001").subarray(32) }, "tile/0/001: must have 8192 bytes, not 8160"],
    ["two tiles in each other's place", { "tile/0/000": () => bytesOf("tile/0/001"), "tile/0/001": () => bytesOf("tile/0/000") }, "tile/0/000 does not hash to its place on the level above"],
    ["a tile of another width", { "tile/0/002.p/187": () => bytesOf("tile/0/002.p/188").subarray(32) }, "tile/0/002.p/187: nothing accounts for this file"],
    ["a changed record", { "records/255.json": () => flipped("records/255.json", 3) }, "records/255.json: these are not the bytes of the log's record 255"],
    ["a record in another's place", { "records/0.json": () => bytesOf("records/1.json") }, "records/0.json: these are not the bytes of the log's record 0"],
    ["a record that is missing", { "records/255.json": () => undefined }, "records/255.json: the file is missing"],
    ["a proof that is missing", { "records/255.tlog-proof": () => undefined }, "records/255.tlog-proof: the file is missing"],
    ["a record and its proof that are missing", { "records/699.json": () => undefined, "records/699.tlog-proof": () => undefined }, "records/699.json: the file is missing"],
    ["a record that the manifest does not list", { "records/3.json": () => log.body(3) }, "records/3.json: nothing accounts for this file"],
    ["a proof with extra data", { "records/0.tlog-proof": () => text("records/0.tlog-proof").replace("\nindex", "\nextra AAAA\nindex") }, "records/0.tlog-proof: this is not the proof that follows from the tree"],
    ["an older checkpoint that is missing", { "checkpoints/100": () => undefined }, "checkpoints/100: the file is missing"],
    ["an older checkpoint in another's place", { "checkpoints/100": () => bytesOf("checkpoints/255") }, "checkpoints/100: holds the checkpoint of 255 records in an export of 700"],
    ["an older checkpoint that a later key signed", { "checkpoints/255": () => bytesOf("checkpoint") }, "checkpoints/255: holds the checkpoint of 700 records in an export of 700"],
    ["a change of keys that is missing", { "keys/256": () => undefined }, "keys/256: the file is missing"],
    ["a change of keys with a wrong signature", { "keys/256": () => flipped("keys/256", bytesOf("keys/256").length - 3) }, /^keys.*: /],
    ["a bad signature", { checkpoint: () => text("checkpoint").replace(/^(— epigraph\S+ \S{20})(.)/m, (_, before: string, byte: string) => `${before}${byte === "A" ? "B" : "A"}`) }, `checkpoint: the signature of \`${origin}\` is not of this text`],
    ["a cosignature of nobody known", { checkpoint: () => text("checkpoint").replace(/^— witness.example/m, "— stranger.example") }, /^checkpoint: nobody whose key was given signed the line of `stranger.example\/w1` \(key [0-9a-f]{8}\): name its witness too, if you trust it$/],
    ["signatures in another order", { checkpoint: () => text("checkpoint").replace(/^(— epigraph.*\n)(— witness.*\n)/m, "$2$1") }, "checkpoint: the log signs first and once, then its witnesses in the order of their names"],
    ["a line that is added to the checkpoint", { checkpoint: () => text("checkpoint").replace("\n\n", "\nmore\n\n") }, /^checkpoint: a checkpoint has three lines/],
    ["an unknown file", { "notes.txt": () => "" }, "notes.txt: nothing accounts for this file"],
    ["an unknown file with a name to mislead", { "tile/0/0\u202e00\n": () => "" }, "tile/0/0?00?: nothing accounts for this file"],
    ["a file twice under two names", { "checkpoints/0100": () => bytesOf("checkpoints/100") }, "checkpoints/0100: nothing accounts for this file"],
    ["a manifest that lists less", { manifest: () => text("manifest").replace("checkpoints/100\n", "") }, "checkpoints/100: nothing accounts for this file"],
    ["a manifest with a number written otherwise", { manifest: () => text("manifest").replace("/100\n", "/0100\n") }, /^manifest: it lists /],
    ["a manifest that is missing", { manifest: () => undefined }, "manifest: the file is missing"],
    ["no file at all", Object.fromEntries(["manifest", "checkpoint"].map((path) => [path, () => undefined])), "manifest: the file is missing"],
  ])("%s", (_, changes, message) => {
    const said = told(Object.fromEntries(Object.entries(changes).map(([path, make]) => [path, make()])));
    if (typeof message === "string") expect(said).toBe(message);
    else expect(said).toMatch(message);
  });

  it("a key that is not the log's", () => {
    const other = verifierKey(origin, newPrivateKey());
    expect(told({}, { keys: [other] })).toMatch(/^keys: no signature is by a key that is trusted here$/);
    expect(told({}, { keys: [...log.keys, other] })).toBe(`keys: \`${other.text}\` was given, but it is none of this log's keys`);
    expect(told({}, { keys: [] })).toBe("keys: no key of the log was given");
  });

  it("no cosignature of the witnesses that were named", () => {
    const other = verifierKey("witness.example/w2", newPrivateKey(), "cosignature/v1");
    expect(told({}, { witnesses: [log.witness, other] })).toBe("sound");
    expect(told({}, { witnesses: [log.witness, other], quorum: 2 })).toBe("checkpoint: cosigned by 1 of the 2 witnesses that were named, where 2 must have");
  });
});

describe("a log that was rewritten with its true keys", () => {
  const rewritten = syntheticLog({ ...plan, body: (index) => (index === 200 ? '{"record":"other"}' : plan.body(index)) });
  const kept = (size: number, of = log): Trust["since"] => [{ name: "kept", bytes: Buffer.from(of.checkpoint(size)) }];

  it("is sound in itself, and a fork against a checkpoint that was kept", async () => {
    const other = await filesOf(rewritten.source([200]));
    expect(told({}, {}, other)).toBe("sound");
    expect(told({}, { since: kept(100) }, other)).toBe("sound"); // from before the change
    expect(told({}, { since: kept(300) }, other)).toBe("kept: the log of 300 records that was signed there is not the beginning of this one of 700: the log was forked or rewritten");
  });

  it("does not hide among checkpoints of both", () => {
    expect(told({ "checkpoints/300": rewritten.checkpoint(300) })).toBe("checkpoints/300: the log of 300 records that was signed there is not the beginning of this one of 700: the log was forked or rewritten");
  });

  it("cannot be behind a change of keys", async () => {
    const behind = { ...rewritten.source([]), statements: log.source([]).statements };
    expect(told({}, {}, await filesOf(behind))).toBe("keys/256: the log that changed its key at 256 records is not the beginning of this one");
  });

  it("or cut is a truncated tail", async () => {
    const short = syntheticLog({ ...plan, sizes: [1, 100, 256, 300] });
    const cut = await filesOf(short.source([]));
    expect(told({}, {}, cut)).toBe("sound");
    expect(told({}, { since: kept(700) }, cut)).toBe("kept: the log had 700 records then, and this export ends at 300: its tail is cut off");
    const before = await filesOf({ ...syntheticLog({ ...plan, rotations: [], sizes: [100] }).source([]), statements: log.source([]).statements });
    expect(told({}, {}, before)).toMatch(/^keys\/256: the log had 256 records when its key changed, and this export ends at 100$/);
  });

  it("a kept checkpoint that the log did not sign proves nothing", () => {
    const forged = syntheticLog({ ...plan, privateKeys: [newPrivateKey(), newPrivateKey()] });
    expect(told({}, { since: kept(300, forged) })).toBe("kept: no signature is by a key that is trusted here");
  });
});
