/** Every table with rows that not everyone may see, and by which field's rules its rows are told. Not the rules: see rules.ts; not the policies made of both: see row-security.ts. */
import { caseWork as followUpTables } from "./case-work-tables.js";
import type { Described, Way } from "./described-table.js";
import type { Columns } from "./predicate.js";
import { byCase, caseColumns, caseOf, caseWork, enteredNow, policy, registered } from "./tables-of-case-work.js";

const isSealed = (...caseIds: string[]): string => `exists (select from permission.sealed_case x where x.case_id in (${caseIds.join(", ")}))`;
// worked out once a statement
const account = "(select me.account from security.asker() me)";
const now = "(select me.now from security.asker() me)";

const referenceColumns: Columns = { caseId: "c.case_id", regionCode: "c.region_code", sealed: "c.sealed" };
/** Once for each exposure, and once for a contact without any. */
const columnsOfContact = (contact: string): Columns => ({ caseId: "e.case_id", regionCode: `${contact}.region_code`, sealed: `exists (select from permission.sealed_case x where x.person_key = ${contact}.person_key)` });
const contactColumns = columnsOfContact("k");
const referralColumns: Columns = { caseId: "referral.case_id", regionCode: "referral.region_code", agency: "referral.to_agency", sealed: isSealed("referral.case_id") };
const clinicColumns: Columns = { published: "clinic.published", agency: "clinic.agency" };

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

/** Reached as the case or the contact that the person is. */
const asPerson = (key: string): readonly Way[] => [
  { coordinate: "Person.fullName", columns: caseColumns, through: byCase("c.person_key", key) },
  { coordinate: "Person.fullName", columns: contactColumns, through: byContact("k.person_key", key) },
];

const recordColumns: Columns = { caseId: "case_record.id", regionCode: "case_record.region_code", sealed: "case_record.sealed" };

/** P2: cases and what belongs to them. P3: `person` and by what persons are looked up, reached as the case or the contact that the person is. */
const cases: readonly Described[] = [
  {
    table: "cases.case_record",
    owner: "works",
    read: [{ coordinate: "Case.id", columns: recordColumns }],
    insert: [{ coordinate: "Mutation.registerCase", columns: recordColumns, written: registered }],
    update: [{ coordinate: "Mutation.updateCase", columns: recordColumns }],
  },
  { table: "cases.contact", owner: "works", read: [{ coordinate: "Contact.id", columns: columnsOfContact("contact"), joined: "(values (1)) one left join cases.exposure e on e.contact_id = contact.id" }] },
  { table: "cases.cluster", owner: "works", read: [{ coordinate: "Cluster.id", columns: {} }] },
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
  { table: "cases.follow_up", owner: "works", read: [{ coordinate: "FollowUp.id", columns: contactColumns, through: byContact("k.id", "follow_up.contact_id") }] },
  {
    table: "cases.sample",
    owner: "writes and reads",
    read: [
      { coordinate: "Sample.id", columns: caseColumns, through: byCase("c.id", "sample.case_id") },
      { coordinate: "Sample.id", columns: contactColumns, through: byContact("k.id", "sample.contact_id") },
    ],
    insert: [{ coordinate: "Mutation.recordSample", columns: caseColumns, joined: caseOf("sample.case_id") }],
    update: [{ coordinate: "Mutation.recordResult", columns: caseColumns, joined: caseOf("sample.case_id") }],
  },
  { table: "cases.person", owner: "writes", read: asPerson("person.key"), insert: [{ coordinate: "Mutation.registerCase", columns: caseColumns, joined: enteredNow("person.key") }] },
];

const byRequest = (on: string): NonNullable<Way["through"]> => ({ from: "movements.information_request q join movements.case_reference c on c.case_id = q.case_id", key: "q.id", on });
/** Each is worked out once a statement; an upload that has ended, or whose request was closed, has no terms, and no row is within them. */
const withinTerms = ["stay.request_id = (select t.request_id from provision.terms() t)", "stay.case_id = (select t.case_id from provision.terms() t)", "stay.data_class = (select t.data_class from provision.terms() t)", "stay.earliest >= (select t.window_from from provision.terms() t)", "stay.latest <= (select t.window_to from provision.terms() t)"].join(" and ");
const caseOfRoster = "(select q.case_id from movements.information_request q where q.id = roster_stay.request_id)";
const rosterTerm = (column: string): string => `(select t.${column} from provision.roster_terms() t)`;

/** P2: requests and the cases they are for. P4: `stay` and `roster_stay`; the list of a roster's persons no service's login may read. */
const movements: readonly Described[] = [
  { table: "movements.place", owner: "writes and reads", read: [{ coordinate: "Place.id", columns: {} }] },
  { table: "movements.case_reference", owner: "keeps", read: [{ coordinate: "Case.id", columns: { caseId: "case_reference.case_id", regionCode: "case_reference.region_code", sealed: "case_reference.sealed" } }] },
  {
    table: "movements.information_request",
    owner: "keeps",
    read: [{ coordinate: "InformationRequest.id", columns: referenceColumns, through: { from: "movements.case_reference c", key: "c.case_id", on: "information_request.case_id" } }],
  },
  ...["request_case", "request_place", "request_holder", "request_step"].map((table): Described => ({
    table: `movements.${table}`,
    owner: "keeps",
    read: [{ coordinate: "InformationRequest.id", columns: referenceColumns, through: byRequest(`${table}.request_id`) }],
  })),
  {
    table: "movements.inbox_item",
    owner: "keeps",
    read: [
      { coordinate: "InboxItem.id", columns: { agency: "inbox_item.agency", sealed: "(inbox_item.person_key is not null and exists (select from permission.sealed_case x where x.person_key = inbox_item.person_key))" } },
      { coordinate: "RequestProvision.agency", columns: referenceColumns, through: byRequest("inbox_item.request_id") },
    ],
  },
  {
    table: "movements.notice",
    owner: "keeps",
    read: [
      { coordinate: "Notice.id", columns: referenceColumns, through: { from: "movements.case_reference c", key: "c.case_id", on: "notice.case_id" } },
      { coordinate: "NoticeEntry.id", columns: {} },
    ],
  },
  {
    table: "movements.notice_step",
    owner: "keeps",
    read: [
      { coordinate: "Notice.id", columns: referenceColumns, through: { from: "movements.notice n join movements.case_reference c on c.case_id = n.case_id", key: "n.id", on: "notice_step.notice_id" } },
      { coordinate: "NoticeEntry.id", columns: {} },
    ],
  },
  { table: "movements.stay", owner: "writes", read: [{ coordinate: "Stay.id", columns: { caseId: "stay.case_id", sealed: isSealed("stay.case_id"), dataClass: "stay.data_class", earliest: "stay.earliest", latest: "stay.latest" } }], provided: withinTerms },
  { table: "movements.roster_person", owner: "keeps", read: [], own: "false", provided: `roster_person.request_id = ${rosterTerm("request_id")}` },
  {
    table: "movements.roster_stay",
    owner: "keeps",
    read: [
      {
        coordinate: "RosterStay.id",
        columns: { caseId: caseOfRoster, sealed: `(${isSealed(caseOfRoster)} or roster_stay.person_key in (select k from movements.sealed_on_rosters() k))`, dataClass: "roster_stay.data_class", earliest: "roster_stay.earliest", latest: "roster_stay.latest", roster: "roster_stay.request_id" },
      },
    ],
    provided: [...["request_id", "agency", "data_class"].map((column) => `roster_stay.${column} = ${rosterTerm(column)}`), `roster_stay.earliest >= ${rosterTerm("window_from")}`, `roster_stay.latest <= ${rosterTerm("window_to")}`].join(" and "),
  },
];

/** What the rules' own conditions look at: the account's own, and referrals by their rules. */
const permissions: readonly Described[] = [
  { table: "permission.assignment", owner: "keeps", read: [], own: `assignment.account = ${account}` },
  { table: "permission.grant_holder", owner: "keeps", read: [], own: `grant_holder.account = ${account}` },
  { table: "permission.grant_case", owner: "keeps", read: [], own: "exists (select from permission.grant_holder h where h.grant_id = grant_case.grant_id)" },
  { table: "permission.access_grant", owner: "keeps", read: [], own: "exists (select from permission.grant_holder h where h.grant_id = access_grant.id)" },
  { table: "permission.emergency_access", owner: "keeps", read: [{ coordinate: "EmergencyAccess.id", columns: {} }] },
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

/** Policies with two owners: proposed and confirmed in the own name, at the time of the claims. */
const policies: readonly Described[] = [
  {
    table: "policy.request_policy",
    owner: "keeps",
    read: [{ coordinate: "RequestPolicy.id", columns: {} }],
    insert: [{ coordinate: "Mutation.proposeRequestPolicy", columns: {}, written: `request_policy.proposed_by = ${account} and request_policy.proposed_at = ${now} and request_policy.confirmed_at is null` }],
    update: [{ coordinate: "Mutation.confirmRequestPolicy", columns: {}, written: `request_policy.confirmed_by = ${account} and request_policy.confirmed_at = ${now} and request_policy.valid_from > clock_timestamp()` }],
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

/** Of a job its asker sees how it goes, and an administrator of all of them; what it is about no service's login may read. */
const work: readonly Described[] = [
  { table: "jobs.job", owner: "keeps", read: [], own: `(job.asked_by = ${account} or (select me.duty = 'system-administrator' and me.clearance >= 1 and me.purpose = 'administration' from security.asker() me))` },
];

/** Not among them: the schemas `identity` and `provision`, which nobody but one login reads, and the tables of regions, agencies and sealed cases' ids. */
export const described: readonly Described[] = [...cases, ...caseWork, ...policy, ...followUpTables({ caseColumns, contactColumns, byCase, byContact, isSealed }), ...movements, ...permissions, ...policies, ...publications, ...log, ...work];
