/** The oracle for DESIGN section 1, rows from "data provider" to "system administrator", "approver" and "disclosure officer". Written by hand; a line is an expectation. */
import type { Group } from "./group.js";

export const oversight: readonly Group[] = [
  {
    idea: "an approver sees the request and the P2 needed to judge it, nationwide, for an approval; no identity, no key of a person, no evidence",
    cells: `
      approver  auth  InformationRequest.justification  A-of-gangnam   -  12:00  allowed
      approver  auth  InformationRequest.legalBasis     A-of-haeundae  -  12:00  allowed
      approver  auth  InformationRequest.windowFrom     A-of-seocho    -  12:00  allowed
      approver  auth  InformationRequest.requestedBy    A-of-nowhere   -  12:00  allowed
      approver  auth  Query.informationRequest          -              -  12:00  allowed
      approver  auth  Query.case                        -              -  12:00  allowed
      approver  auth  InformationRequestEdge.node       nothing        -  12:00  allowed
      approver  auth  Case.onsetDate                    A-of-gangnam   -  12:00  allowed
      approver  auth  Case.confirmationDate             A-of-haeundae  -  12:00  allowed
      approver  auth  Case.disease                      A-of-nowhere   -  12:00  allowed
      approver  auth  Case.informationRequests          A-of-busan     -  12:00  allowed
      approver  auth  Case.personKey                    A-of-gangnam   -  12:00  clearance
      approver  auth  Case.person                       A-of-gangnam   assigned  12:00  clearance
      approver  auth  Person.fullName                   A-of-gangnam   assigned  12:00  clearance
      approver  auth  Person.phone                      A-of-gangnam   -  12:00  clearance
      approver  auth  Contact.status                    contact-of-A-in-gangnam  -  12:00  clearance
      approver  auth  Case.exposures                    A-of-gangnam   -  12:00  clearance
      approver  auth  Case.stays                        A-of-gangnam   grant  12:00  clearance
      approver  auth  Case.path                         A-of-gangnam   grant-for-approval  12:00  clearance
      approver  auth  Stay.arrival                      ping-of-A      grant-for-approval  12:00  clearance
      approver  auth  CoPresence.day                    pings-of-A-and-B  grant-of-A-and-B  12:00  clearance
      approver  inv   Stay.arrival                      ping-of-A      grant  12:00  clearance
      approver  auth  Query.cases                       -              -  12:00  clearance
      approver  auth  Case.accesses                     A-of-gangnam   assigned  12:00  clearance
      approver  auth  AuditRecord.account               nothing        -  12:00  clearance
    `,
  },
  {
    idea: "an auditor sees the access log with pseudonymous data subjects, for an audit; no patient data",
    cells: `
      auditor   audit Query.auditRecords                -             -  12:00  allowed
      auditor   audit Query.auditRecord                 -             -  12:00  allowed
      auditor   audit AuditRecord.account               nothing       -  12:00  allowed
      auditor   audit AuditRecord.purpose               nothing       -  12:00  allowed
      auditor   audit AuditRecord.outcome               nothing       -  12:00  allowed
      auditor   audit ResolverEvent.coordinate          nothing       -  12:00  allowed
      auditor   audit DataSubjectCount.dataSubject      nothing       -  12:00  allowed
      auditor   audit AuditRecord.address               nothing       -  12:00  allowed
      auditor   audit AuditRecord.leafHash              nothing       -  12:00  allowed
      auditor   audit RecordedVariable.value            nothing       -  12:00  allowed
      auditor   audit RecordReference.id                nothing       -  12:00  allowed
      auditor   audit RecordedCalls.calls               nothing       -  12:00  allowed
      auditor   audit RefusalCount.code                 nothing       -  12:00  allowed
      auditor   audit CacheHit.count                    nothing       -  12:00  allowed
      auditor   audit ReconciledChange.outcome          nothing       -  12:00  allowed
      auditor   audit Query.operationRecords            -             -  12:00  allowed
      auditor   audit OperationRecords.missingServices  nothing       -  12:00  allowed
      auditor   audit OperationService.records          nothing       -  12:00  allowed
      auditor   sec   AuditRecord.account               nothing       -  12:00  purpose
      auditor   audit Case.onsetDate                    A-of-gangnam  -  12:00  clearance
      auditor   audit Case.id                           A-of-gangnam  assigned  12:00  clearance
      auditor   inv   Case.onsetDate                    A-of-gangnam  assigned  12:00  clearance
      auditor   audit Person.fullName                   A-of-gangnam  assigned  12:00  clearance
      auditor   audit Contact.personKey                 contact-of-A-in-gangnam  -  12:00  clearance
      auditor   audit Stay.arrival                      ping-of-A     grant-for-audit  12:00  clearance
      auditor   audit Case.stays                        A-of-gangnam  grant-for-audit  12:00  clearance
      auditor   audit InformationRequest.justification  A-of-gangnam  -  12:00  clearance
      auditor   audit Cluster.nameKo                    nothing       -  12:00  clearance
      auditor   audit Referral.reason                   offer-seocho-to-gangnam  -  12:00  clearance
      auditor   audit Session.address                   nothing       -  12:00  clearance
      auditor   audit Mutation.lockAccount              nothing       -  12:00  clearance
    `,
  },
  {
    idea: "the access log is the auditor's: those audited do not read it",
    cells: `
      visitor        info   AuditRecord.account      nothing  -  12:00  clearance
      clinic         audit  AuditRecord.account      nothing  -  12:00  clearance
      provider       audit  AuditRecord.account      nothing  -  12:00  clearance
      police         audit  Query.auditRecords       -        -  12:00  clearance
      security       sec    AuditRecord.account      nothing  -  12:00  clearance
      security       audit  AuditRecord.dataSubjects nothing  -  12:00  clearance
      security       audit  DataSubjectCount.count   nothing  -  12:00  clearance
      administrator  admin  AuditRecord.account      nothing  -  12:00  clearance
      administrator  audit  Query.auditRecords       -        -  12:00  clearance
      gangnam        inv    AuditRecord.account      nothing  -  12:00  clearance
      gangnam        audit  AuditRecord.account      nothing  -  12:00  clearance
      national       audit  Query.auditRecord        -        -  12:00  clearance
      disclosure     audit  AuditRecord.account      nothing  -  12:00  clearance
      security       sec    RecordedVariable.value   nothing  -  12:00  clearance
      security       sec    OperationRecords.state   nothing  -  12:00  clearance
      security       sec    RefusalCount.code        nothing  -  12:00  clearance
      national       audit  Query.operationRecords   -        -  12:00  clearance
      approver       audit  CacheHit.count           nothing  -  12:00  clearance
    `,
  },
  {
    idea: "an auditor sees findings with their records and settles them; a security officer sees that there are, without data subjects, records or what was said of them; those they are about see nothing",
    cells: `
      auditor        audit  Query.findings            -        -  12:00  allowed
      auditor        audit  Query.newFindings         -        -  12:00  allowed
      auditor        audit  Finding.kind              nothing  -  12:00  allowed
      auditor        audit  Finding.records           nothing  -  12:00  allowed
      auditor        audit  Finding.subjects          nothing  -  12:00  allowed
      auditor        audit  FindingStep.note          nothing  -  12:00  allowed
      auditor        audit  Mutation.explainFinding   nothing  -  12:00  allowed
      auditor        audit  Mutation.escalateFinding  nothing  -  12:00  allowed
      auditor        audit  Mutation.reopenFinding    nothing  -  12:00  allowed
      auditor        sec    Mutation.explainFinding   nothing  -  12:00  purpose
      security       sec    Query.findings            -        -  12:00  allowed
      security       sec    Query.newFindings         -        -  12:00  allowed
      security       sec    Finding.kind              nothing  -  12:00  allowed
      security       sec    Finding.account           nothing  -  12:00  allowed
      security       sec    Finding.state             nothing  -  12:00  allowed
      security       sec    Finding.count             nothing  -  12:00  allowed
      security       sec    Finding.records           nothing  -  12:00  clearance
      security       sec    Finding.subjects          nothing  -  12:00  clearance
      security       sec    Finding.steps             nothing  -  12:00  clearance
      security       sec    FindingStep.note          nothing  -  12:00  clearance
      security       sec    Mutation.explainFinding   nothing  -  12:00  clearance
      security       audit  Finding.kind              nothing  -  12:00  purpose
      gangnam        inv    Query.findings            -        -  12:00  clearance
      gangnam        audit  Finding.kind              nothing  -  12:00  clearance
      national       audit  Mutation.explainFinding   nothing  -  12:00  clearance
      approver       auth   Finding.account           nothing  -  12:00  clearance
      administrator  admin  Query.newFindings         -        -  12:00  clearance
    `,
  },
  {
    idea: "who a pseudonym stands for is found out by auditors only, for an audit; that it takes two of them and an order is held by the database",
    cells: `
      auditor        audit  Mutation.requestResolution   nothing  -  12:00  allowed
      auditor        audit  Mutation.approveResolution   nothing  -  12:00  allowed
      auditor        audit  Mutation.refuseResolution    nothing  -  12:00  allowed
      auditor        audit  Mutation.withdrawResolution  nothing  -  12:00  allowed
      auditor        audit  Resolution.order             nothing  -  12:00  allowed
      auditor        audit  ResolvedSubject.personKey    nothing  -  12:00  allowed
      auditor        inv    ResolvedSubject.personKey    nothing  -  12:00  purpose
      security       sec    Mutation.requestResolution   nothing  -  12:00  clearance
      security       sec    ResolvedSubject.personKey    nothing  -  12:00  clearance
      security       audit  Resolution.state             nothing  -  12:00  clearance
      gangnam        audit  ResolvedSubject.caseIds      nothing  -  12:00  clearance
      national       audit  Mutation.approveResolution   nothing  -  12:00  clearance
      approver       auth   Mutation.approveResolution   nothing  -  12:00  clearance
      administrator  admin  ResolvedSubject.personKey    nothing  -  12:00  clearance
      visitor        info   Query.resolution             -        -  12:00  clearance
    `,
  },
  {
    idea: "a security officer sees accounts, sessions and denials, revokes and locks; no data subjects",
    cells: `
      security       sec    Query.sessions           -             -  12:00  allowed
      security       sec    Session.account          nothing       -  12:00  allowed
      security       sec    Account.state            nothing       -  12:00  allowed
      security       sec    Query.securityAlerts     -             -  12:00  allowed
      security       sec    SecurityAlert.count      nothing       -  12:00  allowed
      security       sec    Mutation.lockAccount     nothing       -  12:00  allowed
      security       sec    Mutation.revokeSession   nothing       -  12:00  allowed
      security       sec    SecurityNote.reason      nothing       -  12:00  allowed
      security       info   Session.account          nothing       -  12:00  purpose
      gangnam        inv    SecurityNote.note        nothing       -  12:00  clearance
      security       admin  Mutation.lockAccount     nothing       -  12:00  purpose
      security       sec    Case.id                  A-of-gangnam  -  12:00  clearance
      security       sec    Case.onsetDate           A-of-gangnam  assigned  12:00  clearance
      security       inv    Person.fullName          A-of-gangnam  assigned  12:00  clearance
      security       sec    Stay.arrival             ping-of-A     grant  12:00  clearance
      security       sec    CaseAccess.agency        A-of-gangnam  assigned  12:00  clearance
      security       sec    InformationRequest.requestedBy  A-of-gangnam  -  12:00  clearance
      security       sec    Query.cases              -             -  12:00  clearance
      gangnam        sec    Session.account          nothing       -  12:00  clearance
      gangnam        sec    Mutation.lockAccount     nothing       -  12:00  clearance
      approver       sec    Account.state            nothing       -  12:00  clearance
      visitor        sec    Query.sessions           -             -  12:00  clearance
    `,
  },
  {
    idea: "a system administrator sees no data at all",
    cells: `
      administrator  admin  Case.id                          A-of-gangnam  -  12:00  clearance
      administrator  admin  Case.onsetDate                   A-of-gangnam  assigned  12:00  clearance
      administrator  inv    Case.onsetDate                   A-of-gangnam  assigned+grant  12:00  clearance
      administrator  admin  Person.fullName                  A-of-gangnam  assigned  12:00  clearance
      administrator  admin  Contact.status                   contact-of-A-in-gangnam  -  12:00  clearance
      administrator  admin  Stay.arrival                     ping-of-A     grant  12:00  clearance
      administrator  admin  InformationRequest.state         A-of-gangnam  -  12:00  clearance
      administrator  admin  Cluster.nameKo                   nothing       -  12:00  clearance
      administrator  admin  Place.name                       nothing       -  12:00  clearance
      administrator  admin  Referral.reason                  offer-seocho-to-gangnam  -  12:00  clearance
      administrator  admin  Query.cases                      -             -  12:00  clearance
      administrator  admin  Session.account                  nothing       -  12:00  clearance
      administrator  admin  Clinic.published                 draft-of-gangnam  -  12:00  clearance
    `,
  },
  {
    idea: "a data provider uploads and never reads back: no case, no disease, no justification",
    cells: `
      provider  prov  Case.disease                      A-of-gangnam  -  12:00  clearance
      provider  prov  Case.id                           A-of-gangnam  assigned  12:00  clearance
      provider  inv   Case.onsetDate                    A-of-gangnam  assigned+grant  12:00  clearance
      provider  prov  InformationRequest.justification  A-of-gangnam  -  12:00  clearance
      provider  prov  InformationRequest.case           A-of-gangnam  -  12:00  clearance
      provider  prov  Stay.arrival                      ping-of-A     grant  12:00  clearance
      provider  prov  Case.stays                        A-of-gangnam  grant  12:00  clearance
      provider  prov  Person.phone                      A-of-gangnam  assigned  12:00  clearance
      provider  prov  Place.name                        nothing       -  12:00  clearance
    `,
  },
  {
    idea: "police and card association see no case and no movement",
    cells: `
      police    auth  Case.onsetDate                    A-of-gangnam  -  12:00  clearance
      police    inv   Case.onsetDate                    A-of-gangnam  assigned+grant  12:00  clearance
      police    auth  InformationRequest.case           A-of-gangnam  -  12:00  clearance
      police    auth  InformationRequest.justification  A-of-gangnam  -  12:00  clearance
      police    auth  Stay.arrival                      ping-of-A     grant  12:00  clearance
      police    auth  PathStop.place                    ping-of-A     grant-for-approval  12:00  clearance
      police    auth  Person.fullName                   A-of-gangnam  assigned  12:00  clearance
      police    auth  Query.cases                       -             -  12:00  clearance
      cards     auth  Case.onsetDate                    A-of-gangnam  -  12:00  clearance
      cards     auth  InformationRequest.case           A-of-gangnam  -  12:00  clearance
      cards     auth  Stay.arrival                      card-of-A     grant-of-cards  12:00  clearance
      cards     inv   Case.path                         A-of-gangnam  grant-of-cards  12:00  clearance
      cards     auth  Person.fullName                   A-of-gangnam  assigned  12:00  clearance
    `,
  },
  {
    idea: "a disclosure officer sees proposed visits and no identity: today nothing beyond P0",
    cells: `
      disclosure  discl  Person.fullName    A-of-gangnam  assigned  12:00  clearance
      disclosure  discl  Person.address     A-of-gangnam  assigned+grant  12:00  clearance
      disclosure  discl  Case.personKey     A-of-gangnam  -         12:00  clearance
      disclosure  discl  Stay.arrival       ping-of-A     grant     12:00  clearance
      disclosure  discl  CoPresence.day     pings-of-A-and-B  grant-of-A-and-B  12:00  clearance
      disclosure  inv    Case.onsetDate     A-of-gangnam  assigned  12:00  clearance
      disclosure  discl  Contact.status     contact-of-A-in-gangnam  -  12:00  clearance
    `,
  },
  {
    idea: "a visitor without login has no way to a case, a person, a movement or the log",
    cells: `
      visitor   info  Case.id                           A-of-gangnam  -  12:00  clearance
      visitor   inv   Case.onsetDate                    A-of-gangnam  assigned+grant  12:00  clearance
      visitor   info  Case.region                       A-of-gangnam  -  12:00  clearance
      visitor   info  Query.cases                       -             -  12:00  clearance
      visitor   info  Query.clusters                    -             -  12:00  clearance
      visitor   info  Cluster.reportedCount             nothing       -  12:00  clearance
      visitor   info  Person.fullName                   A-of-gangnam  assigned  12:00  clearance
      visitor   info  Contact.status                    contact-of-A-in-gangnam  -  12:00  clearance
      visitor   inv   Stay.arrival                      ping-of-A     grant  12:00  clearance
      visitor   info  PathStop.place                    ping-of-A     -  12:00  clearance
      visitor   info  Place.name                        nothing       -  12:00  clearance
      visitor   info  Agency.phone                      nothing       -  12:00  clearance
      visitor   info  InformationRequest.state          A-of-gangnam  -  12:00  clearance
      visitor   info  Case.accesses                     A-of-gangnam  assigned  12:00  clearance
    `,
  },
  {
    idea: "who answers for a case sees who else looked at it, by agency and not by account: for those assigned, for an investigation",
    cells: `
      gangnam   inv   Case.accesses       A-of-gangnam  assigned       12:00  allowed
      gangnam   inv   CaseAccess.agency   A-of-gangnam  assigned       12:00  allowed
      gangnam   inv   CaseAccess.purpose  A-of-gangnam  assigned       12:00  allowed
      gangnam   inv   Case.accesses       A-of-gangnam  -              12:00  approval
      gangnam   inv   Case.accesses       A-of-gangnam  assigned-to-B  12:00  approval
      gangnam   inv   CaseAccess.agency   A-of-gangnam  -              12:00  approval
      gangnam   inv   CaseAccess.account  A-of-gangnam  assigned       12:00  clearance
      national  inv   Case.accesses       A-of-busan    assigned       12:00  allowed
      national  inv   Case.accesses       A-of-busan    grant          12:00  approval
      national  audit Case.accesses       A-of-busan    assigned       12:00  purpose
    `,
  },
];
