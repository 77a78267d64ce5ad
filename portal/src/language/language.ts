/** Which of the two languages somebody reads: as the address says, else as chosen here before, else as the browser asks; Korean where none says. */
export const languages = ["ko", "en"] as const;
export type Language = (typeof languages)[number];

const isLanguage = (text: string | null | undefined): text is Language => languages.includes(text as Language);

export function languageFrom(search: string, kept: string | null, asked: readonly string[]): Language {
  const inAddress = new URLSearchParams(search).get("lang");
  if (isLanguage(inAddress)) return inAddress;
  if (isLanguage(kept)) return kept;
  return asked.map((tag) => tag.toLowerCase().split("-")[0]).find(isLanguage) ?? "ko";
}

/** Under which the choice is kept in this browser. */
export const languageKey = "epigraph-language";

/** The address with the language in it, everything else as it was. */
export function withLanguage(href: string, language: Language): string {
  const url = new URL(href);
  url.searchParams.set("lang", language);
  return url.pathname + url.search;
}
