/** The heading of a page: also the window's title, and where the keyboard and a screen reader stand after going there. */
import { type ReactNode, useEffect, useRef } from "react";

/** The first heading of a visit leaves the focus at the top of the page, where the way past the header is. */
const drawn = { before: false };

export function PageHeading({ children }: { readonly children: string }): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${children} · Epigraph`;
  }, [children]);
  useEffect(() => {
    if (drawn.before) heading.current?.focus({ preventScroll: true });
    drawn.before = true;
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
