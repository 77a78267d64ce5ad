/** The request, the grant and the assignments without which no stay may be stored or read. Decides nothing about access: see authz. */
import type { AccountId, DataClass, Instant, Interval } from "@epigraph/authz";
import { identifierOf } from "./identifiers.js";
import type { Loader } from "./loader.js";
import type { InformationRequestRow } from "./movement-rows.js";
import type { AccessGrantRow, AssignmentRow, GrantCaseRow, GrantHolderRow } from "./permission-rows.js";

/** Who acts in the process that an import or a seed stands for. */
export type Accounts = {
  /** Who is assigned to a case of the region and holds its grants; the first one is recorded as having asked. At least one. */
  readonly holders: (regionCode: string) => readonly [AccountId, ...AccountId[]];
  /** Must not be one of the holders: nobody approves their own request. */
  readonly approver: AccountId;
  readonly police: AccountId;
};

/** `investigator.<region code>` for the case's own municipality and `investigator.national`; approved by `approver.kdca`, for phone data also by `police.officer`. */
export const defaultAccounts: Accounts = {
  holders: (regionCode) => [`investigator.${regionCode}` as AccountId, "investigator.national" as AccountId],
  approver: "approver.kdca" as AccountId,
  police: "police.officer" as AccountId,
};

export const defaultGrantDays = 14;

const millisecondsPerDay = 86_400_000;

export type DueProcessOptions = {
  /** The source's name; part of every id. */
  readonly system: string;
  /** When the import or seed happens. Requests and grants begin here. */
  readonly now: Instant;
  /** How long the grants live. Default 14 days. */
  readonly grantDays?: number;
  readonly accounts?: Accounts;
  /** Why the data are here, in a sentence that names the import or seed. */
  readonly justification: string;
};

/** A case as the process sees it. `sourceRecord` is the source's own id of the case. */
export type CaseOfProcess = { readonly caseId: string; readonly sourceRecord: string; readonly regionCode: string };

/** What has to be written for one case and one data class before its stays. */
export type PermittedEvidence = { readonly request: InformationRequestRow; readonly grant: AccessGrantRow; readonly grantHolders: readonly GrantHolderRow[]; readonly grantCases: readonly GrantCaseRow[] };

/**
 * Articles of the Infectious Disease Control and Prevention Act under which each class is asked for; to be checked by the operator's lawyer.
 * 18: epidemiological investigation; 34-2: disclosure of information in a crisis; 76-2: requests for personal and location information.
 */
const legalBases: Readonly<Record<DataClass, string>> = {
  "telecom-location": "IDCPA 76-2(2)",
  "card-use": "IDCPA 76-2(1)",
  "qr-entry": "IDCPA 76-2(1)",
  interview: "IDCPA 18",
  "public-report": "IDCPA 34-2",
};

/** One request in the state `provided` with its grant. `window` must cover every stay that will carry the request. */
export function permitEvidence(subject: CaseOfProcess, dataClass: DataClass, window: Interval, options: DueProcessOptions): PermittedEvidence {
  const { system, now, grantDays = defaultGrantDays, accounts = defaultAccounts, justification } = options;
  const holders = accounts.holders(subject.regionCode);
  // the window is part of the id: were the same data to come again with more days, a request frozen earlier would not cover them
  const sourceRecord = `${subject.sourceRecord}/${dataClass}/${new Date(window.from).toISOString()}/${new Date(window.to).toISOString()}`;
  const requestId = identifierOf(system, "information-request", sourceRecord);
  const grantId = identifierOf(system, "access-grant", sourceRecord);
  return {
    request: {
      id: requestId,
      caseId: subject.caseId,
      dataClass,
      windowFrom: window.from,
      windowTo: window.to,
      justification,
      legalBasis: legalBases[dataClass],
      state: "provided",
      requestedBy: holders[0],
      requestedAt: now,
      approvedBy: accounts.approver,
      approvedAt: now,
      ...(dataClass === "telecom-location" ? { policeApprovedBy: accounts.police, policeApprovedAt: now } : {}),
      providedAt: now,
      sourceSystem: system,
      sourceRecord,
    },
    grant: { id: grantId, requestId, dataClass, windowFrom: window.from, windowTo: window.to, purpose: "investigation", notBefore: now, notAfter: now + grantDays * millisecondsPerDay },
    grantHolders: holders.map((account) => ({ grantId, account })),
    grantCases: [{ grantId, caseId: subject.caseId }],
  };
}

/** Every holder of the case's region is assigned to it from `now` on, without an end. */
export function assign(subject: CaseOfProcess, { now, accounts = defaultAccounts }: Pick<DueProcessOptions, "now" | "accounts">): readonly AssignmentRow[] {
  return accounts.holders(subject.regionCode).map((account) => ({ account, caseId: subject.caseId, notBefore: now }));
}

/** Writes permits and assignments. The cases' references must be there; the stays come after. */
export async function writePermits(loader: Loader, permits: readonly PermittedEvidence[], assignments: Iterable<AssignmentRow>): Promise<void> {
  await loader.insert("informationRequests", permits.map(({ request }) => request));
  await loader.insert("grants", permits.map(({ grant }) => grant));
  await loader.insert("grantHolders", permits.flatMap(({ grantHolders }) => grantHolders));
  await loader.insert("grantCases", permits.flatMap(({ grantCases }) => grantCases));
  await loader.insert("assignments", assignments);
}
