/** The tables of case work by their rules: who may take which step, and who sees what follows from it. The other tables: see protected-tables.ts; what follows: datastore's migration 0022. */
import type { Described, Way } from "./described-table.js";
import type { Columns } from "./predicate.js";

/** What the tables around it say of cases and contacts. */
export type Around = {
  readonly caseColumns: Columns;
  readonly contactColumns: Columns;
  readonly byCase: (key: string, on: string) => NonNullable<Way["through"]>;
  readonly byContact: (key: string, on: string) => NonNullable<Way["through"]>;
  readonly isSealed: (...caseIds: string[]) => string;
};

/** Of a region, and of nobody. */
const ofRegion = (region: string): Columns => ({ caseId: "null::uuid", regionCode: region, sealed: "false" });
const taskColumns = (task: string, isSealed: Around["isSealed"]): Columns => ({ caseId: `${task}.case_id`, regionCode: `${task}.region_code`, agency: `${task}.agency`, sealed: isSealed(`${task}.case_id`) });
const transferColumns = (transfer: string, isSealed: Around["isSealed"]): Columns => ({ caseId: `${transfer}.case_id`, regionCode: `${transfer}.region_code`, agency: `${transfer}.to_agency`, sealed: isSealed(`${transfer}.case_id`) });

const sealSteps = "('proposeSeal', 'proposeContactSeal', 'confirmSeal', 'withdrawSeal', 'proposeUnseal')";

export function caseWork({ caseColumns, contactColumns, byCase, byContact, isSealed }: Around): readonly Described[] {
  const isOpen = `step.action not in ${sealSteps} and not ${isSealed("step.case_id")}`;
  return [
    {
      table: "cases.step",
      owner: "writes and reads",
      read: [
        { coordinate: "WorkStep.id", columns: caseColumns, through: byCase("c.id", "step.case_id"), besides: `step.contact_id is null and ${isOpen}` },
        { coordinate: "WorkStep.id", columns: contactColumns, through: byContact("k.id", "step.contact_id"), besides: isOpen },
        { coordinate: "WorkStep.id", columns: ofRegion("step.region_code"), besides: `step.case_id is null and step.contact_id is null and ${isOpen}` },
        { coordinate: "Seal.id", columns: {}, besides: `step.action in ${sealSteps}` },
      ],
      insert: stepWays({ caseColumns, contactColumns, isSealed }),
    },
    { table: "cases.quarantine", owner: "works", read: [{ coordinate: "Quarantine.id", columns: contactColumns, through: byContact("k.id", "quarantine.contact_id") }] },
    { table: "cases.event", owner: "works", read: [{ coordinate: "Event.id", columns: ofRegion("event.region_code") }] },
    {
      table: "cases.event_member",
      owner: "keeps",
      read: [
        { coordinate: "Case.id", columns: caseColumns, through: byCase("c.id", "event_member.case_id") },
        { coordinate: "Contact.id", columns: contactColumns, through: byContact("k.id", "event_member.contact_id") },
      ],
    },
    { table: "cases.task", owner: "works", read: [{ coordinate: "Task.id", columns: taskColumns("task", isSealed) }] },
    { table: "cases.cluster_count", owner: "works", read: [{ coordinate: "ClusterCount.count", columns: {} }] },
    { table: "permission.transfer", owner: "works", read: [{ coordinate: "Transfer.id", columns: transferColumns("transfer", isSealed) }] },
    { table: "permission.seal", owner: "works", read: [{ coordinate: "Seal.id", columns: {} }] },
  ];
}

/** Who may take which step of what. The row that it is about is looked up as the asker sees it: what may not be seen is not acted on. */
function stepWays({ caseColumns, contactColumns, isSealed }: Pick<Around, "caseColumns" | "contactColumns" | "isSealed">): readonly Way[] {
  const onCase = (action: string, written: string): Way => ({ coordinate: `Mutation.${action}`, columns: caseColumns, joined: `(select r.* from cases.case_record r where step.action = '${action}' and r.id = step.case_id) c`, written });
  const onContact = (action: string, written: string): Way => ({
    coordinate: `Mutation.${action}`,
    columns: contactColumns,
    joined: `(select r.* from cases.contact r where step.action = '${action}' and r.id = step.contact_id) k left join cases.exposure e on e.contact_id = k.id`,
    written,
  });
  const onRegion = (action: string, written: string): Way => ({ coordinate: `Mutation.${action}`, columns: ofRegion("step.region_code"), joined: `(select 1 where step.action = '${action}') one`, written });

  const seesCase = "exists (select from cases.case_record r where r.id = step.case_id)";
  const seesContact = "exists (select from cases.contact r where r.id = step.contact_id)";
  const alone = "step.case_id is null and step.contact_id is null";
  const ofCase = "step.contact_id is null";
  const ofContact = "step.case_id is null";
  const isContact = "step.subject = step.contact_id";
  const oneMember = `num_nonnulls(step.case_id, step.contact_id) = 1 and (${seesCase} or ${seesContact})`;
  const toOwnAccount = (allowed: string): string => `(step.account is null or step.agency = step.by_agency and ${allowed})`;
  const toReachingAgency = (region: string): string => `permission.agency_reaches(step.agency, (${region}), step.case_id)`;
  const ofCases = "select r.region_code from cases.case_record r where r.id = step.case_id";
  const ofTask = "select r.region_code from cases.task r where r.id = step.subject";
  const bySubject = (table: string): string => `${table} x where x.id = step.subject`;
  const [event, cluster, task, transfer, seal] = [bySubject("cases.event"), bySubject("cases.cluster"), bySubject("cases.task"), bySubject("permission.transfer"), bySubject("permission.seal")];
  const on = (action: string, of: string, columns: Columns, written: string): Way => ({ coordinate: `Mutation.${action}`, columns, joined: `(select ${columns.caseId === undefined ? "x.id" : "x.*"} from ${of} and step.action = '${action}') r`, written });

  return [
    onCase("registerContact", isContact),
    onCase("recordExposure", `(${seesContact} or cases.is_just_registered(step.contact_id))`),
    onContact("updateContact", `${ofContact} and ${isContact}`),
    onContact("linkContactToCase", `${isContact} and ${seesCase}`),
    ...["orderQuarantine", "extendQuarantine", "releaseQuarantine", "recordFollowUp", "correctFollowUp"].map((action) => onContact(action, ofContact)),
    onRegion("registerEvent", alone),
    on("updateEvent", event, ofRegion("r.region_code"), alone),
    ...["addToEvent", "removeFromEvent"].map((action) => on(action, event, ofRegion("r.region_code"), oneMember)),
    onCase("assignTask", `${ofCase} and ${toReachingAgency(ofCases)} and ${toOwnAccount("permission.may_be_assigned(step.account, step.case_id)")}`),
    on("assignEventTask", "cases.event x where x.id = (step.details ->> 'event')::uuid", ofRegion("r.region_code"), `${alone} and ${toReachingAgency("step.region_code")} and ${toOwnAccount("permission.is_own_investigator(step.account)")}`),
    on("reassignTask", task, taskColumns("r", isSealed), `${ofCase} and ${toReachingAgency(ofTask)} and ${toOwnAccount("case when step.case_id is null then permission.is_own_investigator(step.account) else permission.may_be_assigned(step.account, step.case_id) end")}`),
    ...["completeTask", "cancelTask"].map((action) => on(action, task, taskColumns("r", isSealed), ofCase)),
    onCase("assignCase", `${ofCase} and step.subject = step.case_id and permission.may_be_assigned(step.account, step.case_id)`),
    onCase("unassignCase", `${ofCase} and step.subject = step.case_id and permission.may_be_unassigned(step.account, step.case_id)`),
    onCase("offerTransfer", ofCase),
    ...["acceptTransfer", "endTransfer"].map((action) => on(action, transfer, transferColumns("r", isSealed), ofCase)),
    onRegion("nameCluster", alone),
    ...["updateCluster", "recordClusterCount"].map((action) => on(action, cluster, ofRegion("r.region_code"), alone)),
    ...["addToCluster", "removeFromCluster"].map((action) => onCase(action, `${ofCase} and exists (select from cases.cluster r where r.id = step.subject)`)),
    onCase("proposeSeal", ofCase),
    onContact("proposeContactSeal", ofContact),
    ...["confirmSeal", "withdrawSeal", "proposeUnseal"].map((action) => on(action, seal, {}, alone)),
  ];
}
