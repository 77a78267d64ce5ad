/** Every table with rows that not everyone may see, and by which field's rules its rows are told. Not the rules: see rules.ts; not the policies made of both: see row-security.ts. */
import type { Columns } from "./predicate.js";
import type { Coordinate } from "./rule.js";

/** What the owner of a table (who migrates and imports) may do with its rows when it is not a superuser. */
export type OwnersPart = "writes" | "writes and reads" | "keeps";

/** A row exists for whoever may read this field of it, or carry out this mutation on it. */
export type Told = { readonly coordinate: Coordinate; readonly columns: Columns };

/** How a table's row is reached by the rules of a field. */
export type Way = Told & {
  /** For reading only: the rows of other tables that the columns are taken from: FROM, the key that leads to them, and what of the row it equals. `counting`: rows joined to those, which count only as far as they may be read themselves. */
  readonly through?: { readonly from: string; readonly key: string; readonly on: string; readonly counting?: { readonly join: string; readonly on: string; readonly way: Told } };
  /** The same within the policy itself, as the reader sees them: FROM. For what would otherwise look at its own table. */
  readonly joined?: string;
  /** What must hold of the row besides. */
  readonly besides?: string;
  /** For changing only: what must hold of the row as it is written. */
  readonly written?: string;
};

export type Described = {
  /** With its schema. */
  readonly table: string;
  readonly owner: OwnersPart;
  /** The row is there if one of the ways leads to it. */
  readonly read: readonly Way[];
  readonly insert?: readonly Way[];
  readonly update?: readonly Way[];
  /** In place of rules: rows that are the account's own. */
  readonly own?: string;
  /** Whose login writes the rows, whatever they say; only the audit service's reads them by the rules. */
  readonly keptBy?: "sequencer";
};

const isSealed = (...caseIds: string[]): string => `exists (select from permission.sealed_case x where x.case_id in (${caseIds.join(", ")}))`;
// worked out once a statement
const account = "(select me.account from security.asker() me)";
const now = "(select me.now from security.asker() me)";

const caseColumns: Columns = { caseId: "c.id", regionCode: "c.region_code", sealed: "c.sealed" };
const referenceColumns: Columns = { caseId: "c.case_id", regionCode: "c.region_code", sealed: "c.sealed" };
/** Once for each exposure, and once for a contact without any. */
const columnsOfContact = (contact: string): Columns => ({ caseId: "e.case_id", regionCode: `${contact}.region_code`, sealed: `exists (select from permission.sealed_case x where x.person_key = ${contact}.person_key)` });
const contactColumns = columnsOfContact("k");
const referralColumns: Columns = { caseId: "referral.case_id", regionCode: "referral.region_code", agency: "referral.to_agency", sealed: isSealed("referral.case_id") };
const clinicColumns: Columns = { published: "clinic.published", agency: "clinic.agency" };

const byCase = (key: string, on: string): NonNullable<Way["through"]> => ({ from: "cases.case_record c", key, on });
/** An exposure to a specially protected person is told of nobody, whether it names the person's case or the contact that the person was. */
const exposedIsSealed = `(${isSealed("exposure.exposed_case_id")} or security.is_sealed_contact(exposure.contact_id))`;
const byContact = (key: string, on: string): NonNullable<Way["through"]> => ({
  from: "cases.contact k",
  key,
  on,
  counting: {
    join: "cases.exposure e join cases.case_record of_exposure on of_exposure.id = e.case_id",
    on: "e.contact_id = k.id",
    way: { coordinate: "Exposure.id", columns: { caseId: "of_exposure.id", regionCode: "of_exposure.region_code", sealed: "of_exposure.sealed" } },
  },
});

/** P2: cases and what belongs to them. P3: `person`, reached as the case or the contact that the person is. */
const cases: readonly Described[] = [
  { table: "cases.case_record", owner: "writes and reads", read: [{ coordinate: "Case.id", columns: { caseId: "case_record.id", regionCode: "case_record.region_code", sealed: "case_record.sealed" } }] },
  { table: "cases.contact", owner: "writes and reads", read: [{ coordinate: "Contact.id", columns: columnsOfContact("contact"), joined: "(values (1)) one left join cases.exposure e on e.contact_id = contact.id" }] },
  { table: "cases.cluster", owner: "writes and reads", read: [{ coordinate: "Cluster.id", columns: {} }] },
  {
    table: "cases.transmission_link",
    owner: "writes and reads",
    read: (["infector_case_id", "infectee_case_id"] as const).map((end) => ({
      coordinate: "TransmissionLink.id",
      columns: caseColumns,
      through: byCase("c.id", `transmission_link.${end}`),
      besides: `not ${isSealed("transmission_link.infector_case_id", "transmission_link.infectee_case_id")}`,
    })),
  },
  { table: "cases.exposure", owner: "writes and reads", read: [{ coordinate: "Exposure.id", columns: caseColumns, through: byCase("c.id", "exposure.case_id"), besides: `not ${exposedIsSealed}` }] },
  { table: "cases.follow_up", owner: "writes and reads", read: [{ coordinate: "FollowUp.id", columns: contactColumns, through: byContact("k.id", "follow_up.contact_id") }] },
  {
    table: "cases.sample",
    owner: "writes and reads",
    read: [
      { coordinate: "Sample.id", columns: caseColumns, through: byCase("c.id", "sample.case_id") },
      { coordinate: "Sample.id", columns: contactColumns, through: byContact("k.id", "sample.contact_id") },
    ],
  },
  {
    table: "cases.person",
    owner: "writes",
    read: [
      { coordinate: "Person.fullName", columns: caseColumns, through: byCase("c.person_key", "person.key") },
      { coordinate: "Person.fullName", columns: contactColumns, through: byContact("k.person_key", "person.key") },
    ],
  },
];

/** P2: requests and the cases they are for. P4: `stay`. */
const movements: readonly Described[] = [
  { table: "movements.place", owner: "writes and reads", read: [{ coordinate: "Place.id", columns: {} }] },
  { table: "movements.case_reference", owner: "writes and reads", read: [{ coordinate: "Case.id", columns: { caseId: "case_reference.case_id", regionCode: "case_reference.region_code", sealed: "case_reference.sealed" } }] },
  {
    table: "movements.information_request",
    owner: "writes and reads",
    read: [{ coordinate: "InformationRequest.id", columns: referenceColumns, through: { from: "movements.case_reference c", key: "c.case_id", on: "information_request.case_id" } }],
  },
  { table: "movements.stay", owner: "writes", read: [{ coordinate: "Stay.id", columns: { caseId: "stay.case_id", sealed: isSealed("stay.case_id"), dataClass: "stay.data_class", earliest: "stay.earliest", latest: "stay.latest" } }] },
];

/** What the rules' own conditions look at: the account's own, and referrals by their rules. */
const permissions: readonly Described[] = [
  { table: "permission.assignment", owner: "keeps", read: [], own: `assignment.account = ${account}` },
  { table: "permission.grant_holder", owner: "keeps", read: [], own: `grant_holder.account = ${account}` },
  { table: "permission.grant_case", owner: "keeps", read: [], own: "exists (select from permission.grant_holder h where h.grant_id = grant_case.grant_id)" },
  { table: "permission.access_grant", owner: "keeps", read: [], own: "exists (select from permission.grant_holder h where h.grant_id = access_grant.id)" },
  {
    table: "permission.referral",
    owner: "keeps",
    read: [{ coordinate: "Referral.id", columns: referralColumns }],
    // of a case as it is, in the own name and at the time of the claims; that nothing of it is undone is the table's trigger's
    insert: [
      {
        coordinate: "Mutation.offerReferral",
        columns: referralColumns,
        written: `exists (select from cases.case_record c where c.id = referral.case_id and c.person_key = referral.person_key and c.region_code = referral.region_code) and referral.offered_by = ${account} and referral.offered_at = ${now}`,
      },
    ],
    update: [
      { coordinate: "Mutation.acceptReferral", columns: referralColumns, written: `referral.accepted_by = ${account} and referral.accepted_at = ${now} and referral.ended_at is null` },
      { coordinate: "Mutation.endReferral", columns: referralColumns, written: `referral.ended_by = ${account} and referral.ended_at = ${now}` },
    ],
  },
];

/** Drafts. */
const publications: readonly Described[] = [
  { table: "clinics.clinic", owner: "writes and reads", read: [{ coordinate: "Clinic.id", columns: clinicColumns }], update: [{ coordinate: "Mutation.reportCrowding", columns: clinicColumns, written: `clinic.crowding is not null and clinic.crowding_reported_at = ${now}` }] },
  { table: "programs.support_program", owner: "writes and reads", read: [{ coordinate: "SupportProgram.id", columns: { published: "support_program.published", agency: "support_program.agency" } }] },
];

/** Who looked at a case is told to those assigned to it by `ledger.accesses` alone. */
const log: readonly Described[] = [
  {
    table: "ledger.record",
    owner: "writes and reads", // who owns the database exports the log
    read: [
      { coordinate: "AuditRecord.id", columns: {} },
      // what alerts are counted from
      { coordinate: "SecurityAlert.kind", columns: {}, besides: "record.service = 'gateway' and record.outcome in ('refused', 'partly-denied')" },
    ],
    keptBy: "sequencer",
  },
  { table: "ledger.record_subject", owner: "writes and reads", read: [{ coordinate: "AuditRecord.id", columns: {} }], keptBy: "sequencer" },
];

/** Not among them: the schema `identity`, and the tables of regions, agencies and sealed cases' ids. */
export const described: readonly Described[] = [...cases, ...movements, ...permissions, ...publications, ...log];
