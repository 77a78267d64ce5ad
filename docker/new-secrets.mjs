#!/usr/bin/env node
/**
 * Writes what compose.yaml asks for: docker/.env and docker/secrets/, with random passwords and keys. Overwrites nothing: to change a secret, remove it by hand.
 *
 * `node docker/new-secrets.mjs --issuer <https origin> --portal <origins>`, the issuer being where browsers reach the identity provider of compose.yaml.
 * `--jwks <https URL>` says where the public keys of another issuer are; `--audience <aud>` what tokens say in `aud`, `epigraph` if not given;
 * `--into <folder>` writes somewhere else than beside this file.
 */
import { createHmac, generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
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
    return parseArgs({ options: { issuer: text, audience: text, portal: text, jwks: text, into: text } }).values;
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

/** The doors reach it from containers of their own, so that not even `http` on this machine would do. */
const isHttps = (text) => URL.canParse(text) && new URL(text).protocol === "https:";
const isOrigin = (text) => URL.canParse(text) && new URL(text).origin === text;

const { issuer, audience = "epigraph", portal, jwks = `${issuer}/jwks`, into = dirname(fileURLToPath(import.meta.url)) } = readArguments();
if (issuer === undefined || portal === undefined) fail("say --issuer and --portal");
if (/[\n"'$\\]/.test(issuer + audience + portal + jwks)) fail("no argument may hold quotes, dollar signs, backslashes or line ends");
if (!isHttps(issuer)) fail("--issuer must be an https address, such as https://id.example.org");
if (jwks === `${issuer}/jwks` && !isOrigin(issuer)) fail("--issuer must be an origin without a path, such as https://id.example.org; for another issuer say --jwks too");
if (!isHttps(jwks)) fail("--jwks must be an https address");
if (!portal.split(",").every((origin) => isOrigin(origin.trim()))) fail("--portal must be origins like https://portal.example.org, with commas between");
const folder = resolve(into);
const secrets = join(folder, "secrets");
if (existsSync(join(folder, ".env")) || existsSync(secrets)) fail("there are secrets already: remove .env and secrets/ first, if you mean to replace them");

const password = () => randomBytes(24).toString("base64url");
const key = () => randomBytes(32).toString("base64url");
const url = (user, secret, host) => `postgresql://${user}:${secret}@${host}/epigraph`;
const keyStore = (user, secret) => `postgresql://${user}:${secret}@key-store:5432/epigraph_keys`;
const owner = password();
const keysOwner = password();
const gateway = password();
const published = password();
const identity = password();
const claims = key();
const variables = {
  COMPOSE_PROJECT_NAME: "epigraph",
  EPIGRAPH_SECRETS: secrets,
  DATABASE_URL: url("epigraph_owner", owner, "postgres:5432"),
  ...Object.fromEntries(subgraphs.map((name) => [`EPIGRAPH_DB_${name}`, url(`epigraph_${name.toLowerCase()}_login`, password(), "postgres:5432")])),
  EPIGRAPH_DB_GATEWAY: url("epigraph_gateway_login", gateway, "ledger-door:6432"),
  EPIGRAPH_DB_PUBLIC: url("epigraph_public_login", published, "published-door:6432"),
  EPIGRAPH_DB_IDENTITY: url("epigraph_identity_login", identity, "identity-door:6432"),
  ...Object.fromEntries(["LEDGER", "SEQUENCER", "JOBS", "PROVISION"].map((name) => [`EPIGRAPH_DB_${name}`, url(`epigraph_${name.toLowerCase()}_login`, password(), "postgres:5432")])),
  EPIGRAPH_DB_KEYS: keyStore("epigraph_keys_owner", keysOwner),
  ...Object.fromEntries(["CASES", "MOVEMENTS"].map((name) => [`EPIGRAPH_DB_KEYS_${name}`, keyStore(`epigraph_keys_${name.toLowerCase()}_login`, password())])),
  ...Object.fromEntries(subgraphs.map((name) => [`EPIGRAPH_CONTEXT_KEY_${name}`, key()])),
  EPIGRAPH_CLAIMS_KEY: claims,
  EPIGRAPH_AGENCY_CLAIMS_KEY: createHmac("sha256", Buffer.from(claims, "base64url")).update("agency").digest("base64url"),
  EPIGRAPH_LEDGER_SUBJECT_KEY: key(),
  EPIGRAPH_LEDGER_KEY: generateKeyPairSync("ed25519").privateKey.export({ format: "der", type: "pkcs8" }).toString("base64url"),
  EPIGRAPH_LEDGER_ORIGIN: `${new URL(issuer).host}/log`,
  EPIGRAPH_IDENTITY_KEY: key(),
  EPIGRAPH_ISSUER: issuer,
  EPIGRAPH_AUDIENCE: audience,
  EPIGRAPH_JWKS: jwks,
  EPIGRAPH_PORTAL: portal,
};

mkdirSync(secrets, { recursive: true, mode: 0o700 });
writeFileSync(join(folder, ".env"), Object.entries(variables).map(([name, value]) => `${name}='${value}'\n`).join(""), { mode: 0o600 });
// readable for the container's user, who is not this one; the folder lets no one else of this machine in
const files = {
  postgres_password: owner,
  key_store_password: keysOwner,
  ledger_door_users: `"epigraph_gateway_login" "${gateway}"\n`,
  published_door_users: `"epigraph_public_login" "${published}"\n`,
  identity_door_users: `"epigraph_identity_login" "${identity}"\n`,
};
for (const [name, text] of Object.entries(files)) writeFileSync(join(secrets, name), text, { mode: 0o444 });
process.stdout.write(`wrote ${join(folder, ".env")} and ${Object.keys(files).length} files in ${secrets}\n`);
