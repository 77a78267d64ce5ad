/** Who comes next, who waits, and who is turned away. */
import { fairQueue, type FairQueue, type QueueLimits } from "./fair-queue.js";

const usual: QueueLimits = { atOnce: 2, atOnceOfNetwork: 2, waiting: 6, waitingOfNetwork: 4, comeBackAfter: 15 };

/** Work that lasts until it is ended; `started` tells the order. */
function trial(change: Partial<QueueLimits> = {}) {
  const run: FairQueue = fairQueue({ ...usual, ...change });
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const outcomes = new Map<string, string>();
  const settled = (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve));
  return {
    started,
    outcomes,
    /** `name`: network and number, such as `a1`; its form is its name unless said. */
    come: async (name: string, form = name): Promise<void> => {
      void run({ network: name.slice(0, 1), form }, () => {
        started.push(name);
        return new Promise<void>((resolve) => ends.set(name, resolve));
      }).then(
        () => outcomes.set(name, "done"),
        (error: unknown) => outcomes.set(name, (error as { readonly code?: string }).code ?? String(error)),
      );
      await settled();
    },
    end: async (name: string): Promise<void> => {
      ends.get(name)?.();
      await settled();
    },
  };
}
const all = async (names: readonly string[], each: (name: string) => Promise<void>): Promise<void> => {
  for (const name of names) await each(name);
};

describe("a queue with two at once", () => {
  it("lets two run and the others follow as they came", async () => {
    const { come, end, started } = trial();
    await all(["a1", "a2", "a3", "a4"], come);
    expect(started).toEqual(["a1", "a2"]);
    await end("a2");
    await end("a1");
    expect(started).toEqual(["a1", "a2", "a3", "a4"]);
  });

  it("goes on after work that failed", async () => {
    const run = fairQueue({ ...usual, atOnce: 1 });
    await expect(run({ network: "a", form: "1" }, () => Promise.reject(new RangeError("no")))).rejects.toThrow(RangeError);
    expect(await run({ network: "a", form: "1" }, () => Promise.resolve("in"))).toBe("in");
  });

  it("lets another network come next, however many of the first wait", async () => {
    const { come, end, started } = trial();
    await all(["a1", "a2", "a3", "a4", "b1"], come);
    await end("a1");
    expect(started).toEqual(["a1", "a2", "b1"]);
  });

  it("serves those who wait in turn, network by network", async () => {
    const { come, end, started } = trial({ atOnce: 1 });
    await all(["a1", "a2", "a3", "b1", "b2", "c1"], come);
    await all(["a1", "a2", "b1", "c1", "a3", "b2"], end);
    expect(started).toEqual(["a1", "a2", "b1", "c1", "a3", "b2"]);
  });

  it("lets no more of one network run than said, even when nobody else comes", async () => {
    const { come, end, started } = trial({ atOnceOfNetwork: 1 });
    await all(["a1", "a2", "b1"], come);
    expect(started).toEqual(["a1", "b1"]);
    await end("b1");
    expect(started).toEqual(["a1", "b1"]);
    await end("a1");
    expect(started).toEqual(["a1", "b1", "a2"]);
  });
});

describe("a form that is sent again and again", () => {
  it("runs once at a time, and of those that wait the last one counts", async () => {
    const { come, end, started, outcomes } = trial();
    await all(["a1", "a2", "a3", "a4"], (name) => come(name, "one form"));
    expect(started).toEqual(["a1"]);
    expect([...outcomes]).toEqual([["a2", "REPEATED"], ["a3", "REPEATED"]]);
    await come("a5");
    expect(started).toEqual(["a1", "a5"]);
    await end("a1");
    expect(started).toEqual(["a1", "a5", "a4"]);
  });
});

describe("a full queue", () => {
  it("turns away who comes from a network of which enough wait, and nobody of another", async () => {
    const { come, started, outcomes } = trial();
    await all(["a1", "a2", "a3", "a4", "a5", "a6", "a7", "b1"], come);
    expect(started).toEqual(["a1", "a2"]);
    expect([...outcomes]).toEqual([["a7", "BUSY"]]);
  });

  it("gives the last place of the network of which most wait to one of which fewer do", async () => {
    const { come, outcomes } = trial();
    await all(["a1", "a2", "a3", "a4", "a5", "a6", "b1", "b2"], come);
    expect([...outcomes]).toEqual([]);
    await come("c1");
    expect([...outcomes]).toEqual([["a6", "BUSY"]]);
  });

  it("turns away who comes when no network is better off", async () => {
    const { come, outcomes } = trial();
    await all(["x1", "x2", "a1", "b1", "c1", "d1", "e1", "f1", "g1"], come);
    expect([...outcomes]).toEqual([["g1", "BUSY"]]);
  });

  it("says when to come back", async () => {
    const run = fairQueue({ ...usual, waiting: 0, atOnce: 1 });
    await expect(run({ network: "a", form: "1" }, () => Promise.resolve())).rejects.toMatchObject({ code: "BUSY", retryAfterSeconds: 15 });
  });
});
