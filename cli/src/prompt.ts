/** Asks a person at the terminal, or reads the answers of a script from stdin, one a line. Secrets are not shown. */
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { CommandFailure } from "./failure.js";

export type Question = { readonly label: string; readonly secret?: true };

/** The answers in the order of the questions. @throws CommandFailure when stdin ends before all are there */
export async function ask(questions: readonly Question[]): Promise<readonly string[]> {
  const interactive = process.stdin.isTTY;
  let quiet = false;
  const output = new Writable({
    write: (piece: Buffer, _encoding, done) => {
      if (!quiet) process.stderr.write(piece);
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, ...(interactive ? { output, terminal: true } : {}) });
  const next = lines[Symbol.asyncIterator]();
  const answers: string[] = [];
  try {
    for (const { label, secret } of questions) {
      if (interactive) process.stderr.write(`${label}: `);
      quiet = secret === true;
      const answer = await next.next();
      if (interactive && quiet) process.stderr.write("\n");
      if (answer.done === true) throw new CommandFailure(`stdin ended before ${questions.map((one) => one.label).join(", ")} were given, one a line`, 2);
      answers.push(answer.value);
    }
    return answers;
  } finally {
    lines.close();
  }
}
