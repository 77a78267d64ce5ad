/** Six-digit codes from an authenticator app (TOTP, RFC 6238). That none is used twice is kept by the account's store. */
import { Secret, TOTP } from "otpauth";

const period = 30;
const digits = 6;
/** Steps before and after the present one: clocks differ (RFC 6238, 5.2). */
const window = 1;

/** 160 bits, as RFC 4226, section 4, recommends; in base32, as apps want it. */
export const newCodeSecret = (): string => new Secret({ size: 20 }).base32;

/** The step whose code this is, or nothing. `now`: milliseconds. */
export function stepOf(secret: string, code: string, now: number): number | undefined {
  const typed = code.replaceAll(/\s/g, "");
  if (!/^[0-9]{6}$/.test(typed)) return undefined;
  const delta = generator(secret).validate({ token: typed, timestamp: now, window });
  return delta === null ? undefined : Math.floor(now / 1000 / period) + delta;
}

/** The code of this moment. */
export const codeAt = (secret: string, now: number): string => generator(secret).generate({ timestamp: now });

/** What an app reads from the picture. */
export const codeUri = (secret: string, login: string): string => generator(secret, login).toString();

const generator = (secret: string, label = ""): TOTP => new TOTP({ issuer: "Epigraph", label, algorithm: "SHA1", digits, period, secret: Secret.fromBase32(secret) });
