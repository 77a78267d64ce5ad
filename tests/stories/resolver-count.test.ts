/** Every resolver logged: what the ledger counts for each subgraph request equals what the subgraph's answer shows, on fifty operations. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Behind, type Configuration, configuration, openDoor, publicConfiguration, serveSubgraph, servicesBehind } from "@epigraph/cli";
import { overHttp } from "@epigraph/gateway";
import { type Door, doors, type ServiceName } from "@epigraph/authz";
import { recordsOf, type TestDatabase } from "@epigraph/datastore/testing";
import type { FieldCounts } from "./answer-count.js";
import { added, fieldsOf } from "./completeness.js";
import { chooseCase, generated } from "./data.js";
import { type Heard, listeningAt } from "./listening.js";
import { operations } from "./operations.js";
import { askOver, doorOf, testEnvironment } from "./platform.js";

const sum = (counts: FieldCounts): number => Object.values(counts).reduce((total, count) => total + count, 0);

describe("the ledger and the subgraphs' answers", () => {
  let database: TestDatabase;
  let folder: string;
  const closings: (() => unknown)[] = [];
  const seen: Heard[] = [];
  const urls: Partial<Record<Door, string>> = {};
  let ids: { readonly caseId: string; readonly regionCode: string };

  beforeAll(async () => {
    database = await generated.create();
    ids = await chooseCase(database);
    folder = mkdtempSync(join(tmpdir(), "epigraph-count-"));
    const config = configuration(testEnvironment(database, folder), undefined);
    const surroundings = { clock: Date.now, report: (line: string) => void process.stderr.write(`${line}\n`) };
    const anywhere = { host: "127.0.0.1", port: 0 };
    const listenedTo = async (names: readonly ServiceName[], keys: Configuration): Promise<Behind> => {
      const at: Partial<Record<ServiceName, string>> = {};
      for (const service of names) {
        const subgraph = await serveSubgraph(service, keys, anywhere, surroundings);
        const between = await listeningAt(service, subgraph.url, seen);
        at[service] = between.url;
        closings.push(subgraph.close, between.close);
      }
      return { transportTo: (service) => overHttp(at[service] ?? ""), keys, ready: () => Promise.resolve(true) };
    };
    const [visitors, users] = [publicConfiguration(config), config];
    const [published, behind] = [await listenedTo(servicesBehind("public"), visitors), await listenedTo(servicesBehind("clearance"), users)];
    for (const door of doors) {
      const listening = await openDoor(door, door === "public" ? visitors : users, door === "public" ? published : behind, anywhere, surroundings);
      urls[door] = listening.url;
      closings.push(listening.close);
    }
  }, 180_000);

  afterAll(async () => {
    for (const close of closings.reverse()) await close();
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("agree on every field of fifty different operations", async () => {
    const all = operations(ids);
    expect(new Set(all.map(({ user, query }) => `${user?.account} ${query}`)).size).toBe(all.length);
    expect(all.length).toBeGreaterThanOrEqual(50);
    let resolved = 0;
    let refused = 0;
    const answered = new Set<string>();
    for (const { user, query } of all) {
      seen.length = 0;
      const { correlation, status } = await askOver(urls[doorOf(user)] ?? "", user, query);
      expect({ query, status }).toEqual({ query, status: 200 });
      const records = (await recordsOf(database.adminUrl)).filter((record) => record.correlation === correlation);
      expect(records.filter(({ source }) => source.observer === "gateway").map(({ calls }) => calls)).toEqual([added(seen.map(({ service }) => ({ [service]: 1 })))]);
      for (const service of new Set(seen.map(({ service: name }) => name))) {
        answered.add(service);
        const events = records.filter(({ source }) => source.observer === service).flatMap((record) => record.events);
        const logged = fieldsOf(events);
        const shown = added(seen.filter(({ service: name }) => name === service).map(({ counts }) => counts));
        expect({ query, service, fields: logged }).toEqual({ query, service, fields: shown });
        resolved += sum(shown);
        refused += events.filter(({ outcome }) => outcome !== "allowed").length;
      }
      expect(records.filter(({ source }) => source.observer !== "gateway")).toHaveLength(seen.length);
    }
    expect(answered.size).toBe(servicesBehind("clearance").length);
    expect(resolved).toBeGreaterThan(500);
    expect(refused).toBeGreaterThan(0);
    process.stdout.write(`resolvers_unlogged 0 of ${resolved} resolver calls on ${all.length} operations\n`);
  }, 180_000);
});
