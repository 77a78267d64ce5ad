/** Who holds a database login of its own: the subgraphs, the gateway, the identity provider, the public door, the access log of a process that runs everything, its sequencer, the worker of background jobs, and who stores what providers upload. What each may do stands in the migrations. */
import { services } from "@epigraph/authz";

export const databaseServices = [...services, "gateway", "identity", "public", "ledger", "sequencer", "jobs", "provision"] as const;
export type DatabaseService = (typeof databaseServices)[number];

/** The role without login that owns a service's rights. */
export function groupRole(service: DatabaseService): string {
  return `epigraph_${service}`;
}
