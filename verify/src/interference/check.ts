/** Non-interference: two databases that differ only in what an asker may not see answer the same operations with the same bytes. Not who may see what: see hidden.ts. */
import { openDatabase } from "@epigraph/datastore";
import { createTestDatabase, type TestDatabase } from "@epigraph/datastore/testing";
import { type Seeded, seeded } from "../seeded.js";
import { type Asker, askers as everyAsker } from "./askers.js";
import { type Comparison, comparison } from "./comparison.js";
import { type PlantedFault, plantedFaults } from "./faults.js";
import { type Changed, changeHidden } from "./hidden.js";
import { generator, type Operation, schemaOf } from "./operations.js";
import { type Pools, poolsOf } from "./pools.js";
import { prepareScene } from "./scene.js";
import { type Common, common, openWorld, type Reply, type World } from "./world.js";

export type Difference = { readonly asker: string; readonly operation: Operation; readonly where: string };

export type Outcome = {
  readonly asker: string;
  readonly changed: readonly Changed[];
  readonly operations: number;
  readonly mutations: number;
  /** Mutations that were carried out. */
  readonly carriedOut: number;
  /** Answers with more than nulls in them. */
  readonly withData: number;
  /** Error codes with how often each was answered. */
  readonly codes: ReadonlyMap<string, number>;
  readonly differences: readonly Difference[];
};

export type Interference = { readonly outcomes: readonly Outcome[]; readonly planted: readonly { readonly name: string; readonly found: string | undefined; readonly after: number }[] };

export type InterferenceOptions = {
  readonly seed: number;
  /** Generated operations for each asker; a third of them mutations where the door has any. */
  readonly operations: number;
  readonly askers?: readonly Asker[];
  readonly faults?: readonly PlantedFault[];
  /** How many operations a planted fault may take to be found. */
  readonly patience?: number;
};

export async function checkInterference({ seed, operations, askers = everyAsker, faults = plantedFaults, patience = 300 }: InterferenceOptions): Promise<Interference> {
  const time = stepping();
  const shared = common(time.now);
  const scene = await prepareScene(shared, time.now());
  const outcomes: Outcome[] = [];
  const planted: { name: string; found: string | undefined; after: number }[] = [];
  try {
    for (const asker of askers) {
      const one = await createTestDatabase(scene);
      const other = await createTestDatabase(scene);
      try {
        const changed = await changeHidden(other, asker, shared, time.now());
        const pools = await poolsIn(one, other, asker);
        const run = { one, other, asker, shared, step: time.step, pools, compare: comparison(pools.known, time.now()) };
        outcomes.push({ ...(await compared({ ...run, random: seeded(seed), most: operations, until: "the end" })), changed });
        for (const fault of faults.filter((planned) => planned.asker === asker)) {
          const { differences, operations: after } = await compared({ ...run, random: seeded(seed + 1), most: patience, until: "a difference", fault });
          planted.push({ name: fault.name, found: differences[0]?.where, after });
        }
      } finally {
        await one.drop();
        await other.drop();
      }
    }
  } finally {
    await scene.drop();
  }
  return { outcomes, planted };
}

/** Before anybody asks: ids made later are compared as what they stand for. */
async function poolsIn(one: TestDatabase, other: TestDatabase, asker: Asker): Promise<Pools> {
  const [left, right] = [await openDatabase(one.adminUrl, { name: "verify pools", poolSize: 1 }), await openDatabase(other.adminUrl, { name: "verify pools", poolSize: 1 })];
  try {
    return await poolsOf((sql, parameters = []) => left.query(sql, [...parameters]), (sql, parameters = []) => right.query(sql, [...parameters]), asker);
  } finally {
    await left.destroy();
    await right.destroy();
  }
}

type Run = {
  readonly one: TestDatabase;
  readonly other: TestDatabase;
  readonly asker: Asker;
  readonly pools: Pools;
  readonly compare: Comparison;
  readonly shared: Common;
  readonly step: () => void;
  readonly random: Seeded;
  readonly most: number;
  readonly until: "the end" | "a difference";
  readonly fault?: PlantedFault;
};

async function compared({ one, other, asker, pools, compare, shared, step, random, most, until, fault }: Run): Promise<Omit<Outcome, "changed">> {
  const worlds: World[] = [];
  try {
    for (const database of [one, other]) worlds.push(await openWorld(database, asker, shared, fault));
    const [left, right] = worlds as [World, World];
    const schema = schemaOf(asker.door);
    const generated = generator(schema, pools, random);
    const tally = { operations: 0, mutations: 0, carriedOut: 0, withData: 0, codes: new Map<string, number>() };
    const differences: Difference[] = [];
    const ask = async (operation: Operation): Promise<{ readonly reply: Reply; readonly otherReply: Reply }> => {
      step();
      const [reply, otherReply] = [await left.ask(operation), await right.ask(operation)];
      const where = compare(reply, otherReply);
      if (where !== undefined) differences.push({ asker: asker.name, operation, where });
      return { reply, otherReply };
    };
    const enough = until === "the end" ? Number.POSITIVE_INFINITY : 1;
    while (tally.operations < most && differences.length < enough) {
      const kind = fault ? fault.by.kind : schema.getMutationType() && random.chance(0.2) ? "mutation" : "query";
      const operation = generated.next(kind, fault?.by.root);
      const { reply, otherReply } = await ask(operation);
      count(tally, operation, reply);
      generated.learn(operation, reply.body, otherReply.body);
      if (kind === "mutation" && tookPlace(reply)) for (const lookBack of generated.lookBack()) await ask(lookBack);
    }
    return { asker: asker.name, ...tally, differences };
  } finally {
    for (const { close } of worlds) await close();
  }
}

function count(tally: { operations: number; mutations: number; carriedOut: number; withData: number; readonly codes: Map<string, number> }, { kind }: Operation, reply: Reply): void {
  tally.operations++;
  if (kind === "mutation") tally.mutations++;
  if (kind === "mutation" && tookPlace(reply)) tally.carriedOut++;
  if (tookPlace(reply)) tally.withData++;
  for (const [, code = ""] of reply.body.matchAll(/"extensions":\{"code":"(\w+)"/g)) tally.codes.set(code, (tally.codes.get(code) ?? 0) + 1);
}

/** Whether anything but nulls was answered. */
function tookPlace({ body }: Reply): boolean {
  const { data } = JSON.parse(body) as { readonly data?: Readonly<Record<string, unknown>> | null };
  return Object.values(data ?? {}).some((value) => value !== null);
}

/** A clock that stands still until it is stepped, so that both worlds live in the same millisecond; each step is later than the one before. */
function stepping(): { readonly now: () => number; readonly step: () => void } {
  let now = Date.now();
  return {
    now: () => now,
    step: () => {
      now = Math.max(Date.now(), now + 1);
    },
  };
}
