/** docs/ledger-format.md says what is so: its example is what our code makes, and the verifier in it, which is not ours, finds it sound. */
import { createPrivateKey, type KeyObject } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { filesOf, syntheticLog } from "@epigraph/ledger/testing";
import { run, temporaryFolder } from "../cli/command.js";
import { read } from "../gates/repository-files.js";

const document = read("docs/ledger-format.md");
const { path: place, remove } = temporaryFolder();
afterAll(remove);

const keyOf = (byte: number): KeyObject => createPrivateKey({ key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.alloc(32, byte)]), format: "der", type: "pkcs8" });
const bodies = ["first", "second", "third"];
const log = syntheticLog({ origin: "epigraph.example/log", sizes: [1, 3], rotations: [1], privateKeys: [keyOf(1), keyOf(2)], witnessKey: keyOf(3), body: (index) => bodies[index] ?? "" });

/** Fenced blocks with a label, such as "```text checkpoint". */
const blocks = new Map([...document.matchAll(/^```(?:text|js) (\S+)\n([\s\S]*?)^```$/gm)].map(([, label = "", text = ""]): [string, string] => [label, text]));
const block = (label: string): string => blocks.get(label) ?? "";
/** A tile stands there in hexadecimal, a record without the newline that the block needs. */
const shown = (path: string, bytes: Buffer): string => (path.startsWith("tile/") ? bytes.toString("hex").replaceAll(/.{64}/g, "$&\n") : path.endsWith(".json") ? `${bytes.toString()}\n` : bytes.toString());

it("shows every file of the export of its example, as our code makes them", async () => {
  const files = await filesOf(log.source([1]));
  expect(Object.fromEntries(blocks)).toEqual({
    ...Object.fromEntries([...files].map(([path, bytes]) => [path, shown(path, bytes)])),
    key: `${log.keys[0]?.text ?? ""}\n`,
    witness: `${log.witness.text}\n`,
    verifier: expect.stringContaining("console.log"),
  });
});

describe("the verifier in it", () => {
  const verifier = join(place, "verifier.mjs");
  const write = async (folder: string, records: readonly string[] = bodies): Promise<string> => {
    for (const [path, bytes] of await filesOf(log.source([1]))) {
      mkdirSync(dirname(join(place, folder, path)), { recursive: true });
      writeFileSync(join(place, folder, path), path === "records/1.json" ? (records[1] ?? "") : bytes);
    }
    writeFileSync(verifier, block("verifier"));
    return join(place, folder);
  };

  it("finds the example sound", async () => {
    expect(await run(process.execPath, [verifier, await write("a"), block("key").trim()])).toEqual({ code: 0, stdout: "sound\n", stderr: "" });
  });

  it("and a changed record, a changed tile and another key not", async () => {
    const changed = await run(process.execPath, [verifier, await write("b", ["first", "Second", "third"]), block("key").trim()]);
    expect([changed.code, changed.stderr]).toEqual([1, expect.stringContaining("record 1 is another")]);
    const folder = await write("c");
    const other = await run(process.execPath, [verifier, folder, log.keys[1]?.text ?? ""]);
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining("a change of keys that does not hold")]);
    const tile = readFileSync(join(folder, "tile/0/000.p/3"));
    writeFileSync(join(folder, "tile/0/000.p/3"), tile.fill(0, 5, 6));
    const flipped = await run(process.execPath, [verifier, folder, block("key").trim()]);
    expect([flipped.code, flipped.stderr]).toEqual([1, expect.stringContaining("the tiles do not hash to the root")]);
  });
});
