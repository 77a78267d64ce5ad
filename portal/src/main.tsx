/** Starts the pages in a browser: the one file that touches its globals before anything is drawn. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.js";
import { presentLanguage } from "./parts/language.js";
import { registrationOf } from "./settings.js";
import { openSignIn } from "./sign-in/sign-in.js";

const registration = registrationOf(document, location.origin);
const page = document.getElementById("page");
if (page === null) throw new RangeError("the page has no place to draw in");
if (registration === undefined) page.textContent = "로그인 서버가 설정되지 않았습니다: 운영자에게 알리세요. · No identity provider is configured: tell the operator.";
else {
  const signIn = openSignIn({
    registration,
    address: () => location,
    go: (url) => location.assign(url),
    rename: (path) => history.replaceState(null, "", path),
    storage: sessionStorage,
    language: presentLanguage,
    ask: (input, init) => fetch(input, init),
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) signIn.shownAgain();
  });
  createRoot(page).render(
    <StrictMode>
      <App signIn={signIn} />
    </StrictMode>,
  );
}
