import { expect, it } from "vitest";
import * as z from "zod";
import { undescribed, undescribedFields } from "../../apidocs/undescribed.ts";

it("every schema, every field and every query parameter has a description", () => {
  expect(undescribed()).toEqual([]);
});

it("finds fields without a description, at any depth", () => {
  const Inner = z.object({ deep: z.string(), said: z.string().describe("Said.") });
  const schema = z.toJSONSchema(
    z.object({
      plain: z.string(),
      list: z.array(Inner).describe("Said."),
      choice: z.union([Inner, z.string()]),
      maybe: Inner.nullable().optional().describe("Said."),
      byId: z.record(z.string(), Inner).describe("Said."),
    }),
  );
  expect(undescribedFields("Example", schema)).toEqual([
    "Example.plain",
    "Example.list.deep",
    "Example.choice",
    "Example.choice.deep",
    "Example.maybe.deep",
    "Example.byId.deep",
  ]);
});

it("asks for a description at each use of a named schema", () => {
  const schema = { properties: { id: { $ref: "#/components/schemas/Id" } } };
  expect(undescribedFields("Example", schema)).toEqual(["Example.id"]);
});
