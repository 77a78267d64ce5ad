#!/usr/bin/env node
// The command `epigraph`: hands over to the compiled program, so that `npx epigraph` works from the moment of installation.
import { existsSync } from "node:fs";
const program = new URL("../dist/main.js", import.meta.url);
if (!existsSync(program)) {
  process.stderr.write("epigraph: not built yet: run `npm run build` first\n");
  process.exit(1);
}
await import(program.href);
