import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { findBinaries, installBinaries } from "./binaries.js";

const folder = mkdtempSync(join(tmpdir(), "epigraph-binaries-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fakePackage(): { native: string; version: string } {
  const native = join(folder, "package", "native");
  for (const part of ["bin", "lib", "share"]) mkdirSync(join(native, part), { recursive: true, mode: 0o700 });
  writeFileSync(join(native, "bin", "postgres"), "program", { mode: 0o700 });
  writeFileSync(join(native, "lib", "libpq.so.5.18"), "library", { mode: 0o600 });
  writeFileSync(join(native, "lib", "libpq.a"), "of no use here", { mode: 0o600 });
  writeFileSync(join(native, "pg-symlinks.json"), JSON.stringify([{ source: "native/lib/libpq.so.5.18", target: "native/lib/libpq.so.5" }]));
  return { native, version: "18.4.0" };
}

describe("the server's programs", () => {
  it("are found in this platform's package", () => {
    expect(statSync(join(findBinaries().native, "bin", "postgres")).isFile()).toBe(true);
    expect(findBinaries().version).toMatch(/^18\./);
  });

  it.each([["sunos", "x64"], ["linux", "s390x"], ["win32", "x64"]])("are not there for %s on %s, and the error names the way out", (platform, architecture) => {
    expect(() => findBinaries(platform, architecture)).toThrow(expect.objectContaining({ code: "PLATFORM_UNSUPPORTED", message: expect.stringContaining("DATABASE_URL") }));
  });

  it("are copied whole, readable for every user, with the links that the package only lists", () => {
    const data = join(folder, "data");
    mkdirSync(join(data, "bin-18.3.0.draft-4711"), { recursive: true }); // a copy that was killed
    const target = installBinaries(fakePackage(), data);
    expect(target).toBe(join(data, "bin-18.4.0"));
    expect(statSync(join(target, "bin", "postgres")).mode & 0o777).toBe(0o755);
    expect(statSync(join(target, "lib", "libpq.so.5.18")).mode & 0o777).toBe(0o644);
    expect(statSync(target).mode & 0o777).toBe(0o755);
    expect(lstatSync(join(target, "lib", "libpq.so.5")).isSymbolicLink()).toBe(true);
    expect(readlinkSync(join(target, "lib", "libpq.so.5"))).toBe("libpq.so.5.18");
    expect(readdirSync(join(target, "lib")).sort()).toEqual(["libpq.so.5", "libpq.so.5.18"]);
    expect(readdirSync(data)).toEqual(["bin-18.4.0"]);
    expect(installBinaries({ native: "/gone by now", version: "18.4.0" }, data)).toBe(target);
  });
});
