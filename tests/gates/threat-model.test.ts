/** The threat model names files that exist, and leaves out no duty and no pair of duties that one person may hold. Whether what it says is true is for its readers. */
import { compatible, duties, incompatibleDuties } from "@epigraph/authz";
import { read, repositoryFiles } from "./repository-files.js";

const page = read("docs/threat-model.md");

describe("the threat model", () => {
  it("cites files of the repository, and all of them exist", () => {
    const cited = [...new Set([...page.matchAll(/`([\w.-]+(?:\/[\w.-]+)+\.(?:ts|md|csv|yaml|ini))`/g)].map(([, path = ""]) => path))];
    const files = new Set(repositoryFiles());
    expect(cited.length).toBeGreaterThan(40);
    expect(cited.filter((path) => !files.has(path))).toEqual([]);
  });

  it("says of every duty what its holder could do", () => {
    const [chapter = ""] = page.split("## 2. Pairs");
    expect(duties.filter((duty) => !chapter.includes(`| \`${duty}\``) && !chapter.includes(`, \`${duty}\` |`))).toEqual([]);
  });

  it("says of every pair that one person may hold what the two give together", () => {
    const pairs = duties.flatMap((one, index) => duties.slice(index + 1).map((other) => [one, other] as const));
    const allowed = pairs.filter(([one, other]) => one !== "public-visitor" && compatible(one, other));
    const named = (one: string, other: string): boolean => page.includes(`\`${one}\` + \`${other}\``) || page.includes(`\`${other}\` + \`${one}\``);
    expect(allowed.filter(([one, other]) => !named(one, other))).toEqual([]);
    expect(incompatibleDuties.filter(([one, other]) => named(one, other))).toEqual([]);
  });
});
