/** What stands around every page: whose it is, the other language, who is signed in, and that everything is recorded. */
import type { ReactNode } from "react";
import type { Person } from "../sign-in/session.js";
import { wordFor } from "../language/texts.js";
import { useLanguage } from "./language.js";

type FrameProps = { readonly person?: Person | undefined; readonly onSignOut?: (() => void) | undefined; readonly children: ReactNode };

export function Frame({ person, onSignOut, children }: FrameProps): ReactNode {
  const { language, texts, speak } = useLanguage();
  const other = language === "ko" ? "en" : "ko";
  return (
    <>
      <a className="skip" href="#content">
        {texts.frame.skip}
      </a>
      <header>
        <div className="bar">
          <p className="name">
            Epigraph <span>{texts.frame.door}</span>
          </p>
          <div className="who">
            {person && (
              <p>
                <span className="hidden">{texts.frame.signedInAs}: </span>
                <b>{person.account}</b> <span className="quiet">{wordFor(texts.duties, person.duty)}</span>
              </p>
            )}
            <button type="button" className="link" lang={other} onClick={() => speak(other)}>
              {texts.frame.otherLanguage}
            </button>
            {onSignOut && (
              <button type="button" className="link" onClick={onSignOut}>
                {texts.frame.signOut}
              </button>
            )}
          </div>
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <footer>
        <p>{texts.frame.notice}</p>
      </footer>
    </>
  );
}
