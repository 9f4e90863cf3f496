import { describe, expect, it } from "vitest";
import { PutLocationRequest } from "../../functions/domain/location.ts";
import { PutUserRequest } from "../../functions/domain/user.ts";

const updatedAt = "2026-01-01T00:00:00.000Z";
const location = { companyId: "acme", name: "Main", updatedAt };
const user = {
  companyId: "acme",
  name: "Ana",
  email: "ana@acme.example",
  roles: { type: "account", role: "user", locationIds: ["loc"] },
  permissions: { conversationsEnabled: true, assignedDataOnly: false },
  updatedAt,
};

describe.each([
  ["PutLocationRequest", PutLocationRequest, location],
  ["PutUserRequest", PutUserRequest, user],
])("%s", (_what, schema, body) => {
  it("takes a name as people write it, of 200 characters", () => {
    const name = "😀".repeat(200);
    expect(schema.parse({ ...body, name }).name).toBe(name);
  });

  it.each([
    ["nothing", ""],
    ["white space only", " \u3000"],
    ["201 characters", "n".repeat(201)],
    ["a lone surrogate", "Ana \ud83d"],
    ["a null character", "Ana\u0000"],
  ])("refuses a name of %s", (_name, name) => {
    expect(schema.safeParse({ ...body, name }).success).toBe(false);
  });
});

it("a location named twice is one", () => {
  const roles = { ...user.roles, locationIds: ["loc", "other", "loc"] };
  expect(PutUserRequest.parse({ ...user, roles }).roles.locationIds).toEqual(["loc", "other"]);
});
