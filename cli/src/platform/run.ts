/** Runs parts of the platform: one subgraph, the gateway, or all of it in this process. Not where the settings come from: see configuration.ts. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Instant, ServiceName } from "@epigraph/authz";
import { openDatabase, postgresSink } from "@epigraph/datastore";
import { createGateway, inProcess, overHttp, type Transports } from "@epigraph/gateway";
import { openWriter, pseudonyms } from "@epigraph/ledger";
import { buildSubgraph, listen, type Listening, serve, type Service, startService } from "@epigraph/service";
import { type Configuration, eachService } from "./configuration.js";
import { supergraphFile } from "./schema-folder.js";
import { subgraphs } from "./subgraphs.js";

export type Address = { readonly host: string; readonly port: number };
export type Surroundings = { readonly clock: () => Instant; readonly report: (line: string) => void };
export type Running = { readonly service: Service; readonly close: () => Promise<void> };

/** A subgraph, ready to answer in this process. */
export async function runSubgraph(name: ServiceName, config: Configuration, { clock, report }: Surroundings): Promise<Running> {
  const subgraph = await buildSubgraph(subgraphs[name]);
  const contextKey = config.contextKeys(name);
  const pseudonymOf = pseudonyms(config.subjectKey());
  const database = await openDatabase(config.databases(name), { name: `epigraph ${name}`, entities: subgraph.entities });
  const ledger = openWriter(postgresSink(database), randomUUID);
  return { service: startService({ subgraph, database, ledger, contextKey, pseudonymOf, clock, report }), close: () => database.destroy() };
}

/** A subgraph behind HTTP. */
export async function serveSubgraph(name: ServiceName, config: Configuration, address: Address, surroundings: Surroundings): Promise<Listening> {
  const { service, close } = await runSubgraph(name, config, surroundings);
  return closing(listen(service, address), [close]);
}

/** The gateway, with the subgraphs at these URLs. */
export function serveGateway(config: Configuration, urls: Readonly<Record<ServiceName, string>>, address: Address, surroundings: Surroundings): Promise<Listening> {
  return gateway(config, eachService((name) => overHttp(urls[name])), () => Promise.resolve(true), address, surroundings);
}

/** Everything in this process: the gateway calls the subgraphs without HTTP. */
export async function serveAll(config: Configuration, address: Address, surroundings: Surroundings): Promise<Listening> {
  const running: Running[] = [];
  const closeAll = async (): Promise<void> => void (await Promise.all(running.map(({ close }) => close())));
  const all = async (): Promise<Listening> => {
    for (const name of Object.keys(subgraphs) as ServiceName[]) running.push(await runSubgraph(name, config, surroundings));
    const services = new Map(running.map(({ service }) => [service.name, service]));
    const transports = eachService((name) => inProcess((body, context) => services.get(name)?.answer(body, context) ?? Promise.reject(new RangeError(name))));
    const ready = async (): Promise<boolean> => (await Promise.all(running.map(({ service }) => service.ready()))).every(Boolean);
    return gateway(config, transports, ready, address, surroundings);
  };
  return closing(all(), [closeAll]);
}

async function gateway(config: Configuration, transports: Transports, ready: () => Promise<boolean>, address: Address, { clock }: Surroundings): Promise<Listening> {
  const tokens = config.tokens();
  const contextKeys = eachService(config.contextKeys);
  const supergraph = readFileSync(supergraphFile, "utf8");
  const database = await openDatabase(config.databases("gateway"), { name: "epigraph gateway" });
  const closings = [() => database.destroy()];
  const listening = async (): Promise<Listening> => {
    const ledger = openWriter(postgresSink(database), randomUUID);
    const { server, stop } = await createGateway({ supergraph, transports, contextKeys, ledger, clock, ...tokens, introspection: config.introspection, ready });
    closings.unshift(stop, async () => void (await Promise.all(Object.values(transports).map(({ close }) => close()))));
    return serve(server, address);
  };
  return closing(listening(), closings);
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
