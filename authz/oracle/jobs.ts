/** The oracle for background jobs (issue 5, point 7; DESIGN section 1, "system administrator"). Written by hand; a line is an expectation. */
import type { Group } from "./group.js";

export const jobs: readonly Group[] = [
  {
    idea: "whoever works at the clearance door follows and cancels jobs for the purpose of the own duty, and for no other",
    cells: `
      auditor        audit  Query.jobs          -        -  12:00  allowed
      auditor        audit  Job.state           nothing  -  12:00  allowed
      auditor        audit  Mutation.cancelJob  nothing  -  12:00  allowed
      auditor        sec    Job.state           nothing  -  12:00  purpose
      security       sec    Query.jobChanges    -        -  12:00  allowed
      gangnam        inv    Job.done            nothing  -  12:00  allowed
      gangnam        inv    Mutation.cancelJob  nothing  -  12:00  allowed
      gangnam        audit  Mutation.cancelJob  nothing  -  12:00  purpose
      national       inv    Query.job           -        -  12:00  allowed
      approver       auth   Job.errorCode       nothing  -  12:00  allowed
      administrator  admin  Job.askedBy         nothing  -  12:00  allowed
      administrator  admin  Mutation.cancelJob  nothing  -  12:00  allowed
      administrator  audit  Job.state           nothing  -  12:00  purpose
    `,
  },
  {
    idea: "nobody else has jobs: neither visitors nor the agency door",
    cells: `
      visitor   info  Query.jobs          -        -  12:00  clearance
      clinic    info  Job.state           nothing  -  12:00  clearance
      provider  prov  Query.jobChanges    -        -  12:00  clearance
      police    auth  Mutation.cancelJob  nothing  -  12:00  clearance
      cards     auth  Job.kind            nothing  -  12:00  clearance
    `,
  },
  {
    idea: "a report that was made as a job is asked for and taken away by an auditor for an audit; the administrator who sees the job does not get it",
    cells: `
      auditor        audit  Mutation.requestReport   nothing  -  12:00  allowed
      auditor        audit  Mutation.downloadReport  nothing  -  12:00  allowed
      auditor        sec    Mutation.downloadReport  nothing  -  12:00  purpose
      administrator  admin  Mutation.downloadReport  nothing  -  12:00  clearance
      administrator  admin  Mutation.requestReport   nothing  -  12:00  clearance
      security       sec    Mutation.requestReport   nothing  -  12:00  clearance
      national       inv    Mutation.downloadReport  nothing  -  12:00  clearance
    `,
  },
];
