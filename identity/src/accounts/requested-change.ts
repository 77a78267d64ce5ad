/** What one administrator asks for and another confirms. How it is made: see change.ts. */
import type { Duty } from "@epigraph/authz";
import type { NewAccount } from "./account.js";

/** `holder`: the keyed hash of the staff number in hex, so that the number itself is never stored. */
export type RequestedChange =
  | ({ readonly kind: "add"; readonly holder: string } & Omit<NewAccount, "staff">)
  | { readonly kind: "duty"; readonly duty: Duty; readonly agency?: string; readonly jurisdictions: readonly string[] }
  | { readonly kind: "clearance"; readonly clearance: number }
  | { readonly kind: "enable" }
  | { readonly kind: "reset" }
  | { readonly kind: "re-enrol" };
export type ChangeKind = RequestedChange["kind"];

export type PendingChange = { readonly id: string; readonly account: string; readonly change: RequestedChange; readonly requestedBy: string; readonly expiresAt: Date; readonly over: boolean };
