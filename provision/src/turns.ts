/** Lets so many at once do something and the others wait for their turn, in the order in which they came. Not between processes: see session-store.ts. */

/** Gives what ends the turn; undefined when it did not come in time. */
export type Turns = () => Promise<(() => void) | undefined>;

export function turns(atOnce: number, waitMs: number): Turns {
  const waiting: (() => void)[] = [];
  let busy = 0;
  const end = (): void => {
    const next = waiting.shift();
    if (next) next();
    else busy -= 1;
  };
  const turn = (): (() => void) => {
    let over = false;
    return () => {
      if (!over) end();
      over = true;
    };
  };
  return async () => {
    if (busy < atOnce) {
      busy += 1;
      return turn();
    }
    return await new Promise((resolve) => {
      const mine = (): void => {
        clearTimeout(late);
        resolve(turn());
      };
      const late = setTimeout(() => {
        waiting.splice(waiting.indexOf(mine), 1);
        resolve(undefined);
      }, waitMs);
      waiting.push(mine);
    });
  };
}
