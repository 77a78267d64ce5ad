/** Hashes of passwords: memory-hard, salted, and the same work for nobody. */
import { passwordCost, passwords, requireGoodPassword } from "./password.js";

const cheap = passwords({ logN: 10, r: 8, p: 1 });

describe("a password", () => {
  it("matches its own hash and no other, however its letters were composed", async () => {
    const hash = await cheap.hash("é한글 passphrase".normalize("NFD"));
    expect(await cheap.matches("é한글 passphrase".normalize("NFC"), hash)).toBe(true);
    expect(await cheap.matches("é한글 passphrasf", hash)).toBe(false);
    expect(await cheap.matches("", hash)).toBe(false);
  });

  it("has another hash each time, none of which contains it", async () => {
    const [one, other] = await Promise.all([cheap.hash("correct horse"), cheap.hash("correct horse")]);
    expect(one).not.toBe(other);
    expect(one).toMatch(/^\$scrypt\$ln=10,r=8,p=1\$[\w-]{22}\$[\w-]{43}$/);
  });

  it("of nobody never matches", async () => expect(await cheap.matches("", undefined)).toBe(false));

  it("is hashed with the cost that OWASP asks for, and hashes of another cost are still understood", async () => {
    expect(passwordCost).toEqual({ logN: 17, r: 8, p: 1 });
    const real = passwords();
    expect(await real.matches("correct horse", await cheap.hash("correct horse"))).toBe(true);
    const hash = await real.hash("correct horse");
    expect(hash).toContain("ln=17,r=8,p=1");
    expect(await cheap.matches("correct horse", hash)).toBe(true);
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
