/** Whether the records of one operation are all there: the gateway's count of answers against each service's records. Not how they are found: see store.ts. */
import { services as subgraphs } from "@epigraph/authz";

/** How many records of one operation a service has; `calls`: what each of the gateway's says that it got from every subgraph. */
export type Evidence = { readonly service: string; readonly records: number; readonly calls: readonly Readonly<Record<string, number>>[] | null };

export type ServiceInOperation = { readonly service: string; readonly calls: number | null; readonly records: number };

/**
 * A subgraph may have more records than the gateway counted answers: one that came too late is on record all the same. A subgraph's record without the gateway's is as incomplete as the
 * other way round: nothing else asks subgraphs.
 */
export function reconciled(evidence: readonly Evidence[]): { readonly services: readonly ServiceInOperation[]; readonly missingServices: readonly string[] } {
  const calls = new Map<string, number>();
  for (const told of evidence.flatMap((one) => one.calls ?? [])) for (const [service, count] of Object.entries(told)) calls.set(service, (calls.get(service) ?? 0) + count);
  const records = new Map(evidence.map((one) => [one.service, one.records]));
  const isSubgraph = (service: string): boolean => (subgraphs as readonly string[]).includes(service);
  const names = new Set([...records.keys(), ...calls.keys(), ...([...records.keys()].some(isSubgraph) ? ["gateway"] : [])]);
  const services = [...names].sort().map((service): ServiceInOperation => ({ service, calls: calls.get(service) ?? (isSubgraph(service) ? 0 : null), records: records.get(service) ?? 0 }));
  return { services, missingServices: services.filter((one) => one.records < (one.service === "gateway" ? 1 : (one.calls ?? 0))).map(({ service }) => service) };
}
