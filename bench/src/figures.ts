/** How every bench prints what it measured: a table for people, or one JSON object a line for machines. */

/** `n`: how many measurements stand behind the value. `aim`: as FIGURES wants it, for people only. `planted`: faults planted on purpose, beside how many of them the same check found. */
export type Figure = { readonly name: string; readonly value: number; readonly unit: string; readonly n: number; readonly aim?: string; readonly planted?: { readonly planted: number; readonly found: number } };

export function printFigures(bench: string, figures: readonly Figure[], json: boolean): void {
  if (json) {
    for (const { name, value, unit, n, planted } of figures) process.stdout.write(`${JSON.stringify({ bench, name, value, unit, n, ...(planted ? { planted: planted.planted, planted_found: planted.found } : {}) })}\n`);
    return;
  }
  const width = Math.max(...figures.map(({ name }) => name.length));
  for (const { name, value, unit, n, aim, planted } of figures) {
    const beside = `${aim === undefined ? "" : `   aim ${aim}`}${planted === undefined ? "" : `   planted_found ${planted.found} of ${planted.planted}`}`;
    process.stdout.write(`${name.padEnd(width)}  ${String(value).padStart(10)} ${unit.padEnd(6)} n=${String(n)}${beside}\n`);
  }
}

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));
