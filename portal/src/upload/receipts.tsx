/** The receipts of what was sent for a request, and behind each the rows that were not taken. */
import { type ReactNode, useEffect, useState } from "react";
import type { UploadReceipt } from "../inbox/questions.js";
import { numberIn } from "../language/moments.js";
import { wordFor } from "../language/texts.js";
import { useLanguage } from "../parts/language.js";
import { Moment } from "../parts/moment.js";
import type { Session } from "../sign-in/session.js";
import { isUnderWay } from "./receipt.js";
import { RejectedRows } from "./rejected-rows.js";

/** While the door works on a file, its receipt is asked for again so often. */
const lookAgainMs = 2_000;

type ReceiptsProps = { readonly item: string; readonly uploads: readonly UploadReceipt[]; readonly session: Session; readonly again: () => void };

export function Receipts({ item, uploads, session, again }: ReceiptsProps): ReactNode {
  const { texts } = useLanguage();
  const underWay = uploads.some(({ state }) => isUnderWay(state ?? ""));
  useEffect(() => {
    if (!underWay) return undefined;
    const timer = setInterval(again, lookAgainMs);
    return () => clearInterval(timer);
  }, [underWay, again]);
  return (
    <section aria-labelledby="receipts">
      <h2 id="receipts">{texts.upload.receipts}</h2>
      {uploads.length === 0 && <p className="quiet">{texts.upload.noReceipts}</p>}
      <ol className="receipts">
        {uploads.map((upload) => (
          <li key={upload.id}>
            <ReceiptOf item={item} upload={upload} session={session} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function ReceiptOf({ item, upload, session }: { readonly item: string; readonly upload: UploadReceipt; readonly session: Session }): ReactNode {
  const { language, texts } = useLanguage();
  const words = texts.upload;
  const [shown, setShown] = useState(false);
  const rejected = upload.quarantined ?? 0;
  return (
    <article>
      <h3>
        <span className="file-name">{upload.fileName ?? texts.item.unknown}</span> <span className="badge plain">{wordFor(words.uploadStates, upload.state)}</span>
      </h3>
      <p className="quiet">
        {words.receivedAt} <Moment at={upload.receivedAt} />
      </p>
      <Counts counts={upload} />
      {(upload.outsideApproval ?? 0) > 0 && <p className="warning">{words.outsideHint}</p>}
      {upload.sha256 !== null && (
        <p className="aside">
          {words.hash}: <code>{upload.sha256}</code>
        </p>
      )}
      {rejected > 0 && (
        <button type="button" className="second" aria-expanded={shown} onClick={() => setShown(!shown)}>
          {words.showRejected(numberIn(language, rejected))}
        </button>
      )}
      {shown && <RejectedRows item={item} upload={upload.id} session={session} />}
    </article>
  );
}

type Counted = { readonly [name in "rows" | "stored" | "duplicates" | "quarantined" | "outsideApproval"]: number | null | undefined };

/** What became of a file's rows. */
export function Counts({ counts }: { readonly counts: Counted }): ReactNode {
  const { language, texts } = useLanguage();
  const { rows, stored, duplicates, quarantined, outside } = texts.upload;
  const all = [[rows, counts.rows], [stored, counts.stored], [duplicates, counts.duplicates], [quarantined, counts.quarantined], [outside, counts.outsideApproval]] as const;
  return (
    <dl className="counts">
      {all.map(([name, count]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{count === null || count === undefined ? "–" : numberIn(language, count)}</dd>
        </div>
      ))}
    </dl>
  );
}
