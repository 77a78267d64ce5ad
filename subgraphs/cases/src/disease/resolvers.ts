/** Diseases, as asked for, described, confirmed and refused. */
import { diseaseOf, isDisease, type Disease as Parameters } from "@epigraph/epi";
import { badInput, connection, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, Field, FieldResolver, Float, ID, InputType, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import { isGiven, listed, oneOf, reasonWords, writtenIn } from "../given.js";
import { closedTo } from "../transitions.js";
import { diseaseById, insertDisease, listDiseases, stepsOf, takeStep } from "./store.js";
import { Delay, Disease, DiseaseConnection, diseaseStates, PolicyStep } from "./types.js";

@InputType({ description: "The distribution of a delay in days: `normal` with mean and standard deviation, or `lognormal` with `mu` and `sigma`." })
export class DelayInput {
  @Field(() => String, { description: "`normal` or `lognormal`." })
  family!: string;

  @Field(() => Float, { nullable: true, description: "Mean in days." })
  mean?: number | null;

  @Field(() => Float, { nullable: true, description: "Standard deviation in days." })
  standardDeviation?: number | null;

  @Field(() => Float, { nullable: true, description: "Mean of the logarithm of days." })
  mu?: number | null;

  @Field(() => Float, { nullable: true, description: "Standard deviation of the logarithm of days." })
  sigma?: number | null;

  @Field(() => String, { description: "Where the figures come from: a paper, a guideline." })
  source!: string;
}

@InputType({ description: "A disease and what is worked out with: the figures with their sources." })
export class DiseaseInput {
  @Field(() => String, { description: "How cases will name it: lower-case letters, digits and hyphens, such as `covid-19`. One that is there already gets a new version." })
  code!: string;

  @Field(() => String, { description: "Name in Korean." })
  nameKo!: string;

  @Field(() => String, { description: "Name in English." })
  nameEn!: string;

  @Field(() => DelayInput, { description: "Onset of the infectee minus onset of the infector." })
  serialInterval!: DelayInput;

  @Field(() => DelayInput, { description: "Onset minus infection." })
  incubation!: DelayInput;

  @Field(() => Int, { description: "Days before onset from which a case counts as infectious." })
  infectiousDaysBeforeOnset!: number;

  @Field(() => String, { description: "Where that comes from." })
  infectiousSource!: string;

  @Field(() => Int, { description: "Days from the last contact for which a contact is quarantined." })
  quarantineDays!: number;

  @Field(() => String, { description: "Where that comes from." })
  quarantineSource!: string;
}

@Resolver(() => Disease)
export class DiseaseResolver {
  @Query(() => DiseaseConnection, { nullable: true, description: "Diseases in their versions, by code, latest version first." })
  async diseases(@Args(() => PageArgs) args: PageArgs, @Arg("state", () => String, { nullable: true, description: `Only those that are ${listed(diseaseStates)}.` }) state: string | undefined | null, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await listDiseases(scope, isGiven(state) ? oneOf("state", diseaseStates, state) : undefined, page), page, ({ code, version }) => [code, version]);
  }

  @Mutation(() => Disease, { nullable: true, description: "Describes a disease, or a known one anew. Another approver confirms it." })
  async proposeDisease(@Arg("input", () => DiseaseInput, { description: "The disease." }) input: DiseaseInput, @Arg("reason", () => String, { description: `Why, ${reasonWords}.` }) reason: string, @Ctx() scope: Scope) {
    if (!/^[a-z][a-z0-9-]{1,39}$/.test(input.code)) throw badInput("`code` must have 2 to 40 lower-case letters, digits and hyphens, a letter first");
    const why = writtenIn("reason", reason);
    const id = await insertDisease(scope, { code: input.code, nameKo: writtenIn("nameKo", input.nameKo, 100), nameEn: writtenIn("nameEn", input.nameEn, 100), parameters: parametersOf(input) });
    scope.refer("reason", await takeStep(scope, "policy.disease_step", id, "propose", why));
    return await known(scope, id);
  }

  @Mutation(() => Disease, { nullable: true, description: "Puts a version into force that another approver proposed." })
  async confirmDisease(@Arg("disease", () => ID, { description: "The version's id." }) id: string, @Ctx() scope: Scope) {
    return await stepped(scope, id, "confirm", null);
  }

  @Mutation(() => Disease, { nullable: true, description: "Refuses a proposed version, or takes an own one back." })
  async refuseDisease(@Arg("disease", () => ID, { description: "The version's id." }) id: string, @Arg("reason", () => String, { description: `Why, ${reasonWords}.` }) reason: string, @Ctx() scope: Scope) {
    return await stepped(scope, id, "refuse", writtenIn("reason", reason));
  }

  @FieldResolver(() => Delay, { nullable: true, description: "Onset of the infectee minus onset of the infector." })
  serialInterval(@Root() { parameters }: Disease) {
    return Object.assign(new Delay(), { given: parameters.serialInterval });
  }

  @FieldResolver(() => Delay, { nullable: true, description: "Onset minus infection." })
  incubation(@Root() { parameters }: Disease) {
    return Object.assign(new Delay(), { given: parameters.incubation });
  }

  @FieldResolver(() => [PolicyStep], { nullable: true, description: "Who proposed and who confirmed it, oldest first; none for what the platform came with." })
  steps(@Root() { id }: Disease, @Ctx() scope: Scope) {
    return stepsOf(scope, "policy.disease_step").load(id);
  }
}

async function stepped(scope: Scope, given: string, step: "confirm" | "refuse", reason: string | null): Promise<Disease> {
  const { id, state } = await known(scope, parseId(given, "disease"));
  const steps = await stepsOf(scope, "policy.disease_step").load(id);
  const closed = closedTo("disease", state, step, scope.principal.account, steps.at(-1)?.by);
  if (closed !== undefined) throw badInput(closed);
  scope.refer("reason", await takeStep(scope, "policy.disease_step", id, step, reason));
  diseaseById(scope).clear(id);
  stepsOf(scope, "policy.disease_step").clear(id);
  return await known(scope, id);
}

async function known(scope: Scope, id: string): Promise<Disease> {
  const found = await diseaseById(scope).load(id);
  if (!found) throw notFound("disease");
  return found;
}

/** In epi's shape. @throws ClientError BAD_USER_INPUT naming the field and what it must be */
function parametersOf({ serialInterval, incubation, infectiousDaysBeforeOnset, infectiousSource, quarantineDays, quarantineSource }: DiseaseInput): Parameters {
  const read = diseaseOf({
    serialInterval: delayOf(serialInterval),
    incubation: delayOf(incubation),
    infectiousBeforeOnset: { days: infectiousDaysBeforeOnset, source: infectiousSource },
    quarantine: { days: quarantineDays, source: quarantineSource },
  });
  if (isDisease(read)) return read;
  throw badInput(`\`${read.part === "infectiousBeforeOnset" ? "infectiousDaysBeforeOnset" : read.part === "quarantine" ? "quarantineDays" : read.part}\` ${read.fault}`);
}

const delayOf = ({ family, mean, standardDeviation, mu, sigma, source }: DelayInput): object => (family === "normal" ? { family, mean, sd: standardDeviation, source } : { family, mu, sigma, source });
