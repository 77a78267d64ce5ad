/** The three doors as contracts of the supergraph: what each is cut by, its file, and what it calls its subgraphs. Not who may come in: see the gateway. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Coordinate, type Door, doors, dutyTable, doorsOf, privateArguments, type ServiceName, services } from "@epigraph/authz";
import type { Contract } from "@epigraph/schema";
import { schemaFolder, supergraphFile } from "./schema-folder.js";

/** The doors with a contract that leaves something out; behind the clearance door stands the whole supergraph. */
export type NarrowDoor = Exclude<Door, "clearance">;
export const narrowDoors: readonly NarrowDoor[] = ["public", "agency"];

/** The file with the door's supergraph. */
export const contractFile = (door: Door): string => (door === "clearance" ? supergraphFile : join(schemaFolder, `${door}.graphql`));

/** Names that a contract gives to subgraphs whose own name says what the door does not show: `Query.cases` is private to the clearance door. */
const graphNames: Readonly<Record<Door, Partial<Record<ServiceName, string>>>> = { public: { cases: "regions" }, agency: { cases: "regions", movements: "inbox" }, clearance: {} };

/** From the name that the door's contract gives a subgraph to the subgraph. */
export function serviceOf(door: Door, graph: string): ServiceName | undefined {
  return services.find((service) => (graphNames[door][service] ?? service) === graph);
}

/** The subgraphs that the door's contract calls. */
export function servicesBehind(door: Door): readonly ServiceName[] {
  const graphs = [...readFileSync(contractFile(door), "utf8").matchAll(/@join__graph\(name: "([\w-]+)"/g)];
  return graphs.flatMap(([, graph = ""]) => serviceOf(door, graph) ?? []);
}

export function contractOf(door: NarrowDoor): Contract {
  const own = Object.entries(dutyTable).filter(([, duty]) => duty.door === door);
  const clearance = Math.max(...own.map(([, duty]) => duty.clearance));
  return {
    door,
    table: { doors, doorsOf: (coordinate) => doorsOf(coordinate as Coordinate), privateArguments },
    graphNames: graphNames[door],
    held: (claim) => {
      const [kind = "", value = ""] = claim.split(":");
      if (kind === "duty") return own.some(([duty]) => duty === value);
      return kind === "clearance" ? Number(value) <= clearance : kind === "purpose";
    },
  };
}
