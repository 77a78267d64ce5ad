/** Every listed live query can be asked at each of its doors, and answers with what a stream reads: a connection with cursors. Who may ask it is the rules' to say. */
import { contractFile } from "@epigraph/cli";
import { liveQueries } from "@epigraph/gateway";
import { apiSchema } from "@epigraph/schema";
import { readFileSync } from "node:fs";
import { buildSchema, parse, validate } from "graphql";

it.each(Object.entries(liveQueries).flatMap(([name, query]) => query.doors.map((door) => [name, door, query] as const)))("`%s` at the %s door", (_, door, { query, field, marks }) => {
  const schema = apiSchema(readFileSync(contractFile(door), "utf8"));
  const document = parse(query);
  expect(validate(typeof schema === "string" ? buildSchema(schema) : schema, document)).toEqual([]);
  expect(query).toMatch(new RegExp(`\\b${field.split(".").at(-1) ?? ""}\\(first: \\d+, after: \\$after`));
  expect(query).toMatch(/edges { cursor node {[^]*pageInfo { hasNextPage }/);
  expect(marks.length).toBeGreaterThan(0);
});
