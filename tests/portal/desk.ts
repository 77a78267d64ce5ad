/** Everything that a person at an agency's desk meets: the built pages behind the door, the real identity provider, a browser. */
import { addReadyAccounts, codeAt, newCodeSecret } from "@epigraph/identity/console";
import { type Holder, startTestIdentity, type TestIdentity } from "@epigraph/identity/testing";
import type { Duty } from "@epigraph/authz";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { builtPages, launch, visit, type Visit } from "./chromium.js";
import { type Edge, startEdge } from "./edge.js";

export type Desk = {
  readonly edge: Edge;
  readonly identity: TestIdentity;
  readonly browser: Browser;
  /** An account that can sign in at once. */
  readonly holder: (login: string, duty: Duty, agency: string) => Promise<Holder>;
  readonly visit: (options?: BrowserContextOptions) => Promise<Visit>;
  /** From the first page to the inbox, as a person does it. A holder has three codes at any moment, so at most three times each. */
  readonly signIn: (page: Page, holder: Holder, path?: string) => Promise<void>;
  /** Another page in a window that is signed in: its tokens go with the old page, and the issuer is asked without one of its own. */
  readonly goTo: (page: Page, path: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

export async function openDesk(): Promise<Desk> {
  const folder = builtPages();
  const edge = await startEdge();
  const identity = await startTestIdentity(`${edge.origin}/callback`);
  await edge.open({ folder, issuer: identity.issuer });
  const browser = await launch();
  const used = new Map<string, number>();
  const logIn = async (page: Page, { login, password, codeSecret }: Holder): Promise<void> => {
    await page.fill("#login", login);
    await page.fill("#password", password);
    await page.click("form button");
    const step = (used.get(login) ?? -2) + 1; // each code counts once: the next log-in takes the next step's
    used.set(login, step);
    await page.fill("#code", codeAt(codeSecret, Date.now() + step * 30_000));
    await page.click("form button");
  };
  return {
    edge, identity, browser,
    holder: async (login, duty, agency) => {
      const holder = { login, password: `the passphrase of ${login}`, codeSecret: newCodeSecret() };
      await addReadyAccounts(identity.parts, [{ ...holder, duty, agency, jurisdictions: [] }]);
      return holder;
    },
    visit: (options) => visit(browser, [edge.origin, identity.issuer], options),
    signIn: async (page, holder, path = "/") => {
      await page.goto(edge.origin + path);
      await page.click(".card button");
      await logIn(page, holder);
      await page.waitForSelector("header .who b");
    },
    goTo: async (page, path) => {
      await page.goto(edge.origin + path);
      await page.waitForSelector("header .who b");
    },
    close: async () => {
      await browser.close();
      await edge.close();
      await identity.close();
    },
  };
}
