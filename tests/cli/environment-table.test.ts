/** The README's table of the environment is the one that the code makes. */
import { environmentTable } from "@epigraph/cli";
import { read } from "../gates/repository-files.js";

it("the README holds the table of `environmentTable()` between its markers, and nothing else", () => {
  const between = /<!-- environment:begin -->\n([^]*)\n<!-- environment:end -->/.exec(read("README.md"))?.[1];
  expect(between?.trim()).toBe(environmentTable());
});
