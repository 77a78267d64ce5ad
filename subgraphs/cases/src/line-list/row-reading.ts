/** From a row of texts to a case, or to what is wrong with it: the column and what to do, never the value. Asks nothing of the database. */
import type { Instant } from "@epigraph/authz";
import { parseDay } from "@epigraph/epi";
import { identityOf, isFault, recordOf } from "../case/registering/reading.js";
import type { ReadCase } from "../case/registering/registering.js";
import { incoming, required } from "./columns.js";
import type { ReadRow } from "./file-reading.js";

export type RowFault = { readonly line: number; readonly column: string | null; readonly reason: string };
export type ReadLine = { readonly line: number; readonly caseNumber: string; readonly read: Omit<ReadCase, "source"> };

/** Which field each column of the file is: undefined for one that is not of a line list. Or what is wrong with the head. */
export function headOf(cells: readonly string[], mapping: ReadonlyMap<string, string>): readonly (string | undefined)[] | { readonly reason: string } {
  const fields = cells.map((cell) => fieldOf(mapping.get(cell) ?? cell));
  const unknown = [...mapping].find(([column, field]) => !cells.includes(column) || fieldOf(field) === undefined);
  if (unknown) return { reason: "`mapping` names a column that the file has not, or a field that is none: see the head of a downloaded line list" };
  const missing = required.filter((name) => !fields.includes(name));
  if (missing.length > 0) return { reason: `the head lacks ${missing.map((name) => `\`${name}\``).join(", ")}: name the columns so, or give \`mapping\`` };
  const twice = fields.find((field, index) => field !== undefined && fields.indexOf(field) !== index);
  return twice === undefined ? fields : { reason: `two columns are \`${twice}\`: leave one out` };
}

const fieldOf = (head: string): string | undefined => incoming.find(({ name, ko }) => ko === head || name.toLowerCase() === head.toLowerCase().replaceAll(/[\s_-]/g, ""))?.name;

const dayFields = ["onsetDate", "samplingDate", "reportingDate", "isolationDate", "isolationEndDate", "outcomeDate", "birthDate"];

export function readRow({ line, cells }: ReadRow, fields: readonly (string | undefined)[], now: Instant): ReadLine | RowFault {
  const given: Record<string, string> = {};
  for (const [index, cell] of cells.entries()) {
    const field = fields[index];
    if (field === undefined || cell === "") continue;
    const day = dayFields.includes(field) ? dayIn(cell, field) : cell;
    if (day === undefined) return { line, column: field, reason: "must be a day that exists, written YYYY-MM-DD" };
    given[field] = day;
  }
  const absent = required.find((name) => given[name] === undefined);
  if (absent !== undefined) return { line, column: absent, reason: "is missing" };
  const { caseNumber = "", disease = "", regionCode = "", symptoms, riskGroups, travel, ...rest } = given;
  if (caseNumber.length > 100) return { line, column: "caseNumber", reason: "must have at most 100 characters" };
  const lists = { ...(symptoms === undefined ? {} : { symptoms: parts(symptoms).map(symptomOf) }), ...(riskGroups === undefined ? {} : { riskGroups: parts(riskGroups) }), ...(travel === undefined ? {} : { travel: parts(travel).map(travelOf) }) };
  const person = identityOf(rest, now);
  if (isFault(person)) return { line, column: person.field, reason: person.fault };
  const { fullName: _1, phone: _2, address: _3, birthDate: _4, nationality: _5, residentNumber: _6, ...clinical } = rest;
  const record = recordOf({ ...clinical, ...lists }, now);
  if (isFault(record)) return { line, column: record.field, reason: record.fault };
  return { line, caseNumber, read: { disease, regionCode, record, person } };
}

const parts = (text: string): string[] => text.split(";").map((part) => part.trim()).filter((part) => part !== "");

function symptomOf(text: string): { readonly code: string; readonly onsetDate: string | null } {
  const [code = "", day] = text.split(" ");
  return { code, onsetDate: day ?? null };
}

function travelOf(text: string): { readonly countryCode: string; readonly fromDate: string; readonly toDate: string | null } {
  const [countryCode = "", fromDate = "", toDate] = text.split(" ");
  return { countryCode, fromDate, toDate: toDate ?? null };
}

/** `2020-03-13`, `2020.3.13`, `2020. 3. 13.`, `2020/03/13`, `20200313`; of a birth date the year alone. Nothing that begins with a day or a month: nobody knows which. */
function dayIn(text: string, field: string): string | undefined {
  if (field === "birthDate" && /^\d{4}$/.test(text)) return text;
  const [, year, month, day] = /^(\d{4})(?:\s*[-./]\s*)?(\d{1,2})(?:\s*[-./]\s*)?(\d{1,2})\.?$/.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined || (/^\d+$/.test(text) && text.length !== 8)) return undefined;
  return parseDay(`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`);
}
