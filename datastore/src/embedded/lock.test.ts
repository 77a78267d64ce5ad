import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { lock, tryLock } from "./lock.js";
import { identify } from "./process-identity.js";

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "epigraph-lock-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("a lock", () => {
  it("is held by one at a time and can be taken again after its release", () => {
    const first = tryLock(folder);
    if (!("release" in first)) throw new Error("not taken");
    expect(tryLock(folder)).toEqual(identify(process.pid));
    first.release();
    expect(tryLock(folder)).toHaveProperty("release");
  });

  it("says who holds it when the wait is over", async () => {
    tryLock(folder);
    await expect(lock(folder, 60)).rejects.toMatchObject({ code: "LOCK_TIMEOUT", message: expect.stringContaining(`process ${process.pid}`) });
  });

  it("is not kept by a process that is gone, nor by another that has its number now", () => {
    writeFileSync(join(folder, "1"), JSON.stringify({ pid: 2 ** 22 + 1, started: "before" }));
    const taken = tryLock(folder);
    if (!("release" in taken)) throw new Error("not taken");
    taken.release();
    writeFileSync(join(folder, "7"), JSON.stringify({ pid: process.pid, started: "at another time" }));
    expect(tryLock(folder)).toHaveProperty("release");
  });

  it("survives an empty file and clears old numbers away", () => {
    writeFileSync(join(folder, "3"), "");
    for (let turn = 0; turn < 20; turn += 1) {
      const taken = tryLock(folder);
      if ("release" in taken) taken.release();
    }
    expect(readdirSync(folder).length).toBeLessThan(10);
  });

  it("lets no two processes in, though holders are killed all the time", async () => {
    // each holder writes its number, waits, and sees whether it is still there; every third one is killed while it holds the lock
    const inside = join(folder, "inside");
    const report = join(folder, "report");
    mkdirSync(report);
    const program = `
      import { writeFileSync, readFileSync } from "node:fs";
      import { lock } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, "lock.ts")).href)};
      let turns = 0;
      for (let turn = 0; turn < 12; turn += 1) {
        const held = await lock(${JSON.stringify(join(folder, "lock"))}, 30_000);
        writeFileSync(${JSON.stringify(inside)}, String(process.pid));
        await new Promise((resolve) => setTimeout(resolve, 3));
        if (readFileSync(${JSON.stringify(inside)}, "utf8") !== String(process.pid)) writeFileSync(${JSON.stringify(report)} + "/clash-" + process.pid, "");
        turns += 1;
        if (process.argv[1] === "dies" && turn === 4) process.kill(process.pid, "SIGKILL");
        held.release();
      }
      writeFileSync(${JSON.stringify(report)} + "/done-" + process.pid, String(turns));`;
    const loader = join(import.meta.dirname, "../../../tests/setup/from-source.mjs");
    const children = ["lives", "dies", "lives", "dies"].map((fate) => spawn(process.execPath, ["--import", loader, "--input-type=module", "-e", program, fate], { stdio: "inherit" }));
    await Promise.all(children.map((child) => once(child, "exit")));
    const found = readdirSync(report);
    expect(found.filter((name) => name.startsWith("clash"))).toEqual([]);
    expect(found.filter((name) => name.startsWith("done")).map((name) => readFileSync(join(report, name), "utf8"))).toEqual(["12", "12"]);
  });
});
