/** Two administrators for every change but one, and what a change ends. */
import { randomUUID } from "node:crypto";
import { compatible, type Duty, duties } from "@epigraph/authz";
import { limits } from "../limits.js";
import { firstStep, secondStep } from "../log-in.js";
import { codeAt } from "../one-time-code.js";
import { browser, startTestIdentity, type TestIdentity, tokensFor, refresh } from "../testing.js";
import { type NewAccount, requireDuty } from "./account.js";
import { addition, confirmChange, disableAccount, firstAdministrators, requestChange } from "./change.js";
import { enrol, openEnrolment } from "./invitation.js";
import { pendingChanges } from "./change-store.js";

let test: TestIdentity;
beforeAll(async () => void (test = await startTestIdentity()));
afterAll(() => test.close());

const sql = <Row>(statement: string, parameters: readonly unknown[] = []): Promise<Row[]> => test.admin.query(statement, [...parameters]);
const failsWith = (code: string): object => expect.objectContaining({ code }) as object;
const newAccount = (said: Partial<NewAccount> & { readonly login: string }): NewAccount => ({ duty: "auditor", agency: "audit-office", jurisdictions: [], staff: `S-${said.login}`, ...said });

describe("a change", () => {
  it("is made when a second administrator confirms it, and not before", async () => {
    const [one, two] = test.administrators;
    const pending = await requestChange(test.parts, one, "new.auditor", addition(test.parts, newAccount({ login: "new.auditor" })));
    await expect(test.account("new.auditor")).rejects.toThrow("no such account");
    expect((await pendingChanges(test.parts.database.query, new Date())).map(({ id }) => id)).toContain(pending.id);
    await expect(confirmChange(test.parts, one, pending.id)).rejects.toEqual(failsWith("SECOND_ADMINISTRATOR_REQUIRED"));
    const confirmed = await confirmChange(test.parts, two, pending.id);
    expect(confirmed).toMatchObject({ account: "new.auditor", kind: "add", enrolment: { what: "all" } });
    expect(await test.account("new.auditor")).toMatchObject({ state: "invited", duty: "auditor", clearance: 2 });
    await expect(confirmChange(test.parts, two, pending.id)).rejects.toEqual(failsWith("CHANGE_OVER"));
  });

  it("is not confirmed by the same person's other account", async () => {
    const twin = await test.holder({ login: "admin.one.again", duty: "system-administrator", agency: "kdca", staff: "S-0001" });
    const pending = await requestChange(test.parts, test.administrators[0], "x.auditor", addition(test.parts, newAccount({ login: "x.auditor" })));
    await expect(confirmChange(test.parts, { account: await test.account(twin.login), address: "127.0.0.1" }, pending.id)).rejects.toEqual(failsWith("SECOND_ADMINISTRATOR_REQUIRED"));
  });

  it("can be asked for and confirmed by administrators alone", async () => {
    await test.holder({ login: "curious.auditor" });
    const auditor = { account: await test.account("curious.auditor"), address: "127.0.0.1" };
    await expect(requestChange(test.parts, auditor, "curious.auditor", { kind: "clearance", clearance: 1 })).rejects.toEqual(failsWith("ADMINISTRATOR_REQUIRED"));
    await expect(disableAccount(test.parts, auditor, "admin.one")).rejects.toEqual(failsWith("ADMINISTRATOR_REQUIRED"));
    const pending = await requestChange(test.parts, test.administrators[0], "curious.auditor", { kind: "clearance", clearance: 1 });
    await expect(confirmChange(test.parts, auditor, pending.id)).rejects.toEqual(failsWith("ADMINISTRATOR_REQUIRED"));
  });

  it("is over after a week, when nobody confirmed it, and unknown under another name", async () => {
    const pending = await requestChange(test.parts, test.administrators[0], "late.auditor", addition(test.parts, newAccount({ login: "late.auditor" })));
    test.clock.ahead += limits.change * 1000;
    await expect(confirmChange(test.parts, test.administrators[1], pending.id)).rejects.toEqual(failsWith("CHANGE_OVER"));
    test.clock.ahead -= limits.change * 1000;
    await expect(confirmChange(test.parts, test.administrators[1], randomUUID())).rejects.toEqual(failsWith("CHANGE_UNKNOWN"));
    await expect(confirmChange(test.parts, test.administrators[1], "x'; drop table")).rejects.toEqual(failsWith("CHANGE_UNKNOWN"));
  });

  it("asked for by one who is no administrator any more is not made", async () => {
    await test.holder({ login: "leaving.admin", duty: "system-administrator", agency: "kdca" });
    const leaving = { account: await test.account("leaving.admin"), address: "127.0.0.1" };
    const pending = await requestChange(test.parts, leaving, "y.auditor", addition(test.parts, newAccount({ login: "y.auditor" })));
    await disableAccount(test.parts, test.administrators[0], "leaving.admin");
    await expect(confirmChange(test.parts, test.administrators[1], pending.id)).rejects.toEqual(failsWith("SECOND_ADMINISTRATOR_REQUIRED"));
  });

  it.each([
    ["the duty", { kind: "duty", duty: "content-editor", jurisdictions: [] }, "duty-changed"],
    ["the clearance", { kind: "clearance", clearance: 1 }, "clearance-changed"],
    ["the password", { kind: "reset" }, "password-reset"],
    ["the code generator", { kind: "re-enrol" }, "code-reset"],
  ] as const)("of %s ends the account's sessions and grants and tells the holder", async (_what, change, notice) => {
    const holder = await test.holder({ login: `holder.${change.kind}`, duty: "auditor" });
    test.clock.ahead += 30_000;
    const tokens = await tokensFor(test, holder, browser(test.issuer));
    const [grant, colleague] = [randomUUID(), "colleague"];
    await sql("insert into permission.access_grant (id, request_id, data_class, window_from, window_to, purpose, not_before, not_after) values ($1, $2, 'card-use', now(), now() + interval '1 hour', 'investigation', now(), now() + interval '1 day')", [grant, randomUUID()]);
    await sql("insert into permission.grant_holder (grant_id, account) values ($1, $2), ($1, $3)", [grant, holder.login, colleague]);
    await test.change(holder.login, change);
    expect((await refresh(test.issuer, tokens.refresh_token)).status).toBe(400);
    expect(await sql("select reason from identity.revocation where account = $1", [holder.login])).toEqual([{ reason: notice }]);
    expect(await sql("select account from permission.grant_holder where grant_id = $1", [grant])).toEqual([{ account: colleague }]);
    expect(await sql("select grant_id, reason from identity.ended_grant where account = $1", [holder.login])).toEqual([{ grant_id: grant, reason: notice }]);
    expect(await sql("select kind from identity.notice where account = $1 and shown_at is null", [holder.login])).toEqual([{ kind: notice }]);
  });

  it("to disable needs no second administrator, and works at once", async () => {
    const holder = await test.holder({ login: "to.disable" });
    await disableAccount(test.parts, test.administrators[1], holder.login);
    expect(await test.account(holder.login)).toMatchObject({ state: "disabled" });
    await expect(disableAccount(test.parts, test.administrators[1], holder.login)).rejects.toEqual(failsWith("ACCOUNT_STATE"));
    await expect(requestChange(test.parts, test.administrators[0], holder.login, { kind: "clearance", clearance: 0 })).rejects.toEqual(failsWith("ACCOUNT_STATE"));
    await test.change(holder.login, { kind: "enable" });
    expect(await test.account(holder.login)).toMatchObject({ state: "active" });
  });
});

describe("what an account may be", () => {
  const refusedWith = (said: Partial<NewAccount>): unknown => {
    try {
      return addition(test.parts, newAccount({ login: "fine.name", ...said }));
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it.each<[string, Partial<NewAccount>]>([
    ["a clearance above the duty's", { clearance: 3 }],
    ["an unknown duty", { duty: "overlord" as Duty }],
    ["the public visitor's duty", { duty: "public-visitor" }],
    ["a local investigator of nowhere", { duty: "local-investigator" }],
    ["a region that is none", { jurisdictions: ["Seoul"] }],
    ["a name that the access log gives to nobody", { login: "unknown" }],
    ["a name with capitals", { login: "Upper" }],
    ["no staff number", { staff: " " }],
  ])("not %s", (_what, said) => expect(refusedWith(said)).toBe("ACCOUNT_INVALID"));

  it("not a name that is taken", async () => {
    await expect(requestChange(test.parts, test.administrators[0], "admin.one", addition(test.parts, newAccount({ login: "admin.one" })))).rejects.toEqual(failsWith("ACCOUNT_EXISTS"));
  });

  it("not two incompatible duties of one person, in two accounts either, however the number is spelt", async () => {
    await test.add({ login: "pair.investigator", duty: "national-investigator", agency: "kdca", staff: "S-9001" });
    const approver = addition(test.parts, newAccount({ login: "pair.approver", duty: "approver", agency: "kdca", staff: " s-9001 " }));
    await expect(requestChange(test.parts, test.administrators[0], "pair.approver", approver)).rejects.toEqual(failsWith("DUTIES_INCOMPATIBLE"));
    await test.add({ login: "pair.editor", duty: "clinic-staff", agency: "kdca", staff: "S-9001" });
    await expect(requestChange(test.parts, test.administrators[0], "pair.editor", { kind: "duty", duty: "approver", jurisdictions: [] })).rejects.toEqual(failsWith("DUTIES_INCOMPATIBLE"));
  });

  it("every incompatible pair is refused, and every other is not", async () => {
    const allowed: (duty: string, jurisdictions: readonly string[]) => void = requireDuty;
    const real = duties.filter((duty) => duty !== "public-visitor");
    let refused = 0;
    for (const one of real) {
      for (const other of real) {
        if (one === other) continue;
        allowed(one, ["1153000000"]);
        await sql("delete from identity.account where holder = $1", [Buffer.from("aa", "hex")]);
        await sql("insert into identity.account (id, login, duty, clearance, agency, state, holder, created_at, changed_at) values ('matrix.one', 'matrix.one', $1, 0, 'a', 'invited', $2, now(), now())", [one, Buffer.from("aa", "hex")]);
        const asked = requestChange(test.parts, test.administrators[0], "matrix.two", { kind: "add", holder: "aa", login: "matrix.two", duty: other, agency: "a", jurisdictions: ["1153000000"] });
        if (compatible(one, other)) await asked;
        else {
          await expect(asked).rejects.toEqual(failsWith("DUTIES_INCOMPATIBLE"));
          refused += 1;
        }
      }
    }
    expect(refused).toBeGreaterThan(40);
  });

  it("the staff number is kept nowhere", async () => {
    const rows = await sql<{ row: string }>("select a::text as row from identity.account a union all select c::text from identity.account_change c");
    expect(rows.filter(({ row }) => row.includes("S-9001") || row.toLowerCase().includes("s-0001"))).toEqual([]);
  });
});

describe("the first administrators", () => {
  it("are two persons, and only where there is none", async () => {
    const pair = (one: string, other: string): readonly [NewAccount, NewAccount] => [newAccount({ login: "first.one", staff: one }), newAccount({ login: "first.two", staff: other })];
    await expect(firstAdministrators(test.parts, pair("S1", "S-222"))).rejects.toEqual(failsWith("ACCOUNT_INVALID"));
    await expect(firstAdministrators(test.parts, pair("S-111", "s-111"))).rejects.toEqual(failsWith("SECOND_ADMINISTRATOR_REQUIRED"));
    await expect(firstAdministrators(test.parts, pair("S-111", "S-222"))).rejects.toEqual(failsWith("ADMINISTRATORS_EXIST"));
  });
});

describe("a link to enrol with", () => {
  const link = async (login: string): Promise<string> => (await test.add({ login })).enrolment?.key ?? "";
  const good = "a good long passphrase";

  it("works once", async () => {
    const key = await link("enrol.once");
    const { codeSecret = "", login, what } = await openEnrolment(test.parts, key);
    expect([login, what, (await openEnrolment(test.parts, key)).codeSecret]).toEqual(["enrol.once", "all", codeSecret]);
    await enrol(test.parts, key, good, codeAt(codeSecret, Date.now() + test.clock.ahead), "10.1.0.1");
    expect(await test.account("enrol.once")).toMatchObject({ state: "active" });
    await expect(openEnrolment(test.parts, key)).rejects.toEqual(failsWith("ENROLMENT_OVER"));
    await expect(enrol(test.parts, key, good, "000000", "10.1.0.1")).rejects.toEqual(failsWith("ENROLMENT_OVER"));
  });

  it.each([
    ["too short", "s4h0r"],
    ["one letter again and again", "aaaaaaaaaaaaaaaa"],
    ["the log-in name and more", "enrol.weak-and-more"],
    ["endless", "abcdefgh".repeat(20)],
  ])("takes no password that is %s", async (what, password) => {
    const key = what === "too short" ? await link("enrol.weak") : ((await test.change("enrol.weak", { kind: "re-enrol" })).enrolment?.key ?? "");
    const { codeSecret = "" } = await openEnrolment(test.parts, key);
    const failure: Error = await enrol(test.parts, key, password, codeAt(codeSecret, Date.now() + test.clock.ahead), "10.1.0.2").then(() => new Error("enrolled"), (error: unknown) => error as Error);
    expect(failure).toEqual(failsWith("PASSWORD_WEAK"));
    expect(failure.message).not.toContain(password);
  });

  it("ends after five wrong codes, after three days, and with a newer link", async () => {
    const key = await link("enrol.guessed");
    for (let count = 0; count < limits.enrolmentFailures; count += 1) await expect(enrol(test.parts, key, good, "000000", "10.1.0.3")).rejects.toEqual(failsWith("CODE_WRONG"));
    await expect(openEnrolment(test.parts, key)).rejects.toEqual(failsWith("ENROLMENT_OVER"));

    const second = (await test.change("enrol.guessed", { kind: "reset" })).enrolment?.key ?? "";
    const third = (await test.change("enrol.guessed", { kind: "reset" })).enrolment?.key ?? "";
    await expect(openEnrolment(test.parts, second)).rejects.toEqual(failsWith("ENROLMENT_OVER"));
    await openEnrolment(test.parts, third);
    test.clock.ahead += limits.enrolment * 1000;
    await expect(openEnrolment(test.parts, third)).rejects.toEqual(failsWith("ENROLMENT_OVER"));
  });

  it("for a new password asks for a code of the present generator, and the other way round", async () => {
    const holder = await test.holder({ login: "enrol.reset" });
    test.clock.ahead += 60_000;
    const forPassword = (await test.change("enrol.reset", { kind: "reset" })).enrolment?.key ?? "";
    expect(await openEnrolment(test.parts, forPassword)).toMatchObject({ what: "password", codeSecret: undefined });
    await expect(enrol(test.parts, forPassword, good, "000000", "10.1.0.4")).rejects.toEqual(failsWith("CODE_WRONG"));
    await enrol(test.parts, forPassword, good, test.code(holder), "10.1.0.4");

    const forCode = (await test.change("enrol.reset", { kind: "re-enrol" })).enrolment?.key ?? "";
    const { what, codeSecret = "" } = await openEnrolment(test.parts, forCode);
    expect([what, codeSecret === holder.codeSecret]).toEqual(["totp", false]);
    const code = codeAt(codeSecret, Date.now() + test.clock.ahead);
    await expect(enrol(test.parts, forCode, "not the password", code, "10.1.0.4")).rejects.toEqual(failsWith("CODE_WRONG"));
    await enrol(test.parts, forCode, good, code, "10.1.0.4");
    test.clock.ahead += 30_000;
    const asker = { address: "10.1.0.5", form: "enrol.reset" };
    expect(await secondStep(test.parts, await firstStep(test.parts, "enrol.reset", good, asker), codeAt(codeSecret, Date.now() + test.clock.ahead), asker, () => Promise.resolve("in"))).toBe("in");
  });
});
