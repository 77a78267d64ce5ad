/** What a legal hold keeps, opened for a court by the custodian, who alone has the folder of holds. Not the keeping: see datastore's purge/archive.ts. */
import { archiveField, archivesOf, openDatabase } from "@epigraph/datastore";
import { type Custody, heldVault, identityField, type RingFolder } from "@epigraph/vault";

type Rows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
export type OpenedArchive = { readonly person: string; readonly at: string; readonly rows: Rows };

/** Sealed texts in rows, by table and column; the field that they are sealed as. */
const sealedTexts: readonly (readonly [table: string, column: string, field: string])[] = [["cases.person", "identity", identityField], ["cases.step", "identity", identityField], ["cases.interview_text", "content", "interview"]];

/** With identities and interviews opened; what does not open stays as it was. */
export async function openedArchives(url: string, hold: string, custody: Custody, holds: RingFolder): Promise<readonly OpenedArchive[]> {
  const database = await openDatabase(url, { name: "epigraph purge", poolSize: 1 });
  try {
    const archives = /^[0-9a-f-]{36}$/.test(hold) ? await archivesOf((sql, parameters) => database.query(sql, [...(parameters ?? [])]), hold) : [];
    const vault = await heldVault(custody, holds, archives.map(({ person }) => person));
    const texts = await vault.open(archives.map(({ person, plan, content }) => ({ owner: person, field: archiveField(plan), blob: content })));
    const open = async (person: string, field: string, hex: unknown): Promise<unknown> => {
      if (typeof hex !== "string" || !hex.startsWith("\\x")) return hex;
      const [text] = await vault.open([{ owner: person, field, blob: Buffer.from(hex.slice(2), "hex") }]).catch(() => [undefined]);
      return text ?? hex;
    };
    const found: OpenedArchive[] = [];
    for (const text of texts) {
      if (text === undefined) continue;
      const { person, at, rows } = JSON.parse(text) as OpenedArchive;
      const clear: Record<string, Record<string, unknown>[]> = Object.fromEntries(Object.entries(rows).map(([name, some]) => [name, some.map((row) => ({ ...row }))]));
      for (const [name, column, field] of sealedTexts) for (const row of clear[name] ?? []) row[column] = await open(person, field, row[column]);
      found.push({ person, at, rows: clear });
    }
    return found;
  } finally {
    await database.destroy();
  }
}
