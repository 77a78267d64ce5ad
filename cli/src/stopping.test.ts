/** What a command opened is closed, whatever ends it. */
import { CommandFailure } from "./failure.js";
import { type Lifetime, lifetime } from "./stopping.js";

/** As if Ctrl-C had been pressed: tells the listeners, as node does, without ending the test run. */
const pressCtrlC = (): void => void process.emit("SIGINT");
const never = new Promise<never>(() => undefined);

function recorder(): { readonly closed: string[]; readonly open: (life: Lifetime, name: string, opening?: Promise<unknown>) => Promise<unknown> } {
  const closed: string[] = [];
  return { closed, open: (life, name, opening = Promise.resolve()) => life.open(() => opening, () => Promise.resolve(closed.push(name))) };
}

afterEach(() => {
  for (const signal of ["SIGINT", "SIGTERM"]) process.removeAllListeners(signal);
});

describe("what was opened is closed, last first", () => {
  it("when the work is done", async () => {
    const { closed, open } = recorder();
    await lifetime("task", async (life) => {
      await open(life, "database");
      await open(life, "gateway");
    });
    expect(closed).toEqual(["gateway", "database"]);
  });

  it("when the work fails, and the work's own failure is told", async () => {
    const { closed, open } = recorder();
    const work = lifetime("service", async (life) => {
      await open(life, "database");
      await life.open(() => Promise.resolve(), () => Promise.reject(new Error("does not close")));
      throw new CommandFailure("no port");
    });
    await expect(work).rejects.toThrow("no port");
    expect(closed).toEqual(["database"]);
  });

  it("when a service is stopped, which is no failure", async () => {
    const { closed, open } = recorder();
    await lifetime("service", async (life) => {
      await open(life, "database");
      setImmediate(pressCtrlC);
      await life.stopped;
    });
    expect(closed).toEqual(["database"]);
  });

  it("when a service is stopped while it starts: what is just opening is waited for, and nothing opens after it", async () => {
    const { closed, open } = recorder();
    let started = (): void => undefined;
    const starting = new Promise<void>((resolve) => void (started = resolve));
    await lifetime("service", async (life) => {
      await open(life, "database");
      setImmediate(() => {
        pressCtrlC();
        setImmediate(started);
      });
      await open(life, "server", starting);
      await open(life, "gateway");
    });
    expect(closed).toEqual(["server", "database"]);
  });

  it("when a task is stopped, which has failed then", async () => {
    const { closed, open } = recorder();
    const work = lifetime("task", async (life) => {
      await open(life, "database");
      setImmediate(pressCtrlC);
      await never;
    });
    await expect(work).rejects.toMatchObject({ exitCode: 1, message: expect.stringContaining("stopped before it was done") });
    expect(closed).toEqual(["database"]);
  });
});

it("a failure to close is told when nothing else failed", async () => {
  await expect(lifetime("task", (life) => life.open(() => Promise.resolve(), () => Promise.reject(new CommandFailure("the database does not stop"))))).rejects.toThrow("the database does not stop");
});
