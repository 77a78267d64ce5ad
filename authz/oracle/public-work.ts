/** The oracle for DESIGN section 1, rows "public visitor" and "clinic staff; content editor". Written by hand; a line is an expectation. */
import type { Group } from "./group.js";

export const publicWork: readonly Group[] = [
  {
    idea: "public visitor, clearance 0, sees P0: what is published is for everyone, of whatever duty and for whatever purpose",
    cells: `
      visitor        info   Clinic.nameKo                 published            -  12:00  allowed
      clinic         clinic Clinic.nameKo                 published            -  12:00  allowed
      editor         publ   Clinic.nameKo                 published            -  12:00  allowed
      provider       prov   Clinic.nameKo                 published            -  12:00  allowed
      police         auth   Clinic.nameKo                 published            -  12:00  allowed
      cards          auth   Clinic.nameKo                 published            -  12:00  allowed
      auditor        audit  Clinic.nameKo                 published            -  12:00  allowed
      security       sec    Clinic.nameKo                 published            -  12:00  allowed
      administrator  admin  Clinic.nameKo                 published            -  12:00  allowed
      gangnam        inv    Clinic.nameKo                 published            -  12:00  allowed
      national       inv    Clinic.nameKo                 published            -  12:00  allowed
      approver       auth   Clinic.nameKo                 published            -  12:00  allowed
      disclosure     discl  Clinic.nameKo                 published            -  12:00  allowed
      visitor        info   Clinic.crowding               published            -  12:00  allowed
      visitor        info   Clinic.openingHours           published-by-seocho  -  12:00  allowed
      visitor        info   SupportProgram.titleKo        published            -  12:00  allowed
      visitor        info   SupportProgram.eligibilityEn  published-by-gangnam -  12:00  allowed
      auditor        audit  SupportProgram.titleEn        published            -  12:00  allowed
      visitor        info   Region.nameKo                 nothing              -  12:00  allowed
      visitor        info   Region.statistics             nothing              -  12:00  allowed
      visitor        info   RegionStatistic.confirmed     nothing              -  12:00  allowed
      visitor        info   RegionStatistic.deceased      nothing              -  12:00  allowed
      administrator  admin  Region.statistics             nothing              -  12:00  allowed
      visitor        info   Query.noticeStatistics        -                    -  12:00  allowed
      visitor        info   NoticeStatistic.made          nothing              -  12:00  allowed
      auditor        audit  NoticeStatistic.sent          nothing              -  12:00  allowed
      visitor        info   NoticeCount.made              nothing              -  12:00  clearance
      visitor        info   Query.clinics                 -                    -  12:00  allowed
      visitor        info   Query.clinic                  -                    -  12:00  allowed
      visitor        info   Query.supportPrograms         -                    -  12:00  allowed
      visitor        info   Query.regions                 -                    -  12:00  allowed
      visitor        info   ClinicConnection.edges        nothing              -  12:00  allowed
      visitor        info   PageInfo.hasNextPage          nothing              -  12:00  allowed
      visitor        info   Query._entities               -                    -  12:00  allowed
      visitor        audit  Clinic.nameKo                 published            -  12:00  allowed
      visitor        inv    Clinic.nameKo                 published            -  12:00  allowed
      gangnam        audit  Clinic.phone                  published            -  12:00  allowed
      gangnam-at-0   info   Clinic.phone                  published            -  12:00  allowed
      nowhere        info   Region.nameEn                 nothing              -  12:00  allowed
    `,
  },
  {
    idea: "what is not published is not public: not for a visitor, nor for anybody whose work it is not",
    cells: `
      visitor        info   Clinic.nameKo                 draft-of-gangnam     -  12:00  denied
      visitor        info   Clinic.nameKo                 draft-of-nobody      -  12:00  denied
      visitor        info   Clinic.nameKo                 nothing              -  12:00  denied
      visitor        info   SupportProgram.titleKo        draft-of-gangnam     -  12:00  denied
      visitor        info   SupportProgram.titleKo        nothing              -  12:00  denied
      visitor        info   Clinic.published              published            -  12:00  clearance
      visitor        info   SupportProgram.published      published            -  12:00  clearance
      visitor        clinic Clinic.published              draft-of-gangnam     -  12:00  clearance
      national       inv    Clinic.nameKo                 draft-of-gangnam     -  12:00  denied
      gangnam        inv    Clinic.nameKo                 draft-of-gangnam     -  12:00  denied
      gangnam        inv    Clinic.published              draft-of-gangnam     -  12:00  clearance
      auditor        audit  SupportProgram.titleKo        draft-of-gangnam     -  12:00  denied
      administrator  admin  Clinic.nameKo                 draft-of-gangnam     -  12:00  denied
      police         auth   Clinic.nameKo                 draft-of-gangnam     -  12:00  denied
      provider       prov   SupportProgram.titleKo        draft-of-gangnam     -  12:00  denied
      approver       auth   SupportProgram.titleKo        draft-of-gangnam     -  12:00  denied
    `,
  },
  {
    idea: "clinic staff see their own drafts: their agency's, for the operation of a clinic",
    cells: `
      clinic         clinic Clinic.nameKo                 draft-of-gangnam     -  12:00  allowed
      clinic         clinic Clinic.crowding               draft-of-gangnam     -  12:00  allowed
      clinic         clinic Clinic.published              draft-of-gangnam     -  12:00  allowed
      clinic         clinic Clinic.published              published-by-gangnam -  12:00  allowed
      clinic         clinic Clinic.nameKo                 draft-of-seocho      -  12:00  denied
      clinic         clinic Clinic.nameKo                 draft-of-nobody      -  12:00  denied
      clinic         clinic Clinic.published              draft-of-seocho      -  12:00  denied
      clinic         clinic Clinic.published              published-by-seocho  -  12:00  denied
      clinic         clinic Clinic.nameKo                 published-by-seocho  -  12:00  allowed
      clinic         info   Clinic.nameKo                 draft-of-gangnam     -  12:00  denied
      clinic         info   Clinic.published              draft-of-gangnam     -  12:00  purpose
      clinic         publ   Clinic.published              draft-of-gangnam     -  12:00  purpose
      clinic         clinic SupportProgram.titleKo        draft-of-gangnam     -  12:00  denied
      clinic         clinic SupportProgram.published      draft-of-gangnam     -  12:00  clearance
    `,
  },
  {
    idea: "content editors see their own drafts: their agency's, for publication",
    cells: `
      editor         publ   SupportProgram.titleKo        draft-of-gangnam     -  12:00  allowed
      editor         publ   SupportProgram.summaryEn      draft-of-gangnam     -  12:00  allowed
      editor         publ   SupportProgram.published      draft-of-gangnam     -  12:00  allowed
      editor         publ   SupportProgram.titleKo        draft-of-seocho      -  12:00  denied
      editor         publ   SupportProgram.titleKo        draft-of-nobody      -  12:00  denied
      editor         publ   SupportProgram.published      published-by-seocho  -  12:00  denied
      editor         publ   SupportProgram.titleKo        published-by-seocho  -  12:00  allowed
      editor         info   SupportProgram.published      draft-of-gangnam     -  12:00  purpose
      editor         clinic SupportProgram.published      draft-of-gangnam     -  12:00  purpose
      editor         publ   Clinic.nameKo                 draft-of-gangnam     -  12:00  denied
      editor         publ   Clinic.published              draft-of-gangnam     -  12:00  clearance
    `,
  },
  {
    idea: "clinic staff report crowding, at the clinics of their own agency; nobody else does",
    cells: `
      clinic         clinic Mutation.reportCrowding       published-by-gangnam -  12:00  allowed
      clinic         clinic Mutation.reportCrowding       draft-of-gangnam     -  12:00  allowed
      clinic         clinic Mutation.reportCrowding       published-by-seocho  -  12:00  denied
      clinic         clinic Mutation.reportCrowding       published            -  12:00  denied
      clinic         info   Mutation.reportCrowding       published-by-gangnam -  12:00  purpose
      editor         publ   Mutation.reportCrowding       published-by-gangnam -  12:00  clearance
      editor         clinic Mutation.reportCrowding       published-by-gangnam -  12:00  clearance
      visitor        info   Mutation.reportCrowding       published-by-gangnam -  12:00  clearance
      gangnam        inv    Mutation.reportCrowding       published-by-gangnam -  12:00  clearance
      national       inv    Mutation.reportCrowding       published-by-gangnam -  12:00  clearance
      administrator  admin  Mutation.reportCrowding       published-by-gangnam -  12:00  clearance
      provider       prov   Mutation.reportCrowding       published-by-gangnam -  12:00  clearance
    `,
  },
  {
    idea: "clinic staff and content editors see P0 and own drafts: no case, nobody's identity, no movement, no log",
    cells: `
      clinic         clinic Case.onsetDate                A-of-gangnam         -  12:00  clearance
      clinic         inv    Case.onsetDate                A-of-gangnam         assigned+grant  12:00  clearance
      clinic         clinic Contact.status                contact-of-A-in-gangnam  -  12:00  clearance
      clinic         clinic Sample.result                 A-of-gangnam         -  12:00  clearance
      clinic         clinic Person.fullName               A-of-gangnam         assigned  12:00  clearance
      clinic         clinic Stay.arrival                  ping-of-A            grant  12:00  clearance
      clinic         clinic Query.cases                   -                    -  12:00  clearance
      clinic         clinic AuditRecord.account           nothing              -  12:00  clearance
      editor         publ   Case.onsetDate                A-of-gangnam         -  12:00  clearance
      editor         inv    Person.fullName               A-of-gangnam         assigned  12:00  clearance
      editor         publ   PathStop.place                ping-of-A            grant  12:00  clearance
      editor         publ   InformationRequest.justification  A-of-gangnam     -  12:00  clearance
      editor         publ   Cluster.nameKo                nothing              -  12:00  clearance
    `,
  },
];
