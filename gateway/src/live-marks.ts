/** Looks at the marks of all who follow something: once for all of them, and not at all while nobody does. Not what is done when one rises: see live.ts. */
import type { LiveMarkReader } from "@epigraph/datastore";

/** `mark`: what was last read of all the watched marks together; undefined until something was read. */
export type Watch = { readonly mark: () => string | undefined; readonly leave: () => void };

export type Marks = { readonly watch: (marks: readonly Watched[], risen: () => void) => Watch; readonly close: () => Promise<void> };

export type Watched = { readonly topic: string; readonly key: string };

type Watcher = { readonly marks: readonly Watched[]; readonly risen: () => void; mark: string | undefined };

/** Polling is the truth, every `pollMs`; a notice of the database only speeds it up. */
export function followMarks(reader: LiveMarkReader, pollMs: number): Marks {
  const watchers = new Set<Watcher>();
  const noticed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> | undefined;

  const readTopics = async (topics: ReadonlySet<string>): Promise<void> => {
    const found = new Map<string, ReadonlyMap<string, string>>();
    const all = [...watchers];
    for (const topic of topics) {
      const keys = new Set(all.flatMap(({ marks }) => marks.filter((one) => one.topic === topic).map(({ key }) => key)));
      if (keys.size > 0) found.set(topic, await reader.read(topic, [...keys]));
    }
    for (const watcher of all) {
      const before = (watcher.mark ?? "").split(" ");
      const now = watcher.marks.map(({ topic, key }, index) => found.get(topic)?.get(key) ?? (found.has(topic) ? "0" : (before[index] ?? "0"))).join(" ");
      if (now === watcher.mark) continue;
      watcher.mark = now;
      watcher.risen();
    }
  };
  const look = (topics: ReadonlySet<string>): void => {
    clearTimeout(timer);
    reading = readTopics(topics)
      .catch(() => undefined) // unknown for now: the next look asks again
      .finally(() => {
        reading = undefined;
        again();
      });
  };
  const again = (): void => {
    if (watchers.size === 0) return;
    const topics = new Set(noticed);
    noticed.clear();
    if (topics.size > 0) look(topics);
    else timer = setTimeout(() => look(everyTopic()), pollMs);
  };
  const everyTopic = (): ReadonlySet<string> => new Set([...watchers].flatMap(({ marks }) => marks.map(({ topic }) => topic)));

  reader.onNotice((topic) => {
    if (!everyTopic().has(topic)) return;
    noticed.add(topic);
    if (reading === undefined) again();
  });

  return {
    watch: (marks, risen) => {
      const watcher: Watcher = { marks, risen, mark: undefined };
      watchers.add(watcher);
      for (const { topic } of marks) noticed.add(topic);
      if (reading === undefined) again();
      return { mark: () => watcher.mark, leave: () => void watchers.delete(watcher) };
    },
    close: async () => {
      watchers.clear();
      clearTimeout(timer);
      await reading;
      await reader.close();
    },
  };
}
