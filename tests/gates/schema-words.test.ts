/** What a front-end developer with only our schema needs: every type, field and argument of the API is described, and long lists are pages. */
import { readFileSync } from "node:fs";
import { supergraphFile } from "@epigraph/cli";
import { apiSchema } from "@epigraph/schema";
import { getNamedType, isEnumType, isInputObjectType, isListType, isNonNullType, isObjectType, isScalarType } from "graphql";

const schema = apiSchema(readFileSync(supergraphFile, "utf8"));
const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith("__") && !["String", "Int", "Float", "Boolean", "ID"].includes(name));
const blank = (text: string | null | undefined): boolean => (text ?? "").trim() === "";

describe("the API schema", () => {
  it("describes every type, field, argument and input field", () => {
    const undescribed: string[] = [];
    for (const type of types) {
      if (!["Query", "Mutation"].includes(type.name) && blank(type.description)) undescribed.push(type.name);
      if (!isObjectType(type) && !isInputObjectType(type)) continue;
      undescribed.push(...Object.values(type.getFields()).filter(({ description }) => blank(description)).map(({ name }) => `${type.name}.${name}`));
      if (!isObjectType(type)) continue;
      for (const { name, args } of Object.values(type.getFields())) undescribed.push(...args.filter(({ description }) => blank(description)).map((argument) => `${type.name}.${name}(${argument.name}:)`));
    }
    expect(undescribed).toEqual([]);
    expect(types.length).toBeGreaterThan(40);
  });

  it("gives lists of objects as pages; short lists of words, of regions of an account, of a record's own few parts, of an operation's services and of a year's counts, and what a case, an interview or a decision is made of, are the only plain lists", () => {
    const plain = types.filter(isObjectType).flatMap((type) =>
      Object.values(type.getFields()).flatMap(({ name, type: given }) => {
        const nullable = isNonNullType(given) ? given.ofType : given;
        const named = getNamedType(given);
        return isListType(nullable) && !isScalarType(named) && !isEnumType(named) && !(type.name.endsWith("Connection") && name === "edges") ? [`${type.name}.${name}`] : [];
      }),
    );
    expect(plain).toEqual([
      "AuditRecord.calls", "AuditRecord.jurisdictions", "AuditRecord.references", "AuditRecord.variables",
      // bounded where they are written, or by how often one person can be entered twice
      "Case.mergedParts", "Case.samePersonStubs", "Case.symptoms", "Case.travel", "CaseMerge.steps", "CaseRegistration.possibleDuplicates", "Disease.steps", "DuplicateReview.matches",
      "InboxItem.places", "InformationRequest.cases", "InformationRequest.grants", "InformationRequest.places", "Interview.companions", "Interview.visits", "LegalHold.steps", "LineListImport.faults", "LineListImport.possibleDuplicates", "OperationRecords.services", "OutbreakResponse.steps", "PurgePlan.counts", "PurgePlan.steps",
      "Query.noticeCounts", "RosterStay.caseStubs", "RosterStay.cases", "UploadReceipt.reasons",
    ]);
  });
});
