/** Sends one file to the door and tells how far it is. `fetch` does not tell how much was sent, so this is XMLHttpRequest. What the door made of it: see receipt.ts. */
import { credentials } from "../edge/authorised.js";
import { answeredFault, type Fault, thrown } from "../edge/fault.js";
import type { Session } from "../sign-in/session.js";
import { type FileForm, headerName } from "./file-form.js";
import { type Receipt, receiptIn } from "./receipt.js";

export type Sending = { readonly entry: string; readonly file: File; readonly form: FileForm; /** Report only, store nothing. */ readonly dryRun: boolean };
export type Sent = { readonly outcome: "received"; readonly receipt: Receipt } | { readonly outcome: "refused"; readonly fault: Fault } | { readonly outcome: "cancelled" };
export type Transfer = { readonly done: Promise<Sent>; readonly cancel: () => void };

/** `progress`: bytes sent so far. Never rejects. */
export function sendFile(session: Session, { entry, file, form, dryRun }: Sending, progress: (sentBytes: number) => void): Transfer {
  const request = new XMLHttpRequest();
  let cancelled = false;
  const send = (token: string): Promise<Sent> =>
    new Promise((resolve) => {
      const ended = (): void => resolve(cancelled ? { outcome: "cancelled" } : { outcome: "refused", fault: { code: "UPLOAD_CUT" } });
      request.upload.addEventListener("progress", ({ loaded }) => progress(Math.min(loaded, file.size)));
      request.addEventListener("error", ended);
      request.addEventListener("abort", ended);
      request.addEventListener("load", () => resolve(answerOf(request)));
      request.open("PUT", uploadPath(entry));
      const headers = { ...credentials(token, "provision"), "content-type": form.contentType, "epigraph-file-name": headerName(file.name), ...(form.gzip ? { "content-encoding": "gzip" } : {}), ...(dryRun ? { "epigraph-dry-run": "1" } : {}) };
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.send(file);
    });
  const done = session.token().then(
    (token) => (cancelled ? { outcome: "cancelled" as const } : send(token)),
    (error: unknown) => ({ outcome: "refused" as const, fault: thrown(error) }),
  );
  const cancel = (): void => {
    cancelled = true;
    request.abort();
  };
  return { done, cancel };
}

export const uploadPath = (entry: string): string => `/provision/${encodeURIComponent(entry)}`;

function answerOf({ status, responseText }: XMLHttpRequest): Sent {
  let body: unknown;
  try {
    body = JSON.parse(responseText);
  } catch {
    body = undefined; // a proxy's own page
  }
  const receipt = status >= 200 && status < 300 ? receiptIn(body) : undefined;
  return receipt ? { outcome: "received", receipt } : { outcome: "refused", fault: answeredFault(status, body) };
}
