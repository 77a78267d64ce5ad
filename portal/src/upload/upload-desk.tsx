/** Sending a file: choose, check, send, with progress and a way to stop. The transfer itself: see transfer.ts. */
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Fault } from "../edge/fault.js";
import { bytesIn, numberIn } from "../language/moments.js";
import { useLanguage } from "../parts/language.js";
import { FaultNote, GoodNote } from "../parts/notes.js";
import type { Session } from "../sign-in/session.js";
import { acceptedFiles, formOf } from "./file-form.js";
import { Counts } from "./receipts.js";
import type { Receipt } from "./receipt.js";
import { RowList } from "./rejected-rows.js";
import { sendFile, type Transfer } from "./transfer.js";

type Step =
  | { readonly at: "choosing"; readonly wrong?: "fileMissing" | "formUnknown" | "fileEmpty" }
  | { readonly at: "sending"; readonly sent: number; readonly dryRun: boolean }
  | { readonly at: "received"; readonly receipt: Receipt; readonly dryRun: boolean }
  | { readonly at: "refused"; readonly fault: Fault }
  | { readonly at: "cancelled" };

export function UploadDesk({ entry, session, received }: { readonly entry: string; readonly session: Session; readonly received: () => void }): ReactNode {
  const { language, texts } = useLanguage();
  const words = texts.upload;
  const [file, setFile] = useState<File>();
  const [step, setStep] = useState<Step>({ at: "choosing" });
  const transfer = useRef<Transfer>(undefined);
  const sending = step.at === "sending";
  useLeavingAsked(sending);

  const start = async (dryRun: boolean): Promise<void> => {
    const form = file && formOf(file.name);
    const wrong = file === undefined ? "fileMissing" : form === undefined ? "formUnknown" : file.size === 0 ? "fileEmpty" : undefined;
    if (!file || !form || wrong !== undefined) {
      document.getElementById("file")?.focus();
      return setStep({ at: "choosing", wrong: wrong ?? "fileMissing" });
    }
    setStep({ at: "sending", sent: 0, dryRun });
    transfer.current = sendFile(session, { entry, file, form, dryRun }, (sent) => setStep((now) => (now.at === "sending" ? { ...now, sent } : now)));
    const done = await transfer.current.done;
    setStep(done.outcome === "received" ? { at: "received", receipt: done.receipt, dryRun } : done.outcome === "refused" ? { at: "refused", fault: done.fault } : { at: "cancelled" });
    if (!dryRun && done.outcome === "received") received();
  };

  const wrong = step.at === "choosing" ? step.wrong : undefined;
  return (
    <section aria-labelledby="upload">
      <h2 id="upload">{words.title}</h2>
      <p>{words.intro}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void start(false);
        }}
      >
        <label htmlFor="file">{words.file}</label>
        <span className="hint" id="file-hint">
          {words.fileHint}
        </span>
        <div className="picker">
          <span className="button" aria-hidden="true">
            {words.choose}
          </span>
          <span className="file-name">{file ? words.chosen(file.name, bytesIn(language, file.size)) : words.nothingChosen}</span>
          <input
            id="file"
            type="file"
            accept={acceptedFiles}
            disabled={sending}
            aria-invalid={wrong !== undefined}
            aria-describedby={wrong === undefined ? "file-hint" : "file-wrong file-hint"}
            onChange={({ target }) => {
              setFile(target.files?.[0]);
              setStep({ at: "choosing" });
            }}
          />
        </div>
        {wrong !== undefined && (
          <p className="missing" id="file-wrong" role="alert">
            {words[wrong]}
          </p>
        )}
        <div className="choices">
          <button type="button" className="second" disabled={sending} onClick={() => void start(true)}>
            {words.check}
          </button>
          <button type="submit" disabled={sending}>
            {words.send}
          </button>
        </div>
      </form>
      {sending && file && <Progress sent={step.sent} size={file.size} cancel={() => transfer.current?.cancel()} />}
      {step.at === "cancelled" && <p role="status">{words.cancelled}</p>}
      {step.at === "refused" && <FaultNote fault={step.fault} otherwise="UPLOAD_REFUSED" />}
      {step.at === "received" && (
        <GoodNote title={step.dryRun ? words.checkedTitle : words.receivedTitle}>
          <Counts counts={step.receipt} />
          {step.receipt.problems.length > 0 && <RowList rows={step.receipt.problems} fileName="checked.csv" />}
          <p>{(step.receipt.quarantined ?? 0) > 0 ? (step.dryRun ? words.checkedRejectedAdvice : words.rejectedAdvice)(numberIn(language, step.receipt.quarantined ?? 0)) : step.dryRun ? words.checkedAdvice : words.receivedAdvice}</p>
        </GoodNote>
      )}
    </section>
  );
}

function Progress({ sent, size, cancel }: { readonly sent: number; readonly size: number; readonly cancel: () => void }): ReactNode {
  const { language, texts } = useLanguage();
  const words = sent < size ? texts.upload.sending(bytesIn(language, sent), bytesIn(language, size)) : texts.upload.processing;
  return (
    <div className="progress">
      <progress max={size} value={sent} aria-label={texts.upload.title} />
      <p>{words}</p>
      <button type="button" className="second" onClick={cancel}>
        {texts.upload.cancel}
      </button>
    </div>
  );
}

/** The browser asks before a transfer is cut by closing the window. */
function useLeavingAsked(ask: boolean): void {
  useEffect(() => {
    if (!ask) return undefined;
    const hold = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener("beforeunload", hold);
    return () => removeEventListener("beforeunload", hold);
  }, [ask]);
}
