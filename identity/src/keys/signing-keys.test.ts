/** How signing keys follow one another. */
import { keysOf } from "@epigraph/authz";
import { limits } from "../limits.js";
import { sealer } from "../sealing.js";
import { claimsIn, refresh, startTestIdentity, type TestIdentity, type Tokens, tokensFor } from "../testing.js";
import { publishedKeySet, turnKeys } from "./signing-keys.js";

let test: TestIdentity;
beforeAll(async () => void (test = await startTestIdentity()));
afterAll(() => test.close());

const kidOf = (token: string): string => (JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()) as { kid: string }).kid;
const published = async (): Promise<string[]> => ((await (await fetch(new URL("/jwks", test.issuer))).json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
const now = (): Date => new Date(Date.now() + test.clock.ahead);

describe("signing keys", () => {
  it("follow one another: published before they sign, kept until the last token of theirs has ended, then destroyed", async () => {
    const holder = await test.holder({ login: "key.holder" });
    const [first = ""] = await published();
    expect(await published()).toEqual([first]);
    const tokens = await tokensFor(test, holder);
    expect(kidOf(tokens.access_token)).toBe(first);

    test.clock.ahead += (limits.keySigns - limits.keyPublishedBefore) * 1000;
    await test.identity.tidy();
    const [signing, next = ""] = await published();
    expect([signing, next === ""]).toEqual([first, false]);
    test.clock.ahead += (limits.keyPublishedBefore - 60) * 1000;
    await test.identity.tidy();
    expect(await published()).toEqual([first, next]);

    test.clock.ahead += 61_000;
    await test.identity.tidy();
    expect(await published()).toEqual([next, first]);
    const after = await tokensFor(test, holder);
    expect(kidOf(after.access_token)).toBe(next);

    test.clock.ahead += limits.keyPublishedAfter * 1000;
    await test.identity.tidy();
    expect(await published()).toEqual([next]);
    expect(await test.admin.query("select kid from identity.signing_key")).toEqual([{ kid: next }]);
  });

  it("turn early on demand, and a session goes on over it", async () => {
    const holder = await test.holder({ login: "rotated.holder" });
    test.clock.ahead += 30_000;
    const tokens = await tokensFor(test, holder);
    const [before = ""] = await published();
    await test.identity.rotate(120);
    const [signing, next] = await published();
    expect(signing).toBe(before);
    test.clock.ahead += 121_000;
    await test.identity.tidy();
    const refreshed = (await (await refresh(test.issuer, tokens.refresh_token)).json()) as Tokens;
    expect([kidOf(refreshed.access_token), claimsIn(refreshed.access_token)["sid"]]).toEqual([next, claimsIn(tokens.access_token)["sid"]]);
  });

  it("are never in clear in the database, nor private in what is published", async () => {
    const rows: { row: string }[] = await test.admin.query("select k::text || encode(k.sealed_private_jwk, 'escape') as row from identity.signing_key k");
    expect(rows.filter(({ row }) => row.includes('"d"'))).toEqual([]);
    const set = await publishedKeySet(test.parts.database.query);
    expect(set).not.toContain('"d"');
    expect(keysOf(set)((await published())[0] ?? "", Date.now())).toMatchObject({ type: "public" });
  });

  it("are made once, by however many processes at once", async () => {
    const rings = await Promise.all(Array.from({ length: 4 }, () => turnKeys(test.parts.database, test.parts.sealer, now(), { publishedBefore: 60 })));
    expect(new Set(rings.map(({ published: keys }) => keys.length)).size).toBe(1);
  });

  it("open with no other key than the installation's", async () => {
    await expect(turnKeys(test.parts.database, sealer(Buffer.alloc(32, 7)), now())).rejects.toThrow(expect.objectContaining({ code: "SEAL_BROKEN" }));
  });
});
