/** A file that somebody takes away: its name, its text, and the hash by which the log remembers it. Not what stands in it: see the reports. */
import { createHash } from "node:crypto";
import { badInput } from "@epigraph/service";
import { Download } from "./types.js";

export const reportFormats = ["csv", "json"] as const;
export type ReportFormat = (typeof reportFormats)[number];
export const recordFormats = ["csv", "json", "fhir"] as const;
export type RecordFormat = (typeof recordFormats)[number];

/** A report before it is a file. `rows`: what a person would count as its lines; `cut`: more was found than stands in it. */
export type Report = { readonly name: string; readonly text: string; readonly rows: number; readonly cut: boolean };

/** Says how far a report is that takes long. */
export type Tell = (done: number, total: number, phase: string) => void;
export const untold: Tell = () => undefined;

const kinds: Readonly<Record<RecordFormat, { readonly ending: string; readonly mediaType: string }>> = {
  csv: { ending: "csv", mediaType: "text/csv; charset=utf-8" },
  json: { ending: "json", mediaType: "application/json" },
  fhir: { ending: "fhir.json", mediaType: "application/fhir+json; fhirVersion=4.0" },
};

export function downloadOf({ name, text, rows, cut }: Report, format: RecordFormat): Download {
  const { ending, mediaType } = kinds[format];
  return Object.assign(new Download(), { fileName: `${name}.${ending}`, mediaType, fileContent: text, contentHash: createHash("sha256").update(text).digest("hex"), rows, cut });
}

/** @throws ClientError BAD_USER_INPUT */
export function formatIn<Format extends string>(formats: readonly Format[], text: string): Format {
  const found = formats.find((format) => format === text);
  if (found === undefined) throw badInput(`\`format\` must be one of ${formats.map((format) => `\`${format}\``).join(", ")}`);
  return found;
}

export const reasonBounds = { least: 5, most: 1_000 } as const;

/** What somebody wrote, without space around it. @throws ClientError BAD_USER_INPUT */
export function writtenIn(name: "reason" | "order", text: string): string {
  const written = text.trim();
  if (written.length < reasonBounds.least || written.length > reasonBounds.most) throw badInput(`\`${name}\` must have ${reasonBounds.least} to ${reasonBounds.most} characters`);
  return written;
}

/** Indented, for people read it too. */
export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
