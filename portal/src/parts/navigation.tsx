/** Going from page to page without leaving: links that a browser understands too, and where one is. The addresses: see place.ts. */
import { createContext, type MouseEvent, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { addressOf, placeIn, type PlaceInPages } from "../place.js";

type Navigation = { readonly place: PlaceInPages; readonly go: (place: PlaceInPages) => void };

const Here = createContext<Navigation>({ place: { list: "waiting", item: undefined }, go: () => undefined });

export function InPlace({ children }: { readonly children: ReactNode }): ReactNode {
  const [place, setPlace] = useState(() => placeIn(location.search));
  useEffect(() => {
    const look = (): void => setPlace(placeIn(location.search));
    addEventListener("popstate", look);
    return () => removeEventListener("popstate", look);
  }, []);
  const go = useCallback((next: PlaceInPages) => {
    history.pushState(null, "", addressOf(next, location.search));
    scrollTo(0, 0);
    setPlace(next);
  }, []);
  const navigation = useMemo(() => ({ place, go }), [place, go]);
  return <Here value={navigation}>{children}</Here>;
}

export const useNavigation = (): Navigation => useContext(Here);

type PageLinkProps = { readonly to: PlaceInPages; readonly className?: string; readonly current?: boolean; readonly children: ReactNode };

/** A link to another page of ours; with a modifier key the browser opens it by itself. */
export function PageLink({ to, className, current = false, children }: PageLinkProps): ReactNode {
  const { go } = useNavigation();
  const follow = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a href={addressOf(to, location.search)} className={className} aria-current={current ? "page" : undefined} onClick={follow}>
      {children}
    </a>
  );
}
