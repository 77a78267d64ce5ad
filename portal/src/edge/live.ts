/** Follows what arrives, by server-sent events. `EventSource` cannot send a token, so the stream is read with `fetch`; what it tells is only that there is something new. */
import { eventsIn } from "./event-stream.js";

export type LiveState = "connecting" | "live" | "lost";
export type LiveParts = {
  /** With the session's token: see authorised.ts. */
  readonly ask: typeof fetch;
  readonly path: string;
  /** One event that names a row: there is something new. `replay`: sent at the beginning of the first stream, for rows that were there before. */
  readonly news: (id: string) => void;
  readonly state: (state: LiveState) => void;
  readonly wait?: (milliseconds: number) => Promise<void>;
};

/** Streams end when a token does, and with every proxy's patience: then it begins again behind the last event, soon at first and once a minute at last. */
const [firstPauseMs, longestPauseMs] = [1_000, 60_000];

/** Until stopped. A door that has no such feed is asked no more. */
export function followLive({ ask, path, news, state, wait = sleep }: LiveParts): () => void {
  const stopped = new AbortController();
  const { signal } = stopped;
  const follow = async (): Promise<void> => {
    let last = "";
    let pauseMs = firstPauseMs;
    while (!signal.aborted) {
      state("connecting");
      try {
        const response = await ask(path, { headers: { accept: "text/event-stream", ...(last === "" ? {} : { "last-event-id": last }) }, signal });
        if (response.status === 404) return state("lost");
        if (response.ok && response.body) {
          state("live");
          for await (const event of eventsIn(response.body)) {
            pauseMs = firstPauseMs;
            if (event.id !== "") last = event.id;
            if (event.type === "message") news(event.id);
          }
        }
      } catch {
        // no connection, or no token: tried again below, where the session still lives
      }
      if (signal.aborted) return;
      state("lost");
      await wait(pauseMs);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    }
  };
  void follow();
  return () => stopped.abort();
}

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
