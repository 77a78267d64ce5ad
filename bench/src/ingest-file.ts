/** A provider's file for the bench: stays of many phones at many base stations, made as it is read and the same for the same seed. Stands on no disk. */

export const ingestHeader = "phone,arrival,departure,lat,lon,accuracy,memo";
export const ingestWindow = { from: new Date("2020-05-01T00:00:00+09:00"), to: new Date("2020-05-15T00:00:00+09:00") } as const;

/** `wide`: a column that nobody reads, so many characters long. `rowsOfCycle`: after so many rows the same ones come again. */
export type IngestFile = { readonly rows: number; readonly seed: number; readonly wide?: number; readonly rowsOfCycle?: number };

const [phones, stations] = [100_000, 20_000];

/** In blocks of about 64 kB, as a socket gives them. */
export async function* ingestFile({ rows, seed, wide = 4, rowsOfCycle = rows }: IngestFile): AsyncGenerator<Buffer, void> {
  const memo = "-".repeat(wide);
  let random = mulberry(seed);
  let text = `${ingestHeader}\n`;
  for (let row = 0; row < rows; row++) {
    if (row % rowsOfCycle === 0) random = mulberry(seed);
    text += `${rowOf(random)},${memo}\n`;
    if (text.length >= 65_536) {
      yield Buffer.from(text, "latin1");
      text = "";
      await Promise.resolve();
    }
  }
  yield Buffer.from(text, "latin1");
}

function rowOf(random: () => number): string {
  const phone = 10_000_000 + Math.floor(random() * phones);
  const station = mulberry(Math.floor(random() * stations));
  const minute = Math.floor(random() * 13 * 1_440);
  const [latitude, longitude] = [37.4 + station() * 0.3, 126.8 + station() * 0.4]; // Seoul and around
  return `010${phone},${written(minute)},${written(minute + 20 + Math.floor(random() * 200))},${latitude.toFixed(6)},${longitude.toFixed(6)},${50 + Math.floor(station() * 200)}`;
}

/** Minutes after the window's begin, as its clock shows them. */
function written(minute: number): string {
  const day = 1 + Math.floor(minute / 1_440);
  const rest = minute % 1_440;
  return `2020-05-${two(day)} ${two(Math.floor(rest / 60))}:${two(rest % 60)}`;
}

const two = (number: number): string => (number < 10 ? `0${number}` : String(number));

/** A small generator of its own, fast enough not to be what is measured (T. Ettinger, public domain). */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
