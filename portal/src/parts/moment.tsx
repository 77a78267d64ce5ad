/** A moment on the page, on Seoul's clock, and readable for machines. */
import type { ReactNode } from "react";
import { momentIn } from "../language/moments.js";
import { useLanguage } from "./language.js";

/** `at`: ISO 8601; null is said to be unknown. */
export function Moment({ at }: { readonly at: string | null }): ReactNode {
  const { language, texts } = useLanguage();
  return at === null ? <span className="quiet">{texts.item.unknown}</span> : <time dateTime={at}>{momentIn(language, at)}</time>;
}

/** From and to. */
export function Period({ from, to }: { readonly from: string | null; readonly to: string | null }): ReactNode {
  return (
    <span className="period">
      <Moment at={from} /> <span aria-hidden="true">–</span> <Moment at={to} />
    </span>
  );
}
