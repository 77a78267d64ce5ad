/** The pages from the outside in: signed out, on the way, or at the desk of the own duty. */
import { type ReactNode, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { Provider } from "urql";
import { type DeskPurpose, purposeOf } from "./edge/authorised.js";
import { edgeClient } from "./edge/graphql.js";
import { ItemPage } from "./inbox/item-page.js";
import { LiveState, useLiveFeed } from "./inbox/live-feed.js";
import { Queue } from "./inbox/queue.js";
import { Confirmation } from "./parts/confirmation.js";
import { Frame } from "./parts/frame.js";
import { PageHeading } from "./parts/heading.js";
import { InLanguage, useLanguage } from "./parts/language.js";
import { InPlace, useNavigation } from "./parts/navigation.js";
import { FaultNote } from "./parts/notes.js";
import { watchIdle } from "./sign-in/idle.js";
import type { Session } from "./sign-in/session.js";
import type { Phase, SignIn } from "./sign-in/sign-in.js";

export function App({ signIn }: { readonly signIn: SignIn }): ReactNode {
  return (
    <InLanguage>
      <Phased signIn={signIn} />
    </InLanguage>
  );
}

function Phased({ signIn }: { readonly signIn: SignIn }): ReactNode {
  const { texts } = useLanguage();
  const phase = useSyncExternalStore(signIn.subscribe, signIn.phase);
  if (phase.at === "in") return <SignedIn session={phase.session} signOut={signIn.signOut} />;
  return (
    <Frame>
      {phase.at === "out" ? (
        <SignedOut why={phase.why} signIn={() => void signIn.signIn()} />
      ) : (
        <p className="starting" role="status">
          {phase.at === "going" ? texts.signIn.going : texts.signIn.arriving}
        </p>
      )}
    </Frame>
  );
}

function SignedOut({ why, signIn }: { readonly why: (Phase & { readonly at: "out" })["why"]; readonly signIn: () => void }): ReactNode {
  const words = useLanguage().texts.signIn;
  return (
    <div className="card">
      <PageHeading>{words.title}</PageHeading>
      {why === "signed-out" && <p role="status">{words.signedOut}</p>}
      {why === "over" && (
        <div className="note" role="alert">
          <strong>{words.over}</strong>
          <p>{words.overAdvice}</p>
        </div>
      )}
      {typeof why === "object" && <FaultNote fault={why} />}
      <p>{words.intro}</p>
      <button type="button" onClick={signIn}>
        {words.button}
      </button>
    </div>
  );
}

function SignedIn({ session, signOut }: { readonly session: Session; readonly signOut: SignIn["signOut"] }): ReactNode {
  const { texts } = useLanguage();
  const purpose = purposeOf(session.person.duty);
  const { asked, stay } = useIdle(() => void signOut("over"));
  return (
    <Frame person={session.person} onSignOut={() => void signOut("signed-out")}>
      {purpose === undefined ? (
        <>
          <PageHeading>{texts.signIn.noDesk}</PageHeading>
          <p>{texts.signIn.noDeskAdvice}</p>
        </>
      ) : (
        <InPlace>
          <Desk session={session} purpose={purpose} />
        </InPlace>
      )}
      {asked && <Confirmation title={texts.signIn.idleTitle} question={texts.signIn.idleAdvice} yes={texts.signIn.stay} onYes={stay} onNo={stay} />}
    </Frame>
  );
}

function Desk({ session, purpose }: { readonly session: Session; readonly purpose: DeskPurpose }): ReactNode {
  const client = useMemo(() => edgeClient(session, purpose), [session, purpose]);
  const { place } = useNavigation();
  const { state, news } = useLiveFeed(session, purpose);
  return (
    <Provider value={client}>
      {place.item === undefined ? (
        <Queue list={place.list} news={news}>
          <LiveState state={state} news={news} />
        </Queue>
      ) : (
        <ItemPage key={place.item} id={place.item} list={place.list} session={session} purpose={purpose} />
      )}
    </Provider>
  );
}

/** Whether somebody is asked if they are still there. */
function useIdle(end: () => void): { readonly asked: boolean; readonly stay: () => void } {
  const [asked, setAsked] = useState(false);
  const [idle, setIdle] = useState<ReturnType<typeof watchIdle>>();
  useEffect(() => {
    const watching = watchIdle({ warn: () => setAsked(true), back: () => setAsked(false), end });
    setIdle(watching);
    for (const sign of signs) addEventListener(sign, watching.seen, { passive: true });
    return () => {
      watching.stop();
      for (const sign of signs) removeEventListener(sign, watching.seen);
    };
    // `end` does the same whenever it is called: the first one stays
  }, []);
  return { asked, stay: () => idle?.seen() };
}

/** Signs that somebody is there. */
const signs = ["pointerdown", "keydown", "scroll"] as const;
