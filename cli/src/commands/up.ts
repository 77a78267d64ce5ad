/** `epigraph up`: everything on one machine, with demo data on the first start. */
import { openDatabase } from "@epigraph/datastore";
import type { Command } from "commander";
import { demoDistrict } from "../demo-accounts.js";
import { defaultPorts, type Environment } from "../environment.js";
import { configuration } from "../platform/configuration.js";
import { migrateInstallation, openInstallation } from "../platform/database.js";
import { serveAll } from "../platform/run.js";
import { terminal } from "../terminal.js";
import { addressOf, addressOptions, type AddressOptions } from "./address.js";
import { type Closing, runUntilStopped } from "./run-until-stopped.js";
import { seed } from "./seed.js";

export function upCommand(program: Command, env: Environment): void {
  addressOptions(program.command("up").description("run everything in this process: database, five subgraphs, gateway; demo data if the database is empty"))
    .option("--no-demo", "do not load demo data into an empty database")
    .action(async (options: AddressOptions & { readonly demo: boolean }) => {
      const address = addressOf(options, env, defaultPorts.gateway);
      const closings: Closing[] = [];
      try {
        const database = await openInstallation(env, terminal.remark);
        closings.push(database.stop);
        await migrateInstallation(env, database);
        const demo = database.embedded && options.demo;
        if (demo && (await isEmpty(database.adminUrl))) {
          terminal.remark("loading demo data: a synthetic outbreak of 300 cases");
          await seed(database.adminUrl, {});
        }
        const config = { ...configuration(env, database), ...(demo ? { introspection: true } : {}) };
        const listening = await serveAll(config, address, { clock: Date.now, report: terminal.remark });
        closings.push(listening.close);
        terminal.print(await welcome(listening.url, database.adminUrl, demo));
        await runUntilStopped(closings);
      } catch (error) {
        for (const close of closings.reverse()) await close();
        throw error;
      }
    });
}

async function isEmpty(adminUrl: string): Promise<boolean> {
  const [row] = await ask<{ readonly empty: boolean }>(adminUrl, "select not exists (select from cases.case_record) as empty", []);
  return row?.empty === true;
}

/** A case of the demo district that belongs to a named cluster. */
async function demoCase(adminUrl: string): Promise<string | undefined> {
  const [row] = await ask<{ readonly id: string }>(
    adminUrl,
    `select c.id from cases.case_record c where c.source_system = 'generated' and c.region_code = $1 order by (c.cluster_id is null), c.confirmation_date, c.id limit 1`,
    [demoDistrict],
  );
  return row?.id;
}

async function ask<Row>(adminUrl: string, sql: string, parameters: unknown[]): Promise<Row[]> {
  const database = await openDatabase(adminUrl, { name: "epigraph up", poolSize: 1 });
  try {
    return await database.query(sql, parameters);
  } finally {
    await database.destroy();
  }
}

async function welcome(url: string, adminUrl: string, demo: boolean): Promise<string> {
  const caseId = demo ? await demoCase(adminUrl) : undefined;
  const lines = [
    `Epigraph is up.`,
    `  GraphQL  ${url}/graphql`,
    `  health   ${url}/healthz, ${url}/readyz`,
    ``,
    `What everybody may ask, ready to paste:`,
    publicQuery(url),
  ];
  if (caseId !== undefined) {
    lines.push(
      ``,
      `What a local investigator may ask of a case (${caseId}), in one federated query:`,
      caseQuery(url, caseId),
      ``,
      `Tokens for each kind of user (demo data only; \`npx epigraph token\` lists all):`,
      `  npx epigraph token investigator.${demoDistrict}   # local investigator of Guro-gu`,
      `  npx epigraph token investigator.national     # national investigator`,
      `  npx epigraph token approver.kdca             # lower clearance`,
      `  npx epigraph token auditor                   # the access log`,
    );
  }
  return [...lines, ``, `Stop with Ctrl-C.`].join("\n");
}

const publicQuery = (url: string): string =>
  `  curl -s ${url}/graphql -H 'content-type: application/json' -d '${JSON.stringify({
    query: `{ region(code: "${demoDistrict}") { nameKo nameEn statistics(first: 1) { edges { node { day confirmed } } } clinics { edges { node { nameKo phone crowding } } } supportPrograms(first: 3) { edges { node { titleKo titleEn } } } } }`,
  })}'`;

const caseQuery = (url: string, caseId: string): string =>
  `  curl -s ${url}/graphql -H 'content-type: application/json' -H 'epigraph-purpose: investigation' -H "authorization: Bearer $(npx epigraph token investigator.${demoDistrict})" -d '${JSON.stringify({
    query: `{ case(id: "${caseId}") { confirmationDate cluster { nameEn } person { fullName } region { nameEn } path(first: 5) { edges { node { day arrival dwellMinutes dataClasses place { name } } } } coPresences(first: 5) { edges { node { overlapMinutes place { name } otherCase { id onsetDate } } } } likelySources(first: 3) { edges { node { probability case { id } evidence { daysBetween sameMunicipality coPresences } } } } } }`,
  })}'`;

