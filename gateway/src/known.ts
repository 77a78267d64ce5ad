/** What is known of a request while it is let in, kept with its response. Not of the operation, once there is one: see context.ts. */
import type { Principal, Purpose } from "@epigraph/authz";
import type { Response } from "express";
import type { Fate } from "./context.js";

export type Known = {
  principal?: Principal;
  purpose?: Purpose;
  /** Counted already as a refusal, by who turned it away. */
  counted?: true;
  fate?: Fate;
};

export const knownOf = (response: Response): Known => response.locals as Known;
export const fateOf = (response: Response): Fate => (knownOf(response).fate ??= {});
