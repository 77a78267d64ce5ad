/** What `epigraph up` says, for each kind of installation. That the questions are answered is tested in tests/cli. */
import { spawnSync } from "node:child_process";
import { welcome, type Welcome } from "./welcome.js";

const district = { code: "1168000000", nameEn: "Gangnam-gu" };
const urls = { public: "http://127.0.0.1:4000", agency: "http://127.0.0.1:4001", clearance: "http://127.0.0.1:4002" };
const demo: Welcome = { urls, data: { state: "demo", districts: [district], example: { caseId: "c1", district } }, dataFolder: undefined, logIn: undefined, identityProvider: undefined };

describe("the welcome", () => {
  it("on demo data offers the example case to its own district's investigator", () => {
    const text = welcome(demo);
    expect(text).toContain("$(npx epigraph token investigator.1168000000)");
    expect(text).toContain(`case(id: \\"c1\\")`);
    expect(text).toMatch(/^ {2}npx epigraph token investigator\.1168000000 +# local investigator of Gangnam-gu$/m);
  });

  it("names the three doors, and sends each question to the door that answers it", () => {
    const text = welcome(demo);
    for (const url of Object.values(urls)) expect(text).toContain(`${url}/graphql `);
    const [everybody, investigator, ...more] = text.split("\n").filter((line) => line.startsWith("  curl "));
    expect(more).toEqual([]);
    expect(everybody).toMatch(/^ {2}curl -s http:\/\/127\.0\.0\.1:4000\/graphql /);
    expect(everybody).not.toContain("authorization");
    expect(investigator).toMatch(/^ {2}curl -s http:\/\/127\.0\.0\.1:4002\/graphql /);
  });

  it("repeats EPIGRAPH_DATA, so that a command pasted elsewhere finds the same installation, whatever the folder's name", () => {
    const dataFolder = "/tmp/it's a folder; $(date)";
    const text = welcome({ ...demo, dataFolder });
    const command = /\$\((EPIGRAPH_DATA=.*) npx epigraph token/.exec(text)?.[1] ?? "";
    expect(spawnSync("sh", ["-c", `${command}; printf %s "$EPIGRAPH_DATA"`], { encoding: "utf8" }).stdout).toBe(dataFolder);
  });

  it.each<[string, Partial<Welcome>, RegExp]>([
    ["an empty database", { data: { state: "empty" } }, /no cases yet: `npx epigraph seed` .*`npx epigraph import`/],
    ["real cases and no identity provider", { data: { state: "foreign" } }, /takes a token of your identity provider: name it with EPIGRAPH_JWKS/],
    ["real cases and our own provider", { data: { state: "foreign" }, logIn: "http://127.0.0.1:4003" }, /takes an account: `npx epigraph account bootstrap`/],
    ["an identity provider", { data: { state: "foreign" }, identityProvider: "https://id.example" }, /Tokens come from https:\/\/id\.example\./],
  ])("with %s offers no demo account, but the public question", (_what, change, line) => {
    const text = welcome({ ...demo, ...change });
    expect(text).toMatch(line);
    expect(text).not.toContain("epigraph token");
    expect(text.match(/^ {2}curl /gm)).toHaveLength(1);
  });
});
