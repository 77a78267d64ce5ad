/** What the upload asks of the workflow of requests: whether, for whom and for what something may be provided. Not the workflow: see the movements subgraph. */

/** The classes of data that providers provide. */
export const providedClasses = ["telecom-location", "card-use", "qr-entry"] as const;
export type ProvidedClass = (typeof providedClasses)[number];

/** One person of a case, or nobody known: then a person key is made of the pseudonym. */
export type Subject = { readonly personKey: string };

/** The roster of a place: whoever was at one of the places for at least so long. */
export type PlacesAsked = { readonly places: readonly { readonly latitude: number; readonly longitude: number; readonly radiusMetres: number }[]; readonly dwellMinutes: number };

export type Approved = {
  readonly request: string;
  readonly agency: string;
  readonly dataClass: ProvidedClass;
  /** Half-open. */
  readonly window: { readonly from: Date; readonly to: Date };
  /** The case under which its stays are stored. */
  readonly caseId: string;
  /** By the 32 bytes of a subject's pseudonym; `anyone` for the roster of a place. */
  readonly subjects: ((pseudonym: Buffer) => Subject | undefined) | { readonly anyone: PlacesAsked };
  /** By what the request names its person, so that a profile that names persons by anything else is told from rows of other persons; any if not given. */
  readonly subjectKind?: string;
  /** `open`: something is taken. `done`: the agency said it has no more; otherwise what became of the request. */
  readonly standing: string;
};

/** By the id under which the agency knows what it is asked: its own entry of the inbox. None for another's, and one that does not exist. */
export type ApprovedFor = (entry: string, agency: string) => Promise<Approved | undefined>;

/** Why nothing is taken any more, as the agency is told; undefined while rows may come in. */
export function whyClosed({ standing }: Approved): string | undefined {
  if (standing === "open") return undefined;
  if (standing === "expired") return "the time for this request is over: nothing is taken any more";
  if (standing === "done") return "your agency said that it has no more for this request: nothing is taken any more";
  return `the request is ${standing}: nothing is taken any more`;
}
