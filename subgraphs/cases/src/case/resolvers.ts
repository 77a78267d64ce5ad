/** Cases and what belongs to them, as asked for. */
import type { CaseId } from "@epigraph/authz";
import { connection, LocalDate, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, Field, FieldResolver, ID, InputType, Query, Resolver, Root } from "type-graphql";
import { caseOfStub, stubOf } from "../agency/store.js";
import { CaseStub } from "../agency/types.js";
import { clusterById } from "../cluster/store.js";
import { Cluster } from "../cluster/types.js";
import { contactById } from "../contact/store.js";
import { Contact } from "../contact/types.js";
import { personOf } from "../person/store.js";
import { Person } from "../person/types.js";
import { regionByCode } from "../region/store.js";
import { Region } from "../region/types.js";
import { caseById, caseCursor, exposuresOf, linksOf, listCases, partsOf, samplesOf } from "./store.js";
import { Case, CaseConnection, Exposure, ExposureConnection, resourceOfCase, SampleConnection, Symptom, TransmissionLink, TransmissionLinkConnection, Travel } from "./types.js";

@InputType({ description: "Which cases; every condition given must hold." })
export class CaseFilterInput {
  @Field(() => ID, { nullable: true, description: "Of this municipality." })
  regionCode?: string;

  @Field(() => String, { nullable: true, description: "Of this classification." })
  classification?: string;

  @Field(() => LocalDate, { nullable: true, description: "Confirmed on this day or later." })
  confirmedFrom?: string;

  @Field(() => LocalDate, { nullable: true, description: "Confirmed on this day or earlier." })
  confirmedTo?: string;
}

@Resolver(() => Case)
export class CaseResolver {
  @Query(() => Case, { nullable: true, description: "A case by its id; not found when it belongs to another jurisdiction." })
  async case(@Arg("id", () => ID, { description: "Its opaque id." }) id: string, @Ctx() scope: Scope) {
    return (await caseById(scope).load(parseId<CaseId>(id))) ?? notFoundCase();
  }

  @Query(() => Case, { nullable: true, description: "The case that another agency was shown as a stub; not found unless the own agency may see it." })
  async caseByStub(@Arg("stub", () => ID, { description: "The stub's id, as the other agency quotes it." }) stub: string, @Arg("agency", () => ID, { description: "The agency that was shown it." }) agency: string, @Ctx() scope: Scope) {
    const id = await caseOfStub(scope, parseId(stub, "stub"), agency);
    return (id === undefined ? null : await caseById(scope).load(id)) ?? notFoundCase();
  }

  @Query(() => CaseConnection, { nullable: true, description: "The cases of the own jurisdiction, latest confirmation first." })
  async cases(@Args(() => PageArgs) args: PageArgs, @Arg("filter", () => CaseFilterInput, { nullable: true, description: "Which ones; all if not said." }) filter: CaseFilterInput | undefined, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await listCases(scope, filter ?? {}, page), page, caseCursor);
  }

  @FieldResolver(() => Region, { nullable: true, description: "The municipality responsible." })
  region(@Root() row: Case, @Ctx() scope: Scope) {
    return regionByCode(scope).load(row.regionCode);
  }

  @FieldResolver(() => Person, { nullable: true, description: "The identity of the person." })
  person(@Root() row: Case, @Ctx() scope: Scope) {
    return personOf(scope).load({ personKey: row.personKey, resource: resourceOfCase(row) });
  }

  @FieldResolver(() => Cluster, { nullable: true, description: "The named cluster (집단감염) that the case belongs to." })
  cluster(@Root() row: Case, @Ctx() scope: Scope) {
    return row.clusterId === null ? null : clusterById(scope).load(row.clusterId);
  }

  @FieldResolver(() => TransmissionLinkConnection, { nullable: true, description: "Who infected the case and whom it infected, as sources state it." })
  async transmissionLinks(@Root() row: Case, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 1);
    return connection(await linksOf(scope, page).load(row), page, ({ id }) => [id]);
  }

  @FieldResolver(() => ExposureConnection, { nullable: true, description: "Who was exposed to the case." })
  async exposures(@Root() row: Case, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 1);
    return connection(await exposuresOf(scope, page).load(row), page, ({ id }) => [id]);
  }

  @FieldResolver(() => SampleConnection, { nullable: true, description: "Samples and their results." })
  async samples(@Root() row: Case, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 1);
    return connection(await samplesOf(scope, "case_id", page).load({ id: row.id, resource: resourceOfCase(row) }), page, ({ id }) => [id]);
  }

  @FieldResolver(() => [Symptom], { nullable: true, description: "The symptoms, each with its onset if known." })
  symptoms(@Root() row: Case) {
    return row.writtenSymptoms.map((symptom) => Object.assign(new Symptom(), symptom, { ofCase: row }));
  }

  @FieldResolver(() => [Travel], { nullable: true, description: "Journeys abroad before the case was found." })
  travel(@Root() row: Case) {
    return row.writtenTravel.map((journey) => Object.assign(new Travel(), journey, { ofCase: row }));
  }

  @FieldResolver(() => Case, { nullable: true, description: "The case that this one was merged into, which goes on; null if it may not be seen, or there is none." })
  mergedInto(@Root() row: Case, @Ctx() scope: Scope) {
    return row.mergedIntoId === null ? null : caseById(scope).load(row.mergedIntoId);
  }

  @FieldResolver(() => CaseStub, { nullable: true, description: "Stands for a case of another jurisdiction that this one was merged into." })
  mergedIntoStub(@Root() row: Case, @Ctx() scope: Scope) {
    return row.mergedIntoId === null ? null : stubOf(scope).load(row.mergedIntoId);
  }

  @FieldResolver(() => [Case], { nullable: true, description: "The cases that were merged into this one, each with its own history, samples and evidence, as far as they may be seen. Grants stay with the case that they were given for." })
  mergedParts(@Root() row: Case, @Ctx() scope: Scope) {
    return partsOf(scope).load(row.id);
  }
}

@Resolver(() => TransmissionLink)
export class TransmissionLinkResolver {
  @FieldResolver(() => Case, { nullable: true, description: "Who infected (감염원); null when it may not be seen." })
  infector(@Root() link: TransmissionLink, @Ctx() scope: Scope) {
    return caseById(scope).load(link.infectorCaseId);
  }

  @FieldResolver(() => Case, { nullable: true, description: "Who was infected (피감염자); null when it may not be seen." })
  infectee(@Root() link: TransmissionLink, @Ctx() scope: Scope) {
    return caseById(scope).load(link.infecteeCaseId);
  }

  @FieldResolver(() => CaseStub, { nullable: true, description: "Stands for an infector of another jurisdiction; null when `infector` may be seen." })
  infectorStub(@Root() link: TransmissionLink, @Ctx() scope: Scope) {
    return stubOf(scope).load(link.infectorCaseId);
  }

  @FieldResolver(() => CaseStub, { nullable: true, description: "Stands for an infectee of another jurisdiction; null when `infectee` may be seen." })
  infecteeStub(@Root() link: TransmissionLink, @Ctx() scope: Scope) {
    return stubOf(scope).load(link.infecteeCaseId);
  }
}

@Resolver(() => Exposure)
export class ExposureResolver {
  @FieldResolver(() => Contact, { nullable: true, description: "The contact who was exposed." })
  contact(@Root() exposure: Exposure, @Ctx() scope: Scope) {
    return exposure.contactId === null ? null : contactById(scope).load(exposure.contactId);
  }

  @FieldResolver(() => Case, { nullable: true, description: "The exposed person, where already a case." })
  exposedCase(@Root() exposure: Exposure, @Ctx() scope: Scope) {
    return exposure.exposedCaseId === null ? null : caseById(scope).load(exposure.exposedCaseId);
  }
}

function notFoundCase(): never {
  throw notFound("case");
}
