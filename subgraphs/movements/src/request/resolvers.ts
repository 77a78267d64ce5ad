/** Information requests, as asked for, and the steps of an investigator and an approver. */
import { randomUUID } from "node:crypto";
import type { RequestId } from "@epigraph/authz";
import { badInput, connection, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { placeById } from "../place/store.js";
import { Place } from "../place/types.js";
import { Agency } from "../stub/types.js";
import { draftOf, InformationRequestInput, wordsCap, wordsOf } from "./input.js";
import { matchKeyOf } from "./match-key.js";
import { RequestPlace, RequestProvision, RequestProvisionConnection, RequestStep, RequestStepConnection } from "./part-types.js";
import { amendRequest, approveRequest, caseById, casesOf, closeRequest, denyRequest, draftRenewal, draftRequest, holdersOf, listRequests, placesOf, provisionsOf, requestById, requestCursor, requestsOf, stepsOf, submitRequest, withdrawRequest } from "./store.js";
import { Case, InformationRequest, InformationRequestConnection } from "./types.js";
import { type RequestState, requestStates } from "./workflow.js";

const reasonWords = `Why, in 1 to ${wordsCap} characters: no names.`;
const requestId = "The request's opaque id.";

@Resolver(() => InformationRequest)
export class InformationRequestResolver {
  @Query(() => InformationRequest, { nullable: true, description: "An information request by its id." })
  async informationRequest(@Arg("id", () => ID, { description: "Its opaque id." }) id: string, @Ctx() scope: Scope) {
    return await found(scope, id);
  }

  @Query(() => InformationRequestConnection, { nullable: true, description: "Information requests for cases that you may see, latest first: an approver's queue are those in the state `submitted`." })
  async informationRequests(@Args(() => PageArgs) args: PageArgs, @Arg("state", () => String, { nullable: true, description: `Only those in this state: ${requestStates.map((state) => `\`${state}\``).join(", ")}.` }) state: string | undefined, @Ctx() scope: Scope) {
    if (state !== undefined && !requestStates.some((known) => known === state)) throw badInput("`state` is not a state of a request: see its description");
    const page = pageOf(args, 2);
    return connection(await listRequests(scope, state, page), page, requestCursor);
  }

  @Mutation(() => InformationRequest, { nullable: true, description: "Drafts a request for data about a confirmed case that is assigned to you. Nobody is asked before it is submitted and approved." })
  async requestInformation(@Arg("input", () => InformationRequestInput, { description: "What is asked for." }) input: InformationRequestInput, @Ctx() scope: Scope) {
    return await drafted(scope, randomUUID() as RequestId, input);
  }

  @Mutation(() => InformationRequest, { nullable: true, description: "Changes a draft as a whole; its case stays." })
  async changeRequest(@Arg("request", () => ID, { description: requestId }) id: string, @Arg("input", () => InformationRequestInput, { description: "What is asked for." }) input: InformationRequestInput, @Ctx() scope: Scope) {
    return await drafted(scope, parseId<RequestId>(id, "request"), input);
  }

  @Mutation(() => InformationRequest, { nullable: true, description: "Submits a draft: match key, class and window are frozen, and an approver sees it." })
  async submitRequest(@Arg("request", () => ID, { description: requestId }) id: string, @Ctx() scope: Scope) {
    const request = await found(scope, id, "request");
    return await submitRequest(scope, request.id, await matchKeyOf(scope, request));
  }

  @Mutation(() => InformationRequest, { nullable: true, description: "Takes a request that was not sent yet back into a draft, so that it can be changed: every approval is void." })
  async amendRequest(@Arg("request", () => ID, { description: requestId }) id: string, @Ctx() scope: Scope) {
    return await amendRequest(scope, parseId(id, "request"));
  }

  @Mutation(() => InformationRequest, { nullable: true, description: "Withdraws a request: nobody is asked any more, and nothing is read under it." })
  async withdrawRequest(@Arg("request", () => ID, { description: requestId }) id: string, @Arg("reason", () => String, { description: reasonWords }) reason: string, @Ctx() scope: Scope) {
    return await withdrawRequest(scope, parseId(id, "request"), wordsOf(reason, "reason"));
  }

  @Mutation(() => InformationRequest, { nullable: true, description: "Closes a request whose purpose is met: nothing is read under it any more, and what came is deleted when the policy says." })
  async closeRequest(@Arg("request", () => ID, { description: requestId }) id: string, @Arg("reason", () => String, { description: reasonWords }) reason: string, @Ctx() scope: Scope) {
    return await closeRequest(scope, parseId(id, "request"), wordsOf(reason, "reason"));
  }

  @Mutation(() => InformationRequest, { nullable: true, description: "Drafts the renewal of a request: approved anew, it lets what was provided be read for longer." })
  async renewRequest(@Arg("request", () => ID, { description: requestId }) id: string, @Arg("justification", () => String, { description: reasonWords }) justification: string, @Ctx() scope: Scope) {
    return await draftRenewal(scope, randomUUID() as RequestId, parseId(id, "request"), wordsOf(justification, "justification"));
  }

  @Mutation(() => InformationRequest, { nullable: true, description: "Approves a submitted request, exactly as it was frozen. Never the own one." })
  async approveRequest(
    @Arg("request", () => ID, { description: requestId }) id: string,
    @Arg("frozenHash", () => String, { description: "The request's `frozenHash` as you read it: another one means that it was changed since." }) frozenHash: string,
    @Ctx() scope: Scope,
  ) {
    if (!/^[0-9a-f]{64}$/.test(frozenHash)) throw badInput("`frozenHash` is not a SHA-256 in hex: take it from the request");
    return await decided(scope, id, (request) => approveRequest(scope, request, Buffer.from(frozenHash, "hex")));
  }

  @Mutation(() => InformationRequest, { nullable: true, description: "Denies a submitted request." })
  async denyRequest(@Arg("request", () => ID, { description: requestId }) id: string, @Arg("reason", () => String, { description: reasonWords }) reason: string, @Ctx() scope: Scope) {
    return await decided(scope, id, (request) => denyRequest(scope, request, wordsOf(reason, "reason")));
  }

  @FieldResolver(() => String, { nullable: true, description: `Where it stands: ${requestStates.map((state) => `\`${state}\``).join(", ")}.` })
  state(@Root() request: InformationRequest, @Ctx() scope: Scope): RequestState {
    const over = request.expiresAt !== null && request.expiresAt.getTime() <= scope.now && !["draft", "provided", "closed", "denied", "withdrawn"].includes(request.storedState);
    return over ? "expired" : request.storedState;
  }

  @FieldResolver(() => Case, { nullable: true, description: "The case it was made for." })
  case(@Root() request: InformationRequest) {
    return request.ofCase;
  }

  @FieldResolver(() => [Case], { nullable: true, description: "The cases that it serves, as far as they may be seen; of other requests than place rosters the one." })
  async cases(@Root() request: InformationRequest, @Ctx() scope: Scope) {
    const rows = await caseById(scope).loadMany(await casesOf(scope).load(request.id));
    return rows.filter((row): row is Case => row instanceof Case);
  }

  @FieldResolver(() => [RequestPlace], { nullable: true, description: "The places of a place roster, at most 50." })
  places(@Root() request: InformationRequest, @Ctx() scope: Scope) {
    return placesOf(scope).load(request);
  }

  @FieldResolver(() => [ID], { nullable: true, description: "The accounts that may read what comes, while its grant lives; at most 51." })
  holders(@Root() request: InformationRequest, @Ctx() scope: Scope) {
    return holdersOf(scope).load(request.id);
  }

  @FieldResolver(() => Agency, { nullable: true, description: "The agency that asks; null for a request of another system." })
  agency(@Root() request: InformationRequest) {
    return request.agency === null ? null : Object.assign(new Agency(), { id: request.agency });
  }

  @FieldResolver(() => InformationRequest, { nullable: true, description: "Of a renewal: the request that is renewed." })
  renewed(@Root() request: InformationRequest, @Ctx() scope: Scope) {
    return request.renews === null ? null : requestById(scope).load(request.renews);
  }

  @FieldResolver(() => RequestStepConnection, { nullable: true, description: "Its steps so far, in their order: who did what, when." })
  async steps(@Root() request: InformationRequest, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 1);
    return connection(await stepsOf(scope, page).load(request), page, ({ number }) => [number]);
  }

  @FieldResolver(() => RequestProvisionConnection, { nullable: true, description: "The providers that were asked, and what each has done." })
  async provisions(@Root() request: InformationRequest, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 1);
    return connection(await provisionsOf(scope, page).load(request), page, ({ agencyId }) => [agencyId]);
  }
}

@Resolver(() => RequestStep)
export class RequestStepResolver {
  @FieldResolver(() => Agency, { nullable: true, description: "Its agency; null for the platform." })
  agency(@Root() step: RequestStep) {
    return step.agencyId === "platform" ? null : Object.assign(new Agency(), { id: step.agencyId });
  }
}

@Resolver(() => RequestProvision)
export class RequestProvisionResolver {
  @FieldResolver(() => Agency, { nullable: true, description: "The provider." })
  agency(@Root() provision: RequestProvision) {
    return Object.assign(new Agency(), { id: provision.agencyId });
  }
}

@Resolver(() => RequestPlace)
export class RequestPlaceResolver {
  @FieldResolver(() => Place, { nullable: true, description: "The place." })
  place(@Root() place: RequestPlace, @Ctx() scope: Scope) {
    return placeById(scope).load(place.placeId);
  }
}

@Resolver(() => Case)
export class CaseRequestsResolver {
  @FieldResolver(() => InformationRequestConnection, { nullable: true, description: "The requests for data made for this case." })
  async informationRequests(@Root() row: Case, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 1);
    return connection(await requestsOf(scope, page).load(row.id), page, ({ id }) => [id]);
  }
}

async function found(scope: Scope, id: string, argument = "id"): Promise<InformationRequest> {
  const request = await requestById(scope).load(parseId<RequestId>(id, argument));
  if (!request) throw notFound("information request");
  return request;
}

/** Every case and place is looked for as its asker may see it: what is hidden is not there. */
async function drafted(scope: Scope, id: RequestId, input: InformationRequestInput): Promise<InformationRequest | null> {
  const draft = draftOf(input, scope);
  for (const caseId of draft.cases ?? []) if ((await caseById(scope).load(caseId)) === null) throw notFound("case");
  for (const { placeId } of draft.places ?? []) if ((await placeById(scope).load(placeId)) === null) throw notFound("place");
  return await draftRequest(scope, id, draft);
}

/** The log knows whose request an approver decided: approvals for each other are a finding. */
async function decided(scope: Scope, id: string, decide: (request: RequestId) => Promise<InformationRequest | null>): Promise<InformationRequest | null> {
  const { id: request, requestedBy } = await found(scope, id, "request");
  scope.refer("request", request);
  scope.refer("requester", requestedBy);
  return await decide(request);
}
