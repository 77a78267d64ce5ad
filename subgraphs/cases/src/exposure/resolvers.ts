/** Exposures, as asked for from the contact's side and as recorded. */
import { randomUUID } from "node:crypto";
import { connection, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from "type-graphql";
import { Case, Exposure, ExposureConnection } from "../case/types.js";
import { contactById } from "../contact/store.js";
import { Contact } from "../contact/types.js";
import { takeStep } from "../step/store.js";
import { exposureDetails, ExposureInput } from "./input.js";
import { exposureById, exposuresOfContact } from "./store.js";

@Resolver(() => Exposure)
export class ExposureWorkResolver {
  @Mutation(() => Exposure, { nullable: true, description: "Records a further exposure of a contact." })
  async recordExposure(@Arg("contact", () => ID, { description: "The contact's opaque id." }) contact: string, @Arg("exposure", () => ExposureInput, { description: "To which case, and how." }) exposure: ExposureInput, @Ctx() scope: Scope) {
    const row = await contactById(scope).load(parseId(contact, "contact"));
    if (!row) throw notFound("contact");
    const id = randomUUID();
    await takeStep(scope, { action: "recordExposure", subject: id, caseId: parseId(exposure.case, "case"), contactId: row.id, details: exposureDetails(exposure, scope) });
    return exposureById(scope, id);
  }

  @FieldResolver(() => Case, { nullable: true, description: "The case that the contact was exposed to." })
  case(@Root() exposure: Exposure) {
    return exposure.ofCase;
  }
}

@Resolver(() => Contact)
export class ContactExposuresResolver {
  @FieldResolver(() => ExposureConnection, { nullable: true, description: "The exposures to cases that you may see." })
  async exposures(@Root() contact: Contact, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 1);
    return connection(await exposuresOfContact(scope, page).load(contact), page, ({ id }) => [id]);
  }
}
