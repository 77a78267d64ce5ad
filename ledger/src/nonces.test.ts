/** Every nonce is 16 fresh bytes of the source, none given twice. */
import { randomFillSync } from "node:crypto";
import { nonces } from "./nonces.js";

it("gives what the source gave, in its order, over the border of two portions", () => {
  let byte = 0;
  const next = nonces((bytes) => bytes.forEach((_, index) => (bytes[index] = byte++ % 256)));
  const given = Buffer.concat(Array.from({ length: 600 }, next));
  expect(given).toEqual(Buffer.from(Array.from({ length: 600 * 16 }, (_, index) => index % 256)));
});

it("gives none twice, and changes none that it gave", () => {
  const next = nonces(randomFillSync);
  const given = Array.from({ length: 2_000 }, next);
  const kept = given.map((nonce) => nonce.toString("hex"));
  for (let count = 0; count < 2_000; count++) next();
  expect(new Set(kept).size).toBe(2_000);
  expect(given.map((nonce) => nonce.toString("hex"))).toEqual(kept);
});
