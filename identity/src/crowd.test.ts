/** Many at once: those who only try keep nobody else out, those who are right all get in, and every failure is recorded. */
import { recordsOf } from "@epigraph/datastore/testing";
import { type FirstStep, firstStep, secondStep } from "./log-in.js";
import { limits } from "./limits.js";
import { authorizationUrl, browser, type Browser, type Holder, newVerifier, poolSize, startTestIdentity, type TestIdentity } from "./testing.js";
import { type Turns, turnsOf } from "./turns.js";

let test: TestIdentity;
beforeAll(async () => void (test = await startTestIdentity()));
afterAll(() => test.close());

const sql = <Row>(statement: string, parameters: readonly unknown[] = []): Promise<Row[]> => test.admin.query(statement, [...parameters]);
const eventsOf = async (): Promise<readonly string[]> => (await sql<{ kind: string }>("select kind from identity.event order by at")).map(({ kind }) => kind);
const recordsSoFar = async (): Promise<number> => (await recordsOf(test.testDatabase.adminUrl)).length;
const many = <T>(count: number, each: (index: number) => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: count }, (_, index) => each(index)));
const codeOf = (error: unknown): string => (error as { readonly code?: string }).code ?? String(error);
const nobody: FirstStep = { login: "nobody.at.all", account: undefined, matched: undefined, renewed: undefined };

/** A browser that has begun a log-in: the address of its form. */
async function begin(agent: Browser): Promise<string> {
  return (await agent.get(authorizationUrl(test.issuer, newVerifier()))).headers.get("location") ?? "";
}

describe(`three times as many at once as there are connections (${poolSize})`, () => {
  it("fail in the usual way, each with its event and its record", async () => {
    const [before, recorded] = [(await eventsOf()).length, await recordsSoFar()];
    const answers = await many(3 * poolSize, (index) =>
      secondStep(test.parts, nobody, "000000", { address: `10.2.0.${index}`, form: `failing ${index}` }, () => Promise.resolve("in")).catch(codeOf),
    );
    expect(new Set(answers)).toEqual(new Set(["LOG_IN_FAILED"]));
    const events = (await eventsOf()).slice(before);
    expect(events).toHaveLength(3 * poolSize);
    expect(events.every((kind) => kind === "log-in-failed" || kind === "lock-out")).toBe(true);
    expect((await recordsSoFar()) - recorded).toBe(3 * poolSize);
  });

  it("administer, each with its record", async () => {
    const recorded = await recordsSoFar();
    await many(3 * poolSize, () => test.parts.database.together((query) => test.parts.journal(query, { kind: "log-out", account: undefined, address: "10.2.1.1" })));
    expect((await recordsSoFar()) - recorded).toBe(3 * poolSize);
  });
});

it("thirty people behind one address all log in at nine o'clock, and their wrong codes of before pause nobody else", async () => {
  const holders: readonly Holder[] = await many(30, (index) => test.holder({ login: `nurse.${String(index).padStart(2, "0")}`, agency: "hospital" }));
  await many(15, (index) => secondStep(test.parts, nobody, "000000", { address: "127.0.0.1", form: `typing error ${index}` }, () => Promise.resolve("in")).catch(() => undefined));
  const people = await Promise.all(holders.map(async (holder) => {
    const agent = browser(test.issuer);
    return { holder, agent, form: await begin(agent) };
  }));
  const passwords = await Promise.all(people.map(({ holder: { login, password }, agent, form }) => agent.post(`${form}/password`, { login, password })));
  expect(passwords.map(({ status }) => status)).toEqual(holders.map(() => 303));
  const codes = await Promise.all(people.map(({ holder, agent, form }) => agent.post(`${form}/code`, { code: test.code(holder) })));
  // 200: the page that tells of the enrolment, and leads on to the portal
  expect(await Promise.all(codes.map(async (response) => response.status === 200 && (await response.text()).includes("/auth/")))).toEqual(holders.map(() => true));
  const sessions = await sql<{ account: string }>("select account from identity.session where account like 'nurse.%'");
  expect(sessions).toHaveLength(30);
});

describe("one form sent forty times at once", () => {
  it(`costs at most ${limits.attemptsOfForm} hashes, tells the others when to come back, and is recorded once`, async () => {
    test.clock.ahead += 3_600_000;
    const before = (await eventsOf()).length;
    const agent = browser(test.issuer, { "accept-language": "en" });
    const form = await begin(agent);
    const answers = await many(40, () => agent.post(`${form}/password`, { login: "nobody.at.all", password: "wrong" }));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 303).length).toBeLessThanOrEqual(limits.attemptsOfForm);
    expect(statuses.filter((status) => status === 429)).toHaveLength(40 - limits.attemptsOfForm);
    expect(statuses.every((status) => [303, 429, 503].includes(status))).toBe(true);
    const turnedAway = answers.find(({ status }) => status === 429);
    expect(Number(turnedAway?.headers.get("retry-after"))).toBeGreaterThan(0);
    const page = await turnedAway?.text();
    expect(page).toContain("Too many log-ins at this moment.");
    expect(page).toContain(`href="${form}"`);
    expect((await eventsOf()).slice(before)).toEqual(["lock-out"]);
  });
});

describe("somebody who only tries, on ever new forms", () => {
  /** Hashes that last until they are ended, one by one or all. */
  const slow = (): { readonly parts: TestIdentity["parts"]; readonly hashed: string[]; readonly endOne: () => void; readonly endAll: () => void } => {
    const hashed: string[] = [];
    const waiting: (() => void)[] = [];
    let free = false;
    const check: TestIdentity["parts"]["passwords"]["check"] = async (password) => {
      hashed.push(password);
      if (!free) await new Promise<void>((resolve) => waiting.push(resolve));
      return { matches: false, renewed: undefined };
    };
    const endOne = (): void => waiting.shift()?.();
    const endAll = (): void => {
      free = true;
      while (waiting.length > 0) endOne();
    };
    return { parts: { ...test.parts, passwords: { ...test.parts.passwords, check } }, hashed, endOne, endAll };
  };
  const post = (parts: TestIdentity["parts"], address: string, form: string): Promise<string> =>
    firstStep(parts, "nobody.at.all", address, { address, form }).then(() => "looked at", codeOf);
  const until = async (there: () => boolean): Promise<void> => {
    while (!there()) await new Promise((resolve) => setTimeout(resolve, 10));
  };

  it("keeps a person of another address waiting for one hash, not for all of theirs", async () => {
    const { parts, hashed, endOne, endAll } = slow();
    const theirs = many(60, (index) => post(parts, "10.3.0.1", `trying ${index}`));
    await until(() => hashed.length === 2);
    const mine = post(parts, "10.3.0.2", "mine");
    expect(hashed).toEqual(["10.3.0.1", "10.3.0.1"]);
    endOne();
    await until(() => hashed.length === 3);
    expect(hashed[2]).toBe("10.3.0.2");
    endAll();
    expect(await mine).toBe("looked at");
    const answers = await theirs;
    expect(answers.filter((answer) => answer === "BUSY")).toHaveLength(60 - limits.hashesAtOnce - limits.waitingOfAddress);
  });

  /** A clock that stands still, and who was told of. */
  const counted = (): { readonly turns: Turns; readonly clock: { now: number }; readonly told: string[] } => {
    const clock = { now: 0 };
    const told: string[] = [];
    return { turns: turnsOf((address) => Promise.resolve(void told.push(address)), () => clock.now), clock, told };
  };
  const begun = (turns: Turns, address: string, form: string): Promise<string> => turns.forPassword({ address, form }, () => Promise.resolve("begun")).catch(codeOf);

  it(`gets ${limits.attemptsOfAddress} hashes and then one every ${limits.attemptOfAddressBack} seconds, whatever the address within the network, and is told of once`, async () => {
    const { turns, clock, told } = counted();
    const one = (index: number): Promise<string> => begun(turns, `2001:db8:7:7::${index.toString(16)}`, `form ${index}`);
    for (let index = 1; index <= limits.attemptsOfAddress; index += 1) expect(await one(index)).toBe("begun");
    expect(await one(200)).toBe("ATTEMPTS_TOO_MANY");
    expect(await one(201)).toBe("ATTEMPTS_TOO_MANY");
    expect(await begun(turns, "2001:db8:7:8::1", "another network")).toBe("begun");
    clock.now += limits.attemptOfAddressBack * 1000;
    expect(await one(202)).toBe("begun");
    expect(await one(203)).toBe("ATTEMPTS_TOO_MANY");
    expect(told).toEqual(["2001:db8:7:7::c8"]);
    clock.now += limits.pause * 1000;
    for (let index = 301; told.length === 1; index += 1) await one(index);
    expect(told).toHaveLength(2);
  });

  it("is not used up by one form that is sent over and over", async () => {
    const { turns } = counted();
    const outcomes: string[] = [];
    for (let count = 0; count < 2 * limits.attemptsOfAddress; count += 1) outcomes.push(await begun(turns, "10.4.1.1", "stuck"));
    expect(outcomes.filter((outcome) => outcome === "begun")).toHaveLength(limits.attemptsOfForm);
    expect(await begun(turns, "10.4.1.1", "a neighbour's")).toBe("begun");
  });

  it("does not use up what those who get in need: their attempts do not count", async () => {
    const holder = await test.holder({ login: "night.shift" });
    const { turns } = counted();
    const parts = { ...test.parts, turns };
    for (let count = 1; count < limits.attemptsOfAddress; count += 1) expect(await begun(turns, "10.3.1.1", `shift ${count}`)).toBe("begun");
    const last = { address: "10.3.1.1", form: "the last one" };
    expect(await secondStep(parts, await firstStep(parts, holder.login, holder.password, last), test.code(holder), last, () => Promise.resolve("in"))).toBe("in");
    expect(await begun(turns, "10.3.1.1", "one more")).toBe("begun");
    expect(await begun(turns, "10.3.1.1", "one too many")).toBe("ATTEMPTS_TOO_MANY");
  });
});
