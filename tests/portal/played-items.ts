/** Requests as an agency's inbox has them. Invented. */
import type { PlayedItem } from "./edge.js";

const hour = 3_600_000;
const ago = (milliseconds: number): string => new Date(Date.now() - milliseconds).toISOString();

export const policeItem = (id: string, change: Readonly<Record<string, unknown>> = {}): PlayedItem => ({
  id, agency: "police", kind: "authorisation", state: "waiting", dataClass: "telecom-location", windowFrom: "2020-05-01T15:00:00.000Z", windowTo: "2020-05-06T14:59:00.000Z",
  arrivedAt: ago(3 * hour), dueAt: ago(-5 * hour), legalBasis: "IDCPA 76-2", subject: "S-7Q2M-41XK", ...change,
});

export const providerItem = (id: string, change: Readonly<Record<string, unknown>> = {}): PlayedItem => ({
  id, agency: "telecom-1", kind: "provision", state: "waiting", dataClass: "telecom-location", windowFrom: "2020-05-01T15:00:00.000Z", windowTo: "2020-05-06T14:59:00.000Z",
  arrivedAt: ago(2 * hour), dueAt: ago(-20 * hour), matchKey: { kind: "phone", value: "010-0000-0000" }, places: [], ...change,
});
