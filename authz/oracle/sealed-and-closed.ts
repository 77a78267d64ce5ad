/** The oracle for what nobody reads: specially protected persons, resident numbers, fields without a rule; for too little clearance and for purposes. Written by hand; a line is an expectation. */
import type { Group } from "./group.js";

export const sealedAndClosed: readonly Group[] = [
  {
    idea: "a deny wins: a specially protected person is read by nobody, with whatever jurisdiction, assignment, referral or grant",
    cells: `
      gangnam   inv   Case.onsetDate                    sealed-of-gangnam  -                                 12:00  denied
      gangnam   inv   Case.id                           sealed-of-gangnam  assigned+grant                    12:00  denied
      gangnam   inv   Case.personKey                    sealed-of-gangnam  assigned                          12:00  denied
      gangnam   inv   Case.informationRequests          sealed-of-gangnam  assigned                          12:00  denied
      gangnam   inv   Sample.result                     sealed-of-gangnam  assigned                          12:00  denied
      gangnam   inv   TransmissionLink.basis            sealed-of-gangnam  -                                 12:00  denied
      gangnam   inv   TransmissionLink.infectorStub     sealed-of-gangnam  -                                 12:00  denied
      gangnam   inv   Exposure.setting                  sealed-of-gangnam  -                                 12:00  denied
      gangnam   inv   Contact.status                    sealed-of-gangnam  -                                 12:00  denied
      gangnam   inv   FollowUp.day                      sealed-of-gangnam  -                                 12:00  denied
      gangnam   inv   Person.fullName                   sealed-of-gangnam  assigned                          12:00  denied
      gangnam   inv   Person.phone                      sealed-of-gangnam  -                                 12:00  denied
      gangnam   inv   InformationRequest.state          sealed-of-gangnam  assigned                          12:00  denied
      gangnam   inv   Case.stays                        sealed-of-gangnam  grant                             12:00  denied
      gangnam   inv   Case.path                         sealed-of-gangnam  grant                             12:00  denied
      gangnam   inv   Case.coPresences                  sealed-of-gangnam  -                                 12:00  denied
      gangnam   inv   LikelySource.probability          sealed-of-gangnam  grant                             12:00  denied
      gangnam   inv   SourceEvidence.daysBetween        sealed-of-gangnam  grant                             12:00  denied
      gangnam   inv   Stay.arrival                      sealed-ping-of-A   grant                             12:00  denied
      gangnam   inv   PathStop.place                    sealed-ping-of-A   grant                             12:00  denied
      gangnam   inv   CoPresence.day                    sealed-ping-of-A   grant                             12:00  denied
      gangnam   inv   Case.onsetDate                    sealed-of-seocho   referral-accepted+assigned+grant  12:00  denied
      gangnam   inv   Person.fullName                   sealed-of-seocho   referral-accepted+assigned        12:00  denied
      national  inv   Case.onsetDate                    sealed-of-gangnam  -                                 12:00  denied
      national  inv   Person.fullName                   sealed-of-gangnam  assigned                          12:00  denied
      national  inv   Case.stays                        sealed-of-gangnam  assigned+grant                    12:00  denied
      national  inv   Stay.arrival                      sealed-ping-of-A   grant                             12:00  denied
      national  inv   InformationRequest.justification  sealed-of-gangnam  -                                 12:00  denied
      approver  auth  Case.onsetDate                    sealed-of-gangnam  -                                 12:00  denied
      approver  auth  InformationRequest.justification  sealed-of-gangnam  -                                 12:00  denied
      approver  auth  Case.informationRequests          sealed-of-gangnam  -                                 12:00  denied
      seocho    inv   Referral.reason                   sealed-offer-gangnam-to-seocho  -                    12:00  denied
      national  inv   Referral.id                       sealed-offer-gangnam-to-seocho  -                    12:00  denied
      gangnam   inv   Mutation.offerReferral            sealed-of-gangnam  assigned                          12:00  denied
      national  inv   Mutation.offerReferral            sealed-of-gangnam  -                                 12:00  denied
      gangnam   inv   Mutation.acceptReferral           sealed-offer-seocho-to-gangnam  -                    12:00  denied
      gangnam   inv   Mutation.endReferral              sealed-offer-gangnam-to-seocho  -                    12:00  denied
      national  inv   Mutation.endReferral              sealed-offer-gangnam-to-seocho  -                    12:00  denied
    `,
  },
  {
    idea: "whether a person is protected and not said: then protected",
    cells: `
      gangnam   inv   Case.onsetDate             unsaid-of-gangnam  -                           12:00  denied
      gangnam   inv   Person.fullName            unsaid-of-gangnam  assigned                    12:00  denied
      gangnam   inv   Case.stays                 unsaid-of-gangnam  grant                       12:00  denied
      gangnam   inv   LikelySource.rank          unsaid-of-gangnam  grant                       12:00  denied
      gangnam   inv   Stay.arrival               unsaid-ping-of-A   grant                       12:00  denied
      gangnam   inv   Case.onsetDate             unsaid-of-seocho   referral-accepted           12:00  denied
      gangnam   inv   InformationRequest.state   unsaid-of-gangnam  -                           12:00  denied
      gangnam   inv   Mutation.offerReferral     unsaid-of-gangnam  -                           12:00  denied
      national  inv   Case.onsetDate             unsaid-of-gangnam  -                           12:00  denied
      national  inv   Stay.arrival               unsaid-ping-of-A   grant                       12:00  denied
      national  inv   Person.fullName            unsaid-of-seocho   assigned                    12:00  denied
      approver  auth  Case.onsetDate             unsaid-of-gangnam  -                           12:00  denied
    `,
  },
  {
    idea: "P5 resident number: match only, never returned, to nobody",
    cells: `
      visitor        info   Person.residentNumber   A-of-gangnam  -               12:00  clearance
      clinic         clinic Person.residentNumber   A-of-gangnam  assigned        12:00  clearance
      provider       prov   Person.residentNumber   A-of-gangnam  -               12:00  clearance
      police         auth   Person.residentNumber   A-of-gangnam  -               12:00  clearance
      auditor        audit  Person.residentNumber   A-of-gangnam  -               12:00  clearance
      security       sec    Person.residentNumber   A-of-gangnam  -               12:00  clearance
      administrator  admin  Person.residentNumber   A-of-gangnam  -               12:00  clearance
      gangnam        inv    Person.residentNumber   A-of-gangnam  assigned+grant  12:00  clearance
      national       inv    Person.residentNumber   A-of-gangnam  assigned+grant  12:00  clearance
      approver       auth   Person.residentNumber   A-of-gangnam  assigned+grant  12:00  clearance
      disclosure     discl  Person.residentNumber   A-of-gangnam  assigned+grant  12:00  clearance
    `,
  },
  {
    idea: "default deny, no wildcards: what no row names is closed, to everybody",
    cells: `
      national  inv   Case.shoeSize            A-of-gangnam  assigned+grant  12:00  clearance
      national  inv   Person.passportNumber    A-of-gangnam  assigned+grant  12:00  clearance
      national  inv   Mutation.deleteCase      A-of-gangnam  assigned+grant  12:00  clearance
      national  inv   Query.persons            -             assigned        12:00  clearance
      national  inv   Query._service           -             -               12:00  clearance
      visitor   info  Query._service           -             -               12:00  clearance
      visitor   info  _Service.sdl             nothing       -               12:00  clearance
      visitor   info  Clinic.staff             published     -               12:00  clearance
      visitor   info  Clinic.constructor       published     -               12:00  clearance
      national  inv   Case.__proto__           A-of-gangnam  -               12:00  clearance
      national  inv   case.onsetDate           A-of-gangnam  -               12:00  clearance
      national  inv   Case.onsetdate           A-of-gangnam  -               12:00  clearance
    `,
  },
  {
    idea: "the clearance is the highest class that may be seen: an account with less than its duty's sees less",
    cells: `
      gangnam-at-3   inv   Case.onsetDate      A-of-gangnam  -         12:00  clearance
      gangnam-at-3   inv   Person.fullName     A-of-gangnam  assigned  12:00  clearance
      gangnam-at-3   inv   Stay.arrival        ping-of-A     grant     12:00  clearance
      gangnam-at-0   inv   Case.onsetDate      A-of-gangnam  -         12:00  clearance
      national-at-3  inv   Stay.arrival        ping-of-A     grant     12:00  clearance
      national-at-3  inv   Case.stays          A-of-gangnam  grant     12:00  clearance
      approver-at-1  auth  Case.onsetDate      A-of-gangnam  -         12:00  clearance
      approver-at-1  auth  Query.case          -             -         12:00  clearance
      approver-at-1  auth  Query.informationRequest  -       -         12:00  clearance
      approver-at-1  auth  InformationRequestEdge.node  nothing  -     12:00  clearance
      clinic-at-0    clinic Clinic.published   draft-of-gangnam  -     12:00  clearance
      clinic-at-0    clinic Clinic.nameKo      draft-of-gangnam  -     12:00  denied
      clinic-at-0    clinic Clinic.nameKo      published     -         12:00  allowed
      clinic-at-0    clinic Mutation.reportCrowding  published-by-gangnam  -  12:00  clearance
      editor-at-0    publ  SupportProgram.published  draft-of-gangnam  -  12:00  clearance
      auditor-at-1   audit AuditRecord.account  nothing      -         12:00  clearance
      auditor-at-1   audit Query.auditRecords  -             -         12:00  clearance
      auditor-at-1   audit AuditRecord.refusalCount  nothing  -        12:00  clearance
      security-at-1  sec   Session.account     nothing       -         12:00  clearance
      security-at-1  sec   SecurityAlert.kind  nothing       -         12:00  clearance
      security-at-1  sec   Mutation.lockAccount  nothing     -         12:00  clearance
      gangnam-at-3   inv   Query.cases         -             -         12:00  clearance
      gangnam-at-3   inv   Cluster.nameKo      nothing       -         12:00  clearance
      gangnam-at-3   inv   CaseStub.agency     nothing       -         12:00  clearance
      gangnam-at-3   inv   Place.name          nothing       -         12:00  clearance
      gangnam-at-3   inv   Referral.reason     offer-seocho-to-gangnam  -  12:00  clearance
      gangnam-at-3   inv   Referral.reason     offer-gangnam-to-seocho  -  12:00  clearance
      gangnam-at-3   inv   Case.onsetDate      A-of-seocho   referral-accepted  12:00  clearance
      gangnam-at-3   inv   Person.fullName     A-of-seocho   referral-accepted+assigned  12:00  clearance
      gangnam-at-3   inv   Mutation.acceptReferral  offer-seocho-to-gangnam  -  12:00  clearance
      gangnam-at-3   inv   Mutation.endReferral  offer-seocho-to-gangnam  -  12:00  clearance
      gangnam-at-3   inv   Mutation.endReferral  offer-gangnam-to-seocho  -  12:00  clearance
      gangnam-at-3   inv   InformationRequest.state  A-of-gangnam  -   12:00  clearance
      gangnam-at-3   inv   InformationRequest.state  A-of-seocho  referral-accepted  12:00  clearance
      gangnam-at-3   inv   Case.stays          A-of-gangnam  grant     12:00  clearance
      gangnam-at-3   inv   Case.stays          A-of-seocho   referral-accepted+grant  12:00  clearance
      gangnam-at-3   inv   LikelySource.rank   A-of-gangnam  grant     12:00  clearance
      gangnam-at-3   inv   LikelySource.rank   A-of-seocho   referral-accepted+grant  12:00  clearance
      gangnam-at-3   inv   StayEdge.node       nothing       grant     12:00  clearance
      gangnam-at-3   inv   Case.accesses       A-of-gangnam  assigned  12:00  clearance
      gangnam-at-3   inv   CaseAccessEdge.node nothing       assigned  12:00  clearance
      national-at-3  inv   Query.cases         -             -         12:00  clearance
      national-at-3  inv   Case.onsetDate      A-of-gangnam  -         12:00  clearance
      national-at-3  inv   Person.fullName     A-of-gangnam  assigned  12:00  clearance
      national-at-3  inv   Agency.phone        nothing       -         12:00  clearance
      national-at-3  inv   Place.name          nothing       -         12:00  clearance
      national-at-3  inv   Referral.reason     offer-seocho-to-gangnam  -  12:00  clearance
      national-at-3  inv   Mutation.offerReferral  A-of-gangnam  -     12:00  clearance
      national-at-3  inv   Mutation.endReferral  offer-seocho-to-gangnam  -  12:00  clearance
      national-at-3  inv   InformationRequest.state  A-of-gangnam  -   12:00  clearance
      national-at-3  inv   LikelySource.rank   A-of-gangnam  grant     12:00  clearance
      national-at-3  inv   StayEdge.node       nothing       grant     12:00  clearance
      national-at-3  inv   Case.accesses       A-of-gangnam  assigned  12:00  clearance
      national-at-3  inv   CaseAccessEdge.node nothing       assigned  12:00  clearance
      approver-at-1  auth  InformationRequest.state  A-of-gangnam  -   12:00  clearance
    `,
  },
  {
    idea: "purpose narrows: what a duty may read, it may read for that duty's purpose alone",
    cells: `
      gangnam   info   Case.onsetDate                    A-of-gangnam  -  12:00  purpose
      gangnam   audit  Case.onsetDate                    A-of-gangnam  -  12:00  purpose
      gangnam   auth   Case.onsetDate                    A-of-gangnam  -  12:00  purpose
      gangnam   discl  Case.onsetDate                    A-of-gangnam  -  12:00  purpose
      gangnam   sec    Query.cases                       -             -  12:00  purpose
      gangnam   admin  Contact.status                    contact-of-A-in-gangnam  -  12:00  purpose
      national  info   Case.onsetDate                    A-of-gangnam  -  12:00  purpose
      national  auth   InformationRequest.justification  A-of-gangnam  -  12:00  purpose
      national  discl  Case.path                         A-of-gangnam  grant  12:00  purpose
      national  sec    Place.name                        nothing       -  12:00  purpose
      gangnam   info   CaseStub.agency                   nothing       -  12:00  purpose
      gangnam   info   Place.name                        nothing       -  12:00  purpose
      gangnam   audit  Referral.reason                   offer-seocho-to-gangnam  -  12:00  purpose
      gangnam   audit  Referral.reason                   offer-gangnam-to-seocho  -  12:00  purpose
      seocho    audit  Mutation.endReferral              offer-seocho-to-gangnam  -  12:00  purpose
      gangnam   audit  InformationRequest.state          A-of-gangnam  -  12:00  purpose
      gangnam   audit  Person.phone                      A-of-seocho   referral-accepted+assigned  12:00  purpose
      gangnam   audit  InformationRequest.state          A-of-seocho   referral-accepted  12:00  purpose
      gangnam   info   LikelySource.rank                 A-of-gangnam  grant  12:00  purpose
      gangnam   info   LikelySource.rank                 A-of-seocho   referral-accepted+grant  12:00  purpose
      gangnam   info   StayEdge.node                     nothing       grant  12:00  purpose
      gangnam   audit  Case.accesses                     A-of-gangnam  assigned  12:00  purpose
      gangnam   audit  CaseAccessEdge.node               nothing       assigned  12:00  purpose
      national  info   Query.cases                       -             -  12:00  purpose
      national  info   Agency.phone                      nothing       -  12:00  purpose
      national  audit  Referral.reason                   offer-seocho-to-gangnam  -  12:00  purpose
      national  audit  Mutation.offerReferral            A-of-gangnam  -  12:00  purpose
      national  info   Mutation.endReferral              offer-seocho-to-gangnam  -  12:00  purpose
      national  info   LikelySource.rank                 A-of-gangnam  grant  12:00  purpose
      national  info   StayEdge.node                     nothing       grant  12:00  purpose
      national  info   CaseAccessEdge.node               nothing       assigned  12:00  purpose
      approver  inv    Query.case                        -             -  12:00  purpose
      approver  inv    Query.informationRequest          -             -  12:00  purpose
      auditor   sec    AuditRecord.refusalCodes          nothing       -  12:00  purpose
      security  audit  SecurityAlert.kind                nothing       -  12:00  purpose
      approver  inv    Case.onsetDate                    A-of-gangnam  -  12:00  purpose
      approver  info   InformationRequest.justification  A-of-gangnam  -  12:00  purpose
      auditor   info   AuditRecord.account               nothing       -  12:00  purpose
      auditor   inv    AuditRecord.account               nothing       -  12:00  purpose
      auditor   sec    Query.auditRecords                -             -  12:00  purpose
    `,
  },
];
