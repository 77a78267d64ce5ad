/** `epigraph account` as administrators use it: two of them, real links, a real provider. */
import { spawn } from "node:child_process";
import { codeAt } from "@epigraph/identity/console";
import { createTestDatabase, freePort, type TestDatabase } from "@epigraph/datastore/testing";
import { randomBytes } from "node:crypto";
import { type Outcome, program, start, type Started, type Variables, variablesOf } from "./command.js";

let database: TestDatabase;
let env: Variables;
let provider: Started;
let issuer: string;
beforeAll(async () => {
  database = await createTestDatabase();
  issuer = `http://127.0.0.1:${await freePort()}`;
  const { DATABASE_URL: _owner, ...services } = variablesOf(database);
  env = { ...services, EPIGRAPH_IDENTITY_KEY: randomBytes(32).toString("base64url"), EPIGRAPH_ISSUER: issuer };
  provider = start(["serve", "identity"], env);
  await provider.until("identity listens");
});
afterAll(async () => {
  await provider.end("SIGTERM");
  await database.drop();
});

/** The command, answered from stdin. */
function account(args: readonly string[], lines: readonly string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [program, "account", ...args], { env: { PATH: process.env["PATH"] ?? "", ...env }, stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end(`${lines.join("\n")}\n`);
  const read = async (stream: NodeJS.ReadableStream): Promise<string> => {
    let text = "";
    for await (const piece of stream.setEncoding("utf8")) text += String(piece);
    return text;
  };
  const ended = new Promise<number | null>((resolve) => void child.once("exit", (code) => resolve(code)));
  return Promise.all([read(child.stdout), read(child.stderr), ended]).then(([stdout, stderr, code]) => ({ code, stdout, stderr }));
}

type Holder = { readonly login: string; readonly password: string; readonly codeSecret: string; steps: number };

/** As the holder does it in a browser. Each log-in takes a later code of the window: -1, 0, then the next. */
async function enrol(login: string, link: string): Promise<Holder> {
  const page = await (await fetch(link)).text();
  const codeSecret = (/<code>([A-Z2-7 ]+)<\/code>/.exec(page)?.[1] ?? "").replaceAll(" ", "");
  const password = randomBytes(12).toString("base64url");
  const done = await fetch(link, { method: "POST", body: new URLSearchParams({ password, again: password, code: codeAt(codeSecret, Date.now() - 30_000) }) });
  expect([codeSecret.length, done.status]).toEqual([32, 200]);
  return { login, password, codeSecret, steps: 0 };
}
const credentials = (holder: Holder): string[] => {
  const code = codeAt(holder.codeSecret, Date.now() + holder.steps * 30_000);
  holder.steps += 1;
  return [holder.login, holder.password, code];
};

it("two administrators make an account, and one of them alone disables it", async () => {
  const made = await account(["bootstrap", "admin.one", "admin.two", "--agency", "kdca", "--json"], ["S-0001", "S-0002"]);
  expect([made.code, made.stderr]).toEqual([0, ""]);
  const { enrolments } = JSON.parse(made.stdout) as { readonly enrolments: readonly { readonly account: string; readonly link: string }[] };
  const [one, two] = (await Promise.all(enrolments.map(({ account: login, link }) => enrol(login, link)))) as [Holder, Holder];
  expect(await account(["bootstrap", "more.one", "more.two", "--agency", "kdca"], ["S-0003", "S-0004"])).toEqual({ code: 1, stdout: "", stderr: "epigraph: there are administrators already: one of them asks for new accounts, another confirms\n" });

  const asked = await account(["add", "new.auditor", "--duty", "auditor", "--agency", "audit-office", "--json"], [...credentials(one), "S-0005"]);
  expect([asked.code, asked.stderr]).toEqual([0, ""]);
  const { change } = JSON.parse(asked.stdout) as { readonly change: string };
  const confirmed = await account(["confirm", change, "--json"], credentials(two));
  expect([confirmed.code, confirmed.stderr]).toEqual([0, ""]);
  const { link } = JSON.parse(confirmed.stdout) as { readonly link: string };
  expect(link.startsWith(`${issuer}/enrol/`)).toBe(true);
  await enrol("new.auditor", link);

  const listed = await account(["list", "--json"], credentials(one));
  expect((JSON.parse(listed.stdout) as { readonly accounts: readonly { readonly login: string; readonly state: string }[] }).accounts.map(({ login, state }) => `${login} ${state}`)).toEqual(["admin.one active", "admin.two active", "new.auditor active"]);
  expect(`${listed.stdout}${provider.said()}`).not.toMatch(/scrypt|S-000/);
  const disabled = await account(["disable", "new.auditor"], credentials(two));
  expect([disabled.code, disabled.stderr]).toEqual([0, ""]);
});

it.each([
  ["a wrong password", ["admin.one", "wrong", "000000"], 1, "the log-in failed: the name, the password or the code is wrong, or too many have failed before"],
  ["too few lines", ["admin.one"], 2, "stdin ended before your log-in name, your password, your one-time code were given, one a line"],
])("with %s nothing is shown", async (_what, lines, code, line) => {
  expect(await account(["list"], lines)).toEqual({ code, stdout: "", stderr: `epigraph: ${line}\n` });
});
