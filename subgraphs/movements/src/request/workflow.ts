/**
 * The way of an information request (정보요청): which step leads from which state to which, and whose step it is. The database decides by the same table (`movements.request_transition`), a test holds the
 * two together. Not who may ask for a step at all: see the rules; not what only the database knows of a request, such as who made it: see migrations 0023 and 0029.
 */
import type { Duty } from "@epigraph/authz";

export const requestStates = ["draft", "submitted", "approved", "police-approved", "association-approved", "sent", "partly-provided", "provided", "closed", "denied", "withdrawn", "expired"] as const;
export type RequestState = (typeof requestStates)[number];

export const requestSteps = ["amend", "submit", "approve", "deny", "authorise", "refuse", "send", "upload", "complete", "provide", "close", "withdraw", "expire"] as const;
export type RequestStep = (typeof requestSteps)[number];

/** `platform`: follows of itself, from a step of somebody's or with time. */
export type Actor = Duty | "platform";

export type Transition = { readonly step: RequestStep; readonly by: readonly Actor[]; readonly from: readonly RequestState[]; readonly to: RequestState };

const investigators = ["local-investigator", "national-investigator"] as const;
const beforeSending = ["submitted", "approved", "police-approved", "association-approved"] as const;

/** Read from top to bottom: one line is one step. */
export const transitions: readonly Transition[] = [
  // back to the drawing board: every approval is void
  { step: "amend", by: investigators, from: ["draft", ...beforeSending], to: "draft" },
  { step: "submit", by: investigators, from: ["draft"], to: "submitted" },
  { step: "approve", by: ["approver"], from: ["submitted"], to: "approved" },
  { step: "deny", by: ["approver"], from: ["submitted"], to: "denied" },
  // the second approval, where the policy of the class asks for one
  { step: "authorise", by: ["police-officer"], from: ["approved"], to: "police-approved" },
  { step: "authorise", by: ["card-association-officer"], from: ["approved"], to: "association-approved" },
  { step: "refuse", by: ["police-officer", "card-association-officer"], from: ["approved"], to: "denied" },
  { step: "send", by: ["platform"], from: ["approved", "police-approved", "association-approved"], to: "sent" },
  // rows of one of the providers are there: see migration 0029
  { step: "upload", by: ["data-provider"], from: ["sent", "partly-provided"], to: "partly-provided" },
  // one of them says that this is all it has
  { step: "complete", by: ["data-provider"], from: ["sent", "partly-provided"], to: "partly-provided" },
  // the last of them did; a renewal is provided from the start
  { step: "provide", by: ["platform"], from: ["partly-provided", "approved", "police-approved", "association-approved"], to: "provided" },
  { step: "close", by: investigators, from: ["partly-provided", "provided"], to: "closed" },
  { step: "withdraw", by: investigators, from: ["draft", ...beforeSending, "sent", "partly-provided"], to: "withdrawn" },
  { step: "expire", by: ["platform"], from: [...beforeSending, "sent", "partly-provided"], to: "expired" },
];

/** One row for each step, state and actor, as the database keeps them. */
export const transitionRows: readonly { readonly step: RequestStep; readonly from: RequestState; readonly by: Actor; readonly to: RequestState }[] = transitions.flatMap(({ step, by, from, to }) =>
  from.flatMap((state) => by.map((actor) => ({ step, from: state, by: actor, to }))),
);
