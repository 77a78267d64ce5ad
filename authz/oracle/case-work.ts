/** The oracle for DESIGN section 1, rows "local investigator" and "national investigator": clinical data, identity, referrals. Written by hand; a line is an expectation. */
import type { Group } from "./group.js";

export const caseWork: readonly Group[] = [
  {
    idea: "a local investigator sees P2 in the jurisdiction, and only there",
    cells: `
      gangnam        inv   Case.onsetDate               A-of-gangnam   -  12:00  allowed
      gangnam        inv   Case.sex                     A-of-gangnam   -  12:00  allowed
      gangnam        inv   Case.ageBand                 A-of-gangnam   -  12:00  allowed
      gangnam        inv   Case.disease                 A-of-gangnam   -  12:00  allowed
      gangnam        inv   Case.confirmationDate        A-of-gangnam   -  12:00  allowed
      gangnam        inv   Case.outcome                 A-of-gangnam   -  12:00  allowed
      gangnam        inv   Case.personKey               A-of-gangnam   -  12:00  allowed
      gangnam        inv   Case.exposures               A-of-gangnam   -  12:00  allowed
      gangnam        inv   Case.samples                 A-of-gangnam   -  12:00  allowed
      gangnam        inv   Sample.result                A-of-gangnam   -  12:00  allowed
      gangnam        inv   TransmissionLink.basis       A-of-gangnam   -  12:00  allowed
      gangnam        inv   Exposure.lastContactDate     A-of-gangnam   -  12:00  allowed
      gangnam        inv   Contact.status               contact-of-A-in-gangnam   -  12:00  allowed
      gangnam        inv   FollowUp.day                 contact-of-A-in-gangnam   -  12:00  allowed
      gangnam        inv   InformationRequest.state     A-of-gangnam   -  12:00  allowed
      gangnam        inv   Case.informationRequests     A-of-gangnam   -  12:00  allowed
      gangnam        inv   Case.onsetDate               A-of-seocho    -  12:00  denied
      gangnam        inv   Case.id                      A-of-seocho    -  12:00  denied
      gangnam        inv   Case.personKey               A-of-seocho    -  12:00  denied
      gangnam        inv   Case.informationRequests     A-of-seocho    -  12:00  denied
      gangnam        inv   Sample.result                A-of-seocho    -  12:00  denied
      gangnam        inv   TransmissionLink.basis       A-of-seocho    -  12:00  denied
      gangnam        inv   Exposure.setting             A-of-haeundae  -  12:00  denied
      gangnam        inv   Contact.status               contact-of-A-in-haeundae  -  12:00  denied
      gangnam        inv   FollowUp.status              contact-of-A-in-haeundae  -  12:00  denied
      gangnam        inv   InformationRequest.state     A-of-seocho    -  12:00  denied
      gangnam        inv   Case.onsetDate               A-of-nowhere   -  12:00  denied
      gangnam        inv   Case.onsetDate               nothing        -  12:00  denied
      seocho         inv   Case.onsetDate               A-of-seocho    -  12:00  allowed
      seocho         inv   Case.onsetDate               A-of-gangnam   -  12:00  denied
      haeundae       inv   Case.onsetDate               A-of-haeundae  -  12:00  allowed
      haeundae       inv   Case.onsetDate               A-of-gangnam   -  12:00  denied
      nowhere        inv   Case.onsetDate               A-of-gangnam   -  12:00  denied
      nowhere        inv   Case.onsetDate               A-of-nowhere   -  12:00  denied
      gangnam        inv   Query.case                   -              -  12:00  allowed
      gangnam        inv   Query.cases                  -              -  12:00  allowed
      gangnam        inv   CaseEdge.node                nothing        -  12:00  allowed
    `,
  },
  {
    idea: "a province covers its districts; a district does not cover its province, nor a province another's districts",
    cells: `
      seoul              inv   Case.onsetDate    A-of-gangnam   -  12:00  allowed
      seoul              inv   Case.onsetDate    A-of-seocho    -  12:00  allowed
      seoul              inv   Case.onsetDate    A-of-seoul     -  12:00  allowed
      seoul              inv   Case.onsetDate    A-of-busan     -  12:00  denied
      seoul              inv   Case.onsetDate    A-of-haeundae  -  12:00  denied
      seoul              inv   Case.onsetDate    A-of-nowhere   -  12:00  denied
      seoul              inv   Contact.sex       contact-of-A-in-gangnam   -  12:00  allowed
      seoul              inv   Contact.sex       contact-of-A-in-haeundae  -  12:00  denied
      gangnam            inv   Case.onsetDate    A-of-seoul     -  12:00  denied
      haeundae           inv   Case.onsetDate    A-of-busan     -  12:00  denied
      gangnam-and-busan  inv   Case.onsetDate    A-of-gangnam   -  12:00  allowed
      gangnam-and-busan  inv   Case.onsetDate    A-of-busan     -  12:00  allowed
      gangnam-and-busan  inv   Case.onsetDate    A-of-haeundae  -  12:00  allowed
      gangnam-and-busan  inv   Case.onsetDate    A-of-seocho    -  12:00  denied
      seoul              inv   Person.fullName   A-of-gangnam   assigned  12:00  allowed
      seoul              inv   Person.fullName   A-of-haeundae  assigned  12:00  denied
    `,
  },
  {
    idea: "a national investigator sees P2 nationwide, and clusters",
    cells: `
      national  inv   Case.onsetDate            A-of-gangnam   -  12:00  allowed
      national  inv   Case.onsetDate            A-of-haeundae  -  12:00  allowed
      national  inv   Case.onsetDate            A-of-seoul     -  12:00  allowed
      national  inv   Case.onsetDate            A-of-nowhere   -  12:00  allowed
      national  inv   Case.id                   B-of-seocho    -  12:00  allowed
      national  inv   Sample.testType           A-of-busan     -  12:00  allowed
      national  inv   Contact.followUpTo        contact-of-A-in-haeundae  -  12:00  allowed
      national  inv   TransmissionLink.setting  A-of-seocho    -  12:00  allowed
      national  inv   InformationRequest.justification  A-of-seocho  -  12:00  allowed
      national  inv   Query.cases               -              -  12:00  allowed
      national  inv   Query.clusters            -              -  12:00  allowed
      national  inv   Cluster.nameKo            nothing        -  12:00  allowed
      national  inv   Cluster.cases             nothing        -  12:00  allowed
      national  inv   Place.name                nothing        -  12:00  allowed
      gangnam   inv   Place.name                nothing        -  12:00  allowed
    `,
  },
  {
    idea: "P3 of assigned cases and their contacts: assignment and purpose, on top of the jurisdiction",
    cells: `
      gangnam   inv   Person.fullName   A-of-gangnam                   assigned       12:00  allowed
      gangnam   inv   Person.phone      A-of-gangnam                   assigned       12:00  allowed
      gangnam   inv   Person.address    A-of-gangnam                   assigned       12:00  allowed
      gangnam   inv   Person.birthYear  A-of-gangnam                   assigned       12:00  allowed
      gangnam   inv   Person.birthDate  A-of-gangnam                   assigned       12:00  allowed
      gangnam   inv   Person.nationality  A-of-gangnam                 assigned       12:00  allowed
      gangnam   inv   Person.fullName   contact-of-A-in-gangnam        assigned       12:00  allowed
      gangnam   inv   Person.phone      contact-of-A-and-B-in-gangnam  assigned       12:00  allowed
      gangnam   inv   Person.phone      contact-of-A-and-B-in-gangnam  assigned-to-B  12:00  allowed
      gangnam   inv   Person.fullName   A-of-gangnam                   -              12:00  approval
      gangnam   inv   Person.phone      A-of-gangnam                   -              12:00  approval
      gangnam   inv   Person.address    A-of-gangnam                   -              12:00  approval
      gangnam   inv   Person.birthYear  A-of-gangnam                   -              12:00  approval
      gangnam   inv   Person.birthDate  A-of-gangnam                   -              12:00  approval
      gangnam   inv   Person.nationality  A-of-gangnam                 -              12:00  approval
      gangnam   inv   Person.fullName   A-of-gangnam                   assigned-to-B  12:00  approval
      gangnam   inv   Person.fullName   B-of-gangnam                   assigned       12:00  approval
      gangnam   inv   Person.fullName   contact-of-A-in-gangnam        -              12:00  approval
      gangnam   inv   Person.fullName   contact-of-B-in-gangnam        assigned       12:00  approval
      gangnam   inv   Person.fullName   contact-of-nobody-in-gangnam   assigned       12:00  approval
      gangnam   inv   Person.fullName   A-of-gangnam                   grant          12:00  approval
      gangnam   inv   Person.fullName   A-of-gangnam                   grant-of-interviews  12:00  approval
      gangnam   inv   Person.fullName   A-of-seocho                    assigned       12:00  denied
      gangnam   inv   Person.fullName   A-of-seocho                    -              12:00  denied
      gangnam   inv   Person.phone      contact-of-A-in-haeundae       assigned       12:00  denied
      gangnam   inv   Person.fullName   A-of-nowhere                   assigned       12:00  denied
      nowhere   inv   Person.fullName   A-of-gangnam                   assigned       12:00  denied
      gangnam   audit Person.fullName   A-of-gangnam                   assigned       12:00  purpose
      gangnam   info  Person.fullName   A-of-gangnam                   assigned       12:00  purpose
      national  inv   Person.fullName   A-of-haeundae                  assigned       12:00  allowed
      national  inv   Person.address    A-of-nowhere                   assigned       12:00  allowed
      national  inv   Person.phone      contact-of-A-in-haeundae       assigned       12:00  allowed
      national  inv   Person.fullName   A-of-haeundae                  -              12:00  approval
      national  inv   Person.fullName   A-of-haeundae                  assigned-to-B  12:00  approval
      national  inv   Person.fullName   A-of-haeundae                  grant          12:00  approval
      national  auth  Person.fullName   A-of-haeundae                  assigned       12:00  purpose
    `,
  },
  {
    idea: "across jurisdictions more follows an accepted, recorded referral; an offer or an ended one opens nothing",
    cells: `
      gangnam   inv   Case.onsetDate            A-of-seocho               referral-accepted           12:00  allowed
      gangnam   inv   Case.samples              A-of-seocho               referral-accepted           12:00  allowed
      gangnam   inv   Sample.result             A-of-seocho               referral-accepted           12:00  allowed
      gangnam   inv   TransmissionLink.basis    A-of-seocho               referral-accepted           12:00  allowed
      gangnam   inv   InformationRequest.state  A-of-seocho               referral-accepted           12:00  allowed
      gangnam   inv   Contact.status            contact-of-A-in-haeundae  referral-accepted           12:00  allowed
      gangnam   inv   Case.onsetDate            A-of-nowhere              referral-accepted           12:00  allowed
      gangnam   inv   Case.onsetDate            A-of-seocho               referral-offered            12:00  denied
      gangnam   inv   Case.onsetDate            A-of-seocho               referral-ended              12:00  denied
      gangnam   inv   Case.onsetDate            A-of-seocho               referral-accepted-of-B      12:00  denied
      gangnam   inv   Case.onsetDate            B-of-seocho               referral-accepted           12:00  denied
      gangnam   inv   Person.fullName           A-of-seocho               referral-accepted           12:00  approval
      gangnam   inv   Person.fullName           A-of-seocho               referral-accepted+assigned  12:00  allowed
      gangnam   inv   Person.fullName           A-of-seocho               referral-offered+assigned   12:00  denied
      gangnam   inv   Person.fullName           A-of-seocho               referral-ended+assigned     12:00  denied
      gangnam   inv   Person.phone              contact-of-A-in-haeundae  referral-accepted+assigned  12:00  allowed
      gangnam   inv   Person.fullName           A-of-seocho               referral-accepted+assigned-to-B  12:00  approval
      gangnam   inv   Case.stays                A-of-seocho               referral-accepted           12:00  approval
      gangnam   inv   Case.stays                A-of-seocho               referral-accepted+grant     12:00  allowed
      gangnam   inv   Case.stays                A-of-seocho               referral-offered+grant      12:00  denied
      gangnam   inv   Case.stays                A-of-seocho               referral-ended+grant        12:00  denied
      gangnam   inv   Case.path                 A-of-seocho               referral-accepted+grant     17:59:59.999  allowed
      gangnam   inv   Case.path                 A-of-seocho               referral-accepted+grant     18:00  approval
      gangnam   audit Case.onsetDate            A-of-seocho               referral-accepted           12:00  purpose
      approver  auth  Referral.reason           offer-seocho-to-gangnam   referral-accepted           12:00  clearance
      nowhere   inv   Case.onsetDate            A-of-seocho               referral-accepted           12:00  allowed
    `,
  },
  {
    idea: "a referral is seen by the agency that keeps the case and by the one it is offered to, and by the KDCA",
    cells: `
      seocho    inv   Referral.reason      offer-seocho-to-gangnam   -  12:00  allowed
      gangnam   inv   Referral.reason      offer-seocho-to-gangnam   -  12:00  allowed
      gangnam   inv   Referral.stub        offer-seocho-to-gangnam   -  12:00  allowed
      gangnam   inv   Referral.state       offer-gangnam-to-seocho   -  12:00  allowed
      gangnam   inv   Referral.reason      offer-haeundae-to-seocho  -  12:00  denied
      gangnam   inv   Referral.id          offer-haeundae-to-seocho  -  12:00  denied
      haeundae  inv   Referral.reason      offer-seocho-to-gangnam   -  12:00  denied
      seoul     inv   Referral.reason      offer-seocho-to-gangnam   -  12:00  allowed
      seoul     inv   Referral.reason      offer-haeundae-to-seocho  -  12:00  denied
      national  inv   Referral.reason      offer-haeundae-to-seocho  -  12:00  allowed
      visitor   info  Referral.reason      offer-seocho-to-gangnam   -  12:00  clearance
      clinic    clinic Referral.reason     offer-seocho-to-gangnam   -  12:00  clearance
      gangnam   inv   CaseStub.agency      nothing                   -  12:00  allowed
      national  inv   CaseStub.agency      nothing                   -  12:00  allowed
      gangnam   inv   Agency.phone         nothing                   -  12:00  allowed
      gangnam   inv   TransmissionLink.infectorStub  A-of-gangnam    -  12:00  allowed
      gangnam   inv   TransmissionLink.infecteeStub  A-of-seocho     -  12:00  denied
      auditor   audit CaseStub.agency      nothing                   -  12:00  clearance
      approver  auth  CaseStub.id          nothing                   -  12:00  clearance
      visitor   info  CaseStub.id          nothing                   -  12:00  clearance
    `,
  },
  {
    idea: "the agency that keeps a case offers it, the one it is offered to accepts, either ends it",
    cells: `
      gangnam   inv   Mutation.offerReferral   A-of-gangnam              -  12:00  allowed
      gangnam   inv   Mutation.offerReferral   A-of-seocho               -  12:00  denied
      gangnam   inv   Mutation.offerReferral   A-of-seocho               referral-accepted  12:00  denied
      seoul     inv   Mutation.offerReferral   A-of-gangnam              -  12:00  allowed
      seoul     inv   Mutation.offerReferral   A-of-haeundae             -  12:00  denied
      national  inv   Mutation.offerReferral   A-of-haeundae             -  12:00  allowed
      approver  auth  Mutation.offerReferral   A-of-gangnam              -  12:00  clearance
      auditor   audit Mutation.offerReferral   A-of-gangnam              -  12:00  clearance
      gangnam   audit Mutation.offerReferral   A-of-gangnam              -  12:00  purpose
      gangnam-at-3 inv Mutation.offerReferral  A-of-gangnam              -  12:00  clearance
      gangnam   inv   Mutation.acceptReferral  offer-seocho-to-gangnam   -  12:00  allowed
      seocho    inv   Mutation.acceptReferral  offer-seocho-to-gangnam   -  12:00  denied
      gangnam   inv   Mutation.acceptReferral  offer-gangnam-to-seocho   -  12:00  denied
      gangnam   inv   Mutation.acceptReferral  offer-haeundae-to-seocho  -  12:00  denied
      haeundae  inv   Mutation.acceptReferral  offer-haeundae-to-seocho  -  12:00  denied
      gangnam   info  Mutation.acceptReferral  offer-seocho-to-gangnam   -  12:00  purpose
      approver  auth  Mutation.acceptReferral  offer-seocho-to-gangnam   -  12:00  clearance
      gangnam   inv   Mutation.endReferral     offer-seocho-to-gangnam   -  12:00  allowed
      seocho    inv   Mutation.endReferral     offer-seocho-to-gangnam   -  12:00  allowed
      haeundae  inv   Mutation.endReferral     offer-seocho-to-gangnam   -  12:00  denied
      national  inv   Mutation.endReferral     offer-haeundae-to-seocho  -  12:00  allowed
      administrator admin Mutation.endReferral offer-seocho-to-gangnam   -  12:00  clearance
      disclosure discl Mutation.endReferral    offer-seocho-to-gangnam   -  12:00  clearance
      visitor   info  Mutation.offerReferral   A-of-gangnam              -  12:00  clearance
    `,
  },
  {
    idea: "a case is registered in the own jurisdiction, nationwide by a national investigator, and by nobody else",
    cells: `
      gangnam        inv   Mutation.registerCase        A-of-gangnam   -  12:00  allowed
      gangnam        inv   Mutation.registerCase        A-of-seocho    -  12:00  denied
      seoul          inv   Mutation.registerCase        A-of-gangnam   -  12:00  allowed
      nowhere        inv   Mutation.registerCase        A-of-gangnam   -  12:00  denied
      gangnam-at-3   inv   Mutation.registerCase        A-of-gangnam   -  12:00  clearance
      national       inv   Mutation.registerCase        A-of-haeundae  -  12:00  allowed
      gangnam        inv   Mutation.registerCase        sealed-of-gangnam -  12:00  denied
      approver       auth  Mutation.registerCase        A-of-gangnam   -  12:00  clearance
      auditor        audit Mutation.registerCase        A-of-gangnam   -  12:00  clearance
      disclosure     discl Mutation.registerCase        A-of-gangnam   -  12:00  clearance
      provider       prov  Mutation.registerCase        A-of-gangnam   -  12:00  clearance
      gangnam        resp  Mutation.registerCase        A-of-gangnam   -  12:00  purpose
    `,
  },
  {
    idea: "clinical work on a case is its jurisdiction's, the agency's that took it over, and the nation's; never on a specially protected one",
    cells: `
      gangnam        inv   Mutation.updateCase          A-of-gangnam   -  12:00  allowed
      gangnam        inv   Mutation.confirmCase         A-of-gangnam   -  12:00  allowed
      gangnam        inv   Mutation.recordSample        A-of-gangnam   -  12:00  allowed
      gangnam        inv   Mutation.recordResult        A-of-gangnam   -  12:00  allowed
      gangnam        inv   Mutation.updateCase          A-of-seocho    -  12:00  denied
      gangnam        inv   Mutation.confirmCase         A-of-seocho    assigned  12:00  denied
      gangnam        inv   Mutation.updateCase          A-of-seocho    referral-accepted  12:00  allowed
      gangnam        inv   Mutation.updateCase          A-of-seocho    referral-ended  12:00  denied
      national       inv   Mutation.recordResult        A-of-haeundae  -  12:00  allowed
      gangnam        inv   Mutation.updateCase          sealed-of-gangnam  assigned  12:00  denied
      national       inv   Mutation.confirmCase         sealed-of-gangnam  assigned  12:00  denied
      gangnam        inv   Case.changes                 A-of-gangnam   -  12:00  allowed
      gangnam        inv   CaseChange.before            A-of-seocho    -  12:00  denied
      gangnam        inv   Confirmation.confirmedBy     A-of-gangnam   -  12:00  allowed
      approver       auth  Confirmation.confirmedBy     A-of-gangnam   -  12:00  allowed
      approver       auth  Case.registeredBy            A-of-gangnam   -  12:00  allowed
      approver       auth  CaseChange.before            A-of-gangnam   -  12:00  clearance
      approver       auth  Case.symptoms                A-of-gangnam   -  12:00  clearance
    `,
  },
  {
    idea: "what was said in an interview is identity (P3): by assignment, within the reach; that there was one is clinical",
    cells: `
      gangnam        inv   Interview.informant          A-of-gangnam   -  12:00  allowed
      gangnam        inv   Interview.text               A-of-gangnam   -  12:00  approval
      gangnam        inv   Interview.text               A-of-gangnam   assigned  12:00  allowed
      gangnam        inv   VisitStatement.placeText     A-of-gangnam   assigned-to-B  12:00  approval
      gangnam        inv   CompanionStatement.name      A-of-gangnam   assigned  12:00  allowed
      gangnam        inv   Interview.text               A-of-seocho    assigned  12:00  denied
      national       inv   Interview.visits             A-of-seocho    -  12:00  approval
      gangnam        inv   Interview.text               sealed-of-gangnam  assigned  12:00  denied
      gangnam        inv   Mutation.recordInterview     A-of-gangnam   -  12:00  approval
      gangnam        inv   Mutation.recordInterview     A-of-gangnam   assigned  12:00  allowed
      gangnam        inv   Mutation.correctInterview    A-of-gangnam   assigned  12:00  allowed
      gangnam        inv   Mutation.recordInterview     sealed-of-gangnam  assigned  12:00  denied
      approver       auth  Interview.text               A-of-gangnam   -  12:00  clearance
      gangnam        inv   Interview.text               A-of-gangnam   grant  12:00  approval
    `,
  },
  {
    idea: "a merge needs both owners, and no national investigator stands in for one; a possible duplicate elsewhere is a national steward's alone",
    cells: `
      gangnam        inv   Mutation.proposeMerge        A-of-gangnam   -  12:00  allowed
      gangnam        inv   Mutation.proposeMerge        A-of-seocho    -  12:00  denied
      gangnam        inv   Mutation.proposeMerge        A-of-seocho    referral-accepted  12:00  denied
      national       inv   Mutation.proposeMerge        A-of-gangnam   -  12:00  clearance
      national       inv   Mutation.acceptMerge         offer-gangnam-to-seocho  -  12:00  clearance
      gangnam        inv   Mutation.acceptMerge         offer-gangnam-to-seocho  -  12:00  allowed
      seocho         inv   Mutation.acceptMerge         offer-gangnam-to-seocho  -  12:00  denied
      seocho         inv   Mutation.withdrawMerge       offer-gangnam-to-seocho  -  12:00  allowed
      gangnam        inv   Mutation.withdrawMerge       offer-gangnam-to-seocho  -  12:00  denied
      gangnam        inv   Mutation.acceptMerge         sealed-offer-gangnam-to-seocho  -  12:00  denied
      haeundae       inv   CaseMerge.id                 offer-gangnam-to-seocho  -  12:00  denied
      gangnam        inv   DuplicateReview.id           A-of-gangnam   -  12:00  clearance
      national       inv   DuplicateReview.id           A-of-gangnam   -  12:00  allowed
      national       inv   Mutation.answerDuplicateReview A-of-gangnam -  12:00  allowed
    `,
  },
  {
    idea: "a response is declared, and a disease described, by approvers for that purpose alone; who works reads both",
    cells: `
      approver       resp  Mutation.declareResponse     -  -  12:00  allowed
      approver       resp  Mutation.confirmEndOfResponse -  -  12:00  allowed
      approver       resp  Mutation.proposeDisease      -  -  12:00  allowed
      approver       auth  Mutation.declareResponse     -  -  12:00  purpose
      approver-at-1  resp  Mutation.declareResponse     -  -  12:00  clearance
      national       inv   Mutation.declareResponse     -  -  12:00  clearance
      gangnam        inv   Mutation.confirmResponse     -  -  12:00  clearance
      administrator  admin Mutation.declareResponse     -  -  12:00  clearance
      approver       resp  OutbreakResponse.state       -  -  12:00  allowed
      gangnam        inv   OutbreakResponse.state       -  -  12:00  allowed
      national       inv   Disease.incubation           -  -  12:00  allowed
      police         auth  OutbreakResponse.state       -  -  12:00  clearance
      approver       resp  Case.onsetDate               A-of-gangnam   -  12:00  purpose
      approver       resp  Mutation.updateCase          A-of-gangnam   -  12:00  clearance
    `,
  },
  {
    idea: "a purge is approved by an approver and confirmed by an administrator, who see counts; a hold is the approvers' alone",
    cells: `
      approver       resp  Mutation.approvePurge        -  -  12:00  allowed
      administrator  admin Mutation.approvePurge        -  -  12:00  clearance
      administrator  admin Mutation.confirmPurge        -  -  12:00  allowed
      approver       resp  Mutation.confirmPurge        -  -  12:00  clearance
      approver       auth  Mutation.approvePurge        -  -  12:00  purpose
      approver-at-1  resp  Mutation.approvePurge        -  -  12:00  clearance
      national       inv   Mutation.approvePurge        -  -  12:00  clearance
      approver       resp  Mutation.refusePurge         -  -  12:00  allowed
      administrator  admin PurgePlan.planHash           -  -  12:00  allowed
      administrator  admin PurgeCount.goingRows         -  -  12:00  allowed
      administrator  admin PolicyStep.by                -  -  12:00  allowed
      administrator  admin LegalHold.target             -  -  12:00  clearance
      approver       resp  LegalHold.target             -  -  12:00  allowed
      approver       resp  Mutation.proposeLegalHold    -  -  12:00  allowed
      approver       resp  Mutation.confirmHoldRelease  -  -  12:00  allowed
      administrator  admin Mutation.confirmLegalHold    -  -  12:00  clearance
      gangnam        inv   Mutation.proposeLegalHold    -  -  12:00  clearance
      auditor        audit LegalHold.authority          -  -  12:00  clearance
    `,
  },
  {
    idea: "what belongs to a case is seen as the case; what came of entering cases, by who enters them",
    cells: `
      gangnam        inv   Symptom.code                 A-of-gangnam   -  12:00  allowed
      gangnam        inv   Symptom.code                 A-of-seocho    -  12:00  denied
      gangnam        inv   Travel.countryCode           sealed-of-gangnam  -  12:00  denied
      gangnam        inv   CaseMergeStep.by             offer-gangnam-to-seocho  -  12:00  allowed
      haeundae       inv   CaseMergeStep.by             offer-gangnam-to-seocho  -  12:00  denied
      gangnam        inv   CaseRegistration.possibleDuplicates - -  12:00  allowed
      approver       auth  CaseRegistration.possibleDuplicates - -  12:00  clearance
      gangnam        inv   Mutation.downloadLineList    -  -  12:00  allowed
      gangnam        inv   LineListFile.fileContent     -  -  12:00  allowed
      auditor        audit LineListFile.fileContent     -  -  12:00  clearance
      disclosure     discl Mutation.downloadLineList    -  -  12:00  clearance
      national       inv   LineListImport.registered    -  -  12:00  allowed
      national       inv   LineListFault.reason         -  -  12:00  allowed
      security       sec   Mutation.importLineList      -  -  12:00  clearance
      gangnam        inv   Delay.mean                   -  -  12:00  allowed
      approver       resp  PolicyStep.by                -  -  12:00  allowed
      visitor        info  PolicyStep.by                -  -  12:00  clearance
    `,
  },
];
