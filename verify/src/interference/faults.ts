/** Faults that tell what an asker may not see, each planted in both worlds to show that the comparison finds it. Not faults of the product. */
import { badInput, ClientError, encodeCursor, type Scope, type Subgraph } from "@epigraph/service";
import { type GraphQLFieldResolver, isObjectType } from "graphql";
import { type Asker, auditor, localInvestigator, nationalInvestigator, visitor } from "./askers.js";
import type { Fault, Look } from "./world.js";

export type PlantedFault = Fault & {
  readonly asker: Asker;
  /** The field at the root that leads to the fault: the generated operations begin there. */
  readonly by: { readonly kind: "query" | "mutation"; readonly root: string };
};

const from = (root: string): PlantedFault["by"] => ({ kind: "query", root });

type Resolve = GraphQLFieldResolver<object, Scope, Readonly<Record<string, string>>>;
type Edge = { readonly node: { readonly id: string }; readonly cursor: string };
type Connection = { readonly edges: readonly Edge[]; readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null } };

/** Replaces one resolver, the guard around it included. */
function wrap(subgraph: Subgraph, coordinate: string, around: (resolve: Resolve) => Resolve): void {
  const [typeName = "", fieldName = ""] = coordinate.split(".");
  const type = subgraph.schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  if (!field?.resolve) throw new RangeError(`there is no resolver \`${coordinate}\` to plant a fault in`);
  field.resolve = around(field.resolve as Resolve) as typeof field.resolve;
}

/** The scope with a filter that lets everything through, as if a store had forgotten its WHERE. */
const unfiltered = (scope: Scope, lost: string): Scope => ({ ...scope, visible: (coordinate, columns, bind) => (coordinate === lost ? "true" : scope.visible(coordinate, columns, bind)) });
const losesFilter = (coordinate: string, lost: string) => (subgraph: Subgraph): void =>
  wrap(subgraph, coordinate, (resolve) => (source, args, scope, info) => resolve(source, args, unfiltered(scope, lost), info));

type Asked = { readonly id: string; readonly first: number };

const changesPage = (coordinate: string, change: (page: Connection, asked: Asked, look: Look) => Promise<Connection>) => (subgraph: Subgraph, look: Look): void =>
  wrap(subgraph, coordinate, (resolve) => async (source, args, scope, info) =>
    change((await resolve(source, args, scope, info)) as Connection, { id: (source as { readonly id?: string } | undefined)?.id ?? "", first: Number(args["first"] ?? 20) }, look));

const withMore = (page: Connection, total: number): Connection => ({ ...page, pageInfo: { ...page.pageInfo, hasNextPage: total > page.edges.length } });
const count = async (look: Look, sql: string, parameters: readonly unknown[] = []): Promise<number> => (await look<{ readonly n: number }>(`select count(*)::int as n from ${sql}`, parameters))[0]?.n ?? 0;

/** Answers a row that is there, but hidden, in another way than one that is nowhere. */
const tells = (coordinate: string, table: string, how: () => Error) => (subgraph: Subgraph, look: Look): void =>
  wrap(subgraph, coordinate, (resolve) => async (source, args, scope, info) => {
    try {
      return await resolve(source, args, scope, info);
    } catch (error) {
      if (error instanceof ClientError && error.extensions["code"] === "NOT_FOUND" && (await count(look, `${table} where id::text = $1`, [args["id"]])) > 0) throw how();
      throw error;
    }
  });

const denied = (): Error => new ClientError("CLEARANCE_REQUIRED", "this needs another clearance, duty or jurisdiction");
const named = (): Error => new ClientError("NOT_FOUND", "the case is kept by another agency");

export const plantedFaults: readonly PlantedFault[] = [
  { name: "a list of cases without its filter", asker: localInvestigator, by: from("cases"), service: "cases", withoutRowSecurity: true, plant: losesFilter("Query.cases", "Case.id") },
  { name: "a cluster's cases without their filter", asker: localInvestigator, by: from("clusters"), service: "cases", withoutRowSecurity: true, plant: losesFilter("Cluster.cases", "Case.id") },
  { name: "a case's stays without the grants", asker: localInvestigator, by: from("case"), service: "movements", withoutRowSecurity: true, plant: losesFilter("Case.stays", "Stay.id") },
  { name: "likely sources scored against hidden cases", asker: localInvestigator, by: from("case"), service: "movements", withoutRowSecurity: true, plant: losesFilter("Case.likelySources", "Case.id") },
  { name: "a hidden case answered with denied", asker: localInvestigator, by: from("case"), service: "cases", plant: tells("Query.case", "cases.case_record", denied) },
  { name: "an error that tells of a hidden case", asker: nationalInvestigator, by: from("case"), service: "cases", plant: tells("Query.case", "cases.case_record", named) },
  { name: "a hidden request answered with denied", asker: localInvestigator, by: from("informationRequest"), service: "movements", plant: tells("Query.informationRequest", "movements.information_request", denied) },
  { name: "a draft answered with denied", asker: visitor, by: from("clinic"), service: "clinics", plant: tells("Query.clinic", "clinics.clinic", denied) },
  {
    name: "whether there are more cases, counted over hidden ones",
    asker: localInvestigator,
    by: from("cases"),
    service: "cases",
    plant: changesPage("Query.cases", async (page, { first }, look) => ({ ...page, pageInfo: { ...page.pageInfo, hasNextPage: (await count(look, "cases.case_record")) > first } })),
  },
  {
    name: "whether there are more links, counted over sealed persons",
    asker: nationalInvestigator,
    by: from("case"),
    service: "cases",
    plant: changesPage("Case.transmissionLinks", async (page, { id }, look) => withMore(page, await count(look, "cases.transmission_link where $1::uuid in (infector_case_id, infectee_case_id)", [id]))),
  },
  {
    name: "whether there are more exposures, counted over protected contacts",
    asker: nationalInvestigator,
    by: from("case"),
    service: "cases",
    plant: changesPage("Case.exposures", async (page, { id }, look) => withMore(page, await count(look, "cases.exposure where case_id = $1::uuid", [id]))),
  },
  {
    name: "an order by links to hidden cases",
    asker: localInvestigator,
    by: from("cases"),
    service: "cases",
    plant: changesPage("Query.cases", async (page, _asked, look) => {
      const counts = await Promise.all(page.edges.map(({ node }) => count(look, "cases.transmission_link where $1::uuid in (infector_case_id, infectee_case_id)", [node.id])));
      const order = page.edges.map((edge, index) => ({ edge, links: counts[index] ?? 0 })).toSorted((a, b) => b.links - a.links);
      return { ...page, edges: order.map(({ edge }) => edge) };
    }),
  },
  {
    name: "a cursor that numbers hidden rows",
    asker: nationalInvestigator,
    by: from("cases"),
    service: "cases",
    plant: changesPage("Query.cases", async (page, _asked, look) => {
      const total = await count(look, "cases.case_record");
      return { ...page, edges: page.edges.map((edge, index) => ({ ...edge, cursor: encodeCursor([total - index]) })) };
    }),
  },
  {
    name: "how often others were looked at, in a page of accesses",
    asker: localInvestigator,
    by: from("case"),
    service: "audit",
    plant: changesPage("Case.accesses", async (page, _asked, look) => withMore(page, (await count(look, "ledger.record")) - 180)),
  },
  {
    name: "where specially protected persons of a roster were",
    asker: localInvestigator,
    by: from("informationRequests"),
    service: "movements",
    plant: (subgraph, look) =>
      wrap(subgraph, "InformationRequest.rosterStays", (resolve) => async (source, args, scope, info) => {
        const page = (await resolve(source, args, scope, info)) as Connection | null;
        return page && withMore(page, (await count(look, "movements.roster_stay where request_id::text = $1 and source_record = 'hidden'", [(source as { readonly id: string }).id])) > 0 ? 1_000 : 0);
      }),
  },
  {
    name: "that a contact became a hidden case",
    asker: localInvestigator,
    by: from("case"),
    service: "cases",
    plant: (subgraph) =>
      wrap(subgraph, "Contact.becameCase", (resolve) => async (source, args, scope, info) => {
        const found = await resolve(source, args, scope, info);
        if (found === null && (source as { readonly becameCaseId?: string | null }).becameCaseId) throw denied();
        return found;
      }),
  },
  {
    name: "a change refused for what others agreed",
    asker: localInvestigator,
    by: { kind: "mutation", root: "offerReferral" },
    service: "cases",
    plant: (subgraph, look) =>
      wrap(subgraph, "Mutation.offerReferral", (resolve) => async (source, args, scope, info) => {
        const others = await count(look, "permission.assignment where case_id::text = $1 and account like 'hidden.%'", [args["case"]]);
        if (others > 0) throw badInput("somebody else works on the case");
        return await resolve(source, args, scope, info);
      }),
  },
  {
    name: "records of the log shown by patient data",
    asker: auditor,
    by: from("auditRecords"),
    service: "audit",
    plant: changesPage("Query.auditRecords", async (page, _asked, look) => withMore(page, (await count(look, "cases.person where identity = decode(repeat('00', 30), 'hex')")) > 0 ? 1_000 : 0)),
  },
];
