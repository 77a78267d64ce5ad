/** Which records an export discloses, as said on the command line. Asks no database. */
import type { Choice } from "@epigraph/datastore";
import { CommandFailure } from "../failure.js";

export type ChoiceOptions = { readonly indexes?: readonly string[]; readonly from?: string; readonly until?: string; readonly account?: string; readonly correlation?: string; readonly id?: readonly string[] };

/** Undefined when no record was asked for. @throws CommandFailure */
export function choiceOf({ indexes, from, until, account, correlation, id }: ChoiceOptions): Choice | undefined {
  const choice = {
    ...(indexes && { indexes: indexes.map(rangeOf) }),
    ...(from !== undefined && { from: instantOf("--from", from) }),
    ...(until !== undefined && { until: instantOf("--until", until) }),
    ...(account !== undefined && { account }),
    ...(correlation !== undefined && { correlation }),
    ...(id && { ids: id.map(uuidOf) }),
  };
  return Object.keys(choice).length === 0 ? undefined : choice;
}

/** What the record of the export says of the choice: numbers, times and ids of operations. */
export function choiceDetail({ indexes = [], from, until, account, correlation, id = [] }: ChoiceOptions): Readonly<Record<string, string | number>> {
  return {
    ...(account === undefined ? {} : { account }),
    ...(correlation === undefined ? {} : { correlation }),
    ...(from === undefined ? {} : { from: new Date(instantOf("--from", from)).toISOString() }),
    ...(id.length === 0 ? {} : { ids: id.length }),
    ...(indexes.length === 0 ? {} : { indexes: indexes.join(",").slice(0, 300) }),
    ...(until === undefined ? {} : { until: new Date(instantOf("--until", until)).toISOString() }),
  };
}

function rangeOf(text: string): { readonly from: number; readonly to: number } {
  const [, first, dash, last] = /^(\d{1,15})(?:(-)(\d{1,15})?)?$/.exec(text) ?? [];
  const from = Number(first);
  const to = dash === undefined ? from : last === undefined ? Number.MAX_SAFE_INTEGER : Number(last);
  if (first === undefined || to < from) throw new CommandFailure(`--indexes is \`${text}\`: give a number such as 17, or a range such as 17-20 or 17-`, 2);
  return { from, to };
}

/** With its offset, so that nobody wonders whose midnight it is. */
function instantOf(option: string, text: string): number {
  const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(instant)) throw new CommandFailure(`${option} is \`${text}\`: give a time with its offset such as 2026-07-01T00:00:00+09:00`, 2);
  return instant;
}

function uuidOf(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) throw new CommandFailure(`--id is \`${text}\`: give the id of a record, a UUID`, 2);
  return text.toLowerCase();
}
