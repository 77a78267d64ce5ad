/** A database URL from the environment, checked before anything is done with it. */
import { DatastoreError, parseDatabaseUrl } from "@epigraph/datastore";
import { CommandFailure } from "../failure.js";

/** The URL as it is. @throws CommandFailure naming the variable, without the URL, when it is none */
export function checkedUrl(variable: string, url: string): string {
  try {
    parseDatabaseUrl(url);
    return url;
  } catch (error) {
    if (error instanceof DatastoreError) throw new CommandFailure(`${variable} cannot be used: ${error.message}`);
    throw error;
  }
}
