/** The receipts of what was sent for a request, and behind each the rows that were not taken. */
import { type ReactNode, useState } from "react";
import { numberIn } from "../language/moments.js";
import { useLanguage } from "../parts/language.js";
import type { Session } from "../sign-in/session.js";
import type { Receipt } from "./receipt.js";
import { RejectedRows } from "./rejected-rows.js";

type ReceiptsProps = { readonly entry: string; readonly receipts: readonly Receipt[]; readonly session: Session };

export function Receipts({ entry, receipts, session }: ReceiptsProps): ReactNode {
  const { texts } = useLanguage();
  return (
    <section aria-labelledby="receipts">
      <h2 id="receipts">{texts.upload.receipts}</h2>
      {receipts.length === 0 && <p className="quiet">{texts.upload.noReceipts}</p>}
      <ol className="receipts">
        {receipts.map((receipt) => (
          <li key={receipt.id}>
            <ReceiptOf entry={entry} receipt={receipt} session={session} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function ReceiptOf({ entry, receipt, session }: { readonly entry: string; readonly receipt: Receipt; readonly session: Session }): ReactNode {
  const { language, texts } = useLanguage();
  const words = texts.upload;
  const [shown, setShown] = useState(false);
  const notTaken = (receipt.correctable ?? 0) + (receipt.outsideApproval ?? 0);
  return (
    <article>
      <h3>
        <span className="file-name">{receipt.file ?? texts.item.unknown}</span> <span className="badge plain">{words.uploadStates[receipt.state]}</span>
      </h3>
      <Counts counts={receipt} />
      {(receipt.outsideApproval ?? 0) > 0 && <p className="warning">{words.outsideHint}</p>}
      {receipt.sha256 !== undefined && (
        <p className="aside">
          {words.hash}: <code>{receipt.sha256}</code>
        </p>
      )}
      {notTaken > 0 && (
        <button type="button" className="second" aria-expanded={shown} onClick={() => setShown(!shown)}>
          {words.showRejected(numberIn(language, notTaken))}
        </button>
      )}
      {shown && receipt.id !== undefined && <RejectedRows entry={entry} upload={receipt.id} session={session} />}
    </article>
  );
}

/** What became of a file's rows; what a check cannot know is left out. */
export function Counts({ counts }: { readonly counts: Receipt }): ReactNode {
  const { language, texts } = useLanguage();
  const { rows, accepted, quarantined, outside, staysStored, staysThere } = texts.upload;
  const all = [[rows, counts.rows], [accepted, counts.accepted], [quarantined, counts.quarantined], [outside, counts.outsideApproval], [staysStored, counts.staysStored], [staysThere, counts.staysThere]] as const;
  return (
    <dl className="counts">
      {all.flatMap(([name, many]) =>
        many === undefined
          ? []
          : [
              <div key={name}>
                <dt>{name}</dt>
                <dd>{numberIn(language, many)}</dd>
              </div>,
            ],
      )}
    </dl>
  );
}
