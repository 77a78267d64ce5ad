/** Policies, as approvers propose and confirm them and as whoever works under them reads them. */
import { badInput, connection, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from "type-graphql";
import { wordsOf } from "../request/input.js";
import { confirmPolicy, listPolicies, policyById, policyCursor, proposePolicy, unknownAgencies } from "./store.js";
import { RequestPolicy, RequestPolicyConnection, RequestPolicyInput } from "./types.js";

const classes = ["telecom-location", "card-use", "qr-entry"];
const seconds = ["police-officer", "card-association-officer"];
/** The floor, which the database holds too: see migration 0023. */
const limits = { windowDays: [1, 28], requestDays: [1, 30], grantDays: [1, 30], noticeDays: [1, 30], keptDays: [0, 365], rosterPersons: [0, 20_000], rosterSquareMetres: [0, 1_000_000], rosterDwellMinutes: [1, 1_440], unmatchedDays: [1, 28] } as const;

@Resolver(() => RequestPolicy)
export class RequestPolicyResolver {
  @Query(() => RequestPolicyConnection, { nullable: true, description: "Policies, those that come into force last first: in force is, for each class, the first confirmed one whose `validFrom` has come." })
  async requestPolicies(@Args(() => PageArgs) args: PageArgs, @Arg("dataClass", () => String, { nullable: true, description: "Only those of this class." }) dataClass: string | undefined, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await listPolicies(scope, dataClass, page), page, policyCursor);
  }

  @Mutation(() => RequestPolicy, { nullable: true, description: "Proposes a policy; it counts once another approver has confirmed it and its time has come." })
  async proposeRequestPolicy(@Arg("input", () => RequestPolicyInput, { description: "The policy." }) input: RequestPolicyInput, @Ctx() scope: Scope) {
    return await proposePolicy(scope, await checked(input, scope));
  }

  @Mutation(() => RequestPolicy, { nullable: true, description: "Confirms a policy that another approver proposed, before it comes into force." })
  async confirmRequestPolicy(@Arg("policy", () => ID, { description: "Its opaque id." }) id: string, @Ctx() scope: Scope) {
    const policy = await policyById(scope).load(parseId(id, "policy"));
    if (!policy) throw notFound("policy");
    if (policy.confirmedAt !== null) throw badInput("the policy was confirmed already");
    if (policy.proposedBy === scope.principal.account) throw badInput("a policy is confirmed by another approver than who proposed it");
    if (policy.validFrom.getTime() <= scope.now) throw badInput("the policy's time has come before it was confirmed: propose it with a later `validFrom`");
    return await confirmPolicy(scope, policy);
  }
}

/** @throws ClientError BAD_USER_INPUT */
async function checked(input: RequestPolicyInput, scope: Scope): Promise<RequestPolicyInput> {
  if (!classes.includes(input.dataClass)) throw badInput(`\`dataClass\` is not one of ${classes.join(", ")}`);
  if (input.secondDuty !== undefined && !seconds.includes(input.secondDuty)) throw badInput(`\`secondDuty\` is not one of ${seconds.join(", ")}`);
  if ((input.secondDuty === undefined) !== (input.secondAgency === undefined)) throw badInput("`secondDuty` and `secondAgency` go together");
  if (input.dataClass === "telecom-location" && input.secondDuty !== "police-officer") throw badInput("location data always need the police: give `secondDuty: \"police-officer\"`");
  for (const [name, [least, most]] of Object.entries(limits)) {
    const value = input[name as keyof typeof limits];
    if (value < least || value > most) throw badInput(`\`${name}\` must be between ${least} and ${most}`);
  }
  if (input.providers.length === 0 || input.providers.length > 200) throw badInput("`providers` must name 1 to 200 agencies");
  if (new Set(input.providers).size !== input.providers.length) throw badInput("`providers` names an agency twice");
  if (input.validFrom.getTime() <= scope.now) throw badInput("`validFrom` must be in the future: another approver has to confirm the policy before");
  const unknown = await unknownAgencies(scope, [...input.providers, ...(input.secondAgency === undefined ? [] : [input.secondAgency])]);
  if (unknown.length > 0) throw badInput(`unknown agencies: ${unknown.slice(0, 5).map((id) => `\`${id.slice(0, 60)}\``).join(", ")}: take ids from \`agencies\``);
  return Object.assign(input, { reason: wordsOf(input.reason, "reason") });
}
