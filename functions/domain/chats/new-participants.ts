import { isLocationUser } from "../directory/location.ts";
import type { Directory } from "../directory/ports.ts";
import { asError, ChatError } from "../errors.ts";
import type { Membership } from "../log/membership.ts";
import type { MembershipStore } from "../log/ports.ts";
import type { Log } from "../ports.ts";

export interface NewParticipantPorts {
  readonly directory: Pick<Directory, "profiles">;
  readonly memberships: Pick<MembershipStore, "addMissing">;
  readonly log: Log;
}

/**
 * Only users of its location can join a chat (product rule 2).
 * @throws ChatError `not_a_location_user`, naming the other users
 */
export async function requireLocationUsers(
  { directory }: Pick<NewParticipantPorts, "directory">,
  locationId: string,
  userIds: readonly string[],
): Promise<void> {
  const profiles = await directory.profiles(userIds);
  const known = new Set(profiles.filter((it) => isLocationUser(it, locationId)).map(({ userId }) => userId));
  const others = userIds.filter((userId) => !known.has(userId));
  if (others.length === 0) return;
  throw new ChatError("not_a_location_user", "Not a user of this location", {
    problems: others.map((userId) => `${userId}: is not a user of this location`),
  });
}

/** Called after the roster is written. The stream consumer repairs a failure, so this never throws. */
export async function addMemberships(
  { memberships: store, log }: Pick<NewParticipantPorts, "memberships" | "log">,
  memberships: readonly Membership[],
): Promise<void> {
  try {
    await store.addMissing(memberships);
  } catch (error) {
    log.warn("memberships not written, left to the stream consumer", { cause: asError(error) });
  }
}
