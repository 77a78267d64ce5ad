/** Runs parts of the platform: one subgraph, doors, or all of it in this process. Not where the settings come from: see configuration.ts. */
import { readFileSync } from "node:fs";
import { type Door, doors, type Instant, type ServiceName } from "@epigraph/authz";
import { liveMarkReader, openDatabase, revocationReader, sealingServices } from "@epigraph/datastore";
import { createGateway, type DoorParts, inProcess, type OperationRecords, operationRecords, overHttp, type Transport, uploadsInProcess, uploadsOverHttp, type UploadTransport, watchRevocations } from "@epigraph/gateway";
import { pseudonyms, type Writer } from "@epigraph/ledger";
import { buildSubgraph, listen, type Listening, type Routes, serve, type Service, startService } from "@epigraph/service";
import { agencyPages } from "./agency-pages.js";
import { type Configuration, publicConfiguration, type TokenKeys } from "./configuration.js";
import { contractFile, serviceOf, servicesBehind } from "./doors.js";
import { type FollowedKeys, followKeys } from "./followed-keys.js";
import { openVault, type OpenVault } from "./key-store.js";
import { openLedger } from "./ledger.js";
import { followOwnKeys } from "./own-keys.js";
import { runJobs } from "./jobs.js";
import { runSequencer } from "./sequencer.js";
import { subgraphs } from "./subgraphs.js";

export type Address = { readonly host: string; readonly port: number };
/** Which doors are opened, and where. */
export type DoorAddresses<Opened extends Door = Door> = Readonly<Record<Opened, Address>>;
export type ListeningDoors<Opened extends Door> = { readonly urls: Readonly<Record<Opened, string>>; readonly close: () => Promise<void> };
/** `between`: stands in front of each subgraph of this process, for who measures what goes by. */
export type Surroundings = { readonly clock: () => Instant; readonly report: (line: string) => void; readonly between?: (service: ServiceName, transport: Transport) => Transport };
/** `routes`: what the subgraph answers beside GraphQL, where it does. */
export type Running = { readonly service: Service; readonly routes: Routes | undefined; readonly close: () => Promise<void> };

/** What stands behind a door: how each of its subgraphs is called, and the secrets shared with them. `uploads`: where files of providers go. `records`: of operations all of which is done in this process. */
export type Behind = {
  readonly transportTo: (service: ServiceName) => Transport;
  readonly uploads?: UploadTransport;
  readonly keys: Pick<Configuration, "contextKeys" | "claimsKey">;
  readonly ready: () => Promise<boolean>;
  readonly records?: OperationRecords;
};

/** Where a subgraph's records go in a process with its doors: `records` wait for the gateway's, what comes by other ways is written to the `ledger` at once. */
type SharedLog = { readonly records: OperationRecords; readonly ledger: Writer };

/** A subgraph, ready to answer in this process. It has a log of its own if none is shared. */
export async function runSubgraph(name: ServiceName, config: Configuration, { clock, report }: Surroundings, shared?: SharedLog): Promise<Running> {
  const subgraph = await buildSubgraph(subgraphs[name]);
  const contextKey = config.contextKeys(name);
  const names = pseudonyms(config.subjectKey());
  const url = config.databases(name);
  const sealing = await vaultOf(name, config);
  const database = await openDatabase(url, { name: `epigraph ${name}`, entities: subgraph.entities }).catch(async (error: unknown) => {
    await sealing?.close();
    throw error;
  });
  try {
    const own = shared === undefined ? await openLedger(url, `epigraph ${name}`, report) : { ledger: shared.ledger, close: () => Promise.resolve() };
    const parts = { subgraph, database, ledger: shared?.records.ofSubgraphs ?? own.ledger, contextKey, ...(config.claims === undefined ? {} : { claims: config.claims }), ...(sealing ? { vault: sealing.vault } : {}), pseudonyms: names, clock, report };
    const service = startService(parts);
    // not at the public door, which has no vault
    const routes = sealing && subgraphs[name].routes?.({ ...parts, ledger: own.ledger, vault: sealing.vault, logIn: config.databases });
    const close = async (): Promise<void> => {
      await Promise.all([service.close(), routes?.close()]);
      await Promise.all([database.destroy(), own.close(), sealing?.close()]);
    };
    return { service, routes, close };
  } catch (error) {
    await Promise.all([database.destroy(), sealing?.close()]);
    throw error;
  }
}

async function vaultOf(name: ServiceName, { keys }: Configuration): Promise<OpenVault | undefined> {
  const service = sealingServices.find((one) => one === name);
  return service === undefined || keys === "none" ? undefined : await openVault(keys(service), `epigraph ${name}`);
}

/** A subgraph behind HTTP; beside the audit service runs the sequencer of the access log. */
export async function serveSubgraph(name: ServiceName, config: Configuration, address: Address, surroundings: Surroundings): Promise<Listening> {
  const closings = name === "audit" ? [(await runSequencer(config.databases("sequencer"), config.log(), surroundings)).close] : [];
  const listening = async (): Promise<Listening> => {
    const { service, routes, close } = await runSubgraph(name, config, surroundings);
    closings.unshift(close);
    return await listen(service, address, routes);
  };
  return closing(listening(), closings);
}

/**
 * Some of the doors, with the subgraphs of the agency and the clearance door at these URLs. The public door has subgraphs of its own, in this process, that know its
 * database login only.
 */
export function serveDoors<Opened extends Door>(config: Configuration, urls: (service: ServiceName) => string, addresses: DoorAddresses<Opened>, surroundings: Surroundings): Promise<ListeningDoors<Opened>> {
  const uploads = "agency" in addresses ? { uploads: uploadsOverHttp(urls("movements")) } : {};
  const remote: Behind = { transportTo: (service) => overHttp(urls(service)), ...uploads, keys: config, ready: () => Promise.resolve(true) };
  return openDoors(config, () => Promise.resolve({ behind: remote, close: () => Promise.resolve() }), addresses, surroundings);
}

/** Everything in this process: the doors call the subgraphs without HTTP, and the sequencer and the worker of background jobs run beside them. */
export async function serveAll(config: Configuration, addresses: DoorAddresses, surroundings: Surroundings): Promise<ListeningDoors<Door>> {
  const sequencing = await runSequencer(config.databases("sequencer"), config.log(), surroundings);
  try {
    const { urls, close } = await openDoors(config, () => ownSubgraphs(Object.keys(subgraphs) as ServiceName[], "ledger", config, surroundings), addresses, surroundings);
    const working = await runJobs(config, "ledger", surroundings).catch(async (error: unknown) => {
      await close();
      throw error;
    });
    const closeAll = async (): Promise<void> => {
      await working.close();
      await close();
      await sequencing.close(); // last, so that the last records are in the log too
    };
    return { urls, close: closeAll };
  } catch (error) {
    await sequencing.close();
    throw error;
  }
}

/** One door. What stands behind it stays open when it closes. */
export async function openDoor(door: Door, config: Configuration, { transportTo, uploads, keys, ready, records }: Behind, address: Address, { clock, report }: Surroundings): Promise<Listening> {
  const services = servicesBehind(door);
  const login = door === "public" ? "public" : "gateway";
  const tokens = door === "public" ? undefined : config.tokens();
  const contextKeys = Object.fromEntries(services.map((service) => [service, keys.contextKeys(service)]));
  const claimsKey = keys.claimsKey(door);
  const closings: (() => Promise<unknown>)[] = [];
  const listening = async (): Promise<Listening> => {
    const own = records === undefined ? await openLedger(config.databases(login), `epigraph ${door} door`, report) : { ledger: records.ofDoors, close: () => Promise.resolve() };
    closings.unshift(own.close);
    const comesIn = async (): Promise<DoorParts> => {
      if (door === "public" || tokens === undefined) return { door: "public", cacheMs: config.publicCacheMs ?? 0 };
      const reader = revocationReader(config.databases(login), { name: `epigraph ${door} door sessions` });
      const revocations = await watchRevocations(reader, { clock, uptime: () => performance.now(), ...tokens.authority });
      closings.unshift(revocations.close);
      const { keyOf, close } = await followed(config, tokens.keys, { clock, report });
      closings.unshift(close);
      return { door, clock, revocations, authority: tokens.authority, keyOf };
    };
    const transports = Object.fromEntries(services.map((service) => [service, transportTo(service)] as const));
    closings.unshift(async () => void (await Promise.all(Object.values(transports).map(({ close }) => close()))));
    if (door === "agency" && uploads) closings.unshift(uploads.close);
    const { server, stop } = await createGateway({
      ...(await comesIn()),
      ...(door === "public" ? {} : { live: { marks: liveMarkReader(config.databases(login), { name: `epigraph ${door} door marks` }) } }),
      ...(door === "agency" && uploads ? { uploads } : {}),
      ...(await agencyPages(door, tokens?.authority.issuer)),
      supergraph: readFileSync(contractFile(door), "utf8"),
      serviceOf: (graph) => serviceOf(door, graph),
      transports,
      contextKeys,
      claimsKey,
      ledger: own.ledger,
      ...(records === undefined ? {} : { settle: records.settle }),
      clock,
      introspection: config.introspection,
      mode: config.clearanceMode,
      ready,
    });
    closings.unshift(stop);
    return serve(server, address);
  };
  return closing(listening(), closings);
}

/** Keys that change are read again and again while the door is open. */
async function followed(config: Configuration, keys: TokenKeys, surroundings: Surroundings): Promise<FollowedKeys> {
  if (keys === "own") return followOwnKeys(config.databases("identity"), surroundings);
  return "read" in keys ? followKeys(keys.read, surroundings) : { keyOf: keys.keyOf, close: () => Promise.resolve() };
}

type Subgraphs = { readonly behind: Behind; readonly close: () => Promise<unknown> };

/** Subgraphs in this process, whose records of an operation are written together with its gateway's, through this login. */
async function ownSubgraphs(names: readonly ServiceName[], login: "ledger" | "public", config: Configuration, surroundings: Surroundings): Promise<Subgraphs> {
  const written = await openLedger(config.databases(login), "epigraph", surroundings.report);
  const records = operationRecords(written.ledger);
  const running = new Map<ServiceName, Running>();
  const close = async (): Promise<void> => {
    await Promise.all([...running.values()].map((one) => one.close()));
    await records.close();
    await written.close();
  };
  const answerOf = (name: ServiceName): Service => running.get(name)?.service ?? unknownService(name);
  try {
    for (const name of names) running.set(name, await runSubgraph(name, config, surroundings, { records, ledger: written.ledger }));
  } catch (error) {
    await close();
    throw error;
  }
  const ready = async (): Promise<boolean> => (await Promise.all([...running.values()].map(({ service }) => service.ready()))).every(Boolean);
  const { between = (_, transport) => transport } = surroundings;
  const routes = running.get("movements")?.routes;
  const uploads = routes ? { uploads: uploadsInProcess(routes.handler) } : {};
  return { behind: { transportTo: (name) => between(name, inProcess((body, context) => answerOf(name).answer(body, context))), ...uploads, keys: config, ready, records }, close };
}

function unknownService(name: ServiceName): never {
  throw new RangeError(`the subgraph \`${name}\` does not run in this process`);
}

/** Opens the doors one after the other; if one cannot be, those before it are closed again. */
async function openDoors<Asked extends Door>(config: Configuration, privately: () => Promise<Subgraphs>, addresses: DoorAddresses<Asked>, surroundings: Surroundings): Promise<ListeningDoors<Asked>> {
  const closings: (() => Promise<unknown>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of closings) await close();
  };
  const opened = async (opening: Promise<Subgraphs>): Promise<Behind> => {
    const { behind, close } = await opening;
    closings.unshift(close);
    return behind;
  };
  try {
    const urls = {} as Record<Asked, string>;
    let shared: Behind | undefined;
    for (const door of doors.filter((one): one is Asked => one in addresses)) {
      const address = addresses[door];
      const own = door === "public" ? publicConfiguration(config) : config;
      const behind = door === "public" ? await opened(ownSubgraphs(servicesBehind(door), "public", own, surroundings)) : (shared ??= await opened(privately()));
      const listening = await openDoor(door, own, behind, address, surroundings);
      closings.unshift(listening.close);
      urls[door] = listening.url;
    }
    return { urls, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** What listens, and everything behind it closed after it; closed at once when it cannot listen. */
async function closing(listening: Promise<Listening>, behind: readonly (() => Promise<unknown>)[]): Promise<Listening> {
  const closeBehind = async (): Promise<void> => {
    for (const close of behind) await close();
  };
  try {
    const { url, close } = await listening;
    return {
      url,
      close: async () => {
        await close();
        await closeBehind();
      },
    };
  } catch (error) {
    await closeBehind();
    throw error;
  }
}
