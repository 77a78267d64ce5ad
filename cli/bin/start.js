// Hands over to the compiled program. A file of its own, because an old node cannot even read `import()`.
"use strict";

const { existsSync } = require("node:fs");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");

exports.start = function start() {
  const program = join(__dirname, "..", "dist", "main.js");
  if (existsSync(program)) {
    void import(pathToFileURL(program).href);
  } else {
    process.stderr.write("epigraph: not built yet: run `npm run build` first\n");
    process.exitCode = 1;
  }
};
