/** Runs the command line that the process was given. */
import { CommanderError } from "commander";
import { exitCodeOf, failureLine } from "./failure.js";
import { epigraphProgram } from "./program.js";
import { quietWhenPipeCloses, terminal } from "./terminal.js";

quietWhenPipeCloses();
const program = epigraphProgram(process.env);
try {
  await program.parseAsync();
  process.exitCode = 0;
} catch (error) {
  process.exitCode = exitCodeOf(error);
  if (!(error instanceof CommanderError)) terminal.remark(`epigraph: ${failureLine(error)}`);
  else if (process.exitCode !== 0 && error.code !== "commander.help") terminal.remark(`epigraph: ${failureLine(error)}: see \`${helpFor(process.argv[2])}\``);
}
setTimeout(() => process.exit(), 1_000).unref(); // a statement that was broken off may still hold its connection

function helpFor(name: string | undefined): string {
  return program.commands.some((command) => command.name() === name) ? `npx epigraph ${name} --help` : "npx epigraph --help";
}
