/** Asks once more before something that cannot be undone. Escape and Cancel both leave everything as it was. */
import { type ReactNode, useEffect, useId, useRef } from "react";

type ConfirmationProps = { readonly title: string; readonly question: string; readonly yes: string; /** Left out where there is nothing to cancel. */ readonly no?: string; readonly grave?: boolean; readonly onYes: () => void; readonly onNo: () => void; readonly children?: ReactNode };

export function Confirmation({ title, question, yes, no, grave = false, onYes, onNo, children }: ConfirmationProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const [titleId, questionId] = [useId(), useId()];
  useEffect(() => {
    const shown = dialog.current;
    const before = document.activeElement;
    if (shown && !shown.open) shown.showModal();
    return () => void (before instanceof HTMLElement && before.focus());
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={titleId} aria-describedby={questionId} onClose={onNo}>
      <h2 id={titleId}>{title}</h2>
      <p id={questionId}>{question}</p>
      {children}
      <div className="choices">
        <button type="button" className={grave ? "grave" : undefined} onClick={onYes}>
          {yes}
        </button>
        {no !== undefined && (
          <button type="button" className="second" onClick={() => dialog.current?.close()}>
            {no}
          </button>
        )}
      </div>
    </dialog>
  );
}
