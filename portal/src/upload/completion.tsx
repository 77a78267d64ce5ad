/** The end of a provision: everything was sent, or there is nothing to send. Cannot be undone, so it is asked once more. */
import { type ReactNode, useState } from "react";
import { useMutation } from "urql";
import { type Fault, faultOf } from "../edge/fault.js";
import { completion, kindsChanged } from "../inbox/questions.js";
import { Confirmation } from "../parts/confirmation.js";
import { useLanguage } from "../parts/language.js";
import { FaultNote, GoodNote } from "../parts/notes.js";

type CompletionProps = { readonly id: string; readonly open: boolean; /** How many files were sent. */ readonly uploads: number; readonly again: () => void };

export function Completion({ id, open, uploads, again }: CompletionProps): ReactNode {
  const words = useLanguage().texts.completion;
  const [asking, setAsking] = useState<"complete" | "nothing">();
  const [fault, setFault] = useState<Fault>();
  const [done, setDone] = useState(false);
  const [{ fetching }, complete] = useMutation(completion);
  const say = async (nothingHeld: boolean): Promise<void> => {
    setAsking(undefined);
    setFault(undefined);
    const { error } = await complete({ id, nothingHeld }, kindsChanged);
    if (error) setFault(faultOf(error));
    else setDone(true);
    again();
  };
  const said = fault ? <FaultNote fault={fault} /> : done ? <GoodNote title={words.completed} /> : null;
  if (!open) return said;
  return (
    <section aria-labelledby="completion">
      <h2 id="completion">{words.title}</h2>
      <p>{words.intro}</p>
      {said}
      <div className="choices">
        {uploads > 0 ? (
          <button type="button" disabled={fetching} onClick={() => setAsking("complete")}>
            {fetching ? words.working : words.complete}
          </button>
        ) : (
          <button type="button" className="second" disabled={fetching} aria-describedby="nothing-hint" onClick={() => setAsking("nothing")}>
            {fetching ? words.working : words.nothing}
          </button>
        )}
      </div>
      {uploads === 0 && (
        <p className="quiet" id="nothing-hint">
          {words.nothingHint}
        </p>
      )}
      {asking === "complete" && <Confirmation title={words.completeTitle} question={words.completeAsk} yes={words.complete} no={words.cancel} onYes={() => void say(false)} onNo={() => setAsking(undefined)} />}
      {asking === "nothing" && <Confirmation title={words.nothingTitle} question={words.nothingAsk} yes={words.nothing} no={words.cancel} onYes={() => void say(true)} onNo={() => setAsking(undefined)} />}
    </section>
  );
}
