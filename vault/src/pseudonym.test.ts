import fc from "fast-check";
import { pseudonymsOf } from "./identity.js";
import { normalised } from "./normalise.js";
import { memoryRing, memoryVault } from "./testing.js";
import { identifierKinds } from "./vault.js";

const vault = memoryVault();

describe("spellings of the same", () => {
  it.each([
    ["phone", "+821012345678", ["010-1234-5678", "01012345678", "+82 10 1234 5678", "82-10-1234-5678", "+82-010-1234-5678", "０１０-1234-5678", " 010 1234 5678 "]],
    ["phone", "+8221234567", ["02-123-4567", "(02) 123-4567", "+82 2 123 4567"]],
    ["name-and-birth-date", "홍길동 1990-03-07", ["홍길동 1990-03-07", "홍길동  1990.3.7", "홍길동, 19900307", " 홍길동 1990/03/07 ", "\u1112\u1169\u11bc\u1100\u1175\u11af\u1103\u1169\u11bc 1990-03-07"]],
    ["name-and-birth-date", "kim min su 1990-03-07", ["Kim Min-Su 1990-03-07", "KIM  MIN SU 1990.3.7."]],
    ["resident-number", "9001011234568", ["900101-1234568", "9001011234568", "900101 1234568"]],
    ["card", "4111111111111111", ["4111 1111 1111 1111", "4111-1111-1111-1111"]],
    ["qr", "KI:4f2a9b8c7d", ["KI:4f2a9b8c7d", " KI:4f2a9b8c7d "]],
  ] as const)("of a %s are %s", (kind, one, spellings) => {
    for (const spelling of spellings) expect([spelling, normalised(kind, spelling)]).toEqual([spelling, one]);
  });
});

describe("what is none of its kind has no pseudonym", () => {
  it.each([
    ["phone", ["", "119", "1339", "010-1234-567890123", "010-1234-abcd", "call 010-1234-5678", "010-1234-5678 ext 3"]],
    ["name-and-birth-date", ["홍길동", "1990-03-07", "홍길동 1990", "홍길동 1990-02-30", "홍길동 1990-13-01", "123 1990-03-07"]],
    ["resident-number", ["900101-1234567", "901301-1234568", "900101-123456", "900230-1234568", "ABC"]],
    ["card", ["4111 1111 1111 1112", "4111", "0000 0000 0000 0000", "4111111111111111x"]],
    ["qr", ["short", "with blank inside"]],
  ] as const)("%s", (kind, values) => {
    for (const value of values) expect([value, vault.pseudonym(kind, value)]).toEqual([value, undefined]);
  });
});

describe("resident numbers", () => {
  it("of foreigners have the check digit two further", () => {
    expect([normalised("resident-number", "900101-5234561"), normalised("resident-number", "900101-5234568")]).toEqual(["9001015234561", undefined]);
  });
  it("given since October 2020 have none", () => {
    expect(normalised("resident-number", "210101-3123456")).toBe("2101013123456");
  });
});

describe("a pseudonym", () => {
  const values = fc.oneof(
    fc.tuple(fc.constant("phone" as const), fc.integer({ min: 0, max: 99_999_999 }).map((number) => `010${String(number).padStart(8, "0")}`)),
    fc.tuple(fc.constant("name-and-birth-date" as const), fc.tuple(fc.constantFrom("김가", "Kim  Ga", "kim ga"), fc.constantFrom("1990-01-01", "1990.1.1", "1990-01-02")).map((parts) => parts.join(" "))),
    fc.tuple(fc.constantFrom("qr", "card"), fc.constantFrom("4111111111111111", "4111 1111 1111 1111", "5500000000000004")),
  );

  it("is the same exactly when kind and normalised value are", () => {
    fc.assert(
      fc.property(values, values, ([kind, one], [otherKind, two]) => {
        const [a, b] = [vault.pseudonym(kind, one), vault.pseudonym(otherKind, two)];
        fc.pre(a !== undefined && b !== undefined);
        expect(a?.length).toBe(32);
        expect(a?.equals(b ?? Buffer.alloc(0))).toBe(kind === otherKind && normalised(kind, one) === normalised(otherKind, two));
      }),
    );
  });

  it("is another under another pepper, and for each kind", () => {
    const digits = "4111111111111111";
    expect(memoryVault({ ring: memoryRing() }).pseudonym("card", digits)).not.toEqual(vault.pseudonym("card", digits));
    expect(new Set(identifierKinds.map((kind) => vault.pseudonym(kind, digits)?.toString("hex") ?? kind)).size).toBe(identifierKinds.length);
  });
});

it("names a person by what is known: nothing by a name without the day of birth", () => {
  expect(pseudonymsOf(vault, { fullName: "홍길동", birthDate: "1990", address: "서울" })).toEqual([]);
  expect(pseudonymsOf(vault, { fullName: "홍길동", birthDate: "1990-03-07", phone: "010-1234-5678" })).toEqual([
    { kind: "phone", pseudonym: vault.pseudonym("phone", "+82 10 1234 5678") },
    { kind: "name-and-birth-date", pseudonym: vault.pseudonym("name-and-birth-date", "홍길동 1990.03.07") },
  ]);
});
