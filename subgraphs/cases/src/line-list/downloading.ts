/** Makes a line list of the cases that the asker may see, with what of them the asker may read; every cell is decided and on record like a field. */
import { createHash } from "node:crypto";
import { dayOf } from "@epigraph/epi";
import { decideCell, type Scope } from "@epigraph/service";
import type { Identity } from "@epigraph/vault";
import { type CaseFilter, listCases } from "../case/store.js";
import { type Case, resourceOfCase } from "../case/types.js";
import { identityOf, personOf } from "../person/store.js";
import { Person } from "../person/types.js";
import { type Column, columns, isIdentity } from "./columns.js";
import { fileCaps } from "./file-reading.js";
import { csvOf, type Format, xlsxOf } from "./file-writing.js";
import { LineListFile } from "./types.js";

export type Wanted = { readonly filter: CaseFilter; readonly format: Format; readonly language: "ko" | "en"; readonly identity: "with identity" | "without identity" };

export async function lineList(scope: Scope, { filter, format, language, identity }: Wanted): Promise<LineListFile> {
  const found = await listCases(scope, filter, { first: fileCaps.rows, after: undefined });
  const cases = found.slice(0, fileCaps.rows);
  const open = columns.filter((column) => scope.refusal(column.coordinate) === undefined && (identity === "with identity" || !isIdentity(column)));
  const persons = identity === "with identity" ? await personsOf(scope, cases) : new Map<Case, Identity>();
  const cellsOf = (row: Case): string[] => {
    const resource = resourceOfCase(row);
    return open.map((column) => (decideCell(scope, column.coordinate, row, resource) ? column.of(row, persons.get(row)) : ""));
  };
  const body = cases.map(cellsOf);
  const head = [...open.map((column) => headOf(column, language)), ...(identity === "with identity" ? [language === "ko" ? "배정 여부" : "assigned"] : [])];
  const table = [head, ...body.map((cells, index) => [...cells, ...(identity === "with identity" ? [isAssigned(scope, cases[index]) ? "yes" : "no"] : [])])];
  const bytes = format === "csv" ? Buffer.from(csvOf(table)) : xlsxOf(table);
  const day = dayOf(scope.now);
  return Object.assign(new LineListFile(), {
    fileName: `line-list-${day}.${format}`,
    mediaType: format === "csv" ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    encoding: format === "csv" ? "utf-8" : "base64",
    fileContent: bytes.toString(format === "csv" ? "utf8" : "base64"),
    contentHash: createHash("sha256").update(bytes).digest("hex"),
    rows: cases.length,
    columns: head,
    cut: found.length > fileCaps.rows,
  });
}

const headOf = ({ name, ko }: Column, language: "ko" | "en"): string => (language === "ko" ? ko : name);
const isAssigned = (scope: Scope, row: Case | undefined): boolean => row !== undefined && scope.permissions.assigned(row.id);

/** Of the assigned cases alone: nobody else's identity is even opened. */
async function personsOf(scope: Scope, cases: readonly Case[]): Promise<ReadonlyMap<Case, Identity>> {
  const assigned = cases.filter((row) => isAssigned(scope, row));
  const persons = (await personOf(scope).loadMany(assigned.map((row) => ({ personKey: row.personKey, resource: resourceOfCase(row) })))).filter((person): person is Person => person instanceof Person);
  const identities = await identityOf(scope).loadMany(persons);
  return new Map(assigned.flatMap((row) => {
    const identity = identities[persons.findIndex(({ key }) => key === row.personKey)];
    return identity === undefined || identity instanceof Error ? [] : [[row, identity] as const];
  }));
}
