/** The words of a language, and words for names that come from outside. Which language: see language.ts. */
import { en } from "./en.js";
import { ko } from "./ko.js";
import type { Language } from "./language.js";
import type { Problem, Texts } from "./words.js";

const all: Readonly<Record<Language, Texts>> = { ko, en };
export const textsOf = (language: Language): Texts => all[language];

/** A word by a name that came from outside; the name itself where there is no word yet. */
export const wordFor = (words: Readonly<Record<string, string>>, name: string | null): string => (name === null ? "" : Object.hasOwn(words, name) ? (words[name] ?? name) : name);

/** @see Texts.problems */
export const problemFor = ({ problems }: Texts, code: string): Problem => (Object.hasOwn(problems, code) ? problems[code] : undefined) ?? problems.other;
