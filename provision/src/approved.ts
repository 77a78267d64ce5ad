/** What the upload asks of the workflow of requests: whether, for whom and for what something may be provided. Not the workflow: see the movements subgraph. */

/** The classes of data that providers provide. */
export const providedClasses = ["telecom-location", "card-use", "qr-entry"] as const;
export type ProvidedClass = (typeof providedClasses)[number];

export type Subject = { readonly personKey: string; readonly caseId: string };

export type Approved = {
  readonly request: string;
  readonly agency: string;
  readonly dataClass: ProvidedClass;
  /** Half-open. */
  readonly window: { readonly from: Date; readonly to: Date };
  /** By the 32 bytes of a subject's pseudonym; `anyone` for the roster of a place: each a person key made of the pseudonym. */
  readonly subjects: ((pseudonym: Buffer) => Subject | undefined) | { readonly anyone: { readonly caseId: string } };
  /** Something is taken in `sent` and `partly-provided` only. */
  readonly state: string;
};

/** None when there is no such request for this agency. */
export type ApprovedFor = (request: string, agency: string) => Promise<Approved | undefined>;

/** Whether rows may come in now. */
export const isOpen = ({ state }: Approved): boolean => state === "sent" || state === "partly-provided";
