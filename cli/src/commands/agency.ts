/** The command line of `epigraph agency`. */
import { agencyKinds } from "@epigraph/authz";
import type { Command } from "commander";
import type * as Actions from "../actions/agency.js";
import type { Environment } from "../environment.js";
import { CommandFailure } from "../failure.js";

const more = `
Kinds: ${agencyKinds.join(", ")}.
A telecom provides telecom-location, a card-company card-use, an entry-log-operator qr-entry, if
--classes says nothing else. Only a government and a health-centre have a region.

A file has a header with the columns id, kind, name_ko, name_en, and phone, region, classes where
they are wanted; UTF-8 or CP949. All of a file is added or nothing; the same file again adds
nothing. Each time is recorded in the access log.

Examples:
  npx epigraph agency add --csv agencies.csv
  npx epigraph agency add telecom-a --kind telecom --name-ko 가통신 --name-en "Telecom A"
  npx epigraph agency list --kind telecom`;

type Said = { readonly json?: true };
type AddOptions = Said & { readonly csv?: string; readonly kind?: string; readonly nameKo?: string; readonly nameEn?: string; readonly phone?: string; readonly region?: string; readonly classes?: readonly string[] };
const actions = (): Promise<typeof Actions> => import("../actions/agency.js");

export function agencyCommand(program: Command, env: Environment): void {
  const agency = program.command("agency").summary("which agencies take part: add, list").description("Set up the agencies that take part, and show them.").addHelpText("after", more);
  agency
    .command("add [id]")
    .description("Add one agency, or those of a file.")
    .option("--csv <file>", "those of a file")
    .option("--kind <kind>", "what it is")
    .option("--name-ko <name>", "its name in Korean")
    .option("--name-en <name>", "its name in English")
    .option("--phone <number>", "whom to call")
    .option("--region <code>", "the region that is its jurisdiction")
    .option("--classes <class...>", "the classes of data that it provides")
    .option("--json", "print the result as JSON")
    .action(async (id: string | undefined, { csv, kind, nameKo, nameEn, phone, region, classes, ...options }: AddOptions) => {
      if ((csv === undefined) === (id === undefined)) throw new CommandFailure("give either the id of one agency or --csv with a file", 2);
      if (csv !== undefined) return await (await actions()).addFromFile(env, csv, options);
      const { agencyOf } = await import("../platform/agency-file.js");
      const said = { id: id ?? "", kind: kind ?? "", name_ko: nameKo ?? "", name_en: nameEn ?? "", phone: phone ?? "", region: region ?? "", classes: (classes ?? []).join(" ") };
      await (await actions()).addOne(env, agencyOf(said, `\`${id ?? ""}\``), options);
    });
  agency
    .command("list")
    .description("Show the agencies.")
    .option("--kind <kind>", "only those of this kind")
    .option("--json", "print the result as JSON")
    .action(async ({ kind, ...options }: Said & { readonly kind?: string }) => {
      const known = agencyKinds.find((one) => one === kind);
      if (kind !== undefined && known === undefined) throw new CommandFailure(`there is no kind \`${kind}\`: choose one of ${agencyKinds.join(", ")}`, 2);
      await (await actions()).list(env, known, options);
    });
}
