/** Codes are those of RFC 6238, in a window of one step either way. */
import { Secret } from "otpauth";
import { codeAt, codeUri, newCodeSecret, stepOf } from "./one-time-code.js";

/** The RFC's own key, in its appendix B; six of its eight digits. */
const rfc = Secret.fromUTF8("12345678901234567890").base32;

it.each([[59, "287082"], [1111111109, "081804"], [1111111111, "050471"], [1234567890, "005924"], [2000000000, "279037"], [20000000000, "353130"]])("RFC 6238, appendix B: at %d s it is %s", (seconds, code) => {
  expect(codeAt(rfc, seconds * 1000)).toBe(code);
  expect(stepOf(rfc, code, seconds * 1000)).toBe(Math.floor(seconds / 30));
});

it.each([[-2, undefined], [-1, -1], [0, 0], [1, 1], [2, undefined]])("a code of %d steps later is taken as step %s", (steps, expected) => {
  const now = 1_600_000_000_000;
  expect(stepOf(rfc, codeAt(rfc, now + steps * 30_000), now)).toBe(expected === undefined ? undefined : Math.floor(now / 30_000) + expected);
});

it.each(["", "28708", "2870822", "28708a", "２８７０８２", "-87082"])("%p is no code", (code) => expect(stepOf(rfc, code, 59_000)).toBeUndefined());
it("spaces in between are no matter", () => expect(stepOf(rfc, "287 082", 59_000)).toBe(1));
it("a new secret has 160 bits, and its address names account and issuer", () => {
  const secret = newCodeSecret();
  expect(Secret.fromBase32(secret).bytes).toHaveLength(20);
  expect(codeUri(secret, "some.body")).toMatch(/^otpauth:\/\/totp\/Epigraph:some\.body\?issuer=Epigraph&secret=[A-Z2-7]{32}&algorithm=SHA1&digits=6&period=30$/);
});
