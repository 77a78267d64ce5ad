/** The own agency's queue: how many wait and since when, the oldest first, and what is done. One request in full: see item-page.tsx. */
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useQuery } from "urql";
import { faultOf } from "../edge/fault.js";
import { wordFor } from "../language/texts.js";
import { numberIn, spanIn } from "../language/moments.js";
import { PageHeading } from "../parts/heading.js";
import { useLanguage } from "../parts/language.js";
import { Moment, Period } from "../parts/moment.js";
import { PageLink } from "../parts/navigation.js";
import { FaultNote, Loading } from "../parts/notes.js";
import type { ListState } from "../place.js";
import { type InboxItem, kindsChanged, pageSize, queueQuestion, summaryQuestion } from "./questions.js";
import { StateBadge } from "./state-badge.js";

/** `news`: another number means that something arrived. */
export function Queue({ list, news, children }: { readonly list: ListState; readonly news: number; readonly children: ReactNode }): ReactNode {
  const { texts } = useLanguage();
  return (
    <>
      <PageHeading>{texts.inbox.title}</PageHeading>
      <Summary news={news} />
      {children}
      <nav className="tabs" aria-label={texts.inbox.lists}>
        {(["waiting", "done"] as const).map((one) => (
          <PageLink key={one} to={{ list: one, item: undefined }} current={one === list}>
            {one === "waiting" ? texts.inbox.waiting : texts.inbox.done}
          </PageLink>
        ))}
      </nav>
      <Pages key={list} list={list} news={news} />
    </>
  );
}

function Summary({ news }: { readonly news: number }): ReactNode {
  const { language, texts } = useLanguage();
  const [{ data }, again] = useQuery({ query: summaryQuestion, variables: {}, context: kindsChanged });
  useNews(news, () => again({ requestPolicy: "network-only" }));
  const summary = data?.inboxSummary;
  if (!summary || summary.waiting === null) return null;
  const waitedFor = Date.now() - Date.parse(summary.oldestWaitingSince ?? "");
  return (
    <p className="summary">
      <b>{texts.inbox.waitingNumber(numberIn(language, summary.waiting))}</b>{" "}
      {summary.oldestWaitingSince !== null && summary.waiting > 0 && <span>{waitedFor < 60_000 ? texts.inbox.oldestNow : texts.inbox.oldest(spanIn(language, waitedFor))}</span>}
    </p>
  );
}

/** Each page asks for itself, so that all that are shown stay right when something changes. */
function Pages({ list, news }: { readonly list: ListState; readonly news: number }): ReactNode {
  const [starts, setStarts] = useState<readonly (string | null)[]>([null]);
  return starts.map((after, index) => <Page key={after ?? "first"} list={list} news={news} after={after} isLast={index === starts.length - 1} more={(cursor) => setStarts([...starts, cursor])} />);
}

type PageProps = { readonly list: ListState; readonly news: number; readonly after: string | null; readonly isLast: boolean; readonly more: (cursor: string) => void };

function Page({ list, news, after, isLast, more }: PageProps): ReactNode {
  const { texts } = useLanguage();
  const [{ data, error, fetching }, again] = useQuery({ query: queueQuestion, variables: { first: pageSize, after, state: list }, context: kindsChanged });
  useNews(news, () => again({ requestPolicy: "network-only" }));
  const page = data?.inbox;
  if (!page) return error ? <FaultNote fault={faultOf(error)} again={() => again({ requestPolicy: "network-only" })} /> : <Loading />;
  const items = page.edges.flatMap(({ node }) => node ?? []);
  if (items.length === 0 && after === null) return <Nothing list={list} />;
  return (
    <>
      <ul className="queue" aria-busy={fetching}>
        {items.map((item) => (
          <li key={item.id}>
            <Row item={item} list={list} />
          </li>
        ))}
      </ul>
      {isLast && page.pageInfo.hasNextPage && page.pageInfo.endCursor !== null && (
        <button type="button" className="second" onClick={() => more(page.pageInfo.endCursor ?? "")}>
          {texts.inbox.more}
        </button>
      )}
    </>
  );
}

function Row({ item, list }: { readonly item: InboxItem; readonly list: ListState }): ReactNode {
  const { texts } = useLanguage();
  return (
    <PageLink to={{ list, item: item.id }} className="row">
      <span className="what">
        <b>{wordFor(texts.dataClasses, item.dataClass) || texts.item.unknown}</b>
        <StateBadge item={item} />
      </span>
      <span className="detail">
        <span className="label">{texts.inbox.window}</span> <Period from={item.windowFrom} to={item.windowTo} />
      </span>
      <span className="detail">
        <span className="label">{texts.inbox.arrived}</span> <Moment at={item.arrivedAt} />
      </span>
      {item.dueAt !== null && (
        <span className="detail">
          <span className="label">{texts.inbox.due}</span> <Moment at={item.dueAt} />
        </span>
      )}
    </PageLink>
  );
}

function Nothing({ list }: { readonly list: ListState }): ReactNode {
  const { texts } = useLanguage();
  return (
    <div className="nothing">
      <p>{list === "waiting" ? texts.inbox.nothingWaiting : texts.inbox.nothingDone}</p>
      {list === "waiting" && <p className="quiet">{texts.inbox.nothingWaitingAdvice}</p>}
    </div>
  );
}

/** Calls when the number changes, not at first. */
function useNews(news: number, tell: () => void): void {
  const seen = useRef(news);
  useEffect(() => {
    if (seen.current === news) return;
    seen.current = news;
    tell();
  });
}
