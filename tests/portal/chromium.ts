/** A real browser for tests: the system's Chromium, and what a page did in it that it should not. Tests are skipped with a message where there is none. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { repository } from "../gates/repository-files.js";

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));
if (executablePath === undefined) process.stdout.write("skipped: no Chromium here (on Debian: apt-get install chromium)\n");
/** `describe`, where there is a browser. */
export const withBrowser = executablePath === undefined ? describe.skip : describe;

export const launch = (): Promise<Browser> => chromium.launch({ ...(executablePath === undefined ? {} : { executablePath }), args: ["--no-sandbox", "--disable-dev-shm-usage"] });

const portal = join(repository, "portal");

/** Where the pages of this checkout stand, as the platform serves them: built anew unless the build is younger than every source, so that no old one is tested. */
export function builtPages(): string {
  const folder = join(portal, "dist", "pages");
  const index = join(folder, "index.html");
  const sources = ["src", "public"].flatMap((part) => readdirSync(join(portal, part), { recursive: true, encoding: "utf8" }).map((name) => join(part, name)));
  const changed = [...sources, "index.html", "package.json", "vite.config.js"].map((name) => statSync(join(portal, name)).mtimeMs);
  if (existsSync(index) && statSync(index).mtimeMs > Math.max(...changed)) return folder;
  const vite = join(repository, "node_modules/vite/bin/vite.js");
  const { status, stderr } = spawnSync(process.execPath, [vite, "build", portal], { encoding: "utf8", env: { ...process.env, NODE_ENV: "production" } });
  if (status !== 0) throw new Error(`the pages cannot be built: ${stderr}`);
  return folder;
}

/** A window, and what it must not have done: errors, what the content security policy stopped, requests to anybody else. */
export type Visit = { readonly page: Page; readonly complaints: string[]; readonly foreign: string[] };

/** `allowed`: origins that it may ask. */
export async function visit(browser: Browser, allowed: readonly string[], options: BrowserContextOptions = {}): Promise<Visit> {
  const page = await (await browser.newContext({ locale: "en-GB", timezoneId: "America/New_York", ...options })).newPage();
  page.setDefaultTimeout(10_000);
  const [complaints, foreign]: [string[], string[]] = [[], []];
  page.on("pageerror", ({ message }) => void complaints.push(message));
  page.on("console", (message) => void (["error", "warning"].includes(message.type()) && complaints.push(message.text())));
  page.on("request", (request) => void (allowed.includes(new URL(request.url()).origin) || request.url().startsWith("blob:") || foreign.push(request.url())));
  return { page, complaints, foreign };
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
type AxeRun = { readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[] }[] };

/** What axe-core finds against WCAG 2.2 A and AA and good practice, as lines. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate<AxeRun>(`axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })`);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary = "" }) => `${id} ${target.join(" ")} ${failureSummary}`));
}

/** By how many pixels the page is wider than its window. */
export const overflow = (page: Page): Promise<number> => page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
