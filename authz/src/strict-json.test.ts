/** That only JSON which every reader understands alike is taken. */
import fc from "fast-check";
import { strictObject } from "./strict-json.js";

const read = (text: string): unknown => strictObject(Buffer.from(text));

describe("an object in JSON", () => {
  it.each([
    ["{}", {}],
    [`{"a":1,"b":{"a":1},"c":[{"a":1},{"a":1}]}`, { a: 1, b: { a: 1 }, c: [{ a: 1 }, { a: 1 }] }],
    [` { "a" : "\\"a\\":1" , "b" : "{" } `, { a: '"a":1', b: "{" }],
    [`{"a":["a","a"],"b":"a"}`, { a: ["a", "a"], b: "a" }],
  ])("%s is read", (text, value) => expect(read(text)).toEqual(value));

  it.each([`{"a":1,"a":1}`, `{"a":1,"b":2,"a":3}`, `{"a":1,"\\u0061":2}`, `{"x":{"a":1,"a":2}}`, `{"x":[1,[{"a":1,"b":"}","a":2}]]}`, `{"":1,"":2}`, `{"__proto__":1,"__proto__":2}`, `{"a":{},"b":[],"a":1}`])("%s names a member twice", (text) => {
    expect(read(text)).toBe("member-twice");
  });

  it.each(["", "null", "[]", "1", `"{}"`, "{", `{"a":1}x`, `{"a":undefined}`, "\u{feff}{}"])("%j is none", (text) => expect(read(text)).toBe("not-an-object"));
  it("none in bytes that are no UTF-8", () => expect(strictObject(Buffer.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d))).toBe("not-an-object"));

  it("whatever JSON.stringify writes is read back, and with any of its members repeated is not", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), fc.boolean(), (object, front) => {
        const text = JSON.stringify(object);
        expect(read(text)).toEqual(JSON.parse(text));
        const again = `${JSON.stringify(Object.keys(object)[0])}:0`;
        expect(read(front ? `{${again},${text.slice(1)}` : `${text.slice(0, -1)},${again}}`)).toBe("member-twice");
      }),
    );
  });
});
