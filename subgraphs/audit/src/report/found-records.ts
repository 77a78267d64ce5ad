/** Records that answer a filter, page after page, as far as a file may hold them. Not the question: see record/store.ts; not the file: see record-list.ts and access-report.ts. */
import type { AuditRecord } from "@epigraph/ledger";
import type { Scope } from "@epigraph/service";
import { believed, type StoredRecord } from "../record/reading.js";
import { recordCursor, type RecordFilter, storedRecords } from "../record/store.js";

/** `record`: what its body says, unless that cannot be believed. */
export type Found = { readonly row: StoredRecord; readonly record: AuditRecord | undefined };

/** What a file may hold: so many records or so many characters, whichever is reached first. */
export type Bounds = { readonly records: number; readonly characters: number };
export const fileBounds: Bounds = { records: 10_000, characters: 16_000_000 };

const pageSize = 50; // a body may have 4 MiB

/**
 * Newest first, each record once and not kept here. `textOf`: what the file says of a record; `take`: keeps it, if there is still room. `cut`: there was not, and more records were found.
 */
export async function forEachFound<Text extends string | undefined>(scope: Scope, filter: RecordFilter, bounds: Bounds, textOf: (found: Found) => Text, take: (text: Text) => void): Promise<{ readonly cut: boolean }> {
  let records = 0;
  let characters = 0;
  let after: string[] | undefined;
  for (;;) {
    const rows = await storedRecords(scope, filter, { first: pageSize, after });
    for (const row of rows.slice(0, pageSize)) {
      if (records === bounds.records) return { cut: true };
      const text = textOf({ row, record: row.standing === "sound" ? believed(row)?.record : undefined });
      characters += text?.length ?? 0;
      if (characters > bounds.characters) return { cut: true };
      records += 1;
      take(text);
    }
    const last = rows[pageSize - 1];
    if (rows.length <= pageSize || last === undefined) return { cut: false };
    after = recordCursor(last);
  }
}
