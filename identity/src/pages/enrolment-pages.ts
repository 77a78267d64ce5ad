/** The page behind a one-time link, and what comes after it. */
import { renderSVG } from "uqr";
import type { Enrolment } from "../accounts/invitation.js";
import { limits } from "../limits.js";
import { html, type Html, trusted } from "./html.js";
import { page, problem } from "./page.js";
import { type Language, type Texts, textsOf } from "./texts.js";

export type EnrolmentProblem = "weakPassword" | "differentPasswords" | "wrongCode";

export function enrolmentPage(language: Language, action: string, enrolment: Enrolment, wrong: EnrolmentProblem | undefined): string {
  const texts = textsOf(language);
  return page(language, texts.enrolTitle, html`<h1>${texts.enrolTitle}</h1>
<p class="quiet">${texts.enrolFor}: <strong>${enrolment.login}</strong>. ${texts.enrolIntro}</p>
${wrong && problem(texts[wrong], "")}
<form method="post" action="${action}">
<input name="login" value="${enrolment.login}" autocomplete="username" readonly hidden>
${enrolment.what === "totp" ? presentPassword(texts) : newPassword(texts)}
${enrolment.codeSecret !== undefined && enrolment.uri !== undefined ? app(texts, enrolment.codeSecret, enrolment.uri) : undefined}
<label for="code">${texts.code}</label>
<span class="hint" id="code-hint">${enrolment.codeSecret === undefined ? texts.presentCodeHint : texts.codeHint}</span>
<input class="code" id="code" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9 ]{6,7}" maxlength="7" aria-describedby="code-hint" required>
<button type="submit">${texts.finish}</button>
</form>`);
}

const newPassword = (texts: Texts): Html => html`<label for="password">${texts.newPassword}</label>
<span class="hint" id="password-hint">${texts.passwordHint}</span>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="${limits.shortestPassword}" maxlength="${limits.longestPassword}" aria-describedby="password-hint" required autofocus>
<label for="again">${texts.again}</label>
<input id="again" name="again" type="password" autocomplete="new-password" minlength="${limits.shortestPassword}" maxlength="${limits.longestPassword}" required>`;

const presentPassword = (texts: Texts): Html => html`<label for="password">${texts.presentPassword}</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="200" required autofocus>`;

const app = (texts: Texts, secret: string, uri: string): Html => html`<h2>${texts.app}</h2>
<p class="quiet">${texts.appHint}</p>
<div class="picture" role="img" aria-label="${texts.picture}">${trusted(renderSVG(uri, { border: 4 }))}</div>
<p>${texts.secret}: <code>${(secret.match(/.{1,4}/g) ?? []).join(" ")}</code></p>`;

export function saidPage(language: Language, title: string, hint: string): string {
  return page(language, title, html`<h1>${title}</h1><p>${hint}</p>`);
}

export const enrolledPage = (language: Language): string => saidPage(language, textsOf(language).enrolled, textsOf(language).enrolledHint);
export const linkOverPage = (language: Language): string => saidPage(language, textsOf(language).linkOver, textsOf(language).linkOverHint);
export const expiredPage = (language: Language): string => saidPage(language, textsOf(language).expired, textsOf(language).expiredHint);
