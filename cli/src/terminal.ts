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

/** A reader that went away (`| head`) is no failure. */
export function quietWhenPipeCloses(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(0);
      throw error;
    });
  }
}

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const made = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  made.push(...rows.map((row) => row.map(String)));
  return made.toString();
}

export type Progress = { readonly update: (label: string, done: number, total: number) => void; readonly end: () => void };

/** A bar on a terminal; elsewhere one plain line for every tenth of the way. On stderr. */
export function progress(): Progress {
  if (process.stderr.isTTY) {
    const bar = new cliProgress.SingleBar({ format: "{bar} {percentage}% {label}", hideCursor: true, stream: process.stderr }, cliProgress.Presets.shades_classic);
    let started = false;
    return {
      update: (label, done, total) => {
        if (!started) bar.start(total, done, { label });
        else {
          bar.setTotal(total);
          bar.update(done, { label });
        }
        started = true;
      },
      end: () => bar.stop(),
    };
  }
  const told = new Map<string, number>();
  return {
    update: (label, done, total) => {
      const tenth = total === 0 ? 10 : Math.floor((done / total) * 10);
      if (tenth <= (told.get(label) ?? -1)) return;
      told.set(label, tenth);
      process.stderr.write(`${label}: ${tenth * 10} %\n`);
    },
    end: () => undefined,
  };
}
