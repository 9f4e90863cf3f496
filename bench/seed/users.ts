import type { Profile } from "../../functions/domain/directory/user.ts";
import { entryIn } from "../../functions/domain/directory/user-name-index.ts";
import { keys } from "../../functions/store/keys.ts";
import { type Target, writeItems } from "./write-items.ts";

const companyId = "bench";
const updatedAt = "2026-01-01T00:00:00.000Z";

/** Writes a location as the directory would. */
export async function seedLocation(target: Target, locationId: string): Promise<void> {
  await writeItems(target, [{ ...keys.location(locationId), companyId, name: "Bench", updatedAt }]);
}

/** Writes users of a location: their profiles, and their entries in its index by name. */
export async function seedUsers(
  target: Target,
  locationId: string,
  userIds: readonly string[],
): Promise<void> {
  await writeItems(
    target,
    userIds.flatMap((userId) => {
      const profile = profileOf(userId, locationId);
      const { userId: _, ...fields } = profile;
      const entry = entryIn(locationId, profile);
      if (entry === undefined) throw new Error("a seeded user is not in the index by name");
      const { position, name } = entry;
      return [
        { ...keys.profile(userId), ...fields },
        { ...keys.userByName(locationId, position), name, updatedAt },
      ];
    }),
  );
}

function profileOf(userId: string, locationId: string): Profile {
  return {
    userId,
    companyId,
    name: `Person ${userId}`,
    email: `${userId}@example.com`,
    type: "account",
    role: "user",
    locationIds: [locationId],
    permissions: { conversationsEnabled: true, assignedDataOnly: false },
    deleted: false,
    updatedAt,
  };
}
