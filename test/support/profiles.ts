import type { Location } from "../../functions/domain/directory/location.ts";
import type { Profile } from "../../functions/domain/directory/user.ts";

const updatedAt = "2025-01-01T00:00:00.000Z";

/** A user of location `loc`. */
export function profile(userId: string, changes: Partial<Profile> = {}): Profile {
  return {
    userId,
    companyId: "acme",
    name: `${userId} Test`,
    email: `${userId}@example.com`,
    type: "account",
    role: "user",
    locationIds: ["loc"],
    permissions: { conversationsEnabled: true, assignedDataOnly: false },
    deleted: false,
    updatedAt,
    ...changes,
  };
}

/** A user of the company's agency, who has part in all of its locations. */
export function agencyUser(userId: string, changes: Partial<Profile> = {}): Profile {
  return profile(userId, { type: "agency", locationIds: [], ...changes });
}

/** The location of most tests. */
export const here: Pick<Location, "locationId" | "companyId"> = { locationId: "loc", companyId: "acme" };

/** A location of the users' company. */
export function location(locationId: string, changes: Partial<Location> = {}): Location {
  return { locationId, companyId: "acme", name: "Main", updatedAt, ...changes };
}
