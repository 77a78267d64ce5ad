/** Case work beside the case itself, as the subgraph's description has it: its resolvers, what the rules may know of its rows, and the row that each of its mutations acts on. */
import type { CaseId, RegionCode, Resource } from "@epigraph/authz";
import { parseId, type Scope, type SubgraphDescription } from "@epigraph/service";
import { AssignmentResolver } from "./assignment/resolvers.js";
import type { Assignment } from "./assignment/types.js";
import { caseById } from "./case/store.js";
import { resourceOfCase } from "./case/types.js";
import { clusterById } from "./cluster/store.js";
import type { Cluster } from "./cluster/types.js";
import { ClusterWorkResolver } from "./cluster/work.js";
import { contactById, followUpById } from "./contact/store.js";
import { resourceOfContact } from "./contact/types.js";
import { ContactWorkResolver } from "./contact/work.js";
import { EventResolver } from "./event/resolvers.js";
import { eventById } from "./event/store.js";
import { resourceOfEvent } from "./event/types.js";
import { ContactExposuresResolver, ExposureWorkResolver } from "./exposure/resolvers.js";
import { QuarantineResolver } from "./quarantine/resolvers.js";
import { quarantineById } from "./quarantine/store.js";
import type { Quarantine } from "./quarantine/types.js";
import { regionByCode } from "./region/store.js";
import type { Region } from "./region/types.js";
import { SealResolver } from "./seal/resolvers.js";
import { sealById } from "./seal/store.js";
import { WorkStepResolver } from "./step/resolvers.js";
import type { WorkStep } from "./step/types.js";
import { CaseTasksResolver, TaskResolver } from "./task/resolvers.js";
import { taskById } from "./task/store.js";
import { resourceOfTask } from "./task/types.js";
import { TransferResolver } from "./transfer/resolvers.js";
import { transferById } from "./transfer/store.js";
import { resourceOfTransfer } from "./transfer/types.js";

export const caseWorkResolvers: SubgraphDescription["resolvers"] = [
  AssignmentResolver,
  CaseTasksResolver,
  ClusterWorkResolver,
  ContactExposuresResolver,
  ContactWorkResolver,
  EventResolver,
  ExposureWorkResolver,
  QuarantineResolver,
  SealResolver,
  TaskResolver,
  TransferResolver,
  WorkStepResolver,
];

export const caseWorkResources = {
  Assignment: (row: Assignment): Resource => resourceOfCase(row.ofCase),
  // told to every investigator; changed by those of its region
  Cluster: (row: Cluster): Resource => (row.regionCode === null ? {} : { regionCode: row.regionCode as RegionCode }),
  Event: resourceOfEvent,
  Quarantine: (row: Quarantine): Resource => resourceOfContact(row.ofContact),
  // everybody's to read; what begins there is its investigators'
  Region: (row: Region): Resource => ({ regionCode: row.code as RegionCode }),
  Task: resourceOfTask,
  Transfer: resourceOfTransfer,
  WorkStep: (row: WorkStep): Resource => row.resource,
} satisfies SubgraphDescription["resources"];

const onCase = { type: "Case", load: (args: { readonly case: string }, scope: Scope) => caseById(scope).load(parseId<CaseId>(args.case, "case")) };
const onContact = { type: "Contact", load: (args: { readonly contact: string }, scope: Scope) => contactById(scope).load(parseId(args.contact, "contact")) };
const onQuarantine = { type: "Quarantine", load: (args: { readonly quarantine: string }, scope: Scope) => quarantineById(scope, parseId(args.quarantine, "quarantine")) };
const onEvent = { type: "Event", load: (args: { readonly event: string }, scope: Scope) => eventById(scope).load(parseId(args.event, "event")) };
const onTask = { type: "Task", load: (args: { readonly task: string }, scope: Scope) => taskById(scope).load(parseId(args.task, "task")) };
const onTransfer = { type: "Transfer", load: (args: { readonly transfer: string }, scope: Scope) => transferById(scope).load(parseId(args.transfer, "transfer")) };
const onCluster = { type: "Cluster", load: (args: { readonly cluster: string }, scope: Scope) => clusterById(scope).load(parseId(args.cluster, "cluster")) };
const onRegion = { type: "Region", load: (args: { readonly regionCode: string }, scope: Scope) => regionByCode(scope).load(args.regionCode) };
const onSeal = { type: "Seal", load: (args: { readonly seal: string }, scope: Scope) => sealById(scope).load(parseId(args.seal, "seal")) };

/** The case of the first exposure, to which who registers must be assigned; each further one is the database's to check. */
const firstExposed = { type: "Case", load: async ({ exposures: [first] }: { readonly exposures: readonly { readonly case: string }[] }, scope: Scope) => (first === undefined ? null : caseById(scope).load(parseId<CaseId>(first.case, "case"))) };

export const caseWorkTargets = {
  registerContact: firstExposed,
  recordExposure: { type: "Case", load: ({ exposure }: { readonly exposure: { readonly case: string } }, scope: Scope) => caseById(scope).load(parseId<CaseId>(exposure.case, "case")) },
  updateContact: onContact,
  linkContactToCase: onContact,
  orderQuarantine: onContact,
  extendQuarantine: onQuarantine,
  releaseQuarantine: onQuarantine,
  recordFollowUp: onContact,
  correctFollowUp: { type: "FollowUp", load: (args: { readonly followUp: string }, scope: Scope) => followUpById(scope, parseId(args.followUp, "followUp")) },
  registerEvent: onRegion,
  updateEvent: onEvent,
  addToEvent: onEvent,
  removeFromEvent: onEvent,
  assignTask: onCase,
  assignEventTask: onEvent,
  reassignTask: onTask,
  completeTask: onTask,
  cancelTask: onTask,
  assignCase: onCase,
  unassignCase: onCase,
  offerTransfer: onCase,
  acceptTransfer: onTransfer,
  endTransfer: onTransfer,
  nameCluster: onRegion,
  updateCluster: onCluster,
  recordClusterCount: onCluster,
  addToCluster: onCase,
  removeFromCluster: onCase,
  proposeSeal: onCase,
  proposeContactSeal: onContact,
  confirmSeal: onSeal,
  withdrawSeal: onSeal,
  proposeUnseal: onSeal,
} satisfies NonNullable<SubgraphDescription["targets"]>;
