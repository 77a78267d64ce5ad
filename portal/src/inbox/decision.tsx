/** Approving or denying a request, each after one more question. Whether it is possible still, the door decides. */
import { type ReactNode, type SyntheticEvent, useState } from "react";
import { useMutation } from "urql";
import { type Fault, faultOf } from "../edge/fault.js";
import { Confirmation } from "../parts/confirmation.js";
import { useLanguage } from "../parts/language.js";
import { FaultNote, GoodNote } from "../parts/notes.js";
import { approval, denial, kindsChanged } from "./questions.js";

type Step = "reading" | "approving" | "denying" | "approved" | "denied";

/** `children`: what is decided on, said once more in the question. */
type DecisionProps = { readonly id: string; readonly open: boolean; readonly again: () => void; readonly children: ReactNode };

export function Decision({ id, open, again, children }: DecisionProps): ReactNode {
  const { texts } = useLanguage();
  const words = texts.decision;
  const [step, setStep] = useState<Step>("reading");
  const [reason, setReason] = useState("");
  const [reasonMissing, setReasonMissing] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const [approving, approve] = useMutation(approval);
  const [denying, deny] = useMutation(denial);
  const working = approving.fetching || denying.fetching;

  const decide = async (decided: "approved" | "denied"): Promise<void> => {
    setStep("reading");
    setFault(undefined);
    const { error } = await (decided === "approved" ? approve({ id }, kindsChanged) : deny({ id, reason: reason.trim() }, kindsChanged));
    if (error) setFault(faultOf(error));
    else setStep(decided);
    again(); // also after a refusal: a colleague may have been faster
  };
  const askToDeny = (event: SyntheticEvent): void => {
    event.preventDefault();
    const missing = reason.trim() === "";
    setReasonMissing(missing);
    if (missing) document.getElementById("reason")?.focus();
    else setStep("denying");
  };

  const said = fault ? <FaultNote fault={fault} /> : step === "approved" ? <GoodNote title={words.approved} /> : step === "denied" ? <GoodNote title={words.denied} /> : null;
  if (!open) return said;
  return (
    <section aria-labelledby="decision">
      <h2 id="decision">{words.title}</h2>
      <p>{words.intro}</p>
      {said}
      <div className="either">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            setStep("approving");
          }}
        >
          <h3>{words.approval}</h3>
          <p className="hint">{words.approveHint}</p>
          <button type="submit" disabled={working}>
            {approving.fetching ? words.working : words.approve}
          </button>
        </form>
        <form onSubmit={askToDeny} noValidate>
          <label htmlFor="reason">{words.reason}</label>
          <span className="hint" id="reason-hint">
            {words.reasonHint}
          </span>
          <textarea id="reason" rows={3} maxLength={2000} required aria-invalid={reasonMissing} aria-describedby={reasonMissing ? "reason-missing reason-hint" : "reason-hint"} value={reason} onChange={({ target }) => setReason(target.value)} />
          {reasonMissing && (
            <p className="missing" id="reason-missing" role="alert">
              {words.reasonMissing}
            </p>
          )}
          <button type="submit" className="grave" disabled={working}>
            {denying.fetching ? words.working : words.deny}
          </button>
        </form>
      </div>
      {step === "approving" && <Confirmation title={words.approveTitle} question={words.approveAsk} yes={words.approve} no={words.cancel} onYes={() => void decide("approved")} onNo={() => setStep("reading")}>{children}</Confirmation>}
      {step === "denying" && <Confirmation title={words.denyTitle} question={words.denyAsk} yes={words.deny} no={words.cancel} grave onYes={() => void decide("denied")} onNo={() => setStep("reading")}>{children}</Confirmation>}
    </section>
  );
}
