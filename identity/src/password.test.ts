/** Hashes of passwords: memory-hard, salted, and the same work for nobody. */
import { scryptSync } from "node:crypto";
import { type Derive, passwordCost, type PasswordCost, passwords, requireGoodPassword } from "./password.js";

const cheap = passwords({ logN: 10, r: 8, p: 1 });

describe("a password", () => {
  it("matches its own hash and no other, however its letters were composed", async () => {
    const hash = await cheap.hash("é한글 passphrase".normalize("NFD"));
    const matches = async (password: string): Promise<boolean> => (await cheap.check(password, hash, [])).matches;
    expect(await matches("é한글 passphrase".normalize("NFC"))).toBe(true);
    expect(await matches("é한글 passphrasf")).toBe(false);
    expect(await matches("")).toBe(false);
  });

  it("has another hash each time, none of which contains it", async () => {
    const [one, other] = await Promise.all([cheap.hash("correct horse"), cheap.hash("correct horse")]);
    expect(one).not.toBe(other);
    expect(one).toMatch(/^\$scrypt\$ln=10,r=8,p=1\$[\w-]{22}\$[\w-]{43}$/);
  });

  it("of nobody never matches", async () => expect((await cheap.check("", undefined, [])).matches).toBe(false));

  it("is hashed with the cost that OWASP asks for, and hashes of another cost are still understood", async () => {
    expect(passwordCost).toEqual({ logN: 17, r: 8, p: 1 });
    const real = passwords();
    expect((await real.check("correct horse", await cheap.hash("correct horse"), [])).matches).toBe(true);
    const hash = await real.hash("correct horse");
    expect(hash).toContain("ln=17,r=8,p=1");
    expect((await cheap.check("correct horse", hash, [])).matches).toBe(true);
  });
});

describe("the work of a check", () => {
  const today: PasswordCost = { logN: 10, r: 8, p: 1 };
  const earlier: PasswordCost = { logN: 8, r: 8, p: 1 };
  const [todayText, earlierText] = ["ln=10,r=8,p=1", "ln=8,r=8,p=1"];
  const hashOf = (cost: PasswordCost): Promise<string> => passwords(cost).hash("correct horse battery");
  const workOf = async (password: string, hash: string | undefined, costs: readonly string[]): Promise<readonly PasswordCost[]> => {
    const done: PasswordCost[] = [];
    const counting: Derive = (text, salt, cost) => {
      done.push(cost);
      return Promise.resolve(scryptSync(text, salt, 32, { N: 2 ** cost.logN, r: cost.r, p: cost.p }));
    };
    await passwords(today, counting).check(password, hash, costs);
    return done;
  };

  it("is one hash at today's cost, for a name that exists and for one that does not, right or wrong", async () => {
    const hash = await hashOf(today);
    for (const work of [await workOf("x", undefined, [todayText]), await workOf("x", hash, [todayText]), await workOf("correct horse battery", hash, [todayText]), await workOf("x", undefined, [])]) expect(work).toEqual([today]);
  });

  it("is the same for every name while hashes of another cost are kept, and never less than today's", async () => {
    const works = await Promise.all([undefined, await hashOf(today), await hashOf(earlier)].flatMap((hash) => ["x", "correct horse battery"].map((password) => workOf(password, hash, [todayText, earlierText]))));
    for (const work of works) expect(work).toEqual([today, earlier]);
  });

  it("makes a hash of today's cost from a password that matches one of another, and only then", async () => {
    const { check } = passwords(today);
    const { matches, renewed } = await check("correct horse battery", await hashOf(earlier), [earlierText]);
    expect(matches).toBe(true);
    expect(renewed).toMatch(/^\$scrypt\$ln=10,r=8,p=1\$/);
    expect(await check("correct horse battery", renewed, [])).toEqual({ matches: true, renewed: undefined });
    expect(await check("wrong", await hashOf(earlier), [earlierText])).toEqual({ matches: false, renewed: undefined });
    expect(await check("correct horse battery", await hashOf(today), [earlierText])).toEqual({ matches: true, renewed: undefined });
  });

  it("is not done for a hash that cannot be read", async () => {
    await expect(passwords(today).check("x", "$scrypt$ln=10$salt$hash", [])).rejects.toMatchObject({ code: "SEAL_BROKEN" });
  });
});

it.each([["eleven char", "PASSWORD_WEAK"], ["twelve chars", undefined], ["열두자가되려면더길어야함", undefined], ["열한자만으로는모자라다", "PASSWORD_WEAK"], ["abababababab", "PASSWORD_WEAK"], ["xx Some.Body xx", "PASSWORD_WEAK"]])("a new password %s: %s", (password, code) => {
  const outcome = (): unknown => {
    try {
      return requireGoodPassword(password, "some.body");
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  expect(outcome()).toBe(code);
});
