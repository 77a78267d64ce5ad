/** Accounts of the demo: hashed like every other, and once. */
import { newCodeSecret } from "../one-time-code.js";
import { startTestIdentity } from "../testing.js";
import { addReadyAccounts, type ReadyAccount } from "./ready-account.js";

it("are hashed at the cost of every other password, once, also when two processes add them at one moment", async () => {
  const test = await startTestIdentity();
  try {
    let hashed = 0;
    const counting = { ...test.parts, passwords: { ...test.parts.passwords, hash: (password: string) => ((hashed += 1), test.parts.passwords.hash(password)) } };
    const accounts = Array.from({ length: 5 }, (_, index): ReadyAccount => ({ login: `demo.${index}`, duty: "auditor", agency: "audit-office", jurisdictions: [], password: `of demo ${index}, made at random`, codeSecret: newCodeSecret() }));
    await addReadyAccounts(counting, accounts);
    expect(hashed).toBe(5);
    const before = await test.account("demo.3");
    expect(before).toMatchObject({ state: "active", duty: "auditor" });
    expect(before.passwordHash).toMatch(/^\$scrypt\$ln=10,r=8,p=1\$/); // the cost of this test's installation
    await addReadyAccounts(counting, accounts);
    expect(hashed).toBe(5);
    expect(await test.account("demo.3")).toEqual(before);
    const more = [...accounts, { ...(accounts[0] as ReadyAccount), login: "demo.late" }];
    await Promise.all([addReadyAccounts(test.parts, more), addReadyAccounts(test.parts, more)]);
    expect(await test.account("demo.late")).toMatchObject({ state: "active" });
  } finally {
    await test.close();
  }
});
