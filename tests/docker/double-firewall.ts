/** Works out from a compose file who can reach whom, and what that breaks: the double firewall between clients, services and data. Looks at networks only, not at what the programs refuse. */
import { type ComposeFile, networksOf } from "./compose-file.js";

/** Networks where clients come from, each with the one door that may stand there; the identity provider is a door too. */
const doors: Readonly<Record<string, string>> = { edge: "public", agency: "agency", clearance: "clearance", "log-in": "identity" };
/** For each door the internal network that it may stand on, and no other. */
const behind: Readonly<Record<string, string>> = { public: "published", agency: "desk", clearance: "core", identity: "accounts" };
const internal = [...Object.values(behind), "keys", "data"];

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
    for (const [network, door] of Object.entries(doors)) if (stands.includes(network) && name !== door) found.push(`\`${name}\` stands on \`${network}\``);
    for (const network of stands) if (name in behind && internal.includes(network) && behind[name] !== network) found.push(`the door \`${name}\` stands on \`${network}\``);
    if ((service.ports ?? []).length > 0 && !(name in behind)) found.push(`\`${name}\` publishes a port`);
    if (service.privileged === true || service.pid === "host" || service.ipc === "host") found.push(`\`${name}\` shares the host`);
    if (service.links !== undefined || service.extra_hosts !== undefined) found.push(`\`${name}\` names hosts of its own`);
    if ((service.volumes ?? []).some((volume) => volume.includes("docker.sock"))) found.push(`\`${name}\` drives the container engine`);
  }
  for (const [from, to] of reaches(file)) {
    const [source, target] = [networksOf(file.services[from] ?? {}), networksOf(file.services[to] ?? {})];
    const outside = source.find((network) => network in doors);
    if (outside === undefined) continue;
    if (to in behind) found.push(`\`${from}\` on \`${outside}\` reaches the door \`${to}\``);
    for (const network of Object.values(behind)) if (target.includes(network) && source.includes(network) && behind[from] !== network) found.push(`\`${from}\` on \`${outside}\` reaches \`${to}\` on \`${network}\``);
    if (source.includes("data") && target.includes("data")) found.push(`\`${from}\` on \`${outside}\` reaches \`${to}\` on \`data\``);
  }
  return found;
}

/** Pairs of services that share a network: the first can open a connection to the second. */
export function reaches(file: ComposeFile): readonly (readonly [from: string, to: string])[] {
  const services = Object.entries(file.services).map(([name, service]) => [name, networksOf(service)] as const);
  return services.flatMap(([from, stands]) => services.filter(([to, others]) => to !== from && others.some((network) => stands.includes(network))).map(([to]) => [from, to] as const));
}
