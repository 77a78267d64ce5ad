/** Rows decided three times, by the decision (CASL), by the SQL predicate and by row security, on a real PostgreSQL. Equal for every row, or it is shown where they part. */
import { conditions, rowPredicate, rules } from "@epigraph/authz";
import { coverage, type Coverage } from "./coverage.js";
import { decision } from "./decision.js";
import type { Facts } from "./facts.js";
import { fill } from "./filling.js";
import type { Sessions } from "./sessions.js";
import { type TableUnderTest, tables, type Visible } from "./tables.js";
import { generateWorld, type Operation, type World } from "./worlds.js";
import { seeded } from "../seeded.js";

export type RowDisagreement = { readonly table: string; readonly key: string; readonly operation: Operation; readonly casl: boolean; readonly sql: boolean | null; readonly rowSecurity: boolean };

/** Which row and asker it is about, and who says what. */
export const nameOf = ({ table, key, operation, casl, sql, rowSecurity }: RowDisagreement): string => [table, key, operation.correlation, casl, sql, rowSecurity].join(" ");

/** One fault in one of the walls, to see that the comparison finds it. The database's own is planted in the database: see row-faults.ts. */
export type Distortion = { readonly facts?: (facts: Facts) => Facts; readonly sql?: (text: string) => string };

export type RowComparison = {
  /** Fills the database with a new world and compares all of it; with `until`, until it finds a disagreement beside these. */
  readonly compare: (world: { readonly seed: number; readonly cases: number; readonly operations: number; readonly until?: { readonly beside: ReadonlySet<string> } } & Distortion, into?: Tally) => Promise<Tally>;
  /** Fills the database with the world, and says which keys of which table each asker is shown by row security. */
  readonly shown: (world: World) => Promise<ReadonlyMap<Operation["correlation"], ReadonlyMap<string, ReadonlySet<string>>>>;
  readonly owner: Sessions["owner"];
};

export type Tally = {
  /** Rows times askers; each was decided by all three walls. */
  decisions: number;
  allowed: number;
  readonly byTable: Map<string, { decisions: number; allowed: number }>;
  readonly disagreements: RowDisagreement[];
  readonly coverage: Coverage;
};

export const newTally = (): Tally => ({ decisions: 0, allowed: 0, byTable: new Map(), disagreements: [], coverage: coverage({ rules, conditions }) });

export function rowComparison({ owner, under }: Sessions): RowComparison {
  const services = [...new Set(tables.map(({ service }) => service))];
  return {
    owner,
    compare: async ({ seed, until, facts, sql, ...size }, tally = newTally()) => {
      // the claims are checked against the real clock, and end after 30 seconds
      const world = generateWorld(seeded(seed), Date.now(), size);
      await fill(owner, world);
      for (const operation of world.operations) {
        if (until !== undefined && tally.disagreements.length > 0) break;
        const sees = decision(world, operation, { facts, seen: tally.coverage });
        const visible = await underRowSecurity(world, operation);
        for (const table of tables) {
          const decided = table.decided(world, sees);
          const selected = await bySql(table, world, operation, sql);
          count(table, operation, { decided, selected, visible: visible.get(table.table) ?? new Set() });
        }
      }
      return tally;

      function count({ table }: TableUnderTest, operation: Operation, walls: { readonly decided: ReadonlyMap<string, boolean>; readonly selected: ReadonlyMap<string, boolean | null>; readonly visible: ReadonlySet<string> }): void {
        const own = tally.byTable.get(table) ?? { decisions: 0, allowed: 0 };
        tally.byTable.set(table, own);
        for (const key of new Set([...walls.decided.keys(), ...walls.selected.keys()])) {
          const casl = walls.decided.get(key) ?? false;
          const open = walls.selected.get(key) ?? null; // neither true nor false is wrong too: a NULL would be lost, and open rows under a `not`
          const rowSecurity = walls.visible.has(key);
          for (const counted of [tally, own]) {
            counted.decisions++;
            if (casl) counted.allowed++;
          }
          const disagreement = { table, key, operation, casl, sql: open, rowSecurity };
          if ((casl !== open || casl !== rowSecurity) && until?.beside.has(nameOf(disagreement)) !== true) tally.disagreements.push(disagreement);
        }
      }
    },
    shown: async (world) => {
      await fill(owner, world);
      const all = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>();
      for (const operation of world.operations) all.set(operation.correlation, await underRowSecurity(world, operation));
      return all;
    },
  };

  async function bySql({ table, key, where }: TableUnderTest, { now }: World, operation: Operation, distort: (text: string) => string = (text) => text): Promise<ReadonlyMap<string, boolean | null>> {
    const values: unknown[] = [];
    const visible: Visible = (coordinate, columns) => distort(rowPredicate({ ...operation, now }, coordinate, columns, (value) => `$${values.push(value)}`));
    const { rows } = await owner.query<{ key: string; open: boolean | null }>(`select t.${key}::text as key, (${where(visible)}) as open from ${table} t`, values);
    return new Map(rows.map((row) => [row.key, row.open]));
  }

  async function underRowSecurity({ now }: World, operation: Operation): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const found = new Map<string, ReadonlySet<string>>();
    for (const service of services) {
      await under(operation, service, now, async (client) => {
        for (const { table, key } of tables.filter((one) => one.service === service)) {
          const { rows } = await client.query<{ key: string }>(`select ${key}::text as key from ${table}`);
          found.set(table, new Set(rows.map((row) => row.key)));
        }
      });
    }
    return found;
  }
}
