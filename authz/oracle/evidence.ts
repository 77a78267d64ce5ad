/** The oracle for DESIGN sections 1 and 2.1: P4 only under a live grant that covers every input. Written by hand; a line is an expectation. */
import type { Group } from "./group.js";

export const evidence: readonly Group[] = [
  {
    idea: "P4 only with a live grant for exactly that case: an assignment is none, and neither is a jurisdiction",
    cells: `
      national  inv   Stay.arrival          ping-of-A     grant             12:00  allowed
      national  inv   Stay.place            ping-of-A     grant             12:00  allowed
      national  inv   Stay.latitude         ping-of-A     grant             12:00  allowed
      national  inv   Stay.dwellMinutes     ping-of-A     grant             12:00  allowed
      national  inv   Stay.id               ping-of-A     grant             12:00  allowed
      national  inv   Stay.arrival          ping-of-A     -                 12:00  approval
      national  inv   Stay.id               ping-of-A     -                 12:00  approval
      national  inv   Stay.arrival          ping-of-A     assigned          12:00  approval
      national  inv   Stay.arrival          ping-of-B     grant             12:00  approval
      national  inv   Stay.arrival          ping-of-B     grant-of-B        12:00  allowed
      national  inv   Stay.arrival          ping-of-A     grant-of-B        12:00  approval
      national  inv   Stay.arrival          ping-of-B     grant-of-A-and-B  12:00  allowed
      national  inv   Stay.arrival          ping-of-A     grant-of-no-case  12:00  approval
      national  inv   Case.stays            A-of-haeundae grant             12:00  allowed
      national  inv   Case.path             A-of-haeundae grant             12:00  allowed
      national  inv   Case.coPresences      A-of-haeundae grant             12:00  allowed
      national  inv   Case.likelySources    A-of-haeundae grant             12:00  allowed
      national  inv   Case.stays            A-of-haeundae -                 12:00  approval
      national  inv   Case.path             A-of-haeundae assigned          12:00  approval
      national  inv   Case.coPresences      A-of-haeundae grant-of-B        12:00  approval
      national  inv   Case.likelySources    B-of-gangnam  grant             12:00  approval
      gangnam   inv   Stay.arrival          ping-of-A     grant             12:00  allowed
      gangnam   inv   Stay.arrival          ping-of-A     -                 12:00  approval
      gangnam   inv   Stay.arrival          ping-of-A     assigned          12:00  approval
      gangnam   inv   Case.stays            A-of-gangnam  grant             12:00  allowed
      gangnam   inv   Case.path             A-of-gangnam  grant             12:00  allowed
      gangnam   inv   Case.coPresences      A-of-gangnam  grant             12:00  allowed
      gangnam   inv   Case.likelySources    A-of-gangnam  grant             12:00  allowed
      gangnam   inv   Case.stays            A-of-gangnam  -                 12:00  approval
      gangnam   inv   Case.path             A-of-gangnam  assigned          12:00  approval
      gangnam   inv   Case.coPresences      A-of-gangnam  -                 12:00  approval
      gangnam   inv   Case.likelySources    A-of-gangnam  -                 12:00  approval
      gangnam   inv   Case.stays            A-of-seocho   grant             12:00  denied
      gangnam   inv   Case.stayArrivals     A-of-gangnam  grant             12:00  allowed
      gangnam   inv   Case.stayArrivals     A-of-gangnam  assigned          12:00  approval
      gangnam   inv   Case.stayArrivals     A-of-seocho   grant             12:00  denied
      gangnam   inv   StayArrival.staysStored  ping-of-A  grant             12:00  allowed
      gangnam   inv   StayArrival.staysStored  ping-of-A  -                 12:00  approval
      gangnam   inv   StayArrival.staysStored  ping-of-B  grant             12:00  approval
      approver  auth  Case.stayArrivals     A-of-gangnam  grant             12:00  clearance
      gangnam   inv   Case.path             A-of-seocho   grant             12:00  denied
      gangnam   inv   Case.coPresences      A-of-haeundae grant             12:00  denied
      gangnam   inv   Case.likelySources    A-of-seocho   grant             12:00  denied
      gangnam   inv   Case.stays            B-of-gangnam  grant             12:00  approval
      seoul     inv   Case.stays            A-of-gangnam  grant             12:00  allowed
      seoul     inv   Case.stays            A-of-haeundae grant             12:00  denied
    `,
  },
  {
    idea: "what a place roster brought opens under the grant of that very request, which opens no evidence of its cases; never who is specially protected",
    cells: `
      national  inv   RosterStay.arrival             entry-of-roster           grant-of-roster             12:00  allowed
      national  inv   RosterStay.personKey           entry-of-roster           grant-of-roster             12:00  allowed
      national  inv   RosterStay.cases               entry-of-roster           grant-of-roster             12:00  allowed
      national  inv   RosterStay.caseStubs           entry-of-roster           grant-of-roster             12:00  allowed
      national  inv   RosterStay.place               entry-of-roster           -                           12:00  approval
      national  inv   RosterStay.cases               entry-of-roster           assigned                    12:00  approval
      national  inv   RosterStay.arrival             entry-of-roster           grant                       12:00  approval
      national  inv   RosterStay.arrival             entry-of-roster           grant-of-roster-2           12:00  approval
      national  inv   RosterStay.arrival             entry-of-roster-2         grant-of-roster             12:00  approval
      national  inv   RosterStay.arrival             entry-of-roster-2         grant-of-roster+grant-of-roster-2 12:00  allowed
      national  inv   RosterStay.arrival             entry-of-roster           grant-of-roster-of-another  12:00  approval
      national  inv   RosterStay.arrival             entry-of-roster           grant-of-roster             18:00  approval
      national  inv   RosterStay.arrival             entry-of-roster-1ms-late  grant-of-roster             12:00  approval
      national  inv   RosterStay.arrival             entry-of-roster-of-cards  grant-of-roster             12:00  approval
      national  inv   RosterStay.arrival             sealed-entry-of-roster    grant-of-roster             12:00  denied
      national  inv   RosterStay.cases               unsaid-entry-of-roster    grant-of-roster             12:00  denied
      gangnam   inv   RosterStay.arrival             entry-of-roster           grant-of-roster             12:00  allowed
      gangnam   inv   RosterStay.caseStubs           entry-of-roster           grant                       12:00  approval
      gangnam   inv   InformationRequest.rosterStays roster-for-A-in-gangnam   grant-of-roster             12:00  allowed
      gangnam   inv   InformationRequest.rosterStays roster-for-A-in-gangnam   grant                       12:00  approval
      gangnam   inv   InformationRequest.rosterStays roster-for-A-in-gangnam   grant-of-roster-2           12:00  approval
      gangnam   inv   InformationRequest.rosterStays request-for-A-in-gangnam  grant                       12:00  allowed
      gangnam   inv   InformationRequest.rosterStays request-for-A-in-gangnam  grant-of-roster             12:00  approval
      haeundae  inv   InformationRequest.rosterStays roster-for-A-in-gangnam   grant-of-roster             12:00  denied
      gangnam   inv   InformationRequest.state       roster-for-A-in-gangnam   -                           12:00  allowed
      approver  auth  InformationRequest.rosterStays roster-for-A-in-gangnam   grant-of-roster             12:00  clearance
      provider  prov  RosterStay.arrival             entry-of-roster           grant-of-roster             12:00  clearance
      auditor   audit RosterStay.arrival             entry-of-roster           grant-of-roster             12:00  clearance
      visitor   info  RosterStay.arrival             entry-of-roster           -                           12:00  clearance
      national  inv   Stay.arrival                   ping-of-A                 grant-of-roster             12:00  approval
      national  inv   Stay.arrival                   ping-of-A                 grant-of-roster+grant       12:00  allowed
      national  inv   Case.stays                     A-of-haeundae             grant-of-roster             12:00  approval
      national  inv   Case.likelySources             A-of-haeundae             grant-of-roster             12:00  approval
      gangnam   inv   CoPresence.day                 pings-of-A-and-B          grant-of-roster+grant-of-B  12:00  approval
    `,
  },
  {
    idea: "exactly that data class: a grant of one class opens no other",
    cells: `
      national  inv   Stay.arrival     card-of-A       grant                12:00  approval
      national  inv   Stay.arrival     card-of-A       grant-of-cards       12:00  allowed
      national  inv   Stay.arrival     ping-of-A       grant-of-cards       12:00  approval
      national  inv   Stay.arrival     qr-of-A         grant                12:00  approval
      national  inv   Stay.arrival     qr-of-A         grant-of-qr          12:00  allowed
      national  inv   Stay.arrival     qr-of-A         grant-of-cards       12:00  approval
      national  inv   Stay.arrival     interview-of-A  grant                12:00  approval
      national  inv   Stay.arrival     interview-of-A  grant-of-interviews  12:00  allowed
      national  inv   Stay.arrival     card-of-A       grant+grant-of-cards 12:00  allowed
      gangnam   inv   Stay.arrival     card-of-A       grant                12:00  approval
      gangnam   inv   Stay.arrival     card-of-A       grant-of-cards       12:00  allowed
    `,
  },
  {
    idea: "exactly that window, to the millisecond; two halves do not make a whole",
    cells: `
      national  inv   Stay.arrival  ping-of-A-whole-window  grant                              12:00  allowed
      national  inv   Stay.arrival  ping-of-A-first-ms      grant                              12:00  allowed
      national  inv   Stay.arrival  ping-of-A-last-ms       grant                              12:00  allowed
      national  inv   Stay.arrival  ping-of-A-1ms-early     grant                              12:00  approval
      national  inv   Stay.arrival  ping-of-A-1ms-late      grant                              12:00  approval
      national  inv   Stay.arrival  ping-of-A-before        grant                              12:00  approval
      national  inv   Stay.arrival  ping-of-A-after         grant                              12:00  approval
      national  inv   Stay.arrival  ping-of-A-whole-window  grant-1ms-short                    12:00  approval
      national  inv   Stay.arrival  ping-of-A-last-ms       grant-1ms-short                    12:00  approval
      national  inv   Stay.arrival  ping-of-A-first-ms      grant-1ms-short                    12:00  allowed
      national  inv   Stay.arrival  ping-of-A-over-middle   grant                              12:00  allowed
      national  inv   Stay.arrival  ping-of-A-over-middle   grant-first-half                   12:00  approval
      national  inv   Stay.arrival  ping-of-A-over-middle   grant-second-half                  12:00  approval
      national  inv   Stay.arrival  ping-of-A-over-middle   grant-first-half+grant-second-half 12:00  approval
      national  inv   Stay.arrival  ping-of-A               grant-second-half                  12:00  allowed
      national  inv   Stay.arrival  ping-of-A               grant-first-half                   12:00  approval
      gangnam   inv   Stay.arrival  ping-of-A-1ms-late      grant                              12:00  approval
      gangnam   inv   Stay.arrival  ping-of-A-whole-window  grant                              12:00  allowed
    `,
  },
  {
    idea: "a grant expires: it counts from its beginning, and no longer at its end",
    cells: `
      national  inv   Stay.arrival  ping-of-A      grant  08:59:59.999  approval
      national  inv   Stay.arrival  ping-of-A      grant  09:00:00.000  allowed
      national  inv   Stay.arrival  ping-of-A      grant  09:00:00.001  allowed
      national  inv   Stay.arrival  ping-of-A      grant  17:59:59.999  allowed
      national  inv   Stay.arrival  ping-of-A      grant  18:00:00.000  approval
      national  inv   Stay.arrival  ping-of-A      grant  18:00:00.001  approval
      national  inv   Case.stays    A-of-haeundae  grant  08:59:59.999  approval
      national  inv   Case.stays    A-of-haeundae  grant  09:00:00.000  allowed
      national  inv   Case.stays    A-of-haeundae  grant  17:59:59.999  allowed
      national  inv   Case.stays    A-of-haeundae  grant  18:00:00.000  approval
      gangnam   inv   Stay.arrival  ping-of-A      grant  08:59:59.999  approval
      gangnam   inv   Stay.arrival  ping-of-A      grant  09:00:00.000  allowed
      gangnam   inv   Stay.arrival  ping-of-A      grant  18:00:00.000  approval
      gangnam   inv   LikelySource.rank  A-of-gangnam  grant  17:59:59.999  allowed
      gangnam   inv   LikelySource.rank  A-of-gangnam  grant  18:00:00.000  approval
      gangnam   inv   CoPresence.day     pings-of-A-and-B  grant-of-A-and-B  18:00:00.000  approval
    `,
  },
  {
    idea: "a grant is for its holders and its purpose, while reads are left",
    cells: `
      national  inv   Stay.arrival  ping-of-A      grant-of-another         12:00  approval
      national  inv   Stay.arrival  ping-of-A      grant-of-another+grant   12:00  allowed
      national  inv   Case.stays    A-of-haeundae  grant-of-another         12:00  approval
      national  inv   Stay.arrival  ping-of-A      grant-for-audit          12:00  approval
      national  inv   Stay.arrival  ping-of-A      grant-for-approval       12:00  approval
      national  audit Stay.arrival  ping-of-A      grant-for-audit          12:00  purpose
      national  audit Stay.arrival  ping-of-A      grant                    12:00  purpose
      national  inv   Case.stays    A-of-haeundae  grant-for-audit          12:00  approval
      national  inv   Stay.arrival  ping-of-A      grant-1-read-left        12:00  allowed
      national  inv   Stay.arrival  ping-of-A      grant-0-reads-left       12:00  approval
      national  inv   Stay.arrival  ping-of-A      grant-0-reads-left+grant 12:00  allowed
      national  inv   Case.stays    A-of-haeundae  grant-0-reads-left       12:00  approval
      gangnam   inv   Stay.arrival  ping-of-A      grant-of-another         12:00  approval
      gangnam   inv   Stay.arrival  ping-of-A      grant-0-reads-left       12:00  approval
      gangnam   info  Stay.arrival  ping-of-A      grant                    12:00  purpose
      gangnam   auth  Case.stays    A-of-gangnam   grant                    12:00  purpose
    `,
  },
  {
    idea: "a derived field needs the live grants of all its inputs, other persons' included",
    cells: `
      national  inv   CoPresence.distanceMetres  pings-of-A-and-B     grant                   12:00  approval
      national  inv   CoPresence.distanceMetres  pings-of-A-and-B     grant-of-B              12:00  approval
      national  inv   CoPresence.distanceMetres  pings-of-A-and-B     grant-of-A-and-B        12:00  allowed
      national  inv   CoPresence.distanceMetres  pings-of-A-and-B     grant+grant-of-B        12:00  allowed
      national  inv   CoPresence.otherStay       pings-of-A-and-B     grant                   12:00  approval
      national  inv   CoPresence.otherCase       pings-of-A-and-B     grant                   12:00  approval
      national  inv   CoPresence.otherCaseStub   pings-of-A-and-B     grant                   12:00  approval
      national  inv   CoPresence.otherCase       pings-of-A-and-B     grant-of-A-and-B        12:00  allowed
      national  inv   CoPresence.day             pings-of-A-and-B     grant+assigned-to-B     12:00  approval
      national  inv   PathStop.arrival           ping-and-card-of-A   grant                   12:00  approval
      national  inv   PathStop.arrival           ping-and-card-of-A   grant-of-cards          12:00  approval
      national  inv   PathStop.arrival           ping-and-card-of-A   grant+grant-of-cards    12:00  allowed
      national  inv   PathStop.contradictions    ping-and-card-of-A   grant                   12:00  approval
      national  inv   PathStop.contradictions    ping-and-card-of-A   grant+grant-of-cards    12:00  allowed
      national  inv   PathStop.place             pings-of-A-one-late  grant                   12:00  approval
      national  inv   PathStop.place             ping-of-A            grant                   12:00  allowed
      national  inv   PathStop.place             made-of-nothing      grant                   12:00  approval
      national  inv   PathStop.place             made-of-unsaid       grant                   12:00  approval
      national  inv   Stay.arrival               made-of-nothing      grant                   12:00  approval
      gangnam   inv   CoPresence.overlapMinutes  pings-of-A-and-B     grant                   12:00  approval
      gangnam   inv   CoPresence.overlapMinutes  pings-of-A-and-B     grant-of-A-and-B        12:00  allowed
      gangnam   inv   PathStop.latitude          ping-and-card-of-A   grant                   12:00  approval
      gangnam   inv   PathStop.latitude          ping-and-card-of-A   grant+grant-of-cards    12:00  allowed
      gangnam   inv   PathStop.latitude          made-of-nothing      grant                   12:00  approval
    `,
  },
  {
    idea: "a list of evidence tells nothing by itself: its rows are decided one by one, and only investigators have such lists",
    cells: `
      gangnam   inv   StayEdge.node              nothing    -      12:00  allowed
      gangnam   inv   PathStopConnection.edges   nothing    -      12:00  allowed
      national  inv   CoPresenceEdge.cursor      nothing    -      12:00  allowed
      national  inv   LikelySourceEdge.node      nothing    -      12:00  allowed
      gangnam   inv   CaseAccessEdge.node        nothing    -      12:00  allowed
      national  inv   CaseAccessEdge.node        nothing    -      12:00  allowed
      approver  auth  StayEdge.node              nothing    grant  12:00  clearance
      visitor   info  StayEdge.node              nothing    -      12:00  clearance
      auditor   audit PathStopConnection.edges   nothing    -      12:00  clearance
      visitor   info  InformationRequestEdge.node  nothing  -      12:00  clearance
      visitor   info  CaseAccessEdge.node        nothing    -      12:00  clearance
      clinic    clinic CaseEdge.node             nothing    -      12:00  clearance
    `,
  },
  {
    idea: "source probabilities are P4: a grant on the case asked about, and candidates that the asker may see",
    cells: `
      national  inv   LikelySource.probability          A-of-haeundae  grant             12:00  allowed
      national  inv   LikelySource.probability          A-of-haeundae  -                 12:00  approval
      national  inv   LikelySource.case                 A-of-haeundae  assigned          12:00  approval
      national  inv   SourceEvidence.daysBetween        A-of-haeundae  grant             12:00  allowed
      national  inv   SourceEvidence.coPresences        A-of-haeundae  -                 12:00  approval
      gangnam   inv   LikelySource.probability          A-of-gangnam   grant             12:00  allowed
      gangnam   inv   LikelySource.probability          A-of-gangnam   -                 12:00  approval
      gangnam   inv   LikelySource.probability          A-of-seocho    grant             12:00  denied
      gangnam   inv   SourceEvidence.sameMunicipality   A-of-seocho    grant             12:00  denied
      gangnam   inv   LikelySource.probability          B-of-gangnam   grant             12:00  approval
      gangnam   inv   LikelySource.probability          A-of-seocho    grant+referral-accepted  12:00  allowed
      gangnam   inv   LikelySource.probability          A-of-seocho    referral-accepted        12:00  approval
      approver  auth  LikelySource.probability          A-of-gangnam   grant             12:00  clearance
      auditor   audit LikelySource.probability          A-of-gangnam   grant             12:00  clearance
      visitor   info  LikelySource.probability          A-of-gangnam   grant             12:00  clearance
    `,
  },
];
