/** Who may write which record: the table of logins in docs/decisions/0010. Not which login belongs to which service: the database knows. */
import type { AuditRecord } from "./record.js";

/** `foreign`: readable, but not by whom it says; `unreadable`: not a record. Of both nothing is believed. */
export type Standing = "sound" | "foreign" | "unreadable";

/** The login under which the migration put the records of version 1: no connection can have it, for nobody may insert that column. */
export const formerLogin = "version 1";

/** What stands at the public door shares a login. */
const atThePublicDoor: ReadonlySet<string> = new Set(["gateway", "cases", "clinics", "programs"]);
const nobody: ReadonlySet<string> = new Set(["public", "unknown"]);

/** `services`: whose logins this is one of, as the database's roles have it. `isFormer`: the record is of version 1, which has no chain. */
export function mayWrite(record: AuditRecord, isFormer: boolean, login: string, services: readonly string[]): boolean {
  if (isFormer || login === formerLogin) return isFormer && login === formerLogin;
  return services.some((service) => mayServiceWrite(service, record));
}

function mayServiceWrite(service: string, { source, agent, events }: AuditRecord): boolean {
  if (service === "ledger") return true; // one process with every service in it
  if (service === "public") return atThePublicDoor.has(source.observer) && nobody.has(agent.who) && events.every(({ subjects }) => subjects.size === 0);
  return source.observer === service;
}
