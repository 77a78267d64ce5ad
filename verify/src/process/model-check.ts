/** Runs random sequences of acts against the model: of everybody, of one account alone, and on databases with a fault planted, where it must find something. Not what is tried: see model-commands.ts. */
import type { Figure } from "@epigraph/bench/figures";
import fc from "fast-check";
import type { Model, Person } from "./model.js";
import { anyActs } from "./model-commands.js";
import { type Office, openOffice, people } from "./model-office.js";

export type ModelResult = { readonly runs: number; readonly acts: number; readonly reads: number; readonly readsOfRosters: number; readonly done: ReadonlyMap<string, number>; readonly broken: string | undefined };

/** `only`: as in `anyActs`. Ends with the first act that breaks the model; `broken` then says which sequence did. */
async function checked(office: Office, runs: number, seed: number, only?: Person): Promise<ModelResult> {
  const sum = { runs: 0, acts: 0, reads: 0, readsOfRosters: 0, done: new Map<string, number>() };
  const property = fc.asyncProperty(fc.commands([...anyActs(only)], { maxCommands: 40, size: "max" }), async (acts) => {
    const model: Model = await office.begin();
    try {
      await fc.asyncModelRun(() => ({ model, real: office }), acts);
    } finally {
      sum.runs += 1;
      sum.acts += model.steps;
      sum.reads += model.read;
      sum.readsOfRosters += model.readOfRosters;
      for (const [name, times] of model.done) sum.done.set(name, (sum.done.get(name) ?? 0) + times);
    }
    if (only !== undefined && model.grants.length > 0) throw new Error("one account alone came by a grant");
  });
  const { failed, errorInstance, counterexample } = await fc.check(property, { numRuns: runs, seed, endOnFailure: true });
  return { ...sum, broken: failed ? `${errorInstance instanceof Error ? errorInstance.message : "failed"}: ${[...(counterexample?.[0] ?? [])].map((act) => act.toString()).join(", ")}` : undefined };
}

/** Each makes the platform give more than it should, in one place. */
export const faults: Readonly<Record<string, readonly string[]>> = {
  "a revocation that revokes nothing": trigger("before update", "access_grant", "new.revoked_at := null; new.revoked_by := null;"),
  "a grant that does not end": trigger("before insert", "access_grant", "new.not_after := new.not_after + interval '400 days';"),
  "a window wider than was approved": trigger("before insert", "access_grant", "new.window_from := new.window_from - interval '20 days';"),
  "another class than was approved": trigger("before insert", "access_grant", "new.data_class := case new.data_class when 'card-use' then 'telecom-location' else 'card-use' end;"),
  // after the trigger that names the roster
  "a roster's grant that opens its case's evidence": trigger("before insert", "access_grant", "new.roster_id := null;").map((statement) => statement.replace("create trigger plant", "create trigger unnamed_roster")),
  "a holder whom nobody named": trigger("after insert", "access_grant", "insert into permission.grant_holder (grant_id, account) values (new.id, 'park') on conflict do nothing;"),
};

/** A request that needs nobody else: found where one account is alone. */
export const ownApproval: readonly string[] = [
  `create function movements.plant() returns trigger language plpgsql security definer set search_path = '' as $$ begin
    insert into permission.access_grant (id, request_id, data_class, window_from, window_to, purpose, not_before, not_after) values (new.id, new.id, new.data_class, new.window_from, new.window_to, 'investigation', now(), now() + interval '9 days');
    insert into permission.grant_case (grant_id, case_id) values (new.id, new.case_id);
    insert into permission.grant_holder (grant_id, account) values (new.id, new.requested_by);
    return null; end $$`,
  `create trigger plant after update on movements.information_request for each row when (old.state = 'draft' and new.state = 'submitted') execute function movements.plant()`,
];

function trigger(when: string, table: string, what: string): readonly string[] {
  return [
    `create function permission.plant() returns trigger language plpgsql security definer set search_path = '' as $$ begin ${what} return new; end $$`,
    `create trigger plant ${when} on permission.${table} for each row execute function permission.plant()`,
  ];
}

export async function withOffice(plant: readonly string[], work: (office: Office) => Promise<ModelResult>): Promise<ModelResult> {
  const office = await openOffice(plant);
  try {
    return await work(office);
  } finally {
    await office.close();
  }
}

export const checkEverybody = (runs: number, seed: number, plant: readonly string[] = []): Promise<ModelResult> => withOffice(plant, (office) => checked(office, runs, seed));
export const checkAlone = (person: Person, runs: number, seed: number, plant: readonly string[] = []): Promise<ModelResult> => withOffice(plant, (office) => checked(office, runs, seed, person));

export async function verifyModel(tell: (line: string) => void): Promise<readonly Figure[]> {
  const all = await checkEverybody(150, 1);
  tell(`took effect: ${[...all.done].map(([name, times]) => `${name} ${times}`).join(", ")}`);
  if (all.broken !== undefined) tell(`broken: ${all.broken}`);
  let [alone, brokenAlone] = [0, 0];
  for (const person of Object.values<Person>(people)) {
    const result = await checkAlone(person, 15, 2);
    alone += result.acts;
    if (result.broken === undefined) continue;
    brokenAlone += 1;
    tell(`broken by ${person.account} alone: ${result.broken}`);
  }
  const found: string[] = [];
  for (const [name, plant] of Object.entries(faults)) if ((await checkEverybody(60, 3, plant)).broken !== undefined) found.push(name);
  if ((await checkAlone(people.kim, 30, 4, ownApproval)).broken !== undefined) found.push("a request that needs nobody else");
  const planted = { planted: Object.keys(faults).length + 1, found: found.length };
  return [
    { name: "stays read under a grant", value: all.reads, unit: "", n: all.acts },
    { name: "stays of rosters read under a grant", value: all.readsOfRosters, unit: "", n: all.acts },
    { name: "reads and steps that the model does not allow", value: all.broken === undefined ? 0 : 1, unit: "", n: all.acts, aim: "0", planted },
    { name: "accounts that came by a read or a grant alone", value: brokenAlone, unit: "", n: alone, aim: "0" },
  ];
}
