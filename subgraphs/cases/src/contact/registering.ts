/** Registering a contact: who it is, sealed under a key of the person's own before it is written, and how the contact was exposed. */
import { randomUUID } from "node:crypto";
import { badInput, LocalDate, type Scope } from "@epigraph/service";
import { type Identity, pseudonymsOf } from "@epigraph/vault";
import { Field, ID, InputType } from "type-graphql";
import { ageBands, checkedText, checkedWord, given, listed, sexes } from "../step/words.js";
import { classifications } from "./words.js";

@InputType({ description: "Who a person is; sealed before it is written." })
export class ContactIdentityInput {
  @Field(() => String, { nullable: true, description: "Full name." })
  fullName?: string | null;

  @Field(() => String, { nullable: true, description: "Telephone number." })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: "Home address." })
  address?: string | null;

  @Field(() => LocalDate, { nullable: true, description: "Day of birth." })
  birthDate?: string | null;

  @Field(() => String, { nullable: true, description: "Nationality." })
  nationality?: string | null;
}

@InputType({ description: "A contact to register." })
export class ContactInput {
  @Field(() => ID, { description: "The municipality where the contact lives, whose investigators follow up." })
  regionCode!: string;

  @Field(() => ContactIdentityInput, { description: "Who it is; at least a name or a telephone number." })
  identity!: ContactIdentityInput;

  @Field(() => String, { nullable: true, description: `Decade of age: ${listed(ageBands)}.` })
  ageBand?: string | null;

  @Field(() => String, { nullable: true, description: `${listed(sexes)}.` })
  sex?: string | null;

  @Field(() => String, { nullable: true, description: `${listed(classifications)}; by the disease's rules if not said.` })
  classification?: string | null;
}

/** The blob and what stands in the clear. @throws ClientError BAD_USER_INPUT */
export async function contactDetails(scope: Scope, input: ContactInput): Promise<{ readonly details: Readonly<Record<string, unknown>>; readonly identity: Buffer; readonly foundBy: ReturnType<typeof pseudonymsOf> }> {
  const who = given(Object.fromEntries(Object.entries(input.identity).map(([name, text]) => [name, typeof text === "string" ? checkedText(name, text, 300) : undefined]))) as Identity;
  if (who.fullName === undefined && who.phone === undefined) throw badInput("`identity` needs a `fullName` or a `phone`: nobody can be followed up without");
  const person = randomUUID();
  const details = given({ person, regionCode: input.regionCode, ageBand: checkedWord("ageBand", input.ageBand, ageBands), sex: checkedWord("sex", input.sex, sexes), classification: checkedWord("classification", input.classification, classifications) });
  return { details, identity: await scope.vault.seal(person, "identity", JSON.stringify(who)), foundBy: pseudonymsOf(scope.vault, who) };
}
