/** What commands share in talking to people and machines: results on stdout, everything else on stderr, quiet when the pipe closes. */
import cliProgress from "cli-progress";
import Table from "cli-table3";

export type Terminal = {
  /** Results: a text for people. */
  readonly print: (text: string) => void;
  /** Results as data: one JSON document on one line. */
  readonly json: (value: unknown) => void;
  /** Progress and remarks, on stderr. */
  readonly remark: (line: string) => void;
};

export const terminal: Terminal = {
  print: (text) => void process.stdout.write(text.endsWith("\n") ? text : `${text}\n`),
  json: (value) => void process.stdout.write(`${JSON.stringify(value)}\n`),
  remark: (line) => void process.stderr.write(`${line}\n`),
};

/** A reader that went away (`| head`) is no failure: the command still does its work to the end, and stops the database that it started. */
export function quietWhenPipeCloses(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}

/** The widest that a table gets, in columns. */
const widest = 100;

/** Rows in a frame. What would make it too wide is wrapped in the last column. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = rows.map((row) => row.map(String));
  const framed = (colWidths?: (number | null)[]): string => {
    const made = new Table({ head: [...head], style: { head: [], border: [], compact: true }, ...(colWidths ? { colWidths, wordWrap: true, wrapOnWordBoundary: true } : {}) });
    made.push(...cells.map((row) => [...row]));
    return made.toString();
  };
  const natural = framed();
  const width = Math.max(...natural.split("\n").map((line) => line.length));
  if (width <= widest) return natural;
  const last = Math.max(...[head, ...cells].map((row) => (row.at(-1) ?? "").length)) + 2;
  return framed([...head.slice(1).map(() => null), Math.max(12, last - (width - widest))]);
}

export type Progress = { readonly update: (label: string, done: number, total: number) => void; readonly end: () => void };

/** A bar on a terminal; elsewhere one plain line for every tenth of the way. On stderr. */
export function progress(): Progress {
  return process.stderr.isTTY ? bar() : plainLines();
}

function bar(): Progress {
  const made = new cliProgress.SingleBar({ format: "{bar} {percentage} % {label}", hideCursor: true, stream: process.stderr }, cliProgress.Presets.shades_classic);
  let started = false;
  return {
    update: (label, done, total) => {
      if (!started) made.start(total, done, { label });
      else {
        made.setTotal(total);
        made.update(done, { label });
      }
      started = true;
    },
    end: () => made.stop(),
  };
}

function plainLines(): Progress {
  const told = new Map<string, number>();
  return {
    update: (label, done, total) => {
      const tenth = total === 0 ? 10 : Math.floor((done / total) * 10);
      if (tenth <= (told.get(label) ?? -1)) return;
      told.set(label, tenth);
      terminal.remark(`${label}: ${tenth * 10} %`);
    },
    end: () => undefined,
  };
}
