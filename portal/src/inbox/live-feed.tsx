/** The live feed of the inbox: says when something new is there, so that lists ask again. The connection: see edge/live.ts. */
import { type ReactNode, useEffect, useRef, useState } from "react";
import { authorisedFetch, type DeskPurpose } from "../edge/authorised.js";
import { followLive, type LiveState } from "../edge/live.js";
import { useLanguage } from "../parts/language.js";
import type { Session } from "../sign-in/session.js";

/** Several rows that arrive together count as one piece of news. */
const gatherMs = 300;

/** How the feed is, and how often there was news since the page was opened. */
export function useLiveFeed(session: Session, purpose: DeskPurpose): { readonly state: LiveState; readonly news: number } {
  const [state, setState] = useState<LiveState>("connecting");
  const [news, setNews] = useState(0);
  useEffect(() => {
    let gathering: ReturnType<typeof setTimeout> | undefined;
    const tell = (): void => {
      gathering ??= setTimeout(() => {
        gathering = undefined;
        setNews((count) => count + 1);
      }, gatherMs);
    };
    const stop = followLive({ ask: authorisedFetch(session, purpose), path: "/live/inbox", news: tell, state: setState });
    return () => {
      stop();
      clearTimeout(gathering);
    };
  }, [session, purpose]);
  return { state, news };
}

/** Whether new requests show up by themselves; said aloud only when one does. A cut that heals soon is not worth a word. */
export function LiveState({ state, news }: { readonly state: LiveState; readonly news: number }): ReactNode {
  const { texts } = useLanguage();
  const lostForLong = useLasting(state !== "live", 4_000);
  const first = useRef(news).current;
  return (
    <div className="live">
      <p className={lostForLong ? "warning" : "quiet"}>
        <span className="dot" data-state={state === "live" ? "live" : lostForLong ? "lost" : "connecting"} aria-hidden="true" />
        {state === "live" ? texts.inbox.live : lostForLong ? texts.inbox.notLive : texts.inbox.connecting}
      </p>
      <p role="status" className="hidden">
        {news > first ? texts.inbox.newArrived : ""}
      </p>
    </div>
  );
}

/** Whether something has been so for a while. */
function useLasting(now: boolean, forMs: number): boolean {
  const [lasted, setLasted] = useState(false);
  useEffect(() => {
    if (!now) return setLasted(false);
    const timer = setTimeout(() => setLasted(true), forMs);
    return () => clearTimeout(timer);
  }, [now, forMs]);
  return lasted;
}
