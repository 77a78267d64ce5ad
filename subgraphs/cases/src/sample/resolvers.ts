/** Recording a sample of a case, and its result. */
import type { CaseId } from "@epigraph/authz";
import { dayOf } from "@epigraph/epi";
import { badInput, LocalDate, notFound, parseId, type Scope } from "@epigraph/service";
import { Arg, Ctx, ID, Mutation, Resolver } from "type-graphql";
import { sampleTypes, testResults, testTypes } from "../case/codes.js";
import { caseById } from "../case/store.js";
import { Sample } from "../case/types.js";
import { isGiven, listed, oneOf, writtenIn } from "../given.js";
import { insertSample, sampleById, updateSample } from "./store.js";

@Resolver(() => Sample)
export class SampleResolver {
  @Mutation(() => Sample, { nullable: true, description: "Records that a sample was taken." })
  async recordSample(
    @Arg("case", () => ID, { description: "The case's opaque id." }) id: string,
    @Arg("takenDate", () => LocalDate, { description: "Day on which it was taken, in Korea." }) takenDate: string,
    @Arg("sampleType", () => String, { description: `What was taken: ${listed(sampleTypes)}.` }) sampleType: string,
    @Arg("laboratory", () => String, { nullable: true, description: "Where it goes, in at most 200 characters." }) laboratory: string | undefined | null,
    @Ctx() scope: Scope,
  ) {
    const row = await caseById(scope).load(parseId<CaseId>(id, "case"));
    if (!row) throw notFound("case");
    if (row.mergedIntoId !== null) throw badInput("the case was merged into another: record it there (`mergedInto`)");
    refuseFuture("takenDate", takenDate, scope);
    return await insertSample(scope, row, { takenDate, sampleType: oneOf("sampleType", sampleTypes, sampleType), laboratory: laboratoryOf(laboratory) });
  }

  @Mutation(() => Sample, { nullable: true, description: "Records a sample's result, or corrects it: what stood there before stays in the case's history." })
  async recordResult(
    @Arg("sample", () => ID, { description: "The sample's opaque id." }) id: string,
    @Arg("resultDate", () => LocalDate, { description: "Day of the result, in Korea." }) resultDate: string,
    @Arg("testType", () => String, { description: `The test: ${listed(testTypes)}.` }) testType: string,
    @Arg("result", () => String, { description: `${listed(testResults)}.` }) result: string,
    @Arg("laboratory", () => String, { nullable: true, description: "Which one, in at most 200 characters; as it is if not said." }) laboratory: string | undefined | null,
    @Ctx() scope: Scope,
  ) {
    const row = await sampleById(scope).load(parseId(id, "sample"));
    if (!row) throw notFound("sample");
    refuseFuture("resultDate", resultDate, scope);
    if (row.takenDate !== null && resultDate < row.takenDate) throw badInput("`resultDate` must not be before the day on which the sample was taken: correct one of the two");
    return await updateSample(scope, row, { resultDate, testType: oneOf("testType", testTypes, testType), result: oneOf("result", testResults, result), laboratory: laboratoryOf(laboratory) });
  }
}

const laboratoryOf = (text: string | undefined | null): string | null => (isGiven(text) ? writtenIn("laboratory", text, 200) : null);

function refuseFuture(name: string, day: string, { now }: Scope): void {
  if (day > dayOf(now)) throw badInput(`\`${name}\` must not be in the future: give the day in Korea`);
}
