/** A disease as data: each version is a row, and the latest in force counts. Not what is worked out with the parameters: see epi. */
import { connectionOf, DateTime } from "@epigraph/service";
import type { Disease as Parameters, Distribution } from "@epigraph/epi";
import { Field, Float, ID, Int, ObjectType } from "type-graphql";

@ObjectType({ description: "One step of a decision that two persons take: proposed, confirmed, ended and so on." })
export class PolicyStep {
  @Field(() => String, { description: "What was done." })
  step!: string;

  @Field(() => ID, { description: "The account that did it." })
  by!: string;

  @Field(() => DateTime, { description: "When." })
  at!: Date;

  @Field(() => String, { nullable: true, description: "Why, in their words." })
  reason!: string | null;
}

@ObjectType({ description: "The distribution of a delay in days." })
export class Delay {
  given!: Distribution & { readonly source: string };

  @Field(() => String, { nullable: true, description: "`normal` or `lognormal`." })
  get family(): string {
    return this.given.family;
  }

  @Field(() => Float, { nullable: true, description: "Mean in days, of a normal one." })
  get mean(): number | null {
    return this.given.family === "normal" ? this.given.mean : null;
  }

  @Field(() => Float, { nullable: true, description: "Standard deviation in days, of a normal one." })
  get standardDeviation(): number | null {
    return this.given.family === "normal" ? this.given.sd : null;
  }

  @Field(() => Float, { nullable: true, description: "Mean of the logarithm of days, of a lognormal one." })
  get mu(): number | null {
    return this.given.family === "lognormal" ? this.given.mu : null;
  }

  @Field(() => Float, { nullable: true, description: "Standard deviation of the logarithm of days, of a lognormal one." })
  get sigma(): number | null {
    return this.given.family === "lognormal" ? this.given.sigma : null;
  }

  @Field(() => String, { nullable: true, description: "Where the figures come from." })
  get source(): string {
    return this.given.source;
  }
}

@ObjectType({ description: "A disease as data, in one version. The latest version in force counts; a new disease needs no new program." })
export class Disease {
  parameters!: Parameters;

  @Field(() => ID, { description: "Opaque id of this version." })
  id!: string;

  @Field(() => String, { nullable: true, description: "The disease as cases name it, such as `covid-19`." })
  code!: string;

  @Field(() => Int, { nullable: true, description: "From 1." })
  version!: number;

  @Field(() => String, { nullable: true, description: "Name in Korean." })
  nameKo!: string;

  @Field(() => String, { nullable: true, description: "Name in English." })
  nameEn!: string;

  @Field(() => String, { nullable: true, description: "`proposed`, `in-force` or `refused`." })
  state!: string;

  @Field(() => Int, { nullable: true, description: "Days before onset from which a case counts as infectious." })
  get infectiousDaysBeforeOnset(): number {
    return this.parameters.infectiousBeforeOnset.days;
  }

  @Field(() => String, { nullable: true, description: "Where that comes from." })
  get infectiousSource(): string {
    return this.parameters.infectiousBeforeOnset.source;
  }

  @Field(() => Int, { nullable: true, description: "Days from the last contact for which a contact is quarantined (자가격리)." })
  get quarantineDays(): number {
    return this.parameters.quarantine.days;
  }

  @Field(() => String, { nullable: true, description: "Where that comes from." })
  get quarantineSource(): string {
    return this.parameters.quarantine.source;
  }
}

export const DiseaseConnection = connectionOf(() => Disease, "Disease");
export const diseaseStates = ["proposed", "in-force", "refused"] as const;
