/** How every bench prints what it measured: a table for people, or one JSON object a line for machines. */

/** `n`: how many measurements stand behind the value. `aim`: as FIGURES wants it, for people only. */
export type Figure = { readonly name: string; readonly value: number; readonly unit: string; readonly n: number; readonly aim?: string };

export function printFigures(bench: string, figures: readonly Figure[], json: boolean): void {
  if (json) {
    for (const { name, value, unit, n } of figures) process.stdout.write(`${JSON.stringify({ bench, name, value, unit, n })}\n`);
    return;
  }
  const width = Math.max(...figures.map(({ name }) => name.length));
  for (const { name, value, unit, n, aim } of figures) process.stdout.write(`${name.padEnd(width)}  ${String(value).padStart(10)} ${unit.padEnd(6)} n=${String(n)}${aim === undefined ? "" : `   aim ${aim}`}\n`);
}

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));
