/** Values for the arguments of generated operations: ids of rows that the asker sees, of rows hidden in one database or in both, and of rows that are nowhere. */
import { encodeCursor } from "@epigraph/service";
import type { Seeded } from "../seeded.js";
import { identifier } from "./access-records.js";
import type { Asker } from "./askers.js";
import type { Look } from "./world.js";

export type Pools = {
  /** Rows of each GraphQL type. `shared` are in both databases, `apart` in one of them only; `own` are those of the shared ones that the asker has most to do with. */
  readonly ids: ReadonlyMap<string, { readonly shared: readonly string[]; readonly apart: readonly string[]; readonly own: readonly string[] }>;
  /** Every id of either database. */
  readonly known: ReadonlySet<string>;
  /** Sort keys of hidden rows, as cursors that nobody was given. */
  readonly forgedCursors: readonly string[];
  readonly regions: readonly string[];
  readonly asker: Asker;
};

type Place = { readonly type: string; readonly table: string; readonly id?: string; readonly own?: (asker: Asker) => string };

const regions = ({ jurisdictions }: Asker): string => `'{${jurisdictions.join(",")}}'::text[]`;
const ofAgency = ({ agency }: Asker): string => `t.agency = '${agency}'`;
const ofRegion = (asker: Asker): string => `t.region_code = any (${regions(asker)})`;

/** Where the rows of a type stand, and by what they are asked for. */
const places: readonly Place[] = [
  { type: "Case", table: "cases.case_record", own: (asker) => `${ofRegion(asker)} or exists (select from permission.referral f where f.case_id = t.id and f.to_agency = '${asker.agency}')` },
  { type: "Cluster", table: "cases.cluster" },
  { type: "Contact", table: "cases.contact", own: ofRegion },
  { type: "Exposure", table: "cases.exposure" },
  { type: "TransmissionLink", table: "cases.transmission_link" },
  { type: "FollowUp", table: "cases.follow_up" },
  { type: "Sample", table: "cases.sample" },
  { type: "Person", table: "cases.person", id: "t.key" },
  { type: "Referral", table: "permission.referral", own: (asker) => `t.ended_at is null and (t.to_agency = '${asker.agency}' or ${ofRegion(asker)})` },
  { type: "Confirmation", table: "cases.confirmation" },
  { type: "CaseChange", table: "cases.case_change" },
  { type: "Interview", table: "cases.interview", own: ({ account }) => `exists (select from permission.assignment a where a.case_id = t.case_id and a.account = '${account}')` },
  { type: "DuplicateReview", table: "cases.duplicate_review" },
  { type: "CaseMerge", table: "cases.case_merge", own: (asker) => `${ofRegion(asker)} or ${ofAgency(asker)}` },
  { type: "Quarantine", table: "cases.quarantine" },
  { type: "WorkStep", table: "cases.step" },
  { type: "Event", table: "cases.event", own: ofRegion },
  { type: "Task", table: "cases.task", own: (asker) => `${ofRegion(asker)} or ${ofAgency(asker)}` },
  { type: "Transfer", table: "permission.transfer", own: (asker) => `t.state = 'offered' and (t.to_agency = '${asker.agency}' or ${ofRegion(asker)})` },
  { type: "Seal", table: "permission.seal" },
  { type: "Grant", table: "permission.access_grant" },
  { type: "InboxItem", table: "movements.inbox_item" },
  { type: "Notice", table: "movements.notice" },
  { type: "EmergencyAccess", table: "permission.emergency_access" },
  { type: "RequestPolicy", table: "policy.request_policy" },
  { type: "InformationRequest", table: "movements.information_request", own: (asker) => `exists (select from movements.case_reference r where r.case_id = t.case_id and r.region_code = any (${regions(asker)}))` },
  { type: "Stay", table: "movements.stay" },
  { type: "RosterStay", table: "movements.roster_stay" },
  { type: "Place", table: "movements.place" },
  { type: "Clinic", table: "clinics.clinic", own: ofAgency },
  { type: "SupportProgram", table: "programs.support_program", own: ofAgency },
  { type: "AuditRecord", table: "ledger.record" },
  { type: "Agency", table: "permission.agency", own: ({ agency }) => `t.id = '${agency}' or t.id in ('health-centre.1150000000', 'health-centre.1129000000')` },
  { type: "Account", table: "identity.account" },
  { type: "Session", table: "identity.session" },
];

export async function poolsOf(one: Look, other: Look, asker: Asker): Promise<Pools> {
  const ids = new Map<string, { readonly shared: readonly string[]; readonly apart: readonly string[]; readonly own: readonly string[] }>();
  const known = new Set<string>();
  for (const { type, ...place } of [...places, stubs(asker)]) {
    const [left, right] = [await idsOf(one, select(place)), await idsOf(other, select(place))];
    const [inLeft, inRight] = [new Set(left), new Set(right)];
    const shared = left.filter((id) => inRight.has(id));
    const own = place.own === undefined ? [] : await idsOf(one, select(place, place.own(asker)));
    ids.set(type, { shared, apart: [...left.filter((id) => !inRight.has(id)), ...right.filter((id) => !inLeft.has(id))], own: own.filter((id) => inRight.has(id)) });
    for (const id of [...left, ...right]) known.add(id);
  }
  const codes = await idsOf(one, "select code as id from cases.region where code in (select region_code from cases.case_record) or level = 'province' order by md5(code)");
  return { ids, known, forgedCursors: await forged(other), regions: codes, asker };
}

/** What the asker's agency calls the cases of others. */
const stubs = ({ agency }: Asker): Place => ({ type: "CaseStub", table: "cases.case_record", id: `permission.stub_for(t.id, '${agency}')` });

const select = ({ table, id = "t.id" }: Omit<Place, "type">, where = "true"): string => `select (${id})::text as id from ${table} t where ${where} order by 1`;
const idsOf = async (look: Look, sql: string): Promise<readonly string[]> => (await look<{ readonly id: string }>(sql)).map(({ id }) => id);

/** For lists by day and id, and by id. */
async function forged(look: Look): Promise<string[]> {
  const rows = await look<{ readonly day: string; readonly id: string }>("select coalesce(confirmation_date, '-infinity')::text as day, id::text as id from cases.case_record order by md5(id::text) limit 20");
  return rows.flatMap(({ day, id }) => [encodeCursor([day, id]), encodeCursor([id])]);
}

/** An id of a row of the type: mostly one that the asker may well see, often one that is hidden, now and then none at all. */
export function pickId(pools: Pools, random: Seeded, type: string): string {
  const { shared, apart, own } = pools.ids.get(type) ?? { shared: [], apart: [], own: [] };
  const chance = random.integer(100);
  if (chance < 3) return random.pick(["", "x", "00000000-0000-4000-8000-00000000000Z", "1168000000"]);
  if (chance < 12 || shared.length + apart.length === 0) return identifier(`nowhere ${random.integer(1_000)}`);
  if (chance < 28 && apart.length > 0) return random.pick(apart);
  if (chance < 70 && own.length > 0) return random.pick(own);
  return random.pick(shared.length === 0 ? apart : shared);
}
