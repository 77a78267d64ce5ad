#!/usr/bin/env node
/**
 * Writes what compose.yaml asks for: docker/.env and docker/secrets/, with random passwords and keys. Overwrites nothing: to change a secret, remove it by hand.
 *
 * `node docker/new-secrets.mjs --issuer <iss> --audience <aud> --token-keys <file>`, the file being the token issuer's public keys (JSON Web Key Set);
 * `--into <folder>` writes somewhere else than beside this file.
 */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const subgraphs = ["CASES", "MOVEMENTS", "CLINICS", "PROGRAMS", "AUDIT"];

/** @returns {never} */
function fail(message) {
  process.stderr.write(`new-secrets: ${message}\n`);
  process.exit(2);
}

function readArguments() {
  try {
    const text = { type: /** @type {const} */ ("string") };
    return parseArgs({ options: { issuer: text, audience: text, "token-keys": text, into: text } }).values;
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function readKeySet(path) {
  try {
    const keySet = readFileSync(path, "utf8");
    const { keys } = JSON.parse(keySet);
    if (!Array.isArray(keys) || keys.length === 0) return fail("the file of --token-keys holds no keys: give a JSON Web Key Set");
    if (keys.some((key) => "d" in key || "k" in key)) return fail("the file of --token-keys holds a secret key: give the public ones only");
    return keySet;
  } catch {
    return fail("the file of --token-keys cannot be read as JSON: give the path of a JSON Web Key Set");
  }
}

const { issuer, audience, "token-keys": tokenKeys, into = dirname(fileURLToPath(import.meta.url)) } = readArguments();
if (issuer === undefined || audience === undefined || tokenKeys === undefined) fail("say --issuer, --audience and --token-keys");
if (/[\n"'$]/.test(issuer + audience)) fail("--issuer and --audience may not hold quotes, dollar signs or line ends");
const keySet = readKeySet(tokenKeys);
const folder = resolve(into);
const secrets = join(folder, "secrets");
if (existsSync(join(folder, ".env")) || existsSync(secrets)) fail("there are secrets already: remove .env and secrets/ first, if you mean to replace them");

const password = () => randomBytes(24).toString("base64url");
const key = () => randomBytes(32).toString("base64url");
const url = (user, secret, host) => `postgresql://${user}:${secret}@${host}/epigraph`;
const owner = password();
const gateway = password();
const published = password();
const variables = {
  COMPOSE_PROJECT_NAME: "epigraph",
  EPIGRAPH_SECRETS: secrets,
  DATABASE_URL: url("epigraph_owner", owner, "postgres:5432"),
  ...Object.fromEntries(subgraphs.map((name) => [`EPIGRAPH_DB_${name}`, url(`epigraph_${name.toLowerCase()}_login`, password(), "postgres:5432")])),
  EPIGRAPH_DB_GATEWAY: url("epigraph_gateway_login", gateway, "ledger-door:6432"),
  EPIGRAPH_DB_PUBLIC: url("epigraph_public_login", published, "published-door:6432"),
  EPIGRAPH_DB_IDENTITY: url("epigraph_identity_login", password(), "postgres:5432"),
  ...Object.fromEntries(subgraphs.map((name) => [`EPIGRAPH_CONTEXT_KEY_${name}`, key()])),
  EPIGRAPH_CLAIMS_KEY: key(),
  EPIGRAPH_LEDGER_SUBJECT_KEY: key(),
  EPIGRAPH_ISSUER: issuer,
  EPIGRAPH_AUDIENCE: audience,
};

mkdirSync(secrets, { recursive: true, mode: 0o700 });
writeFileSync(join(folder, ".env"), Object.entries(variables).map(([name, value]) => `${name}='${value}'\n`).join(""), { mode: 0o600 });
// readable for the container's user, who is not this one; the folder lets no one else of this machine in
const files = {
  postgres_password: owner,
  ledger_door_users: `"epigraph_gateway_login" "${gateway}"\n`,
  published_door_users: `"epigraph_public_login" "${published}"\n`,
  token_keys: keySet,
};
for (const [name, text] of Object.entries(files)) writeFileSync(join(secrets, name), text, { mode: 0o444 });
process.stdout.write(`wrote ${join(folder, ".env")} and ${Object.keys(files).length} files in ${secrets}\n`);
