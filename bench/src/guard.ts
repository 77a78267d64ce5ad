/** The guard alone: deciding a field, and executing a list with it and without it. No database. */
import { abilityFor, type CaseId, decider, type Duty, dutyTable, noPermissions, type PersonKey, type Principal, type RegionCode, type Resource, rowOf, type TraceId } from "@epigraph/authz";
import { cases } from "@epigraph/cases";
import type { Transaction } from "@epigraph/datastore";
import { pseudonyms, recorder } from "@epigraph/ledger";
import { buildSubgraph, federate, type Scope, scopeOf } from "@epigraph/service";
import { execute, type ExecutionResult, type GraphQLSchema, parse } from "graphql";
import { type Figure, median, rounded } from "./figures.js";

const plainFields = ["id", "personKey", "disease", "classification", "ageBand", "sex", "onsetDate", "samplingDate", "confirmationDate", "reportingDate", "isolationDate", "outcome", "outcomeDate", "infectionSetting", "sourceSystem", "sourceRecord"] as const;
const coordinates = plainFields.map((name) => `Case.${name}` as const);
const region = "1144000000" as RegionCode;

const principalOf = (duty: Duty): Principal => ({ account: "bench" as Principal["account"], duty, clearance: dutyTable[duty].clearance, agency: "kdca" as Principal["agency"], jurisdictions: [region], session: "bench" as Principal["session"], authenticatedBy: "otp", door: "clearance" });

/** Of this process, its garbage collector included: what else runs on the machine does not count. */
function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Further fields of rows that are decided, in requests of one page. A local investigator, whose rules have conditions: for a national one too the seal has to be looked at. */
export function benchFieldDecision(): Figure {
  const [pages, rowsOfPage, rounds, passes, perRow] = [20, 100, 30, 10, coordinates.length];
  const ability = abilityFor(principalOf("local-investigator"), "investigation");
  const requests = Array.from({ length: pages }, (_, page) => ({ decide: decider(ability, noPermissions), rows: Array.from({ length: rowsOfPage }, (__, index) => rowOf(resourceOf(page * rowsOfPage + index))) }));
  for (const { decide, rows } of requests) for (const row of rows) decide("Case.id")(row); // the decision itself
  const nanoseconds: number[] = [];
  const calls = pages * passes * rowsOfPage * perRow;
  let allowed = 0;
  for (let round = 0; round < rounds; round++) {
    const used = cpuMicroseconds();
    for (let pass = 0; pass < passes; pass++)
      for (const { decide, rows } of requests) {
        const fields = coordinates.map(decide); // once for each request
        for (const row of rows) for (const field of fields) if (field(row).outcome === "allowed") allowed++;
      }
    nanoseconds.push(((cpuMicroseconds() - used) * 1000) / calls);
  }
  if (allowed !== rounds * calls) throw new Error("a field was not allowed: this would measure refusals");
  return { name: "field_decision", value: rounded(median(nanoseconds), 1), unit: "ns", n: rounds * calls, aim: "<= 50" };
}

const resourceOf = (index: number): Resource => ({ subjects: [`person ${index}` as PersonKey], caseIds: [`case ${index}` as CaseId], regionCode: region, sealed: false });

/** 20 columns, of which the type has 16 without arguments: four stand twice. */
const listQuery = `{ cases { edges { node { ${plainFields.join(" ")} a: sex b: disease c: outcome d: ageBand } } } }`;
const listRows = 1_000;
const listRounds = 60;

/** The same schema built twice, guarded once; both execute in turn. */
export async function benchGuardedList(): Promise<Figure[]> {
  const guarded = (await buildSubgraph(cases)).schema;
  const bare = (await federate(cases)).schema;
  const rows = Array.from({ length: listRows }, (_, index) => ({ node: caseRow(index) }));
  const page = { edges: rows, pageInfo: { hasNextPage: false, endCursor: null } };
  const document = parse(listQuery);
  const run = (schema: GraphQLSchema): number => {
    const used = cpuMicroseconds();
    const result = execute({ schema, document, contextValue: scope() }) as ExecutionResult;
    const took = (cpuMicroseconds() - used) / 1000;
    if (result.errors || !result.data) throw new Error("the list was not answered");
    return took;
  };
  for (const schema of [bare, guarded]) {
    const field = schema.getQueryType()?.getFields()["cases"];
    if (!field) throw new Error("there is no `Query.cases`");
    field.resolve = () => page; // in place of the database; one field of the 20,000
  }
  const times = { guarded: [] as number[], bare: [] as number[] };
  for (let round = 0; round < listRounds + 10; round++) {
    const order = round % 2 === 0 ? (["guarded", "bare"] as const) : (["bare", "guarded"] as const);
    for (const which of order) {
      const took = run(which === "guarded" ? guarded : bare);
      if (round >= 10) times[which].push(took); // the first rounds warm up
    }
  }
  return [
    { name: "guard_list_overhead", value: rounded(median(times.guarded) / median(times.bare)), unit: "ratio", n: listRounds, aim: "<= 1.25" },
    { name: "guarded_list", value: rounded(median(times.guarded)), unit: "ms", n: listRounds },
    { name: "bare_list", value: rounded(median(times.bare)), unit: "ms", n: listRounds },
  ];
}

function caseRow(index: number): Readonly<Record<(typeof plainFields)[number] | "regionCode" | "sealed", unknown>> {
  const day = "2020-03-01";
  return {
    id: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
    personKey: `00000000-0000-4000-9000-${String(index).padStart(12, "0")}`,
    disease: "covid-19",
    classification: "confirmed",
    regionCode: region,
    ageBand: "30s",
    sex: "female",
    onsetDate: day,
    samplingDate: day,
    confirmationDate: day,
    reportingDate: day,
    isolationDate: day,
    outcome: "released",
    outcomeDate: day,
    infectionSetting: "household",
    sealed: false,
    sourceSystem: "bench",
    sourceRecord: String(index),
  };
}

/** As each request has one of its own. */
function scope(): Scope {
  const principal = principalOf("local-investigator");
  const ability = abilityFor(principal, "investigation");
  const untouched = {} as Transaction;
  return scopeOf({
    principal,
    purpose: "investigation",
    now: 0,
    correlation: "bench" as TraceId,
    db: untouched,
    recorder: recorder(),
    decide: decider(ability, noPermissions),
    refusal: ability.refusal,
    pseudonyms: pseudonyms(Buffer.alloc(32)),
    permissions: { ...noPermissions, load: () => Promise.resolve(), grants: () => [] },
  });
}
