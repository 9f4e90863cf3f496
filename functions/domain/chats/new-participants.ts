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

/** Who comes into a chat is a user of its location. @throws ChatError `not_a_location_user`, naming who is not */
export async function requireLocationUsers(
  { directory }: Pick<NewParticipantPorts, "directory">,
  locationId: string,
  userIds: readonly string[],
): Promise<void> {
  const profiles = await directory.profiles(userIds);
  const known = new Set(profiles.filter((it) => isLocationUser(it, locationId)).map(({ userId }) => userId));
  const strangers = userIds.filter((userId) => !known.has(userId));
  if (strangers.length === 0) return;
  throw new ChatError("not_a_location_user", "Not a user of this location", {
    problems: strangers.map((userId) => `${userId}: is not a user of this location`),
  });
}

/** After the roster: a membership that does not get written is healed by the stream consumer. */
export async function addMemberships(
  ports: Pick<NewParticipantPorts, "memberships" | "log">,
  memberships: readonly Membership[],
): Promise<void> {
  try {
    await ports.memberships.addMissing(memberships);
  } catch (error) {
    ports.log.warn("memberships not written, left to the stream consumer", { cause: asError(error) });
  }
}
