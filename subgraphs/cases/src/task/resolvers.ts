/** Tasks, as asked for, given out and done. */
import { randomUUID } from "node:crypto";
import type { CaseId } from "@epigraph/authz";
import { badInput, connection, LocalDate, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, Field, FieldResolver, ID, InputType, Mutation, Query, Resolver, Root } from "type-graphql";
import { agencyById } from "../agency/store.js";
import { Agency } from "../agency/types.js";
import { caseById } from "../case/store.js";
import { Case } from "../case/types.js";
import { eventById } from "../event/store.js";
import { Event } from "../event/types.js";
import { historyOf, stepCursor, takeStep } from "../step/store.js";
import { WorkStepConnection } from "../step/types.js";
import { checkedText, checkedWord, dayAfter, given, listed, reasonWords, todayOf, told } from "../step/words.js";
import { agencyReaches, listTasks, mayBeGivenWork, taskById, tasksOfCase } from "./store.js";
import { Task, TaskConnection, taskKinds } from "./types.js";

const states = ["open", "completed", "cancelled", "ended"] as const;

@InputType({ description: "Which tasks; every condition given must hold." })
export class TaskFilterInput {
  @Field(() => Boolean, { nullable: true, description: "Only those of the own account." })
  mine?: boolean;

  @Field(() => ID, { nullable: true, description: "Only those of this agency." })
  agency?: string;

  @Field(() => Boolean, { nullable: true, description: "Only those that are open after their day." })
  overdue?: boolean;

  @Field(() => String, { nullable: true, description: `Only ${listed(states)}.` })
  state?: string;
}

@InputType({ description: "What is to be done, by whom and by when." })
export class TaskInput {
  @Field(() => String, { description: `What: ${listed(taskKinds)}.` })
  kind!: string;

  @Field(() => String, { nullable: true, description: "What more there is to say, up to 500 characters. No names and no telephone numbers." })
  note?: string | null;

  @Field(() => LocalDate, { description: "By when; today or later." })
  dueOn!: string;

  @Field(() => ID, { nullable: true, description: "The agency that is to do it; the own one if not said." })
  agency?: string | null;

  @Field(() => ID, { nullable: true, description: "The account that is to do it, of the own agency." })
  account?: string | null;
}

@Resolver(() => Task)
export class TaskResolver {
  @Query(() => Task, { nullable: true, description: "A task by its id." })
  task(@Arg("id", () => ID, { description: "Its opaque id." }) id: string, @Ctx() scope: Scope) {
    return found(scope, id, "id");
  }

  @Query(() => TaskConnection, { nullable: true, description: "Tasks of the own agency and jurisdiction, the one due first before the others." })
  async tasks(@Args(() => PageArgs) args: PageArgs, @Arg("filter", () => TaskFilterInput, { nullable: true, description: "Which ones; all if not said." }) filter: TaskFilterInput | undefined, @Ctx() scope: Scope) {
    checkedWord("state", filter?.state, states);
    const page = pageOf(args, 2);
    return connection(await listTasks(scope, filter ?? {}, page), page, ({ dueOn, id }) => [dueOn, id]);
  }

  @Mutation(() => Task, { nullable: true, description: "Gives out a task on a case." })
  async assignTask(@Arg("case", () => ID, { description: "The case's opaque id." }) id: string, @Arg("task", () => TaskInput, { description: "What, by whom and by when." }) input: TaskInput, @Ctx() scope: Scope) {
    const row = await caseById(scope).load(parseId<CaseId>(id, "case"));
    if (!row) throw notFound("case");
    const task = randomUUID();
    await takeStep(scope, { action: "assignTask", subject: task, caseId: row.id, ...(await checked(scope, input, { regionCode: row.regionCode, caseId: row.id })) });
    return taskById(scope).load(task);
  }

  @Mutation(() => Task, { nullable: true, description: "Gives out a task on an event." })
  async assignEventTask(@Arg("event", () => ID, { description: "The event's opaque id." }) id: string, @Arg("task", () => TaskInput, { description: "What, by whom and by when." }) input: TaskInput, @Ctx() scope: Scope) {
    const row = await eventById(scope).load(parseId(id, "event"));
    if (!row) throw notFound("event");
    const task = randomUUID();
    const { details, ...to } = await checked(scope, input, { regionCode: row.regionCode, caseId: null });
    await takeStep(scope, { action: "assignEventTask", subject: task, ...to, details: { ...details, event: row.id } });
    return taskById(scope).load(task);
  }

  @Mutation(() => Task, { nullable: true, description: "Gives an open task to another agency or account, with a reason; the own agency may hand on what it was given." })
  async reassignTask(@Arg("task", () => ID, { description: "The task's opaque id." }) id: string, @Arg("agency", () => ID, { nullable: true, description: "The agency; the own one if not said." }) agency: string | undefined, @Arg("account", () => ID, { nullable: true, description: "The account, of the own agency." }) account: string | undefined, @Arg("dueOn", () => LocalDate, { nullable: true, description: "By when; as before if not said." }) dueOn: string | undefined, @Arg("reason", () => String, { description: reasonWords }) reason: string, @Ctx() scope: Scope) {
    const row = await open(scope, id);
    const to = await recipient(scope, { agency, account }, row);
    await takeStep(scope, { action: "reassignTask", subject: row.id, ...to, details: given({ dueOn: dueOn === undefined ? undefined : checkedDue(dueOn, scope) }), reason: checkedText("reason", reason) });
    return taskById(scope).clear(row.id).load(row.id);
  }

  @Mutation(() => Task, { nullable: true, description: "Says that a task is done." })
  completeTask(@Arg("task", () => ID, { description: "The task's opaque id." }) id: string, @Arg("note", () => String, { nullable: true, description: "What came of it, up to 500 characters. No names and no telephone numbers." }) note: string | undefined, @Ctx() scope: Scope) {
    return close(scope, "completeTask", id, !told(note) ? undefined : checkedText("note", note, 500));
  }

  @Mutation(() => Task, { nullable: true, description: "Calls a task off, with a reason." })
  cancelTask(@Arg("task", () => ID, { description: "The task's opaque id." }) id: string, @Arg("reason", () => String, { description: reasonWords }) reason: string, @Ctx() scope: Scope) {
    return close(scope, "cancelTask", id, checkedText("reason", reason));
  }

  @FieldResolver(() => Case, { nullable: true, description: "The case that it is about; null when it may not be seen." })
  case(@Root() task: Task, @Ctx() scope: Scope) {
    return task.caseId === null ? null : caseById(scope).load(task.caseId);
  }

  @FieldResolver(() => Event, { nullable: true, description: "The event that it is about; null when it may not be seen." })
  event(@Root() task: Task, @Ctx() scope: Scope) {
    return task.eventId === null ? null : eventById(scope).load(task.eventId);
  }

  @FieldResolver(() => Agency, { nullable: true, description: "The agency that is to do it." })
  agency(@Root() task: Task, @Ctx() scope: Scope) {
    return agencyById(scope).load(task.agency);
  }

  @FieldResolver(() => WorkStepConnection, { nullable: true, description: "What was done, latest first." })
  async history(@Root() task: Task, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await historyOf(scope, "subject", page).load(task.id), page, stepCursor);
  }
}

@Resolver(() => Case)
export class CaseTasksResolver {
  @FieldResolver(() => TaskConnection, { nullable: true, description: "Tasks on the case, the one due first before the others." })
  async tasks(@Root() row: Case, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await tasksOfCase(scope, page).load(row), page, ({ dueOn, id }) => [dueOn, id]);
  }
}

/** @throws ClientError NOT_FOUND */
async function found(scope: Scope, id: string, argument = "task"): Promise<Task> {
  const row = await taskById(scope).load(parseId(id, argument));
  if (!row) throw notFound("task");
  return row;
}

async function open(scope: Scope, id: string): Promise<Task> {
  const row = await found(scope, id);
  if (row.state !== "open") throw badInput(`the task is over: it is \`${row.state}\``);
  return row;
}

async function close(scope: Scope, action: "completeTask" | "cancelTask", id: string, reason: string | undefined): Promise<Task | null> {
  const row = await open(scope, id);
  await takeStep(scope, { action, subject: row.id, reason });
  return taskById(scope).clear(row.id).load(row.id);
}

type Place = { readonly regionCode: string; readonly caseId: string | null };
type Recipient = { readonly agency?: string | null | undefined; readonly account?: string | null | undefined };

async function checked(scope: Scope, input: TaskInput, place: Place): Promise<{ readonly agency: string; readonly account?: string; readonly details: Readonly<Record<string, unknown>> }> {
  const note = !told(input.note) || input.note === "" ? undefined : checkedText("note", input.note, 500);
  const details = given({ kind: checkedWord("kind", input.kind, taskKinds), note, dueOn: checkedDue(input.dueOn, scope) });
  return { ...(await recipient(scope, input, place)), details };
}

/** @throws ClientError BAD_USER_INPUT in the same words for what does not exist and for what is another agency's */
async function recipient(scope: Scope, { agency, account }: Recipient, { regionCode, caseId }: Place): Promise<{ readonly agency: string; readonly account?: string }> {
  const to = agency ?? scope.principal.agency;
  if (told(account) && to !== scope.principal.agency) throw badInput("a task goes to an account of the own agency, or to an agency as a whole: leave `account` out");
  if (!(await agencyById(scope).load(to as never)) || !(await agencyReaches(scope, to, regionCode, caseId))) throw badInput("`agency` is none that reaches this: refer the case to it first, or take one of the region");
  if (!told(account)) return { agency: to };
  if (!(await mayBeGivenWork(scope, account, caseId))) throw badInput("`account` is no active investigator of the own agency who reaches this");
  return { agency: to, account };
}

function checkedDue(day: string, scope: Scope): string {
  if (day < todayOf(scope) || day > dayAfter(todayOf(scope), 366)) throw badInput("`dueOn` must lie between today and a year from now");
  return day;
}
