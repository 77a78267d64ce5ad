/** `contacts.csv` of the MERS outbreak: which case infected which, and how they met. Not contacts who stayed well: the source has none. */
import { daysBetween } from "@epigraph/epi";
import { Unreadable } from "../../cell-reading.js";
import type { Progress } from "../../csv-file.js";
import { takeRows } from "../../rows-of-file.js";
import type { Tally } from "../../tally.js";

export type MersContact = {
  readonly infector: string;
  readonly infectee: string;
  /** How they met: `Emergency room`, `Contact with HCW` (health-care worker), … */
  readonly exposure?: string;
};

type KnownCase = { readonly onsetDate?: string };

/** Links between cases of the line list, in the order of the file. */
export async function readContacts(folder: string, tally: Tally, cases: ReadonlyMap<string, KnownCase>, onProgress?: Progress): Promise<readonly MersContact[]> {
  const contacts = new Map<string, MersContact>();
  await takeRows({ folder, tally, columns: ["from", "to", "exposure", "diff_dt_onset"], onProgress }, (cells, notes) => {
    const [infector, infectee] = [cells.id("from"), cells.id("to")];
    const [earlier, later] = [cases.get(infector), cases.get(infectee)];
    if (earlier === undefined) throw new Unreadable("case-not-imported", "from");
    if (later === undefined) throw new Unreadable("case-not-imported", "to");
    if (infector === infectee) throw new Unreadable("self-infection", "to");
    const key = `${infectee}<-${infector}`;
    if (contacts.has(key)) return notes.drop("duplicate-row");
    const difference = cells.number("diff_dt_onset");
    const disagrees = earlier.onsetDate !== undefined && later.onsetDate !== undefined && difference !== undefined && difference !== daysBetween(earlier.onsetDate, later.onsetDate);
    if (disagrees) notes.repair("onset-difference-disagrees-dates-kept");
    const exposure = cells.text("exposure");
    contacts.set(key, { infector, infectee, ...(exposure === undefined ? {} : { exposure }) });
  });
  return [...contacts.values()];
}
