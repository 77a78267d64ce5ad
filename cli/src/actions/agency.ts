/** `epigraph agency`: sets up the agencies that take part, and shows them. Recorded in the access log before anything is changed. */
import type { AgencyKind } from "@epigraph/authz";
import { addAgencies, type Agency, type DataSource, knownAgencies, listAgencies, openDatabase } from "@epigraph/datastore";
import type { Environment } from "../environment.js";
import { CommandFailure } from "../failure.js";
import { readAgencyFile } from "../platform/agency-file.js";
import { configuration } from "../platform/configuration.js";
import { migrateInstallation, openInstallation } from "../platform/database.js";
import { recordAct } from "../platform/operator-act.js";
import { type Lifetime, lifetime } from "../stopping.js";
import { table, terminal } from "../terminal.js";

export type AgencyOptions = { readonly json?: true };

export const addFromFile = (env: Environment, file: string, options: AgencyOptions): Promise<void> => lifetime("task", async (life) => add(env, life, await readAgencyFile(file), options));
export const addOne = (env: Environment, agency: Agency, options: AgencyOptions): Promise<void> => lifetime("task", (life) => add(env, life, [agency], options));

async function add(env: Environment, life: Lifetime, agencies: readonly Agency[], { json }: AgencyOptions): Promise<void> {
  const { owner, auditUrl } = await opened(env, life);
  const fresh = await newOnes(owner, agencies);
  if (fresh.length > 0) {
    const act = { name: "agency-add", detail: { count: fresh.length, ...idsInParts(fresh) } };
    await recordAct(auditUrl, owner, act);
    try {
      await addAgencies(owner, fresh);
    } catch (error) {
      await recordAct(auditUrl, owner, act, "error");
      throw error;
    }
  }
  if (json) return terminal.json({ added: fresh.map(({ id }) => id), present: agencies.length - fresh.length });
  terminal.print(`${String(fresh.length)} added${agencies.length > fresh.length ? `, ${String(agencies.length - fresh.length)} were there already` : ""}`);
}

export const list = (env: Environment, kind: AgencyKind | undefined, { json }: AgencyOptions): Promise<void> =>
  lifetime("task", async (life) => {
    const { owner } = await opened(env, life);
    const found = await listAgencies(owner, kind);
    if (json) return terminal.json(found);
    terminal.print(table(["agency", "kind", "name", "in English", "telephone", "region", "provides"], found.map(({ id, kind: of, nameKo, nameEn, phone, region, dataClasses }) => [id, of, nameKo, nameEn, phone ?? "", region ?? "", dataClasses.join(" ")])));
  });

/** Those that are not there yet. @throws CommandFailure when one is there and says something else: nothing is changed by adding */
export async function newOnes(owner: DataSource, agencies: readonly Agency[]): Promise<readonly Agency[]> {
  const { known, holders, unknownRegions } = await knownAgencies(owner, agencies);
  const differs = agencies.find((agency) => known.has(agency.id) && JSON.stringify(known.get(agency.id)) !== JSON.stringify(agency));
  if (differs) throw new CommandFailure(`there is an agency \`${differs.id}\` already, and it is another: nothing was added; see \`epigraph agency list\``);
  if (unknownRegions.length > 0) throw new CommandFailure(`there is no region \`${unknownRegions[0] ?? ""}\`: nothing was added`);
  const fresh = agencies.filter(({ id }) => !known.has(id));
  const taken = fresh.find(({ region }, index) => region !== null && (holders.has(region) || fresh.findIndex((other) => other.region === region) !== index));
  if (taken) throw new CommandFailure(`the region of \`${taken.id}\` is that of ${holders.get(taken.region ?? "") ?? "another one in the file"}: one agency has a region; nothing was added`);
  return fresh;
}

/** As much as one member of a record's detail holds. */
const partLength = 300;

/** All ids, in as many members as they need. */
function idsInParts(agencies: readonly Agency[]): Readonly<Record<string, string>> {
  const parts: string[] = [];
  for (const { id } of agencies) {
    const last = parts.at(-1);
    if (last !== undefined && last.length + id.length < partLength) parts[parts.length - 1] = `${last},${id}`;
    else parts.push(id);
  }
  return Object.fromEntries(parts.map((part, index) => [`agencies${String(index + 1)}`, part]));
}

async function opened(env: Environment, life: Lifetime): Promise<{ readonly owner: DataSource; readonly auditUrl: string }> {
  const installation = await openInstallation({ env, life, log: terminal.remark });
  await migrateInstallation(env, installation);
  const owner = await life.open(
    () => openDatabase(installation.adminUrl, { name: "epigraph agency", poolSize: 2 }),
    (database) => database.destroy(),
  );
  return { owner, auditUrl: configuration(env, installation).databases("audit") };
}
