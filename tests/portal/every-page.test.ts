/** Every page in both languages, narrow and wide, light and dark: reachable for everybody (axe-core, WCAG 2.2 AA), no wider than the window, no complaint of the browser. */
import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";
import { axeFindings, overflow, withBrowser } from "./chromium.js";
import { type Desk, openDesk } from "./desk.js";
import { policeItem, providerItem } from "./played-items.js";

/** Where pictures of the pages go, for whoever wants to look at them; none are made if not set. */
const pictures = process.env["EPIGRAPH_TEST_PICTURES"];

const csv = { name: "위치정보_2020-05-01_2020-05-06_제공분.csv", mimeType: "text/csv", buffer: Buffer.from(`subject,at\n${"k,1\n".repeat(12_480)}`) };
const places = [{ name: "클럽 가나다", latitude: 37.5341, longitude: 126.9944, radiusMetres: 50, dwellMinutes: 30 }, { name: "이태원 라운지 2호점", latitude: 37.53392, longitude: 126.99311, radiusMetres: 100, dwellMinutes: 30 }];

withBrowser("every page", () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk();
    desk.edge.items.push(
      policeItem("r1"), policeItem("r2", { dueAt: "2020-05-07T00:00:00Z" }), policeItem("r3", { state: "approved" }),
      ...Array.from({ length: 30 }, (_, index) => policeItem(`q${index}`, { arrivedAt: new Date(Date.now() - 60_000 * index).toISOString() })),
      providerItem("p1"), providerItem("p2", { dataClass: "qr-entry", matchKey: null, places }),
    );
  });
  afterAll(async () => desk?.close());

  type Shown = { readonly name: string; readonly path: string; readonly ready: string; readonly act?: (page: Page) => Promise<unknown> };
  const sendOne = async (page: Page): Promise<unknown> => {
    await page.setInputFiles("#file", csv);
    await page.click('.choices [type="submit"]');
    await page.click(".receipts button");
    return page.waitForSelector(".receipts table");
  };
  const police: readonly Shown[] = [
    { name: "queue", path: "/", ready: ".row" },
    { name: "done", path: "/?state=done", ready: ".row" },
    { name: "decision", path: "/?item=r1", ready: "#decision" },
    { name: "reason-missing", path: "/?item=r1", ready: "#decision", act: (page) => page.click("button.grave") },
    { name: "approve", path: "/?item=r1", ready: "#decision", act: (page) => page.click(".either form:first-child button") },
    { name: "gone", path: "/?item=nothing", ready: "h1" },
  ];
  const provider: readonly Shown[] = [
    { name: "provision", path: "/?item=p1", ready: "#upload", act: sendOne },
    { name: "check", path: "/?item=p1", ready: "#upload", act: (page) => page.setInputFiles("#file", csv).then(() => page.click(".choices .second")).then(() => page.waitForSelector(".note table")) },
    { name: "roster", path: "/?item=p2", ready: "#upload", act: (page) => page.click("#upload ~ form .choices button") },
  ];

  const findings = async (page: Page, name: string): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const width of pictures === undefined ? [320] : [320, 390, 1280]) {
      await page.setViewportSize({ width, height: 844 });
      const over = await overflow(page);
      if (over > 0) found.push(`${name} is ${over} px too wide at ${width}`);
      if (pictures !== undefined && width !== 320) {
        mkdirSync(pictures, { recursive: true });
        await page.screenshot({ path: `${pictures}/${name}-${width}.png`, fullPage: true });
      }
    }
    found.push(...(await axeFindings(page)).map((line) => `${name}: ${line}`));
    return found;
  };

  it.each([
    ["police-officer", "police", "ko", "light", police],
    ["data-provider", "telecom-1", "ko", "light", provider],
    ["police-officer", "police", "en", "dark", police],
    ["data-provider", "telecom-1", "en", "dark", provider],
  ] as const)("is fit for a %s of %s in %s, %s", async (duty, agency, language, colorScheme, shown) => {
    const { page, complaints, foreign } = await desk.visit({ locale: language === "ko" ? "ko-KR" : "en-GB", colorScheme, reducedMotion: "reduce" });
    const mark = `${language}-${colorScheme}`;
    await page.goto(desk.edge.origin);
    await page.waitForSelector("h1");
    expect(await page.locator("html").getAttribute("lang")).toBe(language);
    const found = [...(await findings(page, `${mark}-sign-in`))];
    await desk.signIn(page, await desk.holder(`${duty}.${mark}`, duty, agency));
    for (const { name, path, ready, act } of shown) {
      await desk.goTo(page, path);
      await page.waitForSelector(ready);
      await act?.(page);
      found.push(...(await findings(page, `${mark}-${name}`)));
    }
    expect([found, complaints, foreign]).toEqual([[], [], []]);
    await page.context().close();
  }, 180_000); // seconds on a machine that does nothing else

  it("changes the language at once, keeps it in the address and for the next visit", async () => {
    const { page } = await desk.visit({ locale: "ko-KR" });
    await page.goto(desk.edge.origin);
    await page.getByRole("button", { name: "English" }).click();
    expect([await page.locator("html").getAttribute("lang"), await page.locator("h1").innerText(), await page.title(), page.url()]).toEqual(["en", "Agency inbox", "Agency inbox · Epigraph", `${desk.edge.origin}/?lang=en`]);
    await page.goto(desk.edge.origin);
    expect(await page.locator("h1").innerText()).toBe("Agency inbox");
    await page.goto(`${desk.edge.origin}/?lang=ko`);
    expect(await page.locator("h1").innerText()).toBe("기관 요청함");
  });

  it("can be used with the keyboard alone, and begins with a way past the header", async () => {
    const { page } = await desk.visit();
    await page.goto(desk.edge.origin);
    await page.waitForSelector("h1");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to the content");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Sign in");
  });
});
