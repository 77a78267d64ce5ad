/** Where an installation keeps its secrets, and who may enter there. */
import { chmodSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { secretsOf } from "./installation.js";

const asRoot = process.getuid?.() === 0;
const parent = mkdtempSync(join(tmpdir(), "epigraph-keys-"));
chmodSync(parent, 0o711);
afterAll(() => rmSync(parent, { recursive: true }));
const modeOf = (folder: string): number => statSync(folder).mode & 0o777;

it.each([
  { what: "the system's usual mask", mask: 0o022 },
  { what: "a mask that closes all that is made", mask: 0o077 },
])("keys are their owner's alone, in folders through which root's database server may pass, made under $what", ({ mask }) => {
  const before = process.umask(mask);
  try {
    const shared = join(parent, mask.toString(8));
    const folder = join(shared, "installation");
    expect(secretsOf(folder)).toEqual(secretsOf(folder));
    expect(modeOf(join(folder, "keys"))).toBe(0o700);
    expect(modeOf(join(folder, "keys", "secrets.json"))).toBe(0o600);
    expect(modeOf(folder)).toBe(asRoot ? 0o711 : 0o700);
    // other installations lie beside this one, as under /var/lib/epigraph
    if (asRoot) expect(modeOf(shared)).toBe(0o711);
  } finally {
    process.umask(before);
  }
});

it("a folder that is there keeps who may enter it", () => {
  const folder = mkdtempSync(join(parent, "there-"));
  chmodSync(folder, 0o750);
  secretsOf(folder);
  expect(modeOf(folder)).toBe(0o750);
});
