/** What an operator says of agencies, on the command line or in a CSV file, read strictly. Writes nothing: see actions/agency.ts. */
import { readFile } from "node:fs/promises";
import { type AgencyKind, agencyKinds } from "@epigraph/authz";
import type { Agency } from "@epigraph/datastore";
import { providedClasses, ProvisionError, readCsv } from "@epigraph/provision";
import { CommandFailure } from "../failure.js";

/** As typed: empty or absent where nothing was said. */
export type SaidAgency = { readonly id?: string; readonly kind?: string; readonly name_ko?: string; readonly name_en?: string; readonly phone?: string; readonly region?: string; readonly classes?: string };

export const agencyColumns = ["id", "kind", "name_ko", "name_en", "phone", "region", "classes"] as const;
const needed = ["id", "kind", "name_ko", "name_en"] as const;

/** What a kind provides when nothing else is said. */
const classesOf: Partial<Record<AgencyKind, readonly string[]>> = { telecom: ["telecom-location"], "card-company": ["card-use"], "entry-log-operator": ["qr-entry"] };
/** Whose region is a jurisdiction. */
const withRegion: readonly AgencyKind[] = ["government", "health-centre"];

/** `where`: for the message. @throws CommandFailure */
export function agencyOf(said: SaidAgency, where: string): Agency {
  const value = (name: keyof SaidAgency): string => said[name]?.trim() ?? "";
  const wrong = (what: string): CommandFailure => new CommandFailure(`${where}: ${what}`, 2);
  for (const name of needed) if (value(name) === "") throw wrong(`\`${name}\` is missing`);
  if (!/^[a-z0-9][a-z0-9._-]{0,99}$/.test(value("id"))) throw wrong("`id` must be small letters, digits, `.`, `_` and `-`");
  const kind = agencyKinds.find((one) => one === value("kind"));
  if (kind === undefined) throw wrong(`\`kind\` must be one of ${agencyKinds.join(", ")}`);
  for (const name of ["name_ko", "name_en"] as const) if (value(name).length > 200) throw wrong(`\`${name}\` is longer than 200 characters`);
  if (!/^[0-9+()\s-]{0,30}$/.test(value("phone"))) throw wrong("`phone` must be a telephone number");
  const region = value("region") === "" ? null : value("region");
  if (region !== null && !/^[0-9]{10}$/.test(region)) throw wrong("`region` must be a region code of ten digits");
  if (region !== null && !withRegion.includes(kind)) throw wrong(`only ${withRegion.join(" and ")} have a region of their own: leave it out`);
  const classes = value("classes") === "" ? (classesOf[kind] ?? []) : value("classes").split(/[\s;]+/);
  const foreign = classes.filter((one) => !providedClasses.some((known) => known === one));
  if (foreign.length > 0) throw wrong(`\`classes\` must be of ${providedClasses.join(", ")}, with blanks or semicolons between`);
  return { id: value("id"), kind, nameKo: value("name_ko"), nameEn: value("name_en"), phone: value("phone") === "" ? null : value("phone"), region, dataClasses: [...new Set(classes)].toSorted() };
}

/** UTF-8, or CP949 as Korean spreadsheet programs write it. @throws CommandFailure that names the line */
export async function readAgencyFile(path: string): Promise<readonly Agency[]> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new CommandFailure(`\`${path}\` cannot be read (${(error as NodeJS.ErrnoException).code ?? "no code"})`);
  });
  const agencies = await agenciesIn(bytes, "utf-8").catch((error: unknown) => {
    if (error instanceof ProvisionError && error.code === "ENCODING_WRONG") return agenciesIn(bytes, "cp949");
    throw error;
  }).catch((error: unknown) => {
    throw error instanceof ProvisionError ? new CommandFailure(`\`${path}\`: ${error.message}`) : error;
  });
  const twice = agencies.find(({ id }, index) => agencies.findIndex((other) => other.id === id) !== index);
  if (twice) throw new CommandFailure(`\`${path}\`: \`${twice.id}\` stands there twice`);
  return agencies;
}

async function agenciesIn(bytes: Buffer, encoding: "utf-8" | "cp949"): Promise<Agency[]> {
  const { header, chunks } = await readCsv(inOne(bytes), { encoding });
  const unknown = header.filter((column) => !agencyColumns.some((known) => known === column));
  const missing = needed.filter((column) => !header.includes(column));
  if (unknown.length > 0 || missing.length > 0) throw new CommandFailure(`the columns must be ${agencyColumns.join(", ")}, the last three if wanted${unknown.length > 0 ? `; unknown: ${unknown.slice(0, 5).map((name) => `\`${name.slice(0, 40)}\``).join(", ")}` : ""}${missing.length > 0 ? `; missing: ${missing.join(", ")}` : ""}`, 2);
  const agencies: Agency[] = [];
  for await (const chunk of chunks) {
    for (const some of chunk.rows()) {
      for (const { cells, line, fault } of some) {
        if (fault) throw new CommandFailure(`line ${String(line)}: another number of columns than the header, or a quotation mark that is not closed`);
        agencies.push(agencyOf(Object.fromEntries(header.map((column, index) => [column, cells[index] ?? ""])), `line ${String(line)}`));
      }
    }
  }
  if (agencies.length > 1_000) throw new CommandFailure("more than 1,000 agencies: give several files");
  return agencies;
}

async function* inOne(bytes: Buffer): AsyncGenerator<Buffer, void> {
  yield await Promise.resolve(bytes);
}
