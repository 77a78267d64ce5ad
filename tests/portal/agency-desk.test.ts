/** The pages of the agency door in a real browser, from the sign-in at the real identity provider to the receipt. What is behind them is played: see edge.ts. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Holder } from "@epigraph/identity/testing";
import type { Page } from "playwright-core";
import { withBrowser } from "./chromium.js";
import { type Desk, openDesk } from "./desk.js";
import { policeItem, providerItem } from "./played-items.js";

withBrowser("at the desk of an agency", () => {
  let desk: Desk;
  let officer: Holder;
  let provider: Holder;
  let folder = "";
  beforeAll(async () => {
    desk = await openDesk();
    officer = await desk.holder("officer.kim", "police-officer", "police");
    provider = await desk.holder("desk.telecom", "data-provider", "telecom-1");
    folder = mkdtempSync(join(tmpdir(), "epigraph-files-"));
  });
  afterAll(async () => {
    await desk?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    desk.edge.items.length = 0;
    desk.edge.asked.length = 0;
    desk.edge.uploads.length = 0;
    desk.edge.live = true;
    desk.edge.next = undefined;
    desk.edge.bytesPerSecond = undefined;
  });

  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const storedInBrowser = (page: Page): Promise<string> => page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href, history.state])");

  describe("signing in", () => {
    it("leads to the identity provider and back to where one wanted to go, and leaves no token and no code anywhere", async () => {
      desk.edge.items.push(policeItem("r1"));
      const { page, complaints, foreign } = await desk.visit();
      await desk.signIn(page, officer, "/?item=r1");
      await page.waitForSelector("#decision");
      expect(page.url()).toBe(`${desk.edge.origin}/?item=r1`);
      expect(await storedInBrowser(page)).not.toMatch(/eyJ|code|verifier|token/i);
      expect(desk.edge.asked.filter(({ path }) => /eyJ|access_token/.test(path))).toEqual([]);
      expect([complaints, foreign]).toEqual([[], []]);

      await page.reload(); // the tokens are gone with the page: the issuer is asked, without a page of its own
      await page.waitForSelector("#decision");
      expect(page.url()).toBe(`${desk.edge.origin}/?item=r1`);

      await page.getByRole("button", { name: "Sign out" }).click();
      expect(await page.getByText("You are signed out.").isVisible()).toBe(true);
      await page.reload();
      expect(await page.getByRole("button", { name: "Sign in" }).isVisible()).toBe(true);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.waitForSelector("#password"); // and the session is over at the issuer too
    });

    it("takes no answer that this window did not ask for", async () => {
      const { page } = await desk.visit();
      await page.goto(`${desk.edge.origin}/callback?code=abc&state=forged&iss=${encodeURIComponent(desk.identity.issuer)}`);
      expect(await page.getByRole("alert").innerText()).toContain("not begun in this window");
      expect(page.url()).toBe(`${desk.edge.origin}/`);
      expect(desk.edge.asked.some(({ method }) => method === "POST")).toBe(false);
    });

    it("says so when the session was ended elsewhere, and comes back after signing in again", async () => {
      desk.edge.items.push(policeItem("r1"));
      const guard = await desk.holder("officer.ended", "police-officer", "police");
      const { page } = await desk.visit();
      await desk.signIn(page, guard);
      await page.waitForSelector(".row");
      await desk.identity.admin.query("update identity.session set expires_at = now() - interval '1 second' where account = 'officer.ended'");
      const [{ id } = { id: "" }] = await desk.identity.admin.query<{ id: string }[]>("select id from identity.session where account = 'officer.ended'");
      desk.edge.revoked.add(id);
      await page.click(".row");
      expect(await page.getByRole("alert").first().innerText()).toContain("Your session is over.");
    });

    it("has nothing for somebody whose duty has no inbox", async () => {
      const { page } = await desk.visit();
      await desk.signIn(page, await desk.holder("nurse.lee", "clinic-staff", "health-centre.1168000000"));
      expect(await page.locator("h1").innerText()).toBe("There is no inbox for this account.");
      expect(desk.edge.asked.some(({ path }) => path === "/graphql")).toBe(false);
    });
  });

  describe("a police officer", () => {
    let page: Page;
    let complaints: string[];
    beforeAll(async () => {
      ({ page, complaints } = await desk.visit());
      await desk.signIn(page, officer);
    });
    afterEach(() => void (complaints.length = 0));

    it("sees the queue of the own agency, oldest first, and what arrives meanwhile", async () => {
      desk.edge.items.push(policeItem("r1"), policeItem("r2", { dueAt: "2020-05-07T00:00:00Z" }), policeItem("x", { agency: "card-association" }));
      await desk.goTo(page, "/");
      await page.waitForSelector(".row");
      expect(await page.locator(".row").count()).toBe(2);
      expect(await page.locator(".summary").innerText()).toBe("2 requests are waiting The oldest arrived 3 hours ago.");
      expect(await page.locator(".row").nth(1).innerText()).toContain("Overdue");
      expect(await page.locator(".row").first().innerText()).toContain("2 May 2020, 00:00"); // Seoul's clock, though the browser is in New York
      await page.waitForSelector(".dot[data-state=live]");
      desk.edge.arrive(policeItem("r3"));
      await page.waitForSelector(".row >> nth=2");
      expect(await page.locator(".summary b").innerText()).toBe("3 requests are waiting");
      expect(desk.edge.asked.filter(({ path }) => path === "/graphql" || path.startsWith("/live")).every(({ purpose }) => purpose === "authorisation")).toBe(true);
      expect(complaints).toEqual([]);
    });

    it("approves only after one more question, with the keyboard alone", async () => {
      desk.edge.items.push(policeItem("r1"));
      await desk.goTo(page, "/?item=r1");
      await page.getByRole("button", { name: "Approve" }).focus();
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
      expect(desk.edge.items[0]?.state).toBe("waiting");
      await page.locator("button:focus", { hasText: "Approve" }).waitFor(); // the focus goes back where it was
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").getByRole("button", { name: "Approve" }).press("Enter");
      expect(await page.locator(".note.good").innerText()).toBe("Approved.");
      expect(desk.edge.items[0]?.state).toBe("approved");
      await page.locator("#decision").waitFor({ state: "detached" });
    });

    it("must give a reason to deny, and is told where a colleague was faster", async () => {
      desk.edge.items.push(policeItem("r1"));
      await desk.goTo(page, "/?item=r1");
      await page.getByRole("button", { name: "Deny" }).click();
      expect(await page.locator("#reason-missing").innerText()).toBe("State the reason for the denial.");
      await page.getByLabel("Reason for the denial").fill("the window is longer than the order");
      Object.assign(desk.edge.items[0] ?? {}, { state: "approved" });
      await page.getByRole("button", { name: "Deny" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Deny" }).click();
      expect(await page.locator(".note.bad").innerText()).toMatch(/changed meanwhile[^]*7d3c0c1e/);
      await page.waitForSelector(".badge >> text=Approved");
      expect(desk.edge.items[0]?.state).toBe("approved");
    });

    it.each([["LEDGER_UNAVAILABLE", 503, "The access log cannot be written"], ["NO_RESPONSE", 200, "No response is declared"], ["SOMETHING_NEW", 200, "That did not work."]])("is told what to do about %s", async (code, status, words) => {
      desk.edge.items.push(policeItem("r1"));
      await desk.goTo(page, "/?item=r1");
      await page.waitForSelector("#decision");
      desk.edge.next = { code, status, message: "said in English" };
      await page.getByRole("button", { name: "Approve" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
      expect(await page.locator(".note.bad").innerText()).toContain(words);
      expect(desk.edge.items[0]?.state).toBe("waiting");
    });
  });

  describe("a data provider", () => {
    let page: Page;
    let [complaints, foreign]: [string[], string[]] = [[], []];
    beforeAll(async () => {
      ({ page, complaints, foreign } = await desk.visit());
      await desk.signIn(page, provider);
    });

    const rows = (count: number): string => `subject,at,lat,lon\n${"k,2020-05-02T01:00:00+09:00,37.5,127.0\n".repeat(count)}`;

    it("checks a file, sends it, reads the receipt and the rejected rows, and completes", async () => {
      desk.edge.items.push(providerItem("p1"));
      await desk.goTo(page, "/?item=p1");
      expect(await page.locator(".match").innerText()).toMatch(/Mobile phone number\s+010-0000-0000/);
      await page.getByLabel("File", { exact: true }).setInputFiles(file("위치 2020-05.csv", rows(40)));
      await page.getByRole("button", { name: "Check only" }).click();
      await page.getByText("Checked. Nothing was stored.").waitFor();
      expect(await page.locator(".note tbody tr").allInnerTexts()).toEqual(["3\tat\tthe time is in the future", "7\t위도\tthe position is in the sea"]);
      expect(desk.edge.uploads).toEqual([]);
      await page.getByRole("button", { name: "Send", exact: true }).click();
      await page.getByText("The file was received.").waitFor();
      await page.waitForSelector(".receipts article");
      expect((await page.locator(".receipts .counts").innerText()).replaceAll(/\s+/g, " ")).toBe("Rows 40 Accepted 37 Rejected 2 Outside approval 1 Stays stored 36");
      expect(await page.locator(".receipts .file-name").innerText()).toBe("위치 2020-05.csv");
      expect(desk.edge.asked.filter(({ method }) => method === "PUT")[1]).toEqual({ method: "PUT", path: "/provision/p1", purpose: "provision", fileName: encodeURIComponent("위치 2020-05.csv"), contentType: "text/csv" });

      await page.getByRole("button", { name: "Show 3 rows that were not taken" }).click();
      await page.waitForSelector("table");
      expect(await page.locator("tbody tr").allInnerTexts()).toEqual(["3\tat\tthe time is in the future", "7\t위도\tthe position is in the sea", "9\tsubject\tnot the person of the request"]);
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download the list (CSV)" }).click()]);
      expect(readFileSync(await download.path(), "utf8")).toBe('\uFEFF"Line","Column","Reason"\r\n"3","at","the time is in the future"\r\n"7","위도","the position is in the sea"\r\n"9","subject","not the person of the request"\r\n');

      await page.getByRole("button", { name: "Complete the provision" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Complete the provision" }).click();
      await page.getByText("The provision is complete.").waitFor();
      expect(desk.edge.items[0]?.state).toBe("provided");
      expect([complaints, foreign]).toEqual([[], []]);
    });

    it("sees how far a slow transfer is, can stop it, and sends the file anew", async () => {
      desk.edge.items.push(providerItem("p1"));
      desk.edge.bytesPerSecond = 4_000_000;
      await desk.goTo(page, "/?item=p1");
      await page.getByLabel("File", { exact: true }).setInputFiles(file("big.csv", rows(400_000)));
      await page.getByRole("button", { name: "Send", exact: true }).click();
      await page.waitForSelector('progress[value]:not([value="0"])');
      expect(await page.locator(".progress p").innerText()).toMatch(/^[\d.]+ MB of 15\.\d MB sent$/);
      await page.getByRole("button", { name: "Stop sending" }).click();
      await page.getByText("Stopped.").waitFor();
      expect(desk.edge.uploads).toEqual([]);
      desk.edge.bytesPerSecond = undefined;
      await page.getByRole("button", { name: "Send", exact: true }).click();
      await page.getByText("The file was received.").waitFor();
    });

    it("is told in the file's own terms why it was not taken, and which files are not taken at all", async () => {
      desk.edge.items.push(providerItem("p1"));
      await desk.goTo(page, "/?item=p1");
      await page.getByRole("button", { name: "Send", exact: true }).click();
      expect(await page.locator("#file-wrong").innerText()).toBe("Choose a file first.");
      for (const [name, words] of [["report.pdf", "Files of this kind are not taken."], ["empty.csv", "The file is empty."]] as const) {
        await page.getByLabel("File", { exact: true }).setInputFiles(file(name, name === "empty.csv" ? "" : "x"));
        await page.getByRole("button", { name: "Send", exact: true }).click();
        expect(await page.locator("#file-wrong").innerText()).toContain(words);
      }
      expect(desk.edge.asked.some(({ method }) => method === "PUT")).toBe(false);
      await page.getByLabel("File", { exact: true }).setInputFiles(file("renamed.csv", "subject,zeit\nk,1\n"));
      await page.getByRole("button", { name: "Send", exact: true }).click();
      expect(await page.locator(".note.bad").innerText()).toMatch(/The file cannot be taken\.[^]*line 1: the column `at` is missing/);
    });

    it("says that it holds nothing, and sees a place roster with its places", async () => {
      desk.edge.items.push(providerItem("p2", { matchKey: null, dataClass: "card-use", places: [{ name: "Club A", latitude: 37.5341, longitude: 126.9944, radiusMetres: 50, dwellMinutes: 30 }] }));
      await desk.goTo(page, "/?item=p2");
      expect(await page.locator("tbody tr").allInnerTexts()).toEqual(["Club A\t37.53410, 126.99440\t50 m"]);
      await page.getByRole("button", { name: "We hold no such data" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "We hold no such data" }).click();
      await page.getByText("The provision is complete.").waitFor();
    });
  });
});
