/**
 * Lets a child process of a test run TypeScript as it stands, without a build:
 * `node --conditions=source --import <this file> file.ts`. Checks no types, and is no part of the product.
 */
import { transformSync } from "@swc/core";
import { readFileSync } from "node:fs";
import { register } from "node:module";
import { fileURLToPath } from "node:url";
import { isMainThread } from "node:worker_threads";

if (isMainThread) register(import.meta.url);

const swc = {
  jsc: { target: "es2023", parser: { syntax: "typescript", decorators: true }, transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false } },
  module: { type: "es6" },
  sourceMaps: "inline",
};

export async function resolve(specifier, context, next) {
  const fromSource = context.parentURL?.endsWith(".ts") && specifier.startsWith(".");
  return await next(fromSource ? specifier.replace(/\.js$/, ".ts") : specifier, context);
}

export async function load(url, context, next) {
  if (!url.startsWith("file:") || !url.endsWith(".ts")) return await next(url, context);
  const filename = fileURLToPath(url);
  return { format: "module", shortCircuit: true, source: transformSync(readFileSync(filename, "utf8"), { ...swc, filename }).code };
}
