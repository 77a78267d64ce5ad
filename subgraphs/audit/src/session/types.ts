/** Accounts, their live sessions, and what a security officer noted when ending one: who works here, never whom the work is about. */
import { connectionOf, DateTime } from "@epigraph/service";
import { Field, ID, Int, ObjectType } from "type-graphql";

/** Why a security officer ends a session or locks an account; the code stands with the revocation, words of their own in a note beside it. */
export const securityReasons = ["suspected-misuse", "stolen-credentials", "lost-device", "unusual-place-or-time", "left-the-agency", "other"] as const;
export type SecurityReason = (typeof securityReasons)[number];

export const accountStates = ["invited", "active", "locked", "disabled"] as const;

@ObjectType({ description: "An account of the platform, as a security officer may know it." })
export class Account {
  @Field(() => ID, { description: "The id that tokens and the access log use." })
  id!: string;

  @Field(() => String, { description: `One of ${accountStates.map((state) => `\`${state}\``).join(", ")}.` })
  state!: string;

  @Field(() => String, { description: "Its duty." })
  duty!: string;

  @Field(() => Int, { description: "Its clearance, 0 to 4." })
  clearance!: number;

  @Field(() => String, { description: "Its agency." })
  agency!: string;

  @Field(() => DateTime, { description: "When anything of this was last changed." })
  changedAt!: Date;
}

@ObjectType({ description: "One log-in and what followed from it, until it ends." })
export class Session {
  @Field(() => ID, { description: "The id that tokens and the access log use." })
  id!: string;

  @Field(() => ID, { description: "The account that logged in." })
  account!: string;

  @Field(() => String, { description: "Its duty." })
  duty!: string;

  @Field(() => String, { description: "Its agency." })
  agency!: string;

  @Field(() => String, { description: "The program that it logged in with." })
  client!: string;

  @Field(() => String, { description: "`otp`: a person in two steps; `client`: a program on its own." })
  authenticatedBy!: string;

  @Field(() => String, { description: "The network address of the log-in." })
  address!: string;

  @Field(() => DateTime, { description: "When it began." })
  startedAt!: Date;

  @Field(() => DateTime, { description: "When it last got a token." })
  lastUsedAt!: Date;

  @Field(() => DateTime, { description: "When it ends by itself." })
  expiresAt!: Date;

  @Field(() => DateTime, { nullable: true, description: "When it was ended before that; null while it goes on." })
  endedAt!: Date | null;
}

@ObjectType({ description: "What a security officer wrote when locking an account or ending a session." })
export class SecurityNote {
  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => DateTime, { description: "When." })
  writtenAt!: Date;

  @Field(() => ID, { description: "The security officer's account." })
  writtenBy!: string;

  @Field(() => ID, { description: "The account that it is about." })
  account!: string;

  @Field(() => ID, { nullable: true, description: "The session that was ended; null when the account was locked." })
  session!: string | null;

  @Field(() => String, { description: "The code of the reason." })
  reason!: string;

  @Field(() => String, { nullable: true, description: "Words of their own." })
  note!: string | null;
}

export const AccountConnection = connectionOf(() => Account, "Account");
export const SessionConnection = connectionOf(() => Session, "Session");
export const SecurityNoteConnection = connectionOf(() => SecurityNote, "SecurityNote");
