/** Contacts and their follow-up, as asked for. */
import { connection, PageArgs, pageOf, type Scope } from "@epigraph/service";
import { Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { caseById, samplesOf } from "../case/store.js";
import { Case, SampleConnection } from "../case/types.js";
import { personOf } from "../person/store.js";
import { Person } from "../person/types.js";
import { regionByCode } from "../region/store.js";
import { Region } from "../region/types.js";
import { followUpsOf } from "./store.js";
import { Contact, FollowUpConnection, resourceOfContact } from "./types.js";

@Resolver(() => Contact)
export class ContactResolver {
  @FieldResolver(() => Region, { nullable: true, description: "The municipality responsible." })
  region(@Root() contact: Contact, @Ctx() scope: Scope) {
    return regionByCode(scope).load(contact.regionCode);
  }

  @FieldResolver(() => Person, { nullable: true, description: "The identity of the contact." })
  person(@Root() contact: Contact, @Ctx() scope: Scope) {
    return personOf(scope).load({ personKey: contact.personKey, resource: resourceOfContact(contact) });
  }

  @FieldResolver(() => Case, { nullable: true, description: "The case that the contact became." })
  becameCase(@Root() contact: Contact, @Ctx() scope: Scope) {
    return contact.becameCaseId === null ? null : caseById(scope).load(contact.becameCaseId);
  }

  @FieldResolver(() => FollowUpConnection, { nullable: true, description: "The follow-up day by day." })
  async followUps(@Root() contact: Contact, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await followUpsOf(scope, page).load(contact), page, (row) => [row.day, row.id]);
  }

  @FieldResolver(() => SampleConnection, { nullable: true, description: "Samples and their results." })
  async samples(@Root() contact: Contact, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 1);
    return connection(await samplesOf(scope, "contact_id", page).load({ id: contact.id, resource: resourceOfContact(contact) }), page, ({ id }) => [id]);
  }
}
