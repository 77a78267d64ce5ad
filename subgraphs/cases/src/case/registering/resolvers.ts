/** Registering a case and changing what is written about it. */
import type { CaseId } from "@epigraph/authz";
import { badInput, notFound, parseId, type Scope } from "@epigraph/service";
import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from "type-graphql";
import { implausible } from "../plausible.js";
import { caseById } from "../store.js";
import { Case } from "../types.js";
import { CaseInput, RegisterCaseInput } from "./inputs.js";
import { identityOf, orRefuse, partsGiven, recordOf } from "./reading.js";
import { enteredCase, requireResponse } from "./registering.js";
import { insertCases, possibleDuplicates, updateCase } from "./store.js";
import { CaseRegistration } from "./types.js";

@Resolver(() => CaseRegistration)
export class RegistrationResolver {
  @Mutation(() => CaseRegistration, { nullable: true, description: "Registers a case of the own jurisdiction, and assigns it to who registers it. Whether the person is known already never stops it." })
  async registerCase(@Arg("input", () => RegisterCaseInput, { description: "The case." }) input: RegisterCaseInput, @Ctx() scope: Scope) {
    scope.even = true; // a match that is not told of must not tell of itself by the time that it took
    await requireResponse(scope, input.disease);
    const entered = enteredCase({ disease: input.disease, regionCode: input.regionCode, record: orRefuse(recordOf(input.record, scope.now), "record"), person: orRefuse(identityOf(input.person, scope.now), "person") });
    await insertCases(scope, [entered]);
    const others = await possibleDuplicates(scope, [entered.id]);
    return Object.assign(new CaseRegistration(), { case: await caseById(scope).load(entered.id), possibleIds: others.get(entered.id) ?? [] });
  }

  @FieldResolver(() => [Case], { nullable: true, description: "Cases of the own jurisdiction that may be of the same person, by telephone number, name and birth date, or resident number. Others are looked at by a national steward." })
  async possibleDuplicates(@Root() { possibleIds }: CaseRegistration, @Ctx() scope: Scope) {
    return (await caseById(scope).loadMany([...possibleIds])).filter((row) => row instanceof Case);
  }

  @Mutation(() => Case, { nullable: true, description: "Changes what is written about a case: only what is given. What stood there before stays in its history." })
  async updateCase(@Arg("case", () => ID, { description: "The case's opaque id." }) id: string, @Arg("input", () => CaseInput, { description: "What changes." }) input: CaseInput, @Ctx() scope: Scope) {
    const row = await caseById(scope).load(parseId<CaseId>(id, "case"));
    if (!row) throw notFound("case");
    if (row.mergedIntoId !== null) throw badInput("the case was merged into another: change that one (`mergedInto`)");
    const parts = partsGiven(input);
    if (Object.keys(parts).length === 0) throw badInput("`input` is empty: give what changes");
    if (parts.classification === "confirmed" && row.classification !== "confirmed") throw badInput("`classification` becomes `confirmed` by `confirmCase` alone");
    const { writtenSymptoms: symptoms, writtenTravel: travel, ...plain } = row;
    const fault = implausible({ ...plain, symptoms, travel, ...parts }, scope.now, Object.keys(parts));
    if (fault) orRefuse(fault, "input");
    return (await updateCase(scope, row, parts)) ?? row;
  }
}
