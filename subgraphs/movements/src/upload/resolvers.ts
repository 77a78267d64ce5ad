/** Uploads and profiles as a provider's people see them in their inbox. Files themselves come over HTTP: see routes.ts. */
import { dayOf } from "@epigraph/epi";
import { parseProfile, providedClasses, ProvisionError, reasons } from "@epigraph/provision";
import { badInput, connectionInMemory, PageArgs, pageOf, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import { InboxItem } from "../inbox/types.js";
import { ownProfiles, type ReceiptRow, registerProfile, uploadsOf } from "./store.js";
import { UploadProfile, UploadProfileConnection, UploadProfileInput, UploadReason, UploadReceipt, UploadReceiptConnection } from "./types.js";

const definitionCap = 10_000;

@Resolver(() => InboxItem)
export class InboxUploadsResolver {
  @FieldResolver(() => UploadReceiptConnection, { nullable: true, description: "Of a provision: the files that the own agency has uploaded, in the order in which they were begun." })
  async uploads(@Root() item: InboxItem, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 1);
    const rows = item.kind === "provision" ? await uploadsOf(scope).load(item) : [];
    return connectionInMemory(rows.map((row) => receiptOf(item, row)), page);
  }
}

@Resolver(() => UploadProfile)
export class UploadProfileResolver {
  @Query(() => UploadProfileConnection, { nullable: true, description: "How files of the own agency are read, all versions, the newest of each class first." })
  async uploadProfiles(@Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    return connectionInMemory(await ownProfiles(scope), pageOf(args, 1));
  }

  @Mutation(() => UploadProfile, { nullable: true, description: "Says how files of the own agency are to be read for a class of data: a new version, which changes none before it. Uploads that were begun go on with theirs." })
  async registerUploadProfile(@Arg("input", () => UploadProfileInput, { description: "The profile." }) input: UploadProfileInput, @Ctx() scope: Scope) {
    const { dataClass, definition, validFrom = dayOf(scope.now) } = checked(input);
    const version = await registerProfile(scope, dataClass, validFrom, definition);
    return (await ownProfiles(scope)).find((profile) => profile.dataClass === dataClass && profile.version === version) ?? null;
  }
}

function receiptOf(item: InboxItem, { counts, ...row }: ReceiptRow): UploadReceipt {
  const found = Object.entries(counts).map(([code, count]) => {
    const known = Object.hasOwn(reasons, code) ? reasons[code as keyof typeof reasons] : undefined;
    return Object.assign(new UploadReason(), { item, code, count, meaningKo: known?.ko ?? null, meaningEn: known?.en ?? null });
  });
  return Object.assign(new UploadReceipt(), row, { item, reasons: found.toSorted((one, other) => (one.code < other.code ? -1 : 1)) });
}

/** @throws ClientError BAD_USER_INPUT, which names the member that is wrong */
function checked({ dataClass, definition, validFrom }: UploadProfileInput): { readonly dataClass: string; readonly definition: unknown; readonly validFrom?: string } {
  const known = providedClasses.find((name) => name === dataClass);
  if (known === undefined) throw badInput(`\`dataClass\` is not one of ${providedClasses.join(", ")}`);
  if (definition.length > definitionCap) throw badInput(`\`definition\` is longer than ${String(definitionCap)} characters`);
  try {
    const parsed: unknown = JSON.parse(definition);
    parseProfile(parsed, known);
    return { dataClass, definition: parsed, ...(validFrom === undefined || validFrom === null ? {} : { validFrom }) };
  } catch (error) {
    throw badInput(error instanceof ProvisionError ? error.message : "`definition` is not JSON: see docs/provision.md for an example");
  }
}
