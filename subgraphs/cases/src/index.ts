/** The cases subgraph: cases, persons, contacts, named clusters, regions and their statistics. Where people were is in movements. */
import "reflect-metadata";
import type { CaseId, Resource } from "@epigraph/authz";
import { parseId, type Scope, type SubgraphDescription } from "@epigraph/service";
import { caseWorkResolvers, caseWorkResources, caseWorkTargets } from "./case-work.js";
import { AgencyResolver, CaseStubResolver } from "./agency/resolvers.js";
import { agencyById } from "./agency/store.js";
import { Agency } from "./agency/types.js";
import { ConfirmationResolver, ConfirmedCaseResolver } from "./case/confirmation/resolvers.js";
import type { Confirmation } from "./case/confirmation/types.js";
import { HistoryResolver } from "./case/history/resolvers.js";
import type { CaseChange } from "./case/history/types.js";
import { requireMunicipality } from "./case/registering/registering.js";
import type { RegisterCaseInput } from "./case/registering/inputs.js";
import { RegistrationResolver } from "./case/registering/resolvers.js";
import { type NewCase, resourceOfNewCase } from "./case/registering/types.js";
import { CaseResolver, ExposureResolver, TransmissionLinkResolver } from "./case/resolvers.js";
import { caseById } from "./case/store.js";
import { Case, type Exposure, resourceOfCase, type Sample, type Symptom, type TransmissionLink, type Travel } from "./case/types.js";
import { ClusterResolver } from "./cluster/resolvers.js";
import { Cluster, Place } from "./cluster/types.js";
import { ContactResolver } from "./contact/resolvers.js";
import { Contact, type FollowUp, resourceOfContact } from "./contact/types.js";
import { PersonResolver } from "./person/resolvers.js";
import { DiseaseResolver } from "./disease/resolvers.js";
import { diseaseById } from "./disease/store.js";
import { Disease } from "./disease/types.js";
import { DuplicateReviewResolver, SamePersonResolver } from "./duplicate/resolvers.js";
import { reviewById } from "./duplicate/store.js";
import { resourceOfReview } from "./duplicate/types.js";
import { CompanionStatementResolver, InterviewedCaseResolver, InterviewResolver, VisitStatementResolver } from "./interview/resolvers.js";
import { interviewById } from "./interview/store.js";
import { type CompanionStatement, resourceOfInterview, type VisitStatement } from "./interview/types.js";
import { LineListResolver } from "./line-list/resolvers.js";
import { LineList } from "./line-list/types.js";
import { MergeResolver } from "./merge/resolvers.js";
import { mergeById } from "./merge/store.js";
import { type CaseMergeStep, resourceOfMerge } from "./merge/types.js";
import { NoticeStatisticResolver } from "./notice-statistic/resolvers.js";
import { Person } from "./person/types.js";
import { ReferralResolver } from "./referral/resolvers.js";
import { referralById } from "./referral/store.js";
import { type Referral, resourceOfReferral } from "./referral/types.js";
import { RegionResolver } from "./region/resolvers.js";
import { regionByCode } from "./region/store.js";
import { Region } from "./region/types.js";
import { HoldResolver } from "./hold/resolvers.js";
import { holdById } from "./hold/store.js";
import { LegalHold } from "./hold/types.js";
import { PurgeResolver } from "./purge/resolvers.js";
import { purgePlanById } from "./purge/store.js";
import { ResponseResolver } from "./response/resolvers.js";
import { responseById } from "./response/store.js";
import { OutbreakResponse } from "./response/types.js";
import { SampleResolver } from "./sample/resolvers.js";
import { sampleById } from "./sample/store.js";

const onCase = { type: "Case", load: (args: { readonly case: string }, scope: Scope) => caseById(scope).load(parseId<CaseId>(args.case, "case")) };
const onMerge = { type: "CaseMerge", load: (args: { readonly merge: string }, scope: Scope) => mergeById(scope).load(parseId(args.merge, "merge")) };
const onDisease = { type: "Disease", load: (args: { readonly disease: string }, scope: Scope) => diseaseById(scope).load(parseId(args.disease, "disease")) };
const onResponse = { type: "OutbreakResponse", load: (args: { readonly response: string }, scope: Scope) => responseById(scope).load(parseId(args.response, "response")) };
const onPurge = { type: "PurgePlan", load: (args: { readonly plan: string }, scope: Scope) => purgePlanById(scope).load(parseId(args.plan, "plan")) };
const onHold = { type: "LegalHold", load: (args: { readonly hold: string }, scope: Scope) => holdById(scope).load(parseId(args.hold, "hold")) };
const onLineList = { type: "LineList", load: () => Promise.resolve(new LineList()) };

const caseWork = [
  RegistrationResolver, HistoryResolver, ConfirmedCaseResolver, ConfirmationResolver, SampleResolver, InterviewedCaseResolver, InterviewResolver, VisitStatementResolver, CompanionStatementResolver,
  DuplicateReviewResolver, SamePersonResolver, MergeResolver, LineListResolver, DiseaseResolver, ResponseResolver, HoldResolver, PurgeResolver,
] as const;

export const cases: SubgraphDescription = {
  name: "cases",
  entities: [Agency, Case, Cluster, Contact, Person, Region],
  resolvers: [RegionResolver, NoticeStatisticResolver, CaseResolver, TransmissionLinkResolver, ExposureResolver, ClusterResolver, ContactResolver, PersonResolver, AgencyResolver, CaseStubResolver, ReferralResolver, ...caseWorkResolvers, ...caseWork],
  orphans: [Place],
  references: {
    Agency: (reference: Pick<Agency, "id">, scope: Scope) => agencyById(scope).load(reference.id),
    Case: (reference: Pick<Case, "id">, scope: Scope) => caseById(scope).load(reference.id),
    Region: (reference: Pick<Region, "code">, scope: Scope) => regionByCode(scope).load(reference.code),
  },
  resources: {
    Case: resourceOfCase,
    Person: (row: Person): Resource => row.resource,
    Contact: resourceOfContact,
    TransmissionLink: (row: TransmissionLink): Resource => resourceOfCase(row.ofCase),
    Exposure: (row: Exposure): Resource => resourceOfCase(row.ofCase),
    Sample: (row: Sample): Resource => row.resource,
    FollowUp: (row: FollowUp): Resource => resourceOfContact(row.ofContact),
    Referral: (row: Referral): Resource => resourceOfReferral(row),
    ...caseWorkResources,
    Symptom: ({ ofCase }: Symptom): Resource => resourceOfCase(ofCase),
    Travel: ({ ofCase }: Travel): Resource => resourceOfCase(ofCase),
    Confirmation: ({ ofCase }: Confirmation): Resource => resourceOfCase(ofCase),
    CaseChange: ({ ofCase }: CaseChange): Resource => resourceOfCase(ofCase),
    Interview: resourceOfInterview,
    VisitStatement: ({ ofInterview }: VisitStatement): Resource => resourceOfInterview(ofInterview),
    CompanionStatement: ({ ofInterview }: CompanionStatement): Resource => resourceOfInterview(ofInterview),
    DuplicateReview: resourceOfReview,
    CaseMerge: resourceOfMerge,
    CaseMergeStep: ({ ofMerge }: CaseMergeStep): Resource => resourceOfMerge(ofMerge),
    NewCase: resourceOfNewCase,
  },
  targets: {
    offerReferral: onCase,
    acceptReferral: { type: "Referral", load: (args: { readonly referral: string }, scope) => referralById(scope).load(parseId(args.referral, "referral")) },
    endReferral: { type: "Referral", load: (args: { readonly referral: string }, scope) => referralById(scope).load(parseId(args.referral, "referral")) },
    ...caseWorkTargets,
    registerCase: { type: "NewCase", load: async ({ input }: { readonly input: RegisterCaseInput }, scope): Promise<NewCase> => ({ regionCode: await requireMunicipality(scope, input.regionCode) }) },
    updateCase: onCase,
    confirmCase: onCase,
    recordSample: onCase,
    recordResult: { type: "Sample", load: (args: { readonly sample: string }, scope) => sampleById(scope).load(parseId(args.sample, "sample")) },
    recordInterview: onCase,
    correctInterview: { type: "Interview", load: (args: { readonly interview: string }, scope) => interviewById(scope).load(parseId(args.interview, "interview")) },
    answerDuplicateReview: { type: "DuplicateReview", load: (args: { readonly review: string }, scope) => reviewById(scope).load(parseId(args.review, "review")) },
    proposeMerge: onCase,
    acceptMerge: onMerge,
    refuseMerge: onMerge,
    withdrawMerge: onMerge,
    downloadLineList: onLineList,
    importLineList: onLineList,
    proposeDisease: { type: "Disease", load: () => Promise.resolve(new Disease()) },
    confirmDisease: onDisease,
    refuseDisease: onDisease,
    declareResponse: { type: "OutbreakResponse", load: () => Promise.resolve(new OutbreakResponse()) },
    confirmResponse: onResponse,
    withdrawResponse: onResponse,
    proposeEndOfResponse: onResponse,
    confirmEndOfResponse: onResponse,
    continueResponse: onResponse,
    approvePurge: onPurge,
    confirmPurge: onPurge,
    refusePurge: onPurge,
    proposeLegalHold: { type: "LegalHold", load: () => Promise.resolve(new LegalHold()) },
    confirmLegalHold: onHold,
    withdrawLegalHold: onHold,
    proposeHoldRelease: onHold,
    confirmHoldRelease: onHold,
    keepLegalHold: onHold,
  },
};
