import { canActAs, canUseConversations, type Location } from "../directory/location.ts";
import type { Directory } from "../directory/ports.ts";
import type { Profile } from "../directory/user.ts";
import { type CloseConnectionsPorts, closeConnections } from "./close-connections.ts";
import type { Connection } from "./connection.ts";
import type { ConnectionStore } from "./ports.ts";

export interface CloseLostConnectionsPorts extends CloseConnectionsPorts {
  readonly directory: Pick<Directory, "locationsById" | "profiles">;
  readonly connections: Pick<ConnectionStore, "everywhere" | "ofActor" | "remove">;
}

/**
 * Closes the connections that a changed profile no longer allows: the user's own, those of others logged in as
 * the user, and those in which the user acts as another. Called after every write of a profile, applied or
 * repeated, so that a repeated write finishes what a crash left. `$connect` checks access again after it has
 * registered a socket.
 */
export async function closeLostConnections(ports: CloseLostConnectionsPorts, userId: string): Promise<void> {
  const { connections, directory } = ports;
  const [asUser, asActor] = await Promise.all([connections.everywhere(userId), connections.ofActor(userId)]);
  const all = [...asUser, ...asActor];
  if (all.length === 0) return;
  const [profiles, locations] = await Promise.all([
    directory.profiles([...new Set(all.flatMap(peopleOf))]),
    directory.locationsById([...new Set(all.map(({ locationId }) => locationId))]),
  ]);
  const known = {
    profiles: new Map(profiles.map((profile) => [profile.userId, profile])),
    locations: new Map(locations.map((location) => [location.locationId, location])),
  };
  const lost = all.filter((connection) => !isAllowed(connection, known));
  await closeConnections(ports, lost, "access_lost");
}

function peopleOf({ userId, actorId }: Connection): string[] {
  return actorId === null ? [userId] : [userId, actorId];
}

interface Known {
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly locations: ReadonlyMap<string, Location>;
}

function isAllowed(connection: Connection, { profiles, locations }: Known): boolean {
  const location = locations.get(connection.locationId);
  const user = profiles.get(connection.userId);
  if (user === undefined || !canUseConversations(user, location)) return false;
  if (connection.actorId === null) return true;
  const actor = profiles.get(connection.actorId);
  return actor !== undefined && canActAs(actor, user) && canUseConversations(actor, location);
}
