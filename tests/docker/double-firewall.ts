/** Works out from a compose file who can reach whom, and what that breaks: the double firewall of edge, core and data. Looks at networks only, not at what the programs refuse. */
import { type ComposeFile, networksOf } from "./compose-file.js";

const internal = ["core", "data"];

/** Each breach as a sentence; none if the firewall stands. */
export function breaches(file: ComposeFile): readonly string[] {
  const services = Object.entries(file.services);
  const found: string[] = [];
  for (const name of internal) if (file.networks[name]?.internal !== true) found.push(`network \`${name}\` is not internal`);
  for (const [name, network] of Object.entries(file.networks)) {
    if (network?.external === true) found.push(`network \`${name}\` belongs to another project`);
    if (network?.driver !== undefined && network.driver !== "bridge") found.push(`network \`${name}\` uses the driver \`${network.driver}\``);
  }
  for (const [name, service] of services) {
    const stands = networksOf(service);
    for (const network of stands) if (!(network in file.networks)) found.push(`\`${name}\` stands in \`${network}\`, which is not one of the networks`);
    if (stands.includes("edge") && name !== "gateway") found.push(`\`${name}\` stands on \`edge\``);
    if ((service.ports ?? []).length > 0 && name !== "gateway") found.push(`\`${name}\` publishes a port`);
    if (service.privileged === true || service.pid === "host" || service.ipc === "host") found.push(`\`${name}\` shares the host`);
    if (service.links !== undefined || service.extra_hosts !== undefined) found.push(`\`${name}\` names hosts of its own`);
    if ((service.volumes ?? []).some((volume) => volume.includes("docker.sock"))) found.push(`\`${name}\` drives the container engine`);
  }
  for (const [from, to] of reaches(file)) {
    const [source, target] = [networksOf(file.services[from] ?? {}), networksOf(file.services[to] ?? {})];
    if (!source.includes("edge")) continue;
    if (target.includes("core") && from !== "gateway") found.push(`\`${from}\` on \`edge\` reaches \`${to}\` on \`core\``);
    if (source.includes("data") || (target.includes("data") && !target.includes("core"))) found.push(`\`${from}\` on \`edge\` reaches \`${to}\` on \`data\``);
  }
  return found;
}

/** Pairs of services that share a network: the first can open a connection to the second. */
export function reaches(file: ComposeFile): readonly (readonly [from: string, to: string])[] {
  const services = Object.entries(file.services).map(([name, service]) => [name, networksOf(service)] as const);
  return services.flatMap(([from, stands]) => services.filter(([to, others]) => to !== from && others.some((network) => stands.includes(network))).map(([to]) => [from, to] as const));
}
