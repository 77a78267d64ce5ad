/** The ledger's names for data subjects: steady under one key, unrelated under another. */
import { pseudonyms } from "./pseudonym.js";

const key = (byte: number): Buffer => Buffer.alloc(32, byte);
const persons = Array.from({ length: 100 }, (_, index) => `3f2c1c8e-0000-4000-8000-${String(index).padStart(12, "0")}`);

describe("a pseudonym", () => {
  it("is the same for the same person and key", () => {
    expect(persons.map(pseudonyms(key(1)))).toEqual(persons.map(pseudonyms(key(1))));
  });

  it("is another for another person or another key", () => {
    expect(new Set([...persons.map(pseudonyms(key(1))), ...persons.map(pseudonyms(key(2)))]).size).toBe(200);
  });

  it("is `s1.` and 128 bits, and holds nothing of the person's key", () => {
    for (const person of persons) {
      expect(pseudonyms(key(1))(person)).toMatch(/^s1\.[\w-]{22}$/);
      expect(pseudonyms(key(1))(person)).not.toContain(person.slice(-6));
    }
  });

  it("is HMAC-SHA256, cut: worked out by hand with openssl", () => {
    expect(pseudonyms(key(0))("person")).toBe("s1.dlB5vnnzPd7kTyoCvQPfDg");
  });
});
