/** The oracle for DESIGN section 1 and 2.1, due process: who asks for data, who approves, what other agencies are told, who may read for how long, who is told. Written by hand; a line is an expectation. */
import type { Group } from "./group.js";

export const dueProcess: readonly Group[] = [
  {
    idea: "a request is the work of an investigator who is assigned to the case, in the own jurisdiction, and of nobody else",
    cells: `
      gangnam   inv   Mutation.requestInformation  A-of-gangnam   assigned           12:00  allowed
      gangnam   inv   Mutation.submitRequest       A-of-gangnam   assigned           12:00  allowed
      gangnam   inv   Mutation.withdrawRequest     A-of-gangnam   assigned           12:00  allowed
      gangnam   inv   Mutation.requestInformation  A-of-gangnam   -                  12:00  approval
      gangnam   inv   Mutation.requestInformation  A-of-gangnam   assigned-to-B      12:00  approval
      gangnam   inv   Mutation.requestInformation  A-of-gangnam   grant              12:00  approval
      gangnam   inv   Mutation.requestInformation  A-of-seocho    assigned           12:00  denied
      gangnam   auth  Mutation.submitRequest       A-of-gangnam   assigned           12:00  purpose
      gangnam   inv   Mutation.renewRequest        A-of-gangnam   assigned           12:00  allowed
      gangnam   inv   Mutation.closeRequest        A-of-gangnam   assigned           12:00  allowed
      gangnam   inv   Mutation.amendRequest        A-of-gangnam   -                  12:00  approval
      national  inv   Mutation.requestInformation  A-of-haeundae  assigned           12:00  allowed
      national  inv   Mutation.requestInformation  A-of-haeundae  -                  12:00  approval
      national-at-3  inv  Mutation.requestInformation  A-of-gangnam  assigned        12:00  clearance
      approver  auth  Mutation.requestInformation  A-of-gangnam   assigned           12:00  clearance
      approver  auth  Mutation.submitRequest       A-of-gangnam   assigned           12:00  clearance
      police    auth  Mutation.submitRequest       A-of-gangnam   assigned           12:00  clearance
      administrator  admin  Mutation.requestInformation  A-of-gangnam  assigned      12:00  clearance
    `,
  },
  {
    idea: "KDCA's approvers decide requests, and see of them and their steps what they need; an investigator never approves",
    cells: `
      approver   auth   Mutation.approveRequest   A-of-gangnam   -         12:00  allowed
      approver   auth   Mutation.denyRequest      A-of-haeundae  -         12:00  allowed
      approver   inv    Mutation.approveRequest   A-of-gangnam   -         12:00  purpose
      approver   auth   InformationRequest.frozenHash     A-of-gangnam  -  12:00  allowed
      approver   auth   RequestStep.account       A-of-gangnam   -         12:00  allowed
      approver   auth   RequestProvision.doneAs   A-of-gangnam   -         12:00  allowed
      approver   auth   RequestPlace.place        A-of-gangnam   -         12:00  allowed
      approver   auth   Query.informationRequests -              -         12:00  allowed
      gangnam    inv    RequestStep.reason        A-of-gangnam   -         12:00  allowed
      gangnam    inv    RequestStep.reason        A-of-seocho    -         12:00  denied
      gangnam    inv    RequestProvision.agency   A-of-seocho    -         12:00  denied
      gangnam    inv    Mutation.approveRequest   A-of-gangnam   assigned  12:00  clearance
      national   inv    Mutation.approveRequest   A-of-gangnam   assigned  12:00  clearance
      police     auth   Mutation.approveRequest   A-of-gangnam   -         12:00  clearance
      police     auth   InformationRequest.id     A-of-gangnam   -         12:00  clearance
      provider   prov   InformationRequest.state  A-of-gangnam   -         12:00  clearance
      auditor    audit  Mutation.approveRequest   A-of-gangnam   -         12:00  clearance
    `,
  },
  {
    idea: "the police and the card association see the basis, class, window and pseudonym of what is addressed to them, and no match key",
    cells: `
      police  auth  Query.inbox                -                      -  12:00  allowed
      police  auth  Query.inboxChanges         -                      -  12:00  allowed
      approver  auth  Query.inboxChanges       -                      -  12:00  clearance
      police  auth  InboxSummary.waiting       nothing                -  12:00  allowed
      police  auth  InboxItem.legalBasis       item-of-police         -  12:00  allowed
      police  auth  InboxItem.subject          item-of-police         -  12:00  allowed
      police  auth  InboxItem.windowFrom       item-of-police         -  12:00  allowed
      police  auth  Mutation.approveInboxItem  item-of-police         -  12:00  allowed
      police  auth  Mutation.denyInboxItem     item-of-police         -  12:00  allowed
      police  auth  InboxItem.legalBasis       item-of-cards          -  12:00  denied
      police  auth  Mutation.approveInboxItem  item-of-cards          -  12:00  denied
      police  auth  InboxItem.matchKey         item-of-police         -  12:00  clearance
      police  auth  MatchKey.value             item-of-police         -  12:00  clearance
      police  auth  InboxPlace.name            item-of-police         -  12:00  clearance
      police  auth  Mutation.completeProvision item-of-police         -  12:00  clearance
      police  prov  InboxItem.legalBasis       item-of-police         -  12:00  purpose
      cards   auth  InboxItem.dataClass        item-of-cards          -  12:00  allowed
      cards   auth  Mutation.denyInboxItem     item-of-cards          -  12:00  allowed
      cards   auth  InboxItem.subject          item-of-police         -  12:00  denied
      police  auth  InboxItem.subject          sealed-item-of-police  -  12:00  denied
      police  auth  Mutation.approveInboxItem  sealed-item-of-police  -  12:00  denied
      approver  auth  InboxItem.legalBasis     item-of-police         -  12:00  clearance
      gangnam   inv   InboxItem.id             item-of-police         -  12:00  clearance
    `,
  },
  {
    idea: "a provider sees the match key, class and window of what is addressed to it, and no basis, subject, case or reason",
    cells: `
      provider  prov  InboxItem.matchKey          item-of-telecom  -  12:00  allowed
      provider  prov  MatchKey.value              item-of-telecom  -  12:00  allowed
      provider  prov  InboxItem.windowTo          item-of-telecom  -  12:00  allowed
      provider  prov  InboxPlace.latitude         item-of-telecom  -  12:00  allowed
      provider  prov  Mutation.completeProvision  item-of-telecom  -  12:00  allowed
      provider  prov  InboxItem.uploads           item-of-telecom  -  12:00  allowed
      provider  prov  UploadReceipt.rowsAccepted  item-of-telecom  -  12:00  allowed
      provider  prov  UploadReceipt.rowsAccepted  item-of-police   -  12:00  denied
      provider  prov  UploadReason.code           item-of-telecom  -  12:00  allowed
      provider  prov  UploadReason.code           item-of-police   -  12:00  denied
      provider  prov  UploadProfile.definition    item-of-telecom  -  12:00  allowed
      provider  prov  UploadProfile.definition    item-of-police   -  12:00  denied
      provider  prov  Query.uploadProfiles        -                -  12:00  allowed
      provider  prov  Mutation.registerUploadProfile  item-of-telecom  -  12:00  allowed
      provider  prov  Mutation.registerUploadProfile  item-of-police   -  12:00  denied
      police    auth  InboxItem.uploads           item-of-police   -  12:00  clearance
      gangnam   inv   UploadReceipt.rowsAccepted  A-of-gangnam     -  12:00  clearance
      approver  auth  Mutation.registerUploadProfile  nothing      -  12:00  clearance
      provider  prov  InboxItem.matchKey          item-of-police   -  12:00  denied
      provider  prov  MatchKey.value              item-of-police   -  12:00  denied
      provider  prov  Mutation.completeProvision  item-of-police   -  12:00  denied
      provider  prov  InboxItem.legalBasis        item-of-telecom  -  12:00  clearance
      provider  prov  InboxItem.subject           item-of-telecom  -  12:00  clearance
      provider  prov  Stay.arrival                ping-of-A        -  12:00  clearance
      provider  auth  InboxItem.matchKey          item-of-telecom  -  12:00  purpose
      clinic    clinic  InboxItem.id              item-of-telecom  -  12:00  clearance
    `,
  },
  {
    idea: "policies are set by approvers and read by who works under them",
    cells: `
      approver  auth  Mutation.proposeRequestPolicy  nothing  -  12:00  allowed
      approver  auth  Mutation.confirmRequestPolicy  nothing  -  12:00  allowed
      approver  auth  RequestPolicy.windowDays       nothing  -  12:00  allowed
      gangnam   inv   RequestPolicy.windowDays       nothing  -  12:00  allowed
      gangnam   inv   Mutation.proposeRequestPolicy  nothing  -  12:00  clearance
      police    auth  Mutation.confirmRequestPolicy  nothing  -  12:00  clearance
      administrator  admin  Mutation.proposeRequestPolicy  nothing  -  12:00  clearance
    `,
  },
  {
    idea: "grants are told to and revoked by approvers and investigators of the case; emergency access is the KDCA investigators', reviewed by an approver",
    cells: `
      gangnam   inv    Grant.notAfter                  A-of-gangnam   -  12:00  allowed
      gangnam   inv    Grant.notAfter                  A-of-seocho    -  12:00  denied
      gangnam   inv    Mutation.revokeGrant            A-of-gangnam   -  12:00  allowed
      gangnam   inv    Mutation.revokeGrant            A-of-seocho    -  12:00  denied
      approver  auth   Mutation.revokeGrant            A-of-haeundae  -  12:00  allowed
      provider  prov   Mutation.revokeGrant            A-of-gangnam   -  12:00  clearance
      national  inv    Mutation.openEmergencyAccess    A-of-haeundae  -  12:00  allowed
      national  inv    Mutation.openEmergencyAccess    sealed-of-gangnam  -  12:00  denied
      gangnam   inv    Mutation.openEmergencyAccess    A-of-gangnam   -  12:00  clearance
      approver  auth   Mutation.openEmergencyAccess    A-of-gangnam   -  12:00  clearance
      approver  auth   Mutation.reviewEmergencyAccess  nothing        -  12:00  allowed
      national  inv    Mutation.reviewEmergencyAccess  nothing        -  12:00  clearance
      auditor   audit  EmergencyAccess.reason          nothing        -  12:00  allowed
      auditor   audit  EmergencyAccess.case            nothing        -  12:00  clearance
      security  sec    EmergencyAccess.account         nothing        -  12:00  allowed
      security  sec    EmergencyAccess.reason          nothing        -  12:00  clearance
      gangnam   inv    EmergencyAccess.id              nothing        -  12:00  clearance
    `,
  },
  {
    idea: "notices are given by who is assigned to the case; auditors see their ledger without persons",
    cells: `
      gangnam   inv    Notice.textKo              A-of-gangnam  -         12:00  allowed
      gangnam   inv    Notice.textKo              A-of-seocho   -         12:00  denied
      gangnam   inv    Mutation.recordNoticeSent  A-of-gangnam  assigned  12:00  allowed
      gangnam   inv    Mutation.recordNoticeSent  A-of-gangnam  -         12:00  approval
      gangnam   inv    Mutation.deferNotice       A-of-gangnam  -         12:00  approval
      gangnam   inv    Notice.state               sealed-of-gangnam  -    12:00  denied
      auditor   audit  NoticeEntry.dataSubject    nothing       -         12:00  allowed
      auditor   audit  NoticeCount.overdue        nothing       -         12:00  allowed
      auditor   audit  Notice.textKo              A-of-gangnam  -         12:00  clearance
      gangnam   inv    NoticeEntry.dataSubject    nothing       -         12:00  clearance
      approver  auth   Notice.textKo              A-of-gangnam  -         12:00  clearance
    `,
  },
];
