/** Whether there are new findings, as a door may ask that sees none of them. */
import { openDatabase } from "../connection.js";

/** `mark` changes when there is a new finding. */
export type FindingMark = { readonly mark: () => Promise<string>; readonly close: () => Promise<void> };

/** On a connection of its own. `url`: the gateway's. */
export async function openFindingMark(url: string, { name }: { readonly name: string }): Promise<FindingMark> {
  const database = await openDatabase(url, { name, poolSize: 1 });
  return {
    mark: async () => {
      const [row] = await database.query<{ readonly mark: string }[]>("select ledger.newest_finding() as mark");
      return row?.mark ?? "";
    },
    close: () => database.destroy(),
  };
}
