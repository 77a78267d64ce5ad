/** What a security officer should look at: the same thing happening again and again, counted by account and address. No data subject, no pseudonym of one. */
import { connectionOf, DateTime } from "@epigraph/service";
import { Field, ID, Int, ObjectType } from "type-graphql";

export const alertKinds = ["failed-log-in", "lock-out", "refused-refresh", "turned-away", "denied", "unreadable-record"] as const;

@ObjectType({ description: "Events of one kind, of one account and from one address, counted." })
export class SecurityAlert {
  @Field(() => String, {
    description:
      "`failed-log-in`; `lock-out`: too many of those, or locked by somebody; `refused-refresh`: a session tried to go on and was refused; `turned-away`: refused at the gateway, before any operation; `denied`: an operation asked for what the account may not have; `unreadable-record`: the gateway's record of either says nothing that can be read, so somebody else may have written it.",
  })
  kind!: string;

  @Field(() => String, { nullable: true, description: "The code with which it was turned away, such as `SESSION_REVOKED`; null for other kinds." })
  code!: string | null;

  @Field(() => ID, { nullable: true, description: "The account, where it is known." })
  account!: string | null;

  @Field(() => String, { nullable: true, description: "Its agency." })
  agency!: string | null;

  @Field(() => String, { nullable: true, description: "The network address, or the /64 of one." })
  address!: string | null;

  @Field(() => Int, { description: "How often." })
  count!: number;

  @Field(() => DateTime, { description: "The first time." })
  firstAt!: Date;

  @Field(() => DateTime, { description: "The last time." })
  lastAt!: Date;
}

export const SecurityAlertConnection = connectionOf(() => SecurityAlert, "SecurityAlert");
