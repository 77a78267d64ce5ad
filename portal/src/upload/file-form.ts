/** What a chosen file is, by its name: the door is told, and looks at the first bytes itself. Reads nothing of the file. */

export type FileForm = { readonly contentType: string; readonly gzip: boolean };

const contentTypes: ReadonlyMap<string, string> = new Map([
  ["csv", "text/csv"],
  ["ndjson", "application/x-ndjson"],
  ["jsonl", "application/x-ndjson"],
  ["xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
]);

/** For the file dialogue. */
export const acceptedFiles = ".csv,.ndjson,.jsonl,.xlsx,.gz";

/** `undefined`: not a kind of file that the door takes. */
export function formOf(fileName: string): FileForm | undefined {
  const parts = fileName.toLowerCase().split(".").slice(1);
  const gzip = parts.at(-1) === "gz";
  const contentType = contentTypes.get((gzip ? parts.at(-2) : parts.at(-1)) ?? "");
  return contentType === undefined ? undefined : { contentType, gzip };
}

/** Headers carry ASCII only: a name is percent-encoded as UTF-8 and cut to what the door takes. */
export function headerName(fileName: string): string {
  const letters = Array.from(fileName);
  const encoded = (): string => encodeURIComponent(letters.join("").replace(/\p{Surrogate}/gu, "_"));
  while (encoded().length > longestName) letters.shift(); // the end holds the kind of file
  return encoded();
}

const longestName = 200;
