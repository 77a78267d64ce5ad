/** Tells when nobody works here any more. An open page with a live feed would otherwise keep a session alive for as long as it lies there (NIST SP 800-63B, 4.2.3). */

/** Somebody is asked whether they are still there after `warnMs`, and signed out after `endMs`. The issuer's own limit is 30 minutes without a renewal. */
export const idleLimits = { warnMs: 25 * 60_000, endMs: 29 * 60_000 } as const;

export type Idle = { /** Somebody is there. */ readonly seen: () => void; readonly stop: () => void };
export type IdleParts = { readonly warn: () => void; readonly back: () => void; readonly end: () => void; readonly limits?: { readonly warnMs: number; readonly endMs: number }; readonly clock?: () => number; /** How often it is looked at. */ readonly everyMs?: number };

/** `seen` is cheap: it may be called at every key and pointer move. A machine that slept has been idle meanwhile. */
export function watchIdle({ warn, back, end, limits = idleLimits, clock = Date.now, everyMs = 5_000 }: IdleParts): Idle {
  let last = clock();
  let warned = false;
  const timer = setInterval(look, everyMs);

  function look(): void {
    const idleMs = clock() - last;
    if (idleMs >= limits.endMs) {
      clearInterval(timer);
      end();
    } else if (idleMs >= limits.warnMs && !warned) {
      warned = true;
      warn();
    }
  }

  return {
    seen: () => {
      if (clock() - last >= limits.endMs) return look(); // too late: whoever comes back signs in
      last = clock();
      if (warned) back();
      warned = false;
    },
    stop: () => clearInterval(timer),
  };
}
