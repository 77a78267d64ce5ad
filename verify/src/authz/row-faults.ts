/** Faults planted on purpose, one at a time, into one of the three walls: the comparison of rows must find each of them. Nothing here stays: a policy is put back at once. */
import { rowSecurity, rowViews } from "@epigraph/authz";
import type { Facts } from "./facts.js";
import { type Distortion, nameOf, type RowComparison } from "./rows.js";

export type RowFault = { readonly fault: string } & ({ readonly wall: "casl" | "sql"; readonly distortion: Distortion } | { readonly wall: "row security"; readonly edit: (name: string, text: string) => string });

/** What row security is made of: policies by their table, views by their name, each with its text and the statement that sets it. */
const definitions = [
  ...rowSecurity().flatMap(({ table, policies }) => policies.flatMap(({ name, using }) => (name === "epigraph_read" && using !== undefined ? [{ name: table, text: using, set: (text: string) => `alter policy ${name} on ${table} using (${text})` }] : []))),
  ...rowViews().map(({ name, select }) => ({ name, text: select, set: (text: string) => `create or replace view ${name} with (security_barrier) as ${text}` })),
];

const facts = (fault: string, change: (facts: Facts) => Facts): RowFault => ({ wall: "casl", fault, distortion: { facts: change } });
const sql = (fault: string, find: RegExp, replace: string): RowFault => ({ wall: "sql", fault, distortion: { sql: (text) => text.replaceAll(find, replace) } });
/** `where`: which policies and views. */
const database = (fault: string, where: RegExp, find: RegExp, replace: string): RowFault => ({ wall: "row security", fault: `${fault} (row security)`, edit: (name, text) => (where.test(name) ? text.replaceAll(find, replace) : text) });

/** Tables whose every row would be there for whoever asks. */
const opened = [
  "cases.case_record",
  "cases.contact",
  "cases.exposure",
  "cases.transmission_link",
  "cases.follow_up",
  "cases.sample",
  "cases.person",
  "cases.cluster",
  "movements.place",
  "movements.case_reference",
  "movements.information_request",
  "movements.request_case",
  "movements.request_place",
  "movements.request_holder",
  "movements.request_step",
  "movements.inbox_item",
  "movements.notice",
  "movements.notice_step",
  "policy.request_policy",
  "permission.emergency_access",
  "movements.stay",
  "movements.roster_stay",
  "permission.referral",
  "clinics.clinic",
  "programs.support_program",
  "ledger.record",
  "ledger.record_subject",
];

export const rowFaults: readonly RowFault[] = [
  facts("the clock is a millisecond fast", (given) => ({ ...given, now: given.now + 1 })),
  facts("the clock is a millisecond slow", (given) => ({ ...given, now: given.now - 1 })),
  facts("a grant never runs out of reads", (given) => ({ ...given, grants: given.grants.map((grant) => ({ ...grant, readsLeft: 1 })) })),
  facts("a grant is for telecom locations, whatever it says", (given) => ({ ...given, grants: given.grants.map((grant) => ({ ...grant, dataClass: "telecom-location" })) })),
  facts("a window ends a millisecond late", (given) => ({ ...given, grants: given.grants.map((grant) => ({ ...grant, window: { ...grant.window, to: grant.window.to + 1 } })) })),
  facts("a window begins a millisecond late", (given) => ({ ...given, grants: given.grants.map((grant) => ({ ...grant, window: { ...grant.window, from: grant.window.from + 1 } })) })),
  facts("a grant on a place roster is one on its cases", (given) => ({ ...given, grants: given.grants.map((grant) => ({ ...grant, roster: undefined as never })) })),
  facts("a grant names only its first case", (given) => ({ ...given, grants: given.grants.map((grant) => ({ ...grant, cases: grant.cases.slice(0, 1) })) })),
  facts("a grant is its first holder's alone", (given) => ({ ...given, grants: given.grants.map((grant) => ({ ...grant, holders: grant.holders.slice(0, 1) })) })),
  facts("an offered referral counts as accepted", (given) => ({ ...given, referrals: given.referrals.map((one) => ({ ...one, acceptedAt: one.acceptedAt ?? one.offeredAt })) })),
  facts("an ended referral goes on", (given) => ({ ...given, referrals: given.referrals.map((one) => ({ ...one, endedAt: undefined })) })),
  sql("a province does not cover its municipalities", /, rpad\(left\(.+?, 2\), 10, '0'\)/g, ""),
  sql("an unknown seal is no seal", /\.sealed is distinct from false/g, ".sealed is not distinct from true"),
  sql("an assignment begins a moment late", /a\.not_before <=/g, "a.not_before <"),
  sql("an assignment ends a moment late", /(to_timestamp\(\$\d+::float8\)) < a\.not_after/g, "$1 <= a.not_after"),
  sql("a referral begins a moment late", /f\.accepted_at <=/g, "f.accepted_at <"),
  sql("a referral ends a moment late", /(to_timestamp\(\$\d+::float8\)) < f\.ended_at/g, "$1 <= f.ended_at"),
  sql("a referral is any agency's", /(f\.to_agency = \$\d+::text)/g, "($1 or true)"),
  sql("a grant begins a moment late", /g\.not_before <=/g, "g.not_before <"),
  sql("a grant ends a moment late", /(to_timestamp\(\$\d+::float8\)) < g\.not_after/g, "$1 <= g.not_after"),
  sql("a grant serves any purpose", /(g\.purpose = \$\d+::text)/g, "($1 or true)"),
  sql("a grant is for every class", / and g\.data_class = t\.data_class/g, ""),
  sql("evidence may begin before the window", / and g\.window_from <= t\.earliest/g, ""),
  sql("evidence may end after the window", / and t\.latest <= g\.window_to/g, ""),
  sql("a draft is open to every agency", /coalesce\(t\.agency = (\$\d+::text), false\)/g, "(t.agency is not null or $1 is null)"),
  ...opened.map((table): RowFault => ({ wall: "row security", fault: `every row of ${table} is there`, edit: (name, text) => (name === table ? "true" : text) })),
  database("an assignment ends a moment late", /./, /me\.now < a\.not_after/g, "me.now <= a.not_after"),
  database("an assignment begins a moment late", /./, /a\.not_before <= /g, "a.not_before < "),
  database("an assignment is anybody's", /./, /a\.account = me\.account/g, "true"),
  database("another agency's referral counts", /./, /f\.to_agency = me\.agency/g, "true"),
  database("an ended referral counts for a moment", /./, /me\.now < f\.ended_at/g, "me.now <= f.ended_at"),
  database("a referral begins a moment late", /./, /f\.accepted_at <= /g, "f.accepted_at < "),
  database("a grant lives one moment too long", /./, /me\.now < g\.not_after/g, "me.now <= g.not_after"),
  database("a grant begins one moment late", /./, /g\.not_before <= /g, "g.not_before < "),
  database("a grant never runs out of reads", /./, /permission\.reads_remain\(g\.id, me\.correlation\)/g, "true"),
  database("a grant is used up by the operation that reads", /./, /permission\.reads_remain\(g\.id, me\.correlation\)/g, "permission.reads_remain(g.id, '')"),
  database("a grant serves any purpose", /./, /g\.purpose = me\.purpose/g, "true"),
  database("a grant is anybody's", /./, /gh\.account = me\.account/g, "true"),
  database("a grant is for every class", /stay/, /g\.data_class = stay\.data_class/g, "true"),
  database("evidence may begin before the window", /stay/, /g\.window_from <= stay\.earliest/g, "true"),
  database("evidence may end after the window", /stay/, /stay\.latest <= g\.window_to/g, "true"),
  database("evidence may not touch the end of the window", /stay/, /stay\.latest <= g\.window_to/g, "stay.latest < g.window_to"),
  database("evidence of the sealed is there", /stay/, /not \(exists \(select from permission\.sealed_case x .*? is distinct from false\)/g, "true"),
  database("a sealed case is there", /^cases\.case_record/, /not \(case_record\.sealed is distinct from false\)/g, "true"),
  database("a case of unknown seal is there", /^cases\.case_record/, /case_record\.sealed is distinct from false/g, "case_record.sealed is not distinct from true"),
  database("what belongs to a sealed case is there", /open_cases_sample/, /not \(c\.sealed is distinct from false\)/g, "true"),
  database("an exposure of a sealed case is there", /^cases\.exposure/, /exists \(select from permission\.sealed_case x where x\.case_id in \(exposure\.exposed_case_id\)\)/g, "false"),
  database("an exposure of a sealed contact is there", /^cases\.exposure/, /security\.is_sealed_contact\(exposure\.contact_id\)/g, "false"),
  ...["follow_up_1", "sample_2", "person_2"].map((view) => database(`a hidden exposure counts (open_cases_${view})`, new RegExp(`open_cases_${view}`), / on e\.contact_id = k\.id and .*?(?= where \(\(\(me\.duty)/g, " on e.contact_id = k.id")),
  database("the purpose is not asked for", /^cases\.case_record/, /me\.purpose = '.+?'/g, "true"),
  database("the duty is not asked for", /^cases\.case_record/, /me\.duty = 'national-investigator'/g, "true"),
  database("one clearance less will do", /./, /me\.clearance >= 4/g, "me.clearance >= 3"),
  database("only the own municipality is there", /./, /, rpad\(left\((.+?)\.region_code, 2\), 10, '0'\)/g, ""),
  database("a contact's identity is not there", /open_cases_person_2/, /cases\.contact k/g, "(select * from cases.contact limit 0) k"),
  database("referrals are everybody's", /^permission\.referral/, /coalesce\(referral\.to_agency = .+? me\), false\)/g, "true"),
  database("a draft is open to every agency", /^clinics\.clinic/, /coalesce\(clinic\.agency = .+? me\), false\)/g, "clinic.agency is not null"),
  database("what may be published is", /^programs\.support_program/, /support_program\.published is not distinct from true/g, "support_program.published is distinct from false"),
  database("the log of every service is the security officer's", /^ledger\.record$/, /record\.service = 'gateway' and /g, ""),
];

/** The policies and views that the fault changes. */
export const editedBy = (fault: RowFault & { readonly wall: "row security" }): readonly ((typeof definitions)[number] & { readonly edited: string })[] =>
  definitions.flatMap((one) => {
    const edited = fault.edit(one.name, one.text);
    return edited === one.text ? [] : [{ ...one, edited }];
  });

/** `worlds`: how many to look in at most. */
type Size = { readonly cases: number; readonly operations: number; readonly worlds: number };

/** Says whether the comparison finds a fault: it must find something that it does not find without the fault. One that changes nothing any more is not found either. */
export function rowFaultFinder(comparison: RowComparison, { worlds, ...size }: Size): (fault: RowFault) => Promise<boolean> {
  const seeds = Array.from({ length: worlds }, (_, index) => index + 1);
  const withoutFault = new Map<number, ReadonlySet<string>>();
  const known = async (seed: number): Promise<ReadonlySet<string>> => {
    const found = withoutFault.get(seed) ?? new Set((await comparison.compare({ ...size, seed })).disagreements.map(nameOf));
    withoutFault.set(seed, found);
    return found;
  };
  const finds = async (distortion: Distortion): Promise<boolean> => {
    for (const seed of seeds) if ((await comparison.compare({ ...size, ...distortion, seed, until: { beside: await known(seed) } })).disagreements.length > 0) return true;
    return false;
  };
  return async (fault) => {
    if (fault.wall !== "row security") return await finds(fault.distortion);
    const edited = editedBy(fault);
    for (const seed of seeds) await known(seed); // while the policies are whole
    for (const one of edited) await comparison.owner.query(one.set(one.edited));
    try {
      return await finds({});
    } finally {
      for (const one of edited) await comparison.owner.query(one.set(one.text));
    }
  };
}
