/** Every word of the pages, as a type: the compiler sees to it that neither language lacks any. The words: ko.ts and en.ts. */
import type { DataClass, ItemState } from "../inbox/questions.js";

/** What went wrong, and what to do. */
export type Problem = { readonly title: string; readonly advice: string };

export type Texts = {
  readonly frame: {
    readonly product: string; readonly door: string; readonly skip: string; readonly otherLanguage: string; readonly signOut: string; readonly signedInAs: string; readonly notice: string; readonly loading: string; readonly tryAgain: string;
    readonly reference: string; readonly doorSays: string; readonly lineColumn: (line: number | undefined, column: string | undefined) => string;
  };
  readonly signIn: {
    readonly title: string; readonly intro: string; readonly button: string; readonly going: string; readonly arriving: string; readonly signedOut: string; readonly over: string; readonly overAdvice: string;
    readonly idleTitle: string; readonly idleAdvice: string; readonly stay: string; readonly noDesk: string; readonly noDeskAdvice: string;
  };
  readonly duties: Readonly<Record<string, string>>;
  readonly inbox: {
    readonly title: string; readonly waiting: string; readonly done: string; readonly lists: string; readonly waitingNumber: (count: string) => string; readonly oldest: (span: string) => string; readonly oldestNow: string; readonly nothingWaiting: string; readonly nothingWaitingAdvice: string; readonly nothingDone: string;
    readonly more: string; readonly arrived: string; readonly due: string; readonly overdue: string; readonly window: string; readonly open: string; readonly fromTo: (from: string, to: string) => string;
    readonly live: string; readonly connecting: string; readonly notLive: string; readonly refresh: string; readonly newArrived: string;
  };
  readonly states: Readonly<Record<ItemState, string>>;
  readonly dataClasses: Readonly<Record<DataClass, string>>;
  readonly item: {
    readonly back: string; readonly number: string; readonly facts: string; readonly dataClass: string; readonly state: string; readonly legalBasis: string; readonly subject: string; readonly subjectHint: string; readonly unknown: string;
    readonly lookUp: string; readonly lookUpHint: string; readonly matchKinds: Readonly<Record<string, string>>; readonly roster: string; readonly rosterHint: (minutes: string) => string; readonly place: string; readonly coordinates: string; readonly radius: string; readonly gone: string; readonly goneAdvice: string;
  };
  readonly decision: {
    readonly title: string; readonly intro: string; readonly approval: string; readonly approveHint: string; readonly approve: string; readonly deny: string; readonly reason: string; readonly reasonHint: string; readonly reasonMissing: string;
    readonly approveTitle: string; readonly approveAsk: string; readonly denyTitle: string; readonly denyAsk: string; readonly cancel: string; readonly working: string; readonly approved: string; readonly denied: string;
  };
  readonly upload: {
    readonly title: string; readonly intro: string; readonly file: string; readonly fileHint: string; readonly choose: string; readonly nothingChosen: string; readonly chosen: (name: string, size: string) => string; readonly check: string; readonly send: string; readonly cancel: string;
    readonly sending: (sent: string, of: string) => string; readonly processing: string; readonly cancelled: string; readonly fileMissing: string; readonly formUnknown: string; readonly fileEmpty: string;
    readonly checkedTitle: string; readonly receivedTitle: string; readonly checkedAdvice: string; readonly receivedAdvice: string; readonly rejectedAdvice: (count: string) => string; readonly checkedRejectedAdvice: (count: string) => string;
    readonly receipts: string; readonly noReceipts: string; readonly rows: string; readonly accepted: string; readonly quarantined: string; readonly outside: string; readonly staysStored: string; readonly staysThere: string; readonly outsideHint: string; readonly hash: string; readonly uploadStates: Readonly<Record<"open" | "complete" | "checked", string>>;
    readonly showRejected: (count: string) => string; readonly rejectedTitle: string; readonly line: string; readonly column: string; readonly why: string; readonly download: string; readonly noRejected: string;
  };
  readonly completion: {
    readonly title: string; readonly intro: string; readonly complete: string; readonly nothing: string; readonly nothingHint: string; readonly completeTitle: string; readonly completeAsk: string; readonly nothingTitle: string; readonly nothingAsk: string; readonly cancel: string; readonly working: string; readonly completed: string;
  };
  /** By the code of a fault; `other` where there is none. */
  readonly problems: Readonly<Record<string, Problem>> & { readonly other: Problem };
};
