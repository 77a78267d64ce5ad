/** Counts failed log-ins of a name and of an address, and pauses both. Known and unknown names alike: the answer tells nothing. Where it counts: throttle-store.ts. */
import type { Database } from "./database.js";
import { limits } from "./limits.js";
import { networkOf } from "./network.js";
import type { Sealer } from "./sealing.js";
import { addFailure, forgetFailures, takeBackFailure } from "./throttle-store.js";

export type Attempt = {
  /** Neither the name nor the address pauses: what was typed may be looked at. */
  readonly open: boolean;
  /** This failure, if it is one, begins a pause of the name. */
  readonly pauses: boolean;
  /** Failures in a row of the name, this one included. */
  readonly failures: number;
};

export type Throttle = {
  /** Counts an attempt as failed before it is looked at, so that many at once get no further than one after the other. */
  readonly attempt: (login: string, address: string) => Promise<Attempt>;
  /** It had not failed after all. */
  readonly succeeded: (login: string, address: string) => Promise<void>;
};

export function throttleOf(database: Database, { nameOf }: Sealer, clock: () => number): Throttle {
  const keys = (login: string, address: string): readonly [Buffer, Buffer] => [nameOf("throttle", `login/${login}`), nameOf("throttle", `address/${networkOf(address)}`)];
  return {
    attempt: async (login, address) => {
      const [name, place] = keys(login, address);
      const now = new Date(clock());
      const ofAddress = await addFailure(database.query, place, now, { pauseAfter: limits.addressFailuresBeforePause, pauseSeconds: limits.pause, forgetAfterSeconds: limits.pause });
      if (ofAddress.closed) return { open: false, pauses: false, failures: 0 };
      const ofName = await addFailure(database.query, name, now, { pauseAfter: limits.failuresBeforePause, pauseSeconds: limits.pause, forgetAfterSeconds: undefined });
      return { open: !ofName.closed, pauses: !ofName.closed && ofName.failures % limits.failuresBeforePause === 0, failures: ofName.failures };
    },
    succeeded: async (login, address) => {
      const [name, place] = keys(login, address);
      await forgetFailures(database.query, name);
      await takeBackFailure(database.query, place);
    },
  };
}
