/** What a step of case work was about, as asked for. */
import type { Scope } from "@epigraph/service";
import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { caseById } from "../case/store.js";
import { Case } from "../case/types.js";
import { contactById } from "../contact/store.js";
import { Contact } from "../contact/types.js";
import { WorkStep } from "./types.js";

@Resolver(() => WorkStep)
export class WorkStepResolver {
  @FieldResolver(() => Case, { nullable: true, description: "The case that it was about; null when it may not be seen." })
  case(@Root() step: WorkStep, @Ctx() scope: Scope) {
    return step.caseId === null ? null : caseById(scope).load(step.caseId);
  }

  @FieldResolver(() => Contact, { nullable: true, description: "The contact that it was about; null when it may not be seen." })
  contact(@Root() step: WorkStep, @Ctx() scope: Scope) {
    return step.contactId === null ? null : contactById(scope).load(step.contactId);
  }
}
