/** One request in full, as far as this desk may see it, and what can be done with it. */
import type { ReactNode } from "react";
import { useQuery } from "urql";
import type { DeskPurpose } from "../edge/authorised.js";
import { faultOf } from "../edge/fault.js";
import { numberIn } from "../language/moments.js";
import { wordFor } from "../language/texts.js";
import { PageHeading } from "../parts/heading.js";
import { useLanguage } from "../parts/language.js";
import { Moment, Period } from "../parts/moment.js";
import { PageLink } from "../parts/navigation.js";
import { FaultNote, Loading } from "../parts/notes.js";
import type { ListState } from "../place.js";
import type { Session } from "../sign-in/session.js";
import { Completion } from "../upload/completion.js";
import { receiptOf } from "../upload/receipt.js";
import { Receipts } from "../upload/receipts.js";
import { UploadDesk } from "../upload/upload-desk.js";
import { Decision } from "./decision.js";
import { itemQuestions, kindsChanged, type ProvisionItem, type RosterPlace, type WholeItem } from "./questions.js";
import { isOpen, StateBadge } from "./state-badge.js";

type ItemPageProps = { readonly id: string; readonly list: ListState; readonly session: Session; readonly purpose: DeskPurpose };

export function ItemPage({ id, list, session, purpose }: ItemPageProps): ReactNode {
  const { texts } = useLanguage();
  const [{ data, error }, again] = useQuery({ query: itemQuestions[purpose], variables: { id }, context: kindsChanged });
  const askAgain = (): void => again({ requestPolicy: "network-only" });
  const item = data?.inboxItem;
  return (
    <>
      <p className="back">
        <PageLink to={{ list, item: undefined }}>← {texts.item.back}</PageLink>
      </p>
      {item ? <Item item={item} session={session} purpose={purpose} again={askAgain} /> : error ? <FaultNote fault={faultOf(error)} again={askAgain} /> : data ? <Gone /> : <Loading />}
    </>
  );
}

type Seen = Pick<WholeItem, "id" | "state" | "dueAt" | "dataClass" | "windowFrom" | "windowTo" | "arrivedAt"> & Partial<WholeItem>;

function Item({ item, session, purpose, again }: { readonly item: Seen; readonly session: Session; readonly purpose: DeskPurpose; readonly again: () => void }): ReactNode {
  const { texts } = useLanguage();
  return (
    <>
      <PageHeading>{wordFor(texts.dataClasses, item.dataClass) || texts.item.unknown}</PageHeading>
      <StateBadge item={item} />
      <section aria-labelledby="facts">
        <h2 id="facts">{texts.item.facts}</h2>
        <dl>
          <Fact name={texts.inbox.window}>
            <Period from={item.windowFrom} to={item.windowTo} />
          </Fact>
          {purpose === "authorisation" && (
            <>
              <Fact name={texts.item.legalBasis}>{item.legalBasis ?? <Unknown />}</Fact>
              <Fact name={texts.item.subject} hint={texts.item.subjectHint}>
                {item.subject ? <code>{item.subject}</code> : <Unknown />}
              </Fact>
            </>
          )}
          <Fact name={texts.inbox.arrived}>
            <Moment at={item.arrivedAt} />
          </Fact>
          {item.dueAt !== null && (
            <Fact name={texts.inbox.due}>
              <Moment at={item.dueAt} />
            </Fact>
          )}
          <Fact name={texts.item.number}>
            <code>{item.id}</code>
          </Fact>
        </dl>
      </section>
      {purpose === "authorisation" ? (
        <Decision id={item.id} open={isOpen(item.state)} again={again}>
          <p>
            <b>{wordFor(texts.dataClasses, item.dataClass)}</b>
            <br />
            <Period from={item.windowFrom} to={item.windowTo} />
          </p>
        </Decision>
      ) : (
        <Provision item={item} session={session} again={again} />
      )}
    </>
  );
}

function Provision({ item, session, again }: { readonly item: Seen; readonly session: Session; readonly again: () => void }): ReactNode {
  const open = isOpen(item.state);
  const receipts = (item.uploads?.edges ?? []).flatMap(({ node }) => (node ? [receiptOf(node)] : []));
  return (
    <>
      {open && <LookUp matchKey={item.matchKey ?? null} places={item.places ?? []} />}
      {open && <UploadDesk entry={item.id} session={session} received={again} />}
      <Receipts entry={item.id} receipts={receipts} session={session} />
      <Completion id={item.id} open={open} uploads={receipts.length} again={again} />
    </>
  );
}

/** Whom or what the provider is to look up in its own data. */
function LookUp({ matchKey, places }: { readonly matchKey: ProvisionItem["matchKey"]; readonly places: readonly RosterPlace[] }): ReactNode {
  const { language, texts } = useLanguage();
  if (matchKey === null && places.length === 0) return null;
  return (
    <section aria-labelledby="look-up">
      <h2 id="look-up">{places.length === 0 ? texts.item.lookUp : texts.item.roster}</h2>
      {matchKey !== null && (
        <>
          <p className="match">
            <span>{wordFor(texts.item.matchKinds, matchKey.kind)}</span> <code>{matchKey.value ?? texts.item.unknown}</code>
          </p>
          <p className="quiet">{texts.item.lookUpHint}</p>
        </>
      )}
      {places.length > 0 && (
        <>
          <p>{texts.item.rosterHint(numberIn(language, places[0]?.dwellMinutes ?? 0))}</p>
          <div className="wide" tabIndex={0} role="region" aria-label={texts.item.place}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{texts.item.place}</th>
                  <th scope="col">{texts.item.coordinates}</th>
                  <th scope="col">{texts.item.radius}</th>
                </tr>
              </thead>
              <tbody>
                {places.map(({ name, latitude, longitude, radiusMetres }, index) => (
                  <tr key={`${index} ${name ?? ""}`}>
                    <td>{name ?? texts.item.unknown}</td>
                    <td>{latitude === null || longitude === null ? texts.item.unknown : `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`}</td>
                    <td>{radiusMetres === null ? texts.item.unknown : `${numberIn(language, radiusMetres)} m`}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}

function Fact({ name, hint, children }: { readonly name: string; readonly hint?: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {children}
        {hint !== undefined && <span className="hint">{hint}</span>}
      </dd>
    </div>
  );
}

const Unknown = (): ReactNode => <span className="quiet">{useLanguage().texts.item.unknown}</span>;

function Gone(): ReactNode {
  const { texts } = useLanguage();
  return (
    <>
      <PageHeading>{texts.item.gone}</PageHeading>
      <p>{texts.item.goneAdvice}</p>
    </>
  );
}
