/** The state of a request in a word and a colour, never by the colour alone. */
import type { ReactNode } from "react";
import { wordFor } from "../language/texts.js";
import { useLanguage } from "../parts/language.js";
import type { InboxItem } from "./questions.js";

const tones: Readonly<Record<string, string>> = { waiting: "open", approved: "good", provided: "good", denied: "bad", expired: "bad" };

export function StateBadge({ item: { state, dueAt } }: { readonly item: Pick<InboxItem, "state" | "dueAt"> }): ReactNode {
  const { texts } = useLanguage();
  const overdue = isOpen(state) && dueAt !== null && Date.parse(dueAt) < Date.now();
  return (
    <span className="badges">
      <span className={`badge ${tones[state ?? ""] ?? "plain"}`}>{wordFor(texts.states, state)}</span>
      {overdue && <span className="badge bad">{texts.inbox.overdue}</span>}
    </span>
  );
}

/** Whether something is still to be done. */
export const isOpen = (state: string | null): boolean => state === "waiting";
