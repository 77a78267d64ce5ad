/** What the gateway knows of ended sessions, from a source that this test plays. The real one is tried in datastore and, across processes, in tests/stories. */
import { publicVisitor, type AccountId, type SessionId, type TokenHolder } from "@epigraph/authz";
import type { Revocation } from "@epigraph/datastore";
import { type Revocations, watchRevocations } from "./sessions.js";

const now = Date.UTC(2020, 4, 10);
let time = now;
let up = 0;
let rows: Revocation[] = [];
let answer: () => Promise<readonly Revocation[]> = () => Promise.resolve(rows);
let windows: number[] = [];
let nudge: () => void = () => undefined;
const open: Revocations[] = [];

const reader = {
  read: (windowMs: number) => (windows.push(windowMs), answer()),
  onNotice: (noticed: () => void) => void (nudge = noticed),
  close: () => Promise.resolve(),
};
/** Reads every 5 ms; a test that waits, waits for what it waits for. */
async function watch(pollMs = 5): Promise<Revocations> {
  const revocations = await watchRevocations(reader, { clock: () => time, uptime: () => up, pollMs });
  open.push(revocations);
  return revocations;
}
async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds() && tries < 500; tries++) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(holds()).toBe(true);
}
const token = (session: string, account = "kim", issuedAt = now): TokenHolder => ({ principal: { ...publicVisitor, account: account as AccountId, session: session as SessionId }, issuedAt, expiresAt: issuedAt + 300_000 });
const session = (id: string, revokedAt = now): Revocation => ({ id: `s-${id}`, session: id, account: null, revokedAt });
const account = (id: string, revokedAt = now): Revocation => ({ id: `a-${id}-${revokedAt}`, session: null, account: id, revokedAt });

beforeEach(() => {
  [time, up, rows, windows] = [now, 0, [], []];
  answer = () => Promise.resolve(rows);
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

describe("a session", () => {
  it("that was ended before the gateway started is known from the start", async () => {
    rows = [session("s1")];
    const { ended } = await watch();
    expect([ended(token("s1")), ended(token("s2"))]).toEqual([true, false]);
    expect(windows[0]).toBe(420_000); // the longest life, and the clocks' skew on either side
  });

  it("that is ended while the gateway runs is known after the next read, whenever its tokens were issued", async () => {
    const { ended } = await watch();
    expect(ended(token("s1"))).toBe(false);
    rows = [session("s1")];
    await until(() => ended(token("s1")));
    expect([ended(token("s1", "kim", now + 10_000)), ended(token("s2"))]).toEqual([true, false]);
  });

  it("stays ended though its row is read no more, until no token of it can live", async () => {
    rows = [session("s1")];
    const { ended } = await watch();
    rows = [];
    time = now + 420_000;
    const reads = windows.length;
    await until(() => windows.length > reads + 1);
    expect(ended(token("s1"))).toBe(true);
    time = now + 420_001;
    await until(() => !ended(token("s1")));
  });
});

describe("an account that lost what it held", () => {
  it("loses every token issued till then, and none that it got after", async () => {
    rows = [account("kim", now + 500)];
    const { ended } = await watch();
    expect([ended(token("s1", "kim", now - 1_000)), ended(token("s2", "kim", now)), ended(token("s3", "kim", now + 1_000)), ended(token("s4", "lee"))]).toEqual([true, true, false, false]);
  });

  it("twice, loses what it got between the two, in whatever order they are read", async () => {
    rows = [account("kim", now + 60_000), account("kim", now)];
    const { ended } = await watch();
    expect([ended(token("s1", "kim", now + 30_000)), ended(token("s2", "kim", now + 61_000))]).toEqual([true, false]);
  });
});

describe("reading", () => {
  it("that fails at the start lets no gateway start", async () => {
    answer = () => Promise.reject(new Error("permission denied"));
    await expect(watch()).rejects.toThrow("permission denied");
  });

  it("that fails later forgets nothing, says for how long, and reads the whole time that it missed once it works again", async () => {
    rows = [session("s1")];
    const { ended, unreadForMs } = await watch();
    answer = () => Promise.reject(new Error("gone"));
    up = 30_000;
    const reads = windows.length;
    await until(() => windows.length > reads + 2);
    expect([ended(token("s1")), unreadForMs() >= 29_000]).toEqual([true, true]);
    expect(windows.at(-1)).toBeGreaterThanOrEqual(30_000 + 120_000 - 1_000);
    rows = [session("s2")];
    answer = () => Promise.resolve(rows);
    await until(() => ended(token("s2")));
    expect(unreadForMs()).toBe(0);
  });

  it("never reaches further back than a token can live", async () => {
    const { unreadForMs } = await watch();
    answer = () => Promise.reject(new Error("gone"));
    up = 86_400_000;
    await until(() => windows.at(-1) === 420_000);
    expect(unreadForMs()).toBe(86_400_000);
  });

  it("overlaps the time before, for rows that were long in coming", async () => {
    await watch();
    await until(() => windows.length > 2);
    expect(windows.slice(1).every((window) => window >= 120_000)).toBe(true);
  });
});

describe("a nudge", () => {
  it("has it read at once, not at the next turn", async () => {
    const { ended } = await watch(60_000);
    await until(() => windows.length === 2);
    rows = [session("s1")];
    nudge();
    await until(() => ended(token("s1")));
    expect(windows).toHaveLength(3);
  });

  it("during a read has it read once more after it, and a hundred nudges no more than that", async () => {
    await watch(60_000);
    await until(() => windows.length === 2);
    let finish: (found: readonly Revocation[]) => void = () => undefined;
    answer = () => new Promise((resolve) => (finish = resolve));
    nudge();
    for (let times = 0; times < 100; times++) nudge();
    answer = () => Promise.resolve(rows);
    finish([]);
    await until(() => windows.length === 4);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(windows).toHaveLength(4);
  });
});

it("once closed it reads no more", async () => {
  const revocations = await watch();
  await revocations.close();
  const reads = windows.length;
  nudge();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(windows).toHaveLength(reads);
});
