/** A provider's file whose valid rows are all different and known beforehand, with bad and foreign rows among them. Shared by who sends it and who looks what came of it. */
import { seeded } from "../seeded.js";

export type UploadFile = { readonly text: string; /** Arrival and departure of each valid row, as `from to` in milliseconds. */ readonly valid: ReadonlySet<string> };

const header = "phone,arrival,departure,lat,lon,accuracy";
const begin = Date.parse("2020-05-01T00:00:00+09:00");

/** At most 9,000 rows: one a minute of the window, none across a midnight. */
export function uploadFile(seed: number, rows: number): UploadFile {
  const choices = seeded(seed);
  const valid = new Set<string>();
  const lines = [header];
  for (let row = 0; row < rows; row++) {
    const minute = row + Math.floor(row / 1_430) * 10; // the last ten minutes of a day are left out
    const from = begin + minute * 60_000;
    const to = from + (1 + choices.integer(9)) * 60_000;
    const kind = choices.integer(20);
    const phone = kind === 0 ? "010-9999-9999" : "010-1234-5678";
    const latitude = kind === 1 ? "nowhere" : (37.5 + choices.integer(1_000) / 10_000).toFixed(4);
    lines.push(`${phone},${written(from)},${written(to)},${latitude},126.9779,80`);
    if (kind > 1) valid.add(`${from} ${to}`);
  }
  return { text: `${lines.join("\n")}\n`, valid };
}

const written = (instant: number): string => new Date(instant + 9 * 3_600_000).toISOString().slice(0, 16).replace("T", " ");
