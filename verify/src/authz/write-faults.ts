/** Faults planted on purpose, one at a time, into the rules or into what the database holds writers to: the comparison of writes must find each of them. Each is taken out at once. */
import { conditions, type Rule, rowSecurity, rules, type Table } from "@epigraph/authz";
import type { Sessions } from "./sessions.js";
import { compareWrites, nameOf, type WriteOptions } from "./writes.js";

type Owner = Sessions["owner"];

/** `plant` returns what takes the fault out, or undefined if there is nothing any more that it could change. */
export type WriteFault = { readonly fault: string } & (
  | { readonly wall: "casl"; readonly table: Table }
  | { readonly wall: "database"; readonly plant: (owner: Owner) => Promise<(() => Promise<void>) | undefined> }
);

const weakened = (fault: string, id: string, change: (rule: Rule) => readonly Rule[]): WriteFault => ({ wall: "casl", fault, table: { conditions, rules: rules.flatMap((rule) => (rule.id === id ? change(rule) : [rule])) } });
const gone = (): readonly Rule[] => [];
const unconditional = (rule: Rule): readonly Rule[] => [{ ...rule, onlyWhen: [] }];

/** One statement, and one that undoes it. */
const statement = (fault: string, plant: string, undo: string): WriteFault => ({
  wall: "database",
  fault,
  plant: async (owner) => {
    await owner.query(plant);
    return async () => void (await owner.query(undo));
  },
});

/** In several policies at once where one of them alone would hold. */
const policy = (fault: string, table: string, names: string, find: RegExp, replace: string): WriteFault => ({
  wall: "database",
  fault,
  plant: async (owner) => {
    const policies = rowSecurity().find((one) => one.table === table)?.policies.filter(({ name }) => names.split(" ").includes(name)) ?? [];
    const set = (change: (text: string) => string): string =>
      policies.map(({ name, using, check }) => `alter policy ${name} on ${table}${using === undefined ? "" : ` using (${change(using)})`}${check === undefined ? "" : ` with check (${change(check)})`}`).join("; ");
    const [edited, whole] = [set((text) => text.replaceAll(find, replace)), set((text) => text)];
    if (edited === whole) return undefined;
    await owner.query(edited);
    return async () => void (await owner.query(whole));
  },
});

const inTrigger = (fault: string, find: string, replace: string): WriteFault => ({
  wall: "database",
  fault,
  plant: async (owner) => {
    const { rows } = await owner.query<{ readonly text: string }>("select pg_get_functiondef('permission.keep_referral_history'::regproc) as text");
    const whole = rows[0]?.text ?? "";
    if (!whole.includes(find)) return undefined;
    await owner.query(whole.replace(find, replace));
    return async () => void (await owner.query(whole));
  },
});

const [referral, clinic] = ["permission.referral", "clinics.clinic"];
const anything = /^[^]+$/g;
const ofRegion = /coalesce\(array\[referral\.region_code.+?, false\)/g;
const notSealed = /not \(exists \(select from permission\.sealed_case x where x\.case_id in \(referral\.case_id\)\) is distinct from false\)/g;
const asker = "\\(select me\\.\\w+ from security\\.asker\\(\\) me\\)";
const equals = (column: string): RegExp => new RegExp(`${column.replace(".", "\\.")} = ${asker}`, "g");

export const writeFaults: readonly WriteFault[] = [
  weakened("an offer needs no jurisdiction", "referral.offer.local", unconditional),
  weakened("national investigators may not offer", "referral.offer.national", gone),
  weakened("any agency may accept", "referral.accept.local", unconditional),
  weakened("the keeping agency may accept", "referral.accept.local", (rule) => [{ ...rule, onlyWhen: ["inOwnJurisdiction"] }]),
  weakened("the receiving agency may not end", "referral.end.received.local", gone),
  weakened("the keeping agency may not end", "referral.end.offered.local", gone),
  weakened("any agency's clinic may be reported of", "clinic.crowding", unconditional),
  weakened("a report may be made for publication", "clinic.crowding", (rule) => [{ ...rule, purpose: "publication" }]),

  statement("referrals are under no row security", `alter table ${referral} disable row level security`, `alter table ${referral} enable row level security`),
  statement("clinics are under no row security", `alter table ${clinic} disable row level security`, `alter table ${clinic} enable row level security`),
  statement("the history of a referral is not kept", `alter table ${referral} disable trigger keep_history`, `alter table ${referral} enable trigger keep_history`),
  statement("every column of a referral may be changed", `grant update on ${referral} to epigraph_cases`, `revoke update on ${referral} from epigraph_cases; grant update (accepted_by, accepted_at, ended_by, ended_at) on ${referral} to epigraph_cases`),
  statement("an offer may be accepted as it is made", `grant insert (accepted_by, accepted_at) on ${referral} to epigraph_cases`, `revoke insert (accepted_by, accepted_at) on ${referral} from epigraph_cases`),
  statement("an offer may be ended as it is made", `grant insert (ended_by, ended_at) on ${referral} to epigraph_cases`, `revoke insert (ended_by, ended_at) on ${referral} from epigraph_cases`),
  statement("a report may publish the clinic", `grant update (published) on ${clinic} to epigraph_clinics`, `revoke update (published) on ${clinic} from epigraph_clinics`),
  policy("whatever is offered may be", referral, "epigraph_insert", anything, "true"),
  policy("an offer is for every jurisdiction (policy)", referral, "epigraph_insert", ofRegion, "true"),
  policy("a case that some list protects may be offered", referral, "epigraph_insert", notSealed, "true"),
  policy("an offer may name any person", referral, "epigraph_insert", /c\.person_key = referral\.person_key/g, "true"),
  policy("an offer may name any region", referral, "epigraph_insert", /c\.region_code = referral\.region_code/g, "true"),
  policy("an offer may be of no case", referral, "epigraph_insert", /exists \(select from cases\.case_record c .+?\)/g, "true"),
  policy("an offer may be in any name", referral, "epigraph_insert", equals("referral.offered_by"), "true"),
  policy("an offer may be of any time", referral, "epigraph_insert", equals("referral.offered_at"), "true"),
  policy("whatever changes a referral may", referral, "epigraph_update", anything, "true"),
  policy("any agency may accept (policy)", referral, "epigraph_update", equals("referral.to_agency"), "true"),
  policy("a referral of every jurisdiction may be ended", referral, "epigraph_read epigraph_update", ofRegion, "true"),
  policy("a referral of the sealed may change", referral, "epigraph_read epigraph_update", notSealed, "true"),
  policy("acceptance may be in any name", referral, "epigraph_update", equals("referral.accepted_by"), "true"),
  policy("acceptance may be of any time", referral, "epigraph_update", equals("referral.accepted_at"), "true"),
  policy("end may be in any name", referral, "epigraph_update", equals("referral.ended_by"), "true"),
  policy("end may be of any time", referral, "epigraph_update", equals("referral.ended_at"), "true"),
  inTrigger("what is ended may be changed", "old.ended_at is not null or ", ""),
  inTrigger("acceptance and end may be one step", "accepts = ends or ", ""),
  inTrigger("what is accepted may be accepted", "(accepts and old.accepted_at is not null)", "false"),
  policy("any agency's clinic may be reported of (policy)", clinic, "epigraph_update", equals("clinic.agency"), "true"),
  policy("reports may be made for any purpose", clinic, "epigraph_update", /me\.purpose = '.+?'/g, "true"),
  policy("a report may be of any time", clinic, "epigraph_update", equals("clinic.crowding_reported_at"), "true"),
  policy("a report may be taken back", clinic, "epigraph_update", /clinic\.crowding is not null/g, "true"),
];

/** `worlds`: how many to look in at most. */
type Size = Omit<WriteOptions, "seed" | "table" | "until"> & { readonly worlds: number };

/** Says whether the comparison finds a fault: it must find something that it does not find without the fault. One that changes nothing any more is not found either. */
export function writeFaultFinder(sessions: Sessions, { worlds, ...size }: Size): (fault: WriteFault) => Promise<boolean> {
  const seeds = Array.from({ length: worlds }, (_, index) => index + 1);
  const withoutFault = new Map<number, ReadonlySet<string>>();
  const known = async (seed: number): Promise<ReadonlySet<string>> => {
    const found = withoutFault.get(seed) ?? new Set((await compareWrites(sessions, { ...size, seed })).disagreements.map(nameOf));
    withoutFault.set(seed, found);
    return found;
  };
  const finds = async (seed: number, table?: Table): Promise<boolean> => (await compareWrites(sessions, { ...size, seed, table, until: { beside: await known(seed) } })).disagreements.length > 0;
  return async (fault) => {
    for (const seed of seeds) {
      await known(seed); // while the walls are whole
      const mend = fault.wall === "database" ? await fault.plant(sessions.owner) : undefined;
      if (fault.wall === "database" && mend === undefined) return false;
      try {
        if (await finds(seed, fault.wall === "casl" ? fault.table : undefined)) return true;
      } finally {
        await mend?.();
      }
    }
    return false;
  };
}
