/** The frame around every page. */
import { html, type Html } from "./html.js";
import { type Language, textsOf } from "./texts.js";

export const stylePath = "/style.css";

export function page(language: Language, title: string, content: Html): string {
  const texts = textsOf(language);
  return html`<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · Epigraph</title>
<link rel="stylesheet" href="${stylePath}">
</head>
<body>
<header><p class="name">Epigraph</p><p class="product">${texts.product}</p></header>
<main><div class="card">
${content}
</div></main>
<footer>${texts.warning}</footer>
</body>
</html>
`.text;
}

/** What went wrong, said to a screen reader at once. */
export const problem = (what: string, hint: string): Html => html`<div class="bad" role="alert"><strong>${what}</strong>${hint}</div>`;
