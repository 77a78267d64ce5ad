/** Alerts, as a security officer asks for them. */
import { badInput, connection, DateTime, PageArgs, pageOf, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, Field, ID, InputType, Query, Resolver } from "type-graphql";
import { alertCursor, listAlerts } from "./store.js";
import { alertKinds, SecurityAlert, SecurityAlertConnection } from "./types.js";

const day = 86_400_000;
const longestDays = 31;

@InputType({ description: "Which alerts; every condition given must hold." })
export class SecurityAlertFilterInput {
  @Field(() => String, { nullable: true, description: `Of this kind: ${alertKinds.map((kind) => `\`${kind}\``).join(", ")}.` })
  kind?: string;

  @Field(() => ID, { nullable: true, description: "About this account." })
  account?: string;

  @Field(() => DateTime, { nullable: true, description: "At this moment or later; a day before `to` if not said." })
  from?: Date;

  @Field(() => DateTime, { nullable: true, description: `Before this moment, at most ${longestDays} days after \`from\`; now if not said.` })
  to?: Date;
}

@Resolver(() => SecurityAlert)
export class SecurityAlertResolver {
  @Query(() => SecurityAlertConnection, { nullable: true, description: "Failed log-ins, lock-outs, refusals and denials, counted; latest first." })
  async securityAlerts(@Args(() => PageArgs) args: PageArgs, @Arg("filter", () => SecurityAlertFilterInput, { nullable: true, description: "Which ones; those of the last day if not said." }) filter: SecurityAlertFilterInput | undefined, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    const to = filter?.to ?? new Date(scope.now + 1);
    const from = filter?.from ?? new Date(to.getTime() - day);
    if (to.getTime() - from.getTime() > longestDays * day) throw badInput(`\`from\` and \`to\` must be at most ${longestDays} days apart`);
    return connection(await listAlerts(scope, { kind: filter?.kind, account: filter?.account, from, to }, page), page, alertCursor);
  }
}
