/** Who holds a database login of its own: the subgraphs, the gateway, the identity provider and the public door. What each may do stands in the migrations. */
import { services } from "@epigraph/authz";

export const databaseServices = [...services, "gateway", "identity", "public"] as const;
export type DatabaseService = (typeof databaseServices)[number];

/** The role without login that owns a service's rights. */
export function groupRole(service: DatabaseService): string {
  return `epigraph_${service}`;
}
