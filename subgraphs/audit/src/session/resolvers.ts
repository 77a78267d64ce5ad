/** Accounts and sessions, as a security officer asks for them and ends them. */
import { badInput, connection, notFound, PageArgs, pageOf, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, Field, ID, InputType, Mutation, Query, Resolver } from "type-graphql";
import { accountById, type Ending, listAccounts, listNotes, listSessions, lockAccount, revokeSession, sessionById } from "./store.js";
import { Account, AccountConnection, accountStates, SecurityNoteConnection, type SecurityReason, securityReasons, Session, SessionConnection } from "./types.js";

const noteCap = 2_000;
const reasons = securityReasons.map((reason) => `\`${reason}\``).join(", ");

@InputType({ description: "Which sessions; every condition given must hold." })
export class SessionFilterInput {
  @Field(() => ID, { nullable: true, description: "Of this account." })
  account?: string;

  @Field(() => String, { nullable: true, description: "Of accounts of this agency." })
  agency?: string;
}

@InputType({ description: "Which accounts; every condition given must hold." })
export class AccountFilterInput {
  @Field(() => String, { nullable: true, description: "Of this agency." })
  agency?: string;

  @Field(() => String, { nullable: true, description: "With this duty." })
  duty?: string;

  @Field(() => String, { nullable: true, description: `In this state: ${accountStates.map((state) => `\`${state}\``).join(", ")}.` })
  state?: string;
}

@Resolver(() => Session)
export class SessionResolver {
  @Query(() => SessionConnection, { nullable: true, description: "Sessions that go on, latest log-in first." })
  async sessions(@Args(() => PageArgs) args: PageArgs, @Arg("filter", () => SessionFilterInput, { nullable: true, description: "Which ones; all if not said." }) filter: SessionFilterInput | undefined, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await listSessions(scope, filter ?? {}, page), page, ({ startedAt, id }) => [startedAt.toISOString(), id]);
  }

  @Query(() => AccountConnection, { nullable: true, description: "The platform's accounts, by id." })
  async accounts(@Args(() => PageArgs) args: PageArgs, @Arg("filter", () => AccountFilterInput, { nullable: true, description: "Which ones; all if not said." }) filter: AccountFilterInput | undefined, @Ctx() scope: Scope) {
    const page = pageOf(args, 1);
    return connection(await listAccounts(scope, filter ?? {}, page), page, ({ id }) => [id]);
  }

  @Query(() => SecurityNoteConnection, { nullable: true, description: "What security officers noted when they locked accounts and ended sessions, latest first." })
  async securityNotes(@Args(() => PageArgs) args: PageArgs, @Arg("account", () => ID, { nullable: true, description: "Only those about this account." }) account: string | undefined, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await listNotes(scope, account, page), page, ({ writtenAt, id }) => [writtenAt.toISOString(), id]);
  }

  @Mutation(() => Account, { nullable: true, description: "Locks an account and ends its sessions at once. Only administrators unlock it." })
  async lockAccount(
    @Arg("account", () => ID, { description: "The account's id." }) id: string,
    @Arg("reason", () => String, { description: `Why: one of ${reasons}.` }) reason: string,
    @Arg("note", () => String, { nullable: true, description: `Words of your own, at most ${noteCap} characters; they are kept apart from the access log.` }) note: string | undefined,
    @Ctx() scope: Scope,
  ) {
    const account = await accountById(scope).load(id);
    if (!account) throw notFound("account");
    const locked = await lockAccount(scope, account, endingOf(reason, note));
    if (!locked) throw badInput(`the account is ${account.state} already`);
    return locked;
  }

  @Mutation(() => Session, { nullable: true, description: "Ends a session at once: its next request is refused." })
  async revokeSession(
    @Arg("session", () => ID, { description: "The session's id." }) id: string,
    @Arg("reason", () => String, { description: `Why: one of ${reasons}.` }) reason: string,
    @Arg("note", () => String, { nullable: true, description: `Words of your own, at most ${noteCap} characters; they are kept apart from the access log.` }) note: string | undefined,
    @Ctx() scope: Scope,
  ) {
    const session = await sessionById(scope).load(id);
    if (!session) throw notFound("session");
    const ended = await revokeSession(scope, session, endingOf(reason, note));
    if (!ended) throw badInput("the session has ended already");
    return ended;
  }
}

function endingOf(reason: string, note: string | undefined | null): Ending {
  if (!securityReasons.includes(reason as SecurityReason)) throw badInput(`\`reason\` must be one of ${reasons}`);
  if (note !== undefined && note !== null && note.length > noteCap) throw badInput(`\`note\` must have at most ${noteCap} characters`);
  return { reason: reason as SecurityReason, note: note?.trim() || undefined };
}
