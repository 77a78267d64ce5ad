/** A live stream as a story follows it: what came of it so far, and where it left off. Not a test. */
import { tokenFor, type User } from "./platform.js";

export type LiveEvent = { readonly id: string | undefined; readonly event: string | undefined; readonly data: Readonly<Record<string, unknown>> };
export type Following = { readonly events: LiveEvent[]; readonly status: number; readonly leave: () => void };

/** `url`: the door's; `lastEvent`: where an earlier stream left off. */
export async function followStream(url: string, name: string, user: User, lastEvent?: string): Promise<Following> {
  const leaving = new AbortController();
  const headers = { authorization: `Bearer ${tokenFor(user)}`, "epigraph-purpose": user.purpose, ...(lastEvent === undefined ? {} : { "last-event-id": lastEvent }) };
  const response = await fetch(`${url}/live/${name}`, { headers, signal: leaving.signal });
  const events: LiveEvent[] = [];
  const read = async (): Promise<void> => {
    let text = "";
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      events.push(...blocks.filter((block) => block.includes("data: ")).map(eventOf));
    }
  };
  void read().catch(() => undefined); // it was left
  return { events, status: response.status, leave: () => leaving.abort() };
}

function eventOf(block: string): LiveEvent {
  const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
  return { id: field("id"), event: field("event"), data: JSON.parse(field("data") ?? "null") as LiveEvent["data"] };
}
