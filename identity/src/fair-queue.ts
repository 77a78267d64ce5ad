/** Lets few pieces of work run at once and keeps a bounded queue of the others, fair between networks. Does not know what the work is: see turns.ts. */
import { IdentityError } from "./error.js";

/** `form`: the one log-in or link that it is for. `network`: see network.ts. */
export type Place = { readonly network: string; readonly form: string };

export type FairQueue = <T>(place: Place, work: () => Promise<T>) => Promise<T>;

export type QueueLimits = {
  readonly atOnce: number;
  readonly atOnceOfNetwork: number;
  /** Most that wait. */
  readonly waiting: number;
  readonly waitingOfNetwork: number;
  /** What is told those who are turned away, in seconds. */
  readonly comeBackAfter: number;
};

type Waiting = Place & { readonly start: () => void; readonly turnAway: (error: IdentityError) => void };

/**
 * Of a form one runs and one waits: when it is sent again, the later one takes the place of the one that waits (REPEATED). When a queue is full, whoever
 * comes is turned away (BUSY); but a network of which fewer wait takes the last place of the one of which most do.
 */
export function fairQueue(limits: QueueLimits): FairQueue {
  const running = new Set<Place>();
  /** By network; the one served last comes last. */
  const queues = new Map<string, Waiting[]>();

  const busy = (): IdentityError => new IdentityError("BUSY", "too many log in at this moment: try again a little later", limits.comeBackAfter);
  const remove = (one: Waiting): void => {
    const left = (queues.get(one.network) ?? []).filter((other) => other !== one);
    if (left.length === 0) queues.delete(one.network);
    else queues.set(one.network, left);
  };
  const runningOf = (network: string): number => [...running].filter((one) => one.network === network).length;

  function next(): Waiting | undefined {
    const formsRunning = new Set([...running].map(({ form }) => form));
    const candidates = [...queues.values()].flatMap((list) => list.find(({ form }) => !formsRunning.has(form)) ?? []);
    const counted = candidates.map((one) => ({ one, count: runningOf(one.network) })).filter(({ count }) => count < limits.atOnceOfNetwork);
    return counted.sort((one, other) => one.count - other.count)[0]?.one; // stable: among equals the one that was served longest ago
  }

  function startNext(): void {
    for (let one = running.size < limits.atOnce ? next() : undefined; one; one = running.size < limits.atOnce ? next() : undefined) {
      remove(one);
      const left = queues.get(one.network);
      if (left) {
        queues.delete(one.network);
        queues.set(one.network, left);
      }
      running.add(one);
      one.start();
    }
  }

  /** @throws IdentityError BUSY */
  function makeRoom({ network, form }: Place): void {
    const lists = [...queues.values()];
    const same = lists.flat().find((one) => one.form === form);
    if (same) {
      remove(same);
      same.turnAway(new IdentityError("REPEATED", "the same form was sent again: the later one counts", limits.comeBackAfter));
      return;
    }
    const own = queues.get(network)?.length ?? 0;
    if (own >= limits.waitingOfNetwork) throw busy();
    if (lists.reduce((sum, { length }) => sum + length, 0) < limits.waiting) return;
    const longest = lists.reduce((most, list) => (list.length > most.length ? list : most), []);
    const last = longest.length > own + 1 ? longest.at(-1) : undefined;
    if (!last) throw busy();
    remove(last);
    last.turnAway(busy());
  }

  return async (place, work) => {
    makeRoom(place);
    const one = await new Promise<Waiting>((resolve, reject) => {
      const entry: Waiting = { ...place, start: () => resolve(entry), turnAway: reject };
      queues.set(place.network, [...(queues.get(place.network) ?? []), entry]);
      startNext();
    });
    try {
      return await work();
    } finally {
      running.delete(one);
      startNext();
    }
  };
}
