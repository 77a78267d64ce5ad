#!/usr/bin/env node
// The command `epigraph`: looks at the version of node before anything else, then hands over. Plain old syntax: see node-version.js.
"use strict";

const { complaint } = require("./node-version.js");

const message = complaint(process.versions.node);
if (message === undefined) {
  const { start } = require("./start.js");
  start();
} else {
  process.stderr.write(message + "\n");
  process.exitCode = 1;
}
