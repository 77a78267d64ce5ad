/** Whether the time of a not-found tells a hidden row from one that is nowhere: both asked for in turn, the two distributions compared. Prints; asserts no time. */
import { createTestDatabase, type TestDatabase } from "@epigraph/datastore/testing";
import { type Seeded, seeded } from "../seeded.js";
import { identifier } from "./access-records.js";
import { type Asker, clinicStaff, localInvestigator, nationalInvestigator, visitor } from "./askers.js";
import { type Compared, compareSamples } from "./distributions.js";
import { prepareScene } from "./scene.js";
import { common, type Common, type Fault, openWorld, type Question, type World } from "./world.js";

export type TimingProbe = {
  readonly name: string;
  readonly asker: Asker;
  /** The ids of hidden rows, as SQL: a column `id`. */
  readonly hidden: string;
  readonly question: (id: string) => Question;
};

export type Timed = Compared & { readonly name: string; readonly samples: number };

const asked = (query: string) => (id: string): Question => ({ query, variables: { id } });
const foreign = `region_code <> '${localInvestigator.jurisdictions[0] ?? ""}'`;

/** What answers not-found for a hidden row, each way in. */
export const timingProbes: readonly TimingProbe[] = [
  { name: "case", asker: localInvestigator, hidden: `select c.id from cases.case_record c where ${foreign} and not sealed and not exists (select from permission.referral f where f.case_id = c.id)`, question: asked("query ($id: ID!) { case(id: $id) { id } }") },
  { name: "case_sealed", asker: nationalInvestigator, hidden: "select id from cases.case_record where sealed", question: asked("query ($id: ID!) { case(id: $id) { id } }") },
  { name: "request", asker: localInvestigator, hidden: `select q.id from movements.information_request q join movements.case_reference r on r.case_id = q.case_id where ${foreign} and not exists (select from permission.referral f where f.case_id = q.case_id)`, question: asked("query ($id: ID!) { informationRequest(id: $id) { id } }") },
  { name: "clinic_draft", asker: visitor, hidden: "select id from clinics.clinic where not published", question: asked("query ($id: ID!) { clinic(id: $id) { nameKo } }") },
  { name: "program_draft", asker: visitor, hidden: "select id from programs.support_program where not published", question: asked("query ($id: ID!) { supportProgram(id: $id) { titleKo } }") },
  { name: "referral", asker: localInvestigator, hidden: `select id from permission.referral where ${foreign} and to_agency <> '${localInvestigator.agency}'`, question: asked("mutation ($id: ID!) { acceptReferral(referral: $id) { id } }") },
  { name: "offer", asker: localInvestigator, hidden: `select c.id from cases.case_record c where ${foreign} and not sealed and not exists (select from permission.referral f where f.case_id = c.id)`, question: asked(`mutation ($id: ID!) { offerReferral(case: $id, toAgency: "kdca", reason: "moved house") { id } }`) },
  { name: "crowding", asker: clinicStaff, hidden: `select id from clinics.clinic where not published and agency <> '${clinicStaff.agency}'`, question: asked(`mutation ($id: ID!) { reportCrowding(clinic: $id, crowding: "low") { id } }`) },
];

/** Does more for a hidden row than for none: two milliseconds in the database, where the service can no longer even them out. */
const slowFault: Fault = {
  name: "a hidden case is looked up once more",
  service: "cases",
  afterwards: async (body, look) => {
    const { variables } = JSON.parse(body) as { readonly variables?: { readonly id?: string } };
    const [hidden] = await look("select id from cases.case_record where id = $1", [variables?.id]);
    if (hidden) await look("select pg_sleep(0.002)");
  },
};

export type TimingOptions = {
  readonly seed: number;
  /** How many hidden and how many missing rows are asked for by each probe. */
  readonly samples: number;
  readonly probes?: readonly TimingProbe[];
};

/** `planted`: the first probe once more, with a fault. */
export async function checkTiming({ seed, samples, probes = timingProbes }: TimingOptions): Promise<{ readonly timed: readonly Timed[]; readonly planted: Timed | undefined }> {
  const shared = common(Date.now);
  const scene = await prepareScene(shared, Date.now());
  const database = await createTestDatabase(scene);
  try {
    const timed: Timed[] = [];
    for (const probe of probes) timed.push(await timedIn(database, probe, shared, seeded(seed), samples));
    const [first] = probes;
    return { timed, planted: first && (await timedIn(database, first, shared, seeded(seed), samples, slowFault)) };
  } finally {
    await database.drop();
    await scene.drop();
  }
}

async function timedIn(database: TestDatabase, probe: TimingProbe, shared: Common, random: Seeded, samples: number, fault?: Fault): Promise<Timed> {
  const world = await openWorld(database, probe.asker, shared, fault);
  try {
    const rows = await world.look<{ readonly id: string }>(probe.hidden);
    await measured(world, probe, rows.map(({ id }) => id), random, Math.min(samples, 100)); // warms up
    const { hidden, missing } = await measured(world, probe, rows.map(({ id }) => id), random, samples);
    return { name: probe.name, samples, ...compareSamples(hidden, missing) };
  } finally {
    await world.close();
  }
}

/** In milliseconds. Each pair in an order drawn anew, so that neither always follows the other. */
async function measured(world: World, { name, question }: TimingProbe, rows: readonly string[], random: Seeded, samples: number): Promise<{ readonly hidden: number[]; readonly missing: number[] }> {
  const times = { hidden: [] as number[], missing: [] as number[] };
  for (let sample = 0; sample < samples; sample++) {
    const pair = [["hidden", random.pick(rows)] as const, ["missing", identifier(`nowhere ${random.integer(2 ** 31)}`)] as const];
    for (const [kind, id] of random.chance(0.5) ? pair : pair.toReversed()) {
      const { body, milliseconds } = await world.ask(question(id));
      if (!body.includes(`"code":"NOT_FOUND"`)) throw new Error(`the probe \`${name}\` found a ${kind} row: it must be one that is not found`);
      times[kind].push(milliseconds);
    }
  }
  return times;
}
