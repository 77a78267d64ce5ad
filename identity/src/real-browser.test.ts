/** The pages in a real browser without scripts, as a person meets them. Skipped where there is no Chromium. */
import { existsSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser as RealBrowser, chromium, type Page } from "playwright-core";
import { codeAt } from "./one-time-code.js";
import { askForTokens, authorizationUrl, claimsIn, newVerifier, startTestIdentity, type TestIdentity, type Tokens } from "./testing.js";

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));
if (executablePath === undefined) console.log("skipped: no Chromium here (on Debian: apt-get install chromium)");
const withBrowser = executablePath === undefined ? describe.skip : describe;

withBrowser("a person with a browser", () => {
  let test: TestIdentity;
  let real: RealBrowser;
  let portal: Server;
  beforeAll(async () => {
    portal = createServer((_request, response) => void response.end("portal"));
    await new Promise<void>((resolve) => void portal.listen(0, "127.0.0.1", resolve));
    const { port } = portal.address() as AddressInfo;
    test = await startTestIdentity(`http://127.0.0.1:${port}/callback`);
    real = await chromium.launch({ ...(executablePath === undefined ? {} : { executablePath }), args: ["--no-sandbox"] });
  });
  afterAll(async () => {
    await real?.close();
    await test?.close();
    portal?.close();
  });

  const visit = async (locale: string): Promise<{ readonly page: Page; readonly foreign: string[]; readonly blocked: string[] }> => {
    const page = await (await real.newContext({ locale, javaScriptEnabled: false })).newPage();
    const [foreign, blocked]: [string[], string[]] = [[], []];
    page.on("request", (request) => void (request.url().startsWith("http://127.0.0.1:") || foreign.push(request.url())));
    page.on("console", (message) => void (/Content Security Policy/.test(message.text()) && blocked.push(message.text())));
    return { page, foreign, blocked };
  };

  it.each([["ko-KR", "ko", "등록이 완료되었습니다.", "로그인하지 못했습니다."], ["en-GB", "en", "Your account is ready.", "The log-in failed."]])("enrols and logs in, in %s, without a script and with nothing from elsewhere", async (locale, lang, ready, failed) => {
    const login = `browser.${lang}`;
    const link = `${test.issuer}/enrol/${(await test.add({ login })).enrolment?.key}`;
    const { page, foreign, blocked } = await visit(locale);
    const secret = async (): Promise<string> => (await page.locator("code").innerText()).replaceAll(" ", "");
    await page.goto(link);
    expect(await page.locator("html").getAttribute("lang")).toBe(lang);
    expect(await page.locator("svg").isVisible()).toBe(true);
    expect((await page.locator(".card").boundingBox())?.width).toBeLessThan(500); // the style is there
    const codeSecret = await secret();
    const fill = async (values: Readonly<Record<string, string>>): Promise<void> => {
      for (const [id, value] of Object.entries(values)) await page.fill(`#${id}`, value);
      await page.locator("form button").first().click();
    };
    await fill({ password: "a long enough passphrase", again: "another long passphrase", code: "000000" });
    expect(await page.locator("[role=alert]").isVisible()).toBe(true);
    expect(await secret()).toBe(codeSecret);
    await fill({ password: "a long enough passphrase", again: "a long enough passphrase", code: codeAt(codeSecret, Date.now() - 30_000) });
    expect(await page.locator("h1").innerText()).toBe(ready);

    const verifier = newVerifier();
    await page.goto(authorizationUrl(test.issuer, verifier, { redirect_uri: test.redirectUri }));
    await fill({ login, password: "wrong" });
    await fill({ code: "000000" });
    expect(await page.locator("[role=alert]").innerText()).toContain(failed);
    await fill({ login, password: "a long enough passphrase" });
    await fill({ code: codeAt(codeSecret, Date.now()) });
    await page.locator("a.button").click(); // told that the account was enrolled
    await page.waitForURL(`${test.redirectUri}**`);
    const code = new URL(page.url()).searchParams.get("code") ?? "";
    const response = await askForTokens(test.issuer, { grant_type: "authorization_code", client_id: "portal", code, redirect_uri: test.redirectUri, code_verifier: verifier });
    expect(claimsIn(((await response.json()) as Tokens).access_token)).toMatchObject({ sub: login, amr: ["otp"] });
    expect([foreign, blocked]).toEqual([[], []]);
  });

  it("labels every field, and names what a screen reader must say", async () => {
    const { page } = await visit("en-GB");
    await page.goto(authorizationUrl(test.issuer, newVerifier(), { redirect_uri: test.redirectUri }));
    for (const id of ["login", "password"]) expect(await page.locator(`label[for=${id}]`).isVisible()).toBe(true);
    expect(await page.getByLabel("Log-in name").getAttribute("autocomplete")).toBe("username");
    expect(await page.getByLabel("Password").getAttribute("type")).toBe("password");
    expect(await page.title()).toBe("Log in · Epigraph");
  });
});
