/** What the pages tell beside their content: what went wrong and what to do, what was done, that something is on its way. */
import type { ReactNode } from "react";
import type { Fault } from "../edge/fault.js";
import { problemFor } from "../language/texts.js";
import { useLanguage } from "./language.js";

type FaultNoteProps = { readonly fault: Fault; /** The code whose words are taken when the fault's own has none. */ readonly otherwise?: string; readonly again?: () => void };

/** Said to a screen reader at once. Codes and the door's own words are for who is asked for help. */
export function FaultNote({ fault, otherwise = "other", again }: FaultNoteProps): ReactNode {
  const { texts } = useLanguage();
  const own = problemFor(texts, fault.code);
  const { title, advice } = own === texts.problems.other ? problemFor(texts, otherwise) : own;
  const where = texts.frame.lineColumn(fault.line, fault.column);
  return (
    <div className="note bad" role="alert">
      <strong>{title}</strong>
      <p>{advice}</p>
      {fault.message !== undefined && (
        <p className="aside">
          {texts.frame.doorSays}: {where !== "" && <b>{where}: </b>}
          <span lang="en">{fault.message}</span> <code>{fault.code}</code>
        </p>
      )}
      {fault.reference !== undefined && (
        <p className="aside">
          {texts.frame.reference}: <code>{fault.reference}</code>
        </p>
      )}
      {again && (
        <button type="button" className="second" onClick={again}>
          {texts.frame.tryAgain}
        </button>
      )}
    </div>
  );
}

export function GoodNote({ title, children }: { readonly title: string; readonly children?: ReactNode }): ReactNode {
  return (
    <div className="note good" role="status">
      <strong>{title}</strong>
      {children}
    </div>
  );
}

export function Loading(): ReactNode {
  return (
    <p className="quiet" role="status">
      {useLanguage().texts.frame.loading}
    </p>
  );
}
