/** Everything that the pages ask is asked of the agency door's own contract. */
import { readFileSync } from "node:fs";
import { buildSchema, type DocumentNode, parse, print, validate } from "graphql";
import * as questions from "./questions.js";

const contract = buildSchema(readFileSync(new URL("../../../schema/agency.graphql", import.meta.url), "utf8"), { assumeValid: true });
const isDocument = (value: unknown): value is DocumentNode => typeof value === "object" && value !== null && (value as { readonly kind?: unknown }).kind === "Document";
const documents = Object.entries(questions).flatMap(([name, value]): (readonly [string, DocumentNode])[] =>
  isDocument(value) ? [[name, value]] : Object.entries(value).flatMap(([part, inner]: [string, unknown]): (readonly [string, DocumentNode])[] => (isDocument(inner) ? [[`${name}.${part}`, inner]] : [])),
);

it("has a question or a change for each thing that a desk does", () => {
  expect(documents.map(([name]) => name).toSorted()).toEqual(["approval", "completion", "denial", "itemQuestions.authorisation", "itemQuestions.provision", "queueQuestion", "summaryQuestion"]);
});

it.each(documents)("`%s` stands in the contract", (_, document) => {
  expect(validate(contract, parse(print(document)))).toEqual([]);
});

it("would be refused where the contract has no such field", () => {
  expect(validate(contract, parse("{ inboxSummary { waiting oldest } }")).map(({ message }) => message)).toEqual(['Cannot query field "oldest" on type "InboxSummary".']);
});
