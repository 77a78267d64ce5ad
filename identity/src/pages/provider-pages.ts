/** Pages that the OpenID library asks for: log-out and errors. */
import type { ErrorOut, KoaContextWithOIDC } from "oidc-provider";
import { html, trusted } from "./html.js";
import { saidPage } from "./enrolment-pages.js";
import { page } from "./page.js";
import { languageOf, textsOf } from "./texts.js";

export type ProviderPages = {
  readonly logOut: (ctx: KoaContextWithOIDC, form: string) => void;
  readonly loggedOut: (ctx: KoaContextWithOIDC) => void;
  readonly error: (ctx: KoaContextWithOIDC, out: ErrorOut) => void;
};

const language = (ctx: KoaContextWithOIDC): ReturnType<typeof languageOf> => languageOf(ctx.get("accept-language"));
const send = (ctx: KoaContextWithOIDC, text: string): void => {
  ctx.type = "html";
  ctx.body = text;
};

export const providerPages: ProviderPages = {
  logOut: (ctx, form) => {
    const texts = textsOf(language(ctx));
    send(ctx, page(language(ctx), texts.logOutTitle, html`<h1>${texts.logOutQuestion}</h1>${trusted(form)}
<button autofocus type="submit" form="op.logoutForm" value="yes" name="logout">${texts.logOut}</button>
<button class="second" type="submit" form="op.logoutForm">${texts.stay}</button>`));
  },
  loggedOut: (ctx) => send(ctx, saidPage(language(ctx), textsOf(language(ctx)).loggedOut, textsOf(language(ctx)).loggedOutHint)),
  error: (ctx, { error }) => {
    const texts = textsOf(language(ctx));
    // the code alone: the library's description may hold what was sent
    send(ctx, page(language(ctx), texts.errorTitle, html`<h1>${texts.errorTitle}</h1><p>${texts.errorHint}</p><p><code>${error}</code></p>`));
  },
};
