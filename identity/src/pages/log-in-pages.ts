/** The two pages of a log-in, the one that tells the holder what was changed, and the one for those who must wait. */
import type { Notice } from "../accounts/notice.js";
import { html } from "./html.js";
import { page, problem } from "./page.js";
import { type Language, textsOf } from "./texts.js";

/** `failed`: the log-in before this one did. */
export function passwordPage(language: Language, action: string, failed: boolean): string {
  const texts = textsOf(language);
  return page(language, texts.logIn, html`<h1>${texts.logIn}</h1>
<p class="quiet">${texts.step(1)}</p>
${failed ? problem(texts.failed, texts.failedHint) : undefined}
<form method="post" action="${action}">
<label for="login">${texts.loginName}</label>
<input id="login" name="login" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="100" required autofocus>
<label for="password">${texts.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="200" required>
<button type="submit">${texts.next}</button>
</form>`);
}

export function codePage(language: Language, action: string, startOver: string): string {
  const texts = textsOf(language);
  return page(language, texts.codeTitle, html`<h1>${texts.codeTitle}</h1>
<p class="quiet">${texts.step(2)}</p>
<form method="post" action="${action}">
<label for="code">${texts.code}</label>
<span class="hint" id="code-hint">${texts.codeHint}</span>
<input class="code" id="code" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9 ]{6,7}" maxlength="7" aria-describedby="code-hint" required autofocus>
<button type="submit">${texts.logIn}</button>
</form>
<form method="post" action="${startOver}"><button class="second" type="submit">${texts.startOver}</button></form>`);
}

export function noticePage(language: Language, notices: readonly Notice[], next: string): string {
  const texts = textsOf(language);
  const when = new Intl.DateTimeFormat(language === "ko" ? "ko-KR" : "en-GB", { dateStyle: "long", timeStyle: "short", hourCycle: "h23", timeZone: "Asia/Seoul" });
  return page(language, texts.noticeTitle, html`<h1>${texts.noticeTitle}</h1>
<p>${texts.noticeIntro}</p>
<ul>${notices.map(({ kind, at }) => html`<li>${texts.notices[kind]} <span class="quiet">(<time datetime="${at.toISOString()}">${when.format(at)}</time>)</span></li>`)}</ul>
<p class="note">${texts.noticeHint}</p>
<a class="button" href="${next}">${texts.proceed}</a>`);
}

/** `form`: where to try again. */
export function turnedAwayPage(language: Language, form: string, seconds: number): string {
  const texts = textsOf(language);
  return page(language, texts.turnedAway, html`<h1>${texts.turnedAway}</h1>
<p>${texts.turnedAwayHint(seconds)}</p>
<a class="button" href="${form}">${texts.tryAgain}</a>`);
}
