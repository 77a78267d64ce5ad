/** Seals, as asked for, proposed and confirmed. */
import { randomUUID } from "node:crypto";
import type { CaseId } from "@epigraph/authz";
import { badInput, connection, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { caseById } from "../case/store.js";
import { Case } from "../case/types.js";
import { contactById } from "../contact/store.js";
import { Contact } from "../contact/types.js";
import { takeStep } from "../step/store.js";
import { checkedText, checkedWord, listed, reasonWords } from "../step/words.js";
import { listSeals, sealById } from "./store.js";
import { Seal, SealConnection } from "./types.js";

const states = ["proposed", "sealed", "withdrawn", "unseal-proposed", "unsealed"] as const;
const orderCap = 500;
const orderWords = `The order on which it rests: authority, number, day; 1 to ${orderCap} characters. No names.`;

@Resolver(() => Seal)
export class SealResolver {
  @Query(() => Seal, { nullable: true, description: "A seal by its id." })
  seal(@Arg("id", () => ID, { description: "Its opaque id." }) id: string, @Ctx() scope: Scope) {
    return found(scope, id, "id");
  }

  @Query(() => SealConnection, { nullable: true, description: "Seals, latest first." })
  async seals(@Args(() => PageArgs) args: PageArgs, @Arg("state", () => String, { nullable: true, description: `Only ${listed(states)}.` }) state: string | undefined, @Ctx() scope: Scope) {
    checkedWord("state", state, states);
    const page = pageOf(args, 2);
    return connection(await listSeals(scope, state, page), page, ({ proposedAt, id }) => [proposedAt.toISOString(), id]);
  }

  @Mutation(() => Seal, { nullable: true, description: "Proposes to seal the person of a case; nothing changes until another national investigator confirms." })
  async proposeSeal(@Arg("case", () => ID, { description: "The case's opaque id." }) id: string, @Arg("legalOrder", () => String, { description: orderWords }) legalOrder: string, @Arg("reason", () => String, { description: reasonWords }) reason: string, @Ctx() scope: Scope) {
    const row = await caseById(scope).load(parseId<CaseId>(id, "case"));
    if (!row) throw notFound("case");
    return propose(scope, { action: "proposeSeal", caseId: row.id }, legalOrder, reason);
  }

  @Mutation(() => Seal, { nullable: true, description: "Proposes to seal the person of a contact; nothing changes until another national investigator confirms." })
  async proposeContactSeal(@Arg("contact", () => ID, { description: "The contact's opaque id." }) id: string, @Arg("legalOrder", () => String, { description: orderWords }) legalOrder: string, @Arg("reason", () => String, { description: reasonWords }) reason: string, @Ctx() scope: Scope) {
    const row = await contactById(scope).load(parseId(id, "contact"));
    if (!row) throw notFound("contact");
    return propose(scope, { action: "proposeContactSeal", contactId: row.id }, legalOrder, reason);
  }

  @Mutation(() => Seal, { nullable: true, description: "Confirms what another person proposed: from now on the person is sealed, or is so no more." })
  async confirmSeal(@Arg("seal", () => ID, { description: "The seal's opaque id." }) id: string, @Arg("reason", () => String, { description: reasonWords }) reason: string, @Ctx() scope: Scope) {
    const row = await found(scope, id);
    const proposedBy = row.state === "proposed" ? row.proposedBy : row.state === "unseal-proposed" ? row.unsealProposedBy : undefined;
    if (proposedBy === undefined) throw badInput(`nothing is proposed: the seal is \`${row.state}\``);
    if (proposedBy === scope.principal.account) throw badInput("another national investigator confirms what you proposed");
    return changed(scope, { action: "confirmSeal", subject: row.id, reason: checkedText("reason", reason) }, row);
  }

  @Mutation(() => Seal, { nullable: true, description: "Takes back a proposal to seal, or to unseal, before it is confirmed." })
  async withdrawSeal(@Arg("seal", () => ID, { description: "The seal's opaque id." }) id: string, @Arg("reason", () => String, { description: reasonWords }) reason: string, @Ctx() scope: Scope) {
    const row = await found(scope, id);
    if (row.state !== "proposed" && row.state !== "unseal-proposed") throw badInput(`nothing is proposed: the seal is \`${row.state}\``);
    return changed(scope, { action: "withdrawSeal", subject: row.id, reason: checkedText("reason", reason) }, row);
  }

  @Mutation(() => Seal, { nullable: true, description: "Proposes to end a seal; nothing changes until another national investigator confirms." })
  async proposeUnseal(@Arg("seal", () => ID, { description: "The seal's opaque id." }) id: string, @Arg("legalOrder", () => String, { description: orderWords }) legalOrder: string, @Arg("reason", () => String, { description: reasonWords }) reason: string, @Ctx() scope: Scope) {
    const row = await found(scope, id);
    if (row.state !== "sealed") throw badInput(`only what is sealed can be unsealed: the seal is \`${row.state}\``);
    return changed(scope, { action: "proposeUnseal", subject: row.id, details: { legalOrder: checkedText("legalOrder", legalOrder, orderCap) }, reason: checkedText("reason", reason) }, row);
  }

  @FieldResolver(() => Case, { nullable: true, description: "The case, while it may be seen." })
  case(@Root() seal: Seal, @Ctx() scope: Scope) {
    return seal.caseId === null ? null : caseById(scope).load(seal.caseId);
  }

  @FieldResolver(() => Contact, { nullable: true, description: "The contact, while it may be seen." })
  contact(@Root() seal: Seal, @Ctx() scope: Scope) {
    return seal.contactId === null ? null : contactById(scope).load(seal.contactId);
  }
}

/** @throws ClientError NOT_FOUND */
async function found(scope: Scope, id: string, argument = "seal"): Promise<Seal> {
  const row = await sealById(scope).load(parseId(id, argument));
  if (!row) throw notFound("seal");
  return row;
}

type Proposal = { readonly action: "proposeSeal"; readonly caseId: CaseId } | { readonly action: "proposeContactSeal"; readonly contactId: string };

async function propose(scope: Scope, proposal: Proposal, legalOrder: string, reason: string): Promise<Seal | null> {
  const id = randomUUID();
  await takeStep(scope, { ...proposal, subject: id, details: { legalOrder: checkedText("legalOrder", legalOrder, orderCap) }, reason: checkedText("reason", reason) });
  return sealById(scope).load(id);
}

/** What was loaded before may be sealed now. */
async function changed(scope: Scope, step: Parameters<typeof takeStep>[1], { id, caseId, contactId }: Seal): Promise<Seal | null> {
  await takeStep(scope, step);
  if (caseId !== null) caseById(scope).clear(caseId);
  if (contactId !== null) contactById(scope).clear(contactId);
  return sealById(scope).clear(id).load(id);
}
