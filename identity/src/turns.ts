/** In which order log-ins are looked at, and when no more are: so that nobody who has not logged in keeps the processor or the database from others. Says nothing about right or wrong: see throttle.ts. */
import { budget } from "./budget.js";
import { IdentityError } from "./error.js";
import { fairQueue, type Place } from "./fair-queue.js";
import { limits } from "./limits.js";
import { networkOf } from "./network.js";

/** Who wants something looked at: from where, and on which form (one log-in, or one link to enrol). */
export type Asker = { readonly address: string; readonly form: string };

export type Turns = {
  /** Around work on a password: the attempt is counted before. @throws IdentityError ATTEMPTS_TOO_MANY, BUSY or REPEATED, before the work begins */
  readonly forPassword: <T>(asker: Asker, work: () => Promise<T>) => Promise<T>;
  /** Around work on a code: one of an address at a time, so that the right ones of many do not look like failures to each other. @throws IdentityError BUSY or REPEATED */
  readonly forCode: <T>(asker: Asker, work: () => Promise<T>) => Promise<T>;
  /** The log-in, or the enrolment, succeeded: its attempt does not count. */
  readonly succeeded: (asker: Asker) => void;
};

/** `tell`: records that log-ins of an address are turned away; called at the first, and again after a pause. */
export function turnsOf(tell: (address: string) => Promise<void>, clock: () => number): Turns {
  const attempts = budget({ most: limits.attemptsOfAddress, secondsEach: limits.attemptOfAddressBack }, clock);
  const attemptsOfForm = budget({ most: limits.attemptsOfForm, secondsEach: limits.attemptOfFormBack }, clock);
  const told = budget({ most: 1, secondsEach: limits.pause }, clock);
  const passwords = fairQueue({ atOnce: limits.hashesAtOnce, atOnceOfNetwork: limits.hashesAtOnce, waiting: limits.waiting, waitingOfNetwork: limits.waitingOfAddress, comeBackAfter: limits.comeBackAfter });
  const codes = fairQueue({ atOnce: limits.codesAtOnce, atOnceOfNetwork: 1, waiting: limits.waiting, waitingOfNetwork: limits.waitingOfAddress, comeBackAfter: limits.comeBackAfter });

  const placeOf = ({ address, form }: Asker): Place => ({ network: networkOf(address), form });
  const count = ({ network, form }: Place): void => {
    const wait = attemptsOfForm.take(form) || attempts.take(network); // a form that may not go on costs its neighbours nothing
    if (wait > 0) throw new IdentityError("ATTEMPTS_TOO_MANY", "too many log-ins were begun from this address, or on this form: try again later", wait);
  };
  const telling = async <T>(address: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (isCrowd(error)) await tellOnce(address);
      throw error;
    }
  };
  const tellOnce = async (address: string): Promise<void> => {
    const network = networkOf(address);
    if (told.take(network) > 0) return;
    try {
      await tell(address);
    } catch (error) {
      told.giveBack(network);
      throw error;
    }
  };

  return {
    forPassword: (asker, work) =>
      telling(asker.address, async () => {
        const place = placeOf(asker);
        count(place);
        return passwords(place, work);
      }),
    forCode: (asker, work) => telling(asker.address, () => codes(placeOf(asker), work)),
    succeeded: ({ address }) => attempts.giveBack(networkOf(address)),
  };
}

/** Turned away, and not because of an impatient second click. */
const isCrowd = (error: unknown): boolean => error instanceof IdentityError && (error.code === "BUSY" || error.code === "ATTEMPTS_TOO_MANY");
/** Turned away before anything was looked at. */
export const isTurnedAway = (error: unknown): error is IdentityError => isCrowd(error) || (error instanceof IdentityError && error.code === "REPEATED");
