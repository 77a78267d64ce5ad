/** The pages of the agency door on the platform as it runs: the built pages, the real identity provider, the real queue and its live feed, in a real browser. What cannot be played: whether they fit. */
import { mkdirSync } from "node:fs";
import { addReadyAccounts, codeAt, newCodeSecret } from "@epigraph/identity/console";
import { type Holder, startTestIdentity, type TestIdentity } from "@epigraph/identity/testing";
import { createTestDatabase, freePort, type TestDatabase } from "@epigraph/datastore/testing";
import type { Browser, Page } from "playwright-core";
import { withAdmin } from "../stories/data.js";
import { type Platform, startPlatform } from "../stories/platform.js";
import { askFor, morningOfStory, putAgencies, putCase, registerProfile } from "../stories/requests.js";
import { axeFindings, builtPages, launch, overflow, visit, type Visit, withBrowser } from "./chromium.js";

/** Where pictures of the pages go, for whoever wants to look at them; none are made if not set. */
const pictures = process.env["EPIGRAPH_TEST_PICTURES"];

withBrowser("the pages of the agency door, on the platform as it runs", () => {
  let database: TestDatabase;
  let identity: TestIdentity;
  let platform: Platform;
  let browser: Browser;
  let origin = "";
  beforeAll(async () => {
    builtPages();
    database = await createTestDatabase();
    await withAdmin(database, (admin) => putAgencies(admin, { cardAssociation: true }));
    const agencyPort = await freePort();
    origin = `http://127.0.0.1:${agencyPort}`;
    identity = await startTestIdentity(`${origin}/callback`);
    const { keys } = (await (await fetch(`${identity.issuer}/jwks`)).json()) as { readonly keys: readonly object[] };
    platform = await startPlatform("one process", database, { agencyPort, issuer: { issuer: identity.issuer, keys } });
    browser = await launch();
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await platform?.close();
    await identity?.close();
    await database?.drop();
  });

  /** Signs in as a person does: password, then the code of the app. */
  async function signedIn(login: string, duty: "police-officer" | "data-provider", agency: string, options: Parameters<typeof visit>[2] = {}): Promise<Visit> {
    const holder: Holder = { login, password: `the passphrase of ${login}`, codeSecret: newCodeSecret() };
    await addReadyAccounts(identity.parts, [{ ...holder, duty, agency, jurisdictions: [] }]);
    const visited = await visit(browser, [origin, identity.issuer], options);
    const { page } = visited;
    await page.goto(origin);
    await page.click(".card button");
    await page.fill("#login", holder.login);
    await page.fill("#password", holder.password);
    await page.click("form button");
    await page.fill("#code", codeAt(holder.codeSecret, Date.now()));
    await page.click("form button");
    await page.waitForSelector("header .who b");
    return visited;
  }
  const picture = async (page: Page, name: string): Promise<void> => {
    if (pictures === undefined) return;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: `${pictures}/running-${name}.png`, fullPage: true });
  };
  const locate = async (): Promise<unknown> => askFor(platform, { case: await withAdmin(database, (admin) => putCase(database, admin)), dataClass: "telecom-location" });
  const reasons = (): Promise<{ readonly reason: string }[]> => withAdmin(database, (admin) => admin.query("select reason from movements.request_step where step = 'refuse'"));

  const stays = async (): Promise<number> => (await withAdmin(database, (admin) => admin.query<{ stays: number }[]>("select count(*)::int as stays from movements.stay")))[0]?.stays ?? -1;

  it("lets an officer of the police sign in, see what arrives, approve, and deny with a reason", async () => {
    await locate();
    const { page, complaints, foreign } = await signedIn("police.kang", "police-officer", "police");
    const policy = (await fetch(origin)).headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/^default-src 'none'; script-src 'self';.*require-trusted-types-for 'script'/);

    await page.waitForSelector(".row");
    await page.waitForSelector(".dot[data-state=live]");
    expect(await page.locator(".summary b").innerText()).toBe("1 request is waiting");
    await locate();
    await page.waitForSelector(".row >> nth=1"); // nobody reloaded it
    expect(await page.locator(".summary b").innerText()).toBe("2 requests are waiting");
    await picture(page, "en-queue-1280");

    await page.locator(".row").first().click();
    await page.waitForSelector("#decision");
    const facts = await page.locator("#facts ~ dl").innerText();
    expect(facts).toMatch(/IDCPA 76-2\(2\)/);
    expect(await page.content()).not.toMatch(/홍길동|010.?1234|investigator\.|1168000000/);
    await picture(page, "en-decision-1280");
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
    expect(await page.locator(".note.good").innerText()).toBe("Approved.");
    await page.waitForSelector(".badge >> text=Approved");

    await page.goto(origin);
    await page.locator(".row").first().click();
    await page.getByLabel("Reason for the denial").fill("the window is longer than the order");
    await page.getByRole("button", { name: "Deny" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Deny" }).click();
    expect(await page.locator(".note.good").innerText()).toBe("Denied.");
    expect(await reasons()).toEqual([{ reason: "the window is longer than the order" }]);
    await page.goto(`${origin}/?state=done`);
    await page.waitForSelector(".row >> nth=1");
    expect((await page.locator(".row .badge").allInnerTexts()).toSorted()).toEqual(["Approved", "Denied"]);
    expect([complaints, foreign]).toEqual([[], []]);
    await page.context().close();
  }, 120_000);

  it("shows a provider in Korean, on a telephone's width, whom to look up, and lets it say that it holds nothing", async () => {
    const { page, complaints, foreign } = await signedIn("desk.telecom", "data-provider", "telecom.a", { locale: "ko-KR", viewport: { width: 390, height: 844 } });
    await page.waitForSelector(".row");
    await picture(page, "ko-queue-390");
    await page.locator(".row").first().click();
    await page.waitForSelector(".match");
    expect(await page.locator("html").getAttribute("lang")).toBe("ko");
    expect(await page.locator(".match").innerText()).toMatch(/휴대전화 번호\s+\+821012345678/);
    expect(await page.content()).not.toMatch(/covid|IDCPA|홍길동/);
    expect([await overflow(page), await axeFindings(page)]).toEqual([0, []]);
    await picture(page, "ko-provision-390");
    await page.getByRole("button", { name: "해당 자료 없음" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "해당 자료 없음" }).click();
    await page.waitForSelector(".badge >> text=해당 자료 없음");
    expect(await page.locator(".match").count()).toBe(0); // done: the number is gone
    expect([complaints, foreign]).toEqual([[], []]);
    await page.context().close();
  }, 120_000);

  it("takes a provider's file in the browser, says what became of each row, and ends the agency's part", async () => {
    expect(await registerProfile(platform, "telecom.b", "telecom-location", { subject: "phone" })).toEqual({ version: 1 });
    const { page, complaints, foreign } = await signedIn("desk.telecom.b", "data-provider", "telecom.b");
    await page.locator(".row").first().click();
    const at = (hour: number): string => new Date(morningOfStory() + hour * 3_600_000).toISOString();
    const row = (hour: number, who: string, lat: string): string => `${who},${at(hour)},${at(hour + 0.5)},${lat},126.9779`;
    const file = `who,from,to,lat,lon\n${[row(1, "010-1234-5678", "37.5663"), row(2, "010-1234-5678", "north"), row(3, "010-9999-0000", "37.5663")].join("\n")}\n`;
    await page.getByLabel("File", { exact: true }).setInputFiles({ name: "calls.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
    await page.getByRole("button", { name: "Check only" }).click();
    await page.getByText("Checked. Nothing was stored.").waitFor();
    expect(await stays()).toBe(0);
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByText("The file was received.").waitFor();
    await page.waitForSelector(".receipts article");
    expect((await page.locator(".receipts .counts").innerText()).replaceAll(/\s+/g, " ")).toBe("Rows 3 Accepted 1 Rejected 1 Outside approval 1 Stays stored 1");
    expect(await stays()).toBe(1);
    await picture(page, "en-receipt-1280");
    await page.getByRole("button", { name: "Show 2 rows that were not taken" }).click();
    await page.waitForSelector("table");
    expect(await page.locator("tbody tr").allInnerTexts()).toEqual(["3\tlat\tnot a number", "4\twho\tnot the person of the request"]);
    expect([await overflow(page), await axeFindings(page)]).toEqual([0, []]);
    await picture(page, "en-rejected-1280");
    await page.getByRole("button", { name: "Complete the provision" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Complete the provision" }).click();
    await page.waitForSelector(".badge >> text=Provided");
    expect([complaints, foreign]).toEqual([[], []]);
    await page.context().close();
  }, 120_000);
});
