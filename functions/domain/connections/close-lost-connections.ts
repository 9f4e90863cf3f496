import { canUseConversations } from "../directory/location.ts";
import type { Directory } from "../directory/ports.ts";
import { type CloseConnectionsPorts, closeConnections } from "./close-connections.ts";
import type { ConnectionStore } from "./ports.ts";

export interface CloseLostConnectionsPorts extends CloseConnectionsPorts {
  readonly directory: Pick<Directory, "location" | "profile">;
  readonly connections: Pick<ConnectionStore, "everywhere" | "remove">;
}

/**
 * Closes a user's connections in each location that they can no longer use: the user was deleted, has left the
 * location or lost the permission. Called after every write of a profile, even an ignored one, so that a
 * repeated write finishes the work after a crash. `$connect` checks access again after it has registered a
 * socket.
 */
export async function closeLostConnections(ports: CloseLostConnectionsPorts, userId: string): Promise<void> {
  const profile = await ports.directory.profile(userId);
  const byLocation = Map.groupBy(await ports.connections.everywhere(userId), ({ locationId }) => locationId);
  for (const [locationId, connections] of byLocation) {
    if (canUseConversations(profile, await ports.directory.location(locationId))) continue;
    await closeConnections(ports, connections, "access_lost");
  }
}
