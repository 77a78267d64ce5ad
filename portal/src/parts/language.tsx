/** The language of the pages for every part of them: which it is, its words, and how to change it. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { type Language, languageFrom, languageKey, withLanguage } from "../language/language.js";
import { textsOf } from "../language/texts.js";
import type { Texts } from "../language/words.js";

type Spoken = { readonly language: Language; readonly texts: Texts; readonly speak: (language: Language) => void };

const SpokenLanguage = createContext<Spoken | undefined>(undefined);

export function InLanguage({ children }: { readonly children: ReactNode }): ReactNode {
  const [language, setLanguage] = useState<Language>(presentLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const speak = useCallback((next: Language) => {
    localStorage.setItem(languageKey, next);
    history.replaceState(history.state, "", withLanguage(location.href, next));
    setLanguage(next);
  }, []);
  const spoken = useMemo(() => ({ language, texts: textsOf(language), speak }), [language, speak]);
  return <SpokenLanguage value={spoken}>{children}</SpokenLanguage>;
}

/** Also for what is done before anything is drawn. */
export const presentLanguage = (): Language => languageFrom(location.search, localStorage.getItem(languageKey), navigator.languages);

/** Language and words, inside `InLanguage`. */
export function useLanguage(): Spoken {
  const spoken = useContext(SpokenLanguage);
  if (spoken === undefined) throw new RangeError("drawn outside `InLanguage`");
  return spoken;
}
