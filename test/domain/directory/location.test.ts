import { describe, expect, it } from "vitest";
import { canUseConversations } from "../../../functions/domain/directory/location.ts";
import type { Profile } from "../../../functions/domain/directory/user.ts";
import { agencyUser, location, profile } from "../../support/profiles.ts";

const off = { conversationsEnabled: false, assignedDataOnly: false };
const assignedOnly = { conversationsEnabled: true, assignedDataOnly: true };

describe("canUseConversations", () => {
  it.each<[string, boolean, Profile]>([
    ["a user of the location", true, profile("ana")],
    ["a user who sees assigned data only", true, profile("ana", { permissions: assignedOnly })],
    ["a user of several locations", true, profile("ana", { locationIds: ["other", "loc"] })],
    ["a user of the location from another company", true, profile("ana", { companyId: "other" })],
    ["a user of another location of the company", false, profile("ana", { locationIds: ["other"] })],
    [
      "an admin of another location of the company",
      false,
      profile("ana", { locationIds: ["other"], role: "admin" }),
    ],
    ["a user without the permission", false, profile("ana", { permissions: off })],
    ["a deleted user", false, profile("ana", { deleted: true })],
    ["a user of the company's agency", true, agencyUser("gus")],
    ["a user of another company's agency", false, agencyUser("gus", { companyId: "other" })],
    ["a user of the agency without the permission", false, agencyUser("gus", { permissions: off })],
    ["a deleted user of the agency", false, agencyUser("gus", { deleted: true })],
  ])("%s: %s", (_who, expected, user) => {
    expect(canUseConversations(user, location("loc"))).toBe(expected);
  });

  it("is false for an unknown user, and for an unknown location", () => {
    expect(canUseConversations(undefined, location("loc"))).toBe(false);
    expect(canUseConversations(profile("ana"), undefined)).toBe(false);
    expect(canUseConversations(agencyUser("gus"), undefined)).toBe(false);
  });
});
