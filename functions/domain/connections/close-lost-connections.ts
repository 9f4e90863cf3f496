import { hasPartIn } from "../directory/location.ts";
import type { Directory } from "../directory/ports.ts";
import type { Profile } from "../directory/user.ts";
import { type CloseConnectionsPorts, closeConnections } from "./close-connections.ts";
import type { ConnectionStore } from "./ports.ts";

export interface CloseLostConnectionsPorts extends CloseConnectionsPorts {
  readonly directory: Pick<Directory, "location" | "profile">;
  readonly connections: Pick<ConnectionStore, "everywhere" | "remove">;
}

/**
 * Closes the connections that a user may have no longer: deleted, moved out of the location, or without
 * the permission. Called after each write of a profile, applied or repeated, so that a repeated one
 * finishes what a crash left. Who connects meanwhile looks at the profile again afterwards.
 */
export async function closeLostConnections(ports: CloseLostConnectionsPorts, userId: string): Promise<void> {
  const profile = await ports.directory.profile(userId);
  const connections = await ports.connections.everywhere(userId);
  const locationIds = new Set(connections.map(({ locationId }) => locationId));
  for (const locationId of locationIds) {
    if (profile !== undefined && (await mayConnect(ports, profile, locationId))) continue;
    const lost = connections.filter((connection) => connection.locationId === locationId);
    await closeConnections(ports, lost, "access_lost");
  }
}

async function mayConnect(
  { directory }: CloseLostConnectionsPorts,
  profile: Profile,
  locationId: string,
): Promise<boolean> {
  if (profile.deleted || !profile.permissions.conversationsEnabled) return false;
  const location = await directory.location(locationId);
  return location !== undefined && hasPartIn(profile, location);
}
