/** What `epigraph up` says, for each kind of installation. That the questions are answered is tested in tests/cli. */
import { spawnSync } from "node:child_process";
import { welcome, type Welcome } from "./welcome.js";

const district = { code: "1168000000", nameEn: "Gangnam-gu" };
const demo: Welcome = { url: "http://127.0.0.1:4000", data: { state: "demo", districts: [district], example: { caseId: "c1", district } }, dataFolder: undefined, identityProvider: undefined };

describe("the welcome", () => {
  it("on demo data offers the example case to its own district's investigator", () => {
    const text = welcome(demo);
    expect(text).toContain("$(npx epigraph token investigator.1168000000)");
    expect(text).toContain(`case(id: \\"c1\\")`);
    expect(text).toMatch(/^ {2}npx epigraph token investigator\.1168000000 +# local investigator of Gangnam-gu$/m);
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
    ["an identity provider", { data: { state: "foreign" }, identityProvider: "https://id.example" }, /Tokens come from https:\/\/id\.example\./],
  ])("with %s offers no demo account, but the public question", (_what, change, line) => {
    const text = welcome({ ...demo, ...change });
    expect(text).toMatch(line);
    expect(text).not.toContain("epigraph token");
    expect(text.match(/^ {2}curl /gm)).toHaveLength(1);
  });
});
