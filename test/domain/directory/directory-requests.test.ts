import { describe, expect, it } from "vitest";
import { PutLocationRequest } from "../../../functions/domain/directory/location.ts";
import { PutUserRequest } from "../../../functions/domain/directory/user.ts";
import { userRecord } from "../../support/user-record.ts";

const user = userRecord("Ana");
const location = { companyId: "acme", name: "Main", updatedAt: user.updatedAt };

describe.each([
  ["PutLocationRequest", PutLocationRequest, location],
  ["PutUserRequest", PutUserRequest, user],
])("%s", (_what, schema, body) => {
  it("accepts a name of 200 characters", () => {
    const name = "😀".repeat(200);
    expect(schema.parse({ ...body, name }).name).toBe(name);
  });

  it.each([
    ["no characters", ""],
    ["white space only", " \u3000"],
    ["201 characters", "n".repeat(201)],
    ["a lone surrogate", "Ana \ud83d"],
    ["a null character", "Ana\u0000"],
  ])("refuses a name of %s", (_name, name) => {
    expect(schema.safeParse({ ...body, name }).success).toBe(false);
  });
});

it("PutUserRequest drops a duplicate location", () => {
  const roles = { ...user.roles, locationIds: ["loc", "other", "loc"] };
  expect(PutUserRequest.parse({ ...user, roles }).roles.locationIds).toEqual(["loc", "other"]);
});
